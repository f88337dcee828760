# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Keeping order: calls, the floor withdrawn, exclusion, and what the body makes of an objection."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from council import (
    AYSE,
    CALLED,
    CLERK,
    DEPUTY,
    HORN,
    MAYOR,
    NO,
    NOW,
    ON_ITEM,
    RULES,
    SEATS,
    T1,
    T2,
    T3,
    UWE,
    V1,
    YES,
    left,
    planned,
    vote,
)
from hypothesis import given
from hypothesis import strategies as st
from scenario import Given

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain import refusals as r
from bot.domain.conference import Right, right
from bot.domain.decide import decide_meeting
from bot.domain.ids import MeasureId, SeatId
from bot.domain.measures import OrderStep
from bot.domain.meeting import Meeting
from bot.domain.permissions import ALLOWED, LEAD, LEADING
from bot.domain.refusals import Refused
from bot.domain.values import Channel, Choice, Mode, Role, Subject, SubjectKind

R1, R2 = MeasureId("R1"), MeasureId("R2")
LAW = replace(
    RULES,
    values={**RULES.values, "order.calls": 2, "order.objection": True, "order.expulsion": "chair"},
)
ORDERLY = (*planned(LAW), *ON_ITEM[2:])
NEVER_MIND = "Zwischenrufe"


def measure(step: OrderStep, seat: SeatId = AYSE, reason: str = NEVER_MIND) -> c.TakeOrderMeasure:
    return c.TakeOrderMeasure(by=MAYOR, at=NOW, step=step, seat=seat, reason=reason)


def took(step: OrderStep, number: int = 1) -> e.OrderMeasureTaken:
    return e.OrderMeasureTaken(
        measure=MeasureId(f"R{number}"),
        step=step,
        seat=AYSE,
        item=T1,
        reason=NEVER_MIND,
        by=MAYOR,
    )


CALL, TO_ORDER = measure(OrderStep.TO_THE_MATTER), measure(OrderStep.TO_ORDER)
WITHDRAW, EXPEL = measure(OrderStep.WITHDRAW_FLOOR), measure(OrderStep.EXPEL)
TWICE = (took(OrderStep.TO_THE_MATTER), took(OrderStep.TO_ORDER, 2))
OBJECT = c.ObjectToMeasure(by=AYSE, at=NOW, measure=R1)
MEASURE = Subject(kind=SubjectKind.MEASURE, ref=R1)
EXPULSION = Subject(kind=SubjectKind.EXPULSION, ref=AYSE, text=NEVER_MIND)


def asking(subject: Subject) -> c.OpenBallot:
    return c.OpenBallot(by=MAYOR, at=NOW, subject=subject)


def decided(given: Given, subject: Subject, choice: Choice) -> Given:
    """Put it to the vote; all answer the same."""
    asked = given.when(asking(subject)).accepted()
    for seat in asked.meeting.entitled(T1):
        asked = asked.when(vote(seat, choice)).accepted()
    return asked.when(c.CloseBallot(by=MAYOR, at=NOW)).accepted()


def test_a_call_is_a_word_for_the_minutes_and_takes_nothing() -> None:
    floor = (*ORDERLY, e.FloorGiven(seat=AYSE, by=MAYOR))
    given = Given(*floor).when(CALL).then(took(OrderStep.TO_THE_MATTER))
    assert given.meeting.floor == (AYSE,)
    Given(*ORDERLY).when(replace(CALL, reason="")).refused(r.ReasonMissing())


def test_the_floor_is_withdrawn_after_as_many_calls_as_the_rules_say() -> None:
    """Two calls on this item; one on another item, or one that was lifted, is none."""
    first = Given(*ORDERLY, TWICE[0])
    first.when(WITHDRAW).refused(r.CallsFirst(seat=AYSE, calls=1, needed=2))
    Given(*ORDERLY, *TWICE, e.OrderMeasureLifted(measure=R1)).when(WITHDRAW).refused(
        r.CallsFirst(seat=AYSE, calls=1, needed=2)
    )
    elsewhere = (e.ItemClosed(item=T1, note=""), e.ItemCalled(item=T2))
    Given(*ORDERLY, *TWICE, *elsewhere).when(WITHDRAW).refused(
        r.CallsFirst(seat=AYSE, calls=0, needed=2)
    )
    Given(*ON_ITEM).when(WITHDRAW).accepted()  # these rules name no number


def test_who_has_lost_the_floor_neither_speaks_nor_waits_on_this_item() -> None:
    asked = c.RequestFloor(by=AYSE, at=NOW, seat=AYSE)
    speaks = (*ORDERLY, *TWICE, e.FloorGiven(seat=AYSE, by=MAYOR))
    given = Given(*speaks).when(asked, WITHDRAW).accepted()
    assert given.meeting.floor == ()
    assert given.meeting.debate.waiting == ()
    given.when(asked).refused(r.FloorWithdrawn(seat=AYSE))
    given.when(c.GiveFloor(by=MAYOR, at=NOW, seat=AYSE)).refused(r.FloorWithdrawn(seat=AYSE))
    other = (e.ItemClosed(item=T1, note=""), e.ItemCalled(item=T2))
    Given(*given.happened, *other).when(asked).accepted()


def test_where_the_chair_may_a_member_is_excluded_and_gone_at_once() -> None:
    given = (
        Given(*ORDERLY)
        .when(EXPEL)
        .then(took(OrderStep.EXPEL), e.MemberLeft(seat=AYSE, reason=NEVER_MIND))
    )
    back = c.ReportPresent(by=AYSE, at=NOW, seat=AYSE, mode=Mode.HALL, channel=Channel.TEXT)
    given.when(back).refused(r.Expelled(seat=AYSE))
    assert right(given.meeting, Role.MEMBER, AYSE, closed=False) is Right.NOTHING
    assert right(given.meeting, Role.MEMBER, UWE, closed=False) is Right.LISTEN


def test_where_the_body_decides_on_exclusion_the_chair_alone_cannot() -> None:
    """§ 41 s. 2 ThürKO: it takes a resolution."""
    Given(*ON_ITEM).when(EXPEL).refused(r.ExpulsionUnresolved(seat=AYSE, norm=""))
    out = decided(Given(*ON_ITEM), EXPULSION, YES).meeting
    assert out.is_expelled(AYSE)
    assert not out.is_present(AYSE)
    still = decided(Given(*ON_ITEM), EXPULSION, NO).meeting
    assert still.is_present(AYSE)


def test_who_has_left_meanwhile_is_not_excluded_any_more() -> None:
    asked = Given(*ON_ITEM).when(asking(EXPULSION)).accepted()
    for seat in asked.meeting.entitled(T1):
        asked = asked.when(vote(seat, YES)).accepted()
    gone = Given(*asked.happened, *left(AYSE))
    closed = gone.when(c.CloseBallot(by=MAYOR, at=NOW)).accepted()
    assert not closed.meeting.is_expelled(AYSE)


def test_the_chair_is_not_called_to_order_and_nobody_who_is_not_there() -> None:
    Given(*ORDERLY).when(measure(OrderStep.TO_ORDER, MAYOR)).refused(r.ChairKeepsOrder(seat=MAYOR))
    Given(*ORDERLY, *left(AYSE)).when(TO_ORDER).refused(r.NotPresent(seat=AYSE))


def test_a_member_objects_once_and_the_body_lifts_the_measure() -> None:
    floor = Given(*ORDERLY, *TWICE).when(WITHDRAW).accepted()
    third = replace(OBJECT, measure=MeasureId("R3"))
    objected = floor.when(third).then(e.OrderMeasureObjected(measure=MeasureId("R3"), seat=AYSE))
    objected.when(third).then()
    upheld = decided(objected, replace(MEASURE, ref="R3"), YES)
    assert not upheld.meeting.is_silenced(AYSE, T1)
    upheld.when(third).refused(r.MeasureUnknown(measure=MeasureId("R3")))
    overruled = decided(objected, replace(MEASURE, ref="R3"), NO)
    assert overruled.meeting.is_silenced(AYSE, T1)


def test_an_excluded_member_whose_objection_is_upheld_may_come_back() -> None:
    out = Given(*ORDERLY).when(EXPEL, OBJECT).accepted()
    upheld = decided(out, MEASURE, YES)
    back = c.ReportPresent(by=AYSE, at=NOW, seat=AYSE, mode=Mode.HALL, channel=Channel.TEXT)
    upheld.when(back).accepted()


def test_what_the_body_does_not_decide_on() -> None:
    """No objection raised, none known to the rules, no such measure, somebody else's."""
    Given(*ORDERLY, TWICE[0]).when(asking(MEASURE)).refused(r.NoObjection(measure=R1))
    Given(*ON_ITEM, TWICE[0]).when(OBJECT).refused(r.MeasureFinal(measure=R1))
    Given(*ORDERLY).when(OBJECT).refused(r.MeasureUnknown(measure=R1))
    Given(*ORDERLY, TWICE[0]).when(replace(OBJECT, by=UWE)).refused(r.NotEntered(seat=AYSE))


@given(excluded=st.sets(st.sampled_from([AYSE, HORN, UWE]), min_size=1))
def test_an_excluded_member_never_appears_in_a_count(excluded: set[SeatId]) -> None:
    given = Given(*ORDERLY)
    for seat in sorted(excluded):
        given = given.when(measure(OrderStep.EXPEL, seat)).accepted()
    voted = decided(given, Subject(kind=SubjectKind.PROCEDURE, text="Pause"), YES)
    ballot = voted.meeting.ballots[V1]
    assert ballot.result is not None
    assert ballot.result.entitled == len(Given(*CALLED).meeting.present_voting()) - len(excluded)
    assert not excluded & set(ballot.votes)
    assert Fraction(ballot.result.yes, ballot.result.entitled) == 1


@pytest.mark.parametrize(
    "act",
    [
        c.CallItem(by=DEPUTY, at=NOW, item=T3),
        c.CloseItem(by=DEPUTY, at=NOW, note=""),
        c.OpenBallot(by=DEPUTY, at=NOW, subject=Subject(kind=SubjectKind.MOTION, ref="A1")),
        c.OpenElection(by=DEPUTY, at=NOW, office="Schiedsperson"),
        c.ExcludePublic(by=DEPUTY, at=NOW),
        c.InterruptMeeting(by=DEPUTY, at=NOW, reason="Pause"),
        c.CloseMeeting(by=DEPUTY, at=NOW),
    ],
)
def test_who_leads_conducts_the_meeting_and_neither_deputy_nor_chair_beside(
    act: c.MeetingCommand,
) -> None:
    """The clerk enters it for them."""
    Given(*ON_ITEM).when(act).refused(r.NotLeading(chair=MAYOR))
    led = Given(*ON_ITEM, e.ChairTaken(chair=DEPUTY))
    led.when(replace(act, by=MAYOR)).refused(r.NotLeading(chair=DEPUTY))
    for by in (DEPUTY, CLERK):
        assert not isinstance(refusal(led.meeting, replace(act, by=by)), r.NotLeading)


def refusal(meeting: Meeting, command: c.MeetingCommand) -> r.Reason | None:
    """Return why a command is refused, None if it is not."""
    try:
        decide_meeting(meeting, command)
    except Refused as refused:
        return refused.reason
    return None


def test_what_conducts_a_meeting_is_for_those_who_may_lead_one() -> None:
    assert all(ALLOWED[kind] <= LEAD for kind in LEADING)


def test_who_has_left_the_council_leads_nobody() -> None:
    gone = e.RosterTaken(seats=SEATS[1:], marks=())
    Given(*ON_ITEM, gone).when(c.CloseItem(by=DEPUTY, at=NOW, note="")).accepted()


def test_a_deputy_who_does_not_lead_calls_nobody_to_order() -> None:
    call = replace(measure(OrderStep.TO_ORDER), by=DEPUTY)
    Given(*ON_ITEM).when(call).refused(r.NotLeading(chair=MAYOR))
    Given(*ON_ITEM, e.ChairTaken(chair=DEPUTY)).when(call).accepted()
    Given(*ON_ITEM).when(replace(call, by=CLERK)).accepted()
