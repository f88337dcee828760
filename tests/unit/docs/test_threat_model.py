# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The threat model names every attack and fault of the campaign, and no test that is none."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[3]
PAGE = ROOT / "docs" / "explanation" / "threat-model.md"
FAULTS = ROOT / "docs" / "howto" / "operator" / "faults.md"
ATTACKS = sorted(file for file in (ROOT / "tests").rglob("test_*.py") if "unit" not in file.parts)
CONTROLS = {
    "test_who_sees_the_same_is_told_so",
    "test_a_word_misheard_alarms_nobody",
    "test_state_the_bot_sets_itself_alarms_nobody",
}
"""Cases of the campaign in which nothing is wrong."""
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


def test_every_case_of_the_campaign_stands_on_the_page() -> None:
    named = {test for _, test in NAMED.findall(PAGE.read_text("utf-8"))}
    cases = {
        test
        for file in ATTACKS
        for test, arguments in attacks_in(file).items()
        if "case" in arguments
    }
    assert len(cases) > 70
    assert cases >= CONTROLS
    assert cases - CONTROLS - named == set(), "add a row to docs/explanation/threat-model.md"
