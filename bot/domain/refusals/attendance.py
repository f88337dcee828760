# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Why not: who is there, who may take part, and whether they are enough."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.ids import ItemId, SeatId
from bot.domain.refusals.base import Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class NotLeading(Reason):
    """Only who leads the meeting decides this; ``chair`` does now."""

    chair: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class RollCallOpen(Reason):
    """The roll call is not closed yet."""

    unanswered: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NoRollCall(Reason):
    """No roll call has been held."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RollCallOver(Reason):
    """The roll call is closed already; ``since`` None: the journal did not keep when."""

    since: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PresenceOnly(Reason):
    """The meeting was convened to the hall; who is elsewhere is absent."""

    seat: SeatId
    norm: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AlreadyPresent(Reason):
    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class NotPresent(Reason):
    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class Recused(Reason):
    """The member is recused on this item."""

    seat: SeatId
    item: ItemId


@dataclass(frozen=True, slots=True, kw_only=True)
class AlreadyRecused(Reason):
    seat: SeatId
    item: ItemId


@dataclass(frozen=True, slots=True, kw_only=True)
class NotRecused(Reason):
    seat: SeatId
    item: ItemId


@dataclass(frozen=True, slots=True, kw_only=True)
class NoQuorum(Reason):
    present: int
    needed: int
    statutory: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChairAbsent(Reason):
    """Nobody who may lead is present."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChairRecused(Reason):
    """The one in the chair is biased; another takes the chair first."""

    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class ChairStays(Reason):
    """The chair hands over before leaving."""

    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class QuorumNeverStated(Reason):
    """The meeting was closed without a roll call; its minutes cannot say who was there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsenceUnexplained(Reason):
    """The minutes must name the reason of each absence, § 42 (1) ThürKO."""

    seats: tuple[SeatId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneForbidden(Reason):
    """Nobody takes part by telephone under this law."""

    norm: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneEntered(Reason):
    """Who is on the telephone is entered by chair or clerk, after they were identified."""

    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneUnidentified(Reason):
    """The entry does not say how the voice was identified."""

    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class SubstitutesForbidden(Reason):
    """Nobody stands in for a member of this body."""

    kind: str
    norm: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoSubstitute(Reason):
    """The roster does not name them as a substitute."""

    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class PrincipalThere(Reason):
    """The member is there and votes."""

    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class PrincipalUnexplained(Reason):
    """The minutes want to know why the member is absent."""

    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class SubstituteOfOtherGroup(Reason):
    """The groups would no longer have the shares the body was composed by."""

    seat: SeatId
    principal: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class AlreadyStandingIn(Reason):
    """One substitute has one vote, and one seat has one substitute."""

    seat: SeatId
    principal: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class NotStandingIn(Reason):
    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class Represented(Reason):
    """Somebody else votes for the seat until this vote is over."""

    seat: SeatId
    substitute: SeatId
