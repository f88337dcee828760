# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Canonical JSON is what RFC 8785 says, and only for values that have one form."""

from __future__ import annotations

from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from bot.store.canonical import MAX_INT, canonical, parse

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
KEYS = st.text(st.characters(max_codepoint=0xD7FF))
LEAVES = st.none() | st.booleans() | st.integers(-MAX_INT, MAX_INT) | TEXT
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner) | st.dictionaries(KEYS, inner), max_leaves=20
)


@given(VALUES)
def test_it_writes_what_an_implementation_of_the_rfc_writes(value: Any) -> None:
    assert canonical(value) == rfc8785.dumps(value)


@given(VALUES)
def test_what_is_written_is_read_back(value: Any) -> None:
    assert parse(canonical(value)) == value


@pytest.mark.parametrize(
    "value",
    [
        0.5,
        1.0,
        float("nan"),
        MAX_INT + 1,
        -MAX_INT - 1,
        "\ud800",
        {"\ud800": 1},
        {"\ue000": 1},
        {"\U0001f600": 1},
        {1: 1},
        b"x",
        {"a": [{"b": 1.5}]},
        {1, 2},
    ],
)
def test_values_without_one_form_are_refused(value: Any) -> None:
    with pytest.raises(ValueError, match=r"integer|key|place|surrogate"):
        canonical(value)


@pytest.mark.parametrize("text", ["1.0", "[1e3]", "NaN", '{"a":Infinity}', b"\xff", "{"])
def test_numbers_with_a_fraction_and_broken_text_are_not_read(text: str | bytes) -> None:
    with pytest.raises(ValueError, match=r".+"):
        parse(text)
