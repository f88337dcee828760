# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The place of the secret ballot: one file that runs what was built, and reaches nobody.

Every way a page has to open a connection is tried in a real Chromium: first from a page without a
policy, where each of them is heard at the other end, then from the ballot's page in a client.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import html
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import web
from browser import Browser, Tab

from bot.web.pages import pages_application, pages_folder
from bot.web.server import listening

pytestmark = pytest.mark.asyncio(loop_scope="module")

POLICY = re.compile(r'http-equiv="Content-Security-Policy" content="([^"]*)"')
INSIDE = re.compile(r"<(script|style)(?: [^>]*)?>(.*?)</\1>", re.DOTALL)
WITHIN = 60.0
ADDRESS = (
    "?widgetId=w&parentUrl=http%3A%2F%2F127.0.0.1"
    f"#/?room=!saal:x&user=@a:x&bot=@bot:x&lang=de&key={'A' * 43}"
)
HOST = "<!doctype html><title>client</title><body></body>"
FRAME = """
new Promise((done) => {
  const frame = document.createElement("iframe");
  frame.onload = () => done(true);
  frame.src = %s;
  document.body.append(frame);
})
"""
TRY = Path(__file__).with_name("ways_out.js").read_text(encoding="utf-8")
"""Tries every way out of a page, each to an address that tells which it is."""


@dataclass
class Listener(asyncio.DatagramProtocol):
    """Somebody who hears of any connection: over TCP which way it came, over UDP that one did."""

    ways: set[str] = field(default_factory=set)
    port: int = 0
    news: asyncio.Event = field(default_factory=asyncio.Event)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.hear(request.path.strip("/"))
        return web.Response(text="", headers={"Access-Control-Allow-Origin": "*"})

    def hear(self, way: str) -> None:
        self.ways.add(way)
        self.news.set()

    async def heard(self, ways: set[str]) -> None:
        """Wait until all of these were heard."""
        while missing := ways - self.ways:
            self.news.clear()
            try:
                async with asyncio.timeout(WITHIN):
                    await self.news.wait()
            except TimeoutError:
                pytest.fail(f"never heard of {missing}, but of {self.ways}")

    def datagram_received(self, _data: bytes, _address: object) -> None:
        self.hear("rtc")


@asynccontextmanager
async def listener() -> AsyncIterator[Listener]:
    made = Listener()
    app = web.Application()
    app.router.add_route("*", "/{tail:.*}", made.handle)
    async with listening(app, "127.0.0.1", 0) as port:
        made.port = port
        loop = asyncio.get_running_loop()
        transport, _ = await loop.create_datagram_endpoint(
            lambda: made,
            local_addr=("127.0.0.1", port),
        )
        try:
            yield made
        finally:
            transport.close()


@dataclass
class Desk:
    """A client's page, and where the ballot's page is served."""

    tab: Tab
    pages: int

    async def tries(self, to: Listener, frame: str = "") -> dict[str, Any]:
        """Try all ways out to who listens; return what the page was told about each."""
        told = await self.tab.ask(f"({TRY})({to.port})", frame=frame)
        return dict(told)


@pytest_asyncio.fixture(loop_scope="module")
async def desk(chromium: Browser) -> AsyncIterator[Desk]:
    folder = pages_folder()
    assert folder, "the pages are not built: make widgets"
    local = ("http://127.0.0.1:*",)
    app, client = pages_application(folder, (), local), web.Application()

    async def host(_request: web.Request) -> web.Response:
        return web.Response(text=HOST, content_type="text/html")

    client.router.add_get("/", host)
    async with (
        listening(app, "127.0.0.1", 0) as pages,
        listening(client, "127.0.0.1", 0) as port,
    ):
        tab = await chromium.tab(f"desk {port}", f"http://127.0.0.1:{port}/")
        yield Desk(tab, pages)
        await tab.close()


async def test_the_page_is_one_file_and_its_policy_names_all_of_it() -> None:
    folder = pages_folder()
    assert folder
    text = (folder / "ballot" / "index.html").read_text(encoding="utf-8")
    known = POLICY.search(text)
    assert known
    policy = html.unescape(known[1])
    assert "connect-src 'none'" in policy
    assert "unsafe" not in policy
    parts = INSIDE.findall(text)
    assert sorted(kind for kind, _ in parts) == ["script", "script", "style"]
    for kind, inside in parts:
        digest = base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode()
        (allowed,) = [one for one in policy.split("; ") if one.startswith(f"{kind}-src ")]
        assert f"'sha256-{digest}'" in allowed
    outside = INSIDE.sub("", text)
    assert not re.search(r"\b(?:src|href)=", outside)


async def test_it_runs_in_a_client_and_opens_no_connection(desk: Desk) -> None:
    async with listener() as open_ear:
        ways = set(await desk.tries(open_ear))
        over_http = ways - {"rtc", "rtc-of-a-frame"}
        await open_ear.heard(over_http | {"rtc"})  # it hears, so silence means something

    address = f"http://127.0.0.1:{desk.pages}/ballot/{ADDRESS}"
    await desk.tab.ask(FRAME % json.dumps(address))
    frame = f":{desk.pages}/ballot/"
    shown = "document.querySelector('gremium-ballot').shadowRoot.textContent"
    assert "Geheime Abstimmung" in await desk.tab.ask(shown, frame=frame)

    async with listener() as ear:
        told = await desk.tries(ear, frame)
        assert set(told) == ways
        assert {way for way, outcome in told.items() if outcome == "open"} == set()
        assert (told["rtc"], told["rtc-of-a-frame"]) == ("ReferenceError", "TypeError")
        # Whatever was sent before this has been heard by now.
        await desk.tab.ask(f"fetch('http://127.0.0.1:{ear.port}/after').then(() => true)")
        assert ear.ways == {"after"}
