# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What may have happened: points of order (Geschäftsordnungsanträge)."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.debating import ProceduralEnd, ProceduralKind
from bot.domain.ids import ItemId, ProceduralId, SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class ProceduralRaised:
    """A motion on the course of business (Antrag zur Geschäftsordnung)."""

    motion: ProceduralId
    kind: ProceduralKind
    by: SeatId
    item: ItemId | None
    """The item it is about; None if it is about none."""
    number: int
    """Minutes of a recess or a speech, or a place on the agenda; 0 if the kind takes none."""
    text: str
    """Where it refers to, or why the count is in doubt."""
    items: tuple[ItemId, ...] = ()
    """The items it is about where it is about several; none otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProceduralSpoken:
    """One for, one against (Rede und Gegenrede)."""

    motion: ProceduralId
    seat: SeatId
    against: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ProceduralSupported:
    """A member joins in, where a minority may demand it."""

    motion: ProceduralId
    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class ProceduralEnded:
    motion: ProceduralId
    end: ProceduralEnd
    reason: str
    """Why the chair ruled it out, or the rule by which enough have demanded it."""


ProceduralEvent = ProceduralRaised | ProceduralSpoken | ProceduralSupported | ProceduralEnded
