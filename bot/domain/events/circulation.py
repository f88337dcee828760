# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What may have happened: the body decides in text between its meetings (Umlaufverfahren)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.circulated import Outcome, Reply
from bot.domain.ids import CirculationId, SeatId
from bot.domain.released import Released
from bot.domain.values import Majority


@dataclass(frozen=True, slots=True, kw_only=True)
class CirculationMoved:
    """Somebody moves to decide a matter without a meeting."""

    circulation: CirculationId
    by: SeatId
    group: str
    """In whose name (Fraktion); empty: the chair's, or a member's own."""
    title: str
    text: str
    reason: str
    """Why it cannot wait for a meeting; empty where the law does not ask."""
    public: bool
    needed: int
    """How many members must move it where neither chair nor group does; 0: none more."""
    norm: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CirculationSupported:
    circulation: CirculationId
    by: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class CirculationOpened:
    """The members are asked, under which rules and until when."""

    circulation: CirculationId
    by: SeatId
    opened: datetime
    until: datetime
    announced: str
    """Where and when the subject was made public before; empty where the law does not ask."""
    voters: tuple[SeatId, ...]
    agreement: int
    """Members who must agree to the procedure; 0: it is enough that nobody objects."""
    rule: str
    majority: Majority
    majority_norm: str
    casting: SeatId | None
    """The chair, where the chair's Yes decides a tie."""
    tie_norm: str
    abstention: bool
    """Whether members may abstain."""
    statutory: int
    norm: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CirculationAnswered:
    """A member's answer as it stands now; a later one takes its place until the end."""

    circulation: CirculationId
    reply: Reply


@dataclass(frozen=True, slots=True, kw_only=True)
class CirculationRecused:
    """A member is excluded for personal involvement (persönliche Beteiligung)."""

    circulation: CirculationId
    seat: SeatId
    by: SeatId
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CirculationReminded:
    """Who had not voted yet was reminded, once, before the period ends."""

    circulation: CirculationId
    seats: tuple[SeatId, ...]
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CirculationClosed:
    """All have voted, the period is over, or the procedure cannot come about any more."""

    outcome: Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class CirculationWithdrawn:
    circulation: CirculationId
    by: SeatId
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CirculationReleaseWorded:
    """What the public is to be told of a decision that was made without it."""

    circulation: CirculationId
    title: str
    text: str
    by: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class CirculationReleased:
    """A non-public decision between meetings was made known; the public may read all of this."""

    circulation: CirculationId
    released: Released
    by: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class CirculationExtractIssued:
    """A certified extract of a decision between meetings (Beschlussausfertigung)."""

    circulation: CirculationId
    number: str
    """In the register, such as ``12/2026``."""
    by: SeatId
    templates: str = field(default="", compare=False)
    """With which templates the paper that follows was made; empty: before that was kept."""


CirculationStep = (
    CirculationSupported
    | CirculationOpened
    | CirculationAnswered
    | CirculationRecused
    | CirculationReminded
    | CirculationClosed
    | CirculationWithdrawn
    | CirculationReleaseWorded
    | CirculationReleased
    | CirculationExtractIssued
)
"""What happens to a procedure that was moved."""

CirculationEvent = CirculationMoved | CirculationStep
