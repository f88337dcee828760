# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What belongs together does not part at the end of a line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.paper.typography import NBSP, typeset


@pytest.mark.parametrize(
    ("loose", "tied"),
    [
        ("§ 39 Abs. 1 S. 2 ThürKO", "§~39 Abs.~1 S.~2 ThürKO"),
        ("§§ 36 und 39", "§§~36 und 39"),
        ("um 19.30 Uhr", "um 19.30~Uhr"),
        ("am 26. November 2026", "am 26.~November 2026"),
        ("on 26 November 2026", "on 26~November 2026"),
        ("120.000 € und 5 %", "120.000~€ und 5~%"),
        ("z. B. Dr. Albrecht", "z.~B. Dr.~Albrecht"),
        ("TOP 3, TOP N1", "TOP~3, TOP~N1"),
        ("3 Uhren, 5 tolle Kinder", "3 Uhren, 5 tolle Kinder"),
    ],
)
def test_spaces_are_tied(loose: str, tied: str) -> None:
    assert typeset(loose).replace(NBSP, "~") == tied


@given(st.text())
def test_only_spaces_are_exchanged(text: str) -> None:
    assert typeset(text).replace(NBSP, " ") == text.replace(NBSP, " ")
    assert len(typeset(text)) == len(text)
