# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The conference server beside the embedded homeserver: its files, and its process.

Bot and bridge know each other over HTTP only, so it is another process, as it is in production;
nothing of it is imported here. It listens on this machine alone. A council can meet without a
conference, so whatever goes wrong here is told and ends nothing else.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import socket
import sys
from asyncio.subprocess import DEVNULL, Process
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

import aiohttp

from bot.archive import write_private
from bot.homeserver.backoff import Backoff, GiveUp, Policy
from bot.homeserver.child import die_with_parent
from bot.municipality import free_port
from bot.unclocked import NO_CLOCK

SIGNAL_PORT, MEDIA_PORT, WEB_PORT = 7880, 7882, 8091
GRACE, PATIENCE, POLL = 5.0, 20.0, 0.1
"""Seconds until it is killed; until it must answer; between two questions."""
_BRIDGE = """\
# Written by `gremium up`, once; synapse-config/bridge.example.toml explains every key.
[server]
port = {signal}
keys = "keys"
state = "state"
drain = 1.0

[media]
host = ["127.0.0.1"]  # on this machine only
port = {media}
meeting_ports = []

[rooms]
auto_create = false

[webhooks]
urls = ["http://127.0.0.1:{web}/webhook"]
"""
_CONFERENCE = """\
# Written by `gremium up`, once; see docs/howto/operator/conference.md.
[conference]
provider = "bridge"
url = "http://127.0.0.1:{signal}"
public_url = "ws://127.0.0.1:{signal}"
key_file = "keys"

[web]
port = {web}
"""


@dataclass(frozen=True, slots=True)
class BridgeFiles:
    """The folder of the bridge's files."""

    root: Path

    @property
    def bridge(self) -> Path:
        """What the bridge reads."""
        return self.root / "bridge.toml"

    @property
    def conference(self) -> Path:
        """What the bot reads."""
        return self.root / "conference.toml"

    @property
    def log(self) -> Path:
        return self.root / "bridge.log"

    def write(
        self, *, signal: int = SIGNAL_PORT, media: int = MEDIA_PORT, web: int = WEB_PORT
    ) -> None:
        """Draw a key and choose ports, the named ones if free, unless that was done.

        Raises OSError.
        """
        if self.conference.exists():
            return
        self.root.mkdir(parents=True, exist_ok=True, mode=0o700)
        ports = {
            "signal": free_port(signal),
            "web": free_port(web),
            "media": _free_udp_port(media),
        }
        write_private(self.root / "keys", f"gremium: {secrets.token_urlsafe(36)}\n".encode())
        write_private(self.bridge, _BRIDGE.format(**ports).encode())
        write_private(self.conference, _CONFERENCE.format(**ports).encode())


@asynccontextmanager
async def running_bridge(
    files: BridgeFiles, health: str, tell: Callable[[str], None]
) -> AsyncIterator[None]:
    """Run the bridge while the block runs, and start it again when it ends by itself.

    `health` is where it answers. Returns when it does, or cannot be
    started, or after `PATIENCE` seconds without it.
    """
    up = asyncio.Event()
    keeper = asyncio.create_task(_keep(files, health, tell, up))
    try:
        try:
            async with asyncio.timeout(PATIENCE):
                await up.wait()
        except TimeoutError:
            tell(f"note: the conference server does not answer; see {files.log}. All else goes on.")
        yield
    finally:
        keeper.cancel()
        with suppress(asyncio.CancelledError):
            await keeper


async def _keep(
    files: BridgeFiles, health: str, tell: Callable[[str], None], up: asyncio.Event
) -> None:
    backoff = Backoff(policy=Policy())
    while True:
        try:
            process = await _start(files)
        except OSError as error:
            tell(f"note: the conference server cannot be started ({error}). All else goes on.")
            up.set()
            return
        try:
            if await _answers(process, health):
                backoff = backoff.became_healthy(monotonic())
                up.set()
            code = await process.wait()
        finally:
            await _stop(process)
        backoff, next_ = backoff.crashed(monotonic())
        if isinstance(next_, GiveUp):
            tell(
                f"note: the conference server ended {next_.crashes} times in a row (exit code "
                f"{code}) and is left alone; see {files.log}. All else goes on."
            )
            return
        await asyncio.sleep(max(0.0, next_.until - monotonic()))


async def _start(files: BridgeFiles) -> Process:
    log = os.open(files.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        # The interpreter that runs us, and paths: no shell, nothing to inject.
        return await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot.embedded_bridge", str(os.getpid()), str(files.bridge),
            stdin=DEVNULL, stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
    finally:
        os.close(log)


async def _answers(process: Process, health: str) -> bool:
    """Wait until it answers or has ended; tell which."""
    async with aiohttp.ClientSession(timeout=NO_CLOCK) as http:
        while process.returncode is None:
            with suppress(aiohttp.ClientError, TimeoutError):
                async with asyncio.timeout(POLL * 10), http.get(health) as answer:
                    if answer.ok:
                        return True
            await asyncio.sleep(POLL)
    return False


async def _stop(process: Process) -> None:
    if process.returncode is not None:
        return
    with suppress(ProcessLookupError):
        process.terminate()
    try:
        async with asyncio.timeout(GRACE):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()


def _free_udp_port(usual: int) -> int:
    for port in (usual, 0):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            free: int = probe.getsockname()[1]
            return free
    raise OSError("No UDP port is free on this machine.")


def main(parent: str, config: str) -> None:
    """Become the bridge, in the process that was started for it; end when `parent` does."""
    die_with_parent(int(parent))
    os.execv(sys.executable, [sys.executable, "-m", "bridge", "--config", config])  # noqa: S606


if __name__ == "__main__":
    main(*sys.argv[1:])
