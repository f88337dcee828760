# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What may have happened: members ask for an item on the agenda (Antrag auf Aufnahme)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.ids import ItemRequestId, MeetingId, SeatId
from bot.domain.values import RequestRefusal


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemRequested:
    """A member asks for an item on the next agenda, alone or in the name of a group."""

    request: ItemRequestId
    by: SeatId
    group: str
    """In whose name (Fraktion); empty: the member's own, to be supported by others."""
    title: str
    text: str
    public: bool
    needed: int
    """How many members must ask for it where no group does; 0: a group's name suffices."""
    norm: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemRequestSupported:
    """Another member asks for the item as well (Mitunterzeichnung)."""

    request: ItemRequestId
    by: SeatId
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemRequestWithdrawn:
    request: ItemRequestId
    by: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemRequestTakenUp:
    """The item stands on the agenda of ``meeting``."""

    request: ItemRequestId
    by: SeatId
    meeting: MeetingId


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemRequestRefused:
    """The office does not put the item on an agenda; on which ground, and by which rule."""

    request: ItemRequestId
    by: SeatId
    ground: RequestRefusal
    reason: str
    norm: str


ItemRequestEvent = (
    ItemRequested
    | ItemRequestSupported
    | ItemRequestWithdrawn
    | ItemRequestTakenUp
    | ItemRequestRefused
)
