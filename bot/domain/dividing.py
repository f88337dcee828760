# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Votes on parts (getrennte oder ziffernweise Abstimmung) of a motion.

A motion whose parts are numbered can be voted on part by part; the final vote is about what is left
of the whole, as amended. Where no part is left the motion is rejected, and there is no final vote.
A member asks for it by a motion on the course of business, the chair divides of their own accord.
"""

from __future__ import annotations

from dataclasses import replace

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain import refusals as r
from bot.domain.ids import MotionId
from bot.domain.meeting import Ballot, Meeting, Motion, MotionStatus
from bot.domain.motions import need_item, need_pending, need_ready
from bot.domain.numbered import numbered
from bot.domain.papersout import ballots_out
from bot.domain.preparation import need_phase
from bot.domain.refusals import Refused
from bot.domain.rulebook import Demand
from bot.domain.values import Phase, Subject, SubjectKind


def divide(meeting: Meeting, command: c.DivideMotion) -> list[e.MeetingEvent]:
    """Have the parts voted on apart, or, as long as none is decided, the whole after all."""
    need_phase(meeting, Phase.OPEN)
    if meeting.ballot:
        raise Refused(r.BallotOpen(ballot=meeting.ballot))
    motion = need_pending(meeting, command.motion)
    if motion.divided == command.apart:
        return []
    if command.apart:
        need_divisible(meeting, motion.id)
        return [e.MotionDivided(motion=motion.id, by=command.by)]
    if motion.parts_adopted:
        raise Refused(r.PartsDecided(motion=motion.id))
    return [e.MotionDivided(motion=motion.id, by=command.by, apart=False)]


def need_divisible(meeting: Meeting, motion_id: MotionId) -> Motion:
    """Return a motion on the item under debate that has numbered parts and is whole as yet."""
    motion = need_pending(meeting, motion_id)
    need_item(meeting, motion)
    if motion.amends is not None or numbered(motion.text) is None:
        raise Refused(r.NotDivisible(motion=motion.id))
    if meeting.law().word("vote.parts") == Demand.NEVER:
        raise Refused(r.DivisionForbidden(norm=meeting.law().norm("vote.parts")))
    if motion.divided:
        raise Refused(r.NothingToChange())
    return motion


def subject_of(meeting: Meeting, subject: Subject) -> tuple[Subject, Motion]:
    """Return the part a vote is about, with its wording, and its motion."""
    name, number = subject.part
    motion = need_ready(meeting, name, subject.ref)
    if number not in motion.parts_left:
        raise Refused(r.NoSuchPart(motion=motion.id, parts=motion.parts_left))
    return replace(subject, text=motion.parts[number - 1]), motion


def whole(motion: Motion) -> Subject:
    """Return the final vote on a motion; refuse while parts of it wait for their own."""
    if motion.parts_left:
        raise Refused(r.PartsPending(motion=motion.id, parts=motion.parts_left))
    return Subject(kind=SubjectKind.MOTION, ref=motion.id, text=motion.wording_left)


def next_subject(meeting: Meeting, motion: Motion) -> Subject | None:
    """Return the part of a divided motion that is voted on next; None if none waits.

    One whose papers are out waits for them, not for a vote.
    """
    out = {ballot.subject.ref for ballot in ballots_out(meeting)}
    left = (f"{motion.id}.{number}" for number in motion.parts_left)
    first = next((ref for ref in left if ref not in out), None)
    return Subject(kind=SubjectKind.PART, ref=first) if first else None


def part_decided(meeting: Meeting, ballot: Ballot, *, adopted: bool) -> Meeting:
    """Return the meeting after the vote on a part; where none is left the motion has fallen."""
    name, number = ballot.subject.part
    known = meeting.motions[name]
    motion = replace(known, parts_adopted={**known.parts_adopted, number: adopted})
    if not motion.parts_left and not any(motion.parts_adopted.values()):
        motion = replace(motion, status=MotionStatus.REJECTED)
    return replace(meeting, motions={**meeting.motions, name: motion})


def part_reopened(meeting: Meeting, ballot: Ballot) -> Meeting:
    """Return the meeting after the vote on a part was declared void."""
    name, number = ballot.subject.part
    known = meeting.motions[name]
    left = {n: adopted for n, adopted in known.parts_adopted.items() if n != number}
    motion = replace(known, parts_adopted=left, status=MotionStatus.PENDING)
    return replace(meeting, motions={**meeting.motions, name: motion})
