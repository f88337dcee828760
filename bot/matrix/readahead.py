# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A span of a room's past read before it is asked for, so that then only its end is left to read.

Only what the homeserver says is kept, not what it means: that is judged when the span is asked for,
whole. Where anything does not fit together, the span is read whole after all.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress

from bot.matrix.events import Json
from bot.matrix.history import History, HistoryIncomplete
from bot.matrix.http import MatrixError, Unreachable


class ReadAhead:
    """Reads spans; keeps at most one that was read ahead."""

    def __init__(self, history: History, about: Callable[[str, str], int | None]) -> None:
        """`about` tells of a room and an event how many events are known of behind it."""
        self._history = history
        self._about = about
        self._ahead: tuple[str, str, asyncio.Task[list[Json]]] | None = None

    def begin(self, room: str, since: str, until: str) -> None:
        """Read the events after `since` up to and with `until` meanwhile.

        Once for one `since`: who votes again and again makes nobody read again and again.
        """
        if self._ahead is not None and self._ahead[:2] == (room, since):
            return
        self.forget()
        self._ahead = (room, since, asyncio.ensure_future(self._quietly(room, since, until)))

    async def span(self, room: str, since: str, until: str) -> list[Json]:
        """Return what `History.span` does, and raise what it raises."""
        begun = await self._begun(room, since)
        if begun and until not in (event["event_id"] for event in begun):
            with suppress(HistoryIncomplete):
                return begun + await self._read(room, begun[-1]["event_id"], until)
        return await self._read(room, since, until)

    async def _begun(self, room: str, since: str) -> list[Json]:
        ahead, self._ahead = self._ahead, None
        if ahead is None:
            return []
        where, first, reading = ahead
        if (where, first) != (room, since):
            reading.cancel()
            return []
        return await reading

    async def _quietly(self, room: str, since: str, until: str) -> list[Json]:
        try:
            return await self._read(room, since, until)
        except (HistoryIncomplete, MatrixError, Unreachable):
            return []  # who asks for the span finds out

    async def _read(self, room: str, since: str, until: str) -> list[Json]:
        return await self._history.span(room, since, until, self._about(room, since))

    def forget(self) -> None:
        """Let go of what was read ahead, or is being read."""
        if self._ahead is not None:
            self._ahead[2].cancel()
            self._ahead = None
