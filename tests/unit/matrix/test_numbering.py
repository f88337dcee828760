# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a device said and never came shows in the number of what it says next."""

from __future__ import annotations

from bot.matrix.numbering import REMEMBERED, Numbering


def test_of_words_in_a_row_none_is_missing() -> None:
    numbering = Numbering()
    assert [numbering.skipped("s", number) for number in (3, 4, 5)] == [0, 0, 0]


def test_a_number_too_high_tells_how_many_never_came() -> None:
    numbering = Numbering()
    assert numbering.skipped("s", 0) == 0
    assert numbering.skipped("s", 3) == 2
    assert numbering.skipped("s", 4) == 0


def test_each_session_has_its_own_numbers_and_begins_where_it_is_first_heard() -> None:
    numbering = Numbering()
    assert [numbering.skipped("s", 0), numbering.skipped("t", 7), numbering.skipped("s", 1)] == [
        0,
        0,
        0,
    ]


def test_what_comes_again_after_a_lost_turn_has_the_gap_it_had() -> None:
    numbering = Numbering()
    first = [numbering.skipped("s", number) for number in (0, 2, 3)]
    assert [numbering.skipped("s", number) for number in (0, 2, 3)] == first == [0, 1, 0]


def test_what_was_held_back_and_comes_later_has_no_gap() -> None:
    numbering = Numbering()
    assert [numbering.skipped("s", number) for number in (0, 2, 1, 3)] == [0, 1, 0, 0]


def test_unreadable_words_and_verifications_take_a_number_and_are_not_missing() -> None:
    numbering = Numbering()
    numbering.skipped("s", 0)
    numbering.beside("s", "$unreadable")
    numbering.beside("s", "$unreadable")
    numbering.beside("s", 2)
    assert numbering.skipped("s", 3) == 0
    assert numbering.skipped("s", 5) == 1


def test_sessions_without_end_take_no_more_room() -> None:
    numbering = Numbering()
    for number in range(REMEMBERED + 1):
        numbering.beside(f"b{number}", 0)
        numbering.skipped(f"s{number}", 0)
        numbering.skipped(f"s{number}", 2)
    assert len(numbering._beside) == len(numbering._highest) == len(numbering._gaps) == REMEMBERED
    assert numbering.skipped("s0", 9) == 0
