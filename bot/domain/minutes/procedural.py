# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Notes on procedural motions: when each was raised, and why it ended where a reason was given."""

from __future__ import annotations

from datetime import datetime

from bot.domain import events as e
from bot.domain.ids import ProceduralId
from bot.domain.meeting import Meeting
from bot.domain.minutes.attendance import Roll
from bot.domain.minutes.decisions import ProceduralRecord
from bot.domain.procedural import wording
from bot.domain.records import Recorded


class ProceduralMotions:
    """What has been noted so far, by motion."""

    def __init__(self, roll: Roll) -> None:
        self._roll = roll
        self._raised: dict[ProceduralId, tuple[datetime, str]] = {}
        self._reasons: dict[ProceduralId, str] = {}

    def note(self, record: Recorded, after: Meeting) -> None:
        """Take one entry down; numbers of items are those of the moment."""
        match record.event:
            case e.ProceduralRaised(motion=motion):
                self._raised[motion] = (record.at, wording(after, after.procedural[motion]))
            case e.ProceduralEnded(motion=motion, reason=reason):
                self._reasons[motion] = reason
            case _:
                pass

    def of(self, known: ProceduralId, state: Meeting) -> ProceduralRecord:
        """Return one motion with how it ended."""
        motion = state.procedural[known]
        at, text = self._raised[known]
        return ProceduralRecord(
            motion=motion,
            at=at,
            mover=self._roll.person(motion.by),
            text=text,
            pro=tuple(self._roll.person(seat) for seat in motion.pro),
            contra=tuple(self._roll.person(seat) for seat in motion.contra),
            supporters=tuple(self._roll.person(seat) for seat in motion.supporters),
            reason=self._reasons.get(known, ""),
        )
