# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The second look of `.ci/lane`: for whom there is one, and that who fails twice, fails."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

TURNS = """
from pathlib import Path

def falls(name, *turns):
    seen = Path(__file__).with_name(name)
    turn = len(seen.read_text()) + 1 if seen.exists() else 1
    seen.write_text("x" * turn)
    assert turn not in turns
"""

Lane = Callable[..., tuple[int, str]]


@pytest.fixture
def lane(tmp_path: Path) -> Lane:
    """Run a lane of its own over tests given as text; return its exit status and its output."""

    def run(tests: str, *more: str) -> tuple[int, str]:
        file = tmp_path / "test_trial.py"
        file.write_text(TURNS + tests)
        where = [
            "-p",
            "campaign",
            "-c",
            f"{ROOT}/pyproject.toml",
            f"--rootdir={tmp_path}",
            str(file),
            *more,
        ]
        name = f"trial-{tmp_path.name}-{os.getpid()}"
        asked = [f"{ROOT}/.ci/lane", name, *where]
        clean = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST_")}
        ended = subprocess.run(asked, env=clean, capture_output=True, text=True, check=False)
        shutil.rmtree(ROOT / ".pytest_cache" / name)
        return ended.returncode, ended.stdout

    return run


def test_who_fails_once_is_looked_at_again_and_named(lane: Lane) -> None:
    ended, told = lane("def test_holds(): pass\ndef test_stumbles(): falls('stumbled', 1)\n")
    assert ended == 0
    assert "1 failed, 1 passed" in told
    assert "SECOND LOOK" in told
    assert told.rstrip().endswith("test_trial.py::test_stumbles")


def test_who_fails_twice_fails(lane: Lane) -> None:
    ended, told = lane("def test_falls(): raise ValueError\n")
    assert ended == 1
    assert "SECOND LOOK" not in told


ATTACK = """
def test_attack(case):
    falls('attacked', {turns})
    case('attack', 'withstood')
"""


def test_an_attack_has_to_be_withstood_three_times_then(lane: Lane) -> None:
    ended, told = lane(ATTACK.format(turns="1"))
    assert ended == 0
    assert told.count("= 1 passed") == 3


def test_an_attack_that_succeeds_twice_fails(lane: Lane) -> None:
    ended, told = lane(ATTACK.format(turns="1, 4"))
    assert ended == 1
    assert "SECOND LOOK" not in told


def test_where_many_fall_nobody_is_looked_at_again(lane: Lane) -> None:
    falls = "".join(f"def test_{n}(): falls('{n}', 1)\n" for n in range(4))
    ended, told = lane(falls)
    assert ended == 1
    assert "more than three" in told


def test_where_all_hold_there_is_one_look(lane: Lane) -> None:
    ended, told = lane("def test_holds(): pass\n")
    assert ended == 0
    assert "look" not in told.lower()


DEATH = """
import os, signal, time
import pytest

@pytest.mark.parametrize("n", range(12))
def test_lives(n): time.sleep(0.05)

def test_dies():
    try:
        falls('died', {turns})
    except AssertionError:
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(5)
"""
WORKERS = ("--numprocesses=2", "--dist=loadfile", "--max-worker-restart=0", "-p", "no:randomly")


def test_where_a_process_dies_the_lane_begins_anew_and_says_so(lane: Lane) -> None:
    ended, told = lane(DEATH.format(turns="1"), *WORKERS)
    assert ended == 0
    assert "13 passed" in told
    assert "SECOND LOOK: the lane was broken off" in told


def test_where_a_process_dies_twice_the_lane_fails(lane: Lane) -> None:
    ended, told = lane(DEATH.format(turns="1, 2"), *WORKERS)
    assert ended == 2
    assert "SECOND LOOK" not in told
