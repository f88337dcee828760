# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Pictures that would take a machine hours or gigabytes to draw are refused before it tries."""

from __future__ import annotations

import time
import zlib
from struct import pack

import pytest

from bot.paper.picture import MAX_BYTES, MAX_PIXELS, mime_of

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">%s</svg>'


def png(width: int, height: int) -> bytes:
    """A PNG of one colour, of some hundred bytes whatever its size."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return pack(">I", len(data)) + kind + data + pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
    lines = zlib.compress(bytes(1000))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", lines) + chunk(b"IEND", b"")


def nested(levels: int, way: bytes) -> bytes:
    """Groups that each draw the one before ten times: ten to the power of `levels` squares."""
    groups = [b'<g id="a0"><rect/></g>']
    for level in range(1, levels):
        groups.append(b'<g id="a%d">' % level + way % (level - 1) * 10 + b"</g>")
    return SVG % (b"<defs>" + b"".join(groups) + b"</defs>" + way % (levels - 1))


USE = b'<use href="#a%d"/>'
OLDER_USE = b'<use xmlns:x="http://www.w3.org/1999/xlink" x:href="#a%d"/>'
FILL = b"<rect fill='url(#a%d)'/>"
LAUGHS = (
    b'<!DOCTYPE l [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
    + b"]>"
    + SVG % b"<text>&j;</text>"
)


@pytest.mark.parametrize(
    ("picture", "told"),
    [
        (png(30_000, 5_000), f"30000 × 5000 points; at most {MAX_PIXELS}"),
        (png(60_000, 60_000), "far more than"),
        (b"\x89PNG\r\n\x1a\n...", "damaged PNG"),
        (b"\xff\xd8\xff\xe0", "damaged JPEG"),
        (nested(9, USE), "more than 50000 elements"),
        (nested(9, OLDER_USE), "more than 50000 elements"),
        (nested(9, FILL), "more than 50000 elements"),
        (SVG % (b"<g>" * 90_000 + b"</g>" * 90_000), "elements"),
        (b'<?xml version="1.0"?>' + LAUGHS, "no sound SVG"),
        (b"<svg <<<", "no sound SVG"),
        (b"<svg" + b" " * MAX_BYTES, f"{MAX_BYTES + 4} bytes; at most {MAX_BYTES}"),
    ],
    ids=range(11),
)
def test_a_picture_that_costs_too_much_is_refused_at_once(picture: bytes, told: str) -> None:
    began = time.process_time()
    with pytest.raises(ValueError, match=told):
        mime_of(picture)
    assert time.process_time() - began < 5


@pytest.mark.parametrize(
    "inside",
    [
        b'<g id="a"><use href="#a"/></g>',
        b'<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>',
        b'<use href="#nowhere"/>',
        b'<use href="other.svg#a"/>',
        b"<rect/>" * 1_000,
    ],
)
def test_odd_and_detailed_drawings_are_taken(inside: bytes) -> None:
    assert mime_of(SVG % inside) == "image/svg+xml"


def test_a_drawing_with_names_for_its_namespaces_is_taken() -> None:
    """As a wide-spread drawing program saves them."""
    head = b'<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY ns "http://www.w3.org/2000/svg">]>'
    assert mime_of(head + b'<svg xmlns="&ns;"/>') == "image/svg+xml"
