# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Urgent decisions (Eilentscheidung): taken for the body because the matter could not wait for it.

§ 30 ThürKO and its kin: one authority decides in the body's stead, where the law says so after
asking others. The members are told at once, with the reasons; the next meeting is told under an
item that cannot be taken off. Where the law asks for approval, that item has it for its draft.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.domain.ids import ItemId, UrgentId
from bot.domain.values import AgendaItem, Language


class Afterwards(StrEnum):
    """What the body may do about it in its next meeting."""

    REPORT = "report"
    """It is told."""
    MAY_REPEAL = "may_repeal"
    """It may repeal the decision, as far as no rights of others rest on it."""
    APPROVAL = "approval"
    """It is asked to approve the decision, and may repeal it likewise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UrgentDecision:
    """What was decided, by whom, and why it could not wait; complete enough to be read out."""

    id: UrgentId
    title: str
    text: str
    reason: str
    """Why it could not wait."""
    by: str
    """Who decided, as the minutes name them."""
    agreed: str
    """Who agreed or was asked before, where the law wants it; else empty."""
    public: bool
    decided: datetime
    afterwards: Afterwards
    norm: str

    def number(self, zone: str) -> str:
        """Return its number in the register: its own name and the year, such as ``D3/2026``.

        A series beside that of resolutions: what is kept later moves no other's number.
        """
        return f"{self.id}/{self.decided.astimezone(ZoneInfo(zone)).year}"

    def goes_by(self, name: str, zone: str) -> bool:
        """Tell whether ``name`` is its number, or that without the year, in either case."""
        return name.strip().casefold() in (self.id.casefold(), self.number(zone).casefold())

    def matches(self, words: Iterable[str], zone: str) -> bool:
        """Tell whether every word stands in number, title or wording, however it is written."""
        whole = f"{self.number(zone)} {self.title} {self.text}".casefold()
        return all(word.casefold() in whole for word in words)


_TITLES: Mapping[Language, str] = {
    Language.DE: "Bekanntgabe der Eilentscheidung {id}: {title}",
    Language.EN: "Urgent decision {id}: {title}",
}
_APPROVALS: Mapping[Language, str] = {
    Language.DE: "Die Eilentscheidung {id} wird genehmigt: {text}",
    Language.EN: "Urgent decision {id} is approved: {text}",
}


def to_make_known(decision: UrgentDecision, language: Language) -> AgendaItem:
    """Return the item under which the next meeting is told of it, or asked to approve it."""
    approval = decision.afterwards is Afterwards.APPROVAL
    return AgendaItem(
        id=ItemId(""),
        title=_TITLES[language].format(id=decision.id, title=decision.title),
        public=decision.public,
        text=_APPROVALS[language].format(id=decision.id, text=decision.text) if approval else "",
        duty=decision.id,
    )
