# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Why not: the agenda."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.ids import ItemId
from bot.domain.refusals.base import Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemIsDuty(Reason):
    """The law puts the item on this agenda."""

    item: ItemId
    norm: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaEmpty(Reason):
    """An invitation needs an agenda."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemUnknown(Reason):
    item: ItemId


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemDone(Reason):
    item: ItemId


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemOpen(Reason):
    """Another item is under debate."""

    item: ItemId


@dataclass(frozen=True, slots=True, kw_only=True)
class NoItemOpen(Reason):
    """No item is under debate."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionOutOfRange(Reason):
    position: int
    first: int
    """Items called already keep their places before this one."""
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BeforeCalled(Reason):
    """Nothing is put before an item that was called already: its number stands in the minutes."""

    item: ItemId


@dataclass(frozen=True, slots=True, kw_only=True)
class LateItemNotAdmitted(Reason):
    """An item added after the invitation needs a resolution first."""

    item: ItemId


@dataclass(frozen=True, slots=True, kw_only=True)
class NotLate(Reason):
    """The item needs no resolution to be taken up."""

    item: ItemId


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeMissing(Reason):
    """The minutes must say what came of each item, § 42 (1) ThürKO."""

    items: tuple[ItemId, ...]
    first: ItemId
    """The one to begin with: it stands in the command that is proposed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TooFewItems(Reason):
    """A joint debate needs two items."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartsDiffer(Reason):
    """Public and non-public items are not debated together."""

    item: ItemId
