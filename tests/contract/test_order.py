# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""In which order the tests run: by lot within a folder, and one folder after the other."""

from __future__ import annotations

import subprocess
import sys
from itertools import groupby
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDERS = ("tests/contract", "tests/unit/store", "tests/unit/homeserver")


def drawn(seed: int) -> list[str]:
    """The names of the tests in some folders, in the order that a seed draws."""
    asked = [sys.executable, "-m", "pytest", "--collect-only", "-q", f"--randomly-seed={seed}"]
    said = subprocess.run([*asked, *FOLDERS], cwd=ROOT, capture_output=True, text=True, check=True)
    return [line for line in said.stdout.splitlines() if "::" in line]


def test_a_folder_is_not_left_before_all_its_tests_have_run() -> None:
    """A council in session belongs to its folder: each return would assemble it anew."""
    one, other = drawn(1), drawn(2)

    for names in (one, other):
        folders = [str(Path(name.partition("::")[0]).parent) for name in names]
        visits = [folder for folder, _ in groupby(folders)]
        assert sorted(visits) == sorted(FOLDERS)

    assert one != other, "the seed still draws the order within a folder"
    assert sorted(one) == sorted(other)
