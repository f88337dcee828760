# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A letterhead takes pictures it can print, and refuses others in a sentence."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from bot.paper.document import Document, Letterhead


def picture(kind: str) -> bytes:
    """A small picture as another program saves it."""
    saved = BytesIO()
    Image.new("RGB", (4, 4)).save(saved, kind)
    return saved.getvalue()


@pytest.mark.parametrize(
    ("arms", "mime"),
    [
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "image/svg+xml"),
        (b'\xef\xbb\xbf<?xml version="1.0"?>\n<svg/>', "image/svg+xml"),
        (picture("PNG"), "image/png"),
        (picture("JPEG"), "image/jpeg"),
    ],
)
def test_arms_become_a_data_url(arms: bytes, mime: str) -> None:
    assert Letterhead(arms=arms).arms_url.startswith(f"data:{mime};base64,")


def test_without_arms_there_is_no_url() -> None:
    assert Letterhead().arms_url == ""


@pytest.mark.parametrize("arms", [b"", b"GIF89a", b"<html>", b"<?xml version='1.0'?><a/>"])
def test_other_files_are_refused_with_the_kinds_that_work(arms: bytes) -> None:
    with pytest.raises(ValueError, match="SVG, PNG or JPEG"):
        Letterhead(arms=arms)


def test_digests_tell_documents_apart() -> None:
    one = Document(html=b"a", pdf=b"b", pages=1)
    other = Document(html=b"a", pdf=b"c", pages=1)

    assert one.html_digest == other.html_digest
    assert one.digest != other.digest
