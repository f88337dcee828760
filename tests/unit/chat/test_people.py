# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""How people are named."""

from __future__ import annotations

import pytest
from talking import AYSE, BODY, CHAIR, CLERK, HANS, act, context, problem

from bot.chat.people import find, label, spread, user_id
from bot.domain import commands as c
from bot.domain.ids import SeatId


@pytest.mark.parametrize(
    ("typed", "seat"),
    [
        ("7", AYSE),
        ("s", CLERK),
        ("Ayşe Yılmaz", AYSE),
        ("ayse", AYSE),
        ("Yilmaz", AYSE),
        ("Yılmaz, Ayşe", AYSE),
        ("Beispiel", CHAIR),
        ("bei", CHAIR),
        ("Mueller-Schmidt", HANS),
        ("Muller Schmidt", HANS),
        ("@ayse:rat.example", AYSE),
    ],
)
def test_number_name_part_or_account_names_a_person(typed: str, seat: SeatId) -> None:
    assert find(typed, BODY, loose=True) == (seat,)


@pytest.mark.parametrize("typed", ["77", "Be", "@hans:rat.example", "", "Xaver", "An Be"])
def test_nobody_is_named_by_chance(typed: str) -> None:
    assert find(typed, BODY, loose=True) == ()


def test_several_people_of_one_name_are_listed() -> None:
    found = problem("!anwesend für Müller")
    assert found.key == "problem.person_ambiguous"
    assert found.facts["people"] == ("Bernd Müller (2)", "Hans Müller-Schmidt (9)")


def test_a_part_of_a_name_needs_the_word_for() -> None:
    assert find("Beis", BODY, loose=False) == ()
    command = act("!entschuldigt für Beis Krankheit")
    assert isinstance(command, c.RecordAbsence)
    assert (command.seat, command.reason) == (CHAIR, "Krankheit")


def test_a_name_of_several_words_ends_where_the_reason_begins() -> None:
    command = act("!entschuldigt Hans Müller-Schmidt Krankheit")
    assert isinstance(command, c.RecordAbsence)
    assert (command.seat, command.reason) == (HANS, "Krankheit")


def test_an_unknown_person_is_said_so() -> None:
    assert problem("!anwesend für Xaver").key == "problem.person_unknown"
    assert problem("!anwesend für").key == "problem.missing"


def test_accounts_have_a_form() -> None:
    assert user_id("@anna:rat.example:8448") == "@anna:rat.example:8448"
    assert user_id("anna@rat.example") is None
    assert label(BODY, AYSE) == "Ayşe Yılmaz (7)"


def test_a_range_stands_for_the_seats_there_are() -> None:
    seats = [seat for seat in BODY.seats if seat.isdecimal()]
    assert spread("1-999", BODY) == tuple(seats)
    assert spread("7–7", BODY) == (AYSE,)
    assert spread("500-600", BODY) == ("500-600",)
    assert spread("Ayşe", BODY) == ("Ayşe",)


@pytest.mark.parametrize(
    ("typed", "first", "others"),
    [
        ("!anwesend für 7, 9", AYSE, (HANS,)),
        ("!anwesend 7,9", AYSE, (HANS,)),
        ("!anwesend 7 und 9 im saal", AYSE, (HANS,)),
        ("!anwesend 2-3, Ayşe Yılmaz sowie 9", "2", ("3", AYSE, HANS)),
        ("!anwesend 7, 7", AYSE, ()),
        ("!anwesend", CHAIR, ()),
    ],
)
def test_several_people_are_entered_in_one_line(
    typed: str, first: str, others: tuple[str, ...]
) -> None:
    command = act(typed)
    assert isinstance(command, c.ReportPresent)
    assert (command.seat, command.others) == (first, others)


@pytest.mark.parametrize(
    ("typed", "others", "reason"),
    [
        ("!entschuldigt 7, 9 Urlaub", (HANS,), "Urlaub"),
        ("!entschuldigt 7 und 9 Urlaub", (HANS,), "Urlaub"),
        ("!entschuldigt 7, krank", (), "krank"),
        ("!entschuldigt 7 und krank", (), "und krank"),
        ("!gegangen 7, 9 Termin", (HANS,), "Termin"),
    ],
)
def test_a_reason_follows_the_list_and_is_no_part_of_it(
    typed: str, others: tuple[str, ...], reason: str
) -> None:
    command = act(typed)
    assert isinstance(command, c.RecordAbsence | c.ReportLeft)
    assert (command.seat, command.others, command.reason) == (AYSE, others, reason)


def test_a_member_speaks_for_one_person_alone() -> None:
    assert problem("!anwesend für 7, 9", context(by=AYSE)).key == "problem.too_many"
