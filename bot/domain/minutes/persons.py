# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Values of the minutes: who was there, and from when until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.ids import SeatId
from bot.domain.values import (
    Mark,
    Mode,
    Role,
)


class Part(StrEnum):
    """Which of the two documents something belongs to."""

    PUBLIC = "public"
    NON_PUBLIC = "non_public"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A name on the roster of the meeting. An unknown seat shows its id as name."""

    seat: SeatId
    name: str
    group: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    since: datetime
    until: datetime | None = None
    """None while it lasts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """A time of presence."""

    span: Span
    mode: Mode
    late: bool
    """Arrived after the roll call was closed."""
    reason: str = ""
    """Why the person left; empty if it stayed to the end."""
    left_in: Part = Part.PUBLIC
    """In which part the person left; the reason belongs there."""
    identified: str = ""
    """How somebody on the telephone was identified; empty for everybody else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    reason: str
    excused: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendance:
    """One line of the roll of attendance (Anwesenheitsverzeichnis)."""

    person: Person
    role: Role
    votes: bool
    mark: Mark
    stays: tuple[Stay, ...]
    """Empty if the person never came."""
    absence: Absence | None

    @property
    def came(self) -> bool:
        return bool(self.stays)
