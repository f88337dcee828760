# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A sample of the kill campaign, small enough for each commit: by lot, with a fixed seed.

A bot is killed with SIGKILL twice at each kind of step of a whole evening, and in another one the
homeserver at requests of some kinds; a third evening goes undisturbed. What is left of all must be
the same. All steps, and not only some, are for `make campaign-long`; other steps, drawn anew, for
`make campaign-random`.
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
DARK_SEED = int(os.environ.get("CAMPAIGN_SEED", "20261417"))
"""By it the homeserver dies after a room key, after a message, and before a sync."""
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
    """Three evenings side by side: one calm, one of dying bots, one with a dying homeserver."""

    folder: Path
    calm: asyncio.Task[Calm]
    killed: asyncio.Task[Held]
    dark: asyncio.Task[tuple[Deaths, Held]]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def evenings(
    synapse: Homeserver, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Evenings]:
    """All three under way; while a homeserver starts again, there is time for the others."""
    folder = tmp_path_factory.mktemp("evenings")
    begun = Evenings(
        folder,
        calm=asyncio.create_task(calm_evening(synapse, folder / "calm")),
        killed=asyncio.create_task(hold(synapse, folder / "killed", by_lot(SEED))),
        dark=asyncio.create_task(in_the_dark(folder / "dark")),
    )
    yield begun
    under_way = (begun.calm, begun.killed, begun.dark)
    for task in under_way:
        task.cancel()
    await asyncio.gather(*under_way, return_exceptions=True)


async def in_the_dark(folder: Path) -> tuple[Deaths, Held]:
    """Hold an evening whose homeserver dies as drawn."""
    async with dying(folder, deaths_by_lot(DARK_SEED)) as deaths:
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


async def test_an_evening_whose_homeserver_dies_at_requests_drawn_by_lot_ends_like_any_other(
    evenings: Evenings, case: Case
) -> None:
    calm, (deaths, held) = await evenings.calm, await evenings.dark
    assert all(calm.steps.counted()[kind] >= steps for kind, steps in STEPS.items())
    assert deaths.died == deaths.planned()
    held.equals(calm.held)
    for (kind, when), number in sorted(deaths.died):
        name = f"homeserver killed {when} request {number} of {kind}"
        case(name, "started again; nothing lost, nothing twice")
