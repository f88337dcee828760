# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a homeserver may answer about an OpenID token, and every lie it may tell."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web

from bot.web.openid import KEEP_SECONDS, OpenId, OpenIdRefused, OpenIdUnreachable, Servers

pytestmark = pytest.mark.integration
TOWN = "town.example"
AYSE = f"@ayse:{TOWN}"
Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass
class Homeserver:
    """Answers openid/userinfo in whatever way the test wants."""

    url: str = ""
    asked: list[str] = field(default_factory=list)
    answer: Answer | None = None

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(request.query.get("access_token", ""))
        if self.answer is not None:
            return await self.answer(request)
        return web.json_response({"sub": AYSE})


@asynccontextmanager
async def homeserver() -> AsyncIterator[Homeserver]:
    server = Homeserver()
    app = web.Application()
    app.router.add_get("/{any:.*}", server.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    server.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield server
    finally:
        await runner.cleanup()


def _says(told: Any, status: int = 200) -> Answer:
    async def answer(_request: web.Request) -> web.StreamResponse:
        return web.json_response(told, status=status)

    return answer


async def _redirects(request: web.Request) -> web.StreamResponse:
    raise web.HTTPFound(f"http://127.0.0.1:{request.url.port}/elsewhere")


async def _slow(_request: web.Request) -> web.StreamResponse:
    await asyncio.sleep(30)
    return web.json_response({"sub": AYSE})


async def _dripping(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse()
    await response.prepare(request)
    for _ in range(300):
        await response.write(b" ")
        await asyncio.sleep(0.1)
    return response


async def _huge(_request: web.Request) -> web.StreamResponse:
    return web.json_response({"sub": AYSE, "more": "x" * 1_000_000})


async def _rubbish(_request: web.Request) -> web.StreamResponse:
    return web.Response(text="<html>")


LIES: dict[str, Answer] = {
    "a user of another server": _says({"sub": "@ayse:other.example"}),
    "a server of nearly the name": _says({"sub": f"{AYSE}.evil.example"}),
    "no user": _says({}),
    "a list": _says([AYSE]),
    "a number": _says({"sub": 7}),
    "no sigil": _says({"sub": f"ayse:{TOWN}"}),
    "two users": _says({"sub": f"@x:y @ayse:{TOWN}"}),
    "unknown token": _says({"errcode": "M_UNKNOWN_TOKEN", "sub": AYSE}, 401),
    "another place": _redirects,
    "far too much": _huge,
    "no JSON": _rubbish,
    "nothing for long": _slow,
    "a little at a time": _dripping,
}


@pytest.mark.parametrize("lie", LIES)
async def test_no_lie_of_a_homeserver_is_believed(lie: str) -> None:
    async with homeserver() as server:
        server.answer = LIES[lie]
        servers = Servers(own={TOWN: server.url}, known=set, timeout=1.0)
        async with OpenId(servers) as openid:
            began = time.monotonic()
            with pytest.raises((OpenIdRefused, OpenIdUnreachable)):
                await openid.user("t", TOWN)
            assert time.monotonic() - began < 20
    assert len(server.asked) == 1, "a redirect was followed"


async def test_a_good_answer_is_kept_for_a_while_and_no_bad_one() -> None:
    now = 0.0
    async with homeserver() as server:
        servers = Servers(own={TOWN: server.url}, known=set)
        async with OpenId(servers, clock=lambda: now) as openid:
            server.answer = _says({}, 401)
            with pytest.raises(OpenIdRefused):
                await openid.user("t", TOWN)
            server.answer = None
            assert await openid.user("t", TOWN) == AYSE
            assert await openid.user("t", TOWN) == AYSE
            assert len(server.asked) == 2
            await openid.user("another", TOWN)
            now = KEEP_SECONDS + 1
            await openid.user("t", TOWN)
            assert len(server.asked) == 4


async def test_nobody_elses_server_is_ever_asked() -> None:
    async with homeserver() as server:
        name = server.url.removeprefix("http://")
        async with OpenId(Servers(own={}, known=lambda: {TOWN})) as openid:
            for wanted in (name, "evil.example", "", f"{TOWN}/x", f"x@{TOWN}"):
                with pytest.raises(OpenIdRefused):
                    await openid.user("t", wanted)
    assert server.asked == []


@pytest.mark.parametrize("name", ["127.0.0.1:{port}", "localhost:{port}", "[::1]:{port}"])
async def test_a_federated_server_inside_our_own_network_is_not_asked(name: str) -> None:
    async with homeserver() as server:
        inside = name.format(port=server.url.rpartition(":")[2])
        async with OpenId(Servers(own={}, known=lambda: {inside})) as openid:
            with pytest.raises(OpenIdUnreachable):
                await openid.user("t", inside)
    assert server.asked == []


@pytest.mark.parametrize("token", ["", "x" * 5000, "tökén"])
async def test_a_token_that_is_none_is_shown_to_nobody(token: str) -> None:
    async with (
        homeserver() as server,
        OpenId(Servers(own={TOWN: server.url}, known=set)) as openid,
    ):
        with pytest.raises(OpenIdRefused):
            await openid.user(token, TOWN)
    assert server.asked == []
