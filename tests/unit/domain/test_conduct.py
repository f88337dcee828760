# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The course of a meeting: opening, items, the public, interruption, closing, minutes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from council import (
    A1,
    AGENDA,
    AYSE,
    CALLED,
    CLERK,
    DEPUTY,
    GUEST,
    INVITED,
    MAYOR,
    NOW,
    ON_ITEM,
    OPENED,
    PLANNED,
    ROTH,
    SEATS,
    T1,
    T2,
    T3,
    T4,
    URGENT,
    UWE,
    V1,
    VOTERS,
    VOTING,
    WITH_AGENDA,
    check,
    item,
    left,
    recused,
    roll_call,
)
from scenario import Given

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain import refusals as r
from bot.domain.due import due
from bot.domain.electing import Contest, Outcome, PaperCount, Votes
from bot.domain.ids import BallotId, ElectionId, ItemId, MeetingId, SeatId
from bot.domain.minutes import minutes
from bot.domain.records import Recorded
from bot.domain.values import Channel, Mode, Phase

OPEN = c.OpenMeeting(by=MAYOR, at=NOW)
EXCLUDE = c.ExcludePublic(by=MAYOR, at=NOW)
RESTORE = c.RestorePublic(by=MAYOR, at=NOW)
CLOSE = c.CloseMeeting(by=MAYOR, at=NOW)
EXCLUDED = e.PublicExcluded(by=MAYOR)
RUNNING = (Phase.OPEN, Phase.INTERRUPTED)


def call(item: ItemId) -> c.CallItem:
    return c.CallItem(by=MAYOR, at=NOW, item=item)


def absent(seat: SeatId) -> e.AbsenceRecorded:
    return e.AbsenceRecorded(seat=seat, reason="krank", excused=True)


# Opening.


@pytest.mark.parametrize(
    ("by", "away", "chair"),
    [
        (MAYOR, (), MAYOR),
        (DEPUTY, (), DEPUTY),  # who opens, leads
        (CLERK, (), MAYOR),  # the clerk opens for the chair
        (CLERK, (MAYOR,), DEPUTY),  # the deputy leads while the chair is absent
    ],
)
def test_who_leads(by: SeatId, away: tuple[SeatId, ...], chair: SeatId) -> None:
    Given(*INVITED, *map(absent, away)).when(replace(OPEN, by=by)).then(
        e.MeetingOpened(by=by, chair=chair)
    )


def test_a_meeting_nobody_can_lead_is_not_opened() -> None:
    Given(*INVITED, absent(MAYOR), absent(DEPUTY)).when(replace(OPEN, by=CLERK)).refused(
        r.ChairAbsent()
    )


def test_a_meeting_is_not_opened_without_an_invitation() -> None:
    # § 35 (2) ThürKO: no meeting without convocation.
    Given(*WITH_AGENDA).when(OPEN).refused(
        r.WrongPhase(phase=Phase.PLANNED, needed=(Phase.INVITED,))
    )


# Items.


def test_an_item_is_called_once() -> None:
    Given(*CALLED).when(call(T1)).then(e.ItemCalled(item=T1)).when(call(T1)).then()


def test_a_draft_resolution_stands_as_the_first_motion() -> None:
    drafted = e.AgendaItemAdded(item=item(T4, text="Es wird gebaut."), position=2)
    moved = e.MotionMoved(motion=A1, item=T4, by=MAYOR, text="Es wird gebaut.")
    Given(*PLANNED, *AGENDA, drafted, *CALLED[len(WITH_AGENDA) :]).when(call(T4)).then(
        e.ItemCalled(item=T4), moved
    )


@pytest.mark.parametrize(
    ("happened", "wanted", "reason"),
    [
        (OPENED, T1, r.NoRollCall()),
        (ON_ITEM, T2, r.ItemOpen(item=T1)),
        (VOTING, T2, r.BallotOpen(ballot=V1)),
        (CALLED, ItemId("T9"), r.ItemUnknown(item=ItemId("T9"))),
        ((*ON_ITEM, e.ItemClosed(item=T1, note="")), T1, r.ItemDone(item=T1)),
        (CALLED, T3, r.PublicPart(item=T3)),  # a non-public item with the public there
        ((*CALLED, EXCLUDED), T1, r.NonPublicPart(item=T1)),
        ((*CALLED, recused(MAYOR)), T1, r.ChairRecused(seat=MAYOR)),
        (
            (*CALLED, e.AgendaItemAdded(item=item(T4, late=True), position=2)),
            T4,
            r.LateItemNotAdmitted(item=T4),
        ),
        (
            # The body establishes urgency before it enters the agenda, § 35 (2) ThürKO.
            (*WITH_AGENDA, URGENT, *roll_call(*VOTERS)),
            T1,
            r.UrgencyOpen(norm="§ notice.urgent"),
        ),
    ],
)
def test_an_item_is_not_called(
    happened: tuple[e.MeetingEvent, ...], wanted: ItemId, reason: r.Reason
) -> None:
    Given(*happened).when(call(wanted)).refused(reason)


def test_an_admitted_late_item_is_called() -> None:
    late = e.AgendaItemAdded(item=item(T4, late=True), position=2)
    Given(*CALLED, late, e.LateItemTakenUp(item=T4)).when(call(T4)).then(e.ItemCalled(item=T4))


def test_an_urgent_meeting_goes_on_once_urgency_is_established() -> None:
    Given(*WITH_AGENDA, URGENT, *roll_call(*VOTERS), e.UrgencyEstablished()).when(call(T1)).then(
        e.ItemCalled(item=T1)
    )


def test_an_item_is_closed_with_a_note() -> None:
    close = c.CloseItem(by=MAYOR, at=NOW, note=" vertagt ")
    Given(*ON_ITEM).when(close).then(e.ItemClosed(item=T1, note="vertagt"))
    Given(*CALLED).when(close).refused(r.NoItemOpen())
    Given(*VOTING).when(close).refused(r.BallotOpen(ballot=V1))


# The public.


def test_a_postponed_item_is_called_again_or_carries_over() -> None:
    postpone = c.CloseItem(by=MAYOR, at=NOW, note="vertagt", postponed=True)
    after = (
        Given(*ON_ITEM).when(postpone).then(e.ItemClosed(item=T1, note="vertagt", postponed=True))
    )
    assert T1 not in after.meeting.done
    following = after.meeting.next_item()
    assert following is not None
    assert following.id != T1
    after.when(call(T1)).accepted()
    closed = after.when(CLOSE).accepted()
    ended = closed.happened[-1]
    assert isinstance(ended, e.MeetingClosed)
    assert T1 in ended.open_items


def test_an_item_put_off_without_a_quorum_says_so_once() -> None:
    """Stated or not: a second call on the item (§ 36 (2) ThürKO) follows upon it."""
    postpone = c.CloseItem(by=MAYOR, at=NOW, note="", postponed=True)
    recusals = [e.RecusalDeclared(seat=seat, item=T1, reason="Anlieger") for seat in VOTERS[3:]]
    given = Given(*ON_ITEM, *recusals)
    stated = e.QuorumStated(check=given.meeting.quorum(T1))
    assert not stated.check.quorate
    closed = e.ItemClosed(item=T1, note="", postponed=True)
    assert given.when(postpone).then(stated, closed).meeting.inquorate == {T1}
    Given(*ON_ITEM, *recusals, stated).when(postpone).then(closed)
    again = Given(
        *ON_ITEM, *recusals, stated, e.QuorumStated(check=replace(stated.check, quorate=True))
    )
    assert again.meeting.inquorate == frozenset()


def test_the_non_public_part_begins_and_ends() -> None:
    closed = Given(*CALLED).when(EXCLUDE).then(EXCLUDED)
    closed.when(EXCLUDE).refused(r.PublicExcludedAlready())
    open_again = closed.when(RESTORE).then(e.PublicRestored(by=MAYOR))
    open_again.when(RESTORE).refused(r.PublicAlready())


def test_whether_an_open_item_needs_secrecy_is_debated_without_the_public() -> None:
    # § 40 (1) s. 2 ThürKO; if the body says no, the item goes on in public.
    Given(*ON_ITEM).when(EXCLUDE).then(EXCLUDED).when(RESTORE).then(e.PublicRestored(by=MAYOR))


@pytest.mark.parametrize(
    ("item_open", "happened"),
    [
        (T1, (*ON_ITEM, EXCLUDED, e.ItemReclassified(item=T1, public=False))),
        (T3, (*CALLED, EXCLUDED, e.ItemCalled(item=T3))),
    ],
)
def test_the_public_is_not_let_in_during_a_non_public_item(
    item_open: ItemId, happened: tuple[e.MeetingEvent, ...]
) -> None:
    Given(*happened).when(RESTORE).refused(r.ItemOpen(item=item_open))


def test_the_public_neither_leaves_nor_comes_during_a_vote_or_before_the_roll_call() -> None:
    Given(*VOTING).when(EXCLUDE).refused(r.BallotOpen(ballot=V1))
    Given(*VOTING, EXCLUDED).when(RESTORE).refused(r.BallotOpen(ballot=V1))
    Given(*OPENED).when(EXCLUDE).refused(r.NoRollCall())


# Statements.


def statement(seat: SeatId, by: SeatId | None = None) -> c.RecordStatement:
    return c.RecordStatement(by=by or seat, at=NOW, seat=seat, text=" Ich war dagegen. ")


def test_a_present_member_and_the_clerk_speak_for_the_minutes() -> None:
    for seat in (AYSE, CLERK):
        Given(*CALLED).when(statement(seat)).then(
            e.StatementRecorded(seat=seat, text="Ich war dagegen.")
        )


@pytest.mark.parametrize(
    ("happened", "command", "reason"),
    [
        ((*CALLED, *left(AYSE)), statement(AYSE), r.NotPresent(seat=AYSE)),
        ((*ON_ITEM, recused(AYSE)), statement(AYSE), r.Recused(seat=AYSE, item=T1)),
        (CALLED, statement(AYSE, by=UWE), r.NotEntered(seat=AYSE)),
        (CALLED, replace(statement(AYSE), text=" "), r.TextMissing()),
        (
            CALLED,
            replace(statement(AYSE), text="x" * 20_001),
            r.TooLong(length=20_001, limit=20_000),
        ),
        (
            CALLED,
            statement(GUEST),
            r.NotAllowed(roles=("advisory", "chair", "clerk", "deputy", "member")),
        ),
    ],
)
def test_what_is_not_recorded(
    happened: tuple[e.MeetingEvent, ...], command: c.MeetingCommand, reason: r.Reason
) -> None:
    Given(*happened).when(command).refused(reason)


# Interruption and end.


def test_a_meeting_is_interrupted_and_resumed() -> None:
    pause = c.InterruptMeeting(by=MAYOR, at=NOW, reason="Pause")
    resume = c.ResumeMeeting(by=MAYOR, at=NOW)
    stopped = Given(*ON_ITEM).when(pause).then(e.MeetingInterrupted(reason="Pause"))
    stopped.when(call(T2)).refused(r.WrongPhase(phase=Phase.INTERRUPTED, needed=(Phase.OPEN,)))
    stopped.when(resume).then(e.MeetingResumed(by=MAYOR))
    Given(*ON_ITEM).when(resume).refused(
        r.WrongPhase(phase=Phase.OPEN, needed=(Phase.INTERRUPTED,))
    )
    Given(*ON_ITEM).when(replace(pause, reason="")).refused(r.ReasonMissing())
    Given(*VOTING).when(pause).refused(r.BallotOpen(ballot=V1))


RECESS = c.InterruptMeeting(by=MAYOR, at=NOW, reason="Pause")


def test_a_recess_has_an_end_and_everybody_is_told_once() -> None:
    """The clock says that it is over; resuming is for whoever leads."""
    until = NOW + timedelta(minutes=15)
    paused = (
        Given(*ON_ITEM)
        .when(replace(RECESS, until=until))
        .then(e.MeetingInterrupted(reason="Pause", until=until, other_day=False))
    )
    over = c.NoteRecessOver(by=c.OPERATOR, at=until)
    assert due(paused.meeting, NOW) == []
    assert due(paused.meeting, until) == [over]
    paused.when(replace(over, at=NOW)).then()
    told = paused.when(over).then(e.RecessOver())
    assert due(told.meeting, until) == []
    told.when(over).then()
    back = paused.when(c.ResumeMeeting(by=MAYOR, at=NOW)).accepted()
    assert back.meeting.resumes is None
    Given(*ON_ITEM).when(replace(RECESS, until=NOW)).refused(r.ResumesInPast(until=NOW))


def test_a_recess_past_midnight_is_still_the_same_evening() -> None:
    until = NOW.replace(hour=0, minute=30) + timedelta(days=1)
    paused = Given(*ON_ITEM).when(replace(RECESS, until=until)).accepted()
    assert paused.meeting.roll_call_held
    assert paused.meeting.is_present(AYSE)


def test_broken_off_until_another_day_everybody_leaves_and_is_called_anew() -> None:
    until = NOW + timedelta(days=1)
    broken = Given(*ON_ITEM).when(replace(RECESS, until=until)).accepted()
    assert broken.meeting.present() == ()
    on = broken.when(c.ResumeMeeting(by=MAYOR, at=until)).accepted()
    on.when(c.CloseItem(by=MAYOR, at=until, note="")).accepted().when(call(T2)).refused(
        r.NoRollCall()
    )
    called = on.when(c.StartRollCall(by=MAYOR, at=until)).accepted()
    for seat in VOTERS[:5]:
        called = called.when(
            c.ReportPresent(by=seat, at=until, seat=seat, mode=Mode.HALL, channel=Channel.TEXT)
        ).accepted()
    counted = called.when(c.CloseRollCall(by=MAYOR, at=until)).accepted().meeting
    assert counted.last_check is not None
    assert counted.last_check.present == 5


def test_what_was_not_treated_carries_over() -> None:
    Given(*ON_ITEM, e.ItemClosed(item=T1, note="")).when(CLOSE).then(
        e.MeetingClosed(by=MAYOR, open_items=(T2, T3))
    )


def test_a_meeting_is_not_closed_over_something_open() -> None:
    Given(*ON_ITEM).when(CLOSE).refused(r.ItemOpen(item=T1))
    Given(*OPENED, e.RollCallStarted(by=MAYOR)).when(CLOSE).refused(r.RollCallOpen(unanswered=9))


# Minutes.

CLOSED = (*INVITED, *roll_call(*VOTERS), e.MeetingClosed(by=MAYOR, open_items=()))
DRAFTED = (*CLOSED, e.MinutesDrafted(by=CLERK, version=1))
SIGN = c.SignMinutes(by=MAYOR, at=NOW)
BY_CHAIR = e.MinutesSigned(seat=MAYOR, role="chair", version=1)
BY_CLERK = e.MinutesSigned(seat=CLERK, role="clerk", version=1)
APPROVE = c.ApproveMinutes(by=CLERK, at=NOW, in_meeting=MeetingId("2026-04"), ballot=BallotId("V2"))


def test_each_draft_has_a_version() -> None:
    draft = c.DraftMinutes(by=CLERK, at=NOW)
    Given(*CLOSED).when(draft).then(e.MinutesDrafted(by=CLERK, version=1)).when(draft).then(
        e.MinutesDrafted(by=CLERK, version=2)
    )


def test_a_new_draft_is_signed_anew() -> None:
    after = Given(*DRAFTED, BY_CHAIR, e.MinutesDrafted(by=CLERK, version=2))
    after.when(SIGN).then(replace(BY_CHAIR, version=2))


def test_chair_and_clerk_sign() -> None:
    # § 42 (2) ThürKO.
    signed = Given(*DRAFTED).when(SIGN).then(BY_CHAIR)
    signed.when(SIGN).refused(r.AlreadySigned(seat=MAYOR))
    signed.when(replace(SIGN, by=CLERK)).then(BY_CLERK)


def test_who_led_signs() -> None:
    happened = (*CALLED, e.ChairTaken(chair=DEPUTY), *DRAFTED[len(CALLED) :])
    Given(*happened).when(replace(SIGN, by=DEPUTY)).then(replace(BY_CHAIR, seat=DEPUTY))
    Given(*happened).when(SIGN).refused(r.NotSignatory(seat=MAYOR))


def test_nobody_signs_while_an_absence_is_unexplained() -> None:
    # § 42 (1) ThürKO asks for the reason.
    happened = (*INVITED, *roll_call(*VOTERS[:8]), *DRAFTED[len(CALLED) :])
    Given(*happened).when(SIGN).refused(r.AbsenceUnexplained(seats=(ROTH,)))


def test_signed_minutes_are_approved() -> None:
    approved = e.MinutesApproved(meeting=MeetingId("2026-04"), ballot=BallotId("V2"), version=1)
    for by in (CLERK, c.OPERATOR):
        Given(*DRAFTED, BY_CHAIR, BY_CLERK).when(replace(APPROVE, by=by)).then(approved)


@pytest.mark.parametrize(
    ("signed", "missing"),
    [((), ("chair", "clerk")), ((BY_CHAIR,), ("clerk",)), ((BY_CLERK,), ("chair",))],
)
def test_unsigned_minutes_are_not_approved(
    signed: tuple[e.MinutesSigned, ...], missing: tuple[str, ...]
) -> None:
    Given(*DRAFTED, *signed).when(APPROVE).refused(r.NotSigned(missing=missing))


def test_approved_minutes_stay_as_they_are() -> None:
    approved = e.MinutesApproved(meeting=MeetingId("2026-04"), ballot=None, version=1)
    Given(*DRAFTED, BY_CHAIR, BY_CLERK, approved).when(c.DraftMinutes(by=CLERK, at=NOW)).refused(
        r.WrongPhase(phase=Phase.APPROVED, needed=(Phase.CLOSED, Phase.DRAFTED))
    )


def test_a_roster_without_the_chair_still_closes() -> None:
    happened = (*CALLED, e.RosterTaken(seats=SEATS[1:], marks=()))
    Given(*happened).when(replace(CLOSE, by=DEPUTY)).accepted()


def test_nobody_signs_minutes_that_do_not_say_what_came_of_an_item() -> None:
    """§ 42 (1) ThürKO names the resolutions; an item without one has a note or a text."""

    def ended(*events: e.Event, note: str = "", postponed: bool = False) -> Given:
        closed = e.ItemClosed(item=T1, note=note, postponed=postponed)
        rest = (e.MeetingClosed(by=MAYOR, open_items=()), DRAFTED[-1])
        return Given(*ON_ITEM, *events, closed, *rest)

    silent = r.OutcomeMissing(items=(T1,), first=T1)
    ended().when(SIGN).refused(silent)
    ended(postponed=True).when(SIGN).refused(silent)
    ended(note="zur Kenntnis genommen").when(SIGN).then(BY_CHAIR)
    text = c.SetMinutesText(by=CLERK, at=NOW, item=T1, text="Der Bürgermeister berichtet.")
    written = ended().when(text).accepted()
    drafted = written.when(c.DraftMinutes(by=CLERK, at=NOW)).accepted()
    drafted.when(SIGN).then(replace(BY_CHAIR, version=2))
    election = ElectionId("W1")
    begun = (
        e.ElectionOpened(election=election, item=T1, office="Vorsitz"),
        e.CandidateNominated(election=election, candidate="Anna", by=AYSE),
        e.RoundOpened(
            election=election,
            number=1,
            candidates=("Anna",),
            tellers=(),
            entitled=9,
            check=check(),
            contest=Contest.MAJORITY,
            step=0,
        ),
    )
    ended(*begun[:2]).when(SIGN).refused(silent)
    counted = e.RoundCounted(
        election=election,
        number=1,
        count=PaperCount(issued=9, votes=(Votes(candidate="Anna", papers=9),)),
        outcome=Outcome.ELECTED,
        needed=5,
        elected="Anna",
    )
    ended(*begun, counted).when(SIGN).then(BY_CHAIR)


def test_nobody_signs_minutes_of_a_meeting_without_a_roll_call() -> None:
    without = (*INVITED, e.MeetingOpened(by=MAYOR, chair=MAYOR))
    over = (*without, e.MeetingClosed(by=MAYOR, open_items=()), DRAFTED[-1])
    Given(*over).when(SIGN).refused(r.QuorumNeverStated())


# ── nobody listens in ───────────────────────────────────────────────────────────────────
def elsewhere(*happened: e.MeetingEvent) -> tuple[e.MeetingEvent, ...]:
    """Return the same with one member who takes part by picture and sound."""
    remote = e.MemberArrived(seat=AYSE, mode=Mode.REMOTE, channel=Channel.TEXT, late=True)
    return (*happened, remote, e.PublicExcluded(by=MAYOR))


def test_who_is_elsewhere_confirms_that_nobody_listens_in_once_each_time() -> None:
    confirm = c.ConfirmAlone(by=AYSE, at=NOW, seat=AYSE)
    private = Given(*elsewhere(*CALLED))
    said = private.when(confirm).then(e.AloneConfirmed(seat=AYSE, by=AYSE))
    said.when(confirm).then()
    private.when(replace(confirm, by=CLERK)).then(e.AloneConfirmed(seat=AYSE, by=CLERK))
    private.when(replace(confirm, by=MAYOR, seat=MAYOR)).refused(r.InTheHall(seat=MAYOR))
    Given(*CALLED).when(confirm).refused(r.PublicAlready())
    again = Given(*said.happened, e.PublicRestored(by=MAYOR), e.PublicExcluded(by=MAYOR))
    assert again.meeting.alone == frozenset()


def test_the_minutes_of_that_part_name_who_confirmed() -> None:
    happened = (*elsewhere(*CALLED), e.AloneConfirmed(seat=AYSE, by=AYSE))
    records = [Recorded(seq=n, at=NOW, event=event) for n, event in enumerate(happened, 1)]
    assert [known.person.seat for known in minutes(records).alone] == [AYSE]
