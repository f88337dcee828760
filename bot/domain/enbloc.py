# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Votes en bloc (Blockabstimmung): the motions on several items decided in one vote.

Whoever is entitled may object while it is open: then, as the body's rules say, each item is voted
on by itself, or the one that is named. A block that is carried leaves a resolution of its own for
each item. One that is not carried decides nothing: each item is then voted on by itself, for a No
to the whole says nothing of the parts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.domain import conduct
from bot.domain import events as e
from bot.domain import refusals as r
from bot.domain.ids import BallotId, ItemId, MotionId
from bot.domain.meeting import Ballot, Meeting, MotionStatus
from bot.domain.motions import need_turn
from bot.domain.preparation import need_item
from bot.domain.refusals import Refused
from bot.domain.rulebook import EnBloc
from bot.domain.values import Subject, SubjectKind

FEWEST = 2
"""Items that make a block."""


def need_block(meeting: Meeting, items: Sequence[ItemId]) -> list[e.MotionMoved]:
    """Refuse what cannot be decided in one vote; return the draft resolutions it puts forward."""
    law = meeting.law()
    if law.word("vote.block") == EnBloc.NEVER:
        raise Refused(r.BlockForbidden(norm=law.norm("vote.block")))
    if len(items) < FEWEST or len(set(items)) != len(items):
        raise Refused(r.BlockTooSmall())
    if meeting.item is not None and meeting.item not in items:
        raise Refused(r.ItemOpen(item=meeting.item))
    drafts = list[e.MotionMoved]()
    for item_id in items:
        item = need_item(meeting, item_id)
        conduct.need_callable(meeting, item)
        if any(recused == item_id for _, recused in meeting.recusals):
            raise Refused(r.BlockRecused(item=item_id))
        if mode := meeting.vote_modes.get(item_id):
            raise Refused(r.VoteModeBound(mode=mode))
        new = conduct.draft_resolution(meeting, item, after=len(drafts))
        if not new:
            _motion_on(meeting, item_id)
        drafts += new
    return drafts


def subject_of(meeting: Meeting, items: Sequence[ItemId]) -> Subject:
    """Return what such a vote is about; its text lists the items as they stand."""
    known = (need_item(meeting, item) for item in items)
    text = "\n".join(f"{meeting.number_of(item.id)} {item.title}" for item in known)
    return Subject(kind=SubjectKind.BLOCK, ref=" ".join(items), text=text)


def left_after(meeting: Meeting, ballot: Ballot, item: ItemId | None) -> tuple[ItemId, ...]:
    """Return the items that stay together after an objection; none where the block falls apart."""
    if meeting.law().word("vote.block") != EnBloc.ITEM:
        return ()
    if item is None:
        raise Refused(r.BlockItemUnnamed())
    if item not in ballot.block:
        raise Refused(r.NotInBlock(item=item))
    left = tuple(other for other in ballot.block if other != item)
    return left if len(left) >= FEWEST else ()


def resolved(meeting: Meeting, ballot: Ballot) -> e.BlockResolved:
    """Return the resolutions a block that was carried leaves, in the order of its items."""
    for item in ballot.block:
        if any(recused == item for _, recused in meeting.recusals):
            raise Refused(r.BlockRecused(item=item))
    parts = tuple(
        e.BlockPart(
            item=item,
            motion=_motion_on(meeting, item),
            ballot=BallotId(f"V{len(meeting.ballots) + place}"),
        )
        for place, item in enumerate(ballot.block, 1)
    )
    return e.BlockResolved(block=ballot.id, parts=parts)


def kept(meeting: Meeting, event: e.BlockResolved) -> Meeting:
    """Return the meeting with each of these resolutions; items nobody had called are done."""
    block = meeting.ballots[event.block]
    ballots, motions = dict(meeting.ballots), dict(meeting.motions)
    for part in event.parts:
        motion = motions[part.motion]
        subject = Subject(kind=SubjectKind.MOTION, ref=part.motion, text=motion.text)
        ballots[part.ballot] = replace(
            block, id=part.ballot, item=part.item, subject=subject, en_bloc=block.id
        )
        motions[part.motion] = replace(motion, status=MotionStatus.ADOPTED)
    over = tuple(part.item for part in event.parts if part.item != meeting.item)
    return replace(
        meeting,
        ballots=ballots,
        motions=motions,
        done=(*meeting.done, *over),
        postponed=meeting.postponed.difference(over),
    )


def taken_back(meeting: Meeting, block: Ballot) -> Meeting:
    """Return the meeting after a block was declared void, and with it what it had decided."""
    ballots, motions = dict(meeting.ballots), dict(meeting.motions)
    for known in meeting.ballots.values():
        if known.en_bloc == block.id:
            ballots[known.id] = replace(known, voided=block.voided)
            motion = MotionId(known.subject.ref)
            motions[motion] = replace(motions[motion], status=MotionStatus.PENDING)
    done = tuple(item for item in meeting.done if item not in block.block)
    return replace(meeting, ballots=ballots, motions=motions, done=done)


def _motion_on(meeting: Meeting, item: ItemId) -> MotionId:
    """Return the one motion on an item that could be voted on at once."""
    waiting = [m for m in meeting.motions_on(item) if m.status is MotionStatus.PENDING]
    if len(waiting) != 1 or waiting[0].divided:
        raise Refused(r.BlockNotPlain(item=item, motions=tuple(m.id for m in waiting)))
    return need_turn(meeting, waiting[0].id).id
