# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Which amendment goes furthest, and how versions of a text differ."""

from __future__ import annotations

import pytest

from bot.domain.furthest import Change, Why, figures, proposed
from bot.domain.ids import MotionId
from bot.domain.wording import difference

MOTION = "Die Turnhalle wird 2027 für höchstens 850.000 Euro saniert."


def change(name: str, replaces: str, text: str) -> Change:
    return Change(id=MotionId(name), replaces=replaces, text=text)


WHOLE = change("whole", MOTION, "Es wird neu gebaut.")
STRIKES = change("strikes", "für höchstens 850.000 Euro ", "")
MILLION = change("million", "850.000", "1.250.000,50")
LESS = change("less", "850.000", "800.000")
YEAR = change("year", "2027", "2028")
WORD = change("word", "Turnhalle", "Sporthalle")
LATER = change("later", "saniert", "erneuert")
TALK = change("talk", "", "Die Vereine werden gehört.")


@pytest.mark.parametrize(
    ("moved", "expected"),
    [
        ((), ()),
        ((YEAR, WHOLE), (("whole", Why.WHOLE), ("year", Why.FIGURE))),
        ((MILLION, STRIKES), (("strikes", Why.STRIKES), ("million", Why.FIGURE))),
        ((LESS, MILLION), (("million", Why.FIGURE), ("less", Why.FIGURE))),
        ((LATER, WORD), (("word", Why.PASSAGE), ("later", Why.PASSAGE))),
        ((TALK, LATER), (("later", Why.PASSAGE), ("talk", Why.EARLIER))),
        ((TALK, change("more", "", "x")), (("talk", Why.EARLIER), ("more", Why.EARLIER))),
        ((WORD, change("same", "850.000", "850.000 Mark")), (
            ("word", Why.PASSAGE), ("same", Why.PASSAGE))),
        ((WORD, change("free", "kostenlos 0", "5")), (("free", Why.FIGURE), ("word", Why.PASSAGE))),
    ],
)  # fmt: skip
def test_the_most_far_reaching_comes_first_with_what_puts_it_there(
    moved: tuple[Change, ...], expected: tuple[tuple[str, Why], ...]
) -> None:
    assert proposed(MOTION, moved) == expected


def test_the_reason_tells_the_figures_and_how_far_apart_they_are() -> None:
    assert figures(MILLION) == ("850.000", "1.250.000,50", 47)
    assert figures(LESS) == ("850.000", "800.000", 5)
    assert figures(YEAR) == ("2027", "2028", 0)


def test_a_change_without_figures_has_none_to_tell() -> None:
    for change_of_words in (TALK, STRIKES):
        with pytest.raises(LookupError):
            figures(change_of_words)


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("Saniert wird 2027.", "Saniert wird 2026.", "Saniert wird [-2027.-]{+2026.+}"),
        ("a b", "a", "a[- b-]"),
        ("a", "a b", "a{+ b+}"),
        ("gleich", "gleich", "gleich"),
    ],
)
def test_versions_differ_word_by_word(old: str, new: str, shown: str) -> None:
    assert difference(old, new) == shown
