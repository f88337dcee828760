# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The campaign's table tells what was recorded, and hides no failure."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import campaign
from campaign import Row, table

INNER = """
def test_good(case):
    case("forged sender", "not counted", ["Frieda: somebody   lies", "Carl: repeat"])

def test_bad(case):
    case("lost key", "not counted")
    raise AssertionError

def test_silent(case):
    pass

def test_apart():
    pass
"""


def run(folder: Path, *more: str) -> subprocess.CompletedProcess[str]:
    (folder / "test_inner.py").write_text(INNER, encoding="utf-8")
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "campaign", "--rootdir", str(folder), "-q", *more],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(Path(campaign.__file__).parent)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_a_run_ends_with_one_table(tmp_path: Path) -> None:
    report = tmp_path / "report.md"
    ended = run(tmp_path, "-m", "campaign", "--campaign-report", str(report))
    assert ended.returncode == 1
    assert "campaign: 3 cases, 2 failed" in ended.stdout
    assert "1 deselected" in ended.stdout
    assert "must record its case" in ended.stdout
    [line] = [line for line in ended.stdout.splitlines() if line.startswith("forged sender")]
    assert [cell.strip() for cell in line.split("|")] == [
        "forged sender",
        "not counted",
        "Frieda: somebody lies · Carl: repeat",
    ]
    written = report.read_text(encoding="utf-8")
    assert written.count(campaign.FAILED) == 2
    assert "lost key" not in written


def test_long_cells_are_wrapped_below_each_other() -> None:
    row = Row(name="a", outcome="b", seen="word " * 40, test="t")
    lines = table([row]).splitlines()
    assert len(lines) > 4
    assert all(len(line) <= sum(campaign.WIDTHS) + 6 for line in lines)
