# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""`gremium …` as an operator starts it: a process of its own, its output read line by line.

async with gremium("bot", "--data", folder) as bot:
    await bot.says("serves")
    assert await bot.stop() == 0
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE, STDOUT, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 240.0
"""Generous: other tests may run beside."""


class GremiumProcess:
    """One run of a command."""

    def __init__(self, process: Process) -> None:
        self._process = process
        self.lines: list[str] = []

    @property
    def output(self) -> str:
        """Everything it said until now."""
        return "".join(self.lines)

    async def says(self, word: str, within: float = SECONDS) -> str:
        """Wait for a line with `word`; return it."""
        async with asyncio.timeout(within):
            while line := await self._line():
                if word in line:
                    return line
        raise AssertionError(f"it ended without saying {word!r}:\n{self.output}")

    async def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Send a signal; return the exit code."""
        self._process.send_signal(number)
        return await self.ended()

    async def ended(self, within: float = SECONDS) -> int:
        """Read to the end; return the exit code."""
        async with asyncio.timeout(within):
            while await self._line():
                pass
            return await self._process.wait()

    async def _line(self) -> str:
        assert self._process.stdout is not None
        line = (await self._process.stdout.readline()).decode()
        self.lines.append(line)
        return line


@asynccontextmanager
async def gremium(*arguments: object) -> AsyncIterator[GremiumProcess]:
    """Start it; whatever happens, it ends with the block."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", *map(str, arguments)),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=PIPE,
        stderr=STDOUT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    run = GremiumProcess(process)
    try:
        yield run
    finally:
        if process.returncode is None:
            process.terminate()
            try:
                await run.ended(30)
            except TimeoutError:
                process.kill()
                await process.wait()
