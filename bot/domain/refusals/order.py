# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Why not: measures to keep order (Ordnungsmaßnahmen)."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.ids import MeasureId, SeatId
from bot.domain.refusals.base import Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class CallsFirst(Reason):
    """The floor is withdrawn only after so many calls on the item."""

    seat: SeatId
    calls: int
    needed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FloorWithdrawn(Reason):
    """The member has lost the floor on this item."""

    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class Expelled(Reason):
    """The member is excluded from the rest of the meeting."""

    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpulsionUnresolved(Reason):
    """Only the body may exclude a member."""

    seat: SeatId
    norm: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureUnknown(Reason):
    """No such measure, or it is lifted already."""

    measure: MeasureId


@dataclass(frozen=True, slots=True, kw_only=True)
class NoObjection(Reason):
    """Nobody has objected to the measure: there is nothing for the body to decide."""

    measure: MeasureId


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureFinal(Reason):
    """The rules of this body know no objection to a measure of the chair."""

    measure: MeasureId


@dataclass(frozen=True, slots=True, kw_only=True)
class ChairKeepsOrder(Reason):
    """Who leads takes the measures of order and is under none of them."""

    seat: SeatId
