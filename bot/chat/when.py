# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Days and hours as people in Germany and elsewhere write them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from bot.chat.misunderstood import Misunderstood
from bot.texts import Key

_GERMAN = re.compile(r"(\d{1,2})\. ?(\d{1,2})(?:\.? ?(\d{4})|\.(\d{2}))?\.?(?!\S)", re.ASCII)
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})\.?(?!\S)", re.ASCII)
_SPOKEN = re.compile(r"(\d{1,2})\.? ([a-z]{3,9})\.?(?: (\d{4}))?(?!\S)", re.ASCII)
_HOUR = re.compile(
    r"(\d{1,2})(?:[:.h](\d{2}))?(?: ?(uhr(?: (\d{1,2}))?|h|am|pm))?\.?(?!\S)", re.ASCII
)
_MONTHS = (
    ("jan",), ("feb",), ("maer", "mar", "mrz"), ("apr",), ("mai", "may"), ("jun",),
    ("jul",), ("aug",), ("sep",), ("okt", "oct"), ("nov",), ("dez", "dec"),
)  # fmt: skip
_DAYS = {"heute": 0, "today": 0, "morgen": 1, "tomorrow": 1, "uebermorgen": 2}
_FILLERS = frozenset({"am", "um", "den", "on", "at", "der", "the"})
_LOOK = 4
"""A day or an hour is written in so many words at most."""
_NOON = 12
_CENTURY = "20"
"""What a year of two digits belongs to."""

Words = Callable[[int], str]
"""``words(3)`` shows the next three words, ``words(-2)`` takes two."""


def take_day(words: Words, today: date) -> date:
    """Take a day: ``26.11.2026``, ``26.11.``, ``2026-11-26``, ``26. November 2026``, ``morgen``.

    Without a year the next such day after ``today`` is meant.
    """
    typed = _past_fillers(words, "date")
    first = typed.split()[0]
    if first in _DAYS:
        words(-1)
        return today + timedelta(days=_DAYS[first])
    for form, read in ((_ISO, _iso), (_GERMAN, _german), (_SPOKEN, _spoken)):
        match = form.match(typed)
        found = read(match, today) if match else None
        if match and found:
            words(-len(match[0].split()))
            return found
    raise Misunderstood("problem.date", typed=first)


def take_hour(words: Words) -> time:
    """Take an hour: ``19:30``, ``19.30``, ``19 Uhr``, ``19 Uhr 30``, ``7 pm``."""
    typed = _past_fillers(words, "time")
    match = _HOUR.match(typed)
    found = _hour(match) if match else None
    if match is None or found is None:
        raise Misunderstood("problem.time", typed=typed.split()[0])
    words(-len(match[0].split()))
    return found


def joined(day: date, hour: time, zone: tzinfo) -> datetime:
    """Return the moment; of an hour there is twice in autumn, the first.

    Raises Misunderstood for an hour there is not: the clocks skip one in spring.
    """
    moment = datetime.combine(day, hour, tzinfo=zone)
    if moment.astimezone(UTC).astimezone(zone).time() != hour:
        raise Misunderstood("problem.skipped_hour", typed=f"{hour:%H:%M}")
    return moment


def _past_fillers(words: Words, part: str) -> str:
    while words(1) in _FILLERS:
        words(-1)
    typed = words(_LOOK)
    if not typed.strip():
        raise Misunderstood("problem.missing", part=Key(f"part.{part}"))
    return typed


def _iso(match: re.Match[str], _today: date) -> date | None:
    return _date(int(match[1]), int(match[2]), int(match[3]))


def _german(match: re.Match[str], today: date) -> date | None:
    year = match[3] or (f"{_CENTURY}{match[4]}" if match[4] else None)
    return _in_year(year, int(match[2]), int(match[1]), today)


def _spoken(match: re.Match[str], today: date) -> date | None:
    month = next((n for n, names in enumerate(_MONTHS, 1) if match[2].startswith(names)), None)
    return _in_year(match[3], month, int(match[1]), today) if month else None


def _in_year(year: str | None, month: int, day: int, today: date) -> date | None:
    if year is not None:
        return _date(int(year), month, day)
    this = _date(today.year, month, day)
    return this if this is None or this >= today else _date(today.year + 1, month, day)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _hour(match: re.Match[str]) -> time | None:
    hour, minute = int(match[1]), int(match[2] or match[4] or 0)
    unit = match[3] or ""
    if unit in ("am", "pm"):
        if not 1 <= hour <= _NOON:
            return None
        hour = hour % _NOON + (_NOON if unit == "pm" else 0)
    elif not unit and match[2] is None:
        return None  # "19" alone may be anything
    try:
        return time(hour, minute)
    except ValueError:
        return None
