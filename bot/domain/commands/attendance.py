# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What may be asked: who is there, who may take part, and whether they are enough."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.commands.base import Asked
from bot.domain.ids import ItemId, SeatId
from bot.domain.values import Channel, Mode


@dataclass(frozen=True, slots=True, kw_only=True)
class StartRollCall(Asked):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportPresent(Asked):
    """A member answers the roll call or arrives; ``seat`` differs from ``by`` when entered."""

    seat: SeatId
    mode: Mode
    channel: Channel
    identified: str = ""
    """How somebody on the telephone was identified, such as by calling back a known number."""
    others: tuple[SeatId, ...] = ()
    """Who else it holds for; all of them or nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordAbsence(Asked):
    seat: SeatId
    reason: str
    excused: bool = True
    others: tuple[SeatId, ...] = ()
    """Who else it holds for; all of them or nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportLeft(Asked):
    seat: SeatId
    reason: str
    others: tuple[SeatId, ...] = ()
    """Who else it holds for; all of them or nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseRollCall(Asked):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class StateQuorum(Asked):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclareRecusal(Asked):
    seat: SeatId
    item: ItemId | None = None
    """None means the item under debate."""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawRecusal(Asked):
    seat: SeatId
    item: ItemId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatSubstitute(Asked):
    """Let ``seat`` stand in for the absent member ``principal``."""

    seat: SeatId
    principal: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class EndSubstitution(Asked):
    """Take the vote back from a substitute who was entered in error."""

    seat: SeatId


AttendanceCommand = (
    StartRollCall
    | ReportPresent
    | RecordAbsence
    | ReportLeft
    | CloseRollCall
    | StateQuorum
    | DeclareRecusal
    | WithdrawRecusal
    | SeatSubstitute
    | EndSubstitution
)
