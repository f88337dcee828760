# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A line that goes dead in a call, and a bridge that ends: all are back without doing anything.

Carl and Dora sit before their pages; Carl's way to homeserver and bridge, sockets and media alike,
can be cut like a cable. The bridge is killed in the middle of the call and started once more.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass

import pytest
import pytest_asyncio
from council_bot import COUNCIL
from council_call import CouncilCall, informed, joins, leaves, opened
from dead_line import DeadLine, dead_line
from hall import Hall, summon
from lossy_line import LossyLine, lossy_line
from page_screen import Screen
from proxy import Proxy
from sealed_call import receives

pytestmark = [pytest.mark.timeout(600), pytest.mark.asyncio(loop_scope="module")]
OFF, IN = "Verbindung unterbrochen", "Konferenz verlassen"
MINUTE = 60.0
NOTICED = 25.0
"""Seconds a dead socket goes unnoticed at most: the bridge lets clients wait 15 for an answer."""
LOADED = "performance.timeOrigin"


@dataclass
class Cable:
    """All ways of one person's browser to the world."""

    home: DeadLine
    door: DeadLine
    media: LossyLine

    def pull(self) -> None:
        """Nothing comes and nothing goes, and nobody is told."""
        self.home.cut()
        self.door.cut()
        self.media.loss = 1.0

    def plug(self) -> None:
        self.home.mend()
        self.door.mend()
        self.media.loss = 0.0


@dataclass
class Seen:
    """The call, who is in it, and the cable of one of them."""

    call: CouncilCall
    carl: Screen
    dora: Screen
    cable: Cable

    async def both_in(self) -> None:
        """See and hear each other."""
        await receives(self.carl.tab, 1)
        await receives(self.dora.tab, 1)

    async def until_in(self) -> None:
        """Wait until Carl's page says no longer that it is off."""
        async with asyncio.timeout(MINUTE):
            while OFF in await self.carl.text():  # noqa: ASYNC110 -- the fact is in another process
                await asyncio.sleep(0.2)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def seen(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Seen]:
    async with AsyncExitStack() as stack:
        call = await opened(stack, tmp_path_factory.mktemp("call"), COUNCIL)
        before = await stack.enter_async_context(Proxy.before(call.home.url))
        hall = Hall(call.council, before)
        await hall.enrol("S", "frieda")
        await hall.enrol("1", "berta")
        await summon(hall)
        home = await stack.enter_async_context(dead_line(_port(call.home.url)))
        door = await stack.enter_async_context(dead_line(_port(call.sfu.url)))
        carl = await call.at_the_page("3", server=f"http://127.0.0.1:{home.port}")
        dora = await call.at_the_page("4")
        for seat in ("3", "4"):
            await call.floor(seat)
        for page in (carl, dora):
            await informed(page, "Für mich")
            await page.press("Zur Videokonferenz")
        for page in (dora, carl):
            await joins(page)
        await receives(carl.tab, 1)
        media = await stack.enter_async_context(lossy_line(await carl.ask("otherSide()")))
        await leaves(carl)
        doors = json.dumps({str(door.beyond): str(door.port)})
        await carl.ask(f"through({media.port}, {doors})")
        await joins(carl)
        yield Seen(call, carl, dora, Cable(home, door, media))


async def test_after_a_minute_without_a_line_one_is_back_with_sound_and_picture(
    seen: Seen,
) -> None:
    await seen.both_in()
    loaded = await seen.carl.ask(LOADED)
    seen.cable.pull()
    begun = time.monotonic()
    try:
        await seen.carl.until(OFF)
        said = time.monotonic() - begun
        print(f"said to be off after {said:.0f} s")
        while time.monotonic() - begun < MINUTE:
            assert OFF in await seen.carl.text()
            await asyncio.sleep(1)
    finally:
        seen.cable.plug()
    back = time.monotonic()
    await seen.both_in()
    print(f"back after {time.monotonic() - back:.0f} s")
    told = await seen.carl.text()
    assert IN in told
    assert OFF not in told
    assert await seen.carl.ask(LOADED) == loaded


async def test_a_dead_socket_is_said_while_pictures_still_come_and_is_overcome(
    seen: Seen,
) -> None:
    """The way to the bridge's socket alone is dead: who joins, leaves or is muted is not known."""
    await seen.both_in()
    loaded = await seen.carl.ask(LOADED)
    seen.cable.door.cut()
    begun = time.monotonic()
    try:
        await seen.carl.until(OFF)
        said = time.monotonic() - begun
        print(f"said to be off after {said:.0f} s")
        assert said < NOTICED
        await receives(seen.carl.tab, 1)
    finally:
        seen.cable.door.mend()
    back = time.monotonic()
    await seen.until_in()
    await seen.both_in()
    print(f"back after {time.monotonic() - back:.0f} s")
    assert await seen.carl.ask(LOADED) == loaded


async def test_after_the_bridge_was_killed_and_is_back_everybody_is(seen: Seen) -> None:
    await seen.both_in()
    pages = (seen.carl, seen.dora)
    loaded = [await page.ask(LOADED) for page in pages]
    await seen.call.sfu.kill()
    for page in pages:
        await page.until(OFF)
    await asyncio.sleep(5)
    await seen.call.sfu.again(seen.cable.media.bridge)
    back = time.monotonic()
    await seen.both_in()
    print(f"back after {time.monotonic() - back:.0f} s")
    for page in pages:
        assert OFF not in await page.text()
    assert [await page.ask(LOADED) for page in pages] == loaded


def _port(url: str) -> int:
    return int(url.rpartition(":")[2])
