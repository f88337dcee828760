# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The page of traps names tests and evenings that exist, at least one for each trap."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from keepers import keepers

ROOT = Path(__file__).parents[3]
PAGE = ROOT / "docs" / "reference" / "traps.md"
ROWS = [
    line.strip("| ").split(" | ")
    for line in PAGE.read_text(encoding="utf-8").splitlines()
    if line.startswith("| ") and not line.startswith("| Trap")
]


@pytest.mark.parametrize(("trap", "kept_out_by"), ROWS, ids=[row[0] for row in ROWS])
def test_what_keeps_a_trap_out_exists(trap: str, kept_out_by: str) -> None:
    named = re.findall(r"`([^`]+)`", kept_out_by)
    assert named, trap
    assert set(named) <= keepers(), trap


def test_every_trap_on_the_page_has_a_row() -> None:
    assert len(ROWS) >= 29
    assert "test_that_is_nowhere" not in keepers()
