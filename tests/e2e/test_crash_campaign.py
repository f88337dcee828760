# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A whole evening, killed with SIGKILL at every single step there is, ends like any other.

One evening goes undisturbed. Then one for each kind of write and for effects: the bot dies at every
pass of its points, hundreds of times an evening. At last the homeserver dies at every request of
bot and members, before and after it handles them, an evening for each group of kinds. That takes
hours, since a homeserver starts slowly, and runs when asked for: `make campaign-long`. A sample of
it is in `tests/integration/faults/test_kills.py`.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Literal

import pytest
import pytest_asyncio
from campaign import Case
from homeserver_deaths import AFTER, BEFORE, KINDS, Moment, dying
from killed_evening import POINTS, Held, hold
from lives import EVERY
from real_synapse import Homeserver

from bot import faults

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
REQUESTS = [
    ("claim", "query", "to-device", "invite", "upload", "data"),
    ("send",),
    ("sync",),
    ("read",),
]
assert {kind for kinds in REQUESTS for kind in kinds} == set(KINDS)


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


@pytest.mark.parametrize("when", [BEFORE, AFTER])
@pytest.mark.parametrize("kinds", REQUESTS, ids="-".join)
async def test_an_evening_whose_homeserver_dies_at_every_request_ends_like_any_other(
    tmp_path: Path,
    case: Case,
    calm: Held,
    kinds: tuple[str, ...],
    when: Literal["before", "after"],
) -> None:
    plan = {Moment(kind, when): EVERY for kind in kinds}
    async with dying(tmp_path, plan) as deaths:
        killed = await hold(deaths.homeserver, tmp_path, {}, deaths.arm)
    assert {moment for moment, _ in deaths.died} == set(plan)
    assert deaths.died == deaths.planned()
    killed.equals(calm)
    outcome = f"{len(deaths.died)} kills: nothing lost, nothing twice"
    case(f"homeserver killed {when} every {' and '.join(kinds)}", outcome)
