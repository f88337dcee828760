# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Notes on who was there: the roll of attendance (Anwesenheitsverzeichnis)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from bot.domain import events as e
from bot.domain.ids import SeatId
from bot.domain.meeting import Meeting
from bot.domain.minutes.parts import part_of
from bot.domain.minutes.persons import Absence, Attendance, Part, Person, Span, Stay
from bot.domain.minutes.values import SubstitutionRecord
from bot.domain.records import Recorded
from bot.domain.values import Mark, Role, Seat


class Roll:
    """What has been noted so far, by seat."""

    def __init__(self) -> None:
        self._seats: dict[SeatId, Seat] = {}
        self._current: frozenset[SeatId] = frozenset()
        self._marks: dict[SeatId, Mark] = {}
        self._stays: dict[SeatId, list[Stay]] = {}
        self._absences: dict[SeatId, Absence] = {}
        self._standing: dict[SeatId, SubstitutionRecord] = {}
        self._stood: list[SubstitutionRecord] = []

    def note(self, record: Recorded, after: Meeting) -> None:
        """Take one entry down."""
        match record.event:
            case e.RosterTaken():
                self._seats |= after.seats
                self._current = frozenset(after.seats)
                self._marks |= after.marks
            case e.MemberArrived() as arrived:
                self._end_stay(arrived.seat, record.at, "")
                stay = Stay(
                    span=Span(since=record.at),
                    mode=arrived.mode,
                    late=arrived.late,
                    identified=arrived.identified,
                )
                self._stays.setdefault(arrived.seat, []).append(stay)
                self._absences.pop(arrived.seat, None)
            case e.MemberLeft(seat=seat, reason=reason):
                self._end_stay(seat, record.at, reason, part_of(after, None))
            case e.AbsenceRecorded(seat=seat, reason=reason, excused=excused):
                self._absences[seat] = Absence(reason=reason, excused=excused)
            case e.SubstituteSeated(seat=seat, principal=principal, norm=norm):
                self._standing[seat] = SubstitutionRecord(
                    substitute=self.person(seat),
                    principal=self.person(principal),
                    span=Span(since=record.at),
                    norm=norm,
                )
            case _:
                pass
        self._relieve(record.at, after.substitutes)

    def substitutions(self) -> tuple[SubstitutionRecord, ...]:
        """Return who stood in for whom, in the order in which it began."""
        known = (*self._stood, *self._standing.values())
        return tuple(sorted(known, key=lambda one: one.span.since))

    def _relieve(self, at: datetime, standing: Mapping[SeatId, SeatId]) -> None:
        """End what is over."""
        for seat in [seat for seat in self._standing if seat not in standing]:
            known = self._standing.pop(seat)
            self._stood.append(replace(known, span=replace(known.span, until=at)))

    def person(self, seat: SeatId) -> Person:
        """Return who sits there; a seat that is not on the roster shows its id as name."""
        known = self._seats.get(seat)
        if known is None:
            return Person(seat=seat, name=seat)
        return Person(seat=seat, name=known.name, group=known.group)

    def lines(self) -> tuple[Attendance, ...]:
        """Return the roll: the roster as it stands, and those who came and are no longer on it."""
        return tuple(
            Attendance(
                person=self.person(seat.id),
                role=seat.role,
                votes=seat.votes,
                mark=self._marks.get(seat.id, Mark.NOT_ENROLLED),
                stays=tuple(self._stays.get(seat.id, ())),
                absence=self._absences.get(seat.id),
            )
            for seat in self._seats.values()
            if seat.id in self._current or seat.id in self._stays
        )

    def clerks(self) -> tuple[Person, ...]:
        """Return the clerks who were there, or every clerk if none answered the roll call."""
        clerks = [line for line in self.lines() if line.role is Role.CLERK]
        came = [line for line in clerks if line.came]
        return tuple(line.person for line in came or clerks)

    def _end_stay(self, seat: SeatId, at: datetime, reason: str, part: Part = Part.PUBLIC) -> None:
        stays = self._stays.get(seat)
        if stays and stays[-1].span.until is None:
            last = stays[-1]
            stays[-1] = replace(
                last, span=replace(last.span, until=at), reason=reason, left_in=part
            )
