# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What may have happened: measures to keep order (Ordnungsmaßnahmen)."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.ids import ItemId, MeasureId, SeatId
from bot.domain.measures import OrderStep


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderMeasureTaken:
    measure: MeasureId
    step: OrderStep
    seat: SeatId
    item: ItemId | None
    reason: str
    by: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderMeasureObjected:
    """The member objects (Einspruch); the body decides."""

    measure: MeasureId
    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderMeasureLifted:
    """The body has upheld the objection."""

    measure: MeasureId


OrderEvent = OrderMeasureTaken | OrderMeasureObjected | OrderMeasureLifted
