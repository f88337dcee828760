# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What may be asked: disturbances of the transmission."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.commands.base import Asked
from bot.domain.ids import DisturbanceId, SeatId
from bot.domain.values import Sphere


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportDisturbance(Asked):
    """Report that a member cannot follow; ``seat`` differs from ``by`` on the second channel."""

    seat: SeatId
    what: str
    since: datetime | None = None
    """When it began, as far as that is said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgeDisturbance(Asked):
    """Decide whose sphere it is in; ``disturbance`` None means the first that is not over."""

    sphere: Sphere
    reason: str
    disturbance: DisturbanceId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EndDisturbance(Asked):
    disturbance: DisturbanceId | None = None


DisturbanceCommand = ReportDisturbance | JudgeDisturbance | EndDisturbance
