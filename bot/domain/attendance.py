# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who is there: roll call (Namensaufruf), arrival, leave, quorum, and who is biased."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain import formats
from bot.domain import refusals as r
from bot.domain.ids import ItemId, SeatId
from bot.domain.meeting import Meeting
from bot.domain.permissions import CHAIRS, LEAD, check_for
from bot.domain.preparation import (
    TITLE_LIMIT,
    need_item,
    need_phase,
    need_reason,
    wrong_phase,
)
from bot.domain.refusals import Refused
from bot.domain.values import Format, Mode, Phase, Presence, Role

RUNNING = (Phase.OPEN, Phase.INTERRUPTED)


_One = TypeVar("_One", c.ReportPresent, c.RecordAbsence, c.ReportLeft)


def need_seat(meeting: Meeting, seat: SeatId) -> None:
    if seat not in meeting.seats:
        raise Refused(r.SeatUnknown(seat=seat))


def presiding_voter(meeting: Meeting) -> SeatId | None:
    """Return who holds the chair's office (Bürgermeister, Landrat), if there and with a vote."""
    by_office = (seat for seat, known in meeting.seats.items() if known.role is Role.CHAIR)
    voting = meeting.present_voting()
    return next((seat for seat in by_office if seat in voting), None)


def need_present(meeting: Meeting, seat: SeatId) -> None:
    need_seat(meeting, seat)
    if not meeting.is_present(seat):
        raise Refused(r.NotPresent(seat=seat))


def start_roll_call(meeting: Meeting, command: c.StartRollCall) -> list[e.MeetingEvent]:
    need_phase(meeting, Phase.OPEN)
    if meeting.ballot:
        raise Refused(r.BallotOpen(ballot=meeting.ballot))
    if meeting.roll_call_open:
        return []
    return [e.RollCallStarted(by=command.by)]


def _each(command: _One) -> list[_One]:
    """Return the same for each person it holds for."""
    seats = dict.fromkeys((command.seat, *command.others))
    return [replace(command, seat=seat, others=()) for seat in seats]


def report_present(meeting: Meeting, command: c.ReportPresent) -> list[e.MeetingEvent]:
    return [event for one in _each(command) for event in _present(meeting, one)]


def _present(meeting: Meeting, command: c.ReportPresent) -> list[e.MeetingEvent]:
    need_phase(meeting, *RUNNING)
    need_seat(meeting, command.seat)
    check_for(command.seat, command.by, meeting.role_of(command.by))
    if not (meeting.roll_call_open or meeting.roll_call_held):
        raise Refused(r.NoRollCall())
    if meeting.is_expelled(command.seat):
        raise Refused(r.Expelled(seat=command.seat))
    if command.mode is not Mode.HALL and meeting.format is Format.PRESENCE:
        raise Refused(r.PresenceOnly(seat=command.seat, norm=meeting.law().norm("format")))
    formats.need_chair_in_hall(meeting, command.seat, command.mode)
    identified = _identified(meeting, command)
    known = meeting.attendance.get(command.seat)
    if known and known.presence is Presence.PRESENT and known.mode is command.mode:
        return []
    return [
        e.MemberArrived(
            seat=command.seat,
            mode=command.mode,
            channel=command.channel,
            # Who comes after the first roll call is late, also for a second one after a break.
            late=meeting.roll_call_held,
            identified=identified,
        )
    ]


def _identified(meeting: Meeting, command: c.ReportPresent) -> str:
    """Return how who is on the telephone was identified; nobody else is asked.

    A voice proves no identity to the machine: the clerk answers for it, and enters the votes.
    """
    if command.mode is not Mode.PHONE:
        return ""
    law = meeting.law()
    if not law.flag("attendance.phone"):
        raise Refused(r.PhoneForbidden(norm=law.norm("attendance.phone") or law.norm("format")))
    if command.by == command.seat:
        raise Refused(r.PhoneEntered(seat=command.seat))
    if not command.identified.strip():
        raise Refused(r.PhoneUnidentified(seat=command.seat))
    return command.identified.strip()[:TITLE_LIMIT]


def record_absence(meeting: Meeting, command: c.RecordAbsence) -> list[e.MeetingEvent]:
    """Record why members are not there; possible until the minutes are approved.

    Once a draft is out it is for chair and clerk to say, and a new draft has to be made.
    """
    return [event for one in _each(command) for event in _absence(meeting, one)]


def _absence(meeting: Meeting, command: c.RecordAbsence) -> list[e.MeetingEvent]:
    need_phase(meeting, Phase.PLANNED, Phase.INVITED, *RUNNING, Phase.CLOSED, Phase.DRAFTED)
    if command.seat not in meeting.attendance:  # somebody may have left the roster since
        need_seat(meeting, command.seat)
    role = meeting.role_of(command.by)
    check_for(command.seat, command.by, role)
    if meeting.phase is Phase.DRAFTED and role not in LEAD:
        raise wrong_phase(meeting, Phase.CLOSED)
    reason = need_reason(command.reason)
    known = meeting.attendance.get(command.seat)
    if known and known.presence is not Presence.ABSENT:
        raise Refused(r.AlreadyPresent(seat=command.seat))
    if known and (known.reason, known.excused) == (reason, command.excused):
        return []
    return [e.AbsenceRecorded(seat=command.seat, reason=reason, excused=command.excused)]


def report_left(meeting: Meeting, command: c.ReportLeft) -> list[e.MeetingEvent]:
    return [event for one in _each(command) for event in _leave(meeting, one)]


def _leave(meeting: Meeting, command: c.ReportLeft) -> list[e.MeetingEvent]:
    need_phase(meeting, *RUNNING)
    need_present(meeting, command.seat)
    check_for(command.seat, command.by, meeting.role_of(command.by))
    if command.seat == meeting.chair:
        raise Refused(r.ChairStays(seat=command.seat))
    return [e.MemberLeft(seat=command.seat, reason=command.reason.strip()[:TITLE_LIMIT])]


def close_roll_call(meeting: Meeting, command: c.CloseRollCall) -> list[e.MeetingEvent]:
    """Close the roll call; who gave no answer is absent, the reason is still to be named."""
    need_phase(meeting, Phase.OPEN)
    if not meeting.roll_call_open:
        if meeting.roll_call_held:
            raise Refused(r.RollCallOver(since=meeting.roll_call_closed))
        raise Refused(r.NoRollCall())
    # Nobody leads a meeting they are absent from.
    need_present(meeting, meeting.chair or SeatId(""))
    silent = [
        e.AbsenceRecorded(seat=seat, reason="", excused=False) for seat in meeting.unanswered()
    ]
    return [*silent, e.RollCallClosed(check=meeting.quorum(), at=command.at)]


def take_chair(meeting: Meeting, command: c.TakeChair) -> list[e.MeetingEvent]:
    need_phase(meeting, *RUNNING)
    need_seat(meeting, command.seat)
    if not meeting.has_vote(command.seat):
        raise Refused(r.NotVoting(seat=command.seat))
    if meeting.roll_call_held:
        need_present(meeting, command.seat)
    if meeting.item and meeting.is_recused(command.seat, meeting.item):
        raise Refused(r.Recused(seat=command.seat, item=meeting.item))
    if command.seat == meeting.chair:
        return []
    where = meeting.attendance.get(command.seat)
    if where:
        formats.need_chair_in_hall(replace(meeting, chair=command.seat), command.seat, where.mode)
    return [e.ChairTaken(chair=command.seat)]


def state_quorum(meeting: Meeting, command: c.StateQuorum) -> list[e.MeetingEvent]:
    need_phase(meeting, Phase.OPEN)
    need_roll_call(meeting)
    return [e.QuorumStated(check=meeting.quorum(meeting.item))]


def need_roll_call(meeting: Meeting) -> None:
    """Refuse to go on before the roll call is closed."""
    if meeting.roll_call_open:
        raise Refused(r.RollCallOpen(unanswered=len(meeting.unanswered())))
    if not meeting.roll_call_held:
        raise Refused(r.NoRollCall())


def need_leading(meeting: Meeting, by: SeatId) -> None:
    """Refuse chair and deputies while another leads: it is for who leads, or the clerk for them."""
    leads = meeting.chair if meeting.chair in meeting.seats else None
    if leads and by != leads and meeting.role_of(by) in CHAIRS:
        raise Refused(r.NotLeading(chair=leads))


def need_unbiased_chair(meeting: Meeting, item: ItemId | None) -> None:
    """§ 38 ThürKO: who is biased on an item does not lead its debate or vote either."""
    if meeting.chair and meeting.is_recused(meeting.chair, item):
        raise Refused(r.ChairRecused(seat=meeting.chair))


def declare_recusal(meeting: Meeting, command: c.DeclareRecusal) -> list[e.MeetingEvent]:
    """§ 38 ThürKO: to be disclosed before the debate; ends by itself with the item."""
    need_phase(meeting, Phase.INVITED, *RUNNING)
    need_seat(meeting, command.seat)
    check_for(command.seat, command.by, meeting.role_of(command.by))
    item = _item(meeting, command.item)
    if (command.seat, item) in meeting.recusals:
        raise Refused(r.AlreadyRecused(seat=command.seat, item=item))
    return [
        e.RecusalDeclared(seat=command.seat, item=item, reason=command.reason.strip()[:TITLE_LIMIT])
    ]


def withdraw_recusal(meeting: Meeting, command: c.WithdrawRecusal) -> list[e.MeetingEvent]:
    need_phase(meeting, Phase.INVITED, *RUNNING)
    item = _item(meeting, command.item)
    if (command.seat, item) not in meeting.recusals:
        raise Refused(r.NotRecused(seat=command.seat, item=item))
    if meeting.ballot:
        raise Refused(r.BallotOpen(ballot=meeting.ballot))
    return [e.RecusalWithdrawn(seat=command.seat, item=item)]


def _item(meeting: Meeting, named: ItemId | None) -> ItemId:
    if named is None:
        if meeting.item is None:
            raise Refused(r.NoItemOpen())
        return meeting.item
    item = need_item(meeting, named)
    if item.id in meeting.done:
        raise Refused(r.ItemDone(item=item.id))
    return item.id
