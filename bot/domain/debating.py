# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a debate (Beratung) is made of: motions on its course, and who speaks when for how long."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.ids import ItemId, ProceduralId, SeatId


class ProceduralKind(StrEnum):
    """What a procedural motion (Antrag zur Geschäftsordnung) asks for."""

    EXCLUDE_PUBLIC = "exclude_public"
    """Ausschluss der Öffentlichkeit."""
    RECESS = "recess"
    """Unterbrechung der Sitzung."""
    REMOVE_ITEM = "remove_item"
    """Absetzung eines Tagesordnungspunkts."""
    REFER = "refer"
    """Überweisung, such as to a committee."""
    ADJOURN_ITEM = "adjourn_item"
    """Vertagung."""
    CLOSE_DEBATE = "close_debate"
    """Schluss der Debatte: nobody speaks on the matter any more."""
    CLOSE_LIST = "close_list"
    """Schluss der Rednerliste: who is on it still speaks."""
    LIMIT_SPEECH = "limit_speech"
    """Begrenzung der Redezeit."""
    SECRET_VOTE = "secret_vote"  # noqa: S105 - a way of voting
    RECORDED_VOTE = "recorded_vote"
    RECOUNT = "recount"
    """Wiederholung der Abstimmung, because the count is in doubt."""
    REORDER = "reorder"
    """Änderung der Reihenfolge der Tagesordnung."""


class ProceduralEnd(StrEnum):
    """How a procedural motion ended."""

    ADOPTED = "adopted"
    REJECTED = "rejected"
    UNOPPOSED = "unopposed"
    """Nobody spoke against it, so it is carried without a vote."""
    DEMANDED = "demanded"
    """Enough members asked for it; where the law gives them that right nobody votes."""
    WITHDRAWN = "withdrawn"
    OUT_OF_ORDER = "out_of_order"
    """Ruled out by the chair, with a reason."""
    LAPSED = "lapsed"
    """The item it was about was closed, or a further-going one was carried."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Procedural:
    """A procedural motion; ``number`` and ``text`` are what its kind takes: minutes, where to."""

    id: ProceduralId
    kind: ProceduralKind
    by: SeatId
    on: ItemId | None
    """The item under debate when it was raised."""
    item: ItemId | None
    """The item it is about."""
    number: int
    text: str
    supporters: tuple[SeatId, ...] = ()
    """Who raised it, and who joined in."""
    pro: tuple[SeatId, ...] = ()
    """Who spoke for it."""
    contra: tuple[SeatId, ...] = ()
    non_public: bool = False
    """Raised in the non-public part."""
    end: ProceduralEnd | None = None
