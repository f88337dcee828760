# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Why not: requests for an item on the agenda."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.ids import ItemRequestId, SeatId
from bot.domain.refusals.base import Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class NoGroup(Reason):
    """Only a group (Fraktion) asks in a group's name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupHasNoRight(Reason):
    """The law of the Land gives groups no right to an item."""

    land: str
    norm: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestUnknown(Reason):
    request: ItemRequestId
    open: tuple[ItemRequestId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestOver(Reason):
    """It was taken up, refused or withdrawn."""

    request: ItemRequestId


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestIsOthers(Reason):
    """Only who asked takes it back."""

    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestIsSupported(Reason):
    """Whoever has the right to an item cannot be refused for want of support."""

    request: ItemRequestId
    norm: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestsOpen(Reason):
    """The law puts these on this agenda; they are taken up, or refused with the rule."""

    requests: tuple[ItemRequestId, ...]
    titles: tuple[str, ...]
    norm: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoAgendaToGoOn(Reason):
    """There is no meeting whose invitation is still to go out."""
