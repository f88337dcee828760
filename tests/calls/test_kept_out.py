# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Whom the conference page keeps out, in a real Chromium on the real bridge.

The bridge does here what a conference server in wrong hands could: it lets anybody in under any
name, and forwards clear media. What the room says (members, keys) is told by widgets/gallery.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from bridge_process import Door, bridge
from browser import Browser, browser
from page_screen import Screen

from bot.web.server import listening

pytestmark = [pytest.mark.alone]

ROOM = "saal"
CARL, AYSE, DORA, FRANK = (
    f"@{name}:rat.example:PHONE" for name in ("carl", "ayse", "dora", "frank")
)
EVE = "@eve:rat.example:PHONE"
SEATS = {"@carl:rat.example": "2", "@ayse:rat.example": "3", "@dora:rat.example": "4",
         "@frank:rat.example": "6"}  # fmt: skip
RED = (200, 30, 30)
PATIENCE = 90.0
"""Seconds; five pages encode on two cores."""


@pytest.fixture
def gallery_folder() -> Path:
    """Build the gallery, and return where it is."""
    root = Path(__file__).resolve().parents[2]
    subprocess.run([root / ".ci" / "widgets", "gallery"], check=True)
    return root / "widgets" / "dist-gallery"


async def until(what: str, ask: Callable[[], Any], holds: Callable[[Any], bool]) -> Any:
    """Wait until what is asked holds, and return it."""
    end = time.monotonic() + PATIENCE
    while not holds(told := await ask()):
        assert time.monotonic() < end, f"{what}: {told}"
        await asyncio.sleep(0.2)
    return told


async def streams(page: Screen) -> list[dict[str, Any]]:
    """What really arrives at a page and can be decoded, whatever it shows."""
    told: list[dict[str, Any]] = await page.ask("arriving()")
    return [one for one in told if one["packets"] > 0]


async def enters(chromium: Browser, url: str, door: Door, identity: str, *keyed: str) -> Screen:
    """Show the conference page of one member, who joins with camera and microphone."""
    page = Screen(await chromium.tab(identity, url))
    told = {
        "url": door.url,
        "token": door.token(identity),
        "identity": identity,
        "seats": SEATS,
        "here": [CARL, AYSE, DORA, FRANK],
        "keyed": keyed,
    }
    await page.ask(f"live.enter({json.dumps(told)})")
    await page.until("Konferenz verlassen")
    return page


async def test_strangers_and_clear_media_are_kept_out_and_who_is_not_received_is_told(
    tmp_path: Path, gallery_folder: Path
) -> None:
    async with AsyncExitStack() as stack:
        rooms = f'[rooms]\nclear_rooms = ["{ROOM}"]\n'
        sfu = await stack.enter_async_context(bridge(tmp_path, more=rooms))
        door = Door(sfu.url.replace("http", "ws", 1), ROOM)
        app = web.Application()
        app.router.add_static("/", gallery_folder)
        port = await stack.enter_async_context(listening(app, "127.0.0.1", 0))
        chromium = await stack.enter_async_context(browser())
        url = f"http://127.0.0.1:{port}/live.html"

        # Given two members who have each other's keys,
        carl = await enters(chromium, url, door, CARL, AYSE)
        ayse = await enters(chromium, url, door, AYSE, CARL)
        await until("Ayşe sees Carl", partial(streams, ayse), shows_one)
        seen = await until("Carl sees Ayşe", partial(streams, carl), shows_one)
        assert len([one for one in seen if one["kind"] == "video"]) == 1

        # when a stranger with a sealed picture, a member in the clear, and one without a key come,
        eve = await chromium.caller("eve")
        await eve.enter(door.url, door.token(EVE))
        await eve.show(RED)
        dora = await chromium.caller("dora")
        await dora.enter(door.url, door.token(DORA), passphrase=None)
        await dora.show(RED)
        frank = await chromium.caller("frank")
        await frank.enter(door.url, door.token(FRANK))
        await frank.show(RED)

        # then the page says so, lets nothing of them arrive, and tells who is not received.
        await carl.until(
            "Jemand, der nicht zu diesem Gremium gehört",
            "Uwe Stein sendet unverschlüsselt",
            "nicht empfangen",
        )
        reported = await until("reports", partial(carl.ask, "live.reports"), bool)
        assert reported == [[FRANK, False]]
        assert len(await streams(carl)) == len(seen)
        assert shows_one(await streams(carl))


def shows_one(told: list[dict[str, Any]]) -> bool:
    """Pictures and sound of one other are decoded."""
    pictures = [one for one in told if one["kind"] == "video" and one["frames"] > 5]
    sounds = [one for one in told if one["kind"] == "audio" and one["energy"] > 0]
    return bool(pictures and sounds)
