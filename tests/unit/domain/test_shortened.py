# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A third of the members objects to a shortened notice, and the meeting takes up nothing."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from council import (
    ADVISER,
    AGENDA,
    AYSE,
    CLERK,
    DIETZ,
    HORN,
    INVITATION,
    LANGE,
    MAYOR,
    NOW,
    RULES,
    T1,
    T2,
    URGENT,
    VOTERS,
    planned,
    roll_call,
    subject,
)
from scenario import Given

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain import refusals as r
from bot.domain.conduct import urgency_open
from bot.domain.ids import SeatId
from bot.domain.minutes import minutes
from bot.domain.records import Recorded
from bot.domain.shortened import RULE, is_refused, objecting, to_object
from bot.domain.values import Base, Majority, SubjectKind

THIRD = Majority(share=Fraction(1, 3), base=Base.MEMBERS, or_equal=True)
LAW = replace(RULES, shares={**RULES.shares, RULE: THIRD})
INVITED = (*planned(LAW), *AGENDA, URGENT)
OPENED = (*INVITED, *roll_call(*VOTERS))
CALL = c.CallItem(by=MAYOR, at=NOW, item=T1)
REFUSED = r.ShortNoticeRefused(objections=3, needed=3, norm="")


def objected(*seats: SeatId) -> tuple[e.MeetingEvent, ...]:
    return tuple(e.NoticeObjected(seat=seat, reason="zu kurz") for seat in seats)


THREE = objected(AYSE, DIETZ, HORN)


def test_unless_a_third_objects_nobody_votes_on_the_urgency() -> None:
    two = Given(*OPENED, *objected(AYSE, DIETZ))
    assert not urgency_open(two.meeting)
    assert (to_object(two.meeting), is_refused(two.meeting)) == (3, False)
    two.when(CALL).accepted()
    ask = c.OpenBallot(by=MAYOR, at=NOW, subject=subject(SubjectKind.URGENCY))
    two.when(ask).refused(r.NothingToChange())


def test_a_third_is_enough_and_the_meeting_takes_up_nothing() -> None:
    Given(*INVITED, *THREE).when(c.OpenMeeting(by=MAYOR, at=NOW)).refused(REFUSED)
    Given(*OPENED, *THREE).when(CALL).refused(REFUSED)
    Given(*INVITED, *objected(AYSE)).when(c.OpenMeeting(by=MAYOR, at=NOW)).accepted()


def test_who_has_no_vote_does_not_count_and_who_is_gone_neither() -> None:
    known = Given(*OPENED, *objected(AYSE, ADVISER, SeatId("99"), DIETZ)).meeting
    assert objecting(known) == (AYSE, DIETZ)


def test_an_objection_is_withdrawn_as_it_was_entered() -> None:
    back = c.WithdrawNoticeObjection(by=DIETZ, at=NOW, seat=DIETZ)
    known = Given(*OPENED, *THREE)
    known.when(replace(back, by=LANGE)).refused(r.NotEntered(seat=DIETZ))
    known.when(replace(back, by=LANGE, seat=LANGE)).then()
    fewer = known.when(back).then(e.NoticeObjectionWithdrawn(seat=DIETZ))
    fewer.when(CALL).accepted()
    letter = c.ObjectToNotice(by=CLERK, at=NOW, reason="per Brief", seat=LANGE)
    entered = fewer.when(letter).then(e.NoticeObjected(seat=LANGE, reason="per Brief"))
    entered.when(CALL).refused(REFUSED)
    fewer.when(replace(letter, by=DIETZ)).refused(r.NotEntered(seat=LANGE))


@pytest.mark.parametrize("postponed", [True, False])
def test_once_the_agenda_was_entered_an_objection_comes_too_late(*, postponed: bool) -> None:
    called = (*OPENED, e.ItemCalled(item=T1))
    Given(*called, *THREE).when(c.CloseItem(by=MAYOR, at=NOW, note="x")).accepted()
    closed = (*called, e.ItemClosed(item=T1, note="x", postponed=postponed), *THREE)
    Given(*closed).when(replace(CALL, item=T2)).accepted()


def test_elsewhere_and_with_full_notice_objections_stop_nothing() -> None:
    full = Given(*planned(LAW), *AGENDA, INVITATION, *roll_call(*VOTERS), *THREE)
    assert to_object(full.meeting) == 0
    full.when(CALL).accepted()
    elsewhere = Given(*planned(RULES), *AGENDA, URGENT, *roll_call(*VOTERS), *THREE)
    elsewhere.when(CALL).refused(r.UrgencyOpen(norm=RULES.norm("notice.urgent")))


def test_a_share_may_be_of_the_members_there_are() -> None:
    cast = replace(THIRD, base=Base.PRESENT)
    law = replace(RULES, shares={**RULES.shares, RULE: cast})
    assert to_object(Given(*planned(law), *AGENDA, URGENT).meeting) == 3


def test_the_minutes_say_what_would_have_been_enough_and_who_still_objects() -> None:
    happened = (*OPENED, *THREE, e.NoticeObjectionWithdrawn(seat=DIETZ))
    noted = minutes([Recorded(seq=n, at=NOW, event=one) for n, one in enumerate(happened, 1)])
    assert noted.convocation
    assert noted.convocation.to_object == 3
    assert [one.by.seat for one in noted.objections] == [AYSE, HORN]
