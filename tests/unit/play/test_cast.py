# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""People are named as a clerk names them."""

from __future__ import annotations

import pytest

from bot.council import load_council
from bot.play import SAMPLE_COUNCIL
from bot.play.cast import Cast, Unknown

SEATS = load_council(SAMPLE_COUNCIL).seats


@pytest.mark.parametrize(
    ("who", "chosen"),
    [
        ("7", "7"),
        ("s1", "s1"),
        ("2-4, 9", "2 3 4 9"),
        ("3, 2, 3", "3 2"),
        ("Demir", "3"),
        ("yıldız", "20"),
        ("Bürgermeisterin", "1"),
        ("Schriftführerin", "s1"),
        ("Dorf und Land", "22 23 24 25"),
        ("Dorf und Land außer 23, 25", "22 24"),
        ("2–4 except 3", "2 4"),
    ],
)
def test_people_are_chosen(who: str, chosen: str) -> None:
    """By seat, range, name, function and group, less those excepted."""
    assert " ".join(Cast(SEATS).choose(who)) == chosen


def test_all_are_those_with_a_vote() -> None:
    """The clerk keeps the minutes and is not meant."""
    assert len(Cast(SEATS).choose("alle")) == 25
    assert "s1" not in Cast(SEATS).choose("all")


@pytest.mark.parametrize("who", ["Niemand", "", ", 1", "Ann", "alle außer alle", "30-40"])
def test_who_cannot_be_found_is_refused(who: str) -> None:
    """Nobody, somebody unknown, or several of one name."""
    with pytest.raises(Unknown):
        Cast(SEATS).choose(who)


def test_one_person_is_wanted() -> None:
    """Where only one can act, several are refused."""
    assert Cast(SEATS).one("Demir") == "3"
    with pytest.raises(Unknown, match="means 2 people"):
        Cast(SEATS).one("1, 2")
