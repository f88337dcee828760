# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Recalling who was elected (Abwahl): its own majority, and what becomes of the draft on it.

The law gives the recall a majority of its own; so it is put to the vote as such, with the name. The
draft resolution of the item says the same: the vote on the recall decides it too.
"""

from __future__ import annotations

from bot.domain import refusals as r
from bot.domain.meeting import Meeting, MotionStatus
from bot.domain.papersout import need_none_out
from bot.domain.preparation import need_text
from bot.domain.procedural import need_none_first
from bot.domain.refusals import Refused
from bot.domain.values import Subject, SubjectKind


def subject_of(meeting: Meeting, subject: Subject) -> Subject:
    """Return what is voted on; ``ref`` names the draft it decides, if there is but one to decide.

    Raises Refused without an item, where nobody is named, and while something goes before it.
    """
    text = need_text(subject.text)
    if meeting.item is None:
        raise Refused(r.NoItemOpen())
    need_none_first(meeting)
    here = [known for known in meeting.motions.values() if known.item == meeting.item]
    pending = [known for known in here if known.status is MotionStatus.PENDING]
    for motion in pending:
        need_none_out(meeting, motion)
    alone = len(pending) == 1 and pending[0].amends is None and not pending[0].to_consolidate
    ref = pending[0].id if alone and not pending[0].divided else ""
    return Subject(kind=SubjectKind.RECALL, ref=ref, text=text)
