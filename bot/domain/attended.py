# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a meeting remembers of who is there and takes part; the fold beside `bot.domain.evolve`."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import assert_never

from bot.domain import events as e
from bot.domain.concerned import concerned_by
from bot.domain.ids import SeatId
from bot.domain.meeting import Attendance, Meeting, MinutesState
from bot.domain.values import Phase, Presence, QuorumCheck, Role


def attended(meeting: Meeting, event: e.AttendanceEvent) -> Meeting:
    """Return the meeting after ``event``."""
    match event:
        case e.RollCallStarted():
            return replace(meeting, roll_call_open=True)
        case e.MemberArrived():
            arrived = Attendance(presence=Presence.PRESENT, mode=event.mode)
            return settled(_attend(meeting, event.seat, arrived))
        case e.MemberLeft():
            return _left(meeting, event)
        case e.AbsenceRecorded():
            return _absent(meeting, event)
        case e.RollCallClosed():
            over = replace(
                meeting, roll_call_open=False, roll_call_held=True, roll_call_closed=event.at
            )
            return _stated(over, event.check)
        case e.QuorumStated():
            return _stated(meeting, event.check)
        case e.RecusalDeclared():
            return _recused(meeting, event)
        case e.RecusalWithdrawn():
            return replace(meeting, recusals=meeting.recusals - {(event.seat, event.item)})
        case e.SubstituteSeated(seat=seat, principal=principal):
            others = {s: p for s, p in meeting.substitutes.items() if p != principal}
            return replace(meeting, substitutes={**others, seat: principal})
        case e.SubstituteStoodDown(seat=seat):
            return replace(without_floor(meeting, seat), substitutes=_but(meeting, {seat}))
        case _:
            assert_never(event)


def _stated(meeting: Meeting, check: QuorumCheck) -> Meeting:
    """Remember for which items there was no quorum: the open one, else all that are left."""
    about = (
        {meeting.item}
        if meeting.item
        else {item.id for item in meeting.agenda}.difference(meeting.done)
    )
    before = meeting.inquorate
    now = before - about if check.quorate else before | about
    return replace(meeting, last_check=check, inquorate=now)


def settled(meeting: Meeting) -> Meeting:
    """Return the meeting with each vote back where it belongs, once nothing is voted on.

    To a member who has come; and where one of the two has left the roster or changed their part.
    """
    if meeting.ballot or meeting.open_round() or not meeting.substitutes:
        return meeting
    over = {
        seat
        for seat, principal in meeting.substitutes.items()
        if meeting.is_present(principal) or not _still(meeting, seat, principal)
    }
    for seat in over:
        meeting = without_floor(meeting, seat)
    return replace(meeting, substitutes=_but(meeting, over))


def _still(meeting: Meeting, seat: SeatId, principal: SeatId) -> bool:
    substitute, member = meeting.seats.get(seat), meeting.seats.get(principal)
    if substitute is None or member is None:
        return False
    return substitute.role is Role.SUBSTITUTE and member.votes


def _but(meeting: Meeting, seats: Collection[SeatId]) -> dict[SeatId, SeatId]:
    return {seat: other for seat, other in meeting.substitutes.items() if seat not in seats}


def without_floor(meeting: Meeting, seat: SeatId) -> Meeting:
    """Return the meeting with the floor taken from ``seat``."""
    floor = tuple(one for one in meeting.floor if one != seat)
    paused = meeting.debate.paused
    if paused and paused.seat == seat:
        return replace(meeting, floor=floor, debate=replace(meeting.debate, paused=None))
    return replace(meeting, floor=floor)


def _attend(meeting: Meeting, seat: SeatId, attendance: Attendance) -> Meeting:
    return replace(meeting, attendance={**meeting.attendance, seat: attendance})


def _absent(meeting: Meeting, event: e.AbsenceRecorded) -> Meeting:
    """Remember the absence; a draft of the minutes that does not know of it is void."""
    absent = Attendance(presence=Presence.ABSENT, reason=event.reason, excused=event.excused)
    after = _attend(meeting, event.seat, absent)
    if meeting.phase is not Phase.DRAFTED:
        return after
    minutes = MinutesState(version=meeting.minutes.version)
    return replace(after, phase=Phase.CLOSED, minutes=minutes)


def _left(meeting: Meeting, event: e.MemberLeft) -> Meeting:
    before = meeting.attendance[event.seat]
    return _attend(
        without_floor(meeting, event.seat),
        event.seat,
        replace(before, presence=Presence.LEFT, reason=event.reason),
    )


def _recused(meeting: Meeting, event: e.RecusalDeclared) -> Meeting:
    """Remember the recusal; a vote already cast on the item falls out of the open ballot.

    Also where the item is not under debate but voted on, such as whether it is dealt with at all.
    """
    after = replace(meeting, recusals=meeting.recusals | {(event.seat, event.item)})
    after = without_floor(after, event.seat)
    ballot = meeting.open_ballot()
    if ballot is None or concerned_by(meeting, ballot) != event.item:
        return after
    votes = {seat: vote for seat, vote in ballot.votes.items() if seat != event.seat}
    return replace(after, ballots={**meeting.ballots, ballot.id: replace(ballot, votes=votes)})
