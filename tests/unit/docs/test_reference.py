# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reference pages written by hand name every setting the code knows, and no other."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest

from bot.council import load_council
from bot.council.loader import BODY_KEYS, SEAT_KEYS
from bot.domain.ids import SeatId
from bot.domain.values import BodyKind, Role
from bot.homeserver.description import Municipality, Server
from bot.profiles.own import KEYS

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "reference" / "council-file.md").read_text("utf-8")
EXAMPLE = ROOT / "synapse-config" / "municipality.example.toml"
HEAD = """\
roster = "roster.csv"
[body]
id = "rat"
name = "Rat"
municipality = "Ort"
kind = "Stadtrat"
land = "TH"
statutory_members = 3
"""


@pytest.mark.parametrize(
    ("title", "known"),
    [("`[body]`", BODY_KEYS), ("`[rules]`", KEYS), ("Seats", SEAT_KEYS)],
    ids=["body", "rules", "seat"],
)
def test_each_key_of_the_council_file_has_its_line(title: str, known: tuple[str, ...]) -> None:
    section = PAGE.partition(f"\n## {title}\n")[2].partition("\n## ")[0]
    assert sorted(re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE)) == sorted(known)


@pytest.mark.parametrize("word", [*BodyKind, *Role])
def test_each_kind_of_body_and_each_function_is_named(word: str) -> None:
    assert f"`{word}`" in PAGE


def test_the_roster_on_the_page_can_be_read(tmp_path: Path) -> None:
    (tmp_path / "roster.csv").write_text(
        PAGE.partition("```text\n")[2].partition("```")[0], "utf-8"
    )
    (tmp_path / "council.toml").write_text(HEAD, "utf-8")
    council = load_council(tmp_path / "council.toml")
    assert len(council.seats) == 4
    assert [seat.id for seat in council.seats if not seat.votes] == [SeatId("s1")]
    assert len(council.users) == 3


def test_each_key_of_the_description_stands_in_the_example() -> None:
    """Keys without a default are shown as well; those that are off by default as a comment."""
    text = EXAMPLE.read_text("utf-8")
    sections = {part.name: type(part.default) for part in fields(Municipality)}
    for name, kind in {**sections, "server": Server}.items():
        if is_dataclass(kind):
            section = re.split(r"\n(?:# )?\[", text.partition(f"\n[{name}]\n")[2])[0]
            keys = set(re.findall(r"^#? ?(\w+) =", section, re.MULTILINE))
            assert keys == {part.name for part in fields(kind)}, name
