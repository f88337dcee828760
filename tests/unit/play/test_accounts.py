# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Played members have accounts somebody can find and nobody else can read."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.domain.ids import SeatId
from bot.domain.values import Role, Seat
from bot.play.accounts import localpart, people, write_accounts
from bot.texts import Texts


def seat(number: str, name: str) -> Seat:
    return Seat(id=SeatId(number), name=name, role=Role.MEMBER)


@pytest.mark.parametrize(
    ("name", "account"),
    [
        ("Dr. Katharina Vogelsang", "dr.katharina.vogelsang"),
        ("Jürgen Weiß", "juergen.weiss"),
        ("Mehmet Yıldız", "mehmet.yildiz"),
        ("Vũ Thị Lan Anh", "vu.thi.lan.anh"),
        ("Frank-Peter Kühn", "frank.peter.kuehn"),
        ("北京", ""),
    ],
)
def test_an_account_is_called_like_its_person(name: str, account: str) -> None:
    """In the letters Matrix allows."""
    assert localpart(name) == account


def test_two_people_of_one_name_have_two_accounts() -> None:
    """And one whose name has no such letters is called after the seat."""
    made = people([seat("1", "Anna Ott"), seat("2", "Anna Ott"), seat("3", "北京")], "rat.example")
    assert [person.user for person in made.values()] == [
        "@anna.ott:rat.example",
        "@anna.ott.2:rat.example",
        "@3:rat.example",
    ]
    assert len({person.password for person in made.values()}) == 3


def test_the_accounts_are_for_their_owner_only(tmp_path: Path) -> None:
    """All it takes to log in stands in one file nobody else may read."""
    person = people([seat("1", "Anna Ott")], "rat.example")[SeatId("1")]
    key = "EsTa bcde"
    file = write_accounts(tmp_path, Texts.load(), "de", "http://localhost:8008", [(person, key)])
    text = file.read_text(encoding="utf-8")
    assert all(word in text for word in (person.user, person.password, key, "localhost:8008"))
    assert file.stat().st_mode & 0o777 == 0o600
    assert person.password not in repr(person)
