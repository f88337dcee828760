# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Notes on motions and amendments: mover, wording, order of votes, outcome."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from bot.domain import events as e
from bot.domain.ids import BallotId, ItemId, MotionId
from bot.domain.meeting import Meeting, Motion, MotionStatus
from bot.domain.minutes.attendance import Roll
from bot.domain.minutes.ballots import left_by
from bot.domain.minutes.decisions import AmendmentRecord, MotionRecord
from bot.domain.minutes.parts import Key, part_of
from bot.domain.minutes.persons import Part
from bot.domain.records import Recorded


class Motions:
    """What has been noted so far: by motion, and what of it was said in which part."""

    def __init__(self, roll: Roll) -> None:
        self._roll = roll
        self._moved: dict[MotionId, datetime] = {}
        self._shown: dict[MotionId, set[Part]] = {}
        self._adopted: dict[tuple[MotionId, Part], bool] = {}
        self._withdrawn: set[tuple[MotionId, Part]] = set()
        self._wording: dict[tuple[MotionId, Part], str] = {}
        self._reasons: dict[tuple[MotionId, Part], str] = {}
        self._contests: dict[tuple[MotionId, Part], str] = {}
        self._items: dict[MotionId, ItemId] = {}
        self._ballots: dict[BallotId, Part] = {}

    def note(self, record: Recorded, before: Meeting, after: Meeting) -> None:
        """Take one entry down."""
        match record.event:
            case (
                e.MotionMoved(motion=motion)
                | e.AmendmentMoved(motion=motion)
                | e.CounterMotionMoved(motion=motion)
            ):
                self._moved[motion] = record.at
                self._show(after.motions[motion], part_of(after, after.motions[motion].item))
            case e.AmendmentsOrdered(motion=motion, reason=reason):
                part = part_of(after, after.motions[motion].item)
                self._reasons[motion, part] = reason
            case e.MotionsOrdered(motion=motion, reason=reason):
                part = part_of(after, after.motions[motion].item)
                self._contests[motion, part] = reason
            case e.MotionWithdrawn(motion=withdrawn):
                part = part_of(after, after.motions[withdrawn].item)
                for motion in _withdrawn_now(before, after):
                    self._withdrawn.add((motion, part))
            case e.MotionConsolidated(motion=motion, text=text):
                part = part_of(after, after.motions[motion].item)
                self._wording[motion, part] = text
            case e.BallotOpened(ballot=ballot, item=item):
                self._ballots[ballot] = part_of(after, item)
                if decided := after.motion_decided_by(after.ballots[ballot]):
                    self._show(decided, self._ballots[ballot])
            case e.BallotClosed(ballot=ballot):
                self._decided(ballot, after)
            case e.BlockResolved():
                self._en_bloc(record.event, after)
            case e.BallotVoided(ballot=ballot):
                self._voided(ballot, before, after)
            case _:
                pass

    def places(self) -> Iterable[Key]:
        """Return the records motions show in, in the order they were moved."""
        return [
            (part, self._items[motion])
            for motion, parts in self._shown.items()
            for part in Part
            if part in parts
        ]

    def of(self, key: Key, state: Meeting) -> tuple[MotionRecord, ...]:
        """Return the main motions of one record."""
        part, item = key
        if item is None:
            return ()
        return tuple(
            self._motion(motion, part, state)
            for motion in state.motions_on(item)
            if part in self._shown[motion.id]
        )

    def _show(self, motion: Motion, part: Part) -> None:
        """Let a motion, and the one it amends, be read in ``part``."""
        self._items.setdefault(motion.id, motion.item)
        self._shown.setdefault(motion.id, set()).add(part)
        if motion.amends in self._shown:
            self._shown[motion.amends].add(part)

    def _decided(self, ballot: BallotId, after: Meeting) -> None:
        """Keep the outcome and, if an amendment changed the main motion, its wording."""
        closed, part = after.ballots[ballot], self._ballots[ballot]
        motion = after.motion_decided_by(closed)
        if motion is None or closed.result is None:
            return
        self._adopted[motion.id, part] = closed.result.adopted
        self._reword(motion, part, after)

    def _en_bloc(self, resolved: e.BlockResolved, after: Meeting) -> None:
        """Keep the outcome of each motion that was decided with others."""
        for one in resolved.parts:
            self._ballots[one.ballot] = part_of(after, one.item)
            self._show(after.motions[one.motion], self._ballots[one.ballot])
            self._decided(one.ballot, after)

    def _voided(self, ballot: BallotId, before: Meeting, after: Meeting) -> None:
        for known in (ballot, *left_by(after, ballot)):
            self._undecided(known, before, after)

    def _undecided(self, ballot: BallotId, before: Meeting, after: Meeting) -> None:
        """Forget an outcome that was declared void, and the wording it led to."""
        motion, part = before.motion_decided_by(before.ballots[ballot]), self._ballots[ballot]
        if motion is None:
            return
        self._adopted.pop((motion.id, part), None)
        self._reword(motion, part, after)

    def _reword(self, motion: Motion, part: Part, after: Meeting) -> None:
        """Keep what a vote on an amendment, or on parts, has made of the wording."""
        changed = motion.amends or (motion.id if motion.divided else None)
        if changed:
            self._wording[changed, part] = after.motions[changed].text

    def _motion(self, motion: Motion, part: Part, state: Meeting) -> MotionRecord:
        wording = self._wording.get((motion.id, Part.PUBLIC), motion.original)
        if part is Part.NON_PUBLIC:
            wording = motion.text
        amendments = [m for m in state.motions.values() if m.amends == motion.id]
        # Only who may read what was adopted instead reads that these are settled.
        settled = any(self._outcome(other, part) for other in state.alternatives(motion.id))
        place = {amendment: number for number, amendment in enumerate(motion.order)}
        amendments.sort(key=lambda m: place.get(m.id, len(place)))
        return MotionRecord(
            id=motion.id,
            at=self._moved[motion.id],
            mover=self._roll.person(motion.by),
            joined=tuple(self._roll.person(seat) for seat in motion.joined),
            text=motion.original,
            amendments=tuple(
                self._amendment(amendment, part, settled=settled)
                for amendment in amendments
                if part in self._shown[amendment.id]
            ),
            order_reason=self._reasons.get((motion.id, part), ""),
            consolidated=wording if wording != motion.original else "",
            withdrawn=self._is_withdrawn(motion, part),
            adopted=self._outcome(motion, part),
            against=motion.against,
            contest_reason=self._contests.get((motion.id, part), ""),
            settled=settled and motion.status is MotionStatus.SETTLED,
        )

    def _amendment(self, amendment: Motion, part: Part, *, settled: bool) -> AmendmentRecord:
        by = amendment.settled_by
        return AmendmentRecord(
            id=amendment.id,
            at=self._moved[amendment.id],
            mover=self._roll.person(amendment.by),
            joined=tuple(self._roll.person(seat) for seat in amendment.joined),
            text=amendment.original,
            replaces=amendment.replaces,
            withdrawn=self._is_withdrawn(amendment, part),
            settled=amendment.status is MotionStatus.SETTLED
            and (settled or bool(by and self._adopted_in(by, part))),
            adopted=self._outcome(amendment, part),
        )

    def _outcome(self, motion: Motion, part: Part) -> bool | None:
        return self._adopted_in(motion.id, part)

    def _adopted_in(self, motion: MotionId, part: Part) -> bool | None:
        """Tell whether it was adopted, as far as that may be read in ``part``."""
        public = self._adopted.get((motion, Part.PUBLIC))
        if part is Part.PUBLIC:
            return public
        return self._adopted.get((motion, Part.NON_PUBLIC), public)

    def _is_withdrawn(self, motion: Motion, part: Part) -> bool:
        return (motion.id, part) in self._withdrawn or (
            part is Part.NON_PUBLIC and (motion.id, Part.PUBLIC) in self._withdrawn
        )


def _withdrawn_now(before: Meeting, after: Meeting) -> list[MotionId]:
    return [
        motion.id
        for motion in after.motions.values()
        if motion.status is MotionStatus.WITHDRAWN
        and before.motions[motion.id].status is not MotionStatus.WITHDRAWN
    ]
