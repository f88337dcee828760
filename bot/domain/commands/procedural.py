# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What may be asked: points of order (Geschäftsordnungsanträge)."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.commands.base import Asked
from bot.domain.debating import ProceduralKind
from bot.domain.ids import ItemId, ProceduralId, SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class RaiseProcedural(Asked):
    """Move on the course of business (Antrag zur Geschäftsordnung), outside the speakers' list.

    ``item`` None means the one under debate; ``number`` and ``text`` are what the kind takes.
    """

    seat: SeatId
    kind: ProceduralKind
    item: ItemId | None = None
    number: int = 0
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakToProcedural(Asked):
    """One for, one against; ``motion`` None means the one that is due."""

    seat: SeatId
    against: bool
    motion: ProceduralId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportProcedural(Asked):
    """Join in, where a minority may demand it."""

    seat: SeatId
    motion: ProceduralId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawProcedural(Asked):
    motion: ProceduralId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleOutProcedural(Asked):
    reason: str
    motion: ProceduralId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CarryProcedural(Asked):
    """State that nobody has spoken against it, so that it is carried without a vote."""

    motion: ProceduralId | None = None


ProceduralCommand = (
    RaiseProcedural
    | SpeakToProcedural
    | SupportProcedural
    | WithdrawProcedural
    | RuleOutProcedural
    | CarryProcedural
)
