# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Taking a result back (Wiederholung der Abstimmung), as long as nothing has been built on it."""

from __future__ import annotations

from dataclasses import replace

from bot.domain import countermotions
from bot.domain import events as e
from bot.domain import refusals as r
from bot.domain.ids import BallotId, MotionId, SeatId
from bot.domain.meeting import Ballot, Meeting, Motion, MotionStatus
from bot.domain.preparation import need_reason
from bot.domain.refusals import Refused
from bot.domain.values import SubjectKind

OF_MOTIONS = (SubjectKind.MOTION, SubjectKind.AMENDMENT)


def last_result(meeting: Meeting) -> Ballot:
    """Return the ballot that was decided last. Refuses if there is none."""
    for ballot in reversed(list(meeting.ballots.values())):
        if ballot.result and not ballot.voided:
            return ballot
    raise Refused(r.NotRepeatable(ballot=BallotId("")))


def need_repeatable(meeting: Meeting, ballot: Ballot) -> None:
    """Refuse unless it is the last result, on the item under debate, and can still be undone."""
    alone = ballot.id == last_result(meeting).id and ballot.item == meeting.item
    alone = alone and ballot.id not in meeting.paperwork.released
    adopted = ballot.result is not None and ballot.result.adopted
    plain = ballot.subject.kind in OF_MOTIONS or not adopted
    motion = meeting.motion_decided_by(ballot)
    if not (alone and plain) or (motion and adopted and not _undoable(meeting, motion)):
        raise Refused(r.NotRepeatable(ballot=ballot.id))


def voided(ballot: Ballot, by: SeatId, reason: str) -> list[e.MeetingEvent]:
    return [e.BallotVoided(ballot=ballot.id, reason=need_reason(reason), by=by)]


def undone(meeting: Meeting, event: e.BallotVoided) -> Meeting:
    """Return the meeting as if the ballot had not decided anything."""
    ballot = replace(meeting.ballots[event.ballot], voided=event.reason)
    after = replace(meeting, ballots={**meeting.ballots, ballot.id: ballot})
    motion = meeting.motion_decided_by(ballot)
    if motion is None:
        return after
    motions = {**meeting.motions, motion.id: replace(motion, status=MotionStatus.PENDING)}
    if motion.amends:
        motions[motion.amends] = _without(motions[motion.amends], motion.id)
    return countermotions.reopened(replace(after, motions=motions), motion.id)


def _without(main: Motion, amendment: MotionId) -> Motion:
    """Return the main motion without what an amendment has done to it."""
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
