# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Why not: the course of a meeting."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.ids import ItemId, SeatId
from bot.domain.refusals.base import Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicPart(Reason):
    """This belongs to the non-public part."""

    item: ItemId


@dataclass(frozen=True, slots=True, kw_only=True)
class NonPublicPart(Reason):
    """This belongs to the public part."""

    item: ItemId


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumesInPast(Reason):
    """A recess cannot end before it has begun."""

    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicExcludedAlready(Reason):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicAlready(Reason):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class InTheHall(Reason):
    """Only who takes part from elsewhere says that nobody listens in there."""

    seat: SeatId
