# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The whole decider under random commands: whatever is asked, these things always hold."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import datetime, timedelta
from typing import Any, get_args, get_type_hints

import pytest
from council import (
    BEFORE,
    BODY,
    CLERK,
    ESTABLISH,
    KEY,
    NOW,
    PLAN,
    PLANNED,
    RULES,
    SEATS,
    VOTERS,
    VOTING,
)
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from scenario import Given, judge

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain import refusals as r
from bot.domain import roster
from bot.domain.decide import decide_body, decide_meeting
from bot.domain.evolve import evolve, replay
from bot.domain.ids import BallotId, DeviceId, ItemId, Key, MotionId, SeatId, UserId
from bot.domain.meeting import Meeting
from bot.domain.minutes import minutes, missing
from bot.domain.permissions import ALLOWED, LEAD
from bot.domain.records import Recorded
from bot.domain.refusals import Refused
from bot.domain.roster import Body
from bot.domain.values import (
    AdmittedDevice,
    AgendaItem,
    Choice,
    Phase,
    Role,
    Seat,
    Subject,
    SubjectKind,
    VoteMode,
)

NONSENSE = st.sampled_from(["", "99", "operator", "T0", "A99", "V99", "\u202e1", "x" * 600])


def names(kind: str, count: int) -> st.SearchStrategy[str]:
    return st.one_of(st.sampled_from([f"{kind}{number}" for number in range(1, count)]), NONSENSE)


TEXT = st.sampled_from(
    ["", " ", "Radweg", "Radweg am Ilmufer", "am", "x" * 501, "x" * 20_001, "\u202egnirts"]
)
SEAT = st.one_of(st.sampled_from([seat.id for seat in SEATS]), NONSENSE.map(SeatId))
BY = st.one_of(st.sampled_from([seat.id for seat in SEATS]), SEAT, st.just(c.OPERATOR))
WHEN = st.sampled_from([BEFORE, NOW - timedelta(days=3), NOW, NOW + timedelta(hours=1)])
USER = st.sampled_from([UserId("@a:x"), UserId("@b:x"), UserId("@c:x")])
ROSTERS = st.sampled_from([SEATS, SEATS[:-4], SEATS[1:]])
SPECIAL: dict[str, st.SearchStrategy[Any]] = {
    "by": BY,
    "at": WHEN,
    "ref": st.one_of(names("A", 5), names("T", 6), SEAT, st.just("2026-02")),
    "position": st.one_of(st.none(), st.integers(-1, 5)),
    "order": st.lists(names("A", 5), max_size=3).map(tuple),
    "rule": st.one_of(st.none(), st.sampled_from([*RULES.majorities, "nonsense"])),
    "seats": ROSTERS,
    "items": st.sampled_from([(), (AgendaItem(id=ItemId(""), title="x", carried_from="m/T1"),)]),
    "rules": st.sampled_from([RULES, replace(RULES, day="2026-11-26")]),
    "key": st.sampled_from(["speech.minutes", "quorum", "nonsense", ""]),
    "statutory_members": st.integers(0, 12),
}
BY_TYPE: dict[Any, st.SearchStrategy[Any]] = {
    str: TEXT,
    bool: st.booleans(),
    datetime: WHEN,
    SeatId: SEAT,
    ItemId: names("T", 6),
    MotionId: names("A", 5),
    BallotId: names("V", 4),
    UserId: USER,
    Key: st.sampled_from([KEY, Key("o" * 43)]),
    DeviceId: st.sampled_from([DeviceId("D1"), DeviceId("D2")]),
}


def command_of(kind: type[Any]) -> st.SearchStrategy[Any]:
    """Draw a command of ``kind`` with sensible and senseless parts."""
    hints = get_type_hints(kind)
    return st.builds(
        kind, **{field.name: value_of(field.name, hints[field.name]) for field in fields(kind)}
    )


def value_of(name: str, hint: Any) -> st.SearchStrategy[Any]:
    if name in SPECIAL:
        return SPECIAL[name]
    if hint in BY_TYPE:
        return BY_TYPE[hint]
    if hint in (Subject, AdmittedDevice, Seat):
        return command_of(hint)
    if name == "votes" and hint is not bool:
        return st.lists(st.tuples(SEAT, st.sampled_from(Choice)), max_size=12).map(tuple)
    if type(None) in get_args(hint):
        return st.one_of(st.none(), value_of(name, get_args(hint)[0]))
    return st.from_type(hint)


MAKES_SOMETHING_NEW = (
    c.AddAgendaItem,
    c.ImportItems,
    c.MoveMotion,
    c.MoveAmendment,
    c.RecordStatement,
    c.StateQuorum,
    c.DraftMinutes,
)
"""Said twice, these are two things; the shell tells deliveries apart by their event id."""
OF_MEETING = st.sampled_from(
    [kind for kind in get_args(c.MeetingCommand) if kind is not c.PlanMeeting]
).flatmap(command_of)
OF_BODY = st.sampled_from(
    [kind for kind in get_args(c.BodyCommand) if kind is not c.EstablishBody]
).flatmap(command_of)


class AnyMeeting(RuleBasedStateMachine):
    """A meeting to which anybody says anything, and now and then the right thing."""

    def __init__(self) -> None:
        super().__init__()
        self.journal: list[e.MeetingEvent] = []
        self.meeting = Meeting()
        self.ask(PLAN)

    def ask(self, command: c.MeetingCommand) -> None:
        before = self.meeting
        try:
            events = decide_meeting(before, command)
        except Refused:
            assert replay(self.journal) == before, "a refused command changed something"
            return
        for happened in events:
            self.journal.append(happened)
            self.meeting = evolve(self.meeting, happened)
            if isinstance(happened, e.MinutesSigned):
                self.what_is_signed_is_complete()

    def what_is_signed_is_complete(self) -> None:
        """§ 42 (1) ThürKO: the minutes hold every field, or nobody can sign them."""
        told = enumerate(self.journal, start=1)
        gaps = missing(minutes([Recorded(seq=n, at=NOW, event=event) for n, event in told]))
        assert not gaps, gaps

    @rule(command=OF_MEETING)
    def anything(self, command: c.MeetingCommand) -> None:
        self.ask(command)

    @rule(public=st.booleans(), text=st.sampled_from(["", "Es wird gebaut."]))
    def an_item(self, *, public: bool, text: str) -> None:
        self.ask(c.AddAgendaItem(by=VOTERS[0], at=BEFORE, title="Straße", public=public, text=text))

    @rule()
    def the_meeting_gets_under_way(self) -> None:
        lead: Any = {"by": VOTERS[0], "at": BEFORE}
        self.ask(c.SendInvitation(**lead))
        self.ask(c.OpenMeeting(**lead))
        self.ask(c.StartRollCall(**lead))
        for seat in VOTERS[:7]:
            self.ask(c.ReportPresent(seat=seat, mode=VOTE_HERE[0], channel=VOTE_HERE[1], **lead))
        self.ask(c.CloseRollCall(**lead))

    @rule(index=st.integers(0, 3), kind=st.sampled_from(SubjectKind))
    def something_is_put_to_the_vote(self, index: int, kind: SubjectKind) -> None:
        lead: Any = {"by": VOTERS[0], "at": NOW}
        if index < len(self.meeting.agenda):
            self.ask(c.CallItem(item=self.meeting.agenda[index].id, **lead))
        self.ask(c.MoveMotion(seat=VOTERS[0], text="Radweg", **lead))
        for motion in list(self.meeting.motions) or [MotionId("")]:
            self.ask(c.OpenBallot(subject=Subject(kind=kind, ref=motion, text="Pause"), **lead))

    @rule(choices=st.lists(st.sampled_from(Choice), min_size=9, max_size=9))
    def all_vote_and_the_ballot_is_closed(self, choices: list[Choice]) -> None:
        for seat, choice in zip(VOTERS, choices, strict=True):
            self.ask(c.CastVote(by=seat, at=NOW, seat=seat, choice=choice, channel=VOTE_HERE[1]))
        self.ask(c.CloseBallot(by=VOTERS[0], at=NOW))

    @rule(command=OF_MEETING)
    def the_same_twice_is_never_an_accident(self, command: c.MeetingCommand) -> None:
        """A message delivered twice is refused or says nothing new."""
        self.ask(command)
        known = len(self.journal)
        self.ask(command)
        if not isinstance(command, MAKES_SOMETHING_NEW):
            assert len(self.journal) == known

    @rule(reason=st.sampled_from(["", "Urlaub"]), note=st.sampled_from(["", "zur Kenntnis"]))
    def the_meeting_comes_to_its_end(self, reason: str, note: str) -> None:
        lead: Any = {"by": VOTERS[0], "at": NOW}
        for seat in VOTERS[7:]:
            self.ask(c.RecordAbsence(seat=seat, reason=reason, excused=True, **lead))
        self.ask(c.CloseItem(note=note, **lead))
        self.ask(c.CloseMeeting(**lead))
        self.ask(c.DraftMinutes(**lead))
        self.ask(c.SignMinutes(**lead))
        self.ask(c.SignMinutes(by=CLERK, at=NOW))

    @invariant()
    def the_quorum_is_that_of_who_is_there(self) -> None:
        """Counted anew from the attendance alone, after any sequence of comings and goings."""
        meeting = self.meeting
        there = {
            seat.id for seat in meeting.seats.values() if seat.votes and meeting.is_present(seat.id)
        }
        for item in (None, *(known.id for known in meeting.agenda)):
            recused = {seat for seat, on in meeting.recusals if on == item}
            if meeting.rules:
                assert meeting.quorum(item).present == len(there - recused)

    @invariant()
    def no_more_votes_than_people_entitled(self) -> None:
        entitled = {seat.id for seat in self.meeting.seats.values() if seat.votes}
        for ballot in self.meeting.ballots.values():
            told = ballot.result
            assert told is None or told.yes + told.no + told.abstain <= told.entitled
            assert ballot.mode is not VoteMode.SECRET or not ballot.votes
            if ballot.open and ballot.item:
                assert entitled.issuperset(ballot.votes)
        for known in self.meeting.elections.values():
            for each in known.rounds:
                assert each.count is None or each.count.found <= each.entitled

    @invariant()
    def the_state_follows_from_the_journal(self) -> None:
        assert replay(self.journal) == self.meeting

    @invariant()
    def nobody_votes_without_being_entitled(self) -> None:
        for ballot in self.meeting.ballots.values():
            if ballot.result:
                told = ballot.result
                assert told.yes + told.no + told.abstain + told.not_voted == told.entitled
                assert min(told.not_voted, told.yes, told.no, told.abstain) >= 0
                assert told.adopted == (told.yes >= told.needed >= 1)
            if ballot.open:
                assert not any(self.meeting.is_recused(s, ballot.item) for s in ballot.votes)

    @invariant()
    def what_is_open_is_known(self) -> None:
        meeting = self.meeting
        assert meeting.item is None or meeting.item_named(meeting.item)
        assert (meeting.ballot is not None) <= (meeting.phase is Phase.OPEN)
        assert len({item.id for item in meeting.agenda}) == len(meeting.agenda)

    @invariant()
    def a_public_item_is_never_decided_without_the_public(self) -> None:
        ballot = self.meeting.open_ballot()
        if ballot and self.meeting.motion_decided_by(ballot) and ballot.item:
            item = self.meeting.item_named(ballot.item)
            assert item
            assert item.public is not self.meeting.non_public


VOTE_HERE = (
    next(event.mode for event in VOTING if isinstance(event, e.MemberArrived)),
    next(event.channel for event in VOTING if isinstance(event, e.MemberArrived)),
)


class AnyBody(RuleBasedStateMachine):
    """A roster to which anybody says anything."""

    def __init__(self) -> None:
        super().__init__()
        self.journal: list[e.BodyEvent] = list(decide_body(Body(), ESTABLISH))
        self.body = self.replayed()

    def replayed(self) -> Body:
        body = Body()
        for happened in self.journal:
            body = roster.evolve(body, happened)
        return body

    @rule(command=OF_BODY)
    def anything(self, command: c.BodyCommand) -> None:
        try:
            events = decide_body(self.body, command)
        except Refused:
            assert self.replayed() == self.body
            return
        self.journal.extend(events)
        for happened in events:
            self.body = roster.evolve(self.body, happened)

    @invariant()
    def the_state_follows_from_the_journal(self) -> None:
        assert self.replayed() == self.body

    @invariant()
    def one_person_one_seat(self) -> None:
        users = [user for seat in self.body.seats for user in self.body.users_of(seat)]
        assert len(users) == len(set(users))

    @invariant()
    def the_roster_can_meet(self) -> None:
        assert self.body.with_role(Role.CHAIR)
        assert sum(seat.votes for seat in self.body.seats.values()) <= self.body.statutory_members


BRIEF = settings(
    max_examples=60,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
AnyMeeting.TestCase.settings = BRIEF
AnyBody.TestCase.settings = BRIEF
TestAnyMeeting = AnyMeeting.TestCase
TestAnyBody = AnyBody.TestCase


@given(data=st.data())
@settings(max_examples=150, deadline=None)
def test_every_command_before_the_plan_is_told_that_there_is_no_meeting(
    data: st.DataObject,
) -> None:
    Given().when(data.draw(OF_MEETING)).refused(r.NoMeeting())


def test_who_may_not_is_refused_before_anything_else() -> None:
    Given(*PLANNED).when(c.CloseMeeting(by=SeatId("99"), at=NOW)).refused(
        r.NotAllowed(roles=tuple(sorted(LEAD)))
    )


@pytest.mark.parametrize("kind", [*get_args(c.BodyCommand), *get_args(c.MeetingCommand)])
@given(data=st.data())
@settings(max_examples=5, deadline=None)
def test_every_kind_of_command_finds_its_handler(kind: type[Any], data: st.DataObject) -> None:
    asker = VOTERS[0] if Role.CHAIR in ALLOWED[kind] else c.OPERATOR
    whole: dict[type[Any], c.Command] = {c.PlanMeeting: PLAN, c.EstablishBody: ESTABLISH}
    command: c.Command = whole.get(kind) or replace(data.draw(command_of(kind)), by=asker)
    try:
        judge((*BODY, *VOTING), command)
    except Refused as refusal:
        # The roles let it through; what was refused, a handler refused.
        event(type(refusal.reason).__name__)
        refused = refusal.reason
    else:
        return
    assert not isinstance(refused, r.NotAllowed)
