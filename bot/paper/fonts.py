# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Which characters the fonts of this machine can draw.

PDF/A forbids glyphs that are missing (ISO 19005-3, 6.2.11.8). A character no installed font has
is written in the PDF as its number, ``[U+1F98A]``; the HTML keeps it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont, TTLibError  # type: ignore[import-untyped]

FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".fonts")
_FIRST = ("gentium", "carlito", "liberation", "dejavu")
"""Folders of the fonts the style sheet names; most characters are found there."""
_SUFFIXES = {".ttf", ".otf"}


def drawable(text: str) -> str:
    """Return ``text`` with every character that no font has written as its number."""
    wanted = {char for char in set(text) if not (char.isascii() or _unseen(char))}
    missing = _missing(frozenset(wanted))
    return text.translate({ord(char): f"[U+{ord(char):04X}]" for char in missing})


def _unseen(char: str) -> bool:
    return unicodedata.category(char) in {"Cf", "Zs", "Zl", "Zp", "Cc"} or char in _SELECTORS


_SELECTORS = {chr(code) for code in range(0xFE00, 0xFE10)}


def _missing(wanted: frozenset[str]) -> frozenset[str]:
    for font in _fonts():
        if not wanted:
            break
        wanted -= _characters(font)
    return wanted


@cache
def _fonts() -> tuple[Path, ...]:
    return tuple(sorted(_walk(), key=_rank))


def _walk() -> Iterator[Path]:
    for folder in FOLDERS:
        if folder.is_dir():
            yield from (path for path in folder.rglob("*") if path.suffix.lower() in _SUFFIXES)


def _rank(path: Path) -> tuple[int, str]:
    places = [place for place, name in enumerate(_FIRST) if name in str(path).lower()]
    return (min(places, default=len(_FIRST)), str(path))


@cache
def _characters(path: Path) -> frozenset[str]:
    """Return what one font draws; a broken font, or one of bitmaps only, draws nothing."""
    try:
        with TTFont(path, lazy=True) as font:
            if not {"glyf", "CFF ", "CFF2"} & set(font.keys()):
                return frozenset()
            return frozenset(map(chr, font.getBestCmap() or ()))
    except (TTLibError, OSError, KeyError, ValueError):
        return frozenset()
