# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Minutes → documents."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.domain.ids import BallotId
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
    attached = journal is not None
    html = minutes_html(minutes, part, letterhead, attached=attached, head=head)
    enclosure = None
    if journal is not None:
        enclosure = Enclosure(
            name="journal.jsonl",
            content=journal,
            description=_words(minutes, letterhead).t("journal"),
            at=_moment(minutes),
        )
    return document(html, enclosure, f"{minutes.meeting}/{part.value}/{minutes.last_seq}")


def render_invitation(minutes: Minutes, part: Part, letterhead: Letterhead) -> Document:
    """Return the invitation (Einladung) as it follows from the journal so far.

    `Part.NON_PUBLIC` is the letter to those summoned, with every item; `Part.PUBLIC` the public
    notice (öffentliche Bekanntmachung), which masks non-public items.
    """
    html = invitation_html(minutes, part, letterhead)
    return document(html, None, f"{minutes.meeting}/invitation/{part.value}/{minutes.last_seq}")


def render_extract(minutes: Minutes, ballot: BallotId, letterhead: Letterhead) -> Document:
    """Return the certified extract (Beschlussausfertigung) of one resolution.

    Raises ValueError if no extract of it was issued.
    """
    html = extract_html(minutes, ballot, letterhead)
    return document(html, None, f"{minutes.meeting}/extract/{ballot}/{minutes.last_seq}")


def extract_html(minutes: Minutes, ballot: BallotId, letterhead: Letterhead) -> str:
    """Return the page `render_extract` makes its document of."""
    found = [
        (record, known)
        for record in minutes.records
        for known in record.ballots
        if known.id == ballot and record.item
    ]
    if not found or ballot not in minutes.extracts:
        raise ValueError(f"no extract of {ballot} was issued")
    record, known = found[0]
    return fill(
        "extract.html.j2",
        _words(minutes, letterhead),
        m=minutes,
        number=minutes.extracts[ballot],
        record=record,
        record_public=record.part is Part.PUBLIC,
        ballot=known,
        motion=next((one for one in record.motions if one.id == known.subject.ref), None),
        released=next((one.released for one in minutes.released if one.what == ballot), None),
        contest=minutes.contests.get(ballot),
        status="",
        **_common(minutes, letterhead),
    )


def minutes_html(
    minutes: Minutes,
    part: Part,
    letterhead: Letterhead,
    *,
    attached: bool = False,
    head: JournalHead | None = None,
) -> str:
    """Return the page `render` makes its document of."""
    words = _words(minutes, letterhead)
    return fill(
        "minutes.html.j2",
        words,
        m=minutes,
        part=part,
        public=part is Part.PUBLIC,
        head=head,
        attached=attached,
        status=words.status(minutes),
        **_common(minutes, letterhead),
    )


def invitation_html(minutes: Minutes, part: Part, letterhead: Letterhead) -> str:
    """Return the page `render_invitation` makes its document of."""
    return fill(
        "invitation.html.j2",
        _words(minutes, letterhead),
        m=minutes,
        public=part is Part.PUBLIC,
        status="",
        **_common(minutes, letterhead),
    )


def _words(minutes: Minutes, letterhead: Letterhead) -> Words:
    meets = minutes.opened or minutes.starts
    return Words(letterhead.language or minutes.language, minutes.time_zone, meets)


def _moment(minutes: Minutes) -> datetime:
    """Return the date of the paper: that of the last entry it follows from."""
    return (minutes.last_at or _EPOCH).astimezone(UTC)


def _common(minutes: Minutes, letterhead: Letterhead) -> dict[str, object]:
    return {
        "letterhead": letterhead,
        "municipality": letterhead.municipality or minutes.municipality,
        "written": _moment(minutes).strftime("%Y-%m-%dT%H:%M:%SZ"),
    }


def document(html: str, enclosure: Enclosure | None, identifier: str) -> Document:
    """Return a page as HTML and as the PDF that goes by ``identifier``."""
    pdf, pages = make_pdf(html, enclosure, identifier)
    return Document(html=html.encode(), pdf=pdf, pages=pages)
