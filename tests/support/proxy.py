# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A hostile or ailing homeserver: a proxy before a real Synapse that follows a script.

    async with Proxy.before(synapse.url) as proxy:
        bot = await Member.join_server(synapse, "bot", tmp_path, base_url=proxy.url)
        proxy.add(Rule(r"/sync$", after=forge))            # rewrite answers
        proxy.add(Rule(r"/send/", before=cut, times=1))    # lose a request
        proxy.add(Rule(r"/send/", after=cut, times=1))     # lose the answer to a handled request
    proxy.add(Rule(r"/sync$", after=stall, times=1))   # lose its second half

A rule sees an `Exchange`. `before` runs ahead of the server and may change the request, `reply`
itself, or `cut` the connection; `after` runs on the answer and may change it, or cut. Both may be
async (to delay, to wait for an event). Rules are tried in the order added; all that match apply.
"""

from __future__ import annotations

import asyncio
import inspect
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from aiohttp import web

Json = dict[str, Any]
Action = Callable[["Exchange"], Awaitable[None] | None]
_HOP_BY_HOP = {"host", "connection", "transfer-encoding", "content-length", "content-encoding"}


class Cut(Exception):
    """Break the connection instead of answering."""


class Stall(Exception):
    """Begin to answer, and never go on; the connection stays."""


@dataclass(slots=True)
class Exchange:
    """One request and, once there, its answer. Bodies may be changed in place or replaced."""

    method: str
    path: str
    query: dict[str, str]
    token: str | None
    request: Json | None
    status: int = 0
    answer: Json | None = None

    def reply(self, status: int, answer: Json) -> None:
        """Answer in the server's stead."""
        self.status, self.answer = status, answer


@dataclass(slots=True)
class Rule:
    """What happens to requests whose path matches; `times` limits how often."""

    pattern: str
    before: Action | None = None
    after: Action | None = None
    method: str | None = None
    times: int | None = None
    hits: int = 0

    def applies(self, exchange: Exchange) -> bool:
        """Whether the rule concerns this exchange."""
        if self.times is not None and self.hits >= self.times:
            return False
        fits = self.method is None or self.method == exchange.method
        return fits and re.search(self.pattern, exchange.path) is not None


def cut(exchange: Exchange) -> None:
    """Break the connection."""
    raise Cut


def stall(exchange: Exchange) -> None:
    """Send the first half of an answer (`after`)."""
    raise Stall


def delay(seconds: float) -> Action:
    """Return an action that waits."""

    async def wait(exchange: Exchange) -> None:
        await asyncio.sleep(seconds)

    return wait


def refuse(status: int, errcode: str, **more: Any) -> Action:
    """Return an action that answers with a Matrix error."""

    def answer(exchange: Exchange) -> None:
        exchange.reply(status, {"errcode": errcode, "error": "scripted", **more})

    return answer


def each_timeline_event(change: Callable[[str, Json], Json | None]) -> Action:
    """Return an action for `/sync` answers: `change(room, event)` returns the event to show."""

    def rewrite(exchange: Exchange) -> None:
        for room, news in ((exchange.answer or {}).get("rooms", {}).get("join", {})).items():
            shown = [change(room, event) for event in news["timeline"]["events"]]
            news["timeline"]["events"] = [event for event in shown if event is not None]

    return rewrite


@dataclass(slots=True)
class Proxy:
    """A running proxy."""

    upstream: str
    url: str = ""
    rules: list[Rule] = field(default_factory=list)
    log: list[tuple[str, str]] = field(default_factory=list)
    """(method, path) of every request, in order."""
    _http: aiohttp.ClientSession | None = None

    @classmethod
    @asynccontextmanager
    async def before(cls, upstream: str) -> AsyncIterator[Proxy]:
        """Run a proxy before the server at `upstream` on a free port of loopback."""
        proxy = cls(upstream=upstream)
        app = web.Application(client_max_size=100 * 1024 * 1024)
        app.router.add_route("*", "/{tail:.*}", proxy._handle)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        async with aiohttp.ClientSession(auto_decompress=True) as http:
            proxy._http = http
            await runner.setup()
            site = web.TCPSite(runner, "127.0.0.1", 0)
            await site.start()
            try:
                host, port = runner.addresses[0][:2]
                proxy.url = f"http://{host}:{port}"
                yield proxy
            finally:
                await runner.cleanup()

    def add(self, rule: Rule) -> Rule:
        """Follow one more rule; return it, e.g. to read `hits` or to `remove` it."""
        self.rules.append(rule)
        return rule

    def remove(self, rule: Rule) -> None:
        """Follow the rule no longer."""
        self.rules.remove(rule)

    def count(self, pattern: str, method: str | None = None) -> int:
        """Return how many requests matched so far."""
        return sum(
            1 for m, p in self.log if re.search(pattern, p) and (method is None or m == method)
        )

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        raw = await request.read()
        exchange = Exchange(
            method=request.method,
            path=request.rel_url.raw_path,
            query=dict(request.query),
            token=request.headers.get("Authorization"),
            request=_json(raw),
        )
        self.log.append((exchange.method, exchange.path))
        try:
            matching = [rule for rule in self.rules if rule.applies(exchange)]
            for rule in matching:
                rule.hits += 1
                await _run(rule.before, exchange)
            # As every answer of a homeserver has it (specification, "Web Browser Clients").
            headers = {"Access-Control-Allow-Origin": "*"}
            body = b""
            if exchange.status == 0:
                headers, body = await self._ask(request, exchange, raw)
            for rule in matching:
                await _run(rule.after, exchange)
        except (Cut, aiohttp.ClientError):  # a server that is gone breaks the connection
            if request.transport is not None:
                request.transport.abort()
            return web.Response(status=502)
        except Stall:
            return await _half(request, exchange, headers)
        if exchange.answer is not None:
            body = json.dumps(exchange.answer).encode()
            headers["Content-Type"] = "application/json"
        return web.Response(status=exchange.status, body=body, headers=headers)

    async def _ask(
        self, request: web.Request, exchange: Exchange, raw: bytes
    ) -> tuple[dict[str, str], bytes]:
        assert self._http is not None
        body = raw if exchange.request is None else json.dumps(exchange.request).encode()
        async with self._http.request(
            exchange.method,
            self.upstream + exchange.path,
            params=exchange.query,
            data=body or None,
            headers={k: v for k, v in request.headers.items() if k.lower() not in _HOP_BY_HOP},
        ) as answer:
            data = await answer.read()
            exchange.status = answer.status
            exchange.answer = _json(data)
            kept = {k: v for k, v in answer.headers.items() if k.lower() not in _HOP_BY_HOP}
            return kept, data


async def _half(
    request: web.Request, exchange: Exchange, headers: dict[str, str]
) -> web.StreamResponse:
    """Send half of an answer, and keep the connection until the proxy or the client ends it."""
    body = json.dumps(exchange.answer).encode()
    begun = web.StreamResponse(status=exchange.status, headers=headers)
    begun.content_type, begun.content_length = "application/json", len(body)
    await begun.prepare(request)
    await begun.write(body[: len(body) // 2])
    await asyncio.Event().wait()
    return begun


async def _run(action: Action | None, exchange: Exchange) -> None:
    if action is not None and inspect.isawaitable(outcome := action(exchange)):
        await outcome


def _json(data: bytes) -> Json | None:
    try:
        value = json.loads(data)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None
