# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A bridge that really runs, as its own process, and whoever listens to its webhooks."""

from __future__ import annotations

import asyncio
import re
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import web
from livekit import api
from livekit.protocol import webhook

KEY, SECRET = "town", "a-secret-of-forty-characters-0123456789ab"
PATIENCE = 60.0
"""Seconds anything may take on a busy machine."""


@dataclass(slots=True)
class Receiver:
    """Takes webhooks in, as the bot does: only with a signature that holds."""

    url: str = ""
    events: list[webhook.WebhookEvent] = field(default_factory=list)
    refuse: Callable[[], int | None] = lambda: None
    """Returns the status to refuse the next one with."""
    tries: int = 0

    def names(self, room: str) -> list[str]:
        """Return what happened in one room, in order of arrival."""
        return [event.event for event in self.events if event.room.name == room]

    async def wait(self, room: str, *names: str) -> list[webhook.WebhookEvent]:
        """Wait until exactly these events of ``room`` have arrived."""
        async with asyncio.timeout(PATIENCE):
            while self.names(room)[: len(names)] != list(names):  # noqa: ASYNC110 - a test
                await asyncio.sleep(0.05)
        return [event for event in self.events if event.room.name == room]

    async def _take(self, request: web.Request) -> web.Response:
        self.tries += 1
        status = self.refuse()
        if status is not None:
            return web.Response(status=status)
        receiver = api.WebhookReceiver(api.TokenVerifier(KEY, SECRET))
        event = receiver.receive(await request.text(), request.headers["Authorization"])
        self.events.append(event)
        return web.Response()


@asynccontextmanager
async def receiver() -> AsyncIterator[Receiver]:
    """Listen for webhooks on a free port."""
    taking = Receiver()
    app = web.Application()
    app.router.add_post("/hook", taking._take)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    taking.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    try:
        yield taking
    finally:
        await runner.cleanup()


@dataclass(frozen=True, slots=True)
class Server:
    """Whichever server is under test, and who listens to its webhooks."""

    name: str
    url: str
    hooks: Receiver
    metrics: str = ""
    clients: str = ""
    """Where clients come in, if that is another node than the one that is led."""

    def api(self, key: str = KEY, secret: str = SECRET) -> api.LiveKitAPI:
        """Return LiveKit's own client for it."""
        return api.LiveKitAPI(self.url, key, secret)

    def door(self, room: str) -> Door:
        """Where clients of one room come in."""
        return Door((self.clients or self.url).replace("http", "ws", 1), room)


@dataclass(frozen=True, slots=True)
class Door:
    """Address and tokens for the clients of one room."""

    url: str
    room: str

    def token(self, identity: str, **grants: Any) -> str:
        """An access token as livekit-api makes it."""
        video = api.VideoGrants(room_join=True, room=self.room, **grants)
        return api.AccessToken(KEY, SECRET).with_identity(identity).with_grants(video).to_jwt()


@dataclass(slots=True)
class Bridge:
    """A running bridge."""

    process: asyncio.subprocess.Process
    url: str
    metrics: str
    folder: Path
    said: list[str] = field(default_factory=list)
    _listener: asyncio.Task[None] | None = None

    def api(self, key: str = KEY, secret: str = SECRET) -> api.LiveKitAPI:
        """Return LiveKit's own client for it."""
        return api.LiveKitAPI(self.url, key, secret)

    async def stop(self) -> int:
        """Ask it to end, and return its exit code."""
        if self.process.returncode is None:
            self.process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(PATIENCE):
            return await self.process.wait()

    async def kill(self) -> None:
        """End it without a word to anybody."""
        self.process.kill()
        await self.process.wait()

    async def again(self, media: int) -> None:
        """Start it once more where it was, with its port for media; its rooms begin anew."""
        config = self.folder / "bridge.toml"
        told = config.read_text()
        for port in (int(self.url.rpartition(":")[2]), media):  # in the order of the file
            told = told.replace("port = 0", f"port = {port}", 1)
        config.write_text(told)
        self.process, self.url = await _spawn(config), ""
        await _started(self)
        self.listen()

    def listen(self) -> None:
        """Keep what it says, until it ends."""
        self._listener = asyncio.create_task(_listen(self))


@asynccontextmanager
async def bridge(
    folder: Path, *, more: str = "", host: str = "127.0.0.1", server: str = "", media: str = ""
) -> AsyncIterator[Bridge]:
    """Run a bridge on free ports of ``host``.

    ``more`` is appended to its bridge.toml, ``server`` and ``media`` to its sections of that name.
    """
    keys = folder / "keys"
    keys.write_text(f"{KEY}: {SECRET}\n")
    keys.chmod(0o600)
    config = folder / "bridge.toml"
    config.write_text(
        f'[server]\nhost = "{host}"\nport = 0\nkeys = "keys"\nstate = "state"\n{server}\n'
        f'[media]\nhost = ["{host}"]\nport = 0\n{media}\n[metrics]\nport = 0\n{more}'
    )
    made = Bridge(process=await _spawn(config), url="", metrics="", folder=folder)
    try:
        await _started(made)
        made.listen()
        yield made
    finally:
        await made.stop()
        if made._listener is not None:
            await made._listener


async def _spawn(config: Path) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bridge", "--config", str(config), stderr=asyncio.subprocess.PIPE
    )


async def _started(made: Bridge) -> None:
    async with asyncio.timeout(PATIENCE):
        while not made.url:
            line = await _line(made)
            if not line:
                raise RuntimeError("the bridge did not start:\n" + "\n".join(made.said))
            if found := re.search(r"figures at (\S+)", line):
                made.metrics = found[1]
            if found := re.search(r"listening at (\S+)", line):
                made.url = found[1]


async def _listen(made: Bridge) -> None:
    while await _line(made):
        pass


async def _line(made: Bridge) -> str:
    stream = made.process.stderr
    line = (await stream.readline()).decode() if stream else ""
    if line:
        made.said.append(line.rstrip())
    return line
