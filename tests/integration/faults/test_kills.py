# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A sample of the kill campaign, small enough for each commit: by lot, with a fixed seed.

A bot is killed with SIGKILL twice at each kind of step of a whole evening; beside it another one
holds the same evening undisturbed. What is left of both must be the same. All steps, and not only
some, are for `make campaign-long`.
"""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from pathlib import Path

import pytest
from campaign import Case
from killed_evening import POINTS, hold
from real_synapse import Homeserver

SEED = 20261122
EACH = 2
"""Kills at each point."""
PASSES = {"append": 24, "outcome": 45, "cursor": 20, "kv": 60, "effect": 36, "token": 60}
"""An evening comes by each point at least so often."""


def by_lot(seed: int) -> dict[str, list[int]]:
    """Draw for each point the passes to die at."""
    lot = random.Random(seed)  # noqa: S311 - a test, not a key
    return {
        point: sorted(lot.sample(range(1, _passes(point) + 1), EACH)) for point in sorted(POINTS)
    }


def _passes(point: str) -> int:
    return next(times for word, times in PASSES.items() if word in point)


@pytest.mark.timeout(900)
async def test_an_evening_killed_by_lot_at_every_kind_of_step_ends_like_any_other(
    synapse: Homeserver, tmp_path: Path, case: Case
) -> None:
    plan = by_lot(SEED)
    calm, killed = await asyncio.gather(
        hold(synapse, tmp_path / "calm", {}), hold(synapse, tmp_path / "killed", plan)
    )
    assert calm.lives == 1
    assert set(calm.passes) == POINTS
    assert Counter(point for point, _ in killed.kills) == dict.fromkeys(plan, EACH)
    assert killed.lives == EACH * len(plan) + 1
    killed.equals(calm)
    assert killed.results == [(2, 1, 1)] * 3
    for point, passes in plan.items():
        where = " and ".join(str(n) for n in passes)
        case(
            f"bot killed at {point}, passes {where}",
            "nothing lost, nothing twice",
            killed.notices[:1],
        )
    log = (tmp_path / "killed" / "bot.log").read_text()
    assert not any(name in log for name in ("Berta", "Demir", "Spielplatz", "Grundst"))
