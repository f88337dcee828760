# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Why not: the body: its charter, its roster, the reach of its members."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.ids import SeatId, UserId
from bot.domain.refusals.base import Reason
from bot.domain.values import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class NotOnRoster(Reason):
    """The device speaks for nobody on the roster."""

    user: UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatUnknown(Reason):
    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatTaken(Reason):
    """The seat is enrolled to somebody else already."""

    seat: SeatId
    user: UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class UserTaken(Reason):
    """The Matrix user already speaks for another seat."""

    user: UserId
    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatTwice(Reason):
    """A roster names a seat twice."""

    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyExists(Reason):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class NoChair(Reason):
    """A roster without a chair."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatutoryTooSmall(Reason):
    """Fewer statutory members than seats with a vote."""

    statutory: int
    voting: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BadSeat(Reason):
    """Empty or unusable seat number or name."""

    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class BadWeight(Reason):
    """Not a number of votes a seat can have."""

    seat: SeatId
    weight: int
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OneVoteEach(Reason):
    """Several votes a seat, where no statute can give them."""

    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class VotesBeyondTotal(Reason):
    """The seats would have more votes than the statute gives in all."""

    votes: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleWithoutVote(Reason):
    """An advisory member or guest cannot have a vote."""

    seat: SeatId
    role: Role
