# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Keeping order: calls, the floor withdrawn, exclusion, and the objection to the body.

How many calls come before the floor is withdrawn, whether the body hears objections and who
excludes a member are rules: ``order.calls``, ``order.objection``, ``order.expulsion``.
"""

from __future__ import annotations

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain import refusals as r
from bot.domain.attendance import need_present
from bot.domain.ids import MeasureId, SeatId
from bot.domain.measures import CALLS, Measure, OrderStep
from bot.domain.meeting import Meeting
from bot.domain.permissions import check_for
from bot.domain.preparation import need_phase, need_reason
from bot.domain.refusals import Refused
from bot.domain.values import Phase


def take(meeting: Meeting, command: c.TakeOrderMeasure) -> list[e.MeetingEvent]:
    """Take a measure at once; where the body has to exclude a member, refuse and say so."""
    need_phase(meeting, Phase.OPEN)
    need_member(meeting, command.seat)
    reason = need_reason(command.reason)
    law = meeting.law()
    if command.step is OrderStep.EXPEL and law.word("order.expulsion") != "chair":
        raise Refused(r.ExpulsionUnresolved(seat=command.seat, norm=law.norm("order.expulsion")))
    if command.step is OrderStep.WITHDRAW_FLOOR:
        _need_calls(meeting, command.seat)
    return taken(meeting, command.step, command.seat, reason, command.by)


def need_member(meeting: Meeting, seat: SeatId) -> None:
    """Refuse who is not there, and who leads: the chair answers for order and is under it."""
    need_present(meeting, seat)
    if seat == meeting.chair:
        raise Refused(r.ChairKeepsOrder(seat=seat))


def taken(
    meeting: Meeting, step: OrderStep, seat: SeatId, reason: str, by: SeatId
) -> list[e.MeetingEvent]:
    """Return the measure and what it does: who has lost the floor or the meeting is silent."""
    measure = e.OrderMeasureTaken(
        measure=MeasureId(f"R{len(meeting.measures) + 1}"),
        step=step,
        seat=seat,
        item=meeting.item,
        reason=reason,
        by=by,
    )
    if step in CALLS:
        return [measure]
    if step is OrderStep.EXPEL:
        return [measure, e.MemberLeft(seat=seat, reason=reason)]
    waits = any(one.seat == seat for one in meeting.debate.waiting)
    dropped = [e.FloorRequestDropped(seat=seat, by=by)] if waits else []
    speaks = [e.FloorTaken(seat=seat, by=by)] if seat in meeting.floor else []
    return [measure, *dropped, *speaks]


def object_to(meeting: Meeting, command: c.ObjectToMeasure) -> list[e.MeetingEvent]:
    need_phase(meeting, Phase.OPEN)
    measure = _standing(meeting, command.measure)
    check_for(measure.seat, command.by, meeting.role_of(command.by))
    if not meeting.law().flag("order.objection"):
        raise Refused(r.MeasureFinal(measure=measure.id))
    if measure.objected:
        return []
    return [e.OrderMeasureObjected(measure=measure.id, seat=measure.seat)]


def need_objection(meeting: Meeting, measure: MeasureId) -> Measure:
    """Return the measure the body is to decide on."""
    known = _standing(meeting, measure)
    if not known.objected:
        raise Refused(r.NoObjection(measure=measure))
    return known


def _standing(meeting: Meeting, measure: MeasureId) -> Measure:
    known = meeting.measures.get(measure)
    if known is None or known.lifted:
        raise Refused(r.MeasureUnknown(measure=measure))
    return known


def _need_calls(meeting: Meeting, seat: SeatId) -> None:
    """Refuse to withdraw the floor before the member was called as often as the rules say."""
    needed = meeting.law().number("order.calls") or 0
    calls = sum(
        known.step in CALLS
        and (known.seat, known.item) == (seat, meeting.item)
        and not known.lifted
        for known in meeting.measures.values()
    )
    if calls < needed:
        raise Refused(r.CallsFirst(seat=seat, calls=calls, needed=needed))
