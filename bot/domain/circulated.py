# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a circulation procedure (Umlaufverfahren) can come to: plain values, kept in the journal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.ids import CirculationId, SeatId
from bot.domain.values import Choice, Result


class CirculationEnd(StrEnum):
    ADOPTED = "adopted"
    REJECTED = "rejected"
    NOT_AGREED = "not_agreed"
    """Too few agreed to decide without a meeting: there is no resolution, whatever the votes."""
    OBJECTED = "objected"
    """Somebody objected where the law lets one objection end it."""
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """Where one member stands: to deciding without a meeting, and on the matter itself."""

    seat: SeatId
    agrees: bool
    choice: Choice | None = None
    """None: said something on the procedure only."""
    reason: str = ""
    """Of an objection."""
    entered_by: SeatId | None = None
    """The office, where the answer came in by letter or e-mail."""
    proof: str = ""
    """What the office has in its files then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteByName:
    name: str
    choice: Choice


@dataclass(frozen=True, slots=True, kw_only=True)
class Objection:
    name: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How it ended, complete enough to be read out and checked without anything else."""

    circulation: CirculationId
    title: str
    text: str
    public: bool
    opened: datetime
    ended: datetime
    end: CirculationEnd
    agreed: int
    """Members who agreed to the procedure."""
    agreement: int
    """How many had to; 0 where it is enough that nobody objects."""
    result: Result | None
    """The count, if the procedure was lawful and there is one."""
    votes: tuple[VoteByName, ...]
    objections: tuple[Objection, ...]
    recused: tuple[str, ...]
    silent: tuple[str, ...]
    """Who was asked and said nothing."""
    norm: str

    @property
    def decided(self) -> bool:
        """Whether the body has decided, for or against."""
        return self.end in (CirculationEnd.ADOPTED, CirculationEnd.REJECTED)
