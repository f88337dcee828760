# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who is there, who leads, who is biased."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from council import (
    AYSE,
    CALLED,
    CLERK,
    DEPUTY,
    GUEST,
    HORN,
    INVITED,
    LANGE,
    MAYOR,
    NOBODY,
    NOW,
    ON_ITEM,
    OPENED,
    PLANNED,
    ROTH,
    RULES,
    SEATS,
    T1,
    T2,
    UWE,
    V1,
    VOGT,
    VOTERS,
    VOTING,
    arrived,
    check,
    left,
    planned,
    recused,
    roll_call,
)
from scenario import Given

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain import refusals as r
from bot.domain.ids import ItemId, SeatId
from bot.domain.values import Channel, Format, Mode, Phase

STARTED = (*OPENED, e.RollCallStarted(by=MAYOR))
START = c.StartRollCall(by=MAYOR, at=NOW)
END = c.CloseRollCall(by=MAYOR, at=NOW)


def here(seat: SeatId, by: SeatId | None = None, mode: Mode = Mode.HALL) -> c.ReportPresent:
    return c.ReportPresent(by=by or seat, at=NOW, seat=seat, mode=mode, channel=Channel.TEXT)


def gone(seat: SeatId, by: SeatId | None = None) -> c.ReportLeft:
    return c.ReportLeft(by=by or seat, at=NOW, seat=seat, reason=" krank ")


def away(seat: SeatId, reason: str = "Urlaub", by: SeatId | None = None) -> c.RecordAbsence:
    return c.RecordAbsence(by=by or seat, at=NOW, seat=seat, reason=reason)


def absent(seat: SeatId, reason: str = "Urlaub", *, excused: bool = True) -> e.AbsenceRecorded:
    return e.AbsenceRecorded(seat=seat, reason=reason, excused=excused)


# The roll call.


def test_the_roll_call_begins_once() -> None:
    Given(*OPENED).when(START).then(e.RollCallStarted(by=MAYOR)).when(START).then()


def test_there_is_no_roll_call_before_the_meeting_is_open() -> None:
    Given(*INVITED).when(START).refused(r.WrongPhase(phase=Phase.INVITED, needed=(Phase.OPEN,)))


def test_nobody_is_called_up_in_the_middle_of_a_vote() -> None:
    Given(*VOTING).when(START).refused(r.BallotOpen(ballot=V1))


def test_a_member_answers_the_roll_call_once() -> None:
    Given(*STARTED).when(here(AYSE)).then(*arrived(AYSE)).when(here(AYSE)).then()


def test_the_clerk_answers_for_a_person_in_the_hall() -> None:
    Given(*STARTED).when(here(AYSE, by=CLERK)).then(*arrived(AYSE))


def test_a_member_does_not_answer_for_another() -> None:
    Given(*STARTED).when(here(AYSE, by=UWE)).refused(r.NotEntered(seat=AYSE))


def test_somebody_not_on_the_roster_is_not_called() -> None:
    Given(*STARTED).when(here(NOBODY, by=CLERK)).refused(r.SeatUnknown(seat=NOBODY))


def test_nobody_arrives_before_the_roll_is_called() -> None:
    Given(*OPENED).when(here(AYSE)).refused(r.NoRollCall())


def test_who_is_on_the_telephone_is_identified_and_entered_where_the_law_allows_it() -> None:
    phone = replace(
        here(AYSE, by=CLERK, mode=Mode.PHONE), channel=Channel.CLERK, identified=" Rückruf "
    )
    hybrid = (*planned(format=Format.HYBRID), *STARTED[len(PLANNED) :])
    Given(*hybrid).when(phone).refused(r.PhoneForbidden(norm="§ format"))
    law = replace(RULES, values={**RULES.values, "attendance.phone": True})
    given = Given(*planned(law, format=Format.HYBRID), *STARTED[len(PLANNED) :])
    given.when(replace(phone, by=AYSE)).refused(r.PhoneEntered(seat=AYSE))
    given.when(replace(phone, identified=" ")).refused(r.PhoneUnidentified(seat=AYSE))
    entered = e.MemberArrived(
        seat=AYSE, mode=Mode.PHONE, channel=Channel.CLERK, late=False, identified="Rückruf"
    )
    given.when(phone).then(entered).when(phone).then()
    hall = Given(*planned(law), *STARTED[len(PLANNED) :]).when(phone)
    hall.refused(r.PresenceOnly(seat=AYSE, norm="§ format"))


def test_nobody_takes_part_from_afar_in_a_presence_meeting() -> None:
    # § 36a ThürKO: no remote members without the form being lawful (C-01).
    Given(*STARTED).when(here(AYSE, mode=Mode.REMOTE)).refused(
        r.PresenceOnly(seat=AYSE, norm="§ format")
    )
    hybrid = (*planned(format=Format.HYBRID), *STARTED[len(PLANNED) :])
    remote = e.MemberArrived(seat=AYSE, mode=Mode.REMOTE, channel=Channel.TEXT, late=False)
    Given(*hybrid).when(here(AYSE, mode=Mode.REMOTE)).then(remote)


def test_a_member_may_come_into_the_hall_after_having_joined_from_afar() -> None:
    remote = e.MemberArrived(seat=AYSE, mode=Mode.REMOTE, channel=Channel.TEXT, late=False)
    hybrid = (*planned(format=Format.HYBRID), *STARTED[len(PLANNED) :])
    Given(*hybrid, remote).when(here(AYSE)).then(*arrived(AYSE))


def test_who_gave_no_answer_is_absent_and_the_quorum_is_stated() -> None:
    Given(*STARTED, *arrived(*VOTERS[:7])).when(END).then(
        absent(VOTERS[7], "", excused=False),
        absent(VOTERS[8], "", excused=False),
        e.RollCallClosed(check=check(7)),
    )


def test_the_one_in_the_chair_is_not_recorded_absent_by_silence() -> None:
    Given(*STARTED, *arrived(*VOTERS[1:])).when(END).refused(r.NotPresent(seat=MAYOR))


def test_an_unopened_roll_call_is_not_closed() -> None:
    Given(*OPENED).when(END).refused(r.NoRollCall())


def test_a_roll_call_that_is_closed_is_said_to_be_and_since_when() -> None:
    called = Given(*STARTED, *arrived(*VOTERS)).when(END).accepted()
    assert called.meeting.roll_call_closed == END.at
    later = replace(END, at=END.at + timedelta(hours=1))
    called.when(later).refused(r.RollCallOver(since=END.at))
    # Journals of earlier evenings do not say when.
    Given(*INVITED, *roll_call(*VOTERS)).when(END).refused(r.RollCallOver(since=None))


def test_who_comes_after_the_roll_call_is_late() -> None:
    Given(*INVITED, *roll_call(*VOTERS[:8])).when(here(ROTH)).then(*arrived(ROTH, late=True))


def test_who_comes_to_a_second_roll_call_after_a_break_is_late_too() -> None:
    happened = (*INVITED, *roll_call(*VOTERS[:8]), e.RollCallStarted(by=MAYOR))
    Given(*happened).when(here(ROTH)).then(*arrived(ROTH, late=True)).when(END).then(
        e.RollCallClosed(check=check(9))
    )


def test_an_item_waits_until_the_second_roll_call_is_closed() -> None:
    Given(*CALLED, START_EVENT).when(c.CallItem(by=MAYOR, at=NOW, item=T1)).refused(
        r.RollCallOpen(unanswered=0)
    )


START_EVENT = e.RollCallStarted(by=MAYOR)


# Absence and leave.


def test_an_absence_is_recorded_with_its_reason_once() -> None:
    # § 42 (1) ThürKO: the minutes name absent members and why.
    Given(*INVITED).when(away(ROTH, " Urlaub ")).then(absent(ROTH)).when(away(ROTH)).then()


def test_an_absence_needs_a_reason() -> None:
    Given(*INVITED).when(away(ROTH, " ")).refused(r.ReasonMissing())


def test_who_is_there_is_not_absent() -> None:
    Given(*CALLED).when(away(ROTH)).refused(r.AlreadyPresent(seat=ROTH))


def test_the_reason_of_an_absence_is_only_for_the_member_or_the_office_to_say() -> None:
    Given(*INVITED).when(away(ROTH, by=UWE)).refused(r.NotEntered(seat=ROTH))
    Given(*INVITED).when(away(NOBODY, by=CLERK)).refused(r.SeatUnknown(seat=NOBODY))


def test_the_reason_can_be_named_for_who_left_the_roster_meanwhile() -> None:
    # Else the minutes could never be signed.
    happened = (*INVITED, *roll_call(*VOTERS[:8]), e.RosterTaken(seats=SEATS[:8], marks=()))
    Given(*happened).when(away(ROTH, by=MAYOR)).then(absent(ROTH))


CLOSED = (*INVITED, *roll_call(*VOTERS[:8]), e.MeetingClosed(by=MAYOR, open_items=()))
DRAFTED = (*CLOSED, e.MinutesDrafted(by=CLERK, version=1))


def test_a_draft_that_does_not_know_of_an_absence_is_void() -> None:
    signed = e.MinutesSigned(seat=MAYOR, role="chair", version=1)
    after = Given(*DRAFTED, signed).when(away(ROTH, by=CLERK)).then(absent(ROTH))
    assert after.meeting.phase is Phase.CLOSED
    assert after.meeting.minutes.signed == ()
    after.when(c.DraftMinutes(by=CLERK, at=NOW)).then(e.MinutesDrafted(by=CLERK, version=2))


def test_a_member_does_not_void_the_draft() -> None:
    Given(*DRAFTED).when(away(ROTH)).refused(
        r.WrongPhase(phase=Phase.DRAFTED, needed=(Phase.CLOSED,))
    )


def test_a_member_leaves_early() -> None:
    after = Given(*CALLED).when(gone(ROTH)).then(e.MemberLeft(seat=ROTH, reason="krank"))
    after.when(gone(ROTH)).refused(r.NotPresent(seat=ROTH))
    after.when(here(ROTH)).then(*arrived(ROTH, late=True))


def test_a_member_is_not_sent_home_by_another() -> None:
    Given(*CALLED).when(gone(ROTH, by=UWE)).refused(r.NotEntered(seat=ROTH))


def test_the_chair_hands_over_before_leaving() -> None:
    given = Given(*CALLED)
    given.when(gone(MAYOR)).refused(r.ChairStays(seat=MAYOR))
    given.when(c.TakeChair(by=MAYOR, at=NOW, seat=DEPUTY), gone(MAYOR)).then(
        e.MemberLeft(seat=MAYOR, reason="krank")
    )


# The chair.


def take(seat: SeatId, by: SeatId = MAYOR) -> c.TakeChair:
    return c.TakeChair(by=by, at=NOW, seat=seat)


def test_the_chair_is_taken_once() -> None:
    Given(*CALLED).when(take(DEPUTY)).then(e.ChairTaken(chair=DEPUTY)).when(take(DEPUTY)).then()


def test_the_chair_is_taken_before_the_roll_call_by_who_is_not_called_yet() -> None:
    Given(*OPENED).when(take(DEPUTY, by=DEPUTY)).then(e.ChairTaken(chair=DEPUTY))


@pytest.mark.parametrize(
    ("happened", "seat", "reason"),
    [
        (CALLED, CLERK, r.NotVoting(seat=CLERK)),
        (CALLED, NOBODY, r.SeatUnknown(seat=NOBODY)),
        ((*CALLED, *left(DEPUTY)), DEPUTY, r.NotPresent(seat=DEPUTY)),
        ((*ON_ITEM, recused(DEPUTY)), DEPUTY, r.Recused(seat=DEPUTY, item=T1)),
    ],
)
def test_the_chair_is_for_a_present_unbiased_member(
    happened: tuple[e.MeetingEvent, ...], seat: SeatId, reason: r.Reason
) -> None:
    Given(*happened).when(take(seat)).refused(reason)


def test_a_member_in_the_chair_leads() -> None:
    # The oldest member leads where mayor and deputies are biased.
    call = c.CallItem(by=UWE, at=NOW, item=T1)
    Given(*CALLED).when(call).refused(r.NotAllowed(roles=("chair", "clerk", "deputy")))
    Given(*CALLED).when(take(UWE), call).then(e.ItemCalled(item=T1))


# Quorum.


def test_the_quorum_is_stated_among_those_entitled_on_the_item() -> None:
    state = c.StateQuorum(by=MAYOR, at=NOW)
    Given(*ON_ITEM, recused(AYSE)).when(state).then(e.QuorumStated(check=check(8)))
    Given(*CALLED, *left(AYSE, UWE, LANGE, HORN, VOGT)).when(state).then(
        e.QuorumStated(check=check(4))
    )
    Given(*OPENED).when(state).refused(r.NoRollCall())


# Recusal.


def biased(seat: SeatId, item: ItemId | None = None, by: SeatId | None = None) -> c.DeclareRecusal:
    return c.DeclareRecusal(by=by or seat, at=NOW, seat=seat, item=item)


def unbiased(seat: SeatId, item: ItemId | None = None) -> c.WithdrawRecusal:
    return c.WithdrawRecusal(by=MAYOR, at=NOW, seat=seat, item=item)


def test_a_member_is_biased_on_the_open_item_or_on_one_to_come() -> None:
    given = Given(*ON_ITEM)
    given.when(biased(AYSE)).then(recused(AYSE)).when(biased(AYSE)).refused(
        r.AlreadyRecused(seat=AYSE, item=T1)
    )
    given.when(biased(AYSE, T2)).then(recused(AYSE, T2))


def test_bias_ends_with_the_item() -> None:
    meeting = Given(*ON_ITEM, recused(AYSE), e.ItemClosed(item=T1, note="")).meeting
    assert AYSE in meeting.entitled(T2)


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        (biased(AYSE, by=UWE), r.NotEntered(seat=AYSE)),
        (biased(NOBODY, by=CLERK), r.SeatUnknown(seat=NOBODY)),
        (biased(AYSE), r.NoItemOpen()),
        (biased(AYSE, ItemId("T9")), r.ItemUnknown(item=ItemId("T9"))),
        (unbiased(AYSE, T1), r.NotRecused(seat=AYSE, item=T1)),
        (
            biased(GUEST),
            r.NotAllowed(roles=("advisory", "chair", "clerk", "deputy", "member")),
        ),
    ],
)
def test_what_is_no_bias(command: c.MeetingCommand, reason: r.Reason) -> None:
    Given(*CALLED).when(command).refused(reason)


def test_there_is_no_bias_on_a_treated_item() -> None:
    Given(*ON_ITEM, e.ItemClosed(item=T1, note="")).when(biased(AYSE, T1)).refused(
        r.ItemDone(item=T1)
    )


def test_a_recusal_entered_in_error_is_withdrawn_but_not_during_a_vote() -> None:
    Given(*ON_ITEM, recused(AYSE)).when(unbiased(AYSE)).then(e.RecusalWithdrawn(seat=AYSE, item=T1))
    Given(*VOTING, recused(AYSE)).when(unbiased(AYSE)).refused(r.BallotOpen(ballot=V1))


def test_a_biased_chair_states_no_result() -> None:
    given = Given(*VOTING, recused(MAYOR))
    given.when(c.CloseBallot(by=MAYOR, at=NOW)).refused(r.ChairRecused(seat=MAYOR))


def test_several_people_are_entered_at_once_or_not_at_all() -> None:
    given = Given(*STARTED)
    report = c.ReportPresent(
        by=CLERK, at=NOW, seat=AYSE, others=(UWE, AYSE), mode=Mode.HALL, channel=Channel.CLERK
    )
    there = [
        e.MemberArrived(seat=seat, mode=Mode.HALL, channel=Channel.CLERK, late=False)
        for seat in (AYSE, UWE)
    ]
    entered = given.when(report).then(*there)
    nobody = SeatId("99")
    given.when(replace(report, others=(nobody,))).refused(r.SeatUnknown(seat=nobody))
    left = c.ReportLeft(by=CLERK, at=NOW, seat=AYSE, others=(UWE,), reason="Termin")
    entered.when(left).then(*(e.MemberLeft(seat=s, reason="Termin") for s in (AYSE, UWE)))
    absent = c.RecordAbsence(by=CLERK, at=NOW, seat=AYSE, others=(UWE,), reason="krank")
    given.when(absent).then(
        *(e.AbsenceRecorded(seat=s, reason="krank", excused=True) for s in (AYSE, UWE))
    )
    entered.when(absent).refused(r.AlreadyPresent(seat=AYSE))
