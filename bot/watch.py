# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What happens to the machine while a meeting runs, told to the office in words of the office.

A clock that was set, a homeserver that was away, a disk that is full, a bot that came back: chair
and clerk must not have to guess why it is quiet. These words are no effects of entries: they are
said once, at once, and may be lost together with the bot. Nothing here decides anything.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from time import monotonic

from bot.chambers import Chambers
from bot.desk import Desk
from bot.effects import Line, Place, Style
from bot.matrix.gateway import Gateway
from bot.matrix.http import MatrixError, Unreachable
from bot.matrix.keystore import KeysUnwritable
from bot.matrix.outbox import NotEncrypted
from bot.speech import speak
from bot.store import DiskFull, StoreError
from bot.texts import Texts

log = logging.getLogger(__name__)

LOOK_SECONDS = 5.0
JUMP_SECONDS = 30.0
"""A clock that differs so much from elapsed time was set; time servers correct by less."""
AWAY_SECONDS = 20.0
"""A homeserver that was away for so long was missed."""
WORD_SECONDS = 15.0
"""So long a word to the office may take: the machine has other trouble then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """Where one body is told."""

    desk: Desk
    rooms: Chambers
    texts: Texts


def wall() -> datetime:
    """Return the machine's time."""
    return datetime.now(UTC)


@dataclass(slots=True, kw_only=True)
class Watch:
    """Keeps an eye on the machine, for all bodies of one bot."""

    gateway: Gateway
    offices: Callable[[], Sequence[Office]]
    wall: Callable[[], datetime] = wall
    look: float = LOOK_SECONDS
    _stuck: bool = False
    _words: set[asyncio.Task[None]] = field(default_factory=set)

    async def run(self) -> None:
        """Watch clock and homeserver until cancelled."""
        self.gateway.http.on_back = self._back
        then, ticks = self.wall(), monotonic()
        try:
            while True:
                await asyncio.sleep(self.look)
                now, ticked = self.wall(), monotonic()
                jump = (now - then).total_seconds() - (ticked - ticks)
                then, ticks = now, ticked
                if abs(jump) >= JUMP_SECONDS:
                    log.warning("the clock was set by %.0f s", jump)
                    key = "watch.clock_forward" if jump > 0 else "watch.clock_back"
                    await self.tell(key, seconds=round(abs(jump)))
        finally:
            self.gateway.http.on_back = None
            for word in self._words:
                word.cancel()

    def _back(self, seconds: float) -> None:
        """The homeserver answers again after so many seconds without any answer."""
        if seconds >= AWAY_SECONDS:
            log.warning("the homeserver was away for %.0f s", seconds)
            word = asyncio.ensure_future(self.tell("watch.back", seconds=round(seconds)))
            self._words.add(word)
            word.add_done_callback(self._words.discard)

    async def restarted(self) -> None:
        """Tell offices whose meeting runs that the bot was away."""
        await self.tell("watch.restarted", only_running=True)

    async def stuck(self, error: StoreError) -> None:
        """Tell, once, that nothing can be written down for now."""
        log.error("the journal cannot be written: %s", type(error).__name__)
        if not self._stuck:
            self._stuck = True
            full = isinstance(error, DiskFull)
            await self.tell("watch.disk_full" if full else "watch.read_only")

    async def unstuck(self) -> None:
        """Something was written down: tell so, if that was in doubt."""
        if self._stuck:
            self._stuck = False
            await self.tell("watch.writes_again")

    async def failed(self, error: Exception) -> None:
        """Tell that the bot ends, because it could not keep its word."""
        log.error("the bot stops: %s", type(error).__name__)
        await self.tell("watch.stops")

    async def tell(self, key: str, *, only_running: bool = False, **facts: object) -> None:
        """Say it in every office, whatever else is wrong."""
        for office in self.offices():
            running = any(meeting.running for meeting in office.desk.meetings.values())
            if running or not only_running:
                await self._say(office, Line(key, facts, Style.WARNING))

    async def _say(self, office: Office, line: Line) -> None:
        room = office.rooms.room(Place.OFFICE)
        part = speak(office.texts, office.desk.body.language, (line,))[0]
        try:
            async with asyncio.timeout(WORD_SECONDS):
                await self.gateway.send(
                    room, "m.room.message", part.content(), f"w{secrets.token_hex(12)}"
                )
        except (MatrixError, Unreachable, NotEncrypted, KeysUnwritable, TimeoutError) as error:
            log.warning("the office could not be told: %s", type(error).__name__)
