# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Minutes between draft and approval: free text, circulation, objections, corrections.

Facts follow from the journal and nobody writes them. What a clerk adds is text on an item; each
change after a draft voids its signatures, and the next draft is a new version.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain import refusals as r
from bot.domain.meeting import Meeting
from bot.domain.preparation import need_item, need_phase, need_reason, need_text
from bot.domain.refusals import Refused
from bot.domain.values import Phase

WRITING = (Phase.OPEN, Phase.INTERRUPTED, Phase.CLOSED, Phase.DRAFTED)
SIGNATORIES = ("chair", "clerk")


def set_text(meeting: Meeting, command: c.SetMinutesText) -> list[e.MeetingEvent]:
    need_phase(meeting, *WRITING)
    if command.item is not None:
        need_item(meeting, command.item)
    text = need_text(command.text) if command.text.strip() else ""
    if meeting.paperwork.texts.get(command.item, "") == text:
        return []
    return [e.MinutesTextSet(item=command.item, text=text, by=command.by)]


def take_texts(meeting: Meeting, command: c.TakeMinutesTexts) -> list[e.MeetingEvent]:
    """Take what differs; nothing at all if one text is refused."""
    asked = (
        c.SetMinutesText(by=command.by, at=command.at, item=item, text=text)
        for item, text in command.texts
    )
    return [event for one in asked for event in set_text(meeting, one)]


def need_signed(meeting: Meeting) -> None:
    """Refuse while a signature of chair or clerk is missing, § 42 (2) ThürKO."""
    roles = {role for role, _ in meeting.minutes.signed}
    missing = tuple(role for role in SIGNATORIES if role not in roles)
    if missing:
        raise Refused(r.NotSigned(missing=missing))


def need_settled(meeting: Meeting) -> None:
    """Refuse while an objection is open: the body decides on minutes it knows to be right."""
    waiting = tuple(known.number for known in meeting.paperwork.open_objections)
    if waiting:
        raise Refused(r.ObjectionsOpen(numbers=waiting))


def need_draft(meeting: Meeting) -> None:
    """Refuse while there is no draft that holds; once the session is over, it is the next step."""
    if meeting.phase is Phase.CLOSED:
        raise Refused(r.MinutesUndrafted())
    need_phase(meeting, Phase.DRAFTED)


def circulate(meeting: Meeting, command: c.CirculateMinutes) -> list[e.MeetingEvent]:
    need_draft(meeting)
    need_signed(meeting)
    version = meeting.minutes.version
    known = meeting.paperwork.circulated
    if known is not None and known.version == version:
        return []
    days = meeting.law().number("minutes.objections")
    until = None if days is None else _end_of_day(command.at, days, meeting.time_zone)
    return [e.MinutesCirculated(by=command.by, version=version, until=until)]


def object_to(meeting: Meeting, command: c.ObjectToMinutes) -> list[e.MeetingEvent]:
    need_draft(meeting)
    sent = meeting.paperwork.circulated
    if sent is None or sent.version != meeting.minutes.version:
        raise Refused(r.NotCirculated())
    if sent.until is not None and command.at > sent.until:
        raise Refused(r.ObjectionsOver(until=sent.until))
    number = len(meeting.paperwork.objections) + 1
    return [e.MinutesObjected(seat=command.by, number=number, text=need_reason(command.text))]


def settle(meeting: Meeting, command: c.SettleMinutesObjection) -> list[e.MeetingEvent]:
    need_phase(meeting, Phase.CLOSED, Phase.DRAFTED)
    known = meeting.paperwork.objection(command.number)
    if known is None or known.upheld is not None:
        waiting = tuple(one.number for one in meeting.paperwork.open_objections)
        raise Refused(r.ObjectionUnknown(number=command.number, known=waiting))
    note = need_reason(command.note)
    return [
        e.MinutesObjectionSettled(
            number=command.number, upheld=command.upheld, note=note, by=command.by
        )
    ]


def reopen(meeting: Meeting, command: c.ReopenMinutes) -> list[e.MeetingEvent]:
    """Correct approved minutes: the version approved is kept, the next needs approval anew."""
    need_phase(meeting, Phase.APPROVED)
    return [e.MinutesReopened(by=command.by, reason=need_reason(command.reason))]


def _end_of_day(at: datetime, days: int, time_zone: str) -> datetime:
    zone = ZoneInfo(time_zone)
    return datetime.combine(at.astimezone(zone).date() + timedelta(days=days), time(23, 59), zone)
