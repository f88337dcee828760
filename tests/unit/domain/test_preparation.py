# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Before the meeting: planning, agenda, convocation."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from council import (
    AYSE,
    BEFORE,
    CALLED,
    CLERK,
    INVITED,
    MARKS,
    MAYOR,
    NOW,
    ON_ITEM,
    OPENED,
    PLAN,
    PLANNED,
    SEATS,
    T1,
    T2,
    T3,
    T4,
    WITH_AGENDA,
    item,
)
from scenario import Given

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain import refusals as r
from bot.domain.ids import ItemId
from bot.domain.preparation import late_item, need_phase
from bot.domain.refusals import Refused
from bot.domain.values import Format, Notice, Phase, Role

BERLIN = ZoneInfo("Europe/Berlin")
STARTS = datetime(2026, 11, 26, 19, 0, tzinfo=BERLIN)


def day(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


# Planning.


def test_a_meeting_is_planned_with_its_rules_and_roster() -> None:
    Given().when(replace(PLAN, title=" 3. Sitzung ")).then(*PLANNED)


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        (
            # § 36a ThürKO: no digital meeting without an emergency (C-01).
            replace(PLAN, format=Format.DIGITAL),
            r.FormatForbidden(format=Format.DIGITAL, land="TH", norm="§ format"),
        ),
        (replace(PLAN, at=NOW), r.StartPassed(starts=NOW)),
        (replace(PLAN, title=""), r.TextMissing()),
        (replace(PLAN, place="x" * 501), r.TooLong(length=501, limit=500)),
        (replace(PLAN, by=AYSE), r.NotAllowed(roles=("chair", "clerk", "deputy"))),
    ],
)
def test_a_plan_is_refused(command: c.PlanMeeting, reason: r.Reason) -> None:
    Given().when(command).refused(reason)


def test_a_meeting_is_planned_once() -> None:
    Given(*PLANNED).when(PLAN).refused(r.MeetingExists(meeting=PLAN.meeting))


def test_day_and_place_change_before_the_invitation_only() -> None:
    later = NOW + timedelta(days=7)
    move = c.RescheduleMeeting(by=CLERK, at=BEFORE, starts=later, place="Aula")
    Given(*PLANNED).when(move).then(e.MeetingRescheduled(starts=later, place="Aula")).when(
        move
    ).then()
    Given(*PLANNED).when(replace(move, starts=BEFORE)).refused(r.StartPassed(starts=BEFORE))
    Given(*INVITED).when(move).refused(r.InvitedAlready())


def test_a_meeting_is_cancelled_with_a_reason_before_it_opens() -> None:
    cancel = c.CancelMeeting(by=MAYOR, at=BEFORE, reason=" Sturm ")
    after = Given(*INVITED).when(cancel).then(e.MeetingCancelled(reason="Sturm"))
    assert after.meeting.phase is Phase.CANCELLED
    Given(*INVITED).when(replace(cancel, reason="")).refused(r.ReasonMissing())
    Given(*OPENED).when(cancel).refused(
        r.WrongPhase(phase=Phase.OPEN, needed=(Phase.PLANNED, Phase.INVITED))
    )


def test_a_refusal_by_phase_says_which_meeting_it_is_about() -> None:
    with pytest.raises(Refused) as refused:
        need_phase(Given(*OPENED).meeting, Phase.PLANNED)
    wrong = refused.value.reason
    assert isinstance(wrong, r.WrongPhase)
    assert (wrong.meeting, wrong.title) == (Given(*OPENED).meeting.id, PLAN.title)


def test_a_change_of_the_roster_is_followed_once() -> None:
    take = c.TakeRoster(by=c.OPERATOR, at=NOW, seats=SEATS[:-1], marks=MARKS)
    Given(*ON_ITEM).when(take).then(e.RosterTaken(seats=SEATS[:-1], marks=MARKS)).when(take).then()


# The agenda.

ADD = c.AddAgendaItem(by=CLERK, at=BEFORE, title=" Spielplatz ")


@pytest.mark.parametrize(
    ("public", "position", "index"),
    [
        (True, None, 2),  # last of the public part
        (True, 1, 0),
        (True, 3, 2),
        (False, None, 3),
        (False, 1, 2),
        (False, 2, 3),
    ],
)
def test_an_item_is_put_into_its_part(public: bool, position: int | None, index: int) -> None:
    after = (
        Given(*WITH_AGENDA)
        .when(replace(ADD, public=public, position=position))
        .then(e.AgendaItemAdded(item=item(T4, "Spielplatz", public=public), position=index))
    )
    assert after.meeting.agenda[index].id == T4


@pytest.mark.parametrize("public", [True, False])
@pytest.mark.parametrize("position", [None, 1])
def test_the_first_item_of_a_part_finds_its_place(public: bool, position: int | None) -> None:
    others = tuple(
        event
        for event in WITH_AGENDA
        if not (isinstance(event, e.AgendaItemAdded) and event.item.public == public)
    )
    after = Given(*others).when(replace(ADD, public=public, position=position)).accepted()
    assert [known.public for known in after.meeting.agenda] == sorted(
        (known.public for known in after.meeting.agenda), reverse=True
    )


@pytest.mark.parametrize("position", [0, -1, 4])
def test_a_position_out_of_range_is_refused(position: int) -> None:
    Given(*WITH_AGENDA).when(replace(ADD, position=position)).refused(
        r.PositionOutOfRange(position=position, first=1, last=3)
    )


def test_a_text_too_long_is_refused() -> None:
    Given(*WITH_AGENDA).when(replace(ADD, text="x" * 20_001)).refused(
        r.TooLong(length=20_001, limit=20_000)
    )


@pytest.mark.parametrize(("happened", "late"), [(WITH_AGENDA, False), (INVITED, True)])
def test_an_item_after_the_invitation_is_late(
    happened: tuple[e.MeetingEvent, ...], late: bool
) -> None:
    # § 35 (5) ThürKO: the agenda was sent; extending it takes a resolution.
    Given(*happened).when(ADD).then(
        e.AgendaItemAdded(item=item(T4, "Spielplatz", late=late), position=2)
    )


def test_an_item_is_taken_off_before_the_invitation_only() -> None:
    remove = c.RemoveAgendaItem(by=CLERK, at=BEFORE, item=T2, reason=" erledigt ")
    after = Given(*WITH_AGENDA).when(remove).then(e.AgendaItemRemoved(item=T2, reason="erledigt"))
    assert [known.id for known in after.meeting.agenda] == [T1, T3]
    # A number is never given twice: minutes, motions and links rest on it.
    after.when(ADD).then(e.AgendaItemAdded(item=item(T4, "Spielplatz"), position=1))
    Given(*INVITED).when(remove).refused(r.WrongPhase(phase=Phase.INVITED, needed=(Phase.PLANNED,)))
    Given(*WITH_AGENDA).when(replace(remove, item=ItemId("T9"))).refused(
        r.ItemUnknown(item=ItemId("T9"))
    )


def test_an_item_is_moved_within_its_part() -> None:
    move = c.MoveAgendaItem(by=MAYOR, at=BEFORE, item=T2, position=1)
    after = Given(*WITH_AGENDA).when(move).then(e.AgendaItemMoved(item=T2, position=0))
    assert [known.id for known in after.meeting.agenda] == [T2, T1, T3]
    after.when(move).then()
    Given(*ON_ITEM, e.ItemClosed(item=T1, note="")).when(replace(move, item=T1)).refused(
        r.ItemDone(item=T1)
    )


def test_nothing_goes_before_an_item_already_called() -> None:
    # Its number stands in people's notes and in the minutes.
    late = replace(ADD, position=1)
    refused = r.PositionOutOfRange(position=1, first=2, last=3)
    Given(*ON_ITEM).when(late).refused(refused)
    Given(*ON_ITEM, e.ItemClosed(item=T1, note="")).when(late).refused(refused)
    move = c.MoveAgendaItem(by=MAYOR, at=NOW, item=T1, position=2)
    Given(*ON_ITEM).when(move).refused(r.ItemOpen(item=T1))


# Convocation.

INVITE = c.SendInvitation(by=MAYOR, at=day("2026-11-21 10:00"))
EVERYBODY_INVITED = tuple(seat.id for seat in SEATS if seat.role is not Role.GUEST)


def test_the_invitation_goes_to_all_but_guests() -> None:
    notice = Notice(
        received=INVITE.at, full_days=4, needed=4, urgent=False, latest=day("2026-11-21 23:59")
    )
    Given(*WITH_AGENDA).when(INVITE).then(
        e.InvitationSent(notice=notice, seats=EVERYBODY_INVITED, urgency_reason="")
    ).when(INVITE).refused(r.AlreadyInvited())


def test_a_shortened_notice_needs_its_reason() -> None:
    late = replace(INVITE, at=day("2026-11-22 10:00"))
    Given(*WITH_AGENDA).when(late).refused(
        r.UrgencyReasonMissing(days=3, needed=4, latest=day("2026-11-21 23:59"), norm="§ notice")
    )
    after = Given(*WITH_AGENDA).when(replace(late, urgency_reason=" Rohrbruch ")).accepted()
    sent = after.happened[-1]
    assert isinstance(sent, e.InvitationSent)
    assert (sent.notice.urgent, sent.urgency_reason) == (True, "Rohrbruch")


def test_even_an_urgent_notice_must_come_on_the_second_day_before() -> None:
    urgent = replace(INVITE, at=day("2026-11-24 23:00"), urgency_reason="Rohrbruch")
    Given(*WITH_AGENDA).when(urgent).accepted()
    Given(*WITH_AGENDA).when(replace(urgent, at=day("2026-11-25 00:00"))).refused(
        r.NoticeTooShort(latest=day("2026-11-24 23:59"), norm="§ notice.urgent")
    )


def test_regular_notice_is_not_called_urgent() -> None:
    Given(*WITH_AGENDA).when(replace(INVITE, urgency_reason="eilig")).refused(
        r.UrgencyNotNeeded(days=4, needed=4)
    )


def test_no_invitation_without_an_agenda_or_into_the_past() -> None:
    Given(*PLANNED).when(INVITE).refused(r.AgendaEmpty())
    Given(*WITH_AGENDA).when(replace(INVITE, at=NOW)).refused(r.StartPassed(starts=NOW))
    Given(*CALLED).when(INVITE).refused(r.WrongPhase(phase=Phase.OPEN, needed=(Phase.PLANNED,)))


def test_a_member_objects_to_the_convocation_once() -> None:
    # § 35 (3) ThürKO: who appears and does not object has healed the fault.
    complain = c.ObjectToNotice(by=AYSE, at=NOW, reason="zu spät")
    Given(*INVITED).when(complain).then(e.NoticeObjected(seat=AYSE, reason="zu spät")).when(
        complain
    ).then()
    Given(*INVITED).when(replace(complain, reason="")).refused(r.ReasonMissing())


def test_only_a_late_item_not_yet_taken_up_is_put_to_that_vote() -> None:
    late = e.AgendaItemAdded(item=item(T4, late=True), position=2)
    given = Given(*CALLED, late)
    assert late_item(given.meeting, T4).id == T4
    for happened, wanted in (((), T1), ((e.LateItemTakenUp(item=T4),), T4)):
        meeting = Given(*CALLED, late, *happened).meeting
        with pytest.raises(Refused) as refusal:
            late_item(meeting, wanted)
        assert refusal.value.reason == r.NotLate(item=wanted)
