# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a debate (Beratung) is made of: motions on its course, and who speaks when for how long."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
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
    ADJOURN_REST = "adjourn_rest"
    """Vertagung aller weiteren Punkte: of those whose turn has not come."""
    CLOSE_DEBATE = "close_debate"
    """Schluss der Debatte: nobody speaks on the matter any more."""
    CLOSE_LIST = "close_list"
    """Schluss der Rednerliste: who is on it still speaks."""
    LIMIT_SPEECH = "limit_speech"
    """Begrenzung der Redezeit."""
    SECRET_VOTE = "secret_vote"  # noqa: S105 - a way of voting
    RECORDED_VOTE = "recorded_vote"
    SEPARATE_VOTE = "separate_vote"
    """Getrennte Abstimmung: the numbered parts of a motion are voted on one by one."""
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
    items: tuple[ItemId, ...] = ()
    """The items it is about where it is about several."""
    supporters: tuple[SeatId, ...] = ()
    """Who raised it, and who joined in."""
    pro: tuple[SeatId, ...] = ()
    """Who spoke for it."""
    contra: tuple[SeatId, ...] = ()
    non_public: bool = False
    """Raised in the non-public part."""
    end: ProceduralEnd | None = None


class SpeechKind(StrEnum):
    """As what somebody speaks (Wortmeldung)."""

    DEBATE = "debate"
    RAPPORTEUR = "rapporteur"
    """Introduces the matter, before all others (Berichterstattung)."""
    PROCEDURE = "procedure"
    """On the course of business."""
    QUESTION = "question"
    """Interposed while somebody speaks, who goes on afterwards (Zwischenfrage)."""
    REPLY = "reply"
    """Direct answer to the one before (Erwiderung)."""
    PERSONAL = "personal"
    """Personal statement (persönliche Erklärung), also after the debate."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Somebody on the speakers' list (Rednerliste)."""

    seat: SeatId
    kind: SpeechKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """Somebody who speaks. ``seconds`` is the time allowed, 0 if there is no limit."""

    seat: SeatId
    kind: SpeechKind
    item: ItemId | None
    begun: datetime
    seconds: int

    @property
    def ends(self) -> datetime | None:
        """When the time is up; None without a limit."""
        return self.begun + timedelta(seconds=self.seconds) if self.seconds else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Talked:
    """How often and how long a member has spoken in the debate on one item."""

    speeches: int = 0
    seconds: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Debate:
    """The debate on the item that is on; ``talked`` is kept for all items of the meeting."""

    waiting: tuple[Waiting, ...] = ()
    """Who has asked for the floor, as they asked."""
    speaking: Mapping[SeatId, Speech] = field(default_factory=dict)
    paused: Speech | None = None
    """Who goes on after an interposed question, with the time that is left."""
    groups: tuple[str, ...] = ()
    """Whose members have spoken on this item, one entry per speech."""
    told: frozenset[SeatId] = frozenset()
    """Whom the bot has told that their time is up."""
    talked: Mapping[tuple[ItemId | None, SeatId], Talked] = field(default_factory=dict)
