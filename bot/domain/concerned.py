# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Whose recusal (Mitwirkungsverbot) keeps members out of a vote that is not on their item itself.

Who is excluded from an item decides neither on it nor on whether and when it is dealt with: the
office of Neverin had to note in March 2024 that putting an item off, moved and voted for by such a
member, was void (§ 24 (4) KV M-V).
"""

from __future__ import annotations

from bot.domain import refusals as r
from bot.domain.ids import ItemId, ProceduralId, SeatId
from bot.domain.meeting import Ballot, Meeting
from bot.domain.refusals import Refused
from bot.domain.values import Subject, SubjectKind

_OF_THE_AGENDA = (SubjectKind.ADD_ITEM, SubjectKind.REMOVE_ITEM, SubjectKind.EXCLUDE_PUBLIC)


def concerned(meeting: Meeting, subject: Subject, item: ItemId | None) -> ItemId | None:
    """Return the item a vote is about; ``item`` is the one it stands under in the minutes."""
    if subject.kind in _OF_THE_AGENDA:
        return ItemId(subject.ref)
    motion = meeting.procedural.get(ProceduralId(subject.ref))
    if subject.kind is SubjectKind.PROCEDURE and motion is not None:
        return motion.item or item
    return item


def concerned_by(meeting: Meeting, ballot: Ballot) -> ItemId | None:
    """Return the item a ballot is about."""
    return concerned(meeting, ballot.subject, ballot.item)


def need_unbiased(meeting: Meeting, seat: SeatId, item: ItemId | None) -> None:
    """Refuse whoever is recused on ``item``."""
    if item is not None and meeting.is_recused(seat, item):
        raise Refused(r.Recused(seat=seat, item=item))
