# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The names a page of the documentation may give as what keeps its word: tests and evenings."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

TESTS = Path(__file__).parents[1]
FOREIGN = frozenset({"node_modules", "peers"})


@cache
def keepers() -> frozenset[str]:
    """Return the names of all tests and evenings there are."""
    folders = [path for path in TESTS.iterdir() if path.is_dir() and path.name not in FOREIGN]
    tests = (
        re.findall(r"def (test_\w+)\(", path.read_text(encoding="utf-8"))
        for folder in folders
        for path in folder.rglob("test_*.py")
    )
    evenings = (path.name for path in (TESTS / "evenings").glob("*.txt"))
    return frozenset({*(name for names in tests for name in names), *evenings})
