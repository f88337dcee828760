# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Strangers' files are opened in a process of their own, with little of everything.

The session goes on meanwhile, whatever the file does: the process has `SECONDS` of processor time,
`MEMORY` bytes, may write no file, knows none of our secrets, and one works at a time. It is this
module, run as a program: a task's name and a file name as arguments, the file on standard input,
JSON on standard output.
"""

from __future__ import annotations

import asyncio
import json
import os
import resource
import sys
from asyncio.subprocess import PIPE
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from bot.paper.incoming import Paper, examine
from bot.paper.minutesdoc import MinutesUnreadable, Unpacked, unpack
from bot.paper.refused import PaperRefused

SECONDS = 20
MEMORY = 1 << 30
PATIENCE = 120.0
"""Seconds by the clock on the wall: a busy machine is no defect of the file."""


class Workroom:
    """Opens files, one at a time."""

    def __init__(self, *, seconds: int = SECONDS, memory: int = MEMORY) -> None:
        """Let a file cost at most so many seconds of processor time and bytes of memory."""
        self._limits = (str(seconds), str(memory))
        self._turn = asyncio.Lock()

    async def paper(self, name: str, data: bytes) -> Paper:
        """Return what a paper is. Raises PaperRefused."""
        answer = await self._work("paper", name, data)
        if answer is None:
            raise PaperRefused("bomb")
        if "refused" in answer:
            raise PaperRefused(answer["refused"], most=answer["most"])
        return Paper(**answer)

    async def minutes(self, data: bytes) -> Unpacked:
        """Return what an edited document holds. Raises MinutesUnreadable."""
        answer = await self._work("minutes", "", data)
        if answer is None:
            raise MinutesUnreadable("too_large")
        if "refused" in answer:
            raise MinutesUnreadable(answer["refused"])
        return Unpacked(
            identifier=answer["identifier"],
            paragraphs=tuple(answer["paragraphs"]),
            cells=tuple(answer["cells"]),
        )

    async def _work(self, task: str, name: str, data: bytes) -> Any:
        """Return the process's answer, None if it needed too much."""
        command = (sys.executable, "-B", "-m", "bot.workroom", task, *self._limits)
        kept = {key: os.environ[key] for key in ("PATH", "PYTHONPATH") if key in os.environ}
        async with self._turn:
            process = await asyncio.create_subprocess_exec(
                *command, stdin=PIPE, stdout=PIPE, stderr=asyncio.subprocess.DEVNULL, env=kept
            )
            try:
                async with asyncio.timeout(PATIENCE):
                    head = json.dumps(name).encode() + b"\n"
                    said, _ = await process.communicate(head + data)
            except TimeoutError:
                return None
            finally:
                if process.returncode is None:
                    process.kill()
                    await process.wait()
        return json.loads(said) if process.returncode == 0 else None


def _paper(name: str, data: bytes) -> dict[str, Any]:
    try:
        return asdict(examine(name, data))
    except PaperRefused as refused:
        return {"refused": refused.reason, "most": refused.most}
    except MemoryError:
        raise  # told as what it is: too much
    except Exception:  # whatever a library makes of it, in a process made to be lost
        return {"refused": "damaged", "most": 0}


def _minutes(_name: str, data: bytes) -> dict[str, Any]:
    try:
        return asdict(unpack(data))
    except MinutesUnreadable as refused:
        return {"refused": refused.reason}
    except MemoryError:
        raise
    except Exception:  # the same
        return {"refused": "not_docx"}


TASKS: dict[str, Callable[[str, bytes], dict[str, Any]]] = {"paper": _paper, "minutes": _minutes}


def main(task: str, seconds: str, memory: str) -> None:
    """Do one task within its limits and end."""
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds)))
    resource.setrlimit(resource.RLIMIT_AS, (int(memory), int(memory)))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    name = json.loads(sys.stdin.buffer.readline())
    answer = TASKS[task](name, sys.stdin.buffer.read())
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main(*sys.argv[1:])
