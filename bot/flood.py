# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who writes faster than answers can follow: up to where they are answered, what they are told.

Pure: the clock is the caller's. Votes are taken whatever this says (`bot.reception`); the rest of
a flood is left unread, which the member is told when it begins and, with the number, at its end.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.replies import Heard

BURST, WINDOW = 40, timedelta(seconds=20)
"""So many messages of one person within so long are answered; then none until they are fewer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """Messages of one person that were left unread since ``first``."""

    first: Heard
    count: int


class Flood:
    """The messages of the last seconds, by person."""

    def __init__(self) -> None:
        self._recent: dict[str, deque[datetime]] = {}
        self._unread: dict[str, Unread] = {}

    def admits(self, user: str, at: datetime) -> bool:
        """Tell whether a message at ``at`` is answered."""
        recent = self._recent.setdefault(user, deque(maxlen=BURST))
        many = len(recent) == BURST and at - recent[0] < WINDOW
        recent.append(at)  # what is not answered counts, too: a flood is over when it ebbs
        return not many

    def leave_unread(self, heard: Heard) -> bool:
        """Note that ``heard`` was not read. Returns whether it is the first and has to be told."""
        known = self._unread.get(heard.user)
        first, count = (known.first, known.count) if known else (heard, 0)
        self._unread[heard.user] = Unread(first=first, count=count + 1)
        return known is None

    def over(self, at: datetime) -> tuple[Unread, ...]:
        """Return, and forget, the floods that began a window ago: their numbers are to be told."""
        over = tuple(u for u in self._unread.values() if at - u.first.at >= WINDOW)
        for unread in over:
            del self._unread[unread.first.user]
        for user in [u for u, r in self._recent.items() if at - r[-1] >= WINDOW]:
            del self._recent[user]
        return over
