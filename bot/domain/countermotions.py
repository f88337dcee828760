# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Counter-motions (Gegenantrag, Alternativantrag): other ways to decide the same matter.

They stand against a motion as a whole, unlike amendments, which change it. One of them at most is
adopted; the others are then settled without a vote (erledigt). Which goes first is the chair's to
say, with a reason where it is not the most far-reaching.
"""

from __future__ import annotations

from dataclasses import replace

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain import refusals as r
from bot.domain.ids import MotionId
from bot.domain.meeting import Meeting, Motion, MotionStatus
from bot.domain.motions import (
    mover_on_item,
    need_each_once,
    need_item,
    need_pending,
    need_reason,
    next_motion,
)
from bot.domain.preparation import need_phase, need_text
from bot.domain.refusals import Refused
from bot.domain.values import Phase


def move(meeting: Meeting, command: c.MoveCounterMotion) -> list[e.MeetingEvent]:
    """Move it against a motion; one against a counter-motion competes with them all."""
    mover_on_item(meeting, command.seat, command.by)
    motion = need_pending(meeting, command.against)
    if motion.amends is not None:
        raise Refused(r.NotCounterable(motion=motion.id))
    need_item(meeting, motion)
    return [
        e.CounterMotionMoved(
            motion=next_motion(meeting),
            against=motion.against or motion.id,
            by=command.seat,
            text=need_text(command.text),
        )
    ]


def order(meeting: Meeting, command: c.OrderMotions) -> list[e.MeetingEvent]:
    """Set which of competing motions is voted on first."""
    need_phase(meeting, Phase.OPEN)
    motion = need_pending(meeting, command.motion)
    competing = meeting.competing(motion.id)
    need_each_once(command.order, competing)
    if command.order == competing:
        return []
    need_reason(command, tuple(known for known, _ in meeting.proposed_competing(motion.id)))
    root = motion.against or motion.id
    return [e.MotionsOrdered(motion=root, order=command.order, reason=command.reason.strip())]


def moved(meeting: Meeting, event: e.CounterMotionMoved) -> Motion:
    """Return the motion an event brings about."""
    return Motion(
        id=event.motion,
        item=meeting.motions[event.against].item,
        by=event.by,
        text=event.text,
        original=event.text,
        against=event.against,
    )


def settled(meeting: Meeting, adopted: MotionId) -> Meeting:
    """Return the meeting after one was adopted: what competes with it is settled unvoted."""
    return _turn(meeting, adopted, MotionStatus.PENDING, MotionStatus.SETTLED)


def reopened(meeting: Meeting, voided: MotionId) -> Meeting:
    """Return the meeting after that vote was declared void: they stand to the vote again."""
    return _turn(meeting, voided, MotionStatus.SETTLED, MotionStatus.PENDING)


def _turn(meeting: Meeting, but: MotionId, old: MotionStatus, new: MotionStatus) -> Meeting:
    group = {known.id for known in meeting.alternatives(but)} - {but}
    motions = {
        key: replace(motion, status=new)
        if motion.status is old and (key in group or motion.amends in group)
        else motion
        for key, motion in meeting.motions.items()
    }
    return replace(meeting, motions=motions)
