# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""livekit-client in Firefox: it asks before it offers, and seals with its own engine."""

from __future__ import annotations

import pytest
from browser import both, browser, hears, sees
from conference import hall
from network import network

pytestmark = [pytest.mark.integration, pytest.mark.alone]
RED, BLUE = (200, 40, 40), (40, 40, 200)


async def test_firefox_and_chromium_meet() -> None:
    with network() as far:
        async with (
            hall(host=far.here) as place,
            browser("firefox", before=far.inside) as firefox,
            browser() as chromium,
        ):
            ayse, bernd = await firefox.caller("ayse"), await chromium.caller("bernd")
            await ayse.enter(place.url, place.token("ayse"))
            await bernd.enter(place.url, place.token("bernd"))
            await ayse.show(RED)
            await ayse.do("microphone", True)  # its fake one carries 440 Hz
            await bernd.show(BLUE)
            await bernd.sing(880)
            await bernd.until(both(sees("ayse", RED), hears("ayse", 440)))
            await ayse.until(sees("bernd", BLUE))
            # Without a sound card it plays nothing, but tells how much sound it has opened.
            await ayse.until(lambda s: s["seen"]["bernd/microphone"]["energy"] > 0.01)
            await ayse.do("say", "to all", {"topic": "greeting"})
            await bernd.until(lambda s: ["ayse", "to all", "greeting"] in s["heard"])
