# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""PDF files people hand in: pikepdf's one home.

Nothing is drawn here. What a page costs to draw nobody can know beforehand; what it costs to
unpack, and what runs by itself when it is opened, can be seen.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from io import BytesIO
from typing import Any

import pikepdf

from bot.paper.refused import PaperRefused

MOST_PAGES = 5_000
MOST_OBJECTS = 1_000_000
LARGEST_STREAM = 300_000_000
LARGEST_UNPACKED = 1_000_000_000
"""Bytes of all streams together; pictures are not counted, their size stands beside them."""
MOST_PIXELS = 400_000_000
_STEP = 1 << 20
_RUNS = frozenset({"/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/RichMedia", "/Movie"})
_FLATE = frozenset({"/FlateDecode", "/Fl"})
_PACKING = _FLATE | {"/LZWDecode", "/LZW", "/RunLengthDecode", "/RL"}


def examine(data: bytes) -> int:
    """Return how many pages there are. Raises PaperRefused."""
    try:
        with pikepdf.open(BytesIO(data), attempt_recovery=False, suppress_warnings=True) as pdf:
            if pdf.is_encrypted:
                raise PaperRefused("encrypted")
            if len(pdf.objects) > MOST_OBJECTS:
                raise PaperRefused("bomb")
            pages = len(pdf.pages)
            if pages > MOST_PAGES:
                raise PaperRefused("too_many_pages", most=MOST_PAGES)
            if pages == 0:
                raise PaperRefused("damaged")
            _judge(pdf.objects)
            return pages
    except pikepdf.PasswordError as error:
        raise PaperRefused("encrypted") from error
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, OverflowError) as error:
        raise PaperRefused("damaged") from error


def _judge(objects: Iterable[Any]) -> None:
    left = LARGEST_UNPACKED
    for one in objects:
        if not isinstance(one, pikepdf.Stream | pikepdf.Dictionary):
            continue
        _quiet(one)
        if isinstance(one, pikepdf.Stream):
            left -= _unpacked(one, min(left, LARGEST_STREAM))


def _quiet(one: Any) -> None:
    """Refuse what acts by itself: scripts, programs started, forms sent away."""
    names = {str(one.get(key)) for key in ("/S", "/Subtype") if key in one}
    script = isinstance(one.get("/JS"), pikepdf.String | pikepdf.Stream)
    if names & _RUNS or script or "/XFA" in one:
        raise PaperRefused("program")
    for value in _inner(one):
        _quiet(value)


def _inner(one: Any) -> list[Any]:
    """Return the dictionaries written into this object itself; others come by their own turn."""
    found: list[Any] = []
    waiting = [value for _, value in one.items()]
    while waiting:
        value = waiting.pop()
        if not isinstance(value, pikepdf.Object) or value.is_indirect:
            continue
        if isinstance(value, pikepdf.Dictionary):
            found.append(value)
        elif isinstance(value, pikepdf.Array):
            waiting += list(value)
    return found


def _unpacked(stream: Any, most: int) -> int:
    """Return how many bytes it unpacks to. Raises PaperRefused above `most`."""
    filters = _filters(stream)
    if sum(name in _PACKING for name in filters) > 1:
        raise PaperRefused("bomb")  # packed twice: a kilobyte becomes a gigabyte
    points = int(stream.get("/Width", 0)) * int(stream.get("/Height", 0))
    if str(stream.get("/Subtype")) == "/Image" and points > MOST_PIXELS:
        raise PaperRefused("bomb")
    if not filters or filters[0] not in _FLATE:
        return 0
    size, reader, packed = 0, zlib.decompressobj(), stream.read_raw_bytes()
    while packed and not reader.eof:
        try:
            size += len(reader.decompress(packed, _STEP))
        except zlib.error:
            break  # damaged at the end, as some printers leave it; what came out is counted
        packed = reader.unconsumed_tail
        if size > most:
            raise PaperRefused("bomb")
    return size


def _filters(stream: Any) -> list[str]:
    known = stream.get("/Filter")
    if known is None:
        return []
    return [str(one) for one in known] if isinstance(known, pikepdf.Array) else [str(known)]
