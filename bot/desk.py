# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The counter of one body: one command at a time, written down before anybody sees an effect.

``submit`` decides, journals, remembers, and queues what follows; `Stage` performs it. All state is
the fold of the journal, so opening the desk again after a crash continues where it stopped.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from bot.books import Books
from bot.domain import commands as c
from bot.domain import events as e
from bot.domain.ids import BallotId, BodyId, CirculationId, MeetingId, SeatId
from bot.editions import stamped
from bot.effects import Effect
from bot.entries import Kept
from bot.store import Entry, Intake, Journal, NewEntry, Origin
from bot.views import View


@dataclass(frozen=True, kw_only=True)
class Owed:
    """Effects of one entry that are still to be performed."""

    stream: str
    seq: int
    meeting: MeetingId | None
    follows: Callable[[], Sequence[Effect]] = field(repr=False)
    edits: str = ""
    """The slot of the one message that is edited, if that is all that follows from the entry."""
    fresh: bool = True
    """Of this run: nothing of it can have been performed before."""

    @cached_property
    def effects(self) -> tuple[Effect, ...]:
        """The effects; worked out when they are asked for, as an edit may be overtaken by then."""
        return tuple(self.follows())


RECEIPTS = 8
"""Ballots, and decisions between meetings, of which is kept by which event each seat answered."""


@dataclass(slots=True)
class _Submission:
    """What one submission has come to, until it stands on the disk."""

    events: Sequence[e.Event]
    owed: list[Owed] | None = None


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
        self.answers: dict[CirculationId, dict[SeatId, str]] = {}
        """The same for decisions between meetings."""
        self._turn = asyncio.Lock()
        self.changed: Callable[[], None] = lambda: None
        """Called after each new entry, and when somebody enters or leaves a room; the conference
        looks at its rights then."""

    def receipts_of(self, meeting: MeetingId | None, view: View) -> dict[SeatId, str]:
        """Return by which event each seat last answered the ballot a view shows as open."""
        ballot = view["ballot"]
        return self.receipts.get((meeting, ballot["id"]), {}) if meeting and ballot else {}

    async def open(self) -> None:
        """Fold the journal; queue what was owed when the program stopped last."""
        for stream in await self.journal.streams():
            if stream == self.id or stream.startswith(f"{self.id}/"):
                cursor = await self.journal.cursor(stream)
                async for entry in self.journal.read(stream):
                    event = self.journal.codec.event(entry)
                    owed = self._remember(entry, event, fresh=False)
                    self._answered([entry], [event])
                    if entry.seq > cursor:
                        self._owe([owed])

    async def submit(
        self,
        command: c.Command,
        origin: Origin,
        *,
        intake: Intake | None = None,
        meeting: MeetingId | None = None,
    ) -> list[Entry]:
        """Judge ``command``; journal what happened together with ``intake``, and return it.

        While the journal gathers, what happened is remembered at once, and owed when it stands on
        the disk; if it cannot be written it is forgotten again.
        Raises Refused with the reason (nothing is journalled then, the caller takes the event in),
        and the errors of `Journal.append`, after which nothing has happened.
        """
        async with self._turn:
            decided = self.judge(command, meeting)
            batch = [
                NewEntry(
                    stream=self.stream_of(one.meeting),
                    event=stamped(one.event),
                    at=command.at,
                    origin=origin,
                )
                for one in decided
            ]
            if not batch and intake is None:
                return []
            streams = {new.stream for new in batch}
            done = _Submission([new.event for new in batch])
            before = self.bookmark()
            entries = await self.journal.append(
                batch,
                intake=intake,
                expect={stream: self._heads.get(stream, 0) for stream in streams},
                then=lambda entries: self._stands(done, entries),
                undo=lambda: self.turn_back(before),
            )
            self._remembered(done, entries)
            return entries

    def _stands(self, done: _Submission, entries: Sequence[Entry]) -> None:
        owed = self._remembered(done, entries)
        self._answered(entries, done.events)
        self._owe(owed)

    def _remembered(self, done: _Submission, entries: Sequence[Entry]) -> list[Owed]:
        if done.owed is None:
            pairs = zip(entries, done.events, strict=True)
            done.owed = [self._remember(entry, event, fresh=True) for entry, event in pairs]
        return done.owed

    def _remember(self, entry: Entry, event: e.Event, *, fresh: bool) -> Owed:
        _, _, tail = entry.stream.partition("/")
        meeting = MeetingId(tail) if tail else None
        kept = Kept(meeting=meeting, event=event, seq=entry.seq, hash=entry.hash, at=entry.at)
        follows = self.keep(kept)
        return Owed(
            stream=entry.stream,
            seq=entry.seq,
            meeting=meeting,
            follows=follows.effects,
            edits=follows.edits,
            fresh=fresh,
        )

    def _answered(self, entries: Sequence[Entry], events: Sequence[e.Event]) -> None:
        """Note by which events seats have answered, once that stands on the disk."""
        for entry, event in zip(entries, events, strict=True):
            meeting = MeetingId(entry.stream.partition("/")[2])
            said = entry.body.origin.event if entry.body else None
            if isinstance(event, e.VoteCast) and meeting and said:
                self.receipts.setdefault((meeting, event.ballot), {})[event.seat] = said
                _forget_oldest(self.receipts)
            if isinstance(event, e.CirculationAnswered) and said:
                self.answers.setdefault(event.circulation, {})[event.reply.seat] = said
                _forget_oldest(self.answers)

    def _owe(self, owed: Sequence[Owed]) -> None:
        for one in owed:
            self.owed.put_nowait(one)
            self.changed()


def _forget_oldest(receipts: dict[Any, dict[SeatId, str]]) -> None:
    while len(receipts) > RECEIPTS:
        del receipts[next(iter(receipts))]
