# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The evening's own time, so that a fortnight fits into a minute and the minutes show it.

The played meeting lies on the last working day before today: nothing played is in the future, and
whatever the journal takes in afterwards, at the real time, comes later.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.play.script import Clock

_WORKDAYS = 5


def _real() -> datetime:
    return datetime.now(UTC)


class PlayedClock:
    """A clock that can be put forward; until then, and after `release`, it shows the real time.

    Give it to the bot as ``now``.
    """

    def __init__(
        self, zone: str, real: Callable[[], datetime] = _real, day: date | None = None
    ) -> None:
        """Take the council's time zone; ``real`` is the real clock, ``day`` the meeting's."""
        self._zone = ZoneInfo(zone)
        self._real = real
        self._ahead: timedelta | None = None
        self._latest = datetime.min.replace(tzinfo=UTC)
        self.day = day or meeting_day(real().astimezone(self._zone).date())

    def __call__(self) -> datetime:
        """Return the time now, UTC; played time passes as fast as real time, never backwards."""
        now = self._real() + (self._ahead or timedelta())
        self._latest = max(now, self._latest)
        return self._latest

    @property
    def playing(self) -> bool:
        return self._ahead is not None

    def put(self, reading: Clock) -> datetime:
        """Put the clock to ``reading`` and return it; a reading that has passed moves nothing."""
        day = self.day - timedelta(days=reading.days)
        wanted = datetime.combine(day, reading.at, tzinfo=self._zone).astimezone(UTC)
        if self._ahead is None or wanted > self():
            self._ahead = wanted - self._real()
        return self().astimezone(self._zone)

    def local(self) -> datetime:
        """Return the time now in the council's zone."""
        return self().astimezone(self._zone)

    def release(self) -> None:
        """Show the real time from now on."""
        self._ahead = None


def meeting_day(today: date) -> date:
    """Return the last working day before ``today``."""
    day = today - timedelta(days=1)
    while day.weekday() >= _WORKDAYS:
        day -= timedelta(days=1)
    return day
