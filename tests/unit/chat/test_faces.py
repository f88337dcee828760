# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What people see of a vote is what counts."""

from __future__ import annotations

import pytest

from bot.chat.faces import two_faced

QUOTE = "<mx-reply><blockquote>Wer stimmt zu?<p>nein</p></blockquote></mx-reply>"


@pytest.mark.parametrize(
    ("body", "formatted"),
    [
        ("ja", None),
        ("ja", "ja"),
        ("**Ja!**", "<p><strong>Ja!</strong></p>"),
        ("Enthaltung", "<font color=red>Enth&#97;ltung</font>"),
        ("dafür", "daf&uuml;r"),
        ("> <@bot:x> Wer stimmt zu?\n> nein\n\nja", f"{QUOTE}ja"),
        ("ja", "<p>ja</mx-reply>"),
    ],
)
def test_the_same_word_in_other_dress_is_the_same(body: str, formatted: str | None) -> None:
    assert not two_faced(body, formatted)


@pytest.mark.parametrize(
    ("body", "formatted"),
    [
        ("ja", "nein"),
        ("ja", ""),
        ("nein", "<b>n</b>icht nein"),
        ("ja", "<mx-reply>ja</mx-reply>nein"),
        ("ja", "<mx-reply>ja"),
        ("ja", "<!-- ja -->nein"),
        ("ja", "&#x6E;ein"),
    ],
)
def test_another_word_beside_it_is_noticed(body: str, formatted: str) -> None:
    assert two_faced(body, formatted)
