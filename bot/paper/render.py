# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Minutes → documents."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.domain.minutes import Minutes, Part
from bot.paper.document import Document, JournalHead, Letterhead
from bot.paper.html import fill
from bot.paper.pdf import Enclosure, make_pdf
from bot.paper.words import Words

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
"""Date of a paper that follows from an empty journal."""


def render(
    minutes: Minutes,
    part: Part,
    letterhead: Letterhead,
    *,
    journal: bytes | None = None,
    head: JournalHead | None = None,
) -> Document:
    """Return the minutes of one part.

    ``journal`` (JSON lines) is attached as it is: for the public part, hand over the public
    excerpt. ``head`` is named in the paper, so that paper and journal can be held against
    each other.
    """
    words = Words(letterhead.language or minutes.language, minutes.time_zone)
    at = minutes.last_at or _EPOCH
    html = fill(
        "minutes.html.j2",
        words,
        m=minutes,
        part=part,
        public=part is Part.PUBLIC,
        head=head,
        attached=journal is not None,
        status=words.status(minutes),
        **_common(minutes, letterhead, at),
    )
    enclosure = None
    if journal is not None:
        enclosure = Enclosure(
            name="journal.jsonl", content=journal, description=words.t("journal"), at=at
        )
    return _document(html, enclosure, f"{minutes.meeting}/{part.value}/{minutes.last_seq}")


def render_invitation(minutes: Minutes, part: Part, letterhead: Letterhead) -> Document:
    """Return the invitation (Einladung) as it follows from the journal so far.

    `Part.NON_PUBLIC` is the letter to those summoned, with every item; `Part.PUBLIC` the public
    notice (öffentliche Bekanntmachung), which masks non-public items.
    """
    words = Words(letterhead.language or minutes.language, minutes.time_zone)
    at = minutes.last_at or _EPOCH
    html = fill(
        "invitation.html.j2",
        words,
        m=minutes,
        public=part is Part.PUBLIC,
        status="",
        **_common(minutes, letterhead, at),
    )
    return _document(html, None, f"{minutes.meeting}/invitation/{part.value}/{minutes.last_seq}")


def _common(minutes: Minutes, letterhead: Letterhead, at: datetime) -> dict[str, object]:
    return {
        "letterhead": letterhead,
        "municipality": letterhead.municipality or minutes.municipality,
        "written": at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
    }


def _document(html: str, enclosure: Enclosure | None, identifier: str) -> Document:
    pdf, pages = make_pdf(html, enclosure, identifier)
    return Document(html=html.encode(), pdf=pdf, pages=pages)
