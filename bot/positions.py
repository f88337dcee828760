# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Megolm positions taken in, in memory for the gateway's questions, on disk in the journal."""

from __future__ import annotations

from collections.abc import Iterable

from bot.domain.events import Event
from bot.store import Journal


class Positions:
    """An `IndexLedger` filled from the journal's intake at start."""

    def __init__(self) -> None:
        self._taken: dict[str, dict[int, str]] = {}
        self._floor: dict[str, int] = {}
        self._highest: dict[str, int] = {}

    async def load(self, journal: Journal[Event]) -> None:
        """Read what was taken in before this start."""
        for session, index, event in await journal.positions():
            if event:
                self.record(session, index, event)
            else:
                self._floor[session] = max(index, self._floor.get(session, -1))
                self._highest[session] = max(index, self._highest.get(session, -1))

    def record(self, session_id: str, message_index: int, event_id: str) -> None:
        """Note that the event used this position; the first one stands."""
        self._taken.setdefault(session_id, {}).setdefault(message_index, event_id)
        self._highest[session_id] = max(message_index, self._highest.get(session_id, -1))

    def prune(self, session_ids: Iterable[str]) -> None:
        """Forget the single positions of finished sessions; all up to the highest stay taken."""
        for session_id in session_ids:
            if self._taken.pop(session_id, None) is not None:
                self._floor[session_id] = self._highest[session_id]

    def seen(self, session_id: str, message_index: int) -> str | None:
        """Return the event that used this position; a pruned one has no name any more."""
        known = self._taken.get(session_id, {}).get(message_index)
        if known is None and message_index <= self._floor.get(session_id, -1):
            return "pruned"
        return known

    def highest(self, session_id: str) -> int | None:
        """Return the highest position taken."""
        return self._highest.get(session_id)
