# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Resolutions after the meeting: register, extract, contesting, carrying out; what is due when."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from council import (
    AYSE,
    BEFORE,
    CALLED,
    CLERK,
    INVITED,
    MAYOR,
    NOW,
    PLANNED,
    T1,
    V1,
    V2,
    VOTERS,
    VOTING,
    opened_ballot,
    subject,
)
from resolved import (
    ADOPTED,
    ASSIGNED,
    CLOSE,
    CONTESTED,
    REJECTED,
    TASK,
    settled,
)
from scenario import Given

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain import refusals as r
from bot.domain.ids import BallotId, MeetingId
from bot.domain.meeting import Meeting
from bot.domain.register import resolutions
from bot.domain.reminders import due
from bot.domain.values import (
    ContestOutcome,
    Reminder,
    ResolutionState,
    SubjectKind,
    Supervision,
)


def test_an_extract_is_made_of_what_was_decided_once_the_meeting_is_over() -> None:
    issue = c.IssueExtract(by=CLERK, at=NOW, ballot=V1, number="1/2026")
    Given(*VOTING).when(issue).refused(
        r.WrongPhase(phase="open", needed=("closed", "drafted", "approved"))
    )
    after = Given(*ADOPTED).when(issue).then(e.ExtractIssued(ballot=V1, number="1/2026", by=CLERK))
    assert after.meeting.paperwork.extracts == {V1: "1/2026"}
    Given(*REJECTED).when(issue).accepted()
    Given(*ADOPTED).when(replace(issue, ballot=V2)).refused(r.NoResolution(ballot=V2))


def test_a_vote_on_procedure_is_no_resolution_on_a_matter() -> None:
    opened = replace(opened_ballot(), subject=subject(SubjectKind.PROCEDURE))
    happened = Given(*VOTING[:-1], opened).when(CLOSE).accepted().happened
    over = (*happened, e.ItemClosed(item=T1, note=""), e.MeetingClosed(by=MAYOR, open_items=()))
    issue = c.IssueExtract(by=CLERK, at=NOW, ballot=V1, number="1/2026")
    Given(*over).when(issue).refused(r.NoResolution(ballot=V1))


def report(*, done: bool) -> c.ReportTask:
    return c.ReportTask(by=CLERK, at=NOW, ballot=V1, text="Vergeben", done=done)


def reported(*, done: bool) -> e.TaskReported:
    return e.TaskReported(ballot=V1, text="Vergeben", done=done, by=CLERK)


def test_a_task_is_not_due_on_a_day_that_is_over() -> None:
    today = NOW.date()
    Given(*ADOPTED).when(replace(TASK, due=today)).accepted()
    yesterday = today - timedelta(days=1)
    Given(*ADOPTED).when(replace(TASK, due=yesterday)).refused(r.DueInPast(due=yesterday))


def test_a_task_is_given_reported_on_and_done() -> None:
    Given(*ADOPTED).when(report(done=False)).refused(r.NoTask(ballot=V1))
    given = Given(*ADOPTED).when(TASK).then(ASSIGNED)
    given.when(TASK).then()
    half = given.when(report(done=False)).then(reported(done=False))
    done = half.when(report(done=True)).then(reported(done=True))
    task = done.meeting.paperwork.tasks[V1]
    assert (task.reports, task.done) == (("Vergeben", "Vergeben"), True)
    done.when(report(done=True)).refused(r.NoTask(ballot=V1))
    done.when(TASK).then(ASSIGNED)  # it can be given out again


# The register.


def test_resolutions_are_numbered_by_year_in_the_order_they_were_decided() -> None:
    first = Given(*ADOPTED).meeting
    second = replace(Given(*REJECTED).meeting, id=MeetingId("2026-04"))
    new_year = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)  # half past midnight in Berlin
    ended = {(first.id, V1): NOW, (second.id, V1): new_year}
    lines = resolutions((second, first), ended, (), "Europe/Berlin")
    assert [(one.number, one.state) for one in lines] == [
        ("1/2026", ResolutionState.ADOPTED),
        ("1/2027", ResolutionState.REJECTED),
    ]
    assert (lines[0].title, lines[0].item_number, lines[0].public) == ("Straße", "1", True)
    assert lines[0].matches(("straße", "GEBAUT"))
    assert not lines[0].matches(("Brücke",))
    # 11/2026 is no 1/2026, and a resolution that names 1/2026 is found by it too.
    assert not replace(lines[0], number="11/2026").matches(("1/2026",))
    assert replace(lines[0], number="11/2026", text="Ändert 1/2026.").matches(("1/2026",))


@pytest.mark.parametrize(
    ("happened", "state"),
    [
        ((CONTESTED,), ResolutionState.CONTESTED),
        ((CONTESTED, settled(ContestOutcome.STANDS)), ResolutionState.ADOPTED),
        ((CONTESTED, settled(ContestOutcome.REPEALED)), ResolutionState.REPEALED),
    ],
)
def test_the_register_tells_what_became_of_a_resolution(
    happened: tuple[e.Event, ...], state: ResolutionState
) -> None:
    meeting = Given(*ADOPTED, *happened).meeting
    (line,) = resolutions((meeting,), {(meeting.id, V1): NOW}, (), "Europe/Berlin")
    assert line.state is state


def test_a_resolution_outside_any_item_or_motion_still_has_its_wording() -> None:
    meeting = Given(*ADOPTED).meeting
    ballot = replace(
        meeting.ballots[V1], item=None, subject=subject(SubjectKind.MOTION, "A9", "Wir tun es.")
    )
    bare = replace(meeting, ballots={V1: ballot})
    (line,) = resolutions((bare,), {(bare.id, V1): NOW}, (), "Europe/Berlin")
    assert (line.item_number, line.title, line.text) == ("", "", "Wir tun es.")


# What is due.


def at(day: int, hour: int = 9) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=UTC)


def kinds(meeting: Meeting, when: datetime) -> list[Reminder]:
    return [kind for kind, _ in due(meeting, when)]


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        (at(18), []),
        (at(19), [Reminder.INVITE_SOON]),  # latest is Saturday the 21st, 23:59
        (at(21), [Reminder.INVITE_NOW]),
        (at(22), []),
    ],
)
def test_the_office_is_warned_before_the_last_moment_for_the_invitation(
    when: datetime, expected: list[Reminder]
) -> None:
    assert kinds(Given(*PLANNED).meeting, when) == expected


def test_each_reminder_is_said_once_and_anew_for_another_day() -> None:
    meeting = Given(*PLANNED)
    (known,) = due(meeting.meeting, at(21))
    ask = c.Remind(by=c.OPERATOR, at=at(21), reminder=known[0], ref=known[1])
    said = meeting.when(ask).then(e.Reminded(reminder=known[0], ref=known[1]))
    said.when(ask).then()
    later = Given(*said.happened, e.MeetingRescheduled(starts=NOW + timedelta(1), place="x"))
    assert kinds(later.meeting, at(22)) == [Reminder.INVITE_NOW]


def test_two_days_before_the_meeting_unproven_receipts_are_named() -> None:
    assert kinds(Given(*INVITED).meeting, at(24, 17)) == []
    assert kinds(Given(*INVITED).meeting, at(24, 18)) == [Reminder.RECEIPTS]
    assert kinds(Given(*INVITED).meeting, NOW) == []
    proven = tuple(
        e.InvitationReceived(seat=s, by=s, received=BEFORE, full_days=9, kept=True) for s in VOTERS
    )
    assert kinds(Given(*INVITED, *proven).meeting, at(25)) == []


def test_a_meeting_without_a_start_is_due_to_nothing() -> None:
    for happened in (PLANNED, INVITED):
        assert due(replace(Given(*happened).meeting, starts=None), at(21)) == ()


def test_a_task_is_due_on_its_day_unless_it_is_done_or_contested() -> None:
    early, day = datetime(2027, 1, 30, 22, tzinfo=UTC), datetime(2027, 1, 30, 23, tzinfo=UTC)
    given = Given(*ADOPTED, ASSIGNED)
    assert due(given.meeting, early) == ()
    assert due(given.meeting, day) == ((Reminder.TASK, f"{V1}/2027-01-31"),)
    for more in (reported(done=True), CONTESTED):
        assert due(Given(*given.happened, more).meeting, day) == ()


def test_the_end_of_the_time_for_objections_is_told() -> None:
    until = NOW + timedelta(days=14)
    sent = e.MinutesCirculated(by=CLERK, version=1, until=until)
    happened = (*CALLED, e.MeetingClosed(by=MAYOR, open_items=()))
    drafted = (*happened, e.MinutesDrafted(by=CLERK, version=1), sent)
    assert kinds(Given(*drafted).meeting, until) == []
    assert due(Given(*drafted).meeting, until + timedelta(1)) == ((Reminder.OBJECTIONS, "1"),)
    without = (*drafted[:-1], replace(sent, until=None))
    assert kinds(Given(*without).meeting, until + timedelta(1)) == []


def test_only_the_bot_itself_reminds() -> None:
    ask = c.Remind(by=AYSE, at=NOW, reminder=Reminder.TASK, ref=BallotId("V1"))
    Given(*ADOPTED).when(ask).refused(r.NotAllowed(roles=()))


# ── approval by the supervisory authority ───────────────────────────────────────────────
def approval(state: Supervision, note: str = "Landratsamt") -> c.NoteSupervision:
    return c.NoteSupervision(by=CLERK, at=NOW, ballot=V1, state=state, note=note)


def state_of(given: Given) -> ResolutionState:
    meeting = given.meeting
    (line,) = resolutions([meeting], {(meeting.id, V1): NOW}, (), "Europe/Berlin")
    return line.state


def test_a_resolution_waits_for_the_authority_and_the_register_says_so() -> None:
    needed = Given(*ADOPTED).when(approval(Supervision.NEEDED))
    noted = needed.then(
        e.SupervisionNoted(ballot=V1, state=Supervision.NEEDED, note="Landratsamt", by=CLERK)
    )
    noted.when(approval(Supervision.NEEDED)).then()
    assert state_of(noted) is ResolutionState.AWAITING
    granted = noted.when(approval(Supervision.GRANTED, "Bescheid")).accepted()
    assert state_of(granted) is ResolutionState.ADOPTED
    refused = noted.when(approval(Supervision.REFUSED, "Bescheid")).accepted()
    assert state_of(refused) is ResolutionState.NOT_APPROVED


def test_only_what_is_adopted_and_needs_it_is_approved() -> None:
    Given(*REJECTED).when(approval(Supervision.NEEDED)).refused(r.NotAdopted(ballot=V1))
    given = Given(*ADOPTED)
    given.when(approval(Supervision.GRANTED)).refused(r.NoApprovalAwaited(ballot=V1))
    given.when(approval(Supervision.NEEDED, " ")).refused(r.ReasonMissing())
