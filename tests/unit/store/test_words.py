# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Six words stand for a head: the same everywhere and for ever."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.store.words import head_words, word_list

HEADS = st.binary(min_size=32, max_size=32).map(bytes.hex)


def test_the_word_list_is_the_one_old_heads_were_read_with() -> None:
    text = "\n".join(word_list()).encode()
    assert len(set(word_list())) == 1296
    assert sha256(text).hexdigest() == (
        "bf2de0ade3c2b7a451e3538443f52afbcef0bc51583a342ba16624f2f6d828ce"
    )


@pytest.mark.parametrize(
    ("head", "words"),
    [
        ("00" * 32, "abbild abbild abbild abbild abbild abbild"),
        ("ff" * 32, " ".join([word_list()[-1]] * 6)),
        ("80" + "00" * 31, f"{word_list()[648]} abbild abbild abbild abbild abbild"),
    ],
)
def test_words_are_the_digits_of_the_hash(head: str, words: str) -> None:
    assert head_words(head) == words


@given(HEADS)
def test_six_words_say_the_first_62_bits(head: str) -> None:
    index = 0
    for word in head_words(head).split():
        index = index * 1296 + word_list().index(word)
    assert index == int(head, 16) * 1296**6 >> 256


@pytest.mark.parametrize("head", ["", "00" * 31, "00" * 33, "xy" * 32])
def test_what_is_no_head_has_no_words(head: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        head_words(head)
