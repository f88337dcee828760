# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The counter of one body: one command at a time, written down before anybody sees an effect.

``submit`` decides, journals, remembers, and queues what follows; `Stage` performs it. All state is
the fold of the journal, so opening the desk again after a crash continues where it stopped.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain.decide import decide_body, decide_meeting
from bot.domain.evolve import evolve as evolve_meeting
from bot.domain.ids import BallotId, BodyId, MeetingId
from bot.domain.meeting import Meeting
from bot.domain.refusals import MeetingExists, NoMeeting, Refused
from bot.domain.roster import Body
from bot.domain.roster import evolve as evolve_body
from bot.domain.values import Phase, SubjectKind
from bot.effects import Effect
from bot.reactions import BodyTurn, Turn, body_effects, meeting_effects
from bot.store import Entry, Intake, Journal, NewEntry, Origin

LIVE = (Phase.PLANNED, Phase.INVITED, Phase.OPEN, Phase.INTERRUPTED)
FOR_MINUTES = (c.DraftMinutes, c.SignMinutes, c.ApproveMinutes)
ROSTER_EVENTS = (
    e.SeatFilled,
    e.SeatVacated,
    e.MemberEnrolled,
    e.EnrolmentSuspended,
    e.EnrolmentRevoked,
    e.DeviceAdmitted,
    e.DeviceRevoked,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """Effects of one entry that are still to be performed."""

    stream: str
    seq: int
    meeting: MeetingId | None
    effects: tuple[Effect, ...]


@dataclass(frozen=True, slots=True)
class _Decided:
    meeting: MeetingId | None
    event: e.Event


class Desk:
    """One body: its state, its meetings, and the queue of effects it owes."""

    def __init__(
        self, journal: Journal[e.Event], body: BodyId, now: Callable[[], datetime]
    ) -> None:
        self.journal = journal
        self.id = body
        self.now = now
        self.body = Body()
        self.meetings: dict[MeetingId, Meeting] = {}
        self.selected: MeetingId | None = None
        self.owed: asyncio.Queue[Owed] = asyncio.Queue()
        self.ballot_keys: dict[tuple[MeetingId, BallotId], tuple[int, str]] = {}
        """Entry number and hash of each ballot's opening."""
        self._heads: dict[str, int] = {}
        self._turn = asyncio.Lock()

    async def open(self) -> None:
        """Fold the journal; queue what was owed when the program stopped last."""
        for stream in await self.journal.streams():
            if stream == self.id or stream.startswith(f"{self.id}/"):
                cursor = await self.journal.cursor(stream)
                async for entry in self.journal.read(stream):
                    self._remember(entry, perform=entry.seq > cursor)

    def stream_of(self, meeting: MeetingId | None) -> str:
        return f"{self.id}/{meeting}" if meeting else str(self.id)

    def head(self, meeting: MeetingId | None) -> int:
        """Return the number of the last entry of a stream, 0 if there is none."""
        return self._heads.get(self.stream_of(meeting), 0)

    def current(self, command: c.Command | None = None) -> Meeting | None:
        """Return the meeting a command is about: the running one, else the next, else the last."""
        order = [(Phase.OPEN, Phase.INTERRUPTED), (Phase.INVITED,), (Phase.PLANNED,)]
        last = [(Phase.CLOSED, Phase.DRAFTED), (Phase.APPROVED,), (Phase.CANCELLED,)]
        if isinstance(command, FOR_MINUTES):
            order, last = last, order
        if self.selected in self.meetings and not isinstance(command, FOR_MINUTES):
            chosen = self.meetings[self.selected]
            if not any(m.running for m in self.meetings.values()):
                return chosen
        for phases in (*order, *last):
            found = [m for m in self.meetings.values() if m.phase in phases]
            if found:
                backwards = phases[0] in (Phase.APPROVED, Phase.CANCELLED)
                return (max if backwards else min)(found, key=_start)
        return None

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
            decided = self._judge(command, meeting)
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

    def _judge(self, command: c.Command, meeting: MeetingId | None) -> list[_Decided]:
        """Decide, and carry what was decided into the other streams it concerns."""
        if isinstance(command, c.BodyCommand):
            decided = [_Decided(None, event) for event in decide_body(self.body, command)]
            return [*decided, *self._follow_roster(command, decided)]
        target = self._target(command, meeting)
        if isinstance(command, c.OpenBallot) and command.subject.kind is SubjectKind.MINUTES:
            self._approval(command.at, MeetingId(command.subject.ref), target.id, None)
        events = decide_meeting(target, command)
        named = command.meeting if isinstance(command, c.PlanMeeting) else target.id
        decided = [_Decided(named, event) for event in events]
        return [*decided, *self._follow_ballot(command, target, decided)]

    def _target(self, command: c.MeetingCommand, meeting: MeetingId | None) -> Meeting:
        if isinstance(command, c.PlanMeeting):
            if command.meeting in self.meetings:
                raise Refused(MeetingExists(meeting=command.meeting))
            return Meeting()
        known = self.meetings.get(meeting) if meeting else self.current(command)
        if known is None:
            raise Refused(NoMeeting())
        return known

    def _follow_roster(self, command: c.BodyCommand, decided: list[_Decided]) -> Iterator[_Decided]:
        """Take the changed roster over into every meeting that is not over."""
        if not any(isinstance(one.event, ROSTER_EVENTS) for one in decided):
            return
        body = self.body
        for one in decided:
            if isinstance(one.event, e.BodyEvent):
                body = evolve_body(body, one.event)
        follow = c.TakeRoster(
            by=c.OPERATOR, at=command.at, seats=tuple(body.seats.values()), marks=body.marks()
        )
        for known in self.meetings.values():
            if known.phase in LIVE:
                yield from (_Decided(known.id, event) for event in decide_meeting(known, follow))

    def _follow_ballot(
        self, command: c.MeetingCommand, target: Meeting, decided: list[_Decided]
    ) -> Iterator[_Decided]:
        """Approve the minutes of the earlier meeting the body has just voted on."""
        for one in decided:
            if not isinstance(one.event, e.BallotClosed) or not one.event.result.adopted:
                continue
            ballot = target.ballots[one.event.ballot]
            if ballot.subject.kind is SubjectKind.MINUTES:
                earlier = MeetingId(ballot.subject.ref)
                yield from self._approval(command.at, earlier, target.id, ballot.id)

    def _approval(
        self,
        at: datetime,
        earlier: MeetingId,
        in_meeting: MeetingId,
        ballot: BallotId | None,
    ) -> list[_Decided]:
        known = self.meetings.get(earlier)
        if known is None:
            raise Refused(NoMeeting())
        approve = c.ApproveMinutes(by=c.OPERATOR, at=at, in_meeting=in_meeting, ballot=ballot)
        return [_Decided(earlier, event) for event in decide_meeting(known, approve)]

    def _remember(self, entry: Entry, *, perform: bool) -> None:
        event = self.journal.codec.event(entry)
        _, _, tail = entry.stream.partition("/")
        meeting = MeetingId(tail) if tail else None
        effects = (
            self._on_meeting(meeting, event, entry) if meeting else self._on_body(event, entry)
        )
        self._heads[entry.stream] = entry.seq
        if perform:
            owed = Owed(stream=entry.stream, seq=entry.seq, meeting=meeting, effects=tuple(effects))
            self.owed.put_nowait(owed)

    def _on_body(self, event: e.Event, entry: Entry) -> list[Effect]:
        if not isinstance(event, e.BodyEvent):
            raise TypeError(f"{entry.kind} does not belong into the stream of a body")
        before, self.body = self.body, evolve_body(self.body, event)
        return body_effects(
            BodyTurn(
                before=before,
                after=self.body,
                event=event,
                seq=entry.seq,
                hash=entry.hash,
                at=entry.at,
            )
        )

    def _on_meeting(self, meeting: MeetingId, event: e.Event, entry: Entry) -> list[Effect]:
        if not isinstance(event, e.MeetingEvent):
            raise TypeError(f"{entry.kind} does not belong into the stream of a meeting")
        before = self.meetings.get(meeting, Meeting())
        after = self.meetings[meeting] = evolve_meeting(before, event)
        if isinstance(event, e.BallotOpened):
            self.ballot_keys[meeting, event.ballot] = (entry.seq, entry.hash)
        return meeting_effects(
            Turn(
                before=before,
                after=after,
                event=event,
                seq=entry.seq,
                hash=entry.hash,
                at=entry.at,
            )
        )


def _start(meeting: Meeting) -> tuple[float, str]:
    return (meeting.starts.timestamp() if meeting.starts else 0.0, meeting.id)
