# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Looks at the clock for one body: what falls due in a meeting, or between, is journalled."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from bot.desk import Desk
from bot.domain import circulation
from bot.domain.due import due
from bot.domain.refusals import Refused
from bot.store import TIMER

LOOK_SECONDS = 1.0


class Clockwork:
    """The bot's own acts, by the clock."""

    def __init__(self, desk: Desk, look: float = LOOK_SECONDS) -> None:
        self._desk = desk
        self._look = look

    async def run(self) -> None:
        """Look until cancelled. Raises what the journal raises."""
        while True:
            await self.once()
            await asyncio.sleep(self._look)

    async def once(self) -> None:
        """Submit what is due now."""
        now = self._desk.now()
        for ended in circulation.due(self._desk.body, now):
            with suppress(Refused):  # broken off meanwhile
                await self._desk.submit(ended, TIMER)
        for meeting in [known for known in self._desk.meetings.values() if known.running]:
            for command in due(meeting, now):
                with suppress(Refused):  # somebody was faster
                    await self._desk.submit(command, TIMER, meeting=meeting.id)
