# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The page of requirements has every id, and names rules, commands and tests there are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from keepers import keepers

from bot.chat.grammar import fold
from bot.chat.reader import find
from bot.domain.rulebook import RULEBOOK

ROOT = Path(__file__).parents[3]
PAGE = ROOT / "docs" / "reference" / "requirements.md"
ROWS = [
    tuple(cell.strip() for cell in line.strip("|").split("|"))
    for line in PAGE.read_text(encoding="utf-8").splitlines()
    if re.match(r"\| [A-Z]+-\d", line)
]
ASKED = (
    *(f"NW-{number:02}" for number in range(1, 32)),
    *(f"C-{number:02}" for number in range(1, 25)),
    *(f"GO-{number:02}" for number in range(1, 21)),
)
NAMES = re.compile(r"`([^`]+)`")


def known(name: str) -> bool:
    """Tell whether there is such a command, or such a rule."""
    if name.startswith("!"):
        words = tuple(fold(name.removeprefix("!")).split())
        found = find(words)
        return found is not None and found[1] == len(words)
    return name in RULEBOOK


def test_every_requirement_has_its_row_and_in_order() -> None:
    assert tuple(row[0] for row in ROWS) == ASKED


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_what_keeps_a_requirement_exists(row: tuple[str, ...]) -> None:
    _, asked, led_by, kept_by, still_open = row
    assert asked
    assert [name for name in NAMES.findall(led_by) if not known(name)] == []
    kept = set(NAMES.findall(kept_by))
    assert kept <= keepers()
    assert kept or still_open, "nothing keeps it, and nothing says why"


def test_a_command_a_rule_or_a_test_that_is_nowhere_would_be_found() -> None:
    assert not known("!gibt es nicht")
    assert not known("vote.nowhere")
    assert "test_that_is_nowhere" not in keepers()
