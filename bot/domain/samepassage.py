# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Amendments to the same passage: of 10.000, 50.000 and 80.000 euros for 100.000 one can stand.

The most far-reaching is voted on first because its adoption settles the others (erledigt): the
passage they would replace is gone. Only where the very same passage is to be replaced; what
overlaps otherwise keeps its vote, and the clerk words what the body has adopted. Where the chair
has put a lesser one first, what goes further than it keeps its vote, too.
"""

from __future__ import annotations

from dataclasses import replace

from bot.domain import events as e
from bot.domain.ids import MotionId
from bot.domain.meeting import Meeting, MotionStatus


def settle(meeting: Meeting, adopted: MotionId) -> list[e.MeetingEvent]:
    """Return what follows for the others once one of them is adopted and worked in."""
    amendment = meeting.motions[adopted]
    if amendment.amends is None or not amendment.replaces:
        return []
    if meeting.motions[amendment.amends].text.count(amendment.replaces) != 1:
        return []
    by_reach = [known for known, _ in meeting.proposed_order(amendment.amends)]
    less_far = by_reach[by_reach.index(adopted) + 1 :]
    same = tuple(
        known for known in less_far if meeting.motions[known].replaces == amendment.replaces
    )
    return [e.AmendmentsSettled(motion=adopted, amendments=same)] if same else []


def settled(meeting: Meeting, event: e.AmendmentsSettled) -> Meeting:
    """Return the meeting in which they need no vote any more."""
    gone = {
        known: replace(meeting.motions[known], status=MotionStatus.SETTLED, settled_by=event.motion)
        for known in event.amendments
    }
    return replace(meeting, motions={**meeting.motions, **gone})


def reopened(meeting: Meeting, voided: MotionId) -> Meeting:
    """Return the meeting after that vote was declared void: they stand to the vote again."""
    back = {
        known.id: replace(known, status=MotionStatus.PENDING, settled_by=None)
        for known in meeting.motions.values()
        if known.settled_by == voided
    }
    return replace(meeting, motions={**meeting.motions, **back})
