# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""After a resolution: certified extract, approval of the authority, carrying it out."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain import refusals as r
from bot.domain.ids import BallotId
from bot.domain.meeting import Ballot, Meeting
from bot.domain.preparation import TITLE_LIMIT, need_phase, need_reason, need_text
from bot.domain.refusals import Refused
from bot.domain.values import Phase, SubjectKind, Supervision

OVER = (Phase.CLOSED, Phase.DRAFTED, Phase.APPROVED)


def is_resolution(ballot: Ballot) -> bool:
    """Tell whether a ballot ended in a resolution on a matter (Sachbeschluss)."""
    decided = ballot.result is not None and not ballot.voided
    recalled = ballot.subject.kind is SubjectKind.RECALL and ballot.subject.ref != ""
    return decided and (recalled or ballot.subject.kind is SubjectKind.MOTION)


def need_resolution(meeting: Meeting, ballot: BallotId) -> Ballot:
    """Return the ballot of a resolution; after the meeting is over."""
    need_phase(meeting, *OVER)
    known = meeting.ballots.get(ballot)
    if known is None or not is_resolution(known):
        raise Refused(r.NoResolution(ballot=ballot))
    return known


def need_adopted(meeting: Meeting, ballot: BallotId) -> Ballot:
    known = need_resolution(meeting, ballot)
    if known.result is None or not known.result.adopted or not meeting.paperwork.stands(ballot):
        raise Refused(r.NotAdopted(ballot=ballot))
    return known


def issue_extract(meeting: Meeting, command: c.IssueExtract) -> list[e.MeetingEvent]:
    need_resolution(meeting, command.ballot)
    return [e.ExtractIssued(ballot=command.ballot, number=command.number, by=command.by)]


def note_supervision(meeting: Meeting, command: c.NoteSupervision) -> list[e.MeetingEvent]:
    """Keep that an authority must approve the resolution, and what it then decides."""
    need_adopted(meeting, command.ballot)
    known = meeting.paperwork.supervision.get(command.ballot)
    if command.state is not Supervision.NEEDED and known is None:
        raise Refused(r.NoApprovalAwaited(ballot=command.ballot))
    note = need_reason(command.note)
    if known is not None and (known.state, known.note) == (command.state, note):
        return []
    return [
        e.SupervisionNoted(ballot=command.ballot, state=command.state, note=note, by=command.by)
    ]


def assign_task(meeting: Meeting, command: c.AssignTask) -> list[e.MeetingEvent]:
    need_adopted(meeting, command.ballot)
    if meeting.paperwork.contested(command.ballot):
        raise Refused(r.Contested(ballot=command.ballot))
    if command.due < command.at.astimezone(ZoneInfo(meeting.time_zone)).date():
        raise Refused(r.DueInPast(due=command.due))
    office = need_text(command.office, TITLE_LIMIT)
    known = meeting.paperwork.tasks.get(command.ballot)
    if known is not None and (known.office, known.due, known.done) == (office, command.due, False):
        return []
    return [e.TaskAssigned(ballot=command.ballot, office=office, due=command.due, by=command.by)]


def report_task(meeting: Meeting, command: c.ReportTask) -> list[e.MeetingEvent]:
    """Keep what the office reports; not that a resolution is carried out while it is contested."""
    need_resolution(meeting, command.ballot)
    known = meeting.paperwork.tasks.get(command.ballot)
    if known is None or known.done:
        raise Refused(r.NoTask(ballot=command.ballot))
    if command.done and meeting.paperwork.contested(command.ballot):
        raise Refused(r.ContestedNotDone(ballot=command.ballot))
    return [
        e.TaskReported(
            ballot=command.ballot,
            text=need_text(command.text),
            done=command.done,
            by=command.by,
        )
    ]
