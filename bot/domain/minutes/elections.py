# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Notes on elections: when each was opened and each of its rounds counted."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.domain import events as e
from bot.domain.electing import Round
from bot.domain.ids import ElectionId
from bot.domain.lots import PublicLot
from bot.domain.meeting import Meeting
from bot.domain.minutes.attendance import Roll
from bot.domain.minutes.decisions import ElectionRecord, LotEntry, LotRecord, RoundRecord, TieRecord
from bot.domain.records import Recorded


class Elections:
    """What has been noted so far, by election."""

    def __init__(self, roll: Roll) -> None:
        self._roll = roll
        self._opened: dict[ElectionId, datetime] = {}
        self._counted: dict[tuple[ElectionId, int], datetime] = {}
        self._void: dict[ElectionId, list[datetime | None]] = {}

    def note(self, record: Recorded) -> None:
        """Take one entry down."""
        match record.event:
            case e.ElectionOpened(election=election):
                self._opened[election] = record.at
            case e.RoundCounted(election=election, number=number):
                self._counted[election, number] = record.at
            case e.ElectionBrokenOff(election=election, number=number) if number:
                self._void.setdefault(election, []).append(None)
            case e.RoundVoided(election=election, number=number):
                when = self._counted.pop((election, number), None)
                self._void.setdefault(election, []).append(when)
            case _:
                pass

    def of(self, known: ElectionId, state: Meeting) -> ElectionRecord:
        """Return one election with all its rounds."""
        election = state.elections[known]
        counted = self._counted
        return ElectionRecord(
            election=election,
            demanded=self._roll.person(election.demanded) if election.demanded else None,
            opened=self._opened[known],
            rounds=tuple(
                self._round(each, counted.get((known, each.number))) for each in election.rounds
            ),
            void=tuple(
                replace(self._round(one.round, when), void=one.reason)
                for one, when in zip(election.void, self._void.get(known, ()), strict=True)
            ),
        )

    def _round(self, each: Round, counted: datetime | None) -> RoundRecord:
        person = self._roll.person
        return RoundRecord(
            round=each,
            tellers=tuple(person(seat) for seat in each.tellers),
            counted=counted,
            tie=TieRecord(reason=each.tie[0], by=person(each.tie[1])) if each.tie else None,
            lots=tuple(self._lot(lot) for lot in each.lots),
        )

    def _lot(self, lot: PublicLot) -> LotRecord:
        return LotRecord(
            among=lot.among,
            places=lot.places,
            taken_part=tuple(
                LotEntry(
                    by=self._roll.person(seat), digest=digest, words=lot.revealed.get(seat, "")
                )
                for seat, digest in lot.commitments.items()
            ),
            void=lot.void,
        )
