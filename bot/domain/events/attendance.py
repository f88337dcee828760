# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What may have happened: who is there, who may take part, and whether they are enough."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.ids import ItemId, SeatId
from bot.domain.values import Channel, Mode, QuorumCheck


@dataclass(frozen=True, slots=True, kw_only=True)
class RollCallStarted:
    by: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberArrived:
    """Present from now on: at roll call, or later."""

    seat: SeatId
    mode: Mode
    channel: Channel
    late: bool
    """After the roll call was closed."""
    identified: str = ""
    """How somebody on the telephone was identified; empty for everybody else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberLeft:
    """Left before the end, or for a while."""

    seat: SeatId
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsenceRecorded:
    """Absent, with the reason the minutes must name, § 42 (1) ThürKO."""

    seat: SeatId
    reason: str
    excused: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RollCallClosed:
    check: QuorumCheck
    at: datetime | None = field(default=None, compare=False)
    """When; None in journals that did not keep it here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuorumStated:
    """The chair stated the quorum again, on doubt or before a vote."""

    check: QuorumCheck


@dataclass(frozen=True, slots=True, kw_only=True)
class RecusalDeclared:
    """The member is biased on this item (persönliche Beteiligung) and takes no part in it."""

    seat: SeatId
    item: ItemId
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecusalWithdrawn:
    """Entered in error, or the body decided that there is none."""

    seat: SeatId
    item: ItemId


@dataclass(frozen=True, slots=True, kw_only=True)
class SubstituteSeated:
    """A substitute (stellvertretendes Mitglied) votes for an absent member from now on.

    It ends by itself when the member comes, after the ballot that runs then.
    """

    seat: SeatId
    principal: SeatId
    by: SeatId
    norm: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SubstituteStoodDown:
    """Somebody was entered as substitute in error."""

    seat: SeatId
    by: SeatId


AttendanceEvent = (
    RollCallStarted
    | MemberArrived
    | MemberLeft
    | AbsenceRecorded
    | RollCallClosed
    | QuorumStated
    | RecusalDeclared
    | RecusalWithdrawn
    | SubstituteSeated
    | SubstituteStoodDown
)
