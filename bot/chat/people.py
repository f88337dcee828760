# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""How people are named in commands: by seat number, by name or part of it, by Matrix id."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from unicodedata import combining, normalize

from bot.chat.grammar import fold
from bot.domain.ids import SeatId, UserId
from bot.domain.roster import Body

_SHORTEST_PART = 3
"""Letters a part of a name needs; with fewer, "an" would stand for Anna."""
_USER = re.compile(r"@[^\s:]{1,240}:[A-Za-z0-9.\-\[\]]{1,240}(?::\d{1,5})?\Z")
_STROKES = str.maketrans({"ı": "i", "ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe"})
"""Letters whose mark is part of them and cannot be taken off."""
_KEPT = 4096
"""Spellings remembered: every name of a few councils."""
_RANGE = re.compile(r"(\d{1,6})[-–](\d{1,6})\Z")
_BETWEEN = re.compile(r"[\s.,;-]+")


def user_id(text: str) -> UserId | None:
    """Return ``text`` as a Matrix user id, or None if it has not the form of one."""
    return UserId(text) if _USER.match(text) else None


def label(body: Body, seat: SeatId) -> str:
    """Return a person as told apart in lists: ``Anna Beispiel (7)``."""
    return f"{body.seats[seat].name} ({seat})"


def spread(typed: str, body: Body) -> tuple[str, ...]:
    """Return the seats there are from ``5`` to ``9`` for ``5-9``; anything else as it is."""
    ends = _RANGE.match(typed)
    if ends is None:
        return (typed,)
    first, last = int(ends[1]), int(ends[2])
    within = (seat for seat in body.seats if seat.isdecimal() and first <= int(seat) <= last)
    return tuple(within) or (typed,)


def find(typed: str, body: Body, *, loose: bool) -> tuple[SeatId, ...]:
    """Return the seats ``typed`` may mean, the best kind of match only.

    Without ``loose`` a name must be given in whole words; with it, three letters of a name do.
    """
    user = user_id(typed)
    if user is not None:
        seat = body.seat_of(user)
        return (seat,) if seat is not None else ()
    if (seat_id := SeatId(typed)) in body.seats:
        return (seat_id,)
    wanted = _folded(typed)
    exact = tuple(seat for seat in body.seats if _folded(seat) == wanted)
    return exact or _by_name(typed, body, loose=loose)


def _by_name(typed: str, body: Body, *, loose: bool) -> tuple[SeatId, ...]:
    for spelled in (_by_ear, _by_eye):
        parts = spelled(typed)
        names = {seat.id: spelled(seat.name) for seat in body.seats.values()}
        found = _matching(parts, names, loose=loose)
        if found:
            return found
    return ()


def _matching(
    parts: tuple[str, ...], names: Mapping[SeatId, tuple[str, ...]], *, loose: bool
) -> tuple[SeatId, ...]:
    if not any(len(part) >= _SHORTEST_PART for part in parts):
        return ()
    same = tuple(seat for seat, name in names.items() if name == parts)
    whole = same or tuple(seat for seat, name in names.items() if set(parts) <= set(name))
    if whole or not loose:
        return whole
    return tuple(
        seat
        for seat, name in names.items()
        if all(any(word.startswith(part) for word in name) for part in parts)
    )


@lru_cache(maxsize=_KEPT)
def _folded(text: str) -> str:
    return fold(text)


@lru_cache(maxsize=_KEPT)
def _by_ear(name: str) -> tuple[str, ...]:
    """Return the words of a name as they are spelled without umlauts: ``mueller``."""
    return tuple(word for word in _BETWEEN.split(fold(name)) if word)


@lru_cache(maxsize=_KEPT)
def _by_eye(name: str) -> tuple[str, ...]:
    """Return the words of a name without marks on their letters: ``muller``, ``ayse``."""
    apart = normalize("NFD", name.casefold().translate(_STROKES))
    seen = "".join(char for char in apart if not combining(char))
    return tuple(word for word in _BETWEEN.split(seen) if word)
