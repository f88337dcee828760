# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""JSON of strangers becomes values that can be hashed, stored and sent on, or is refused."""

from __future__ import annotations

from typing import Any

import pytest

from bot.matrix.sound import MAX_INT, sound_json, whole_number


@pytest.mark.parametrize("text", ['"\\ud800"', b'"\\ud83d x"', '"\\uDC00"'])
def test_half_a_letter_is_replaced(text: str | bytes) -> None:
    found: str = sound_json(text)
    assert found.encode()


def test_a_whole_letter_written_as_two_halves_stays() -> None:
    assert sound_json('"\\ud83d\\ude00"') == "😀"


@pytest.mark.parametrize(
    "data", [b'"\xed\xa0\x80"', b'"\xff"', '"ja"'.encode("utf-16"), b"1" * 5000, b"{", b""]
)
def test_what_is_no_json_in_utf8_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"\S"):
        sound_json(data)


@pytest.mark.parametrize(
    "text", ['{"body": "ja", "body": "nein"}', '[{"a": {"b": 1, "c": 2, "b": "\\ud800"}}]']
)
def test_a_key_named_twice_is_refused_where_it_matters_which_one_counts(text: str) -> None:
    assert sound_json(text)
    with pytest.raises(ValueError, match="names a key twice"):
        sound_json(text, strict=True)
    assert sound_json('{"a": [{"b": 1}, {"b": 2}]}', strict=True) == {"a": [{"b": 1}, {"b": 2}]}


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (0, 0),
        (MAX_INT, MAX_INT),
        (-MAX_INT, -MAX_INT),
        (MAX_INT + 1, None),
        (10**400, None),
        (1.0, None),
        (float("nan"), None),
        (True, None),
        ("1", None),
        (None, None),
    ],
)
def test_only_numbers_everybody_reads_alike_count(value: Any, number: int | None) -> None:
    assert whole_number(value) == number
