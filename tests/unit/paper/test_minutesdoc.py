# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Minutes edited elsewhere: texts come back, facts never change, foreign documents are refused."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from docx import Document
from docx.document import Document as Docx
from sample_journal import SECRET_TEXT, aftermath, evening

from bot.domain.evolve import replay
from bot.domain.minutes import minutes
from bot.paper.minutesdoc import (
    LARGEST_BYTES,
    LARGEST_UNPACKED,
    MinutesUnreadable,
    read_minutes,
    write_minutes,
)

RECORDS = aftermath()
VALUE, MEETING = minutes(RECORDS), replay(record.event for record in RECORDS)
MADE = write_minutes(VALUE, MEETING)


def edited(change: Callable[[Docx], object]) -> bytes:
    known = Document(BytesIO(MADE))
    change(known)
    out = BytesIO()
    known.save(out)
    return out.getvalue()


def refused(data: bytes) -> str:
    with pytest.raises(MinutesUnreadable) as error:
        read_minutes(data, VALUE, MEETING)
    return error.value.reason


def test_a_document_nobody_has_changed_brings_nothing() -> None:
    assert read_minutes(MADE, VALUE, MEETING) == {}


def test_it_holds_facts_and_the_clerks_texts() -> None:
    known = Document(BytesIO(MADE))
    said = "\n".join(p.text for p in known.paragraphs)
    assert re.search(r"^V\d+: \d+ Ja", said, re.MULTILINE)
    assert SECRET_TEXT in [table.cell(0, 0).text for table in known.tables]


def test_what_is_written_into_a_cell_comes_back_for_its_item() -> None:
    def write(known: Docx) -> None:
        known.tables[0].cell(0, 0).text = "Neu.\nZweiter Absatz."
        known.tables[-1].cell(0, 0).text = ""

    found = read_minutes(edited(write), VALUE, MEETING)
    first = next(line.item.id for line in VALUE.agenda if line.item.public)
    assert found == {first: "Neu.\nZweiter Absatz.", None: ""}


def test_a_text_that_is_too_long_is_named_and_nothing_is_taken() -> None:
    def write(known: Docx) -> None:
        known.tables[0].cell(0, 0).text = "Neu."
        known.tables[-1].cell(0, 0).text = "x" * 20_001

    with pytest.raises(MinutesUnreadable) as error:
        read_minutes(edited(write), VALUE, MEETING)
    assert error.value.reason == "text_too_long"
    assert error.value.what.endswith(": 20001")


def test_a_word_processors_blanks_are_no_change() -> None:
    def stretch(known: Docx) -> None:
        known.paragraphs[1].text = known.paragraphs[1].text.replace(" ", "\u00a0 ")
        known.add_paragraph("  ")

    assert read_minutes(edited(stretch), VALUE, MEETING) == {}


@pytest.mark.parametrize("change", ["figure", "added", "removed"])
def test_a_changed_fact_is_refused(change: str) -> None:
    """Given a document whose vote was written anew, nothing of it is taken."""

    def alter(known: Docx) -> None:
        vote = next(p for p in known.paragraphs if re.match(r"V\d+: \d", p.text))
        if change == "figure":
            vote.text = vote.text.replace(": ", ": 9", 1)
        if change == "added":
            known.add_paragraph("Und außerdem wurde beschlossen.")
        if change == "removed":
            known.paragraphs[-1]._element.getparent().remove(known.paragraphs[-1]._element)
        known.tables[0].cell(0, 0).text = "Neu."

    assert refused(edited(alter)) == "facts_changed"


def test_a_missing_or_added_cell_is_refused() -> None:
    assert refused(edited(lambda known: known.add_table(1, 1))) == "cells_changed"


def test_the_document_of_another_meeting_is_refused() -> None:
    def mark(known: Docx) -> None:
        known.core_properties.identifier = "gremium/2026-01"

    assert refused(edited(mark)) == "other_minutes"
    assert minutes(evening()).meeting == VALUE.meeting


def test_what_is_no_document_is_refused() -> None:
    assert refused(b"PK\x03\x04nonsense") == "not_docx"
    assert refused(b"") == "not_docx"
    assert refused(b"x" * (LARGEST_BYTES + 1)) == "too_large"
    packed = BytesIO()
    with ZipFile(packed, "w") as made:
        made.writestr("x", "y")
    assert refused(packed.getvalue()) == "not_docx"


def test_a_file_that_would_fill_the_memory_is_not_unpacked() -> None:
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as made, made.open("word/document.xml", "w") as part:
        for _ in range(LARGEST_UNPACKED // 1_000_000 + 1):
            part.write(b"0" * 1_000_000)
    assert len(packed.getvalue()) < LARGEST_BYTES
    assert refused(packed.getvalue()) == "too_large"
