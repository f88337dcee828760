# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A real LiveKit server, where ``make test-livekit`` has built one."""

from __future__ import annotations

import asyncio
import os
import socket
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import yaml
from bridge_process import KEY, PATIENCE, SECRET

VARIABLE = "GREMIUM_LIVEKIT_SERVER"
"""Path of the program."""


def livekit_wanted() -> bool:
    """Tell whether a real LiveKit server takes part."""
    return bool(os.environ.get(VARIABLE))


@asynccontextmanager
async def real_livekit(hook: str) -> AsyncIterator[str]:
    """Run it on free ports of this machine, without Redis: one node."""
    port, tcp, udp = _free(socket.SOCK_STREAM), _free(socket.SOCK_STREAM), _free(socket.SOCK_DGRAM)
    told = {
        "port": port,
        "bind_addresses": ["127.0.0.1"],
        "rtc": {"udp_port": udp, "tcp_port": tcp, "node_ip": "127.0.0.1", "use_external_ip": False},
        "keys": {KEY: SECRET},
        "webhook": {"api_key": KEY, "urls": [hook]},
        "logging": {"level": "error"},
    }
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder) / "livekit.yaml"
        config.write_text(yaml.safe_dump(told))
        process = await asyncio.create_subprocess_exec(
            os.environ[VARIABLE],
            "--config",
            str(config),
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
        try:
            await _answers(f"http://127.0.0.1:{port}")
            yield f"http://127.0.0.1:{port}"
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
