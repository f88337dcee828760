# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What an item would leave behind if it were closed now: nothing of it can be made up for later."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.ids import ElectionId, ItemId, MotionId
from bot.domain.meeting import Meeting, Motion, MotionStatus
from bot.domain.papersout import by_post, sent_before
from bot.domain.values import Subject, SubjectKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsettled:
    """Motions and elections of one item that have not come to their end."""

    undecided: tuple[MotionId, ...] = ()
    """Motions and amendments nobody has voted on, withdrawn or settled."""
    to_consolidate: tuple[MotionId, ...] = ()
    """Motions with adopted amendments that are not yet worked into the wording."""
    to_draw: tuple[ElectionId, ...] = ()
    """Elections the lot still has to decide."""
    unelected: tuple[ElectionId, ...] = ()
    """Elections in which nobody is elected yet."""


def unsettled(meeting: Meeting, item: ItemId) -> Unsettled:
    """Return what is left of ``item``; what goes on by post is not left (Briefabstimmung)."""
    here = [known for known in meeting.motions.values() if known.item == item]
    held = [known for known in meeting.elections.values() if known.item == item]
    out = [known for known in held if known.running and by_post(known)]
    going_on = [known for known in held if not known.broken_off and known not in out]
    open_still = [known for known in going_on if not known.elected]
    return Unsettled(
        undecided=tuple(known.id for known in here if _undecided(meeting, known)),
        to_consolidate=tuple(known.id for known in here if known.to_consolidate),
        to_draw=tuple(known.id for known in open_still if known.tied),
        unelected=tuple(known.id for known in open_still if not known.tied),
    )


def _undecided(meeting: Meeting, motion: Motion) -> bool:
    about = Subject(kind=SubjectKind.MOTION, ref=motion.id)
    sent = sent_before(meeting, about)
    return motion.status is MotionStatus.PENDING and (sent is None or bool(sent.voided))
