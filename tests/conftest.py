# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What holds for every test: its folder is its marker, so `-m unit` needs no bookkeeping."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

# tests/support: fixtures `synapse`, `postgres` and `case`
pytest_plugins = ["real_synapse", "postgres", "campaign"]

# A loaded machine is no defect. Where CI is set, hypothesis takes its own profile for it instead:
# also without a deadline, and with the same examples in each run.
if not os.environ.get("CI"):
    settings.register_profile("patient", deadline=None)
    settings.load_profile("patient")

TESTS = Path(__file__).parent
MARKER_OF_FOLDER = {
    "unit": "unit",
    "contract": "integration",  # they build wheels and start linters
    "integration": "integration",
    "peers": "e2e",
    "e2e": "e2e",
    "calls": "e2e",  # by make conference: three browsers that all encode, minutes on a busy machine
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark each test by the folder below `tests/` in which it lies, and keep folders together.

    The tests of a folder may share one council in session; between two folders it is sent home.
    Whatever order the seed draws, it draws within the folder.
    """
    for item in items:
        if item.path.is_relative_to(TESTS):
            folder = item.path.relative_to(TESTS).parts[0]
            if marker := MARKER_OF_FOLDER.get(folder):
                item.add_marker(marker)
    items.sort(key=lambda item: item.path.parent)
