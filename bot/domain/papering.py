# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""How a command on paperwork is judged; the part of `bot.domain.decide` that is about papers."""

from __future__ import annotations

from typing import assert_never

from bot.domain import commands as c
from bot.domain import contesting, delivery, followup, preparation, releasing, reminders, revision
from bot.domain import events as e
from bot.domain.meeting import Meeting


def decide_paper(meeting: Meeting, command: c.PaperCommand) -> list[e.MeetingEvent]:  # noqa: C901 - a table of contents
    """Return what follows from ``command``. Raises `Refused`."""
    match command:
        case c.ReportReceipt():
            return delivery.report_receipt(meeting, command)
        case c.RecordMail():
            return delivery.record_mail(meeting, command)
        case c.AttachPaper():
            return delivery.attach(meeting, command)
        case c.ImportItems():
            return preparation.import_items(meeting, command)
        case c.JoinItems():
            return delivery.join_items(meeting, command)
        case c.SetMinutesText():
            return revision.set_text(meeting, command)
        case c.TakeMinutesTexts():
            return revision.take_texts(meeting, command)
        case c.CirculateMinutes():
            return revision.circulate(meeting, command)
        case c.ObjectToMinutes():
            return revision.object_to(meeting, command)
        case c.SettleMinutesObjection():
            return revision.settle(meeting, command)
        case c.ReopenMinutes():
            return revision.reopen(meeting, command)
        case c.IssueExtract():
            return followup.issue_extract(meeting, command)
        case c.ContestResolution():
            return contesting.contest(meeting, command)
        case c.SettleContest():
            return contesting.settle(meeting, command)
        case c.DecideContest():
            return contesting.decide_again(meeting, command)
        case c.VoidContestDecision():
            return contesting.void_decision(meeting, command)
        case c.NoteSupervision():
            return followup.note_supervision(meeting, command)
        case c.AssignTask():
            return followup.assign_task(meeting, command)
        case c.ReportTask():
            return followup.report_task(meeting, command)
        case c.WordRelease():
            return releasing.word(meeting, command)
        case c.ReleaseResolution():
            return releasing.release(meeting, command)
        case c.WordElectionRelease():
            return releasing.word_election(meeting, command)
        case c.ReleaseElection():
            return releasing.release_election(meeting, command)
        case c.Remind():
            return reminders.remind(meeting, command)
        case _:
            assert_never(command)
