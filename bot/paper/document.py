# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What goes into a paper beside the minutes, and what comes out."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from dataclasses import dataclass

from bot.domain.values import Language
from bot.paper.picture import mime_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Letterhead:
    """Who sends the paper (Briefkopf).

    Raises:
        ValueError: ``arms`` cannot be drawn (`bot.paper.picture.mime_of`).
    """

    municipality: str = ""
    """Empty: as the journal has it."""
    arms: bytes | None = None
    """Coat of arms (Wappen), SVG, PNG or JPEG. Nothing an SVG refers to is fetched."""
    address: tuple[str, ...] = ()
    """Lines beside the name: office, street, place, telephone …"""
    language: Language | None = None
    """None: the language of the meeting."""
    privacy: str = ""
    """Where the information on data protection is found; empty: papers name no address."""

    def __post_init__(self) -> None:
        if self.arms is not None:
            mime_of(self.arms)

    @property
    def arms_url(self) -> str:
        """Return the arms as a ``data:`` URL, empty if there are none."""
        if self.arms is None:
            return ""
        return f"data:{mime_of(self.arms)};base64,{b64encode(self.arms).decode()}"


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
