# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A whole evening, killed with SIGKILL at every single step there is, ends like any other.

One evening goes undisturbed. Then one for each kind of write and for effects: the bot dies at every
pass of its points, hundreds of times an evening. At last the homeserver is killed, again and again.
That takes half an hour and runs when asked for: `make campaign-long`. A sample of it is in
`tests/integration/faults/test_kills.py`.
"""

from __future__ import annotations

import asyncio
import os
import random
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import pytest
import pytest_asyncio
from campaign import Case
from killed_evening import POINTS, Held, hold
from lives import EVERY
from real_synapse import Homeserver
from supervised import supervised

from bot import faults
from bot.homeserver.backoff import Policy

pytestmark = [
    pytest.mark.skipif(os.environ.get("GREMIUM_KILLS") != EVERY, reason="set GREMIUM_KILLS=every"),
    pytest.mark.timeout(7200),
    pytest.mark.asyncio(loop_scope="module"),
]
WRITES = (faults.APPEND, faults.OUTCOME, faults.CURSOR, faults.KV)
PLANS = [
    *((f"{write}.before_commit", f"{write}.after_commit") for write in WRITES),
    # What was done and not yet noted is done again, so each of these needs an evening of its own.
    (faults.EFFECT_BEFORE,),
    (faults.EFFECT_AFTER,),
]
SEED = 20261122
PAUSE_SECONDS = (4.0, 12.0)
"""Between two deaths of the homeserver it must come up; how long it lives is drawn by lot."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def calm(
    synapse: Homeserver, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Held]:
    """The evening nothing happened in."""
    held = await hold(synapse, tmp_path_factory.mktemp("calm"), {})
    assert set(held.passes) == POINTS
    yield held


async def test_the_place_in_the_sync_is_noted_by_the_one_write_that_no_entry_makes(
    calm: Held,
) -> None:
    """So whoever dies at every pass of that write has died around every token."""
    tokens = calm.passes[faults.TOKEN_BEFORE]
    assert tokens == calm.passes[faults.TOKEN_AFTER]
    assert tokens == calm.passes[f"{faults.KV}.before_commit"]


@pytest.mark.parametrize("points", PLANS, ids=lambda points: points[0].rpartition(".")[0])
async def test_an_evening_killed_at_every_pass_ends_like_any_other(
    synapse: Homeserver, tmp_path: Path, case: Case, calm: Held, points: tuple[str, ...]
) -> None:
    killed = await hold(synapse, tmp_path, dict.fromkeys(points, EVERY))
    # Who dies with the last step of the evening needs no further life.
    assert killed.lives in (len(killed.kills), len(killed.kills) + 1)
    # What waits when the bot comes up again is written down at once, so there are fewer writes.
    assert len(killed.kills) >= sum(calm.passes[point] for point in points) * 0.5
    killed.equals(calm)
    outcome = f"{len(killed.kills)} kills: nothing lost, nothing twice"
    case(f"bot killed at every {' and '.join(points)}", outcome, killed.notices[:1])


async def test_an_evening_whose_homeserver_dies_again_and_again_ends_like_any_other(
    tmp_path: Path, case: Case, calm: Held
) -> None:
    lot, deaths = random.Random(SEED), 0  # noqa: S311 - a test, not a key
    async with supervised(tmp_path / "homeserver", Policy(attempts=1000)) as town:

        async def kill() -> None:
            nonlocal deaths
            while True:
                await asyncio.sleep(lot.uniform(*PAUSE_SECONDS))
                deaths += 1
                await town.killed()

        evening = asyncio.create_task(hold(town.homeserver, tmp_path, {}, around=kill))
        with suppress(asyncio.CancelledError):
            killed = await evening
    killed.equals(calm)
    assert deaths > 5
    case("homeserver killed again and again", f"{deaths} kills: nothing lost, nothing twice", "")
