# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A real LiveKit server, where ``make test-livekit`` has built one."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import yaml
from bridge_process import KEY, PATIENCE, SECRET

VARIABLE = "GREMIUM_LIVEKIT_SERVER"
"""Path of the program."""


def livekit_wanted() -> bool:
    """Tell whether a real LiveKit server takes part."""
    return bool(os.environ.get(VARIABLE))


@asynccontextmanager
async def real_livekit(hook: str) -> AsyncIterator[tuple[str, str]]:
    """Run it on free ports of this machine; gives where it is led and where clients come in.

    With Redis at hand (Debian's redis-server) these are two nodes of one cluster, else one.
    """
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        redis = await stack.enter_async_context(_redis(folder))
        first = await stack.enter_async_context(_node(folder, hook, redis))
        second = await stack.enter_async_context(_node(folder, hook, redis)) if redis else first
        yield first, second


@asynccontextmanager
async def _node(folder: Path, hook: str, redis: str | None) -> AsyncIterator[str]:
    port, tcp, udp = _free(socket.SOCK_STREAM), _free(socket.SOCK_STREAM), _free(socket.SOCK_DGRAM)
    told: dict[str, Any] = {
        "port": port,
        "bind_addresses": ["127.0.0.1"],
        "rtc": {"udp_port": udp, "tcp_port": tcp, "node_ip": "127.0.0.1", "use_external_ip": False},
        "keys": {KEY: SECRET},
        "webhook": {"api_key": KEY, "urls": [hook]},
        "logging": {"level": "error"},
    }
    if redis is not None:
        told["redis"] = {"address": redis}
    config = folder / f"livekit-{port}.yaml"
    config.write_text(yaml.safe_dump(told))
    async with _process(os.environ[VARIABLE], "--config", str(config)):
        await _answers(f"http://127.0.0.1:{port}")
        yield f"http://127.0.0.1:{port}"


@asynccontextmanager
async def _redis(folder: Path) -> AsyncIterator[str | None]:
    """The bus between the nodes, in memory only; None where there is no Redis."""
    program = shutil.which("redis-server")
    if program is None:
        yield None
        return
    port = _free(socket.SOCK_STREAM)
    words = ("--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder))
    async with _process(program, *words):
        yield f"127.0.0.1:{port}"


@asynccontextmanager
async def _process(*words: str) -> AsyncIterator[None]:
    nowhere = asyncio.subprocess.DEVNULL
    process = await asyncio.create_subprocess_exec(*words, stdout=nowhere, stderr=nowhere)
    try:
        yield
    finally:
        process.terminate()
        try:
            await asyncio.wait_for(process.wait(), 10)
        except TimeoutError:
            process.kill()
            await process.wait()


async def _answers(url: str) -> None:
    async with asyncio.timeout(PATIENCE), aiohttp.ClientSession() as session:
        while True:
            try:
                async with session.get(url) as answer:
                    if answer.status == 200:
                        return
            except aiohttp.ClientError:
                pass
            await asyncio.sleep(0.1)


def _free(kind: socket.SocketKind) -> int:
    with socket.socket(socket.AF_INET, kind) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
