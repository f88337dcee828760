# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Requests against a server that behaves badly in one way at a time."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from aiohttp import web

from bot.matrix.http import (
    AuthenticationNeeded,
    Http,
    MatrixError,
    Patience,
    RateLimited,
    UnknownToken,
    Unreachable,
    path,
)

QUICK = Patience(total=1.0, single=0.3, first_wait=0.01, longest_wait=0.05)
Answer = Callable[[int, web.Request], Awaitable[web.StreamResponse]]


@asynccontextmanager
async def server(answer: Answer) -> AsyncIterator[tuple[Http, list[str]]]:
    """Run a server that answers its n-th request; yield a client and the methods it saw."""
    seen: list[str] = []

    async def handle(request: web.Request) -> web.StreamResponse:
        seen.append(request.method)
        return await answer(len(seen), request)

    app = web.Application()
    app.router.add_route("*", "/{tail:.*}", handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    url = f"http://{host}:{port}"
    try:
        async with Http(base_url=url, token="syt_secret", patience=QUICK) as http:
            yield http, seen
    finally:
        await runner.cleanup()


def failing(times: int, status: int, **body: object) -> Answer:
    async def answer(count: int, request: web.Request) -> web.StreamResponse:
        if count <= times:
            return web.json_response(body, status=status)
        return web.json_response({"token": request.headers["Authorization"]})

    return answer


async def test_the_token_travels_in_the_header_only() -> None:
    async with server(failing(0, 200)) as (http, _):
        assert await http.get("/x") == {"token": "Bearer syt_secret"}
        assert "syt_secret" not in repr(http)


@pytest.mark.parametrize("status", [502, 503, 504])
async def test_a_sick_proxy_is_asked_again(status: int) -> None:
    async with server(failing(2, status)) as (http, seen):
        await http.get("/x")
    assert seen == ["GET"] * 3


async def test_what_may_not_happen_twice_is_not_repeated() -> None:
    async with server(failing(1, 502)) as (http, seen):
        with pytest.raises(MatrixError):
            await http.post("/x", {})
        assert seen == ["POST"]
        await http.post("/x", {}, repeat=True)


async def test_the_servers_wish_to_wait_is_honoured() -> None:
    limited = failing(1, 429, errcode="M_LIMIT_EXCEEDED", error="slow", retry_after_ms=300)
    async with server(limited) as (http, seen):
        start = time.monotonic()
        await http.post("/x", {})
        assert time.monotonic() - start >= 0.3
    assert seen == ["POST"] * 2


async def test_a_wait_beyond_our_patience_is_not_begun() -> None:
    limited = failing(9, 429, errcode="M_LIMIT_EXCEEDED", error="slow", retry_after_ms=60_000)
    async with server(limited) as (http, seen):
        start = time.monotonic()
        with pytest.raises(RateLimited, match="slow"):
            await http.get("/x")
        assert time.monotonic() - start < 0.5
    assert seen == ["GET"]


async def test_silence_is_told_within_the_patience() -> None:
    async def silent(count: int, request: web.Request) -> web.StreamResponse:
        await asyncio.sleep(5)
        return web.Response()

    async with server(silent) as (http, _):
        start = time.monotonic()
        with pytest.raises(Unreachable):
            await http.get("/x")
        assert time.monotonic() - start < 2


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (401, {"errcode": "M_UNKNOWN_TOKEN", "error": "who?"}, UnknownToken),
        (401, {"errcode": "M_MISSING_TOKEN", "error": "who?"}, UnknownToken),
        (401, {"flows": [], "session": "S"}, AuthenticationNeeded),
        (403, {"errcode": "M_FORBIDDEN", "error": "no"}, MatrixError),
        (500, {}, MatrixError),
    ],
)
async def test_refusals_are_told_apart(
    status: int, body: dict[str, object], error: type[MatrixError]
) -> None:
    async with server(failing(1, status, **body)) as (http, seen):
        with pytest.raises(error) as caught:
            await http.get("/x")
    assert type(caught.value) is error
    assert caught.value.status == status
    assert "syt_secret" not in str(caught.value)
    assert seen == ["GET"]


@pytest.mark.parametrize("text", ["", "<html>", "[]", "7"])
async def test_what_is_no_json_object_is_no_answer(text: str) -> None:
    async def odd(count: int, request: web.Request) -> web.StreamResponse:
        return web.Response(text=text)

    async with server(odd) as (http, _):
        with pytest.raises(Unreachable, match="not"):
            await http.get("/x")


async def test_an_endless_answer_is_cut_off() -> None:
    async def much(count: int, request: web.Request) -> web.StreamResponse:
        return web.Response(body=b"x" * 300_000)

    async with server(much) as (http, _):
        with pytest.raises(MatrixError, match="larger than 200000 bytes"):
            await http.raw("GET", "/x", limit=200_000)


async def test_a_server_that_is_not_there_is_told() -> None:
    async with Http(base_url="http://127.0.0.1:9", patience=QUICK) as http:
        with pytest.raises(Unreachable):
            await http.get("/x")


def test_ids_cannot_leave_their_place_in_the_path() -> None:
    assert path("rooms", "!a/../b:c?d#e", "state", "t", "") == (
        "/_matrix/client/v3/rooms/%21a%2F..%2Fb%3Ac%3Fd%23e/state/t/"
    )


async def test_nothing_leaves_before_what_must_come_first() -> None:
    order: list[str] = []

    async def answer(_count: int, _request: web.Request) -> web.StreamResponse:
        order.append("request")
        return web.json_response({})

    async def first() -> None:
        await asyncio.sleep(0)
        order.append("first")

    async def impossible() -> None:
        raise OSError("played")

    async with server(answer) as (http, seen):
        http.before = first
        await http.get("/x")
        assert order == ["first", "request"]
        http.before = impossible
        with pytest.raises(OSError, match="played"):
            await http.put("/x", {})
        assert seen == ["GET"]


async def test_who_is_told_to_stop_when_time_is_up_stops() -> None:
    """A machine that slept, and is shut down as it wakes: both come in one turn of the loop."""

    arrived = asyncio.Event()

    async def never(_count: int, _request: web.Request) -> web.StreamResponse:
        arrived.set()
        await asyncio.sleep(30)
        return web.Response()

    async with server(never) as (http, _):
        asked = asyncio.create_task(http.get("/sync"))
        await arrived.wait()
        asyncio.get_running_loop().call_later(QUICK.single + 0.02, asked.cancel)
        time.sleep(QUICK.single + 0.2)  # noqa: ASYNC251 - the loop stands still
        with pytest.raises(asyncio.CancelledError):
            await asked


@pytest.mark.parametrize("text", ["", "<html>", "{}"])
async def test_a_proxy_that_answers_for_a_dead_server_does_not_hide_that_it_was_away(
    text: str,
) -> None:
    """nginx says 502 while Synapse is down: the office would else never hear of it."""

    async def stand_in(count: int, request: web.Request) -> web.StreamResponse:
        return web.Response(text=text, status=502) if count == 1 else web.json_response({})

    away: list[float] = []
    async with server(stand_in) as (http, _):
        http.on_back = away.append
        assert http.back_at == -math.inf
        await http.get("/x")
        assert len(away) == 1
        assert time.monotonic() - http.back_at < 60.0


async def test_a_server_that_says_itself_that_it_is_busy_was_not_away() -> None:
    busy = failing(1, 503, errcode="M_BUSY", error="later")
    async with server(busy) as (http, _):
        with pytest.raises(MatrixError):
            await http.get("/x")
        await http.get("/x")
        assert http.back_at == -math.inf
