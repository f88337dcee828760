# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Killed at any point, the journal holds whole batches and everything it had promised."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sample_events import SIGNER, START

from bot.faults import APPEND, OUTCOME
from bot.store import AlreadyTaken, Intake, check_journal

from .conftest import Open

WRITER = Path(__file__).parents[2] / "support" / "journal_writer.py"
ROOT = WRITER.parents[2]


def start(address: str, fault: str | None = None, *how: str) -> subprocess.Popen[str]:
    paths = os.pathsep.join([str(ROOT), str(WRITER.parent)])
    surroundings = {**os.environ, "PYTHONPATH": paths}
    if fault:
        surroundings["GREMIUM_FAULT"] = fault
    return subprocess.Popen(
        [sys.executable, str(WRITER), address, *how],
        env=surroundings,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def promised(process: subprocess.Popen[str]) -> int:
    """The last batch the dead process had reported as written, -1 if none."""
    told = process.communicate(timeout=60)[0].split()
    assert process.returncode == -signal.SIGKILL
    return int(told[-1]) if told else -1


async def whole_batches(address: str, opened: Open) -> int:
    """Check everything that must hold and return the number of the last batch."""
    journal = await opened(address)
    report = await check_journal(journal, keys=[SIGNER.public])
    assert report.ok
    last: int = await journal.get("batch", -1)
    counts = {stream.stream: stream.entries for stream in report.streams}
    assert counts == ({"rat": 2 * (last + 1), "rat/1": last + 1} if last >= 0 else {})
    assert await journal.highest("s") == (last if last >= 0 else None)
    if last >= 0:
        assert await journal.taken(f"$e{last}")
        assert await journal.cursor("rat") in (2 * last, 2 * last + 2)
        with pytest.raises(AlreadyTaken):
            await journal.append([], intake=Intake(event_id=f"$e{last}", room="!r", at=START))
    await journal.close()
    return last


@pytest.mark.parametrize(
    ("fault", "reported", "stands"),
    [
        (f"{APPEND}.before_commit:1", -1, -1),
        (f"{APPEND}.after_commit:1", -1, 0),
        (f"{APPEND}.before_commit:4", 2, 2),
        (f"{APPEND}.after_commit:4", 2, 3),
        (f"{OUTCOME}.before_commit:2", 1, 1),
        (f"{OUTCOME}.after_commit:2", 1, 1),
    ],
)
async def test_a_kill_at_a_named_point_leaves_whole_batches(
    address: str, opened: Open, fault: str, reported: int, stands: int
) -> None:
    assert promised(start(address, fault)) == reported
    assert await whole_batches(address, opened) == stands
    process = start(address, f"{APPEND}.after_commit:3")
    promised(process)
    assert await whole_batches(address, opened) == stands + 3


@pytest.mark.parametrize("lines", [1, 20, 57])
async def test_a_kill_at_any_moment_keeps_all_that_was_reported(
    address: str, opened: Open, lines: int
) -> None:
    process = start(address)
    assert process.stdout is not None
    for _ in range(lines):
        assert process.stdout.readline()
    process.kill()
    reported = max(promised(process), lines - 1)
    assert await whole_batches(address, opened) >= reported


async def test_a_second_process_is_refused_while_the_first_lives(address: str) -> None:
    first = start(address)
    try:
        assert first.stdout is not None
        assert first.stdout.readline()
        second = start(address)
        _, told = second.communicate(timeout=60)
        assert second.returncode == 1
        assert "in use by" in told
    finally:
        first.kill()
        first.communicate(timeout=60)
