# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The page of traps names tests and evenings that exist, at least one for each trap."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
TESTS = ROOT / "tests"
PAGE = ROOT / "docs" / "reference" / "traps.md"
ROWS = [
    line.strip("| ").split(" | ")
    for line in PAGE.read_text(encoding="utf-8").splitlines()
    if line.startswith("| ") and not line.startswith("| Trap")
]
FOREIGN = frozenset({"node_modules", "peers"})


@cache
def defined() -> frozenset[str]:
    """Return the names of all tests there are."""
    folders = [path for path in TESTS.iterdir() if path.is_dir() and path.name not in FOREIGN]
    found = (
        re.findall(r"def (test_\w+)\(", path.read_text(encoding="utf-8"))
        for folder in folders
        for path in folder.rglob("test_*.py")
    )
    return frozenset(name for names in found for name in names)


@pytest.mark.parametrize(("trap", "kept_out_by"), ROWS, ids=[row[0] for row in ROWS])
def test_what_keeps_a_trap_out_exists(trap: str, kept_out_by: str) -> None:
    named = re.findall(r"`([^`]+)`", kept_out_by)
    assert named, trap
    evenings = {path.name for path in (TESTS / "evenings").glob("*.txt")}
    assert set(named) <= defined() | evenings, trap


def test_every_trap_on_the_page_has_a_row() -> None:
    assert len(ROWS) >= 27
    assert "test_that_is_nowhere" not in defined()
