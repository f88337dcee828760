# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who asks to listen: what may be called a name, and how many may wait."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from bot.domain.ids import UserId
from bot.guestrequests import (
    LIFE,
    MOST,
    NAME_LIMIT,
    OFTEN,
    TOLD,
    WITHIN,
    AccountUnusable,
    GuestBook,
    NameUnusable,
    TooManyWait,
    asked,
    current,
    decided,
    kept,
    read_name,
    read_user,
    recalled,
    sorted_out,
    told,
)

NOW = datetime(2026, 11, 26, 18, 0, tzinfo=UTC)
ROSA = UserId("@rosa:stadt.example")
SCHEMA = Path(__file__).parents[2] / "docs" / "reference" / "guests.schema.json"
VALIDATOR = Draft202012Validator(
    json.loads(SCHEMA.read_text(encoding="utf-8")),
    format_checker=Draft202012Validator.FORMAT_CHECKER,
)


def guest(n: int) -> UserId:
    return UserId(f"@gast{n}:stadt.example")


@pytest.mark.parametrize(
    "name",
    ["Rosa Linde", "Dr. Łucja O'Neill-Šimić", "José Ñandú", "Nguyễn Thị Hà", "محمد علي", "李 小龍"],
)
def test_names_of_people_are_taken(name: str) -> None:
    assert read_name(name) == name


@pytest.mark.parametrize(
    "name",
    [
        "",
        "   ",
        "-",
        "x" * (NAME_LIMIT + 1),
        "<b>Rosa</b>",
        "[Rosa](https://x.example)",
        "https://x.example",
        "www.x.example",
        "Rosa x.example",
        "@room",
        "Rosa @weber:stadt.example",
        "!gast aufnehmen G1",
        "Rosa\n!bestätigen G1",
        "Rosa\u202egro.live",
        "Ro\u200bsa",
        "Rosa\x00",
        "**Rosa**",
        "`Rosa`",
        "Rosa 1",
    ],
)
def test_what_is_no_name_is_not_shown_to_the_office(name: str) -> None:
    with pytest.raises(NameUnusable):
        read_name(name)


@given(st.text(max_size=2 * NAME_LIMIT))
def test_whatever_is_taken_is_harmless_and_stays_as_it_is(typed: str) -> None:
    try:
        name = read_name(typed)
    except NameUnusable:
        return
    assert read_name(name) == name
    assert not set(name) & set('<>&"@:/\\[]()*_`#!|~\n\r\t')


@pytest.mark.parametrize(
    "user", ["@rosa:stadt.example", " @rosa:stadt.example ", "@a/b+c=d:x.example:8448"]
)
def test_an_account_is_a_matrix_id(user: str) -> None:
    assert read_user(user) == user.strip()


@pytest.mark.parametrize(
    "user",
    [
        "",
        "rosa",
        "rosa@stadt.example",
        "@rosa",
        "@Rosa:stadt.example",
        "@rosa:stadt.example\n!x",
        "@rosa:stadt.example <b>",
        "@rosa:stadt.example:123456",
        f"@{'r' * 200}:{'s' * 60}",
        "@rösa:stadt.example",
        "@rosa\u202e:stadt.example",
    ],
)
def test_what_is_no_account_is_not_taken(user: str) -> None:
    with pytest.raises(AccountUnusable):
        read_user(user)


def waits(book: GuestBook, name: str, user: UserId, at: datetime) -> GuestBook:
    """Take a request of somebody nobody knows, and sort it out."""
    return sorted_out(asked(book, name, user, at), lambda _user: False)


def test_who_asks_twice_waits_once() -> None:
    book = waits(GuestBook(), "Rosa Linde", ROSA, NOW)
    again = waits(book, "Rosa L.", ROSA, NOW)
    assert (again.waiting, again.changes) == (book.waiting, book.changes)
    (one,) = book.waiting
    assert (one.label, one.name, one.user) == ("G1", "Rosa Linde", ROSA)
    assert book.find(" g1") == one
    assert book.find("G2") is None


def test_taking_a_request_does_not_look_whose_it_is() -> None:
    """Given one who belongs to the body, one who waits and one who is new."""
    book = waits(GuestBook(), "Rosa Linde", ROSA, NOW)
    for user in (guest(1), ROSA, guest(2)):
        book = asked(book, "Wer Auch", user, NOW)
    assert [one.user for one in book.taken] == [guest(1), ROSA, guest(2)]
    after = sorted_out(book, lambda user: user == guest(1))
    assert [one.label for one in after.waiting] == ["G1", "G2"]
    assert (after.waiting[-1].user, after.taken) == (guest(2), ())
    assert str(guest(1)) not in json.dumps(kept(after))


def test_known_and_unknown_people_are_cut_off_after_the_same_number() -> None:
    known, unknown = GuestBook(), GuestBook()
    for n in range(OFTEN):
        known = sorted_out(asked(known, "Rosa", ROSA, NOW), lambda _user: True)
        unknown = waits(unknown, "Rosa", guest(n), NOW)
    for book in (known, unknown):
        with pytest.raises(TooManyWait):
            asked(book, "Rosa Linde", ROSA, NOW)


def test_what_was_decided_is_forgotten_and_its_number_not_given_again() -> None:
    book = waits(GuestBook(), "Rosa Linde", ROSA, NOW)
    over = decided(book, book.waiting[0])
    assert over.waiting == ()
    assert "Rosa" not in json.dumps(kept(over))
    assert waits(over, "Rosa Linde", ROSA, NOW).waiting[0].label == "G2"


def test_what_nobody_decides_or_looks_at_is_forgotten() -> None:
    book = asked(waits(GuestBook(), "Rosa Linde", ROSA, NOW), "Udo", guest(1), NOW)
    young, old = current(book, NOW + LIFE - timedelta(seconds=1)), current(book, NOW + LIFE)
    assert (len(young.waiting), len(young.taken)) == (1, 1)
    assert (old.waiting, old.taken) == ((), ())


def test_a_flood_is_cut_off_by_the_hour_also_when_the_office_keeps_up() -> None:
    book = GuestBook()
    for n in range(OFTEN):
        book = waits(book, "Rosa Linde", guest(n), NOW)
        book = decided(book, book.waiting[-1])
    with pytest.raises(TooManyWait):
        asked(book, "Rosa Linde", ROSA, NOW + WITHIN - timedelta(seconds=1))
    assert waits(book, "Rosa Linde", ROSA, NOW + WITHIN).waiting


def test_so_many_wait_and_no_more() -> None:
    book = GuestBook()
    for n in range(MOST):
        book = waits(book, "Rosa Linde", guest(n), NOW + n * WITHIN / OFTEN)
    with pytest.raises(TooManyWait):
        asked(book, "Rosa Linde", ROSA, NOW + MOST * WITHIN)


def test_the_book_is_recalled_as_it_was_kept_also_by_an_earlier_version() -> None:
    book = asked(waits(GuestBook(), "Rosa Linde", ROSA, NOW), "Udo", guest(1), NOW)
    assert recalled(json.loads(json.dumps(kept(book)))) == book
    assert recalled(None) == GuestBook()
    earlier = kept(replace(book, taken=()))
    del earlier["taken"], earlier["changes"]
    assert recalled(earlier) == replace(book, taken=(), changes=0)


def test_the_office_s_page_is_told_who_waits_and_which_list_is_newer() -> None:
    book = waits(waits(GuestBook(), "Rosa Linde", ROSA, NOW), "Udo", guest(1), NOW)
    first = {
        "request": "G1",
        "name": "Rosa Linde",
        "user": ROSA,
        "at": "2026-11-26T18:00:00+00:00",
    }
    made = told(book)
    assert list(VALIDATOR.iter_errors(made)) == []
    assert (made["waiting"][0], made["more"]) == (first, 0)
    after = told(decided(book, book.waiting[0]))
    assert [one["request"] for one in after["waiting"]] == ["G2"]
    assert made["changes"] < after["changes"]


def test_as_many_as_may_wait_fit_into_a_message_or_are_counted() -> None:
    """Given names and accounts as long as they may be."""
    book = GuestBook()
    for n in range(MOST):
        user = UserId(f"@{n:0200}:stadt.example")
        book = waits(book, "\U00020000" * NAME_LIMIT, user, NOW + n * WITHIN / OFTEN)
    made = told(book)
    assert list(VALIDATOR.iter_errors(made)) == []
    assert len(json.dumps(made, ensure_ascii=False).encode()) < TOLD + 200
    assert made["more"] > 0
    assert len(made["waiting"]) + made["more"] == MOST
