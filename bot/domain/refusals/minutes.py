# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Why not: the minutes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.ids import MeetingId, SeatId
from bot.domain.refusals.base import Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class AlreadySigned(Reason):
    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class NotSigned(Reason):
    """The minutes lack a signature."""

    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutesUndrafted(Reason):
    """There is no draft, or it no longer holds: something was entered after it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotSignatory(Reason):
    """Only chair and clerk of the meeting sign."""

    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class NotCirculated(Reason):
    """This version of the minutes did not go out yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionsOver(Reason):
    """The time for objections to the minutes is over."""

    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionUnknown(Reason):
    number: int
    known: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionsOpen(Reason):
    """Objections to the minutes are settled first."""

    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnMinutes(Reason):
    """A later meeting approves the minutes, § 42 (2) ThürKO; not the one they are of."""

    meeting: MeetingId


@dataclass(frozen=True, slots=True, kw_only=True)
class NotApprovedThere(Reason):
    """Minutes are approved in a meeting held after the one they are of, § 42 (2) ThürKO."""

    meeting: MeetingId
    title: str
    phase: str
    after: str
