# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Substitutes: for whom, only while that member is absent, and never both of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest
from council import (
    AYSE,
    CALLED,
    CLERK,
    DEPUTY,
    HORN,
    INVITED,
    LANGE,
    MAYOR,
    MOVED,
    NOW,
    RULES,
    SEATS,
    UWE,
    VOTERS,
    arrived,
    cast,
    left,
    opened_ballot,
    vote,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from scenario import Given

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain import refusals as r
from bot.domain.decide import decide_meeting
from bot.domain.evolve import evolve, replay
from bot.domain.ids import ElectionId, MeasureId, SeatId
from bot.domain.measures import OrderStep
from bot.domain.meeting import Meeting
from bot.domain.minutes import minutes
from bot.domain.records import Recorded
from bot.domain.refusals import Refused
from bot.domain.values import BodyKind, Channel, Choice, Mode, Role, Seat, Undecided
from bot.domain.votes import electorate

BALLOT = opened_ballot()
ONE, TWO, LONE = SeatId("21"), SeatId("22"), SeatId("23")
SUBSTITUTES = (
    Seat(id=ONE, name="Ersatz Eins", role=Role.SUBSTITUTE, group="Bürgerliste", votes=False),
    Seat(id=TWO, name="Ersatz Zwei", role=Role.SUBSTITUTE, group="Bürgerliste", votes=False),
    Seat(id=LONE, name="Ersatz Drei", role=Role.SUBSTITUTE, votes=False),
)


def in_committee(events: Iterable[e.Event], kind: BodyKind = BodyKind.COMMITTEE) -> list[e.Event]:
    """Return the events as a committee with substitutes would have them."""
    changed = list[e.Event]()
    for event in events:
        match event:
            case e.MeetingPlanned():
                changed.append(replace(event, kind=kind))
            case e.RosterTaken():
                changed.append(replace(event, seats=(*event.seats, *SUBSTITUTES)))
            case _:
                changed.append(event)
    return changed


AWAY = (*in_committee(CALLED), *arrived(ONE, TWO, LONE, late=True), *left(AYSE))
SEATED = e.SubstituteSeated(seat=ONE, principal=AYSE, by=ONE, norm="")
STANDING = (*AWAY, SEATED)
SEAT = c.SeatSubstitute(by=ONE, at=NOW, seat=ONE, principal=AYSE)
END = c.EndSubstitution(by=CLERK, at=NOW, seat=ONE)


def test_a_substitute_has_the_vote_of_the_absent_member_and_the_body_no_more_than_before() -> None:
    before, after = Given(*AWAY).meeting, Given(*AWAY).when(SEAT).then(SEATED).meeting
    assert ONE in after.entitled(None)
    assert AYSE not in after.voting_members()
    assert len(after.voting_members()) == len(before.voting_members()) == 9
    assert after.quorum().present == before.quorum().present + 1
    assert (before.role_of(ONE), after.role_of(ONE)) == (Role.SUBSTITUTE, Role.MEMBER)
    assert (before.may_follow(ONE), after.may_follow(ONE)) == (False, True)
    Given(*STANDING).when(replace(SEAT, by=CLERK)).then()


def test_nobody_stands_in_for_a_councillor_or_where_the_body_has_provided_against_it() -> None:
    for kind in (BodyKind.COUNCIL, BodyKind.DISTRICT_COUNCIL):
        council = (*in_committee(CALLED, kind), *left(AYSE))
        Given(*council).when(SEAT).refused(r.SubstitutesForbidden(kind=kind, norm=""))
    rules = replace(RULES, values={**RULES.values, "substitutes": False})
    never = (*AWAY, e.RulesTaken(rules=rules))
    Given(*never).when(SEAT).refused(r.SubstitutesForbidden(kind=BodyKind.COMMITTEE, norm=""))


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        (replace(SEAT, principal=UWE), r.PrincipalThere(seat=UWE)),
        (replace(SEAT, principal=LANGE), r.SubstituteOfOtherGroup(seat=ONE, principal=LANGE)),
        (replace(SEAT, by=CLERK, seat=UWE), r.NoSubstitute(seat=UWE)),
        (replace(SEAT, principal=TWO), r.NotVoting(seat=TWO)),
        (replace(SEAT, by=TWO), r.NotEntered(seat=ONE)),
        (replace(SEAT, principal=SeatId("99")), r.SeatUnknown(seat=SeatId("99"))),
        (replace(SEAT, by=CLERK, seat=SeatId("99")), r.SeatUnknown(seat=SeatId("99"))),
    ],
)
def test_it_is_refused(command: c.SeatSubstitute, reason: r.Reason) -> None:
    Given(*AWAY).when(command).refused(reason)


def test_an_absence_is_explained_first() -> None:
    unasked = (*in_committee(INVITED),)
    Given(*unasked).when(SEAT).refused(r.PrincipalUnexplained(seat=AYSE))
    absent = c.RecordAbsence(by=CLERK, at=NOW, seat=AYSE, reason="Krank", excused=True)
    Given(*unasked).when(absent, SEAT).accepted()


def test_who_is_excluded_from_the_meeting_sends_nobody() -> None:
    expelled = e.OrderMeasureTaken(
        measure=MeasureId("M1"), step=OrderStep.EXPEL, seat=AYSE, item=None, reason="x", by=MAYOR
    )
    Given(*AWAY, expelled).when(SEAT).refused(r.Expelled(seat=AYSE))


def test_one_substitute_has_one_vote_and_one_seat_one_substitute() -> None:
    both = (*STANDING, *left(DEPUTY))
    Given(*both).when(replace(SEAT, by=CLERK, principal=DEPUTY)).refused(
        r.AlreadyStandingIn(seat=ONE, principal=AYSE)
    )
    Given(*both).when(replace(SEAT, by=TWO, seat=TWO)).refused(
        r.AlreadyStandingIn(seat=ONE, principal=AYSE)
    )
    gone = (*both, *left(ONE))
    after = Given(*gone).when(replace(SEAT, by=TWO, seat=TWO)).accepted().meeting
    assert after.substitutes == {TWO: AYSE}
    back = evolve(after, arrived(ONE, late=True)[0])
    assert ONE not in back.entitled(None)


def test_a_substitute_of_no_group_may_stand_in_for_anybody() -> None:
    Given(*AWAY).when(replace(SEAT, by=LONE, seat=LONE)).accepted()


def test_a_member_who_comes_votes_again_at_once_or_after_the_vote_that_runs() -> None:
    came = (*STANDING, *arrived(AYSE, late=True))
    assert Given(*came).meeting.substitutes == {}
    voting = (*STANDING, *MOVED[len(CALLED) :], BALLOT, replace(cast(AYSE), seat=ONE))
    during = Given(*voting, *arrived(AYSE, late=True))
    during.when(vote(AYSE)).refused(r.Represented(seat=AYSE, substitute=ONE))
    assert electorate(during.meeting, during.meeting.ballots[BALLOT.ballot]) >= {ONE}
    during.when(replace(SEAT, by=TWO, seat=TWO)).refused(r.BallotOpen(ballot=BALLOT.ballot))
    during.when(END).refused(r.BallotOpen(ballot=BALLOT.ballot))
    for over in (
        during.when(c.CloseBallot(by=MAYOR, at=NOW)).accepted(),
        Given(
            *during.happened,
            e.BallotBrokenOff(ballot=BALLOT.ballot, reason=Undecided.CHAIR),
        ),
    ):
        assert over.meeting.substitutes == {}
        assert AYSE in over.meeting.entitled(None)


def test_papers_of_an_election_are_out_to_the_substitute_until_they_are_counted() -> None:
    opened = e.ElectionOpened(election=ElectionId("W1"), item=None, office="Amt")
    meeting = Given(*STANDING, opened).meeting
    assert meeting.substitutes == {ONE: AYSE}


def test_it_ends_by_hand_and_with_the_roster() -> None:
    ended = Given(*STANDING).when(END).then(e.SubstituteStoodDown(seat=ONE, by=CLERK))
    assert ended.meeting.substitutes == {}
    ended.when(END).refused(r.NotStandingIn(seat=ONE))
    Given(*STANDING).when(replace(END, by=ONE)).refused(
        r.NotAllowed(roles=("chair", "clerk", "deputy"))
    )
    whole = (*SEATS, *SUBSTITUTES)
    for roster in (
        tuple(seat for seat in whole if seat.id != ONE),
        tuple(seat for seat in whole if seat.id != AYSE),
        tuple(replace(seat, role=Role.ADVISORY) if seat.id == ONE else seat for seat in whole),
        tuple(replace(seat, votes=False) if seat.id == AYSE else seat for seat in whole),
    ):
        taken = e.RosterTaken(seats=roster, marks=())
        assert Given(*STANDING, taken).meeting.substitutes == {}
    kept = e.RosterTaken(seats=whole, marks=())
    assert Given(*STANDING, kept).meeting.substitutes == {ONE: AYSE}


def test_a_seat_that_is_vacated_during_a_vote_gives_nobody_a_vote() -> None:
    voting = (*STANDING, *MOVED[len(CALLED) :], BALLOT)
    whole = (*SEATS, *SUBSTITUTES)
    vacated = e.RosterTaken(seats=tuple(s for s in whole if s.id != AYSE), marks=())
    meeting = Given(*voting, vacated).meeting
    assert not meeting.has_vote(ONE)
    assert not meeting.has_vote(SeatId("99"))


def test_the_minutes_say_who_stood_in_for_whom_and_when() -> None:
    events = [*STANDING, *left(UWE), replace(SEATED, seat=TWO, principal=UWE), *left(ONE)]
    events += [replace(SEATED, seat=LONE), *arrived(UWE, late=True)]
    told = minutes([Recorded(seq=n, at=NOW, event=one) for n, one in enumerate(events, 1)])  # type: ignore[arg-type]
    assert [
        (one.substitute.seat, one.principal.seat, one.span.until is not None)
        for one in told.substitutions
    ] == [(ONE, AYSE, True), (TWO, UWE, True), (LONE, AYSE, False)]


# Whatever happens, in whatever order.

PEOPLE = (*VOTERS, ONE, TWO, LONE)
ACTS = st.one_of(
    st.builds(
        lambda seat: c.ReportPresent(
            by=CLERK, at=NOW, seat=seat, mode=Mode.HALL, channel=Channel.CLERK
        ),
        st.sampled_from(PEOPLE),
    ),
    st.builds(
        lambda seat: c.ReportLeft(by=CLERK, at=NOW, seat=seat, reason=""), st.sampled_from(PEOPLE)
    ),
    st.builds(
        lambda seat, principal: c.SeatSubstitute(by=CLERK, at=NOW, seat=seat, principal=principal),
        st.sampled_from((ONE, TWO, LONE)),
        st.sampled_from(VOTERS),
    ),
    st.builds(lambda seat: replace(END, seat=seat), st.sampled_from((ONE, TWO, LONE))),
    st.builds(lambda seat: vote(seat, Choice.YES), st.sampled_from(PEOPLE)),
    st.builds(lambda: c.OpenBallot(by=MAYOR, at=NOW, subject=BALLOT.subject)),
    st.builds(lambda: c.CloseBallot(by=MAYOR, at=NOW)),
    st.builds(lambda: c.BreakOffBallot(by=MAYOR, at=NOW, reason=Undecided.CHAIR)),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(ACTS, max_size=40))
def test_never_are_there_more_votes_than_seats_nor_a_member_and_the_substitute_in_one_count(
    acts: list[c.MeetingCommand],
) -> None:
    journal: list[e.Event] = [*in_committee(MOVED), *arrived(ONE, TWO, LONE, late=True)]
    meeting: Meeting = replay(one for one in journal if isinstance(one, e.MeetingEvent))
    holders = dict[SeatId, SeatId]()
    for act in acts:
        try:
            events = decide_meeting(meeting, act)
        except Refused:
            continue
        for event in events:
            if isinstance(event, e.VoteCast):
                holders[event.seat] = meeting.substitutes.get(event.seat, event.seat)
            if isinstance(event, e.BallotOpened):
                holders = {}
            if isinstance(event, e.BallotClosed):
                voted = [holders[seat] for seat in meeting.ballots[event.ballot].votes]
                assert len(voted) == len(set(voted))  # nobody's seat has voted twice
                assert event.result.entitled <= len(VOTERS)
            meeting = evolve(meeting, event)
            journal.append(event)
        assert len(meeting.voting_members()) == len(VOTERS)
        assert len(set(meeting.substitutes.values())) == len(meeting.substitutes)
        assert set(meeting.substitutes.values()).isdisjoint(meeting.entitled(None))
        assert meeting.quorum().present <= len(VOTERS)
    assert replay(one for one in journal if isinstance(one, e.MeetingEvent)) == meeting
    assert HORN in VOTERS
