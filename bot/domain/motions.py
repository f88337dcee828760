# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Motions (Anträge), amendments (Änderungsanträge), their order and their wording."""

from __future__ import annotations

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain import refusals as r
from bot.domain.attendance import need_present
from bot.domain.ids import ItemId, MotionId, SeatId
from bot.domain.meeting import Meeting, Motion, MotionStatus
from bot.domain.papersout import COUNTING, need_none_out, unfinished
from bot.domain.permissions import LEAD, check_for
from bot.domain.preparation import need_phase, need_text
from bot.domain.refusals import Refused
from bot.domain.values import Phase


def move_motion(meeting: Meeting, command: c.MoveMotion) -> list[e.MeetingEvent]:
    item = mover_on_item(meeting, command.seat, command.by)
    return [
        e.MotionMoved(
            motion=next_motion(meeting),
            item=item,
            by=command.seat,
            text=need_text(command.text),
        )
    ]


def move_amendment(meeting: Meeting, command: c.MoveAmendment) -> list[e.MeetingEvent]:
    mover_on_item(meeting, command.seat, command.by)
    motion = need_pending(meeting, command.amends)
    if motion.amends is not None:
        raise Refused(r.NotAnAmendable(motion=motion.id))
    if motion.parts_adopted:
        raise Refused(r.PartsDecided(motion=motion.id))
    need_item(meeting, motion)
    if command.replaces:
        found = motion.text.count(command.replaces)
        if found != 1:
            raise Refused(r.PassageNotFound(found=found))
    return [
        e.AmendmentMoved(
            motion=next_motion(meeting),
            amends=motion.id,
            by=command.seat,
            # An amendment may strike a passage: nothing in its place is an answer then.
            text=command.text.strip() if command.replaces else need_text(command.text),
            replaces=command.replaces,
        )
    ]


def order_amendments(meeting: Meeting, command: c.OrderAmendments) -> list[e.MeetingEvent]:
    """The chair puts the most far-reaching amendment first."""
    need_phase(meeting, Phase.OPEN)
    motion = need_pending(meeting, command.motion)
    pending = meeting.pending_amendments(motion.id)
    need_each_once(command.order, pending)
    if command.order == pending:
        return []
    need_reason(command, tuple(known for known, _ in meeting.proposed_order(motion.id)))
    return [
        e.AmendmentsOrdered(motion=motion.id, order=command.order, reason=command.reason.strip())
    ]


def need_each_once(order: tuple[MotionId, ...], pending: tuple[MotionId, ...]) -> None:
    """Raise Refused unless the order names each motion that waits, and each once."""
    missing = tuple(m for m in pending if m not in order)
    unknown = tuple(m for n, m in enumerate(order) if m not in pending or m in order[:n])
    if missing or unknown:
        raise Refused(r.OrderIncomplete(missing=missing, unknown=unknown))


def need_reason(command: c.OrderAmendments | c.OrderMotions, usual: tuple[MotionId, ...]) -> None:
    """Raise Refused if the order is another than the proposed one and no reason is given."""
    if command.order != usual and not command.reason.strip():
        raise Refused(r.OrderReasonMissing(usual=usual))


def join(meeting: Meeting, command: c.JoinMotion) -> list[e.MeetingEvent]:
    """Move it as well; then it stays if the first mover leaves."""
    mover_on_item(meeting, command.seat, command.by)
    motion = need_pending(meeting, command.motion)
    if command.seat in (motion.by, *motion.joined):
        return []
    return [e.MotionJoined(motion=motion.id, seat=command.seat)]


def withdraw_motion(meeting: Meeting, command: c.WithdrawMotion) -> list[e.MeetingEvent]:
    """Withdraw a motion; one that others have moved as well stays theirs.

    The office withdraws it for all movers, as they ask.
    """
    motion = need_pending(meeting, command.motion)
    _need_going_on(meeting, motion)
    moves = command.by in (motion.by, *motion.joined)
    if not moves and meeting.role_of(command.by) not in LEAD:
        raise Refused(r.NotMover(motion=motion.id))
    if meeting.ballot:
        raise Refused(r.BallotOpen(ballot=meeting.ballot))
    if moves and motion.joined:
        return [e.MoverWithdrew(motion=motion.id, seat=command.by)]
    return [e.MotionWithdrawn(motion=motion.id, by=command.by)]


def consolidate(meeting: Meeting, command: c.ConsolidateMotion) -> list[e.MeetingEvent]:
    """Work adopted amendments into the wording the body then votes on."""
    motion = need_pending(meeting, command.motion)
    _need_going_on(meeting, motion)
    if not motion.to_consolidate:
        raise Refused(r.NothingToChange())
    return [e.MotionConsolidated(motion=motion.id, text=need_text(command.text))]


def _need_going_on(meeting: Meeting, motion: Motion) -> None:
    """Refuse outside the meeting, unless the motion goes on by post after it."""
    later = COUNTING if motion.id in unfinished(meeting) else ()
    need_phase(meeting, Phase.OPEN, *later)


def next_motion(meeting: Meeting, after: int = 0) -> MotionId:
    return MotionId(f"A{meeting.motions_numbered + after + 1}")


def need_pending(meeting: Meeting, motion_id: MotionId, part: str = "") -> Motion:
    """Return a motion nothing has been decided on; refuse any other, or one whose papers are out.

    ``part`` names the part of it that is asked for: other parts may be out.
    """
    motion = meeting.motions.get(motion_id)
    if motion is None:
        raise Refused(r.MotionUnknown(motion=motion_id))
    if motion.status is not MotionStatus.PENDING:
        raise Refused(r.MotionDecided(motion=motion.id))
    need_none_out(meeting, motion, part)
    return motion


def need_ready(meeting: Meeting, motion_id: MotionId, part: str = "") -> Motion:
    """Return a motion that can be voted on now: amendments decided and worked in."""
    motion = need_turn(meeting, motion_id, part)
    if meeting.phase not in COUNTING:
        need_item(meeting, motion)
    return motion


def need_turn(meeting: Meeting, motion_id: MotionId, part: str = "") -> Motion:
    """Return a motion whose turn it is among those on its item, whichever item is under debate."""
    motion = need_pending(meeting, motion_id, part)
    if motion.amends is not None:
        first = meeting.pending_amendments(motion.amends)[0]
        if first != motion.id:
            raise Refused(r.AmendmentOutOfTurn(motion=motion.id, first=first))
        return motion
    pending = meeting.pending_amendments(motion.id)
    if pending:
        raise Refused(r.AmendmentsPending(motion=motion.id, pending=pending))
    if motion.to_consolidate:
        raise Refused(r.TextNotConsolidated(motion=motion.id))
    first = meeting.competing(motion.id)[0]
    if first != motion.id:
        raise Refused(r.MotionOutOfTurn(motion=motion.id, first=first))
    return motion


def need_item(meeting: Meeting, motion: Motion) -> None:
    if meeting.item != motion.item:
        raise Refused(r.NoItemOpen())


def mover_on_item(meeting: Meeting, seat: SeatId, by: SeatId) -> ItemId:
    need_phase(meeting, Phase.OPEN)
    need_present(meeting, seat)
    check_for(seat, by, meeting.role_of(by))
    if not meeting.has_vote(seat):
        raise Refused(r.NotVoting(seat=seat))
    if meeting.item is None:
        raise Refused(r.NoItemOpen())
    if meeting.is_recused(seat, meeting.item):
        raise Refused(r.Recused(seat=seat, item=meeting.item))
    if meeting.ballot:
        raise Refused(r.BallotOpen(ballot=meeting.ballot))
    return meeting.item
