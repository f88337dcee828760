# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Two commands at once by `.ci/beside`: neither's failure is lost, and one never waits."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def beside(patient: str, hurried: str) -> tuple[int, str]:
    """Run both; return the exit status and what was told."""
    asked = [f"{ROOT}/.ci/beside", patient, hurried]
    ended = subprocess.run(asked, capture_output=True, text=True, check=False)
    return ended.returncode, ended.stdout


def test_both_run_and_what_the_patient_one_says_comes_last() -> None:
    ended, told = beside("echo checked", "sleep 0.5; echo tested")
    assert ended == 0
    assert told.index("tested\n") < told.index("\nchecked\n")


@pytest.mark.parametrize(("patient", "hurried"), [(3, 0), (0, 4)])
def test_who_fails_is_named_and_fails_the_whole(patient: int, hurried: int) -> None:
    ended, told = beside(f"exit {patient}", f"exit {hurried} ")
    assert ended == 1
    assert f"▸ exit {patient}: exit {patient}" in told
    assert f"▸ exit {hurried} : exit {hurried}" in told


def test_the_patient_one_gets_only_what_the_other_leaves() -> None:
    scheduling = "chrt --pid $$"
    _, told = beside(scheduling, scheduling)
    hurried, patient = (line for line in told.splitlines() if "scheduling policy" in line)
    assert "SCHED_IDLE" in patient
    assert "SCHED_IDLE" not in hurried
