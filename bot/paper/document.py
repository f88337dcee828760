# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What goes into a paper beside the minutes, and what comes out."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from dataclasses import dataclass

from bot.domain.values import Language

_SVG_SIGNS = (b"<svg", b"<?xml")
_MIME = ((b"\x89PNG\r\n\x1a\n", "image/png"), (b"\xff\xd8\xff", "image/jpeg"))
MAX_ARMS_BYTES = 2_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Letterhead:
    """Who sends the paper (Briefkopf).

    Raises:
        ValueError: ``arms`` is neither SVG, PNG nor JPEG, or larger than 2 MB.
    """

    municipality: str = ""
    """Empty: as the journal has it."""
    arms: bytes | None = None
    """Coat of arms (Wappen), SVG, PNG or JPEG. Nothing an SVG refers to is fetched."""
    address: tuple[str, ...] = ()
    """Lines beside the name: office, street, place, telephone …"""
    language: Language | None = None
    """None: the language of the meeting."""

    def __post_init__(self) -> None:
        if self.arms is None:
            return
        if len(self.arms) > MAX_ARMS_BYTES:
            raise ValueError(
                f"The coat of arms has {len(self.arms)} bytes; at most {MAX_ARMS_BYTES} are taken."
            )
        _mime(self.arms)

    @property
    def arms_url(self) -> str:
        """Return the arms as a ``data:`` URL, empty if there are none."""
        if self.arms is None:
            return ""
        return f"data:{_mime(self.arms)};base64,{b64encode(self.arms).decode()}"


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalHead:
    """The head of the journal the minutes follow from."""

    seq: int
    hash: str
    """Lower-case hex."""
    words: str = ""
    """The words it is read out as."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A finished paper."""

    html: bytes
    """UTF-8."""
    pdf: bytes
    pages: int

    @property
    def digest(self) -> str:
        """Return the SHA-256 of the PDF in lower-case hex."""
        return hashlib.sha256(self.pdf).hexdigest()

    @property
    def html_digest(self) -> str:
        """Return the SHA-256 of the HTML; it does not depend on fonts or on the PDF library."""
        return hashlib.sha256(self.html).hexdigest()


def _mime(image: bytes) -> str:
    for magic, mime in _MIME:
        if image.startswith(magic):
            return mime
    head = image[:1024].removeprefix(b"\xef\xbb\xbf").lstrip()
    if head.startswith(_SVG_SIGNS) and b"<svg" in image:
        return "image/svg+xml"
    raise ValueError("The coat of arms must be an SVG, PNG or JPEG file.")
