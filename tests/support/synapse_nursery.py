# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A Synapse that is up again in a second: each life is forked from a process that has it loaded.

    async with supervised(folder, AT_ONCE, QuickSupervisor) as town:
        await town.killed()

Most of a start is Python reading Synapse's modules; a campaign of hundreds of deaths does it once.
From there on a life is what `bot.homeserver.child` makes of any: its own lock, the same arguments,
the same entry point, its own sockets and database; it dies by SIGKILL like any process. One at a
time, as the lives of one nursery share the event loop's descriptor they were loaded with.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
import traceback
from pathlib import Path
from typing import Any, cast

from bot.homeserver import child
from bot.homeserver.supervisor import Supervisor

ROOT = Path(__file__).resolve().parents[2]


class _Life:
    """One Synapse, as much of `asyncio.subprocess.Process` as a supervisor asks for."""

    stdout = None

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self.ended = asyncio.Event()

    async def wait(self) -> int | None:
        await self.ended.wait()
        return self.returncode

    def terminate(self) -> None:
        os.kill(self.pid, signal.SIGTERM)


class QuickSupervisor(Supervisor):
    """The supervisor of `gremium up`, with a quicker birth."""

    _nursery: asyncio.subprocess.Process | None = None
    _listening: asyncio.Task[None] | None = None

    async def _spawn(self) -> None:
        if self._nursery is None:
            self._nursery = await self._loaded()
        nursery = self._nursery
        assert nursery.stdin is not None
        assert nursery.stdout is not None
        if self._listening is not None:
            await self._listening  # the last life has ended, so this does at once
        arguments = [str(self.layout.lock), *self.layout.config_arguments()]
        order = {"folder": str(self.layout.data), "arguments": [*arguments, *SECRETS]}
        nursery.stdin.write(json.dumps(order).encode() + b"\n")
        life = _Life(await _number(nursery.stdout))
        self._process = cast("Any", life)
        self._listening = asyncio.create_task(_end_of(life, nursery.stdout))

    async def _loaded(self) -> asyncio.subprocess.Process:
        with (self.layout.data / "console.log").open("ab") as console:
            return await asyncio.create_subprocess_exec(
                *(sys.executable, __file__, str(os.getpid())),
                env={**os.environ, "PYTHONPATH": str(ROOT)},
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=console,
                start_new_session=True,
            )

    async def stop(self) -> None:
        """Stop Synapse, and the nursery."""
        await super().stop()
        if self._nursery is not None:
            self._nursery.terminate()
            await self._nursery.wait()
        if self._listening is not None:
            await asyncio.gather(self._listening, return_exceptions=True)


SECRETS = ("--no-secrets-in-config",)


async def _number(lines: asyncio.StreamReader) -> int:
    line = await lines.readline()
    assert line, "the nursery has ended: see console.log"
    return int(line)


async def _end_of(life: _Life, lines: asyncio.StreamReader) -> None:
    life.returncode = await _number(lines)
    life.ended.set()


def _main(parent: int) -> None:
    """Load Synapse; for each line read give birth to one, and say its number, then how it ended."""
    child.die_with_parent(parent)
    import synapse.app.homeserver  # noqa: PLC0415 - only here, and only once

    own = os.getpid()
    for line in sys.stdin:
        order = json.loads(line)
        life = os.fork()
        if life == 0:
            _live(own, order["folder"], order["arguments"], synapse.app.homeserver.main)
        print(life, flush=True)
        _, status = os.waitpid(life, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


def _live(nursery: int, folder: str, arguments: list[str], main: Any) -> None:
    """Be Synapse, as `bot.homeserver.child` is."""
    code = 1
    try:
        os.setsid()
        os.umask(0o077)
        os.chdir(folder)
        child.die_with_parent(nursery)
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
        with child.take_lock(Path(arguments[0])):
            sys.argv = ["synapse.app.homeserver", *arguments[1:]]
            main()
        code = 0
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 1
    except BaseException:  # a forked life ends here, as any program: it must not return to us
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    _main(int(sys.argv[1]))
