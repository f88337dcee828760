# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Why not: lots drawn in public."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.ids import SeatId
from bot.domain.refusals.base import Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class LotNeeded(Reason):
    candidates: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LotUnderWay(Reason):
    """A lot by handed-in words is being drawn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoPublicLot(Reason):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class LotSealed(Reason):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class LotNotSealed(Reason):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class LotTooFew(Reason):
    """The chair and a member have to take part."""

    found: int
    least: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LotWordsWeak(Reason):
    least: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LotWordsDiffer(Reason):
    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class LotCopied(Reason):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class NoLotNeeded(Reason):
    pass
