# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What may have happened: the agenda."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.circulated import Outcome
from bot.domain.ids import ItemId
from bot.domain.urgent import UrgentDecision
from bot.domain.values import AgendaItem


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaItemAdded:
    item: AgendaItem
    position: int
    """Index in the agenda, from 0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaItemRemoved:
    item: ItemId
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaItemMoved:
    item: ItemId
    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemReclassified:
    """The body resolved to treat a public item without the public."""

    item: ItemId
    public: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LateItemTakenUp:
    """The body resolved to extend the agenda by an item added after the invitation."""

    item: ItemId


@dataclass(frozen=True, slots=True, kw_only=True)
class UrgencyEstablished:
    """The body resolved that the meeting is urgent (after shortened notice)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CirculationMadeKnown:
    """Under ``item`` the body is told what it decided between its meetings."""

    item: ItemId
    outcome: Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class UrgentDecisionMadeKnown:
    """Under ``item`` the body is told what was decided for it."""

    item: ItemId
    decision: UrgentDecision


AgendaEvent = (
    AgendaItemAdded
    | AgendaItemRemoved
    | AgendaItemMoved
    | ItemReclassified
    | LateItemTakenUp
    | UrgencyEstablished
    | CirculationMadeKnown
    | UrgentDecisionMadeKnown
)
