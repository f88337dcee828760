# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Papers that people hand in, looked at before anybody else has to open them. No I/O.

What a file is, its own bytes say; its name and what its sender's program calls it do not count. A
paper is one of a few kinds, does only what a paper does, and takes no more than moderate effort to
open. Call `examine` where effort is bounded (`bot.workroom`): the limits below keep honest files
honest, the process keeps the rest away from the session.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from io import BytesIO
from zipfile import is_zipfile

from bot.paper import officefile, pdffile
from bot.paper.picture import pixels_of
from bot.paper.refused import PaperRefused

LARGEST_BYTES = 50_000_000
LARGEST_TEXT = 5_000_000
MOST_PIXELS = 150_000_000
"""A sheet of A2 at 600 dots an inch has 140 million."""
_NAME_LIMIT = 120
_SUFFIXES = {
    "application/pdf": "pdf",
    "image/png": "png",
    "image/jpeg": "jpg",
    "text/plain": "txt",
    "text/csv": "csv",
    **officefile.SUFFIXES,
}
_MARKUP = re.compile(r"<\s*(?:!doctype|html|head|body|script|iframe|svg|\?xml)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What a file turned out to be."""

    mime: str
    pages: int | None = None

    @property
    def suffix(self) -> str:
        """Return how the name of such a file ends."""
        return _SUFFIXES[self.mime]


def examine(name: str, data: bytes) -> Paper:
    """Return what the file is. Raises PaperRefused.

    `name` tells text from CSV, and nothing else.
    """
    if not data:
        raise PaperRefused("empty")
    if len(data) > LARGEST_BYTES:
        raise PaperRefused("too_large", most=LARGEST_BYTES // 1_000_000)
    if data.startswith(b"PK\x03\x04"):
        return Paper(mime=officefile.examine(data))
    if is_zipfile(BytesIO(data)):  # found from its end: it would be two files at once
        raise PaperRefused("two_in_one")
    if data.startswith(b"%PDF-"):
        return Paper(mime="application/pdf", pages=pdffile.examine(data))
    mime = pixels_of(data, MOST_PIXELS)
    if mime is not None:
        return Paper(mime=mime)
    return Paper(mime=_text(name, data))


def _text(name: str, data: bytes) -> str:
    text = _decoded(data)
    if any(unicodedata.category(c) == "Cc" and c not in "\t\r\n\f" for c in set(text)):
        raise PaperRefused("wrong_type")
    if _MARKUP.search(text):
        raise PaperRefused("wrong_type")
    if len(data) > LARGEST_TEXT:
        raise PaperRefused("too_large", most=LARGEST_TEXT // 1_000_000)
    return "text/csv" if name.casefold().endswith(".csv") else "text/plain"


def _decoded(data: bytes) -> str:
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        return data.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        raise PaperRefused("wrong_type") from None


def file_name(wanted: str, suffix: str) -> str:
    """Return a name no program takes for a path, a command or another kind of file."""
    last = re.split(r"[/\\]", wanted)[-1]
    shown = "".join(c for c in last if unicodedata.category(c) not in {"Cc", "Cf", "Co", "Cs"})
    kept = re.sub(r'[<>:"|?*]', "_", shown).strip(" .") or "Unterlage"
    ending = f".{suffix}"
    stem = kept[: -len(ending)] if kept.casefold().endswith(ending) else kept
    return f"{stem[:_NAME_LIMIT].rstrip(' .') or 'Unterlage'}{ending}"
