# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reminds the office of what is due, each once; it stands in the journal that it was."""

from __future__ import annotations

import asyncio

from bot.desk import Desk
from bot.resolutions import reminders
from bot.store import TIMER

LOOK_SECONDS = 30.0


class Reminding:
    """Looks at the clock for one body."""

    def __init__(self, desk: Desk, look: float = LOOK_SECONDS) -> None:
        self._desk = desk
        self._look = look

    async def run(self) -> None:
        """Remind until cancelled."""
        while True:
            await self.remind()
            await asyncio.sleep(self._look)

    async def remind(self) -> None:
        """Write down what is due now; what is said of it follows from the entry."""
        for meeting, reminder in reminders(self._desk, self._desk.now()):
            await self._desk.submit(reminder, TIMER, meeting=meeting)
