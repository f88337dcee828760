# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Measures to keep order (Ordnungsmaßnahmen): what was done to whom, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.ids import ItemId, MeasureId, SeatId


class OrderStep(StrEnum):
    """What is done, the mildest first."""

    TO_THE_MATTER = "to_the_matter"
    """Call to the matter (Ruf zur Sache)."""
    TO_ORDER = "to_order"
    """Call to order (Ordnungsruf)."""
    WITHDRAW_FLOOR = "withdraw_floor"
    """No more word on this item (Wortentzug)."""
    EXPEL = "expel"
    """Excluded from the rest of the meeting (Ausschluss von der Sitzung)."""


CALLS = frozenset({OrderStep.TO_THE_MATTER, OrderStep.TO_ORDER})
"""What has to come before a member loses the floor, as often as the rules say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    id: MeasureId
    step: OrderStep
    seat: SeatId
    item: ItemId | None
    reason: str
    objected: bool = False
    """The member has objected (Einspruch); the body decides."""
    lifted: bool = False
    """The body has upheld the objection: it holds no more."""
