# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Pictures, looked at before they are drawn: a small file can ask for any amount of work.

Home of Pillow, which reads only the head of a picture here.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Mapping
from io import BytesIO
from xml.etree import ElementTree as Xml

from PIL import Image, UnidentifiedImageError

from bot.paper.refused import PaperRefused

MAX_BYTES = 2_000_000
MAX_PIXELS = 16_000_000
"""A sheet of A4 has half of that at 300 dots an inch."""
MAX_ELEMENTS = 50_000
"""Elements of an SVG, each counted as often as it is drawn."""
_SVG_SIGNS = (b"<svg", b"<?xml", b"<!--")
_MIME = {"PNG": "image/png", "JPEG": "image/jpeg"}
_MAGIC = ((b"\x89PNG\r\n\x1a\n", "PNG"), (b"\xff\xd8\xff", "JPEG"))
_HREFS = ("href", "{http://www.w3.org/1999/xlink}href")
_POINTS_AT = re.compile(r"url\(\s*[\"']?#([^)\"']+)")


def mime_of(image: bytes) -> str:
    """Return the type of a picture that can be drawn with moderate effort.

    Raises ValueError with a sentence: neither SVG, PNG nor JPEG, damaged, or too large.
    """
    if len(image) > MAX_BYTES:
        raise ValueError(f"The coat of arms has {len(image)} bytes; at most {MAX_BYTES} are taken.")
    for magic, kind in _MAGIC:
        if image.startswith(magic):
            _moderate(image, kind)
            return _MIME[kind]
    head = image[:1024].removeprefix(b"\xef\xbb\xbf").lstrip()
    if not head.startswith(_SVG_SIGNS) or b"<svg" not in image:
        raise ValueError("The coat of arms must be an SVG, PNG or JPEG file.")
    _drawable(image)
    return "image/svg+xml"


def pixels_of(data: bytes, most: int) -> str | None:
    """Return the type of a picture of at most so many points; None if it is no PNG or JPEG.

    Raises PaperRefused.
    """
    kind = next((kind for magic, kind in _MAGIC if data.startswith(magic)), None)
    if kind is None:
        return None
    try:
        width, height = _size(data, kind)
    except Image.DecompressionBombError as error:
        raise PaperRefused("bomb") from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise PaperRefused("damaged") from error
    if width * height > most:
        raise PaperRefused("bomb")
    return _MIME[kind]


def _size(image: bytes, kind: str) -> tuple[int, int]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        with Image.open(BytesIO(image), formats=[kind]) as opened:
            return opened.size


def _moderate(image: bytes, kind: str) -> None:
    try:
        width, height = _size(image, kind)
    except Image.DecompressionBombError as error:
        raise ValueError(f"The coat of arms has far more than {MAX_PIXELS} points.") from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise ValueError(f"The coat of arms is a damaged {kind} file.") from error
    if width * height > MAX_PIXELS:
        raise ValueError(
            f"The coat of arms has {width} × {height} points; at most {MAX_PIXELS} are taken. "
            "Save it smaller."
        )


def _drawable(image: bytes) -> None:
    try:
        root = Xml.fromstring(image)  # noqa: S314 - expat (2.4 on) bounds what entities grow to
    except (Xml.ParseError, ValueError, LookupError) as error:
        raise ValueError(f"The coat of arms is no sound SVG ({error}).") from error
    named = {one.get("id", ""): one for one in root.iter()}
    try:
        drawn = _drawn(root, named, {}, frozenset())
    except RecursionError:
        drawn = MAX_ELEMENTS + 1
    if drawn > MAX_ELEMENTS:
        raise ValueError(
            f"The coat of arms is drawn of more than {MAX_ELEMENTS} elements. Simplify it."
        )


def _drawn(
    element: Xml.Element,
    named: Mapping[str, Xml.Element],
    known: dict[Xml.Element, int],
    above: frozenset[Xml.Element],
) -> int:
    """Return how many elements are drawn for one, those it refers to included."""
    if element in above:
        return 0  # what holds itself is drawn once
    if element not in known:
        above = above | {element}
        parts = [*element, *(named[name] for name in _references(element) if name in named)]
        known[element] = 1 + sum(_drawn(part, named, known, above) for part in parts)
    return known[element]


def _references(element: Xml.Element) -> Iterator[str]:
    for name in _HREFS:
        if element.get(name, "").startswith("#"):
            yield element.get(name, "")[1:]
    for value in element.attrib.values():
        yield from _POINTS_AT.findall(value)
