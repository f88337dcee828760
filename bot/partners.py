# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Partners' servers: are their members heard, and were a vote's answers written in time?

While a meeting runs each partner's server is asked from time to time whether it is there, beside
everything else. What changes goes on record, to the office and into the room. No clock of another
server is believed: what came before what, the room's own graph of events tells.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress

from bot.chambers import Chambers
from bot.desk import Desk
from bot.domain import commands as c
from bot.domain.ids import BallotId, MeetingId, SeatId, UserId
from bot.domain.meeting import Ballot, Meeting
from bot.domain.roster import server_of
from bot.domain.values import Phase, Reach
from bot.domain.votes import electorate
from bot.effects import Place
from bot.matrix.events import ServersBarred
from bot.matrix.gateway import Gateway
from bot.matrix.http import MatrixError, Unreachable
from bot.stage import txn_id
from bot.store import TIMER

log = logging.getLogger(__name__)

PATIENCE_SECONDS = 4.0
"""Longer than a healthy server takes, shorter than a chair's patience at the close of a vote."""
EVERY_SECONDS = 10.0


class Partners:
    """Keeps an ear on the other servers of one body."""

    def __init__(self, *, desk: Desk, gateway: Gateway, chambers: Chambers) -> None:
        self._desk = desk
        self._gateway = gateway
        self._chambers = chambers
        self._barring: dict[str, ServersBarred] = {}
        self._noted: set[tuple[MeetingId, BallotId, str]] = set()
        self._soon = asyncio.Event()
        self.patience = PATIENCE_SECONDS
        self.every = EVERY_SECONDS

    async def run(self) -> None:
        """Listen until cancelled."""
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(self.every):
                    await self._soon.wait()
            self._soon.clear()
            if any(meeting.phase is Phase.OPEN for meeting in self._desk.meetings.values()):
                await self._look(self._servers())

    def look_soon(self) -> None:
        """Ask without waiting for the next time."""
        self._soon.set()

    async def barred(self, item: ServersBarred) -> None:
        """Take in whom a room of ours refuses to hear."""
        if self._chambers.place(item.room) is None:
            return
        self._barring[item.room] = item
        servers = self._servers()
        was = {s for s in servers if self._desk.body.reach_of(s) is Reach.BARRED}
        now = {s for s in servers if self._bars(s)}
        for server in sorted(now - was):
            await self._record(server, Reach.BARRED)
        await self._look(was - now)

    async def may_close(self, meeting: Meeting, ballot: Ballot) -> bool:
        """Note whose answers cannot arrive. False: the chair learns of it only now, and decides.

        Who knows that a server is silent, and closes, has decided already: the rule counts.
        """
        missing = self._missing(meeting, ballot)
        known = {s for s in missing if self._desk.body.reach_of(s) is not Reach.BACK}
        await self._look(set(missing))
        silent = {s for s in missing if self._desk.body.reach_of(s) is not Reach.BACK}
        for server in sorted(silent):
            if (meeting.id, ballot.id, server) not in self._noted:
                self._noted.add((meeting.id, ballot.id, server))
                await self._note_missing(meeting, ballot, server, missing[server])
        return silent <= known

    async def in_time(self, event: str, user: str, meeting: Meeting, ballot: Ballot) -> bool:
        """Whether an answer was written by a server that had seen the question.

        What a partner's members said before, and their server delivers late, must not be taken as
        the answer to a later question. Our own server's members see the question at once.
        """
        if server_of(UserId(user)) == self._own:
            return True
        seq, _ = self._desk.ballot_keys[meeting.id, ballot.id]
        stream = self._desk.stream_of(meeting.id)
        outcome = await self._desk.journal.outcome(txn_id(stream, seq, 0))
        asked = outcome.result.get("event") if outcome else None
        if not isinstance(asked, str):
            return False  # nobody can have read the question yet
        room = self._chambers.room(Place.CLOSED if meeting.non_public else Place.SESSION)
        return await self._gateway.follows(room, asked, event)

    @property
    def _own(self) -> str:
        return server_of(UserId(self._gateway.user_id))

    def _servers(self) -> set[str]:
        return set(self._desk.body.servers()) - {self._own}

    def _bars(self, server: str) -> bool:
        return any(acl.bars(server) for acl in self._barring.values())

    def _missing(self, meeting: Meeting, ballot: Ballot) -> dict[str, list[SeatId]]:
        """Return by foreign server who has not answered."""
        found: dict[str, list[SeatId]] = {}
        for seat in electorate(meeting, ballot):
            servers = {server_of(user) for user in self._desk.body.users_of(seat)} - {self._own}
            for server in servers if seat not in ballot.votes else ():
                found.setdefault(server, []).append(seat)
        return found

    async def _look(self, servers: set[str]) -> None:
        """Ask all at once; a silent one costs our patience, not everybody's turn."""
        names = sorted(servers)
        found = await asyncio.gather(*(self._reach(server) for server in names))
        for server, reach in zip(names, found, strict=True):
            await self._record(server, reach)

    async def _reach(self, server: str) -> Reach:
        if self._bars(server):
            return Reach.BARRED
        body = self._desk.body
        users = [u for seat in body.seats_at(server) for u in body.users_of(seat)]
        user = next((u for u in users if server_of(u) == server), None)
        try:
            heard = user is None or await self._gateway.reaches(user, self.patience)
        except (MatrixError, Unreachable):  # our own server is away: that is another trouble
            return body.reach_of(server)
        return Reach.BACK if heard else Reach.SILENT

    async def _record(self, server: str, reach: Reach) -> None:
        running = next((m.id for m in self._desk.meetings.values() if m.running), None)
        if self._desk.body.reach_of(server) is not reach:
            log.warning("a partner's server is %s", reach)
        command = c.RecordReach(
            by=c.OPERATOR, at=self._desk.now(), server=server, reach=reach, meeting=running
        )
        await self._desk.submit(command, TIMER)

    async def _note_missing(
        self, meeting: Meeting, ballot: Ballot, server: str, seats: list[SeatId]
    ) -> None:
        command = c.RecordReach(
            by=c.OPERATOR,
            at=self._desk.now(),
            server=server,
            reach=self._desk.body.reach_of(server),
            meeting=meeting.id,
            ballot=ballot.id,
            seats=tuple(seats),
        )
        await self._desk.submit(command, TIMER)
