# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The evening's own time: put forward, never back, and over before today."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.play.clock import PlayedClock, meeting_day
from bot.play.script import Clock

MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


class Real:
    """The real clock, held still until moved."""

    def __init__(self) -> None:
        self.now = MONDAY

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def real() -> Real:
    return Real()


def reading(days: int, hour: int, minute: int = 0) -> Clock:
    return Clock(line=1, days=days, at=time(hour, minute))


@pytest.mark.parametrize(
    ("today", "meeting"),
    [
        (date(2026, 11, 23), date(2026, 11, 20)),  # Monday: Friday
        (date(2026, 11, 22), date(2026, 11, 20)),  # Sunday: Friday
        (date(2026, 11, 24), date(2026, 11, 23)),
    ],
)
def test_the_meeting_was_on_the_last_working_day(today: date, meeting: date) -> None:
    """So nothing played lies in the future."""
    assert meeting_day(today) == meeting


def test_played_time_is_the_councils_time(real: Real) -> None:
    """19:00 in the script is 19:00 in Berlin."""
    clock = PlayedClock("Europe/Berlin", real)
    shown = clock.put(reading(0, 19))
    assert (shown.date(), shown.hour) == (date(2026, 11, 20), 19)
    assert clock() == datetime(2026, 11, 20, 18, tzinfo=UTC)


def test_played_time_passes(real: Real) -> None:
    """Between two readings the clock goes on by itself."""
    clock = PlayedClock("Europe/Berlin", real)
    clock.put(reading(8, 10))
    before = clock()
    real.now += timedelta(seconds=30)
    assert clock() - before == timedelta(seconds=30)


def test_the_clock_never_goes_back(real: Real) -> None:
    """A reading that has passed moves nothing, nor does a real clock put back."""
    clock = PlayedClock("Europe/Berlin", real)
    clock.put(reading(0, 19))
    real.now += timedelta(minutes=10)
    late = clock()
    clock.put(reading(0, 19, 5))
    assert clock() == late
    real.now -= timedelta(minutes=5)
    assert clock() == late


def test_released_it_shows_the_real_time(real: Real) -> None:
    """After the evening the bot lives on in the present."""
    clock = PlayedClock("Europe/Berlin", real)
    assert clock() == MONDAY
    assert not clock.playing
    clock = PlayedClock("Europe/Berlin", real)
    clock.put(reading(0, 21))
    assert clock.playing
    clock.release()
    assert clock() == MONDAY
