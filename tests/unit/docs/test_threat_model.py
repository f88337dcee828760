# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The threat model names every test that plays a hostile server, and no test that is none."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[3]
PAGE = ROOT / "docs" / "explanation" / "threat-model.md"
FAULTS = ROOT / "docs" / "howto" / "operator" / "faults.md"
ATTACKS = sorted((ROOT / "tests" / "integration" / "evening").glob("test_hostile_*.py"))
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


def attacks_in(file: Path) -> dict[str, list[str]]:
    """Return each test of a file with its arguments."""
    body = ast.parse(file.read_text("utf-8")).body
    return {
        one.name: [argument.arg for argument in one.args.args]
        for one in body
        if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef) and one.name.startswith("test_")
    }


def test_every_test_the_page_names_exists_and_every_row_names_one() -> None:
    text = PAGE.read_text("utf-8")
    named = NAMED.findall(text)
    assert [f"{file}::{test}" for file, test in named if test not in attacks_in(ROOT / file)] == []
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    heads = [line for line in rows if line.endswith("| held by |")]
    assert len(named) == len(rows) - len(heads)


def test_every_fault_doctor_is_said_to_find_names_a_test_that_plants_it() -> None:
    text = FAULTS.read_text("utf-8").partition("\n## What `gremium doctor` sees beforehand\n")[2]
    named = NAMED.findall(text)
    assert [f"{file}::{test}" for file, test in named if test not in attacks_in(ROOT / file)] == []
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    assert len(named) == len(rows) - 1 > 15


def test_every_attack_by_a_hostile_server_stands_on_the_page() -> None:
    named = {test for _, test in NAMED.findall(PAGE.read_text("utf-8"))}
    assert len(ATTACKS) >= 4
    missing = [
        test
        for file in ATTACKS
        for test, arguments in attacks_in(file).items()
        if test not in named and "case" in arguments and "alarms_nobody" not in test
    ]
    assert missing == ["test_who_sees_the_same_is_told_so"]
