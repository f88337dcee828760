# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is known of the requests for an item on the agenda, and their fold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import assert_never

from bot.domain import events as e
from bot.domain.ids import ItemRequestId, SeatId
from bot.domain.values import RequestEnd


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemRequest:
    """One request, who has signed it, and how it ended; None while it waits."""

    id: ItemRequestId
    by: SeatId
    group: str
    title: str
    text: str
    public: bool
    needed: int
    norm: str
    signed: tuple[SeatId, ...]
    since: datetime | None
    """Since when it is a right: a group asks, or enough members do; None while it is not."""
    end: RequestEnd | None = None

    @property
    def entitled(self) -> bool:
        """Whether the item must stand on the next agenda."""
        return self.since is not None


ItemRequests = Mapping[ItemRequestId, ItemRequest]


def evolve(known: ItemRequests, event: e.ItemRequestEvent) -> ItemRequests:
    """Return the requests after ``event``."""
    return {**known, event.request: _after(known, event)}


def _after(known: ItemRequests, event: e.ItemRequestEvent) -> ItemRequest:
    match event:
        case e.ItemRequested():
            return ItemRequest(
                id=event.request,
                by=event.by,
                group=event.group,
                title=event.title,
                text=event.text,
                public=event.public,
                needed=event.needed,
                norm=event.norm,
                signed=(event.by,),
                since=event.at if event.needed <= 1 else None,
            )
        case e.ItemRequestSupported():
            before = known[event.request]
            signed = (*before.signed, event.by)
            enough = before.since is None and len(signed) >= before.needed
            return replace(before, signed=signed, since=event.at if enough else before.since)
        case e.ItemRequestWithdrawn():
            return replace(known[event.request], end=RequestEnd.WITHDRAWN)
        case e.ItemRequestTakenUp():
            return replace(known[event.request], end=RequestEnd.TAKEN_UP)
        case e.ItemRequestRefused():
            return replace(known[event.request], end=RequestEnd.REFUSED)
        case _:
            assert_never(event)
