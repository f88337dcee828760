# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Why not: decisions in text between meetings (Umlaufverfahren)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.ids import CirculationId, SeatId
from bot.domain.refusals.base import Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class CirculationForbidden(Reason):
    """No rule in force for the body lets it decide without a meeting."""

    land: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CirculationNotYours(Reason):
    """Only the chair may move it; or members only in the name of their group."""

    norm: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CirculationNeedsReason(Reason):
    """The law wants to know why the matter cannot wait for a meeting."""

    norm: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CirculationUnknown(Reason):
    circulation: CirculationId
    known: tuple[CirculationId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CirculationUnsupported(Reason):
    """Too few members have moved it."""

    circulation: CirculationId
    signed: int
    needed: int
    norm: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CirculationRuns(Reason):
    """It is open for answers already."""

    circulation: CirculationId


@dataclass(frozen=True, slots=True, kw_only=True)
class CirculationNotOpen(Reason):
    """Nobody is asked yet."""

    circulation: CirculationId


@dataclass(frozen=True, slots=True, kw_only=True)
class CirculationOver(Reason):
    circulation: CirculationId


@dataclass(frozen=True, slots=True, kw_only=True)
class CirculationPeriodPast(Reason):
    """The period must end in the future."""

    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CirculationNotAnnounced(Reason):
    """The subject has to be made public before the members decide on it."""

    norm: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CirculationNotAsked(Reason):
    """Somebody without a vote, or who has joined the body since it was opened."""

    circulation: CirculationId
    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class CirculationExcluded(Reason):
    """Who is personally involved has no vote."""

    circulation: CirculationId
    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class CirculationUndecided(Reason):
    """It has not come to a decision, for or against."""

    circulation: CirculationId


@dataclass(frozen=True, slots=True, kw_only=True)
class CirculationNoActs(Reason):
    """A resolution that came about without a meeting has no ballot these acts could be about."""

    number: str
