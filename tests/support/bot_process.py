# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A bot in a process of its own, to be killed: `python bot_process.py FOLDER URL USER` runs it.

The password comes in the environment. It works on the folder that `council_bot` has set up, so a
test can prepare in one process and kill in another.
"""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from contextlib import AsyncExitStack
from pathlib import Path
from types import TracebackType

from bot import faults
from bot.app import Settings, open_app
from bot.council import load_council
from bot.login import Account
from bot.matrix.seeds import KeyFile

PASSWORD = "GREMIUM_TEST_PASSWORD"
FAULT = "GREMIUM_TEST_FAULT"
READY = "ready"
ROOT = Path(__file__).resolve().parents[2]


class BotProcess:
    """One life of the bot."""

    def __init__(
        self, folder: Path, url: str, account: tuple[str, str], *, fault: str = ""
    ) -> None:
        """Start; with `fault` (``name:count``) it kills itself there, see `bot.store.faults`.

        Counted is from when the bot is up: how often it writes before that is its own affair.
        """
        user, password = account
        environment = {**os.environ, "PYTHONPATH": str(ROOT), PASSWORD: password, FAULT: fault}
        self.log = folder / "bot.log"
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, __file__, str(folder), url, user],
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
            )

    async def ready(self, within: float = 150.0) -> None:
        """Wait until the bot listens."""
        assert self._process.stdout is not None
        async with asyncio.timeout(within):
            said = await asyncio.to_thread(self._process.stdout.readline)
        assert said.startswith(READY.encode()), self.log.read_text()

    async def killed(self, within: float = 120.0) -> bool:
        """Wait for the process to end; whether it was by SIGKILL."""
        code = await asyncio.to_thread(self._process.wait, within)
        return code == -signal.SIGKILL

    def __enter__(self) -> BotProcess:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End it however it is."""
        if self._process.poll() is None:
            self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(10)
        if self._process.stdout is not None:
            self._process.stdout.close()


async def serve_folder(folder: Path, url: str, user: str, fault: faults.Hook | None) -> None:
    """Run the bot of a folder until SIGTERM; `fault` is at all points once the bot is up."""
    settings = Settings(
        data=folder / "bot",
        homeserver=url,
        account=Account(user=user, password=os.environ[PASSWORD]),
        councils=(load_council(folder / "council.toml"),),
        lock=KeyFile(path=folder / "identity.key"),
    )
    async with AsyncExitStack() as stack:
        app = await stack.enter_async_context(open_app(settings))
        if fault is not None:
            stack.enter_context(faults.installed(fault))
        running = asyncio.create_task(app.run())
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, running.cancel)
        print(READY, os.getpid(), flush=True)
        await asyncio.wait({running})
        if not running.cancelled():
            running.result()


if __name__ == "__main__":
    setting = os.environ[FAULT]
    hook = faults.parse(setting) if setting else None
    asyncio.run(serve_folder(Path(sys.argv[1]), sys.argv[2], sys.argv[3], hook))
