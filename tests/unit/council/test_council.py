# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A council file and its roster: all of it or none, with file, line and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.council import Council, FileRefused, load_council
from bot.domain.ids import SeatId
from bot.domain.values import Role

SAMPLE = Path(__file__).parents[3] / "bot" / "play" / "sample" / "council.toml"
HEAD = """roster = "roster.csv"

[body]
id = "rat"
name = "Gemeinderat"
municipality = "Ilmtal"
kind = "council"
land = "TH"
statutory_members = 3
"""
CSV = "Sitz;Name;Fraktion;Funktion;Stimme;Matrix\r\n"
ROWS = (
    "1;Dr. Jörg Weber;;Bürgermeister;ja;@weber:ilmtal.example\r\n"
    '2;"Kaya, Ayşe";Grüne;;ja;\r\n'
    "s1;Kerstin Blum;;Schriftführer(in);nein;\r\n"
)


def council(tmp_path: Path, csv: str | bytes = CSV + ROWS, toml: str = HEAD) -> Council:
    (tmp_path / "council.toml").write_text(toml, "utf-8")
    raw = csv.encode("utf-8") if isinstance(csv, str) else csv
    (tmp_path / "roster.csv").write_bytes(raw)
    return load_council(tmp_path / "council.toml")


def refusal(tmp_path: Path, csv: str | bytes = CSV + ROWS, toml: str = HEAD) -> FileRefused:
    with pytest.raises(FileRefused) as found:
        council(tmp_path, csv, toml)
    return found.value


def test_the_sample_council_has_24_members_in_4_groups_and_a_mayor() -> None:
    sample = load_council(SAMPLE)
    members = [seat for seat in sample.seats if seat.role in (Role.MEMBER, Role.DEPUTY)]
    assert len(members) == 24
    assert len({seat.group for seat in members}) == 4
    assert sum(seat.votes for seat in sample.seats) == sample.statutory_members == 25
    assert sample.remarks == ()
    assert sample.arms
    assert sample.law.land == "TH"


def test_a_spreadsheet_becomes_a_roster(tmp_path: Path) -> None:
    found = council(tmp_path)
    assert [(s.id, s.name, s.group, s.role, s.votes) for s in found.seats] == [
        ("1", "Dr. Jörg Weber", "", Role.CHAIR, True),
        ("2", "Kaya, Ayşe", "Grüne", Role.MEMBER, True),
        ("s1", "Kerstin Blum", "", Role.CLERK, False),
    ]
    assert found.users == {SeatId("1"): "@weber:ilmtal.example"}
    assert [remark.sentence[:20] for remark in found.remarks] == ["1 of 3 statutory mem"]


PLAIN = (CSV + ROWS).replace("ş", "s")


@pytest.mark.parametrize(
    "raw",
    [
        PLAIN.encode("utf-8"),
        PLAIN.encode("utf-8-sig"),
        PLAIN.encode("utf-16"),
        PLAIN.encode("cp1252"),
        ("sep=;\r\n" + PLAIN).encode("utf-8"),
        PLAIN.replace("\r\n", "\n").encode("utf-8"),
        PLAIN.replace(";", "\t").encode("utf-8"),
        PLAIN.replace(";", ",").encode("utf-8"),
        (PLAIN + ";;;;;\r\n\r\n;;;;;;;;\r\n").encode("utf-8"),
        PLAIN.replace("Sitz;", " SITZ-Nr. ;").encode("utf-8"),
        PLAIN.replace("Sitz;Name;Fraktion;Funktion;Stimme", "seat;name;group;role;vote").encode(),
    ],
    ids=["utf8", "bom", "utf16", "cp1252", "sep", "lf", "tab", "comma", "tail", "head", "english"],
)
def test_whatever_a_spreadsheet_saves_is_read(tmp_path: Path, raw: bytes) -> None:
    found = council(tmp_path, raw)
    assert [seat.name for seat in found.seats] == ["Dr. Jörg Weber", "Kaya, Ayse", "Kerstin Blum"]


@pytest.mark.parametrize("number", ['="001"', '"=""001"""', '"001"', " 001 "])
def test_a_number_keeps_the_zeros_people_wrote(tmp_path: Path, number: str) -> None:
    found = council(tmp_path, f"{CSV}{number};Jörg Weber;;Vorsitz;;\r\n".encode("cp1252"))
    assert [seat.id for seat in found.seats] == ["001"]


@pytest.mark.parametrize("cell", ["=1+1", '="', '=HYPERLINK("x")', "@SUM(1)"])
def test_a_formula_is_no_number(tmp_path: Path, cell: str) -> None:
    quoted = '"' + cell.replace('"', '""') + '"'
    assert "no seat number" in refusal(tmp_path, f"{CSV}{quoted};A. B.;;Vorsitz;;\r\n").sentence


def test_a_guessed_encoding_asks_for_a_look_at_an_umlaut(tmp_path: Path) -> None:
    remarks = council(tmp_path, PLAIN.encode("cp1252")).remarks
    assert any("'Dr. Jörg Weber' right?" in remark.sentence for remark in remarks)


@pytest.mark.parametrize(
    ("words", "votes"),
    [
        (("ja", "nein", ""), [True, False, True]),
        (("x", "", ""), [True, False, False]),  # marked by crosses: nothing means no
        (("X", "-", "x"), [True, False, True]),
        (("1", "0", "wahr"), [True, False, True]),
    ],
)
def test_who_has_a_vote(tmp_path: Path, words: tuple[str, ...], votes: list[bool]) -> None:
    rows = [
        f"{n};Name {chr(65 + n)};;{'Vorsitz' if n == 1 else ''};{word}"
        for n, word in enumerate(words, 1)
    ]
    found = council(tmp_path, CSV + "\n".join(rows))
    assert [seat.votes for seat in found.seats] == votes


BAD_ROWS = [
    # rows → line, part of the sentence
    ("1;A. B.;;Vorsitz;;\n2;C. D.;;;;\n2;E. F.;;;;", 4, "on line 3 already"),
    ("1;A. B.;;Vorsitz;;\ns1;C. D.;;;;\nS1;E. F.;;;;", 4, "on line 3 already"),
    ("1;A. B.;;Vorsitz;;\n2;C. D.;;Vorsitz;;", 3, "a second chair"),
    ("1;A. B.;;;;", None, "nobody is in the chair"),
    ("", None, "nobody is in the chair"),
    ("1;A. B.;;Kanzler;;", 2, "function 'Kanzler' is unknown"),
    ("1;A. B.;;Mitgleid;;", 2, "Did you mean Mitglied?"),
    ("1;;;Vorsitz;;", 2, "has no name"),
    ("1;123;;Vorsitz;;", 2, "has no letter"),
    (";A. B.;;Vorsitz;;", 2, "has no number"),
    ("operator;A. B.;;Vorsitz;;", 2, "is no seat number"),
    ("1 2;A. B.;;Vorsitz;;", 2, "is no seat number"),
    ("1;A\u202eB;;Vorsitz;;", 2, "U+202E, RIGHT-TO-LEFT OVERRIDE"),
    ("1;A\u200bB;;Vorsitz;;", 2, "U+200B, ZERO WIDTH SPACE"),
    ("1;A\x07B;;Vorsitz;;", 2, "U+0007"),
    ("1;A B;Gr\u2066üne;Vorsitz;;", 2, "the group holds an invisible"),
    ("1;A" + "\u0301\u0302\u0303\u0304\u0305" + "B;;Vorsitz;;", 2, "piles accents"),
    ("1;" + "x" * 121 + ";;Vorsitz;;", 2, "121 characters"),
    ("1;A. B.;;Vorsitz;vielleicht;", 2, "the vote is 'vielleicht'"),
    ("1;A. B.;;Vorsitz;;\n2;C. D.;;Gast;ja;", 3, "has no vote"),
    ("1;A. B.;;Vorsitz;;weber@ilmtal.example", 2, "no Matrix id"),
    ("1;A. B.;;Vorsitz;;@а:ilmtal.example", 2, "no Matrix id"),  # a Cyrillic letter
    ("1;A. B.;;Vorsitz;;@a:x\n2;C. D.;;;;@a:x", 3, "named for seat 1 already"),
    ("1;A. B.;;Vorsitz;;;;zu viel", 2, "cells"),
    ('1;"A. B.;;Vorsitz;;', 2, "is not valid CSV"),
    ("1;A. B.;;Vorsitz;;\n2;A. C.;;;;\n3;A. D.;;;;\n4;A. E.;;;;", 9, "4 seats have a vote"),
]


@pytest.mark.parametrize(("rows", "line", "sentence"), BAD_ROWS)
def test_a_bad_roster_is_refused_whole(
    tmp_path: Path, rows: str, line: int | None, sentence: str
) -> None:
    found = refusal(tmp_path, CSV.replace("\r\n", "\n") + rows)
    assert sentence in found.sentence, found
    assert found.line == line


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"PK\x03\x04\x14\x00", "is a workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "old Excel workbook"),
        (b"%PDF-1.7", "is a PDF"),
        (b"Sitz;Name\n\x00\x01", "is not a text file"),
        (b"Sitz;Name\n1;\x81\x8d", "unknown encoding"),
        (b"\xff\xfeS", "unknown encoding"),
        (b"", "is empty"),
        (b"Sitz;Telefon\n", "'Telefon' is unknown"),
        (b"Sitz;Nmae\n", "Did you mean name?"),
        (b"Sitz;Sitz\n", "twice"),
        (b"Name\nA. B.\n", "Sitz is missing"),
        (b"Sitz\n1\n", "Name is missing"),
        (b"Sitz;Name\n" + b"1;A\n" * 10_000, "10000 seats; at most 500"),
        (b"x" * 5_000_001, "larger than 5 MB"),
    ],
    ids=range(14),
)
def test_what_is_no_roster_gets_a_sentence(tmp_path: Path, raw: bytes, sentence: str) -> None:
    found = refusal(tmp_path, raw)
    assert sentence in found.sentence, found
    assert found.source.endswith("roster.csv")


def test_names_that_look_alike_are_pointed_out_not_refused(tmp_path: Path) -> None:
    rows = "1;Anna Meyer;Grüne;Vorsitz;;\n2;Аnna Meyer;Grune;;;\n"  # the second A is Cyrillic
    remarks = [remark.sentence for remark in council(tmp_path, CSV + rows).remarks]
    assert any("looks like that of seat 1" in remark for remark in remarks)


def test_a_member_without_a_vote_is_pointed_out(tmp_path: Path) -> None:
    rows = "1;A. B.;;Vorsitz;;\n2;C. D.;;;nein;\n3;E. F.;;;ja;\n"
    remarks = council(tmp_path, CSV + rows).remarks
    assert any("member on seat 2 has no vote" in str(remark) for remark in remarks)
    rows = "1;A. B.;;Vorsitz;;\n2;C. D.;;;nein;\n"
    remarks = council(tmp_path, CSV + rows).remarks
    assert any("no member has a vote" in str(remark) for remark in remarks)


BAD_TOML = [
    ('id = "rat"', 'id = "Rat!"', 4, "is no id"),
    ('id = "rat"', "", 3, "body.id is missing"),
    ('name = "Gemeinderat"', 'name = ""', 5, "1 to 120"),
    ('name = "Gemeinderat"', 'name = "Rat\\u202e"', 5, "invisible"),
    ('kind = "council"', 'kind = "senate"', 7, "no kind of body"),
    ('land = "TH"', 'land = "XX"', 8, "no law profile"),
    ("statutory_members = 3", "statutory_members = 0", 9, "from 1 to 1000"),
    ("statutory_members = 3", 'statutory_members = "3"', 9, "whole number"),
    ("statutory_members = 3", "statutory_members = 1", 9, "2 seats have a vote"),
    ("statutory_members = 3", "statutory_members = 3\nlanguage = 'fr'", 10, "no language"),
    ("statutory_members = 3", "statutory_members = 3\ntime_zone = 'Mars/X'", 10, "no time zone"),
    ("statutory_members = 3", "statutory_members = 3\ntime_zone = '../x'", 10, "no time zone"),
    ("statutory_members = 3", "statutory_members = 3\nstatutory = 3", 10, "unknown"),
    ('roster = "roster.csv"', 'roster = "nowhere.csv"', 1, "there is no file"),
    ('roster = "roster.csv"', "", None, "needs either"),
    ('roster = "roster.csv"', 'roster = "roster.csv"\nseat = []', None, "needs either"),
    ('roster = "roster.csv"', "seat = [1]", 1, "[[seat]]"),
    ("statutory_members = 3", "statutory_members = 3\n[letterhead]\narms = 'x.svg'", 11, "no file"),
    ("statutory_members = 3", "statutory_members = 3\n[letterhead]\naddress = [1]", 11, "address"),
    ("statutory_members = 3", "statutory_members = 3\n[letterhead]\nprivacy = 'x'", 11, "https"),
    ('kind = "council"', 'kind = "council', 7, "not valid TOML"),
]


@pytest.mark.parametrize(("old", "new", "line", "sentence"), BAD_TOML)
def test_a_bad_council_file_is_refused_with_its_line(
    tmp_path: Path, old: str, new: str, line: int | None, sentence: str
) -> None:
    found = refusal(tmp_path, toml=HEAD.replace(old, new, 1))
    assert sentence in found.sentence, found
    assert found.line == line


def test_a_missing_council_file_says_where_to_start(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match=r"Copy bot/play/sample/council.toml"):
        load_council(tmp_path / "council.toml")


SEATS = """
[[seat]]
number = 1
name = "Dr. Jörg Weber"
role = "Bürgermeister"

[[seat]]
number = "{number}"
name = "Ayşe Kaya"
{more}
"""


@pytest.mark.parametrize("arms", [b"hello", b"\x89PNG\r\n\x1a\n...", b"<svg <<<"])
def test_arms_that_cannot_be_drawn_are_refused_with_their_line(tmp_path: Path, arms: bytes) -> None:
    """Not when the invitation is to go out."""
    (tmp_path / "arms.svg").write_bytes(arms)
    found = refusal(tmp_path, toml=HEAD + '[letterhead]\narms = "arms.svg"\n')
    assert found.line == 11
    assert "arms.svg: The coat of arms" in found.sentence


def test_seats_may_stand_in_the_council_file_itself(tmp_path: Path) -> None:
    toml = HEAD.split("\n", 1)[1] + SEATS.format(number="2", more="vote = false")
    assert [seat.votes for seat in council(tmp_path, toml=toml).seats] == [True, False]


@pytest.mark.parametrize(
    ("number", "more", "line", "sentence"),
    [
        ("1", "", 15, "on line 10 already"),
        ("2", "vote = 1", 18, "vote must be a text"),
        ("2", "rolle = 'x'", 18, "Did you mean role?"),
        ("2", "role = 'x'", 15, "function 'x' is unknown"),
    ],
)
def test_a_bad_seat_in_the_council_file_is_refused_with_its_line(
    tmp_path: Path, number: str, more: str, line: int, sentence: str
) -> None:
    toml = HEAD.split("\n", 1)[1] + SEATS.format(number=number, more=more)
    found = refusal(tmp_path, toml=toml)
    assert sentence in found.sentence, found
    assert found.line == line


WEIGHED = "Sitz;Name;Fraktion;Funktion;Stimme;Stimmenzahl\n"
VERBAND = HEAD.replace('kind = "council"', 'kind = "joint_committee"')
TOTAL = '\n[rules.set."vote.total"]\nvotes = 7\nnorm = "§ 6 Verbandssatzung"\n'


def test_a_statute_may_give_a_seat_several_votes(tmp_path: Path) -> None:
    rows = WEIGHED + "1;A. B.;;Vorsitz;;4\n2;C. D.;;;;\n"
    found = council(tmp_path, rows, VERBAND + TOTAL)
    assert [seat.weight for seat in found.seats] == [4, 1]


@pytest.mark.parametrize("word", ["0", "-1", "x", "1001", "2"])
def test_a_number_of_votes_that_cannot_be_is_refused(tmp_path: Path, word: str) -> None:
    rows = WEIGHED + f"1;A. B.;;Vorsitz;;\n2;C. D.;;;nein;{word}\n"
    assert "the number of votes is" in str(refusal(tmp_path, rows, VERBAND + TOTAL))


def test_several_votes_need_their_total_and_a_body_whose_statute_can_give_them(
    tmp_path: Path,
) -> None:
    rows = WEIGHED + "1;A. B.;;Vorsitz;;4\n2;C. D.;;;;4\n"
    assert "each member has one vote" in str(refusal(tmp_path, rows, HEAD))
    assert "the seats have 8 votes" in str(refusal(tmp_path, rows, VERBAND + TOTAL))
    assert "votes = 8" in str(refusal(tmp_path, rows, VERBAND))
