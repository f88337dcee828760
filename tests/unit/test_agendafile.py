# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Agendas in and out: what spreadsheets and council systems hand over, and what they may not do."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from sample_journal import planned

from bot.agendafile import MOST, AgendaUnreadable, read_agenda, write_csv
from bot.domain.evolve import replay
from bot.domain.preparation import TITLE_LIMIT

MEETING = replay(record.event for record in planned().records)


def told(name: str, data: bytes) -> tuple[str, int]:
    with pytest.raises(AgendaUnreadable) as error:
        read_agenda(name, data)
    return error.value.reason, error.value.line


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_a_spreadsheet_is_read_as_it_was_saved(encoding: str, delimiter: str) -> None:
    rows = [
        ["Nummer", "Titel", "öffentlich", "von", "Beschlussvorlage"],
        ["1", "Straße", "ja", "Grüne", "Die Straße wird gebaut."],
        ["", "", "", "", ""],
        ["N1", "Grundstück", "nein", "", ""],
    ]
    text = "\r\n".join(delimiter.join(row) for row in rows)
    first, second = read_agenda("agenda.csv", text.encode(encoding))
    assert (first.title, first.public, first.by, first.text) == (
        "Straße",
        True,
        "Grüne",
        "Die Straße wird gebaut.",
    )
    assert (second.title, second.public) == ("Grundstück", False)


def test_the_agenda_comes_out_as_it_went_in() -> None:
    again = read_agenda("agenda.csv", write_csv(MEETING, public=False))
    assert [(i.title, i.public, i.by, i.text) for i in again] == [
        (i.title, i.public, i.by, i.text) for i in MEETING.agenda
    ]


def test_the_public_file_has_no_titles_of_non_public_items() -> None:
    secret = [item.title for item in MEETING.agenda if not item.public]
    made = write_csv(MEETING, public=True).decode("utf-8-sig")
    assert secret
    assert [title for title in secret if title in made] == []


def test_no_cell_is_a_formula_in_a_spreadsheet() -> None:
    """Given a title a spreadsheet would execute, it is written as text and read back the same."""
    first, *rest = MEETING.agenda
    evil = replace(MEETING, agenda=(replace(first, title='=HYPERLINK("x")'), *rest))
    made = write_csv(evil, public=False)
    assert b"'=HYPERLINK" in made
    assert read_agenda("a.csv", made)[0].title == '=HYPERLINK("x")'


@pytest.mark.parametrize(
    ("data", "reason", "line"),
    [
        ("", "empty", 0),
        ("Titel\n", "empty", 0),
        ("Thema;von\nStraße;x", "no_title_column", 1),
        ("Titel;öffentlich\nStraße;vielleicht", "public_unclear", 2),
        ("Titel;von\n;Grüne", "no_title", 2),
        (f"Titel\n{'x' * (TITLE_LIMIT + 1)}", "too_long", 2),
        ("Titel\n" + "x\n" * (MOST + 1), "too_many", 0),
    ],
)
def test_what_is_no_agenda_is_refused_with_its_line(data: str, reason: str, line: int) -> None:
    assert told("agenda.csv", data.encode()) == (reason, line)


def test_excels_own_first_line_names_no_columns() -> None:
    assert [item.title for item in read_agenda("a.csv", b"sep=;\r\nTitel;von\r\nStra\xdfe;x")] == [
        "Straße"
    ]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"Titel\n" + b"x" * 200_000, "not_csv"),
        (b'Titel\n"' + b"x;\n" * 100_000, "not_csv"),
        (b"Titel\n" * 2_000_000, "too_large"),
        (b"\xff\xfeT\0i\0", "no_title_column"),
        (b"\xff\xfeT\0i", "encoding"),
        (b"\xff\xfeT\0i\0\xd8", "encoding"),
        (b"PK\x03\x04\x14\0\x08\0", "no_title_column"),
    ],
)
def test_what_only_looks_like_a_table_is_refused_quickly(data: bytes, reason: str) -> None:
    assert told("agenda.csv", data)[0] == reason


def test_bytes_no_encoding_fits_are_refused() -> None:
    assert told("agenda.csv", b"Titel\n\x81\x8d")[0] == "encoding"


# OParl.


def oparl(*items: object, kind: str = "Meeting") -> bytes:
    made = {"type": f"https://schema.oparl.org/1.1/{kind}", "agendaItem": list(items)}
    return json.dumps(made).encode()


def test_an_oparl_meeting_brings_its_items_in_their_order() -> None:
    data = oparl(
        {"name": "Zweitens", "order": 1, "public": False},
        {"name": "Erstens", "order": 0},
        {"name": "Gelöscht", "order": 2, "deleted": True},
        {"name": "Ohne Reihenfolge"},
    )
    found = read_agenda("sitzung.JSON", data)
    assert [(item.title, item.public) for item in found] == [
        ("Erstens", True),
        ("Zweitens", False),
        ("Ohne Reihenfolge", True),
    ]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"{", "not_json"),
        (b"[" * 100_000, "not_json"),
        (b"[]", "not_a_meeting"),
        (oparl(kind="Person"), "not_a_meeting"),
        (oparl("x"), "not_a_meeting"),
        (oparl({"order": 0}), "no_title"),
        (oparl(), "empty"),
    ],
)
def test_what_is_no_oparl_meeting_is_refused(data: bytes, reason: str) -> None:
    assert told("sitzung.json", data)[0] == reason
