# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What may have happened: somebody decided for the body because it could not wait."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.domain.ids import SeatId, UrgentId
from bot.domain.urgent import UrgentDecision


@dataclass(frozen=True, slots=True, kw_only=True)
class UrgentDecisionTaken:
    """An urgent decision (Eilentscheidung), by the law of its day."""

    decision: UrgentDecision
    entered_by: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class UrgentExtractIssued:
    """A certified extract of an urgent decision (Ausfertigung) under its number in the register."""

    decision: UrgentId
    number: str
    by: SeatId
    templates: str = field(default="", compare=False)
    """With which templates the paper that follows was made; empty: before that was kept."""


UrgentEvent = UrgentDecisionTaken | UrgentExtractIssued
