# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The campaign of attacks and faults: a pytest plugin that prints one table at the end of the run.

    async def test_a_vote_under_another_name_does_not_count(hall: Hall, case: Case) -> None:
        ...
        case("forged sender", "not counted; incident on record", hall.heard)

A test that asks for the fixture `case` is part of the campaign and gets its marker, so that
`pytest -m campaign` (or `make campaign`) runs exactly those. Such a test must record at least one
case; of a failed test the table shows that it failed. Rows travel in `user_properties`, so the
table is whole under xdist too. `--campaign-report FILE` writes it as Markdown besides.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol

import pytest

PROPERTY = "campaign"
FIXTURE = "case"
WIDTHS = (34, 36, 70)
HEADINGS = ("case", "outcome", "what people saw")
NOTHING = "(nothing)"
FAILED = "FAILED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the table."""

    name: str
    outcome: str
    seen: str
    test: str


class Case(Protocol):
    """Records one case of the campaign."""

    def __call__(self, name: str, outcome: str, seen: str | Iterable[str] = ()) -> None:
        """Say what was done to the bot, what became of it, and what people read or were told."""


@pytest.fixture
def case(request: pytest.FixtureRequest) -> Iterator[Case]:
    """Record cases of the campaign; a test that asks for this must record one."""
    item: pytest.Item = request.node
    recorded: list[Row] = []

    def record(name: str, outcome: str, seen: str | Iterable[str] = ()) -> None:
        told = [seen] if isinstance(seen, str) else list(seen)
        row = Row(
            name=name,
            outcome=outcome,
            seen=" · ".join(" ".join(text.split()) for text in told if text) or NOTHING,
            test=item.nodeid,
        )
        recorded.append(row)
        item.user_properties.append((PROPERTY, asdict(row)))

    yield record
    if not recorded and not getattr(item, "campaign_failed", False):
        pytest.fail("a test of the campaign must record its case: case(name, outcome, seen)")


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker known."""
    config.addinivalue_line(
        "markers", "campaign: an attack or a fault; the run ends with a table of them"
    )


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option for the written table."""
    group = parser.getgroup("campaign", "attacks and faults")
    group.addoption(
        "--campaign-report", metavar="FILE", type=Path, help="write the table as Markdown, too"
    )


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that ask for `case`, before `-m` deselects."""
    for item in items:
        if FIXTURE in getattr(item, "fixturenames", ()):
            item.add_marker("campaign")


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Note a failed test, so that its missing case is not a second failure."""
    outcome: Any = yield
    report: pytest.TestReport = outcome.get_result()
    if report.when == "call" and not report.passed:
        item.campaign_failed = True  # type: ignore[attr-defined]


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Print the table, and write it if that was asked for."""
    rows = rows_of(report for reports in terminalreporter.stats.values() for report in reports)
    if not rows:
        return
    seed = config.getoption("randomly_seed", default=None)
    failed = sum(row.outcome == FAILED for row in rows)
    order = "" if seed is None else f", seed {seed}"
    terminalreporter.section(f"campaign: {len(rows)} cases, {failed} failed{order}")
    terminalreporter.write_line(table(rows))
    if (path := config.getoption("--campaign-report")) is not None:
        path.write_text(markdown(rows, f"Campaign{order}"), encoding="utf-8")


def rows_of(reports: Iterable[object]) -> list[Row]:
    """Return the rows that reports of tests carry, sorted by case; a failed test's say so."""
    rows: dict[tuple[str, str], Row] = {}
    for report in reports:
        if not isinstance(report, pytest.TestReport) or "campaign" not in report.keywords:
            continue
        carried: list[tuple[str, Any]] = report.user_properties
        found = [Row(**value) for name, value in carried if name == PROPERTY]
        if report.failed:
            what = report.nodeid.rpartition("::")[2]
            rows = {key: row for key, row in rows.items() if key[1] != report.nodeid}
            found = [Row(name=what, outcome=FAILED, seen=NOTHING, test=report.nodeid)]
        elif any(row.outcome == FAILED and row.test == report.nodeid for row in rows.values()):
            found = []
        rows.update({(row.name, row.test): row for row in found})
    return sorted(rows.values(), key=lambda row: (row.outcome == FAILED, row.name, row.test))


def table(rows: Sequence[Row]) -> str:
    """Return the rows as a table of fixed width, long cells wrapped."""
    rule = "-+-".join("-" * width for width in WIDTHS)
    lines = [_line(HEADINGS), rule]
    for row in rows:
        cells = [
            textwrap.wrap(text, width) or [""]
            for text, width in zip((row.name, row.outcome, row.seen), WIDTHS, strict=True)
        ]
        height = max(len(cell) for cell in cells)
        padded = [cell + [""] * (height - len(cell)) for cell in cells]
        lines += [_line(parts) for parts in zip(*padded, strict=True)]
    return "\n".join(lines)


def markdown(rows: Sequence[Row], title: str) -> str:
    """Return the rows as a Markdown document."""

    def cell(text: str) -> str:
        return text.replace("|", "\\|")

    lines = [f"# {title}", "", f"| {' | '.join(HEADINGS)} | test |", "|---|---|---|---|"]
    lines += [
        f"| {cell(row.name)} | {cell(row.outcome)} | {cell(row.seen)} | `{row.test}` |"
        for row in rows
    ]
    return "\n".join([*lines, ""])


def _line(parts: Sequence[str]) -> str:
    padded = (part.ljust(width) for part, width in zip(parts, WIDTHS, strict=True))
    return " | ".join(padded).rstrip()
