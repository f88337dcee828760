# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Forgets what is not needed any more, so that a bot that runs for years does not grow.

A room key somebody gave us is finished when it has lain here, and nothing said with it was taken
in, for `KEPT`. Clients change theirs after a week (Matrix specification, `m.room.encryption`,
`rotation_period_ms`), a ballot is never read back further than to its question, and the minutes
are made from the journal. First the journal keeps of it how far it was used, on the disk; only
then the key goes. So nothing said with it can count again, even if a server or a client brings the
key once more.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.domain.events import Event
from bot.matrix.gateway import Gateway
from bot.matrix.keystore import KeysUnwritable
from bot.positions import Positions
from bot.store import DiskFull, Journal, ReadOnly

log = logging.getLogger(__name__)

KEPT = timedelta(days=30)
EVERY_SECONDS = 24 * 3600.0
CONVERSATIONS = 5
"""Olm sessions kept of one device, those used last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tidying:
    """Tidies up once a day."""

    journal: Journal[Event]
    positions: Positions
    gateway: Gateway
    now: Callable[[], datetime]

    async def run(self) -> None:
        """Tidy up at once and once a day, until cancelled."""
        while True:
            try:
                await self.tidy()
            except (DiskFull, ReadOnly, KeysUnwritable) as error:
                log.warning("old keys stay for now: %s", type(error).__name__)
            await asyncio.sleep(EVERY_SECONDS)

    async def tidy(self) -> int:
        """Forget finished room keys; return how many there were."""
        now = self.now()
        before = now - KEPT
        here = self.gateway.sessions_since(_day(now))
        old = {session for session, since in here.items() if since < _day(before)}
        finished = sorted(old - set(await self.journal.sessions_used(before)))
        if finished:
            await self.journal.prune(finished, before)
            self.positions.prune(finished)
            self.gateway.forget_sessions(finished)
        conversations = self.gateway.forget_conversations(CONVERSATIONS)
        if finished or conversations:
            log.info("forgot %d room keys, %d conversations", len(finished), conversations)
        return len(finished)


def _day(at: datetime) -> str:
    return at.astimezone(UTC).date().isoformat()
