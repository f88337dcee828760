# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Pictures in other codecs than VP8, sealed, with real clients; and a line of IPv6 alone.

Nothing of a sealed VP9 frame is readable, and of H264 only what kind each unit is: a latecomer and
a change of layer show that the bridge finds key frames all the same.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
import pytest_asyncio
from browser import Browser, both, browser, hears, sees, tile
from conference import Caller, Hall, callers, hall, until
from livekit import rtc
from network import network
from raw_peer import RawPeer, raw_peers

from bridge.media import rtp

pytestmark = [
    pytest.mark.integration,
    pytest.mark.alone,
    pytest.mark.asyncio(loop_scope="module"),
]
RED, BLUE = (200, 40, 40), (40, 40, 200)
OFF = 60
"""Per channel: a canvas comes out a little different elsewhere; RED and BLUE are 160 apart."""
LAYERS = ((320, 180, 150_000, 12), (640, 360, 400_000, 12))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def chromium() -> AsyncIterator[Browser]:
    async with browser() as started:
        yield started


@pytest.mark.parametrize("codec", ["vp9", "h264"])
async def test_a_browser_is_seen_by_who_is_there_and_who_comes_late_and_not_without_the_key(
    chromium: Browser, codec: str
) -> None:
    async with hall() as place:
        ayse, bernd, spy, late = [
            await chromium.caller(name) for name in ("ayse", "bernd", "spy", "late")
        ]
        if codec not in await ayse.do("codecs"):
            pytest.skip(f"this machine's Chromium sends no {codec}")
        await ayse.enter(place.url, place.token("ayse"))
        await bernd.enter(place.url, place.token("bernd"))
        await spy.enter(place.url, place.token("spy"), passphrase="guessed")
        await ayse.show(RED, width=640, height=360, codec=codec)
        await bernd.until(both(sees("ayse", RED), tile("ayse", _is(codec))))
        (up,) = place.running.the_plane().uptracks()
        assert up.section.codec == codec

        await late.enter(place.url, place.token("late"))
        await late.until(sees("ayse", RED))
        await bernd.do("subscribe", "ayse", "camera", False)
        await bernd.until(lambda s: not s["seen"]["ayse/camera"]["here"])
        await ayse.show(BLUE)
        await bernd.do("subscribe", "ayse", "camera", True)
        await bernd.until(both(sees("ayse", BLUE), tile("ayse", _is(codec))))
        blind = (await spy.state())["seen"]["ayse/camera"]
        assert blind["frames"] == 0
        for one in (ayse, bernd, spy, late):
            await one.close()


@pytest.mark.parametrize("codec", ["vp9", "h264"])
async def test_layers_change_with_the_wish_in_one_stream_and_in_three(
    chromium: Browser, codec: str
) -> None:
    """Given VP9 with all sizes in one stream, and H264 with one stream per size."""
    async with hall() as place:
        ayse, bernd, carla = [await chromium.caller(name) for name in ("ayse", "bernd", "carla")]
        if codec not in await ayse.do("codecs"):
            pytest.skip(f"this machine's Chromium sends no {codec}")
        for one in (ayse, bernd, carla):
            await one.enter(place.url, place.token(one.name))
        await ayse.show(RED, width=1280, height=720, simulcast=True, codec=codec, layers=LAYERS)
        for quality, width in ((0, 320), (2, 1280), (1, 640)):
            await bernd.until(tile("ayse", lambda seen: seen["frames"] > 0))
            await bernd.do("want", "ayse", quality)
            await bernd.until(tile("ayse", _is_wide(width)))
        await carla.until(tile("ayse", _is_wide(1280)))
        await ayse.show(BLUE)
        for one in (bernd, carla):
            await one.until(sees("ayse", BLUE))
        for one in (ayse, bernd, carla):
            await one.close()


async def test_one_who_receives_vp8_only_is_given_a_picture_and_the_others_keep_theirs(
    chromium: Browser,
) -> None:
    """Before, who could not receive what a publisher offers saw nothing of it."""
    async with hall() as place:
        ayse, bernd = [await chromium.caller(name) for name in ("ayse", "bernd")]
        for one in (ayse, bernd):
            await one.enter(place.url, place.token(one.name))
        await ayse.show(RED, width=640, height=360, codec="vp9")
        await bernd.until(both(sees("ayse", RED), tile("ayse", _is("vp9"))))
        carla = RawPeer(place.url, place.token("carla"), watches=1)
        async with raw_peers(carla):
            await carla.offer()
            await carla.connect()
            await bernd.until(both(sees("ayse", RED), tile("ayse", _is("vp8"))))
            await carla.offer()
            await until(lambda: any(rtp.vp8_descriptor(one)[0] for one in carla.payloads()))
        for one in (ayse, bernd):
            await one.close()


@pytest.mark.parametrize("codec", [rtc.VideoCodec.VP9, rtc.VideoCodec.H264], ids=["vp9", "h264"])
async def test_a_browser_and_livekits_sdk_see_each_other(chromium: Browser, codec: Any) -> None:
    name = rtc.VideoCodec.Name(codec).lower()
    async with hall() as place:
        ayse, bernd = await chromium.caller("ayse"), Caller(place, "bernd", size=(640, 360))
        async with callers(bernd):
            await ayse.enter(place.url, place.token("ayse"))
            await bernd.enter()
            await bernd.show(BLUE, codec=codec)
            await ayse.until(both(sees("bernd", BLUE), tile("bernd", _is(name))))
            if name in await ayse.do("codecs"):
                await ayse.show(RED, width=640, height=360, codec=name)
                await until(lambda: bernd.sees("ayse", RED, off=OFF))
        await ayse.close()


async def test_a_line_of_ipv6_alone_carries_a_call() -> None:
    with network(six=True) as far:
        async with hall(host=far.here) as place, browser(before=far.inside) as away:
            ayse, bernd = await away.caller("ayse"), Caller(place, "bernd")
            async with callers(bernd):
                await ayse.enter(place.url, place.token("ayse"))
                await bernd.enter()
                await ayse.show(RED)
                await ayse.sing(440)
                await bernd.show(BLUE)
                await bernd.sing(880)
                await until(lambda: bernd.sees("ayse", RED, off=OFF) and bernd.hears("ayse", 440))
                await ayse.until(both(sees("bernd", BLUE), hears("bernd", 880)))
                assert _addresses(place) >= {far.there}
            await ayse.close()


@pytest.mark.parametrize("single", [True, False], ids=["one-connection", "two-connections"])
async def test_a_call_over_ipv6_of_this_machine(single: bool) -> None:
    async with hall(host="::1") as place:
        ayse, bernd = Caller(place, "ayse"), Caller(place, "bernd")
        async with callers(ayse, bernd):
            await ayse.enter(single=single)
            await bernd.enter(single=single)
            await ayse.show(RED)
            await ayse.sing(440)
            await until(lambda: bernd.sees("ayse", RED, off=OFF) and bernd.hears("ayse", 440))
            assert all(":" in address for address in _addresses(place))


def _addresses(place: Hall) -> set[str]:
    """Where the media of everybody come from."""
    peers = place.running.the_plane().peers
    targets = [one.transport.target for peer in peers for one in (peer.publisher, peer.subscriber)]
    return {str(target.address[0]) for target in targets if target is not None}


def _is_wide(width: int) -> Callable[[dict[str, Any]], bool]:
    return lambda seen: bool(seen["width"] == width)


def _is(codec: str) -> Callable[[dict[str, Any]], bool]:
    return lambda seen: bool(seen["codec"] == f"video/{codec.upper()}")
