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
from dataclasses import dataclass
from time import monotonic

PACE = 1.0
"""Seconds between two edits of one running count, if nothing else is to be done."""
LULL = 0.15
"""Seconds without another vote after which a count is shown: who votes at once shares an edit."""
SEVERAL = 5
"""So many votes in one edit that waits are a pour."""
POUR = 0.5
"""The same seconds in a pour: so long a busy homeserver takes to tell of the votes it has."""
LONGEST = 2.0
"""Seconds after which a count is shown in a pour, however many there are."""


@dataclass(slots=True)
class _Unshown:
    """A count that has moved on since it was shown."""

    slot: str = ""
    since: float = 0.0
    passed: int = 0
    """Edits of it that a later one made superfluous."""


class Pacing:
    """The pace of one body's running counts."""

    def __init__(self) -> None:
        self._edited = ("", 0.0)
        """Which count was edited last, and when."""
        self._unshown = _Unshown()
        self._hurried = self._held = 0
        self._changed = asyncio.Event()

    def edited(self, slot: str) -> None:
        """Note that the count in `slot` is brought up to date now."""
        self._edited, self._unshown = (slot, monotonic()), _Unshown()

    def passed(self, slot: str) -> None:
        """Note that one edit of the count in `slot` is not made, as a later one waits."""
        self._begin(slot, monotonic())
        self._unshown.passed += 1

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
        self._begin(slot, now)
        edited, at = self._edited
        # The first votes after a question have the others close behind them.
        pours = edited != slot or self._unshown.passed >= SEVERAL
        lull, longest = (POUR, LONGEST) if pours else (LULL, PACE)
        wait = min(self._unshown.since + longest - now, lull)
        return max(0.0, wait, at + PACE - now if edited == slot else 0.0)

    def _begin(self, slot: str, now: float) -> None:
        if self._unshown.slot != slot:
            self._unshown = _Unshown(slot, now)

    async def changed(self) -> None:
        """Wait until what `left` said last may hold no more, whatever the time."""
        await self._changed.wait()
