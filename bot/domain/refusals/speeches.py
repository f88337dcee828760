# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Why not: the speakers' list and the floor."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.ids import ItemId, SeatId
from bot.domain.refusals.base import Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class ListClosed(Reason):
    """The speakers' list of the item is closed."""

    item: ItemId


@dataclass(frozen=True, slots=True, kw_only=True)
class DebateOver(Reason):
    """Nobody speaks on the matter of the item any more."""

    item: ItemId


@dataclass(frozen=True, slots=True, kw_only=True)
class HasTheFloor(Reason):
    """Who speaks puts no question to themselves."""

    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class NobodySpeaks(Reason):
    """A question is interposed only while somebody speaks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NobodyWaits(Reason):
    """The speakers' list is empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoTimeRuns(Reason):
    """Nobody speaks whose time is limited, so none can be extended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpokeTooOften(Reason):
    """The member has spoken on the item as often as the rules of procedure allow."""

    seat: SeatId
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupTimeUsed(Reason):
    """The group has used up its time on the item."""

    group: str
    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemTimeUsed(Reason):
    """The time for the debate on the item is used up."""

    item: ItemId
    minutes: int
