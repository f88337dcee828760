# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The counter of one body: one command at a time, written down before anybody sees an effect.

``submit`` decides, journals, remembers, and queues what follows; `Stage` performs it. All state is
the fold of the journal, so opening the desk again after a crash continues where it stopped.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.books import Books, Kept
from bot.domain import commands as c
from bot.domain import events as e
from bot.domain.ids import BallotId, BodyId, MeetingId, SeatId
from bot.effects import Effect
from bot.store import Entry, Intake, Journal, NewEntry, Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """Effects of one entry that are still to be performed."""

    stream: str
    seq: int
    meeting: MeetingId | None
    effects: tuple[Effect, ...]


class Desk(Books):
    """One body: its state, its meetings, and the queue of effects it owes."""

    def __init__(
        self, journal: Journal[e.Event], body: BodyId, now: Callable[[], datetime]
    ) -> None:
        super().__init__(body)
        self.journal = journal
        self.now = now
        self.owed: asyncio.Queue[Owed] = asyncio.Queue()
        self.receipts: dict[tuple[MeetingId, BallotId], dict[SeatId, str]] = {}
        """By which event each seat last answered a ballot: a widget recognises its own by it."""
        self._turn = asyncio.Lock()
        self.changed: Callable[[], None] = lambda: None
        """Called after each new entry; the conference looks at its rights then."""

    async def open(self) -> None:
        """Fold the journal; queue what was owed when the program stopped last."""
        for stream in await self.journal.streams():
            if stream == self.id or stream.startswith(f"{self.id}/"):
                cursor = await self.journal.cursor(stream)
                async for entry in self.journal.read(stream):
                    self._remember(entry, perform=entry.seq > cursor)

    async def submit(
        self,
        command: c.Command,
        origin: Origin,
        *,
        intake: Intake | None = None,
        meeting: MeetingId | None = None,
    ) -> list[Entry]:
        """Judge ``command``; journal what happened together with ``intake``, and return it.

        Raises Refused with the reason (nothing is journalled then, the caller takes the event in),
        and the errors of `Journal.append`, after which nothing has happened.
        """
        async with self._turn:
            decided = self.judge(command, meeting)
            batch = [
                NewEntry(
                    stream=self.stream_of(one.meeting),
                    event=one.event,
                    at=command.at,
                    origin=origin,
                )
                for one in decided
            ]
            if not batch and intake is None:
                return []
            streams = {new.stream for new in batch}
            entries = await self.journal.append(
                batch,
                intake=intake,
                expect={stream: self._heads.get(stream, 0) for stream in streams},
            )
            for entry in entries:
                self._remember(entry, perform=True)
            return entries

    def _remember(self, entry: Entry, *, perform: bool) -> None:
        _, _, tail = entry.stream.partition("/")
        meeting = MeetingId(tail) if tail else None
        event = self.journal.codec.event(entry)
        kept = Kept(meeting=meeting, event=event, seq=entry.seq, hash=entry.hash, at=entry.at)
        said = entry.body.origin.event if entry.body else None
        if isinstance(event, e.VoteCast) and meeting and said:
            self.receipts.setdefault((meeting, event.ballot), {})[event.seat] = said
        effects = self.keep(kept)
        if perform:
            owed = Owed(stream=entry.stream, seq=entry.seq, meeting=meeting, effects=tuple(effects))
            self.owed.put_nowait(owed)
            self.changed()
