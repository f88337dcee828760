# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Fault points do nothing unless a test asks for it."""

from __future__ import annotations

import subprocess
import sys

import pytest

from bot import faults


def test_a_point_does_nothing_by_itself() -> None:
    for point in faults.POINTS:
        faults.hit(point)


def test_an_installed_hook_sees_the_points_and_goes_away_again() -> None:
    seen: list[str] = []
    with faults.installed(seen.append):
        faults.hit(faults.EFFECT_BEFORE)
    faults.hit(faults.EFFECT_AFTER)
    assert seen == ["effect.before"]


@pytest.mark.parametrize("setting", ["", "effect.before", "effect.before:0", "nowhere:1", "a:b:c"])
def test_a_setting_that_names_no_point_is_refused(setting: str) -> None:
    with pytest.raises(ValueError, match="GREMIUM_FAULT"):
        faults.parse(setting)


def test_the_process_dies_at_the_wanted_passage_without_clean_up() -> None:
    code = (
        "from bot import faults\n"
        "for n in range(5):\n"
        "    faults.hit('effect.after'); faults.hit('effect.before'); print(n, flush=True)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"GREMIUM_FAULT": "effect.before:3"},
        capture_output=True,
        timeout=30,
        check=False,
    )
    assert done.returncode == -9
    assert done.stdout == b"0\n1\n"
