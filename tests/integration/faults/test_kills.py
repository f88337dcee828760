# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A sample of the kill campaign, small enough for each commit: by lot, with a fixed seed.

A bot is killed with SIGKILL twice at each kind of step of a whole evening; beside it another one
goes undisturbed. What is left of both must be the same. Steps drawn anew, and a homeserver that
dies at requests drawn by lot, are for `make campaign-random`; all steps for `make campaign-long`.
"""

from __future__ import annotations

import asyncio
import os
import random
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio
from campaign import Case
from homeserver_deaths import AFTER, BEFORE, Deaths, Moment, dying
from killed_evening import POINTS, Calm, Held, calm_evening, hold
from real_synapse import Homeserver

pytestmark = [pytest.mark.timeout(900), pytest.mark.asyncio(loop_scope="module")]
SEED = int(os.environ.get("CAMPAIGN_SEED", "20261122"))
EACH = 2
"""Kills at each point."""
PASSES = {"append": 24, "outcome": 45, "cursor": 20, "kv": 60, "effect": 36, "token": 60}
"""An evening comes by each point at least so often."""
STEPS = {"send": 80, "sync": 50, "read": 15, "to-device": 8, "query": 8, "claim": 3, "invite": 4}
"""Bot and members send at least so many requests of each kind."""
DEATHS = 3
"""Kinds the homeserver dies at, of these; `make campaign-long` has all, and each request."""


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
        Moment(kind, lot.choice((BEFORE, AFTER))): {lot.randint(1, STEPS[kind])}
        for kind in lot.sample(sorted(STEPS), DEATHS)
    }


@dataclass
class Evenings:
    """Two evenings side by side: one calm, one of dying bots."""

    folder: Path
    calm: asyncio.Task[Calm]
    killed: asyncio.Task[Held]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def evenings(
    synapse: Homeserver, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Evenings]:
    """Both under way."""
    folder = tmp_path_factory.mktemp("evenings")
    begun = Evenings(
        folder,
        calm=asyncio.create_task(calm_evening(synapse, folder / "calm")),
        killed=asyncio.create_task(hold(synapse, folder / "killed", by_lot(SEED))),
    )
    yield begun
    under_way = (begun.calm, begun.killed)
    for task in under_way:
        task.cancel()
    await asyncio.gather(*under_way, return_exceptions=True)


async def in_the_dark(folder: Path) -> tuple[Deaths, Held]:
    """Hold an evening whose homeserver dies as drawn."""
    async with dying(folder, deaths_by_lot(SEED)) as deaths:
        return deaths, await hold(deaths.homeserver, folder, {}, deaths.arm)


async def test_an_evening_killed_by_lot_at_every_kind_of_step_ends_like_any_other(
    evenings: Evenings, case: Case
) -> None:
    plan, calm, killed = by_lot(SEED), await evenings.calm, await evenings.killed
    assert Counter(point for point, _ in killed.kills) == dict.fromkeys(plan, EACH)
    # Who dies with the last step of the evening needs no further life.
    assert killed.lives in (len(killed.kills), len(killed.kills) + 1)
    killed.equals(calm.held)
    for point, passes in plan.items():
        where = " and ".join(str(n) for n in passes)
        case(
            f"bot killed at {point}, passes {where}",
            "nothing lost, nothing twice",
            killed.notices[:1],
        )
    log = (evenings.folder / "killed" / "bot.log").read_text()
    assert not any(name in log for name in ("Berta", "Demir", "Spielplatz", "Grundst"))


@pytest.mark.skipif("CAMPAIGN_SEED" not in os.environ, reason="make campaign-random")
async def test_an_evening_whose_homeserver_dies_at_requests_drawn_by_lot_ends_like_any_other(
    evenings: Evenings, tmp_path: Path, case: Case
) -> None:
    calm, (deaths, held) = await evenings.calm, await in_the_dark(tmp_path)
    assert all(calm.steps.counted()[kind] >= steps for kind, steps in STEPS.items())
    assert deaths.died == deaths.planned()
    held.equals(calm.held)
    for (kind, when), number in sorted(deaths.died):
        name = f"homeserver killed {when} request {number} of {kind}"
        case(name, "started again; nothing lost, nothing twice")
