# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The minutes as a document to edit (DOCX), and its texts read back: python-docx's one home.

Each item is a heading, its facts as paragraphs, and a table of one cell for the clerk's text. Only
what stands in these cells is read back; a document whose facts, headings or cells differ from what
the journal gives is refused, so nobody can change a fact by editing.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from docx import Document
from docx.document import Document as Docx
from docx.opc.exceptions import PackageNotFoundError

from bot.domain.ids import ItemId
from bot.domain.meeting import Meeting
from bot.domain.minutes import ItemRecord, Minutes
from bot.domain.preparation import TEXT_LIMIT
from bot.paper.words import Words

MIME = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
LARGEST_BYTES = 20_000_000
LARGEST_UNPACKED = 100_000_000
_DAMAGED = (BadZipFile, EOFError, NotImplementedError, OSError, RuntimeError, zlib.error)


class MinutesUnreadable(Exception):
    """The document cannot be taken; ``reason`` names a sentence, ``what`` the place."""

    def __init__(self, reason: str, what: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.what = what


@dataclass(frozen=True, slots=True, kw_only=True)
class Unpacked:
    """What a document holds, before it is compared with the journal."""

    identifier: str
    paragraphs: tuple[str, ...]
    cells: tuple[str, ...]
    """The text of the first cell of each table."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """One cell for text with what stands above it."""

    item: ItemId | None
    heading: str
    facts: tuple[str, ...]
    text: str


def write_minutes(minutes: Minutes, meeting: Meeting) -> bytes:
    """Return the document as the journal stands now."""
    made = Document()
    made.core_properties.identifier = _mark(minutes)
    made.add_heading(minutes.title, 0)
    for part in _parts(minutes, meeting):
        made.add_heading(part.heading, 1)
        for fact in part.facts:
            made.add_paragraph(fact)
        cell = made.add_table(1, 1, style="Table Grid").cell(0, 0)
        cell.text = part.text
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def read_minutes(data: bytes, minutes: Minutes, meeting: Meeting) -> dict[ItemId | None, str]:
    """Return the texts that differ from the journal's. Raises MinutesUnreadable."""
    return compare(unpack(data), minutes, meeting)


def unpack(data: bytes) -> Unpacked:
    """Return what the document holds. Raises MinutesUnreadable.

    It may be anybody's, so call it where effort is bounded: in `bot.workroom`.
    """
    known = _open(data)
    try:
        return _unpacked(known)
    except (AttributeError, TypeError, ValueError, KeyError, IndexError) as error:
        raise MinutesUnreadable("not_docx") from error  # XML, and no document


def _unpacked(known: Docx) -> Unpacked:
    return Unpacked(
        identifier=known.core_properties.identifier,
        paragraphs=tuple(p.text for p in known.paragraphs if p.text.strip()),
        cells=tuple(table.cell(0, 0).text.strip() for table in known.tables),
    )


def compare(known: Unpacked, minutes: Minutes, meeting: Meeting) -> dict[ItemId | None, str]:
    """Return the texts that differ from the journal's. Raises MinutesUnreadable."""
    if known.identifier != _mark(minutes):
        raise MinutesUnreadable("other_minutes")
    parts = _parts(minutes, meeting)
    expected = [minutes.title, *(line for part in parts for line in (part.heading, *part.facts))]
    found = known.paragraphs
    for line, (wanted, told) in enumerate(zip(expected, found, strict=False), start=1):
        if _plain(wanted) != _plain(told):
            raise MinutesUnreadable("facts_changed", f"{line}: {told[:80]}")
    if len(expected) != len(found):
        raise MinutesUnreadable("facts_changed", str(min(len(expected), len(found)) + 1))
    if len(known.cells) != len(parts):
        raise MinutesUnreadable("cells_changed")
    for part, cell in zip(parts, known.cells, strict=True):
        if len(cell) > TEXT_LIMIT:
            raise MinutesUnreadable("text_too_long", f"{part.heading}: {len(cell)}")
    texts = {part.item: cell for part, cell in zip(parts, known.cells, strict=True)}
    return {part.item: texts[part.item] for part in parts if texts[part.item] != part.text.strip()}


def _open(data: bytes) -> Docx:
    if len(data) > LARGEST_BYTES:
        raise MinutesUnreadable("too_large")
    try:
        with ZipFile(BytesIO(data)) as packed:  # a small file may unpack to fill the memory
            if sum(one.file_size for one in packed.infolist()) > LARGEST_UNPACKED:
                raise MinutesUnreadable("too_large")
        return Document(BytesIO(data))
    except MemoryError:
        raise MinutesUnreadable("too_large") from None
    except (*_DAMAGED, PackageNotFoundError, KeyError, ValueError, SyntaxError) as error:
        raise MinutesUnreadable("not_docx") from error


def _mark(minutes: Minutes) -> str:
    return f"gremium/{minutes.meeting}"


def _plain(text: str) -> str:
    """Return the words alone: word processors turn blanks and dashes to their taste."""
    return " ".join(text.split())


def _parts(minutes: Minutes, meeting: Meeting) -> list[_Part]:
    words = Words(minutes.language, minutes.time_zone, minutes.opened or minutes.starts)
    texts: Mapping[ItemId | None, str] = meeting.paperwork.texts
    records = {record.item.id: record for record in minutes.records if record.item}
    parts = [
        _Part(
            item=line.item.id,
            heading=f"{words.t('item', number=line.number)}: {line.item.title}",
            facts=_facts(words, records.get(line.item.id)),
            text=texts.get(line.item.id, ""),
        )
        for line in sorted(minutes.agenda, key=lambda line: not line.item.public)
    ]
    whole = _Part(item=None, heading=words.t("editing.whole"), facts=(), text=texts.get(None, ""))
    return [*parts, whole]


def _facts(words: Words, record: ItemRecord | None) -> tuple[str, ...]:
    if record is None:
        return ()
    moved = [
        f"{words.t('motion', id=one.id)}: {' '.join(one.final.split())}" for one in record.motions
    ]
    voted = [
        words.t(
            "editing.ballot",
            id=ballot.id,
            yes=ballot.result.yes,
            no=ballot.result.no,
            abstain=ballot.result.abstain,
            outcome=words.t(f"outcome.{words.outcome(ballot.result.adopted)}"),
        )
        for ballot in record.ballots
        if ballot.result
    ]
    return tuple(str(line) for line in (*moved, *voted, *record.notes) if line.strip())
