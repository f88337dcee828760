# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A decision between meetings (Umlaufbeschluss) → its certified extract (Ausfertigung)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from bot.domain.circulated import Outcome
from bot.domain.circulating import Circulation
from bot.domain.roster import Body
from bot.domain.values import Result
from bot.paper.document import Document, Letterhead
from bot.paper.html import fill
from bot.paper.render import document
from bot.paper.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class CirculationExtract:
    """What the extract is made of, and up to which entry of the body's stream."""

    body: Body
    known: Circulation
    last_seq: int
    last_at: datetime

    @property
    def body_name(self) -> str:
        return self.body.name

    @property
    def number(self) -> str:
        return self.known.extract

    def decided(self) -> tuple[Outcome, Result]:
        """Return how it ended and the count. Raises ValueError if no extract was issued."""
        outcome = self.known.outcome
        if outcome is None or outcome.result is None or not self.known.extract:
            raise ValueError(f"no extract of {self.known.id} was issued")
        return outcome, outcome.result


def render_circulation_extract(extract: CirculationExtract, letterhead: Letterhead) -> Document:
    """Return the certified extract of a decision between meetings."""
    html = circulation_extract_html(extract, letterhead)
    return document(html, None, f"{extract.body.id}/extract/{extract.known.id}/{extract.last_seq}")


def circulation_extract_html(extract: CirculationExtract, letterhead: Letterhead) -> str:
    """Return the page `render_circulation_extract` makes its document of."""
    body, (outcome, result) = extract.body, extract.decided()
    return fill(
        "circulation.html.j2",
        Words(letterhead.language or body.language, body.time_zone),
        m=extract,
        known=outcome,
        result=result,
        released=extract.known.released,
        status="",
        letterhead=letterhead,
        municipality=letterhead.municipality or body.municipality,
        written=extract.last_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
    )
