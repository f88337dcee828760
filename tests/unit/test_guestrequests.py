# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who asks to listen: what may be called a name, and how many may wait."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.ids import UserId
from bot.guestrequests import (
    LIFE,
    MOST,
    NAME_LIMIT,
    OFTEN,
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
)

NOW = datetime(2026, 11, 26, 18, 0, tzinfo=UTC)
ROSA = UserId("@rosa:stadt.example")


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


def test_who_asks_twice_waits_once() -> None:
    book = asked(GuestBook(), "Rosa Linde", ROSA, NOW)
    assert asked(book, "Rosa L.", ROSA, NOW) == book
    (one,) = book.waiting
    assert (one.label, one.name, one.user) == ("G1", "Rosa Linde", ROSA)
    assert book.find(" g1") == one
    assert book.find("G2") is None


def test_what_was_decided_is_forgotten_and_its_number_not_given_again() -> None:
    book = asked(GuestBook(), "Rosa Linde", ROSA, NOW)
    over = decided(book, book.waiting[0])
    assert over.waiting == ()
    assert "Rosa" not in json.dumps(kept(over))
    assert asked(over, "Rosa Linde", ROSA, NOW).waiting[0].label == "G2"


def test_what_nobody_decides_is_forgotten() -> None:
    book = asked(GuestBook(), "Rosa Linde", ROSA, NOW)
    assert len(current(book, NOW + LIFE - timedelta(seconds=1)).waiting) == 1
    assert current(book, NOW + LIFE).waiting == ()


def test_a_flood_is_cut_off_by_the_hour_also_when_the_office_keeps_up() -> None:
    book = GuestBook()
    for n in range(OFTEN):
        book = asked(book, "Rosa Linde", guest(n), NOW)
        book = decided(book, book.waiting[-1])
    with pytest.raises(TooManyWait):
        asked(book, "Rosa Linde", ROSA, NOW + WITHIN - timedelta(seconds=1))
    assert asked(book, "Rosa Linde", ROSA, NOW + WITHIN).waiting


def test_so_many_wait_and_no_more() -> None:
    book = GuestBook()
    for n in range(MOST):
        book = asked(book, "Rosa Linde", guest(n), NOW + n * WITHIN / OFTEN)
    later = NOW + MOST * WITHIN
    with pytest.raises(TooManyWait):
        asked(book, "Rosa Linde", ROSA, later)
    assert asked(book, "Rosa Linde", guest(0), later).waiting == book.waiting


def test_the_book_is_recalled_as_it_was_kept() -> None:
    book = asked(asked(GuestBook(), "Rosa Linde", ROSA, NOW), "Udo", guest(1), NOW)
    assert recalled(json.loads(json.dumps(kept(book)))) == book
    assert recalled(None) == GuestBook()
