# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the public may know of a body: its meetings once convened, and who has sat in it when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from bot.domain import events as e
from bot.domain.ids import ItemId, MeetingId
from bot.domain.minutes import ItemRecord, Minutes, Part, minutes
from bot.domain.records import Recorded
from bot.domain.values import Seat


class Kind(StrEnum):
    """What a public file is, and so where its bytes come from."""

    TEXT = "text"
    """A wording; it stands in the journal itself."""
    MINUTES = "minutes"
    """The approved minutes of the public part."""
    PAPER = "paper"
    """A paper on a public item, kept under its digest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """The bytes of a public file, or where the archive keeps them."""

    kind: Kind
    meeting: MeetingId
    mime: str
    name: str
    text: str = ""
    digest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One meeting as the public may know it."""

    value: Minutes
    created: datetime
    modified: datetime
    gone: Mapping[ItemId, datetime] = field(default_factory=dict)
    """Items that were public once and are no longer, and since when (OP-05)."""

    def record(self, item: ItemId) -> ItemRecord | None:
        """Return what the public part of the minutes says of an item."""
        public = self.value.of(Part.PUBLIC)
        return next((one for one in public if one.item and one.item.id == item), None)

    def treated(self, item: ItemId) -> bool:
        """Tell whether the item was called before the public."""
        known = self.record(item)
        return known is not None and bool(known.calls)


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """Somebody on the roster, from when until when."""

    seat: Seat
    since: datetime
    until: datetime | None = None


def held(records: Sequence[Recorded]) -> Held | None:
    """Return a meeting once it was invited to; before that nobody outside knows of it."""
    value = minutes(records)
    if value.convocation is None:
        return None
    return Held(
        value=value,
        created=value.convocation.sent,
        modified=records[-1].at,
        gone=_gone(records),
    )


def _gone(records: Iterable[Recorded]) -> dict[ItemId, datetime]:
    public, seen = dict[ItemId, bool](), dict[ItemId, datetime | None]()
    convened = False
    for record in records:
        match record.event:
            case e.AgendaItemAdded(item=item):
                public[item.id] = item.public
            case e.ItemReclassified(item=changed):
                public[changed] = record.event.public
            case e.AgendaItemRemoved(item=removed):
                public.pop(removed, None)
            case e.InvitationSent():
                convened = True
            case _:
                continue
        if convened:
            shown = {item for item, known in public.items() if known}
            seen |= dict.fromkeys(shown)
            seen |= {item: record.at for item in seen if item not in shown and not seen[item]}
    return {item: at for item, at in seen.items() if at}


def terms(events: Iterable[tuple[datetime, e.BodyEvent]]) -> tuple[Term, ...]:
    """Return everybody who is or was on the roster, in the order they first came."""
    known = dict[str, Term]()
    for at, event in events:
        match event:
            case e.SeatFilled(seat=seat):
                before = known.get(seat.id)
                since = before.since if before and before.until is None else at
                known[seat.id] = Term(seat=seat, since=since)
            case e.SeatVacated(seat=left) if left in known:
                known[left] = replace(known[left], until=at)
            case _:
                pass
    return tuple(known.values())
