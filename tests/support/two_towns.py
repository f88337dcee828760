# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Two real Synapses of a joint committee on loopback, with a private authority and a bad line.

Both are rendered from one description, as operators do it. Every server stands behind a line
(`Line`) that the test can slow down, silence or cut; TLS passes through unopened. The partner's
clock is ten minutes ahead all the time, so whatever holds here holds in spite of that.

    with joint_committee(tmp_path) as (home, partner):
        partner.line.silence()
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime
import json
import os
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from authority import Authority
from real_synapse import PLENTY, Homeserver, free_port, running

from bot.homeserver.layout import Layout
from bot.homeserver.limits import nested, rate_limits
from bot.homeserver.loader import load
from bot.homeserver.render import Flavour, render

CLOCK_AHEAD_SECONDS = 600
HOME, PARTNER = "127.0.0.1", "127.0.0.2"
_CLOCK = """\
import time
_true = time.time
time.time = lambda: _true() + {seconds}
_parts = time.gmtime
time.gmtime = lambda seconds=None: _parts(time.time() if seconds is None else seconds)
"""
_MUNICIPALITY = """
[[municipality]]
name = "{title}"
server.name = "{name}"
server.port = {port}
federation.listen = "{host}:{listen}"
federation.certificate = "{folder}/{host}.pem"
federation.private_key = "{folder}/{host}.key"
"""
_COMMON = """\
[federation]
authorities = ["{folder}/authority.pem"]
private_networks = ["127.0.0.0/30"]

[passwords]
hash_rounds = 4
"""


class Line:
    """A relay of TCP connections between other servers and one server; faults on demand."""

    def __init__(self, host: str, port: int, inside: int) -> None:
        self.host, self.port, self.inside = host, port, inside
        self.delay = 0.0
        """Seconds that every packet towards the server takes longer."""
        self._open = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._server: asyncio.Server | None = None

    def start(self) -> None:
        self._thread.start()
        self._run(self._start())

    def stop(self) -> None:
        self._run(self._stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=10)
        self._loop.close()

    def silence(self) -> None:
        """Let nothing through any more, and refuse nothing: whoever calls, waits."""
        self._loop.call_soon_threadsafe(self._open.clear)

    def heal(self) -> None:
        """Let everything through again; what was under way is lost, as after a reboot."""
        self.delay = 0.0
        self._run(self._heal())

    def cut(self) -> None:
        """Refuse calls at once, as a machine does whose server is down."""
        self._run(self._cut())

    def _run(self, work: object) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout=20)  # type: ignore[arg-type]

    async def _start(self) -> None:
        self._open.set()
        self._server = await asyncio.start_server(self._take, self.host, self.port)

    async def _cut(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None
        await self._drop()

    async def _drop(self) -> None:
        current = asyncio.current_task()
        waiting = [task for task in self._tasks if task is not current]
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)

    async def _heal(self) -> None:
        await self._drop()
        self._open.set()
        if self._server is None:
            self._server = await asyncio.start_server(self._take, self.host, self.port)

    async def _stop(self) -> None:
        await self._cut()

    async def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            await self._open.wait()
            there, back = await asyncio.open_connection(self.host, self.inside)
            try:
                async with asyncio.TaskGroup() as both:
                    both.create_task(self._pass(reader, back, slow=True))
                    both.create_task(self._pass(there, writer, slow=False))
            finally:
                back.close()
        except* (OSError, asyncio.CancelledError):
            pass
        finally:
            writer.close()
            self._tasks.discard(task)

    async def _pass(
        self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, *, slow: bool
    ) -> None:
        while data := await source.read(65536):
            if slow and self.delay:
                await asyncio.sleep(self.delay)
            await self._open.wait()
            sink.write(data)
            await sink.drain()
        sink.close()


@dataclass
class Town:
    """One server of the committee: running or not, and the line to it."""

    synapse: Homeserver
    line: Line
    layout: Layout
    description: Path
    authority: Authority
    _runs: contextlib.ExitStack
    _clock: Path | None

    def stop(self) -> None:
        """End the server."""
        self._runs.close()

    def start(self) -> None:
        """Start it again on the same data, with whatever the rendered configuration says now."""
        self.synapse = self._runs.enter_context(running(self.layout, self._clock))

    def show_certificate(self, *, ends: datetime.timedelta) -> None:
        """Show other servers a certificate that ends so from now; whoever is connected calls anew.

        Synapse reads its certificate again on SIGHUP.
        """
        self.authority.issue(self.line.host, ends=ends)
        os.kill(self.synapse.pid, signal.SIGHUP)
        self.line.heal()

    def render(self) -> None:
        """Render the description anew."""
        render(load(self.description, self.synapse.server_name), Flavour.EMBEDDED, self.layout.root)


@contextlib.contextmanager
def joint_committee(folder: Path, *, common: str = "") -> Iterator[tuple[Town, Town]]:
    """Start both servers on one description; the first is the one with the bot.

    `common` is added to what the description says of both.
    """
    authority = Authority(folder)
    hosts = {HOME: (free_port(), free_port()), PARTNER: (free_port(), free_port())}
    text = _COMMON.format(folder=folder) + common
    for title, (host, (port, listen)) in zip(("Stadt", "Nachbarort"), hosts.items(), strict=True):
        text += _MUNICIPALITY.format(
            title=title, name=f"{host}:{port}", host=host, listen=listen, port=free_port(),
            folder=folder,
        )  # fmt: skip
    description = folder / "association.toml"
    description.write_text(text, encoding="utf-8")
    with contextlib.ExitStack() as stack, ThreadPoolExecutor(2) as both:
        made = [
            both.submit(_town, stack, authority, description, host, *ports)
            for host, ports in hosts.items()
        ]
        home, partner = (one.result() for one in made)
        yield home, partner


def _town(
    stack: contextlib.ExitStack,
    authority: Authority,
    description: Path,
    host: str,
    port: int,
    listen: int,
) -> Town:
    folder = authority.folder
    authority.issue(host)
    line = Line(host, port, listen)
    line.start()
    stack.callback(line.stop)
    name = f"{host}:{port}"
    layout = Layout.at(folder / host)
    render(load(description, name), Flavour.EMBEDDED, layout.root)
    buckets = (bucket for bucket in rate_limits(80) if bucket != "rc_login.failed_attempts")
    local = nested(dict.fromkeys(buckets, PLENTY)) | {
        # What takes operators minutes must take a test seconds.
        "federation": {
            "client_timeout": "5s",
            "max_short_retry_delay": "1s",
            "max_short_retries": 1,
            "max_long_retry_delay": "1s",
            "max_long_retries": 2,
            "destination_min_retry_interval": "1s",
            "destination_retry_multiplier": 1,
            "destination_max_retry_interval": "2s",
        },
    }
    layout.local.write_text(json.dumps(local, indent=1))
    clock = None
    if host == PARTNER:
        clock = folder / "clock"
        clock.mkdir()
        text = _CLOCK.format(seconds=CLOCK_AHEAD_SECONDS)
        (clock / "sitecustomize.py").write_text(text, encoding="utf-8")
    runs = stack.enter_context(contextlib.ExitStack())
    synapse = runs.enter_context(running(layout, clock))
    return Town(synapse, line, layout, description, authority, runs, clock)
