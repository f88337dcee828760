# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Agendas in and out: what spreadsheets and council systems hand over, and what they may not do."""

from __future__ import annotations

import json
import re
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
    for title, cell in (
        ('=HYPERLINK("x")', "'=HYPERLINK"),
        ("'=1+1 stand da", "''=1+1"),
        ("'n Apfel", "'n Apfel"),
    ):
        made = write_csv(
            replace(MEETING, agenda=(replace(first, title=title), *rest)), public=False
        )
        assert re.search(f'[;"]{re.escape(cell)}', made.decode("utf-8-sig"))
        assert read_agenda("a.csv", made)[0].title == title


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


# What may not get out: a file that says what is non-public in a way that is not read.


@pytest.mark.parametrize(
    ("data", "reason", "line", "what"),
    [
        ("Titel;Nichtöffentlich\nGrundstück;ja", "public_column", 1, "Nichtöffentlich"),
        ("Titel;Öffentlichkeit\nGrundstück;nein", "public_column", 1, "Öffentlichkeit"),
        ("Titel;öffentlich (ja/nein)\nA;nein", "public_column", 1, "öffentlich (ja/nein)"),
        ("Titel;öffentlich;öffentlich\nA;ja;nein", "public_column", 1, "öffentlich"),
        ("Titel;Art\nA;Ö\nGrundstück;nicht öffentlich", "public_column", 3, "Art"),
        ("Titel;öffentlich\nA;x\nGrundstück;", "public_missing", 3, "Grundstück"),
        ("TOP;Titel\nÖ 1;A\nNÖ 1;Grundstück", "public_missing", 3, "Grundstück"),
        ("TOP;Titel;öffentlich\nN1;Grundstück;", "public_missing", 2, "Grundstück"),
        ("Titel;von;öffentlich\nKauf; Verkauf;;nein", "not_csv", 2, ""),
    ],
)
def test_no_item_becomes_public_because_its_mark_was_not_understood(
    data: str, reason: str, line: int, what: str
) -> None:
    with pytest.raises(AgendaUnreadable) as error:
        read_agenda("agenda.csv", data.encode())
    assert (error.value.reason, error.value.line, error.value.what) == (reason, line, what)


@pytest.mark.parametrize(
    ("said", "public"),
    [("WAHR", True), ("FALSCH", False), ("nicht öffentlich", False), ("NÖ", False), ("", True)],
)
def test_yes_and_no_are_read_as_german_spreadsheets_write_them(said: str, public: bool) -> None:
    (item,) = read_agenda("a.csv", f"Titel;öffentlich;Rang\r\nA;{said};1\r\n".encode("cp1252"))
    assert item.public is public


@pytest.mark.parametrize(
    ("data", "line"),
    [
        ('Titel;Beschlussvorlage;öffentlich\n"A\nb";"x\ny";ja\nB;;vielleicht', 5),
        ("sep=;\r\nTitel;öffentlich\r\nB;vielleicht", 3),
        ("\r\nTitel;öffentlich\r\n\r\nB;vielleicht", 4),
    ],
)
def test_the_line_named_is_the_line_of_the_file(data: str, line: int) -> None:
    assert told("a.csv", data.encode()) == ("public_unclear", line)


def test_a_line_break_in_a_title_is_a_space_and_in_a_draft_stays() -> None:
    (item,) = read_agenda("a.csv", 'Titel;Text\n"Straße\r\nund Weg";"1. Ja.\n2. Nein."'.encode())
    assert (item.title, item.text) == ("Straße und Weg", "1. Ja.\n2. Nein.")


def test_control_signs_no_paper_can_be_written_with_are_left_out() -> None:
    (item,) = read_agenda("a.csv", b"Titel;Text;von\nA\x00B;x\x1b[31m;\x07C")
    assert (item.title, item.text, item.by) == ("AB", "x[31m", "C")


def test_an_apostrophe_of_the_title_itself_stays() -> None:
    assert read_agenda("a.csv", b"Titel\n's-Hertogenbosch")[0].title == "'s-Hertogenbosch"
    first, *rest = MEETING.agenda
    own = replace(MEETING, agenda=(replace(first, title="'s-Hertogenbosch"), *rest))
    assert read_agenda("a.csv", write_csv(own, public=False))[0].title == "'s-Hertogenbosch"


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


@pytest.mark.parametrize(
    ("public", "expected"), [(False, False), ("false", False), (0, False), (None, True), (1, True)]
)
def test_an_oparl_item_is_public_as_it_says_also_where_it_says_so_loosely(
    public: object, expected: bool
) -> None:
    (item,) = read_agenda("a.json", oparl({"name": "A", "public": public}))
    assert item.public is expected


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        ({"name": "A", "public": "geheim"}, "public_unclear"),
        ({"name": "A", "public": ""}, "public_unclear"),
        ({"name": "A", "public": []}, "public_unclear"),
        ({"name": {"de": "A"}}, "no_title"),
    ],
)
def test_an_oparl_item_of_other_types_is_refused(item: object, reason: str) -> None:
    assert told("a.json", oparl(item)) == (reason, 1)


def test_an_oparl_item_stands_where_its_order_says_also_if_that_is_text() -> None:
    items = [{"name": f"{n}", "order": order} for n, order in (("C", "10"), ("B", 9), ("A", "0"))]
    last = [{"name": "D"}, {"name": "E", "order": "zuletzt"}, {"name": "F", "order": "nan"}]
    read = read_agenda("a.json", oparl(*last, *items))
    assert [item.title for item in read] == ["A", "B", "C", "D", "E", "F"]


@pytest.mark.parametrize(
    ("deleted", "stays"),
    [("false", True), (False, True), (None, True), ("nein", True), ("true", False), (1, False)],
)
def test_an_oparl_item_is_left_out_only_if_it_says_that_it_is_deleted(
    deleted: object, stays: bool
) -> None:
    read = read_agenda("a.json", oparl({"name": "A", "deleted": deleted}, {"name": "B"}))
    assert [item.title for item in read] == (["A", "B"] if stays else ["B"])


def test_an_oparl_item_of_which_it_is_unclear_whether_it_is_deleted_is_refused() -> None:
    assert told("a.json", oparl({"name": "A", "deleted": "vielleicht"})) == ("deleted_unclear", 1)


def test_a_mark_written_twice_at_the_beginning_is_no_part_of_the_first_column() -> None:
    (item,) = read_agenda("a.csv", "\ufeff\ufeffTitel;öffentlich\nStraße;ja".encode())
    assert item.title == "Straße"
