# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Why not: disturbances of the transmission."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.ids import DisturbanceId, SeatId
from bot.domain.refusals.base import Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class NoDisturbance(Reason):
    """No disturbance is reported that is not over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DisturbanceOpen(Reason):
    """A disturbance is undecided, or the municipality's is not mended."""

    disturbance: DisturbanceId
    seat: SeatId
    norm: str
