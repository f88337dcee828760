# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What may have happened: disturbances of the transmission."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.ids import BallotId, DisturbanceId, SeatId
from bot.domain.values import Sphere


@dataclass(frozen=True, slots=True, kw_only=True)
class DisturbanceReported:
    """A member cannot follow, or so it is reported (Störung)."""

    disturbance: DisturbanceId
    seat: SeatId
    what: str
    second_channel: bool
    """Entered by somebody else, as reported by telephone or the like."""
    since: datetime | None = None
    """When it began, as far as that was said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DisturbanceJudged:
    disturbance: DisturbanceId
    sphere: Sphere
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DisturbanceEnded:
    """It is mended, or the member goes on without complaint."""

    disturbance: DisturbanceId
    by: SeatId
    to_repeat: tuple[BallotId, ...]
    """Votes taken meanwhile that are to be repeated."""


DisturbanceEvent = DisturbanceReported | DisturbanceJudged | DisturbanceEnded
