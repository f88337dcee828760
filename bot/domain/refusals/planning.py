# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Why not: a meeting before it: day, law, convocation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.ids import MeetingId, SeatId
from bot.domain.refusals.base import Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitedAlready(Reason):
    """Everybody was told a day and a place; another one needs another invitation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeTooShort(Reason):
    """Received too late even for the urgent path."""

    latest: datetime
    norm: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UrgencyReasonMissing(Reason):
    """Shortened notice needs its reason."""

    days: int
    needed: int
    latest: datetime
    norm: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UrgencyNotNeeded(Reason):
    """Regular notice is kept; no urgency to state."""

    days: int
    needed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortNoticeRefused(Reason):
    """So many members have objected to the shortened notice that nothing can be taken up."""

    objections: int
    needed: int
    norm: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UrgencyOpen(Reason):
    """The body must establish urgency first."""

    norm: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AlreadyInvited(Reason):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedRoomTaken(Reason):
    """Another meeting deliberates without the public, in the room this would be sent to."""

    meeting: MeetingId
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StartPassed(Reason):
    """The meeting's start lies in the past."""

    starts: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NotInvited(Reason):
    """The invitation did not go to this seat."""

    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptInFuture(Reason):
    received: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptBeforeSending(Reason):
    """Nothing can be received before it was sent."""

    received: datetime
