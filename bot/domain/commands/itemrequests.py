# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What may be asked: an item on the agenda, by members, and what the office does with it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.commands.base import Asked
from bot.domain.ids import ItemRequestId, MeetingId
from bot.domain.rules import Rules
from bot.domain.values import RequestRefusal


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestItem(Asked):
    """Ask for an item on the next agenda, by the law in force for the body (``rules``)."""

    title: str
    text: str
    public: bool
    for_group: bool
    """In the name of the asker's group (Fraktion)."""
    rules: Rules


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportItemRequest(Asked):
    request: ItemRequestId


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawItemRequest(Asked):
    request: ItemRequestId


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeUpItemRequest(Asked):
    """Put the item on the agenda of ``meeting``, the next one nobody was invited to yet."""

    request: ItemRequestId
    meeting: MeetingId


@dataclass(frozen=True, slots=True, kw_only=True)
class RefuseItemRequest(Asked):
    request: ItemRequestId
    ground: RequestRefusal
    reason: str


ItemRequestCommand = (
    RequestItem | SupportItemRequest | WithdrawItemRequest | TakeUpItemRequest | RefuseItemRequest
)
