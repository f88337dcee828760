# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Why not: points of order (Geschäftsordnungsanträge)."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.ids import ProceduralId, SeatId
from bot.domain.refusals.base import Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class NoProcedural(Reason):
    """No procedural motion is waiting."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProceduralFirst(Reason):
    """A procedural motion is dealt with before anything else, the one that goes furthest first."""

    motion: ProceduralId


@dataclass(frozen=True, slots=True, kw_only=True)
class ProceduralOver(Reason):
    """The procedural motion has ended."""

    motion: ProceduralId


@dataclass(frozen=True, slots=True, kw_only=True)
class ProceduralPending(Reason):
    """The same has been moved already."""

    motion: ProceduralId


@dataclass(frozen=True, slots=True, kw_only=True)
class ProceduralAgain(Reason):
    """What was rejected on an item is not moved again on it."""

    motion: ProceduralId


@dataclass(frozen=True, slots=True, kw_only=True)
class ProceduralPart(Reason):
    """The kind takes a number or a text that is not there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HasSpoken(Reason):
    """Only who has not spoken on the item may move to end the debate."""

    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupsUnheard(Reason):
    """Each group must have had a chance to speak before the debate is closed."""

    groups: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SideHeard(Reason):
    """So many have spoken for, or against, a procedural motion as may."""

    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Opposed(Reason):
    """Somebody has spoken against it, or the rules of procedure want a vote in any case."""
