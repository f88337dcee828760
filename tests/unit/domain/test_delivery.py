# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Whom the invitation has reached, and which items are debated together."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from council import (
    AYSE,
    CLERK,
    DEPUTY,
    GUEST,
    INVITED,
    MAYOR,
    NOW,
    ON_ITEM,
    T1,
    T2,
    T3,
    T4,
    URGENT,
    WITH_AGENDA,
    item,
    left,
    roll_call,
)
from scenario import Given

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain import refusals as r
from bot.domain.delivery import PAPERS_LIMIT, delivery_of
from bot.domain.ids import SeatId
from bot.domain.values import Delivery

# The meeting is on Thursday 26 November in Berlin; four full days: received by Saturday 21.
SATURDAY = datetime(2026, 11, 21, 22, 59, tzinfo=UTC)
"""23:59 in Berlin."""
SUNDAY = datetime(2026, 11, 21, 23, 1, tzinfo=UTC)
"""A minute past midnight in Berlin."""


def receipt(at: datetime, seat: SeatId = AYSE, by: SeatId | None = None) -> c.ReportReceipt:
    return c.ReportReceipt(by=by or seat, at=at, seat=seat)


def received(
    at: datetime, days: int, *, kept: bool, seat: SeatId = AYSE, by: SeatId | None = None
) -> e.InvitationReceived:
    return e.InvitationReceived(seat=seat, by=by or seat, received=at, full_days=days, kept=kept)


def test_a_member_says_that_the_invitation_has_arrived() -> None:
    Given(*INVITED).when(receipt(SATURDAY)).then(received(SATURDAY, 4, kept=True))


def test_a_minute_past_midnight_is_a_day_too_late() -> None:
    Given(*INVITED).when(receipt(SUNDAY)).then(received(SUNDAY, 3, kept=False))


def test_a_shortened_notice_is_kept_up_to_the_second_day_before() -> None:
    tuesday = datetime(2026, 11, 24, 22, 59, tzinfo=UTC)
    wednesday = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)
    urgent = (*WITH_AGENDA, URGENT)
    Given(*urgent).when(receipt(tuesday)).then(received(tuesday, 1, kept=True))
    Given(*urgent).when(receipt(wednesday)).then(received(wednesday, 0, kept=False))


def test_the_office_enters_an_earlier_receipt_on_paper_and_the_first_one_counts() -> None:
    entered = c.ReportReceipt(by=CLERK, at=SUNDAY, seat=AYSE, received=SATURDAY)
    after = Given(*INVITED).when(entered).then(received(SATURDAY, 4, kept=True, by=CLERK))
    after.when(receipt(SUNDAY)).then()
    Given(*INVITED, received(SUNDAY, 3, kept=False)).when(entered).then(
        received(SATURDAY, 4, kept=True, by=CLERK)
    )


def test_nobody_else_enters_it_for_a_member() -> None:
    Given(*INVITED).when(receipt(SATURDAY, by=DEPUTY)).accepted()  # the deputy may lead
    other = receipt(SATURDAY, seat=DEPUTY, by=AYSE)
    Given(*INVITED).when(other).refused(r.NotEntered(seat=DEPUTY))


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        (receipt(SATURDAY, seat=CLERK), r.NotInvited(seat=CLERK)),
        (
            c.ReportReceipt(by=AYSE, at=SATURDAY, seat=AYSE, received=SUNDAY),
            r.ReceiptInFuture(received=SUNDAY),
        ),
        (
            receipt(datetime(2026, 11, 16, 8, 59, tzinfo=UTC)),
            r.ReceiptBeforeSending(received=datetime(2026, 11, 16, 8, 59, tzinfo=UTC)),
        ),
        (
            receipt(SATURDAY, seat=GUEST),
            r.NotAllowed(roles=("advisory", "chair", "clerk", "deputy", "member")),
        ),
    ],
)
def test_what_cannot_be_a_receipt_is_refused(command: c.Command, reason: r.Reason) -> None:
    Given(*INVITED).when(command).refused(reason)


def test_nothing_is_received_before_it_is_sent() -> None:
    phases = ("invited", "open", "interrupted")
    Given(*WITH_AGENDA).when(receipt(SATURDAY)).refused(
        r.WrongPhase(phase="planned", needed=phases)
    )


OBJECTED = e.NoticeObjected(seat=AYSE, reason="zu kurz")


@pytest.mark.parametrize(
    ("happened", "standing"),
    [
        ((), Delivery.UNPROVEN),
        ((received(SATURDAY, 4, kept=True),), Delivery.RECEIVED),
        ((received(SUNDAY, 3, kept=False),), Delivery.LATE),
        # § 35 (3) ThürKO: who appears and does not object has cured the defect.
        (roll_call(AYSE), Delivery.CURED),
        ((*roll_call(AYSE), *left(AYSE)), Delivery.CURED),
        ((received(SUNDAY, 3, kept=False), *roll_call(AYSE)), Delivery.CURED),
        ((received(SUNDAY, 3, kept=False), *roll_call(MAYOR)), Delivery.LATE),
        ((OBJECTED, *roll_call(AYSE)), Delivery.OBJECTED),
        ((received(SATURDAY, 4, kept=True), OBJECTED), Delivery.OBJECTED),
    ],
)
def test_how_the_invitation_stands_towards_a_member(
    happened: tuple[e.MeetingEvent, ...], standing: Delivery
) -> None:
    assert delivery_of(Given(*INVITED, *happened).meeting, AYSE) is standing


# Mail.


def mail(*, sent: bool = True, detail: str = "", final: bool = True) -> c.RecordMail:
    return c.RecordMail(
        by=c.OPERATOR, at=SATURDAY, seat=AYSE, sent=sent, detail=detail, final=final
    )


def mailed(*, sent: bool = True, detail: str = "", final: bool = True) -> e.InvitationMailed:
    return e.InvitationMailed(seat=AYSE, sent=sent, detail=detail, final=final)


def test_a_letter_that_went_out_is_sent_and_proves_no_receipt() -> None:
    after = Given(*INVITED).when(mail()).then(mailed())
    assert delivery_of(after.meeting, AYSE) is Delivery.UNPROVEN
    after.when(mail(sent=False, detail="refused 550")).then()


def test_the_same_failure_is_written_down_once_and_a_later_success_too() -> None:
    away = {"sent": False, "detail": "ConnectionRefusedError", "final": False}
    after = Given(*INVITED).when(mail(**away)).then(mailed(**away))  # type: ignore[arg-type]
    after.when(mail(**away)).then()  # type: ignore[arg-type]
    after.when(mail()).then(mailed())


def test_mail_is_recorded_by_the_bot_alone_and_for_those_invited() -> None:
    Given(*INVITED).when(replace(mail(), by=CLERK)).refused(r.NotAllowed(roles=()))
    Given(*INVITED).when(replace(mail(), seat=CLERK)).refused(r.NotInvited(seat=CLERK))


# Papers.


def test_a_paper_is_put_to_an_item_once() -> None:
    put = c.AttachPaper(
        by=CLERK, at=SATURDAY, item=T1, name=" Plan ", digest="d", size=1, mime="a/b"
    )
    event = e.PaperAttached(item=T1, name="Plan", digest="d", size=1, mime="a/b", by=CLERK)
    after = Given(*INVITED).when(put).then(event)
    after.when(put).then()
    after.when(replace(put, item=T2)).then(replace(event, item=T2))
    Given(*INVITED).when(replace(put, item=T4)).refused(r.ItemUnknown(item=T4))
    done = (*ON_ITEM, e.ItemClosed(item=T1, note=""))
    Given(*done).when(put).refused(r.ItemDone(item=T1))


def test_the_papers_of_a_meeting_do_not_fill_the_disk() -> None:
    """The same file on another item needs no more room."""
    half = PAPERS_LIMIT // 2
    put = c.AttachPaper(
        by=CLERK, at=SATURDAY, item=T1, name="Plan", digest="d", size=half, mime="a/b"
    )
    full = Given(*INVITED).when(put).accepted().when(replace(put, digest="e")).accepted()
    full.when(replace(put, digest="f", size=1)).refused(r.PapersFull(most=1000))
    full.when(replace(put, item=T2)).accepted()


def test_items_of_a_file_stand_behind_the_others_of_their_part_in_their_order() -> None:
    new = (item(T1, "Neu"), item(T1, "Geheim", public=False), item(T1, "Noch eins"))
    read = c.ImportItems(by=CLERK, at=SATURDAY, items=new)
    after = Given(*WITH_AGENDA).when(read).accepted().meeting
    assert [one.title for one in after.agenda] == [
        "Straße", "Haushalt", "Neu", "Noch eins", "Grundstück", "Geheim",
    ]  # fmt: skip
    assert len({one.id for one in after.agenda}) == 6
    assert not any(one.late for one in after.agenda)
    late = Given(*INVITED).when(read).accepted().meeting
    assert [one.title for one in late.agenda if one.late] == ["Neu", "Noch eins", "Geheim"]


# Items debated together.


def join(*items: str) -> c.JoinItems:
    return c.JoinItems(by=MAYOR, at=NOW, items=tuple(T for T in (T1, T2, T3, T4) if T in items))


LATE = e.AgendaItemAdded(item=item(T4, "Nachtrag", late=True), position=2)


def test_items_debated_together_stand_one_after_the_other() -> None:
    """Given T1, T2 and a fourth item, joining T1 with the fourth puts it before T2."""
    plain = e.AgendaItemAdded(item=item(T4, "Brücke"), position=2)
    after = (
        Given(*WITH_AGENDA, plain).when(join(T1, T4)).then(e.ItemsJoined(items=(T1, T4), by=MAYOR))
    )
    assert [one.id for one in after.meeting.agenda] == [T1, T4, T2, T3]
    assert after.meeting.paperwork.debated_with(T4) == (T1,)
    assert after.meeting.paperwork.debated_with(T2) == ()
    after.when(join(T1, T4)).then()
    again = after.when(join(T1, T2)).accepted().meeting.paperwork
    assert again.joined == ((T1, T2),)


@pytest.mark.parametrize(
    ("happened", "command", "reason"),
    [
        (WITH_AGENDA, join(T1), r.TooFewItems()),
        (WITH_AGENDA, join(T1, T3), r.PartsDiffer(item=T3)),
        (WITH_AGENDA, join(T1, T4), r.ItemUnknown(item=T4)),
        ((*INVITED, LATE), join(T1, T4), r.LateItemNotAdmitted(item=T4)),
        (ON_ITEM, join(T1, T2), r.ItemOpen(item=T1)),
        ((*ON_ITEM, e.ItemClosed(item=T1, note="")), join(T1, T2), r.ItemDone(item=T1)),
        (
            (*ON_ITEM, e.ItemClosed(item=T1, note="", postponed=True)),
            join(T1, T2),
            r.ItemDone(item=T1),
        ),
    ],
)
def test_what_cannot_be_debated_together_is_refused(
    happened: tuple[e.Event, ...], command: c.Command, reason: r.Reason
) -> None:
    Given(*happened).when(command).refused(reason)


def test_no_item_joins_another_past_one_that_was_called() -> None:
    """The number of the item called would change in the minutes."""
    plain = e.AgendaItemAdded(item=item(T4, "Brücke"), position=2)
    called = (*INVITED, plain, *roll_call(MAYOR), e.ItemCalled(item=T2))
    Given(*called).when(join(T1, T4)).refused(r.BeforeCalled(item=T2))
    Given(*called, e.ItemClosed(item=T2, note="")).when(join(T1, T4)).refused(
        r.BeforeCalled(item=T2)
    )


def test_an_admitted_late_item_is_joined_like_any_other() -> None:
    happened = (*INVITED, LATE, *roll_call(MAYOR), e.LateItemTakenUp(item=T4))
    Given(*happened).when(join(T1, T4)).then(e.ItemsJoined(items=(T1, T4), by=MAYOR))
