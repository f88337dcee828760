# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The books of one body: what its streams have come to, and what a command would add. No I/O.

`Desk` keeps them behind a journal; a rehearsal (`bot.play.rehearsal`) keeps them in memory. So a
script that is only rehearsed is judged by the same rules and carried over by the same hands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from bot.domain import commands as c
from bot.domain import contesting
from bot.domain import events as e
from bot.domain.circulation import decided_between, released_between
from bot.domain.decide import decide_body, decide_meeting
from bot.domain.evolve import evolve as evolve_meeting
from bot.domain.evolve import replay
from bot.domain.formats import continuation
from bot.domain.ids import BallotId, BodyId, ElectionId, MeetingId, QuestionId, SeatId
from bot.domain.itemrequests import brought_by, need_open, need_taken_up
from bot.domain.meeting import LIVE, TO_COME, Meeting, start_of
from bot.domain.papersout import COUNTING, waits
from bot.domain.refusals import (
    CirculationNoActs,
    ClosedRoomTaken,
    MeetingExists,
    MeetingThen,
    NoAgendaToGoOn,
    NoMeeting,
    NotApprovedThere,
    QuestionUnknown,
    Reason,
    Refused,
    ResolutionUnknown,
    VotesBeyondTotal,
    WasQuorate,
)
from bot.domain.register import Resolution, resolutions
from bot.domain.releasing import need_not_voted_on, subject_of
from bot.domain.roster import Body
from bot.domain.roster import evolve as evolve_body
from bot.domain.rules import Rules, confirmed
from bot.domain.values import AgendaItem, Phase, SubjectKind
from bot.entries import Bookmark, Decided, Follows, Kept
from bot.makingknown import ended_in, follow_circulation, make_known
from bot.reactions import BodyTurn, Turn, body_effects, edited, meeting_effects
from bot.releases import (
    RELEASED,
    matter_named,
    need_secret_matter,
    release_command,
    resolved,
)

RulesFor = Callable[[Body, date], Rules]
"""What holds for a body on a day."""
BEFORE = ((Phase.OPEN, Phase.INTERRUPTED), (Phase.INVITED,), (Phase.PLANNED,))
AFTER = ((Phase.CLOSED, Phase.DRAFTED), (Phase.APPROVED,), (Phase.CANCELLED,))
OVER = (Phase.CLOSED, Phase.DRAFTED, Phase.APPROVED)
FOR_MINUTES = (
    c.DraftMinutes,
    c.SignMinutes,
    c.ApproveMinutes,
    c.CirculateMinutes,
    c.ObjectToMinutes,
    c.SettleMinutesObjection,
    c.ReopenMinutes,
)
"""These are about the last meeting whose minutes are not approved, whatever is selected."""
BY_POST = (
    c.CountPostal,
    c.ConsolidateMotion,
    c.WithdrawMotion,
    c.Nominate,
    c.WithdrawCandidate,
    c.CountRound,
    c.OpenRound,
    c.VoidRound,
    c.BreakOffElection,
    c.SettleTie,
    c.AnswerElection,
    c.DrawLot,
    c.PrepareLot,
    c.CommitLot,
    c.SealLot,
    c.RevealLot,
    c.VoidLot,
)
"""Between meetings these are about the one whose papers were sent home (Briefabstimmung)."""
ROSTER_EVENTS = (
    e.SeatFilled,
    e.SeatVacated,
    e.MemberEnrolled,
    e.EnrolmentSuspended,
    e.EnrolmentRevoked,
    e.DeviceAdmitted,
    e.DeviceRevoked,
)

_OutsideMeetings: TypeAlias = c.MoveCirculation | c.OpenCirculation | c.TakeUrgentDecision


class Books:
    """One body: its state, its meetings, and which of them is meant."""

    def __init__(self, body: BodyId) -> None:
        self.id = body
        self.body = Body()
        self.meetings: dict[MeetingId, Meeting] = {}
        self.selected: MeetingId | None = None
        self.ballot_keys: dict[tuple[MeetingId, BallotId], tuple[int, str]] = {}
        """Entry number and hash of each ballot's opening."""
        self.rules_for: RulesFor | None = None
        """Set by who knows the law; without it a meeting keeps its rules when it is moved."""
        self.ended: dict[tuple[MeetingId, BallotId], datetime] = {}
        """When each ballot was closed or broken off."""
        self.elected: dict[tuple[MeetingId, ElectionId], datetime] = {}
        """When who was elected took each office on, or lists had all their seats."""
        self._heads: dict[str, int] = {}

    def stream_of(self, meeting: MeetingId | None) -> str:
        return f"{self.id}/{meeting}" if meeting else str(self.id)

    def head(self, meeting: MeetingId | None) -> int:
        """Return the number of the last entry of a stream, 0 if there is none."""
        return self._heads.get(self.stream_of(meeting), 0)

    def current(self, command: c.Command | None = None) -> Meeting | None:
        """Return the meeting a command is about: the running one, else the next, else the last."""
        if isinstance(command, c.ReopenMinutes):
            return self._first_in((Phase.APPROVED,), *AFTER)
        if isinstance(command, c.AnswerQuestion | c.DeferAnswer):
            return self._asked_in(command)
        if isinstance(command, FOR_MINUTES):
            return self.for_minutes()
        if isinstance(command, c.RepeatBallot) and (sent_home := self._sent_home(command.ballot)):
            return sent_home
        sent = isinstance(command, c.OpenBallot | c.OpenBlock) and command.postal
        if (sent or isinstance(command, BY_POST)) and (waiting := self.waiting()):
            return waiting
        if self.selected in self.meetings:
            chosen = self.meetings[self.selected]
            if not any(m.running for m in self.meetings.values()):
                return chosen
        return self._first_in(*BEFORE, *AFTER)

    def _asked_in(self, command: c.AnswerQuestion | c.DeferAnswer) -> Meeting | None:
        """Return the meeting in which a resident's question was put. Raises Refused if none.

        Each meeting has an E1: named is the one meant; else the one that runs, or the last.
        """
        if command.meeting in self.meetings:
            return self.meetings[command.meeting]
        if command.meeting:
            named = QuestionId(f"{command.meeting}/{command.question}")
            raise Refused(QuestionUnknown(question=named))
        running = next((known for known in self.meetings.values() if known.running), None)
        put = [m for m in self.meetings.values() if m.residents.owes(command.question)]
        over = [known for known in put if known.phase in OVER]
        return running or max(over, key=start_of, default=None) or self.current()

    def waiting(self) -> Meeting | None:
        """Return the meeting whose papers were sent home; while one is held, that is meant."""
        held = any(known.running for known in self.meetings.values())
        waiting = [] if held else [one for one in self.meetings.values() if waits(one)]
        return min(waiting, key=start_of, default=None)

    def _sent_home(self, ballot: BallotId) -> Meeting | None:
        """Return the last meeting that sent papers of a vote home; none while one is held."""
        if any(known.running for known in self.meetings.values()):
            return None
        over = (known for known in self.meetings.values() if known.phase in COUNTING)
        sent = [known for known in over if ballot in known.ballots and known.ballots[ballot].postal]
        return max(sent, key=start_of, default=None)

    def for_minutes(self) -> Meeting | None:
        """Return the meeting whose minutes come next: the first over and not approved."""
        return self._first_in(*AFTER, *BEFORE)

    def _first_in(self, *order: tuple[Phase, ...]) -> Meeting | None:
        for phases in order:
            found = [m for m in self.meetings.values() if m.phase in phases]
            if found:
                backwards = phases[0] in (Phase.APPROVED, Phase.CANCELLED)
                return (max if backwards else min)(found, key=start_of)
        return None

    def judge(self, command: c.Command, meeting: MeetingId | None) -> list[Decided]:
        """Decide, and carry what was decided into the other streams it concerns."""
        if isinstance(command, c.MoveCirculation | c.OpenCirculation | c.TakeUrgentDecision):
            command = self._under_law_of_today(command)
        if isinstance(command, c.ReleaseResolution):
            matter = matter_named(self, command.number)
            command, meeting = release_command(self, matter, command), matter.meeting
        if isinstance(command, c.WordCirculationRelease):
            need_not_voted_on(self.meetings.values(), None, command.circulation)
        if isinstance(command, c.BodyCommand):
            self._need_total(command)
            decided = [Decided(None, event) for event in decide_body(self.body, command)]
            carried = [*self._follow_roster(command, decided), *self._follow_request(command)]
            known = make_known(self, command.at, list(ended_in(decided)))
            told = self._follow_release(command, None, decided)
            return [*decided, *carried, *self._follow_law(command, decided), *known, *told]
        target = self._target(command, meeting)
        if isinstance(command, c.RescheduleMeeting):
            self._need_free_hour(command.starts, target.id)
            command = self._under_law_of_day(command)
        if isinstance(command, c.OpenBallot):
            command = self._about_earlier(command, target)
        if isinstance(command, c.SettleContest):
            contesting.need_not_voted_on(self.meetings.values(), target.id, command.ballot)
        if isinstance(command, c.WordRelease):
            need_not_voted_on(self.meetings.values(), target.id, command.ballot)
        if isinstance(command, c.WordElectionRelease):
            need_not_voted_on(self.meetings.values(), target.id, command.election)
        if isinstance(command, c.StateSecondCall):
            command = self._called_again(command)
        if isinstance(command, c.SendInvitation):
            need_taken_up(self.body, target)
        self._need_closed_room_free(command, target)
        self._need_held_later(command, target)
        events = decide_meeting(target, command)
        named = command.meeting if isinstance(command, c.PlanMeeting) else target.id
        decided = [Decided(named, event) for event in events]
        followed = self._follow_ballot(command, target, decided)
        decided = [*decided, *followed, *self._follow_emergency(command, target, decided)]
        decided = [*decided, *self._follow_release(command, target, decided)]
        return [*decided, *follow_circulation(self, command, target, decided)]

    def refusal(self, command: c.Command, meeting: MeetingId | None = None) -> Reason | None:
        """Return why ``command`` would be refused now; nothing is done."""
        try:
            self.judge(command, meeting)
        except Refused as refused:
            return refused.reason
        return None

    def _need_total(self, command: c.BodyCommand) -> None:
        """Refuse more votes than the statute gives in all; the council file is judged whole."""
        if not isinstance(command, c.FillSeat) or command.by == c.OPERATOR:
            return
        law = self.law_of(command.at)
        total = (law.number("vote.total") or 0) if law else 0
        seats = {**self.body.seats, command.seat.id: command.seat}.values()
        votes = sum(seat.weight for seat in seats if seat.votes)
        if any(seat.weight > 1 for seat in seats) and votes > total:
            raise Refused(VotesBeyondTotal(votes=votes, total=total))

    def _need_closed_room_free(self, command: c.MeetingCommand, target: Meeting) -> None:
        """Refuse what would call people into the closed room while others deliberate there.

        Letters and papers of a meeting to come are read there by all but guests; who is recused
        now, or not there, must stay out.
        """
        held = next((known for known in self.meetings.values() if known.non_public), None)
        if held is None or held.id == target.id:
            return
        match command:
            case c.SendInvitation():
                items = target.agenda
            case c.AttachPaper(item=item) if target.invited:
                items = tuple(known for known in target.agenda if known.id == item)
            case _:
                return
        if not all(item.public for item in items):
            raise Refused(ClosedRoomTaken(meeting=held.id, title=held.title))

    def _need_free_hour(self, starts: datetime, moved: MeetingId | None) -> None:
        """Refuse a second meeting of the body at the same hour: it was planned twice."""
        for known in self.meetings.values():
            if known.starts == starts and known.id != moved and known.phase in TO_COME:
                raise Refused(MeetingThen(meeting=known.id, title=known.title, starts=starts))

    def _target(self, command: c.MeetingCommand, meeting: MeetingId | None) -> Meeting:
        if isinstance(command, c.PlanMeeting):
            if command.meeting in self.meetings:
                raise Refused(MeetingExists(meeting=command.meeting))
            self._need_free_hour(command.starts, None)
            return Meeting()
        known = self.meetings.get(meeting) if meeting else self.current(command)
        if known is None:
            raise Refused(NoMeeting())
        return known

    def _follow_roster(self, command: c.BodyCommand, decided: list[Decided]) -> Iterator[Decided]:
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
                yield from (Decided(known.id, event) for event in decide_meeting(known, follow))

    def next_agenda(self) -> MeetingId:
        """Return the next meeting nobody was invited to yet. Raises Refused if there is none."""
        planned = self._first_in((Phase.PLANNED,))
        if planned is None:
            raise Refused(NoAgendaToGoOn())
        return planned.id

    def _follow_request(self, command: c.BodyCommand) -> Iterator[Decided]:
        """Put what members ask for on the agenda it was taken up on."""
        if not isinstance(command, c.TakeUpItemRequest):
            return
        known = need_open(self.body, command.request)
        add = c.AddAgendaItem(
            by=command.by,
            at=command.at,
            title=known.title,
            public=known.public,
            text=known.text,
            brought_by=brought_by(self.body, known),
        )
        added = decide_meeting(self._target(add, command.meeting), add)
        yield from (Decided(command.meeting, event) for event in added)

    def _leads(self, seat: SeatId) -> bool:
        """Tell whether ``seat`` leads the meeting being held."""
        return any(one.running and one.chair == seat for one in self.meetings.values())

    def _under_law_of_today(self, command: _OutsideMeetings) -> _OutsideMeetings:
        """What is decided without a meeting follows the law of the day."""
        if isinstance(command, c.MoveCirculation):
            command = replace(command, leads=self._leads(command.by))
        if self.rules_for is None or command.rules is not None:
            return command
        return replace(command, rules=self.law_of(command.at))

    def law_of(self, at: datetime) -> Rules | None:
        """Return what holds on the day of ``at``; None if nobody knows the law."""
        day = at.astimezone(ZoneInfo(self.body.time_zone)).date()
        return self.rules_for(self.body, day) if self.rules_for else None

    def register(self) -> tuple[Resolution, ...]:
        """Return every resolution of the body, oldest first."""
        between = decided_between(self.body)
        zone, made_known = self.body.time_zone, released_between(self.body)
        return resolutions(self.meetings.values(), self.ended, between, zone, made_known)

    def _registered(self, meeting: MeetingId, ballot: BallotId) -> str:
        """Return a resolution's number in the register; the name of its vote before it has one."""
        known = {(one.meeting, one.ballot): one.number for one in self.register()}
        return known.get((meeting, ballot), ballot)

    def resolution(self, number: str) -> Resolution:
        """Return the resolution of a meeting under its running number. Raises Refused."""
        known = self.register()
        found = next((one for one in known if one.number == number), None)
        if found is None:
            last = known[-1].number if known else "–"
            raise Refused(ResolutionUnknown(number=number, last=last))
        if found.circulation:
            raise Refused(CirculationNoActs(number=number))
        return found

    def _on_release(self, command: c.OpenBallot) -> c.OpenBallot:
        """Return the vote on a release with what it is about. Raises Refused."""
        matter = matter_named(self, command.subject.ref)
        need_secret_matter(self, matter)
        return replace(command, subject=subject_of(matter))

    def _about_earlier(self, command: c.OpenBallot, target: Meeting) -> c.OpenBallot:
        """Return a vote on what an earlier meeting left, looked up in the books. Raises Refused."""
        match command.subject.kind:
            case SubjectKind.MINUTES:
                self._approval(command.at, MeetingId(command.subject.ref), target.id, None)
                return command
            case SubjectKind.RELEASE:
                return self._on_release(command)
            case SubjectKind.CONTEST:
                return self._on_contest(command, target)
            case _:
                return command

    def _on_contest(self, command: c.OpenBallot, target: Meeting) -> c.OpenBallot:
        """Return the vote on a contested resolution with what it is about. Raises Refused."""
        found = self.resolution(command.subject.ref)
        meeting = self.meetings[found.meeting]
        contesting.need_contested(meeting, found.ballot)
        item = target.item_named(target.item) if target.item else None
        non_public = target.non_public or (item is not None and not item.public)
        contesting.need_same_publicity(meeting, found.ballot, found.number, non_public=non_public)
        about = contesting.subject_of(meeting, found.ballot, found.number)
        return replace(command, subject=about)

    def _follow_release(
        self, command: c.Command, target: Meeting | None, decided: list[Decided]
    ) -> Iterator[Decided]:
        """Release what the body has resolved to release, and note it where it is made known.

        That is the meeting being held; for what no meeting has decided, else the next one.
        """
        made = [one for one in decided if isinstance(one.event, RELEASED)]
        events = [one.event for one in decided]
        for meeting, act in resolved(self, target, events, command.at) if target else ():
            follow: Iterable[e.Event]
            if isinstance(act, c.ReleaseCirculation):
                follow = decide_body(self.body, act)
            else:
                follow = decide_meeting(self._target(act, meeting), act)
            released = [Decided(meeting, event) for event in follow]
            yield from released
            made += released
        held = next((known for known in self.meetings.values() if known.running), None)
        for one in made:
            told = held or (None if one.meeting else self._first_in(TO_COME))
            if told and one.meeting != told.id and isinstance(one.event, RELEASED):
                yield Decided(told.id, e.ReleaseAnnounced(released=one.event.released))

    def _called_again(self, command: c.StateSecondCall) -> c.StateSecondCall:
        """Name the items of a second call. Refused where a quorum was never missing."""
        known = self.meetings.get(command.first)
        left = sorted(known.inquorate.difference(known.done)) if known else ()
        if not left:
            raise Refused(WasQuorate(meeting=command.first))
        return replace(command, items=tuple(f"{command.first}/{item}" for item in left))

    def _under_law_of_day(self, command: c.RescheduleMeeting) -> c.RescheduleMeeting:
        """A meeting moved to another day is held by the law of that day."""
        if self.rules_for is None or command.rules is not None:
            return command
        day = command.starts.astimezone(ZoneInfo(self.body.time_zone)).date()
        return replace(command, rules=self.rules_for(self.body, day))

    def _follow_law(self, command: c.BodyCommand, decided: list[Decided]) -> Iterator[Decided]:
        """Tell every meeting that is not over of a rule value the office has confirmed."""
        for one in decided:
            if not isinstance(one.event, e.RuleConfirmed):
                continue
            known = {**self.body.confirmations, one.event.key: one.event.confirmation}
            for meeting in self.meetings.values():
                if meeting.phase in LIVE:
                    rules = confirmed(meeting.law(), known)
                    follow = c.TakeRules(by=c.OPERATOR, at=command.at, rules=rules)
                    taken = decide_meeting(meeting, follow)
                    yield from (Decided(meeting.id, event) for event in taken)

    def _follow_emergency(
        self, command: c.MeetingCommand, target: Meeting, decided: list[Decided]
    ) -> Iterator[Decided]:
        """Put the continuation of an emergency on the agenda of the next meeting, § 36a ThürKO.

        Of one that is planned already when the emergency is declared, else of the one planned next.
        """
        if isinstance(command, c.PlanMeeting):
            planned = replay(one.event for one in decided if isinstance(one.event, e.MeetingEvent))
            duties = tuple(continuation(one) for one in self._emergencies_without_item())
            yield from self._taken_over(command.at, planned, duties)
        for one in decided:
            if isinstance(one.event, e.EmergencyDeclared):
                yield from self._taken_over(
                    command.at, self._next_after(target), (continuation(target),)
                )

    def _emergencies_without_item(self) -> Iterator[Meeting]:
        on_agendas = {item.duty for one in self.meetings.values() for item in one.agenda}
        for one in self.meetings.values():
            if one.emergency and one.phase is not Phase.CANCELLED and one.id not in on_agendas:
                yield one

    def _next_after(self, target: Meeting) -> Meeting | None:
        later = [
            one
            for one in self.meetings.values()
            if one.phase in LIVE and start_of(one) > start_of(target)
        ]
        return min(later, key=start_of, default=None)

    def _taken_over(
        self, at: datetime, meeting: Meeting | None, items: tuple[AgendaItem, ...]
    ) -> Iterator[Decided]:
        if meeting is None or not items:
            return
        take = c.TakeOverItems(by=c.OPERATOR, at=at, items=items)
        yield from (Decided(meeting.id, event) for event in decide_meeting(meeting, take))

    def left_over(self, into: Meeting) -> tuple[AgendaItem, ...]:
        """Return what earlier meetings did not come to and no other meeting has taken up.

        A cancelled one hands on its whole agenda, as long as none was held after it.
        """
        held = (one.starts for one in self.meetings.values() if one.phase in OVER)
        last = max((starts for starts in held if starts), default=None)
        taken = {item.carried_from for one in self.meetings.values() for item in one.agenda}
        return tuple(
            replace(item, carried_from=origin, duty=item.duty)
            for one in self.meetings.values()
            if one.phase in OVER or (one.phase is Phase.CANCELLED and _since(one, last))
            if one.id != into.id
            for item in one.agenda
            if item.id not in one.done
            and item.id not in one.made_known  # the next meeting is told of it anyway
            and (origin := f"{one.id}/{item.id}") not in taken
        )

    def _follow_ballot(
        self, command: c.MeetingCommand, target: Meeting, decided: list[Decided]
    ) -> Iterator[Decided]:
        """Carry a vote on what an earlier meeting left into that one's stream.

        Its minutes are approved, or its contested resolution is kept or repealed.
        """
        for one in decided:
            if not isinstance(one.event, e.BallotClosed) or not one.event.result.adopted:
                continue
            ballot = target.ballots[one.event.ballot]
            if ballot.subject.kind is SubjectKind.MINUTES:
                earlier = MeetingId(ballot.subject.ref)
                yield from self._approval(command.at, earlier, target.id, ballot.id)
        events = [one.event for one in decided]
        for meeting, act in contesting.follow_vote(target, events, command.at):
            follow = decide_meeting(self._target(act, meeting), act)
            yield from (Decided(meeting, event) for event in follow)

    def _approval(
        self,
        at: datetime,
        earlier: MeetingId,
        in_meeting: MeetingId,
        ballot: BallotId | None,
    ) -> list[Decided]:
        known = self.meetings.get(earlier)
        if known is None:
            raise Refused(NoMeeting())
        approve = c.ApproveMinutes(by=c.OPERATOR, at=at, in_meeting=in_meeting, ballot=ballot)
        return [Decided(earlier, event) for event in decide_meeting(known, approve)]

    def _need_held_later(self, command: c.MeetingCommand, target: Meeting) -> None:
        """Refuse to note an approval in a meeting that cannot have given it.

        One that is not in these books may have: joint bodies and paper are elsewhere.
        """
        named = command.in_meeting if isinstance(command, c.ApproveMinutes) else target.id
        known = self.meetings.get(named, target)
        if known.id == target.id:
            return
        if known.phase in (*TO_COME, Phase.CANCELLED) or start_of(known) < start_of(target):
            raise Refused(
                NotApprovedThere(
                    meeting=known.id, title=known.title, phase=known.phase, after=target.title
                )
            )

    def keep(self, kept: Kept) -> Follows:
        """Take over what was written down; return what follows from it.

        Raises TypeError if the event does not belong into its stream.
        """
        follows = self._on_body(kept) if kept.meeting is None else self._on_meeting(kept)
        self._heads[self.stream_of(kept.meeting)] = kept.seq
        return follows

    def bookmark(self) -> Bookmark:
        """Return what is known now, to be turned back to."""
        return Bookmark(
            body=self.body,
            meetings=dict(self.meetings),
            heads=dict(self._heads),
            opened=len(self.ballot_keys),
            ended=len(self.ended),
            elected=len(self.elected),
        )

    def turn_back(self, mark: Bookmark) -> None:
        """Forget what was kept since."""
        self.body = mark.body
        self.meetings.clear()
        self.meetings.update(mark.meetings)
        self._heads.clear()
        self._heads.update(mark.heads)
        _shorten(self.ballot_keys, mark.opened)
        _shorten(self.ended, mark.ended)
        _shorten(self.elected, mark.elected)

    def _on_body(self, kept: Kept) -> Follows:
        if not isinstance(kept.event, e.BodyEvent):
            kind = type(kept.event).__name__
            raise TypeError(f"{kind} does not belong into the stream of a body")
        before, self.body = self.body, evolve_body(self.body, kept.event)
        turn = BodyTurn(
            before=before,
            after=self.body,
            event=kept.event,
            seq=kept.seq,
            hash=kept.hash,
            at=kept.at,
        )
        return Follows(effects=lambda: body_effects(turn))

    def _on_meeting(self, kept: Kept) -> Follows:
        if not isinstance(kept.event, e.MeetingEvent) or kept.meeting is None:
            kind = type(kept.event).__name__
            raise TypeError(f"{kind} does not belong into the stream of a meeting")
        before = self.meetings.get(kept.meeting, Meeting())
        after = self.meetings[kept.meeting] = evolve_meeting(before, kept.event)
        if isinstance(kept.event, e.BallotOpened):
            self.ballot_keys[kept.meeting, kept.event.ballot] = (kept.seq, kept.hash)
        if isinstance(kept.event, e.BallotClosed | e.BallotBrokenOff):
            self.ended[kept.meeting, kept.event.ballot] = kept.at
        if isinstance(kept.event, e.BlockResolved):
            self.ended |= {(kept.meeting, part.ballot): kept.at for part in kept.event.parts}
        if (
            isinstance(kept.event, e.ElectionAnswered | e.RoundCounted | e.LotDrawn)
            and after.elections[kept.event.election].filled
        ):
            self.elected[kept.meeting, kept.event.election] = kept.at
        turn = Turn(
            before=before,
            after=after,
            event=kept.event,
            seq=kept.seq,
            hash=kept.hash,
            at=kept.at,
            registered=partial(self._registered, after.id),
        )
        return Follows(effects=lambda: meeting_effects(turn), edits=edited(turn))


def _shorten(kept: dict[Any, Any], size: int) -> None:
    """Forget what was kept last; it is kept in order, and each but once."""
    while len(kept) > size:
        kept.popitem()


def _since(meeting: Meeting, last: datetime | None) -> bool:
    """Tell whether no meeting was held after ``meeting``, by the begin of the ``last`` one."""
    return last is None or (meeting.starts is not None and meeting.starts > last)
