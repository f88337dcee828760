# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""How long an edit of a running count may wait for a later one.

Each edit costs the homeserver as much as a vote, and who waits for a result waits behind it. So a
count is shown at most once in `PACE`, not while votes pour in, and not while the vote is closed:
the result comes next and says it all.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

PACE = 1.0
"""Seconds between two edits of one running count, if nothing else is to be done."""
LULL = 0.15
"""Seconds without another vote after which a count is shown: who votes at once shares an edit."""


class Pacing:
    """The pace of one body's running counts."""

    def __init__(self) -> None:
        self._edited = ("", 0.0)
        """Which count was edited last, and when."""
        self._unshown = ("", 0.0)
        """Which one has moved on since, and when it began to."""
        self._hurried = self._held = 0
        self._changed = asyncio.Event()

    def edited(self, slot: str) -> None:
        """Note that the count in `slot` is brought up to date now."""
        self._edited, self._unshown = (slot, monotonic()), ("", 0.0)

    @contextmanager
    def hurried(self) -> Iterator[None]:
        """Let nothing wait meanwhile."""
        self._hurried += 1
        self._changed.set()
        try:
            yield
        finally:
            self._hurried -= 1

    @contextmanager
    def held(self) -> Iterator[None]:
        """Let every count wait meanwhile, unless there is a hurry."""
        self._held += 1
        self._changed.set()
        try:
            yield
        finally:
            self._held -= 1
            self._changed.set()

    def left(self, slot: str) -> float | None:
        """Return the seconds an edit may yet wait for a later one; None: until `changed`."""
        self._changed.clear()
        if self._hurried:
            return 0.0
        if self._held:
            return None
        now = monotonic()
        edited, at = self._edited
        if edited == slot and at + PACE > now:
            return at + PACE - now
        if self._unshown[0] != slot:
            self._unshown = (slot, now)
        return max(0.0, min(self._unshown[1] + PACE, now + LULL) - now)

    async def changed(self) -> None:
        """Wait until what `left` said last may hold no more, whatever the time."""
        await self._changed.wait()
