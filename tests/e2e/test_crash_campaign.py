# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A whole evening, killed with SIGKILL at every single step there is, ends like any other.

One evening goes undisturbed. Then one for each kind of write and for effects: the bot dies at every
pass of its points, hundreds of times an evening. At last the homeserver dies at every request of
bot and members, before and after it handles them: an evening for each group of rare kinds, and
several for a frequent one, which share its steps. Each of these is a test by itself, so that a run
that was stopped goes on with what is missing (`ARGS="-k 'send and part3of4'"`). That takes hours
and runs when asked for: `make campaign-long`. A sample of it is in
`tests/integration/faults/test_kills.py`.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pytest
import pytest_asyncio
from campaign import Case
from council_bot import CouncilBot, council_bot
from evening_parts import enrol
from homeserver_deaths import (
    AFTER,
    BEFORE,
    EACH_STEP,
    KINDS,
    SETTING_UP,
    Moment,
    Part,
    Plan,
    dying,
)
from killed_evening import Calm, calm_evening, hold
from lives import EVERY
from real_synapse import Homeserver

from bot import faults
from bot.matrix.http import path

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
RARE = ("claim", "query", "to-device", "invite", "upload", "keys", "data")
IN_PARTS = {"read": 2, "sync": 4, "send": 4}
"""Into how many evenings the steps of a frequent kind are parted."""
FAMILIES = [
    (RARE, EACH_STEP),
    *(((kind,), Part(n, parts)) for kind, parts in IN_PARTS.items() for n in range(1, parts + 1)),
]
assert {kind for kinds, _ in FAMILIES for kind in kinds} == set(KINDS)


def named(value: tuple[str, ...] | Part) -> str:
    """Name a family in a test's id."""
    if isinstance(value, Part):
        return f"part{value.first}of{value.of}"
    return "-".join(value)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def calm(
    synapse: Homeserver, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Calm]:
    """The evening nothing happened in."""
    yield await calm_evening(synapse, tmp_path_factory.mktemp("calm"))


async def test_every_request_of_an_evening_is_of_a_kind_the_homeserver_dies_at(calm: Calm) -> None:
    assert set(calm.steps.counted()) == set(KINDS)
    assert not calm.steps.others


async def test_the_place_in_the_sync_is_noted_by_the_one_write_that_no_entry_makes(
    calm: Calm,
) -> None:
    """So whoever dies at every pass of that write has died around every token."""
    tokens = calm.held.passes[faults.TOKEN_BEFORE]
    assert tokens == calm.held.passes[faults.TOKEN_AFTER]
    assert tokens == calm.held.passes[f"{faults.KV}.before_commit"]


@pytest.mark.parametrize("points", PLANS, ids=lambda points: points[0].rpartition(".")[0])
async def test_an_evening_killed_at_every_pass_ends_like_any_other(
    synapse: Homeserver, tmp_path: Path, case: Case, calm: Calm, points: tuple[str, ...]
) -> None:
    killed = await hold(synapse, tmp_path, dict.fromkeys(points, EVERY))
    # Who dies with the last step of the evening needs no further life.
    assert killed.lives in (len(killed.kills), len(killed.kills) + 1)
    # What waits when the bot comes up again is written down at once, so there are fewer writes.
    assert len(killed.kills) >= sum(calm.held.passes[point] for point in points) * 0.5
    killed.equals(calm.held)
    outcome = f"{len(killed.kills)} kills: nothing lost, nothing twice"
    case(f"bot killed at every {' and '.join(points)}", outcome, killed.notices[:1])


@pytest.mark.parametrize("when", [BEFORE, AFTER])
@pytest.mark.parametrize(("kinds", "part"), FAMILIES, ids=named)
async def test_an_evening_whose_homeserver_dies_at_every_request_ends_like_any_other(
    tmp_path: Path,
    case: Case,
    calm: Calm,
    kinds: tuple[str, ...],
    part: Part,
    when: Literal["before", "after"],
) -> None:
    plan = {Moment(kind, when): part for kind in kinds}
    async with dying(tmp_path, plan) as deaths:
        killed = await hold(deaths.homeserver, tmp_path, {}, deaths.arm)
    died = Counter(kind for (kind, _), _ in deaths.died)
    for kind, steps in calm.steps.counted(when).items():
        # What waits while it is away is asked for, and said, at once, so there are fewer steps.
        assert kind not in kinds or died[kind] >= steps // part.of * 0.5
    assert deaths.died == deaths.planned()
    killed.equals(calm.held)
    steps = sum(moment in plan for moment, _ in deaths.passed)
    outcome = f"{len(deaths.died)} kills at {steps} steps: nothing lost, nothing twice"
    which = "every" if part == EACH_STEP else f"every {part.of}th, from the {part.first}., of"
    case(f"homeserver killed {when} {which} {' and '.join(kinds)}", outcome)


@dataclass
class Furnished:
    """What there is once all are in: rooms by name, who is in them, and who was invited to what."""

    rooms: Counter[tuple[str, bool, tuple[tuple[str, str], ...]]]
    invitations: dict[str, int]
    deaths: set[tuple[Moment, int]]


async def furnish(folder: Path, plan: Plan) -> Furnished:
    """Set up a body and let everybody in, with a homeserver that dies for the bot's requests."""
    async with dying(folder, plan) as deaths:
        open_to_all = deaths.town.homeserver
        made = await open_to_all.register("gremium-at-work")
        deaths.arm()
        account = (made.user_id, made.password)
        async with council_bot(deaths.homeserver, folder, account=account) as council:
            council.synapse = open_to_all
            await enrol(council)
            await council.settle()
            assert deaths.died == deaths.planned()
            return Furnished(await rooms_of(council), await invitations(council), deaths.died)


async def rooms_of(council: CouncilBot) -> Counter[tuple[str, bool, tuple[tuple[str, str], ...]]]:
    """Every room the bot is in: its name, whether it is encrypted, and who is in it."""
    gateway, found = council.app.gateway, []
    for room in (await gateway.http.get(path("joined_rooms")))["joined_rooms"]:
        name = await gateway.get_state(room, "m.room.name") or {}
        encrypted = await gateway.get_state(room, "m.room.encryption") is not None
        members = (await gateway.members(room)).items()
        people = sorted((re.split("[-:]", user)[0], how) for user, how in members)
        found.append((str(name.get("name")), encrypted, tuple(people)))
    return Counter(found)


async def invitations(council: CouncilBot) -> dict[str, int]:
    """How many invitations of each member wait to be accepted."""
    waiting = {}
    for seat, member in council.members.items():
        answer = await member.http.get(path("sync"), {"timeout": "0"})
        waiting[seat] = len(answer.get("rooms", {}).get("invite", {}))
    return waiting


async def test_a_body_set_up_with_a_homeserver_that_dies_at_every_step_has_each_room_once(
    tmp_path: Path, case: Case
) -> None:
    plan = {Moment(kind, when): EACH_STEP for kind in SETTING_UP for when in (BEFORE, AFTER)}
    calm = await furnish(tmp_path / "calm", {})
    dark = await furnish(tmp_path / "dark", plan)
    assert {moment for moment, _ in dark.deaths} == set(plan)
    assert dark.rooms == calm.rooms
    assert dark.invitations == calm.invitations
    case("homeserver killed while a body is set up", f"{len(dark.deaths)} kills: each room once")
