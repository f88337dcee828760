# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Where a key stands in a TOML file."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.tomlfile import line_of


@given(comments=st.lists(st.sampled_from(["", "# note", "   "]), max_size=6))
def test_the_line_is_right_whatever_stands_around(comments: list[str]) -> None:
    before = "".join(f"{comment}\n" for comment in comments)
    text = f'{before}name = "x"\n{before}[server]\n{before}name = """\n\na"""\n'

    assert line_of(text, ("name",)) == len(comments) + 1
    assert line_of(text, ("server",)) == 2 * len(comments) + 2
    assert line_of(text, ("server", "name")) == 3 * len(comments) + 3


def test_a_key_that_is_not_there_has_the_line_of_what_it_belongs_to() -> None:
    assert line_of('name = "x"\n[server]\n', ("server", "port")) == 2
    assert line_of('name = "x"\n', ("rooms", "version")) is None
