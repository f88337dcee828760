# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Numbered parts of a motion: what counts as a number, and what is left when parts fall away."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.numbered import Numbered, numbered


def test_lines_that_begin_with_numbers_are_parts() -> None:
    found = numbered("Es wird beschlossen:\n1. Der Brunnen\nwird saniert.\n 2) Die Linde bleibt.")
    assert found == Numbered(
        opening="Es wird beschlossen:",
        parts=("Der Brunnen\nwird saniert.", "Die Linde bleibt."),
    )


def test_in_one_line_a_number_follows_the_end_of_a_sentence() -> None:
    found = numbered("1. Der Platz wird am 2. Mai geöffnet. 2. Er wird am 3. Juni geschlossen.")
    assert found == Numbered(
        opening="",
        parts=("Der Platz wird am 2. Mai geöffnet.", "Er wird am 3. Juni geschlossen."),
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Der Platz wird saniert.",
        "1. Der Platz wird saniert.",
        "2. Der Platz wird saniert. 3. Die Linde bleibt.",
        "Am 1. Mai und am 2. Mai wird geöffnet.",
        "1.500 Euro. 2.000 Euro.",
    ],
)
def test_a_text_without_two_parts_counted_from_one_has_none(text: str) -> None:
    assert numbered(text) is None


def test_what_is_kept_keeps_its_number() -> None:
    found = numbered("Beschluss:\n1. eins\n2. zwei\n3. drei")
    assert found is not None
    assert found.keeping({1, 3}) == "Beschluss:\n1. eins\n3. drei"
    assert found.keeping(()) == "Beschluss:"
    bare = numbered("1. eins\n2. zwei")
    assert bare is not None
    assert bare.keeping({2}) == "2. zwei"


@given(st.lists(st.sampled_from(["Der Platz bleibt.", "Am 2. Mai."]), min_size=2, max_size=20))
def test_whatever_was_numbered_is_found_again(parts: list[str]) -> None:
    text = "\n".join(f"{n}. {part}" for n, part in enumerate(parts, 1))
    found = numbered(text)
    assert found is not None
    assert found.parts == tuple(parts)
    assert found.keeping(range(1, len(parts) + 1)) == text
