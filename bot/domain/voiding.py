# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Taking a result back (Wiederholung der Abstimmung), as long as nothing has been built on it."""

from __future__ import annotations

from dataclasses import replace

from bot.domain import countermotions, dividing, enbloc, samepassage
from bot.domain import events as e
from bot.domain import refusals as r
from bot.domain.ids import BallotId, MotionId, SeatId
from bot.domain.meeting import Ballot, Meeting, Motion, MotionStatus
from bot.domain.papersout import COUNTING, built_on, need_none_out
from bot.domain.preparation import need_phase, need_reason
from bot.domain.refusals import Refused
from bot.domain.values import Phase, SubjectKind

OF_MOTIONS = (SubjectKind.MOTION, SubjectKind.AMENDMENT, SubjectKind.PART)
"""Votes on a matter: taken as the body has resolved for it, and taken back if need be."""

_TAKEN_BACK = (*OF_MOTIONS, SubjectKind.BLOCK, SubjectKind.CONTEST)
"""Votes that can be taken back once they were adopted; on others something follows at once."""


def last_result(meeting: Meeting) -> Ballot:
    """Return the ballot that was decided last. Refuses if there is none."""
    for ballot in reversed(list(meeting.ballots.values())):
        if ballot.result and not ballot.voided and not ballot.en_bloc:
            return ballot
    raise Refused(r.NotRepeatable(ballot=BallotId("")))


def need_repeatable(meeting: Meeting, ballot: Ballot) -> None:
    """Refuse unless it is the last result, on the item under debate, and can still be undone."""
    here = meeting.item in (None, *ballot.block) if ballot.block else ballot.item == meeting.item
    if motion_now := meeting.motion_decided_by(ballot):
        need_none_out(meeting, motion_now)
    alone = here and ballot.id == last_result(meeting).id
    alone = alone and meeting.paperwork.released.keys().isdisjoint(_results_of(meeting, ballot))
    adopted = ballot.result is not None and ballot.result.adopted
    plain = ballot.subject.kind in _TAKEN_BACK or not adopted
    motion = meeting.motion_decided_by(ballot)
    if not (alone and plain) or (motion and adopted and not _undoable(meeting, motion)):
        raise Refused(r.NotRepeatable(ballot=ballot.id))


def need_void_by_post(meeting: Meeting, ballot: Ballot) -> None:
    """Refuse to declare a vote by post void where something rests on it, or once it is approved.

    Papers that are out are called in; they count no more, even if they still come back.
    """
    need_phase(meeting, Phase.OPEN, *COUNTING)
    if ballot.voided:
        raise Refused(r.PostalVoid(ballot=ballot.id))
    on, motion = built_on(meeting, ballot), meeting.motion_decided_by(ballot)
    adopted = ballot.result is not None and ballot.result.adopted
    if motion and motion.amends and adopted and not _undoable(meeting, motion):
        on = (*on, motion.amends)
    if on:
        raise Refused(r.PostalBuiltOn(ballot=ballot.id, on=on))


def _results_of(meeting: Meeting, ballot: Ballot) -> frozenset[BallotId]:
    """Return the ballot, and the resolutions it has left if it was one on several items."""
    left = (known.id for known in meeting.ballots.values() if known.en_bloc == ballot.id)
    return frozenset({ballot.id, *left})


def voided(ballot: Ballot, by: SeatId, reason: str) -> list[e.MeetingEvent]:
    return [e.BallotVoided(ballot=ballot.id, reason=need_reason(reason), by=by)]


def undone(meeting: Meeting, event: e.BallotVoided) -> Meeting:
    """Return the meeting as if the ballot had not decided anything."""
    ballot = replace(meeting.ballots[event.ballot], voided=event.reason)
    after = replace(meeting, ballots={**meeting.ballots, ballot.id: ballot})
    if ballot.block:
        return enbloc.taken_back(after, ballot)
    if ballot.subject.kind is SubjectKind.PART:
        return dividing.part_reopened(after, ballot)
    motion = meeting.motion_decided_by(ballot)
    if motion is None:
        return after
    whole = _without(motion, motion.id)
    motions = {**meeting.motions, motion.id: replace(whole, status=MotionStatus.PENDING)}
    if motion.amends:
        motions[motion.amends] = _without(motions[motion.amends], motion.id)
    after = samepassage.reopened(replace(after, motions=motions), motion.id)
    return countermotions.reopened(after, motion.id)


def _without(main: Motion, amendment: MotionId) -> Motion:
    """Return a motion without what an amendment, or the vote on its parts, has done to it."""
    waiting = tuple(other for other in main.to_consolidate if other != amendment)
    if main.later and main.later[-1].through == amendment:
        later = main.later[:-1]
        text = later[-1].text if later else main.original
        return replace(main, text=text, later=later, to_consolidate=waiting)
    return replace(main, to_consolidate=waiting)


def _undoable(meeting: Meeting, motion: Motion) -> bool:
    """Tell whether the wording an adopted amendment has led to can still be taken back."""
    if motion.amends is None:
        return True
    main = meeting.motions[motion.amends]
    worked_in = bool(main.later) and main.later[-1].through == motion.id
    return worked_in or motion.id in main.to_consolidate
