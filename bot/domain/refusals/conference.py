# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Why not: the conference."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.ids import SeatId
from bot.domain.refusals.base import Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class ConferenceOver(Reason):
    """The chair has ended the conference of this meeting."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotInConference(Reason):
    """The conference's server does not know the member at this moment."""

    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class RemovedFromConference(Reason):
    seat: SeatId
