# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the office is reminded of, each once: `due` says what, the shell asks every minute."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain.approvals import to_examine
from bot.domain.delivery import delivery_of
from bot.domain.followup import OVER
from bot.domain.meeting import Meeting
from bot.domain.notice import latest_receipt
from bot.domain.papersout import COUNTING, overdue
from bot.domain.values import Delivery, Phase, Reminder

INVITE_SOON = timedelta(days=3)
INVITE_NOW = timedelta(days=1)
RECEIPTS = timedelta(days=2)


def due(meeting: Meeting, at: datetime) -> tuple[tuple[Reminder, str], ...]:
    """Return what is due at ``at`` and was not said yet, with what it is about."""
    return tuple(one for one in _due(meeting, at) if one not in meeting.paperwork.reminded)


def remind(meeting: Meeting, command: c.Remind) -> list[e.MeetingEvent]:
    """Write down that the office is told; nothing if it is not due, or was told already."""
    if (command.reminder, command.ref) not in due(meeting, command.at):
        return []
    return [e.Reminded(reminder=command.reminder, ref=command.ref)]


def _due(meeting: Meeting, at: datetime) -> Iterator[tuple[Reminder, str]]:
    if meeting.phase is Phase.PLANNED and meeting.starts is not None:
        zone = ZoneInfo(meeting.time_zone)
        latest = latest_receipt(meeting.starts, meeting.law().notice.full_days, zone)
        ref = meeting.starts.isoformat()  # a meeting moved to another day is warned of anew
        if latest - INVITE_NOW <= at <= latest:
            yield Reminder.INVITE_NOW, ref
        elif latest - INVITE_SOON <= at <= latest:
            yield Reminder.INVITE_SOON, ref
    if meeting.phase is Phase.INVITED and meeting.starts is not None:
        silent = any(delivery_of(meeting, seat) is Delivery.UNPROVEN for seat in meeting.invited)
        if silent and meeting.starts - RECEIPTS <= at < meeting.starts:
            yield Reminder.RECEIPTS, ""
    yield from _after(meeting, at)


def _after(meeting: Meeting, at: datetime) -> Iterator[tuple[Reminder, str]]:
    sent = meeting.paperwork.circulated
    if meeting.phase is Phase.DRAFTED and sent and sent.until and at > sent.until:
        yield Reminder.OBJECTIONS, str(sent.version)
    for paper, until in overdue(meeting, at) if meeting.phase in COUNTING else ():
        yield Reminder.POSTAL, f"{paper}/{until.isoformat()}"
    for ballot in to_examine(meeting) if meeting.phase in OVER else ():
        yield Reminder.APPROVAL, ballot
    today = at.astimezone(ZoneInfo(meeting.time_zone)).date()
    for question in meeting.residents.questions.values():
        if question.owed and question.due and question.due <= today:
            yield Reminder.QUESTION, f"{question.id}/{question.due.isoformat()}"
    for decided in meeting.paperwork.tasks:
        task = meeting.paperwork.owed(decided)
        if task and task.due <= today and not meeting.paperwork.contested(decided):
            yield Reminder.TASK, f"{decided}/{task.due.isoformat()}"
