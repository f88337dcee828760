# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Minutes between draft and approval: texts, circulation, objections, corrections."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from council import (
    AYSE,
    CALLED,
    CLERK,
    GUEST,
    INVITED,
    MAYOR,
    NOW,
    ON_ITEM,
    RULES,
    T1,
    T2,
    T4,
    WITH_AGENDA,
    planned,
)
from scenario import Given

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain import refusals as r
from bot.domain.ids import MeetingId
from bot.domain.values import Phase

RULED = planned(replace(RULES, values={"minutes.objections": 14}))
OVER = (*CALLED, e.MeetingClosed(by=MAYOR, open_items=()))
DRAFTED = (*OVER, e.MinutesDrafted(by=CLERK, version=1))
SIGNED = (
    *DRAFTED,
    e.MinutesSigned(seat=MAYOR, role="chair", version=1),
    e.MinutesSigned(seat=CLERK, role="clerk", version=1),
)
SENT = e.MinutesCirculated(by=CLERK, version=1, until=None)
CIRCULATED = (*SIGNED, SENT)
OBJECTED = e.MinutesObjected(seat=AYSE, number=1, text="Falsch")
NEXT = MeetingId("2026-04")
APPROVE = c.ApproveMinutes(by=CLERK, at=NOW, in_meeting=NEXT)
APPROVED = (*SIGNED, e.MinutesApproved(meeting=NEXT, ballot=None, version=1))


def text(text: str, item: str | None = T1) -> c.SetMinutesText:
    return c.SetMinutesText(by=CLERK, at=NOW, item=None if item is None else T1, text=text)


def wrote(text: str) -> e.MinutesTextSet:
    return e.MinutesTextSet(item=T1, text=text, by=CLERK)


def test_no_meeting_approves_its_own_minutes() -> None:
    own = Given(*SIGNED).meeting.id
    Given(*SIGNED).when(replace(APPROVE, in_meeting=own)).refused(r.OwnMinutes(meeting=own))
    Given(*SIGNED).when(APPROVE).accepted()


@pytest.mark.parametrize("happened", [CALLED, ON_ITEM, OVER, DRAFTED])
def test_the_clerk_writes_while_the_meeting_runs_and_until_the_minutes_are_approved(
    happened: tuple[e.Event, ...],
) -> None:
    after = Given(*happened).when(text(" Es wird berichtet. ")).then(wrote("Es wird berichtet."))
    assert after.meeting.paperwork.texts == {T1: "Es wird berichtet."}
    after.when(text("Es wird berichtet.")).then()
    assert after.when(text("  ")).then(wrote("")).meeting.paperwork.texts == {}


def test_text_may_concern_the_meeting_as_a_whole() -> None:
    Given(*OVER).when(text("Es war warm.", None)).then(
        e.MinutesTextSet(item=None, text="Es war warm.", by=CLERK)
    )


def test_a_text_written_after_the_signatures_voids_them() -> None:
    after = Given(*SIGNED).when(text("Neu.")).accepted().meeting
    assert (after.phase, after.minutes.signed, after.minutes.version) == (Phase.CLOSED, (), 1)


def test_before_the_meeting_and_on_unknown_items_nothing_is_written() -> None:
    needed = ("open", "interrupted", "closed", "drafted")
    Given(*INVITED).when(text("x")).refused(r.WrongPhase(phase="invited", needed=needed))
    unknown = c.SetMinutesText(by=CLERK, at=NOW, item=T4, text="x")
    Given(*OVER).when(unknown).refused(r.ItemUnknown(item=T4))
    Given(*APPROVED).when(text("x")).refused(r.WrongPhase(phase="approved", needed=needed))


def test_the_texts_of_an_edited_document_are_taken_all_or_none() -> None:
    both = c.TakeMinutesTexts(by=CLERK, at=NOW, texts=((T1, "Eins."), (None, "Alles.")))
    Given(*OVER).when(both).then(
        e.MinutesTextSet(item=T1, text="Eins.", by=CLERK),
        e.MinutesTextSet(item=None, text="Alles.", by=CLERK),
    )
    Given(*OVER).when(both, both).then()
    long = replace(both, texts=((T1, "Eins."), (None, "x" * 20_001)))
    Given(*OVER).when(long).refused(r.TooLong(length=20_001, limit=20_000))


CIRCULATE = c.CirculateMinutes(by=CLERK, at=NOW)


def test_minutes_go_out_once_both_have_signed() -> None:
    Given(*DRAFTED).when(CIRCULATE).refused(r.NotSigned(missing=("chair", "clerk")))
    Given(*SIGNED).when(CIRCULATE).then(SENT).when(CIRCULATE).then()
    Given(*OVER).when(CIRCULATE).refused(r.MinutesUndrafted())
    Given(*OVER[:-1]).when(CIRCULATE).refused(r.WrongPhase(phase="open", needed=("drafted",)))


def test_the_time_for_objections_ends_with_the_last_day() -> None:
    """Given 14 days by the Geschäftsordnung, objections end at 23:59 in Berlin, then no more."""
    until = datetime(2026, 12, 10, 22, 59, tzinfo=UTC)
    happened = (*RULED, *SIGNED[2:])
    after = Given(*happened).when(CIRCULATE).then(replace(SENT, until=until))
    after.when(c.ObjectToMinutes(by=AYSE, at=until, text="Falsch")).then(OBJECTED)
    late = datetime(2026, 12, 10, 23, 0, tzinfo=UTC)
    after.when(c.ObjectToMinutes(by=AYSE, at=late, text="Falsch")).refused(
        r.ObjectionsOver(until=until)
    )


def test_only_what_went_out_can_be_objected_to() -> None:
    objection = c.ObjectToMinutes(by=AYSE, at=NOW, text="Falsch")
    Given(*SIGNED).when(objection).refused(r.NotCirculated())
    newer = e.MinutesDrafted(by=CLERK, version=2)
    Given(*CIRCULATED, newer).when(objection).refused(r.NotCirculated())
    Given(*CIRCULATED).when(replace(objection, text=" ")).refused(r.ReasonMissing())
    guest = replace(objection, by=GUEST)
    roles = ("chair", "clerk", "deputy", "member")
    Given(*CIRCULATED).when(guest).refused(r.NotAllowed(roles=roles))


def settle(number: int = 1, *, upheld: bool = True, note: str = "Stimmt") -> c.Command:
    return c.SettleMinutesObjection(by=MAYOR, at=NOW, number=number, upheld=upheld, note=note)


def test_minutes_are_not_approved_while_an_objection_is_open() -> None:
    happened = (*CIRCULATED, OBJECTED)
    Given(*happened).when(APPROVE).refused(r.ObjectionsOpen(numbers=(1,)))
    settled = e.MinutesObjectionSettled(number=1, upheld=True, note="Stimmt", by=MAYOR)
    after = Given(*happened).when(settle()).then(settled)
    known = after.meeting.paperwork.objection(1)
    assert known is not None
    assert (known.upheld, known.note) == (True, "Stimmt")
    after.when(APPROVE).accepted()
    after.when(settle()).refused(r.ObjectionUnknown(number=1, known=()))
    second = replace(OBJECTED, number=2)
    both = Given(*happened, second).when(settle(2, upheld=False)).accepted().meeting
    assert [one.upheld for one in both.paperwork.objections] == [None, False]


def test_an_unknown_objection_or_one_without_a_reason_is_not_settled() -> None:
    happened = (*CIRCULATED, OBJECTED)
    Given(*happened).when(settle(7)).refused(r.ObjectionUnknown(number=7, known=(1,)))
    Given(*happened).when(settle(note="")).refused(r.ReasonMissing())


def test_a_correction_after_approval_needs_signatures_and_approval_anew() -> None:
    reopen = c.ReopenMinutes(by=CLERK, at=NOW, reason="Name falsch")
    Given(*SIGNED).when(reopen).refused(r.WrongPhase(phase="drafted", needed=("approved",)))
    reopened = e.MinutesReopened(by=CLERK, reason="Name falsch")
    after = Given(*APPROVED).when(reopen).then(reopened)
    assert (after.meeting.phase, after.meeting.minutes.signed) == (Phase.CLOSED, ())
    assert after.meeting.paperwork.circulated is None
    drafted = c.DraftMinutes(by=CLERK, at=NOW)
    after.when(drafted).then(e.MinutesDrafted(by=CLERK, version=2))


def test_items_the_clerk_has_not_written_on_have_no_text() -> None:
    after = Given(*WITH_AGENDA, *CALLED[5:], wrote("x")).meeting
    assert after.paperwork.texts.get(T2) is None
