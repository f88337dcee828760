# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A sample of the kill campaign, small enough for each commit: by lot, with a fixed seed.

A bot is killed with SIGKILL twice at each kind of step of a whole evening, and in another one the
homeserver at a request of each kind; a third evening goes undisturbed. What is left of all must be
the same. All steps, and not only some, are for `make campaign-long`; other steps, drawn anew, for
`make campaign-random`.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from campaign import Case
from homeserver_deaths import AFTER, BEFORE, Moment, dying
from killed_evening import POINTS, Held, hold
from real_synapse import Homeserver

pytestmark = [pytest.mark.timeout(900), pytest.mark.asyncio(loop_scope="module")]
SEED = int(os.environ.get("CAMPAIGN_SEED", "20261122"))
EACH = 2
"""Kills at each point."""
PASSES = {"append": 24, "outcome": 45, "cursor": 20, "kv": 60, "effect": 36, "token": 60}
"""An evening comes by each point at least so often."""
STEPS = {"send": 80, "sync": 50, "to-device": 4, "claim": 1}
"""Bot and members send at least so many requests of each kind."""


def by_lot(seed: int) -> dict[str, list[int]]:
    """Draw for each point the passes to die at."""
    lot = random.Random(seed)  # noqa: S311 - a test, not a key
    return {
        point: sorted(lot.sample(range(1, _passes(point) + 1), EACH)) for point in sorted(POINTS)
    }


def _passes(point: str) -> int:
    return next(times for word, times in PASSES.items() if word in point)


def deaths_by_lot(seed: int) -> dict[Moment, set[int]]:
    """Draw a request of each kind, and whether the homeserver handles it before it dies."""
    lot = random.Random(seed)  # noqa: S311 - a test, not a key
    return {
        Moment(kind, lot.choice((BEFORE, AFTER))): {lot.randint(1, steps)}
        for kind, steps in STEPS.items()
    }


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def calm(
    synapse: Homeserver, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Held]:
    """The evening nothing happened in."""
    held = await hold(synapse, tmp_path_factory.mktemp("calm"), {})
    assert held.lives == 1
    assert set(held.passes) == POINTS
    assert held.results == [(2, 1, 1)] * 3
    yield held


async def test_an_evening_killed_by_lot_at_every_kind_of_step_ends_like_any_other(
    synapse: Homeserver, tmp_path: Path, case: Case, calm: Held
) -> None:
    plan = by_lot(SEED)
    killed = await hold(synapse, tmp_path, plan)
    assert Counter(point for point, _ in killed.kills) == dict.fromkeys(plan, EACH)
    assert killed.lives == EACH * len(plan) + 1
    killed.equals(calm)
    for point, passes in plan.items():
        where = " and ".join(str(n) for n in passes)
        case(
            f"bot killed at {point}, passes {where}",
            "nothing lost, nothing twice",
            killed.notices[:1],
        )
    log = (tmp_path / "bot.log").read_text()
    assert not any(name in log for name in ("Berta", "Demir", "Spielplatz", "Grundst"))


async def test_an_evening_whose_homeserver_dies_at_every_kind_of_request_ends_like_any_other(
    tmp_path: Path, case: Case, calm: Held
) -> None:
    async with dying(tmp_path, deaths_by_lot(SEED)) as deaths:
        killed = await hold(deaths.homeserver, tmp_path, {}, deaths.arm)
    assert deaths.died == deaths.planned()
    killed.equals(calm)
    for (kind, when), number in sorted(deaths.died):
        name = f"homeserver killed {when} request {number} of {kind}"
        case(name, "started again; nothing lost, nothing twice")
