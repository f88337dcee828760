# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What may be asked: the agenda."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.circulated import Outcome
from bot.domain.commands.base import Asked
from bot.domain.ids import ItemId
from bot.domain.urgent import UrgentDecision
from bot.domain.values import AgendaItem


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeOverItems(Asked):
    """Put items of other meetings on the agenda: left over, or a duty; ids are given anew."""

    items: tuple[AgendaItem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AddAgendaItem(Asked):
    title: str
    public: bool = True
    text: str = ""
    brought_by: str = ""
    position: int | None = None
    """1-based among the items of its part (public, non-public); None puts it last there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveAgendaItem(Asked):
    item: ItemId
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveAgendaItem(Asked):
    item: ItemId
    position: int
    """1-based among the items of its part; where items keep their numbers, the number of one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeKnown(Asked):
    """Put on the agenda what was decided without a meeting, or for the body; ``by`` is OPERATOR."""

    item: AgendaItem
    outcome: Outcome | UrgentDecision


AgendaCommand = TakeOverItems | AddAgendaItem | RemoveAgendaItem | MoveAgendaItem | MakeKnown
