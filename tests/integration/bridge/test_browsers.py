# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""livekit-client in a real browser, end-to-end encrypted: what a member's day brings."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
import pytest_asyncio
from browser import Browser, WebCaller, both, browser, hears, sees, tile
from conference import Hall, hall
from network import network

pytestmark = [
    pytest.mark.integration,
    pytest.mark.alone,
    pytest.mark.asyncio(loop_scope="module"),
]
RED, BLUE, GREEN = (200, 40, 40), (40, 40, 200), (40, 160, 40)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def chromium() -> AsyncIterator[Browser]:
    async with browser() as started:
        yield started


async def test_members_see_hear_and_read_each_other_and_one_without_the_key_does_not(
    chromium: Browser,
) -> None:
    async with hall() as place:
        ayse, bernd, spy = [await chromium.caller(name) for name in ("ayse", "bernd", "spy")]
        await ayse.enter(place.url, place.token("ayse"))
        await bernd.enter(place.url, place.token("bernd"))
        await spy.enter(place.url, place.token("spy"), passphrase="guessed")
        await ayse.show(RED)
        await ayse.sing(440)
        await bernd.show(BLUE)
        await bernd.sing(880)
        await bernd.until(both(sees("ayse", RED), hears("ayse", 440)))
        await ayse.until(both(sees("bernd", BLUE), hears("bernd", 880)))
        await ayse.do("say", "to all", {"topic": "greeting"})
        await bernd.do("say", "to one", {"to": ["ayse"]})
        await bernd.until(lambda s: ["ayse", "to all", "greeting"] in s["heard"])
        await ayse.until(lambda s: ["bernd", "to one", ""] in s["heard"])
        await bernd.until(lambda s: "ayse" in s["speakers"])
        blind = await spy.state()
        assert blind["heard"] == []
        assert blind["seen"]["ayse/camera"]["frames"] == 0
        assert blind["seen"]["ayse/microphone"]["loudness"] < 0.01
        for one in (ayse, bernd, spy):
            await one.close()


async def test_a_new_key_in_mid_call_is_followed(chromium: Browser) -> None:
    async with meeting(chromium) as (_, ayse, bernd):
        await ayse.show(RED)
        await bernd.until(sees("ayse", RED))
        for one in (ayse, bernd):
            await one.do("newKey", "agreed on anew")
        await ayse.show(BLUE)
        await bernd.until(sees("ayse", BLUE))


async def test_layers_change_with_the_wish_and_the_picture_never_stands_still(
    chromium: Browser,
) -> None:
    layers = ((320, 180, 150_000, 12), (640, 360, 400_000, 12))
    async with meeting(chromium) as (_, ayse, bernd):
        await ayse.show(RED, width=1280, height=720, simulcast=True, layers=layers)
        await bernd.until(tile("ayse", lambda seen: seen["frames"] > 20))
        for quality, width in ((0, 320), (2, 1280), (0, 320), (1, 640), (2, 1280)):
            await bernd.do("want", "ayse", quality)
            await bernd.until(tile("ayse", _is_wide(width)))
            await asyncio.sleep(1)
        seen = (await bernd.state())["seen"]["ayse/camera"]
        assert seen["frozen"] < 1, seen


async def test_camera_screen_and_devices_come_and_go(chromium: Browser) -> None:
    async with meeting(chromium) as (_, ayse, bernd):
        await ayse.do("camera", True)
        await ayse.do("microphone", True)
        await bernd.until(tile("ayse", lambda seen: seen["frames"] > 5))
        await bernd.until(tile("ayse", lambda seen: seen["samples"] > 0, "microphone"))

        changed = await ayse.do("change", "videoinput")
        assert changed["before"] != changed["after"]
        await _goes_on(bernd, "ayse")
        await ayse.do("change", "audioinput")
        await bernd.until(tile("ayse", lambda seen: seen["loudness"] > 0.01, "microphone"))

        await ayse.do("camera", False)
        await bernd.until(tile("ayse", lambda seen: seen["muted"]))
        await ayse.do("camera", True)
        await bernd.until(tile("ayse", lambda seen: not seen["muted"]))
        await _goes_on(bernd, "ayse")

        await ayse.do("screen", True)
        await bernd.until(tile("ayse", lambda seen: seen["frames"] > 5, "screen_share"))
        await ayse.do("screen", False)
        await bernd.until(lambda s: not s["seen"]["ayse/screen_share"]["here"])
        await _goes_on(bernd, "ayse")


async def test_who_loads_the_page_anew_is_back_under_the_same_name(chromium: Browser) -> None:
    async with meeting(chromium) as (place, ayse, bernd):
        await ayse.show(RED)
        await bernd.show(GREEN)
        await bernd.until(sees("ayse", RED))
        await ayse.reload()
        await ayse.enter(place.url, place.token("ayse"))
        await ayse.show(BLUE)
        await bernd.until(sees("ayse", BLUE))
        await ayse.until(sees("bernd", GREEN))
        assert (await bernd.state())["others"] == ["ayse"]


async def test_a_resume_and_a_full_reconnect_keep_the_conversation(chromium: Browser) -> None:
    async with meeting(chromium) as (_, ayse, bernd):
        await ayse.show(RED)
        await ayse.sing(440)
        await bernd.show(GREEN)
        await bernd.until(both(sees("ayse", RED), hears("ayse", 440)))
        for scenario in ("signal-reconnect", "resume-reconnect", "full-reconnect"):
            await ayse.do("simulate", scenario)
            await ayse.until(lambda s: s["happened"].count("Reconnected") and s["connected"])
            await ayse.show(BLUE)
            await bernd.until(both(sees("ayse", BLUE), hears("ayse", 440)))
            await ayse.show(RED)
            await bernd.until(sees("ayse", RED))
            await ayse.until(sees("bernd", GREEN))


async def test_a_picture_taken_away_while_it_is_looked_at_is_not_here(chromium: Browser) -> None:
    # Given a reconnect that takes the track away just as its report is made
    page = await chromium.caller("dora")

    # When somebody looks at the tile
    seen = await page.ask(
        """import("/tile.mjs").then(({ Tile }) => {
            const tile = new Tile();
            const attach = () => document.createElement("video");
            const getRTCStatsReport = async () => tile.drop();
            tile.take({ kind: "video", attach, detach() {}, getRTCStatsReport });
            return tile.state();
        })"""
    )

    # Then nothing is there, and nobody falls over it
    assert seen == {"here": False}
    await page.close()


async def test_the_older_form_with_two_connections_serves_the_same(chromium: Browser) -> None:
    async with meeting(chromium, singlePeerConnection=False) as (_, ayse, bernd):
        await ayse.show(RED)
        await ayse.sing(440)
        await bernd.sing(880)
        await bernd.until(both(sees("ayse", RED), hears("ayse", 440)))
        await ayse.until(hears("bernd", 880))
        await ayse.do("say", "sealed")
        await bernd.until(lambda s: ["ayse", "sealed", ""] in s["heard"])


async def test_a_line_cut_for_thirty_seconds_comes_back_by_itself() -> None:
    with network() as far:
        async with (
            hall(host=far.here) as place,
            browser(before=far.inside) as away,
            browser() as near,
        ):
            ayse, bernd = await away.caller("ayse"), await near.caller("bernd")
            await ayse.enter(place.url, place.token("ayse"))
            await bernd.enter(place.url, place.token("bernd"))
            await ayse.show(RED)
            await bernd.show(GREEN)
            await bernd.until(sees("ayse", RED))
            await ayse.until(sees("bernd", GREEN))

            far.cut()
            await asyncio.sleep(30)
            far.mend()

            await ayse.until(lambda s: s["connected"] and "Reconnected" in s["happened"])
            await ayse.show(BLUE)
            await bernd.show(RED)
            await bernd.until(sees("ayse", BLUE))
            await ayse.until(sees("bernd", RED))


@asynccontextmanager
async def meeting(
    chromium: Browser, **options: Any
) -> AsyncIterator[tuple[Hall, WebCaller, WebCaller]]:
    """Ayşe and Bernd in one room of a fresh bridge."""
    async with hall() as place:
        ayse, bernd = await chromium.caller("ayse"), await chromium.caller("bernd")
        for one in (ayse, bernd):
            await one.enter(place.url, place.token(one.name), **options)
        yield place, ayse, bernd
        for one in (ayse, bernd):
            await one.close()


def _is_wide(width: int) -> Callable[[dict[str, Any]], bool]:
    return lambda seen: bool(seen["width"] == width)


async def _goes_on(viewer: WebCaller, who: str) -> None:
    """New pictures of somebody arrive."""
    frames = (await viewer.state())["seen"][f"{who}/camera"]["frames"]
    await viewer.until(tile(who, lambda seen: seen["frames"] > frames + 5))
