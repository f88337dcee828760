# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What may be asked: motions and amendments."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.commands.base import Asked
from bot.domain.ids import MotionId, SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveMotion(Asked):
    seat: SeatId
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveAmendment(Asked):
    seat: SeatId
    amends: MotionId
    text: str
    replaces: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveCounterMotion(Asked):
    """Move another way to decide the same matter (Gegenantrag, Alternativantrag)."""

    seat: SeatId
    against: MotionId
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderMotions(Asked):
    """Set the order of votes on a motion and its counter-motions; ``motion`` is any of them."""

    motion: MotionId
    order: tuple[MotionId, ...]
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderAmendments(Asked):
    motion: MotionId
    order: tuple[MotionId, ...]
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawMotion(Asked):
    motion: MotionId


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinMotion(Asked):
    """Move a motion or an amendment as well (Mitunterzeichnung)."""

    motion: MotionId
    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsolidateMotion(Asked):
    motion: MotionId
    text: str


MotionCommand = (
    MoveMotion
    | MoveAmendment
    | MoveCounterMotion
    | OrderMotions
    | OrderAmendments
    | WithdrawMotion
    | JoinMotion
    | ConsolidateMotion
)
