# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""An urgent decision (Eilentscheidung) → its certified extract (Ausfertigung)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from bot.domain.roster import Body
from bot.domain.urgent import UrgentDecision
from bot.paper.document import Document, Letterhead
from bot.paper.html import fill
from bot.paper.render import document
from bot.paper.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class UrgentExtract:
    """What the extract is made of: the decision, and up to which entry of the body's stream."""

    body: Body
    decision: UrgentDecision
    last_seq: int
    last_at: datetime

    @property
    def body_name(self) -> str:
        return self.body.name

    @property
    def number(self) -> str:
        return self.decision.number(self.body.time_zone)


def render_urgent_extract(extract: UrgentExtract, letterhead: Letterhead) -> Document:
    """Return the certified extract of an urgent decision."""
    html = urgent_extract_html(extract, letterhead)
    return document(html, None, f"{extract.body.id}/extract/{extract.number}/{extract.last_seq}")


def urgent_extract_html(extract: UrgentExtract, letterhead: Letterhead) -> str:
    """Return the page `render_urgent_extract` makes its document of."""
    body = extract.body
    return fill(
        "decision.html.j2",
        Words(letterhead.language or body.language, body.time_zone),
        m=extract,
        known=extract.decision,
        status="",
        letterhead=letterhead,
        municipality=letterhead.municipality or body.municipality,
        written=extract.last_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
    )
