# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A line that grows thin: the picture gets smaller, then goes, sound stays; and it comes back.

It takes one to two minutes, so it is part of `make weather`; what decides is tested in
tests/unit/bridge/test_bandwidth.py against a line that is made up.
"""

from __future__ import annotations

import asyncio
import os
import time
from itertools import pairwise
from typing import Any

import pytest
import weather_clients
from browser import WebCaller, browser, tile
from conference import Hall, hall
from livekit import rtc
from network import network

from bridge.media.bandwidth import BEST, Ladder
from bridge.media.peer import Peer

pytestmark = [
    pytest.mark.integration,
    pytest.mark.alone,
    pytest.mark.skipif("WEATHER_SECONDS" not in os.environ, reason="a minute or two: make weather"),
]

THIN, THINNER = 500, 170
"""kbit/s: enough for the middle picture; for sound and no picture."""


async def test_a_thin_line_costs_the_size_of_the_picture_then_the_picture_and_never_the_sound(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    steps: list[tuple[int, int]] = []

    def noted(
        self: Ladder,
        affordable: int | None,
        now: float,
        top: int = BEST,
        *,
        proved: bool | None = None,
    ) -> int | None:
        level = step(self, affordable, now, top, proved=proved)
        steps.append((-1 if level is None else level, top))
        return level

    step = Ladder.step
    monkeypatch.setattr(Ladder, "step", noted)
    with network() as far:
        async with hall(host=far.here) as place, browser(before=far.inside) as away:
            bernd = await away.caller("bernd")
            await bernd.enter(place.url, place.token("bernd"))
            ayse = rtc.Room()
            await ayse.connect(place.url, place.token("ayse"), weather_clients.encrypted())
            tasks = await weather_clients.speak(ayse)
            try:
                await bernd.until(tile("ayse", lambda seen: seen["width"] == 1280))
                far.narrow(THIN)
                await bernd.until(tile("ayse", lambda seen: 0 < seen["width"] < 1280))
                await _sound_goes_on(bernd)
                far.narrow(THINNER)
                await bernd.until(lambda _: _paused(place))
                await _sound_goes_on(bernd)
                # Sound alone: nothing is learnt from it about pictures. Before, it grew tenfold.
                line = _peer(place, "bernd").estimate
                for _ in range(30):
                    await asyncio.sleep(0.5)
                    assert line.bitrate < 1_000_000
                far.widen()
                widened = time.monotonic()
                steps.clear()
                shown = (await bernd.state())["seen"]["ayse/camera"]["frames"]
                await bernd.until(tile("ayse", lambda seen: seen["frames"] > shown + 20))
                await bernd.until(tile("ayse", lambda seen: seen["width"] == 1280))
                print(f"\nwhole again {time.monotonic() - widened:.0f} s after the line was")
                whole = [(one, two) for one, two in pairwise(steps) if one[1] == two[1] == BEST]
                assert all(two[0] <= one[0] + 1 for one, two in whole), "layer by layer"
            finally:
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)
                await ayse.disconnect()
                await bernd.close()


def _peer(place: Hall, identity: str) -> Peer:
    media = place.rooms.rooms["council"].participants[identity].media
    assert isinstance(media, Peer)
    return media


def _paused(place: Hall) -> bool:
    """Bernd's only picture is held back."""
    subscriptions = place.rooms.rooms["council"].participants["bernd"].subscriptions.values()
    return any(one.paused for one in subscriptions)


async def _sound_goes_on(listener: WebCaller) -> None:
    """Wait for three seconds of sound of which hardly anything was made up."""
    before: list[tuple[float, float]] = []

    def clean(seen: dict[str, Any]) -> bool:
        now = seen["samples"], seen["concealed"]
        if before and now[0] - before[-1][0] < 3 * 48_000:
            return False
        before.append(now)
        if len(before) < 2:
            return False
        samples, concealed = (after - earlier for earlier, after in zip(*before[-2:], strict=True))
        return bool(concealed < 0.05 * samples)

    await listener.until(tile("ayse", clean, "microphone"))
