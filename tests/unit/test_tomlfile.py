# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Where a key stands in a TOML file."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.tomlfile import FileRefused, TomlFile, line_of


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


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("n = " + "9" * 5000, "a number nobody could mean"),
        ("x = " + "[" * 5000, "nested too deeply"),
        ('x = "\x00"', "not valid TOML"),
    ],
)
def test_what_python_itself_cannot_read_is_refused_in_a_sentence(text: str, told: str) -> None:
    with pytest.raises(FileRefused, match=told):
        TomlFile.parse(text, "x.toml")


def test_a_file_steers_no_terminal_that_quotes_it() -> None:
    file = TomlFile.parse('"a\\u001b[2J\\n\\u202eb" = 1', "x.toml")
    with pytest.raises(FileRefused) as refused:
        file.known_only(file.table, ("name",))
    assert str(refused.value).isprintable()
    assert "\\x1b[2J\\n\\u202eb" in str(refused.value)


def test_a_refusal_is_short_whatever_it_quotes() -> None:
    told = str(FileRefused("x.toml", 3, f"the key {'x' * 50_000} is unknown. Did you mean name?"))
    assert len(told) < 1_000
    assert told.startswith("x.toml, line 3: the key xx")
    assert told.endswith("Did you mean name?")
