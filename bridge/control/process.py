# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The bridge as a process: put together, listening, drained on SIGTERM."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import ssl
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from aiohttp import web
from google.protobuf import json_format
from livekit.protocol import models

from bridge import server
from bridge.control.config import Config, ConfigRefused
from bridge.control.doorman import Doorman
from bridge.control.figures import Figures
from bridge.control.keys import Keys
from bridge.control.meetings import STATE, Meetings
from bridge.control.removals import Removals
from bridge.control.roomservice import RoomService
from bridge.control.tokens import Tokens
from bridge.control.webhooks import Webhooks
from bridge.settings import Settings

log = logging.getLogger(__name__)

LONGEST_LINE = 32_768
"""Bytes of a request line: token and first offer come in the address."""
DRAIN_LOOK = 0.2


@dataclass(frozen=True, slots=True)
class Place:
    """Where the process of one meeting is reached."""

    door: Path
    """Unix socket of its HTTP server."""
    media_port: int

    def settings(self, settings: Settings) -> Settings:
        """Those of a process that is alone with its meeting; who comes is counted at the door."""
        limits = replace(settings.limits, sockets_per_address=sys.maxsize)
        return replace(settings, media_port=self.media_port, limits=limits)


class Process:
    """One bridge from start to end."""

    def __init__(self, config: Config, file: Path, place: Place | None = None) -> None:
        """Read keys and removals. Raises `KeysRefused` and `ConfigRefused`.

        `file` is where `config` was read from. With `place` this is the process of one meeting.
        """
        self._config = config
        self._place = place
        settings = config.settings if place is None else place.settings(config.settings)
        keys = Keys.load(config.keys)
        removals = Removals(_state_file(config.state))
        tokens = Tokens(keys, removals)
        self.app = server.build(settings, tokens, removals)
        self.rooms = self.app[server.ROOMS]
        self.rooms.auto_create = config.auto_create
        self._webhooks = Webhooks(keys, config.webhooks)
        self.rooms.on_event(self._webhooks.take)
        self._meetings = Meetings(config, file) if place is None else None
        elsewhere = self._meetings.figures if self._meetings is not None else list
        self._figures = Figures(self.rooms, self._webhooks, self._traffic, elsewhere)
        if self._meetings is not None:
            self.rooms.elsewhere = self._meetings.rooms
            doorman = Doorman(self._meetings, self.rooms, tokens, removals)
            self.app.middlewares.append(doorman.middleware())
        else:
            self.app.router.add_get(STATE, self._state)
            self.app.router.add_put(STATE, self._state)
        self._draining = asyncio.Event()
        self._stopping = asyncio.Event()
        self.app.add_routes(RoomService(self.rooms, tokens).routes())
        self.app.router.add_get("/", self._health)
        self.app.router.add_get("/health", self._health)
        # First of all in, last out: the end of the rooms is still told.
        self.app.cleanup_ctx.insert(0, self._services)
        self.port = 0
        self.metrics_port = 0

    async def run(self) -> None:
        """Serve until SIGTERM or SIGINT; a second one ends the wait for meetings."""
        loop = asyncio.get_running_loop()
        for name in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(name, self.stop)
        if self._place is not None:
            loop.add_reader(sys.stdin.fileno(), self._abandoned)
        async with AsyncExitStack() as stack:
            await self._listen(stack)
            await self._draining.wait()
            await self._drain()
        log.info("the bridge has stopped")

    def stop(self) -> None:
        """Begin to drain; called again, stop at once."""
        if self._draining.is_set():
            self._stopping.set()
        self._draining.set()

    async def _listen(self, stack: AsyncExitStack) -> None:
        config = self._config
        context = _tls(config)
        runner = web.AppRunner(
            self.app, access_log=None, max_line_size=LONGEST_LINE, shutdown_timeout=5.0
        )
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        if self._place is not None:
            await web.UnixSite(runner, str(self._place.door)).start()
            return
        self.port = await _site(runner, config.host, config.port, context)
        if config.metrics_port is not None:
            metrics = web.Application()
            metrics.router.add_get("/metrics", self._figures.handle)
            beside = web.AppRunner(metrics, access_log=None)
            await beside.setup()
            stack.push_async_callback(beside.cleanup)
            self.metrics_port = await _site(beside, config.metrics_host, config.metrics_port, None)
            log.info("figures at http://%s:%d/metrics", config.metrics_host, self.metrics_port)
        scheme = "https" if context else "http"
        log.info("listening at %s://%s:%d", scheme, config.host, self.port)

    async def _drain(self) -> None:
        """Let meetings end, for so long as configured; no new ones begin."""
        self.rooms.draining = True
        if self.rooms.list():
            log.info("draining: %d rooms open", len(self.rooms.list()))
        if self._meetings is not None:
            self._meetings.drain()
        loop = asyncio.get_running_loop()
        end = loop.time() + self._config.drain
        while loop.time() < end and not self._stopping.is_set():
            elsewhere = self._meetings is not None and self._meetings.busy()
            if not elsewhere and not any(room.participants for room in self.rooms.rooms.values()):
                return
            await asyncio.sleep(DRAIN_LOOK)

    async def _services(self, _app: web.Application) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(self._webhooks.running())
            await stack.enter_async_context(self._figures.running())
            if self._meetings is not None:
                await stack.enter_async_context(self._meetings.running())
            yield

    async def _state(self, request: web.Request) -> web.Response:
        """For the process that keeps the doors: figures; on PUT its room is opened first."""
        if request.method == "PUT" and (body := await request.text()):
            self.rooms.restore(json_format.Parse(body, models.Room()))
        port = self.app[server.RUNNING].the_plane().port.port
        return web.json_response({**self._figures.told(), "port": port})

    def _abandoned(self) -> None:
        """The other end of standard input is gone, and with it who keeps the doors: end."""
        if not os.read(sys.stdin.fileno(), 1):
            asyncio.get_running_loop().remove_reader(sys.stdin.fileno())
            self._draining.set()
            self._stopping.set()

    async def _health(self, _request: web.Request) -> web.Response:
        """Answer `OK` as LiveKit does; 503 while draining, so that no one is sent here."""
        if self._draining.is_set():
            return web.Response(status=503, text="draining")
        return web.Response(text="OK")

    def _traffic(self) -> Mapping[str, float]:
        plane = self.app[server.RUNNING].plane
        return {} if plane is None else plane.traffic()


async def _site(runner: web.AppRunner, host: str, port: int, tls: ssl.SSLContext | None) -> int:
    site = web.TCPSite(runner, host, port, ssl_context=tls)
    try:
        await site.start()
    except OSError as error:
        raise ConfigRefused(f"nobody can listen at {host}:{port} ({error.strerror}).") from None
    taken: int = runner.addresses[0][1]
    return taken


def _tls(config: Config) -> ssl.SSLContext | None:
    if config.certificate is None:
        return None
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    try:
        context.load_cert_chain(config.certificate, config.private_key)
    except (OSError, ssl.SSLError) as error:
        raise ConfigRefused(f"{config.certificate}: cannot be used ({error}).") from None
    return context


def _state_file(folder: Path | None) -> Path | None:
    if folder is None:
        return None
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise ConfigRefused(f"{folder}: cannot be made ({error.strerror}).") from None
    return folder / "removals"


def set_up_log() -> None:
    """Write to standard error; whoever runs the bridge keeps it."""
    logging.basicConfig(
        level=logging.INFO, stream=sys.stderr, format="%(asctime)s %(levelname)s %(message)s"
    )
