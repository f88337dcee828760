# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What every command tells: who asks, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.ids import SeatId

OPERATOR = SeatId("operator")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    by: SeatId
    at: datetime
