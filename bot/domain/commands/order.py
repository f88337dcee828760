# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What may be asked: measures to keep order (Ordnungsmaßnahmen)."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.commands.base import Asked
from bot.domain.ids import MeasureId, SeatId
from bot.domain.measures import OrderStep


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeOrderMeasure(Asked):
    """Call to the matter or to order, withdraw the floor, exclude from the meeting."""

    step: OrderStep
    seat: SeatId
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectToMeasure(Asked):
    """Object to a measure (Einspruch), for oneself; the chair may enter it."""

    measure: MeasureId


OrderCommand = TakeOrderMeasure | ObjectToMeasure
