# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Many lives of one bot, each a process of its own that is killed at a chosen fault point.

``python lives.py FOLDER URL USER`` is the nursery: it has loaded everything and forks a life for
each line it reads, so that a life begins in a fraction of a second. Which pass of which point ends
a life is decided by the ledger, a file all lives append to: passes count over the whole evening.

A plan names for each point the passes to die at, or ``every``. Where a killed step is done again
in the next life (`REDONE`), that first pass is spared, else no evening would ever end. For the same
reason ``every`` lets a life go on a little longer when many have died and nothing came of it: what
the bot asks back must be confirmed to the same life that asked.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Mapping
from contextlib import AsyncExitStack, closing, suppress
from pathlib import Path
from types import TracebackType

from bot import faults
from bot.app import Settings, open_app
from bot.council import load_council
from bot.login import Account
from bot.matrix.seeds import KeyFile

PASSWORD = "GREMIUM_TEST_PASSWORD"
ROOT = Path(__file__).resolve().parents[2]
EVERY = "every"
LEDGER = "passes.log"
REDONE = frozenset(
    {point for point in faults.POINTS if point.endswith(".before_commit")}
    | {faults.EFFECT_BEFORE, faults.EFFECT_AFTER, faults.TOKEN_BEFORE}
)
Plan = Mapping[str, list[int] | str]


STALLED = 10
"""Deaths without anything done or written, after which a life is given some passes more."""
_DONE = """
SELECT (SELECT count(*) FROM entries) + (SELECT count(*) FROM effects)
     + (SELECT coalesce(sum(seq), 0) FROM cursors)
"""


class Ledger:
    """Passes and kills, one per line, safe against being killed while writing."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> tuple[Counter[str], list[tuple[str, int]]]:
        """Return how often each point was passed, and the kills in their order."""
        passes, kills, _ = self._read()
        return passes, kills

    def stalled(self) -> tuple[int, int]:
        """Return how much was done at the last kill, and how many kills in a row saw the same."""
        *_, done = self._read()
        same = 0
        for count in reversed(done):
            if count != done[-1]:
                break
            same += 1
        return (done[-1] if done else 0), same

    def _read(self) -> tuple[Counter[str], list[tuple[str, int]], list[int]]:
        passes: Counter[str] = Counter()
        kills: list[tuple[str, int]] = []
        done: list[int] = []
        for line in self.path.read_text().splitlines() if self.path.exists() else ():
            match line.split():
                case ["pass", point]:
                    passes[point] += 1
                case ["kill", point, count]:
                    kills.append((point, passes[point]))
                    done.append(int(count))
        return passes, kills, done


class Reaper:
    """Ends this process where the plan says so; counts on where the last life ended."""

    def __init__(self, folder: Path, plan: Plan) -> None:
        ledger = Ledger(folder / LEDGER)
        self._file = os.open(ledger.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self._journal = folder / "bot" / "journal.db"
        self._passes, kills = ledger.read()
        self._plan = plan
        self._spared = kills[-1][0] if kills and kills[-1][0] in REDONE else ""
        # A target that was passed while its point was spared is due at the next pass.
        self._done = Counter(point for point, _ in kills)
        self._known, stalled = ledger.stalled()
        self._grace = 2 * max(0, stalled - STALLED + 1)
        self._turn = threading.Lock()

    def __call__(self, point: str) -> None:
        """Count a pass, and die here if it is wanted; other threads do nothing more then."""
        with self._turn:
            self._pass(point)

    def _pass(self, point: str) -> None:
        self._passes[point] += 1
        os.write(self._file, f"pass {point}\n".encode())
        if self._spared == point:
            self._spared = ""
            return
        if self._wanted(point):
            os.write(self._file, f"kill {point} {self._progress()}\n".encode())
            os.kill(os.getpid(), signal.SIGKILL)
            threading.Event().wait()  # death comes when the kernel gets to it

    def _wanted(self, point: str) -> bool:
        wanted = self._plan.get(point, [])
        if isinstance(wanted, str):
            return not self._has_grace()
        reached = sum(1 for n in wanted if n <= self._passes[point])
        return reached > self._done[point]

    def _has_grace(self) -> bool:
        if self._grace == 0 or self._progress() > self._known:
            self._grace = 0
            return False
        self._grace -= 1
        return True

    def _progress(self) -> int:
        """Return a number that grows with every entry, effect and cursor."""
        with closing(sqlite3.connect(f"file:{self._journal}?mode=ro", uri=True)) as journal:
            count: int = journal.execute(_DONE).fetchone()[0]
        return count


class Nursery:
    """Gives birth to lives of the bot of one folder, one after the other."""

    def __init__(self, folder: Path, url: str, account: tuple[str, str], plan: Plan) -> None:
        user, password = account
        self.ledger = Ledger(folder / LEDGER)
        self.lives = 0
        self._log = folder / "bot.log"
        self._plan = plan
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, __file__, str(folder), url, user, json.dumps(plan)],
                env={**os.environ, "PYTHONPATH": str(ROOT), PASSWORD: password},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
            )

    async def live(self) -> int:
        """Let one life begin and return how it ended: -9 when it was killed."""
        self.lives += 1
        await asyncio.to_thread(self._order)
        while True:
            word, number = await asyncio.to_thread(self._hear)
            if word == "ended":
                return number

    async def keep_alive(self) -> None:
        """One life after the other until it is cancelled; only kills are accepted as ends."""
        while True:
            code = await self.live()
            assert code == -signal.SIGKILL, f"ended with {code}: {self._log.read_text()[-3000:]}"

    def _order(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(b"live\n")
        self._process.stdin.flush()

    def _hear(self) -> tuple[str, int]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline().decode().split()
        assert line, f"the nursery has ended: {self._log.read_text()[-3000:]}"
        return line[0], int(line[1])

    def __enter__(self) -> Nursery:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the nursery and the life that may still be going on."""
        self._process.terminate()
        try:
            self._process.wait(30)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(10)
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                stream.close()


async def serve_folder(folder: Path, url: str, user: str, fault: faults.Hook) -> None:
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
        stack.enter_context(faults.installed(fault))
        running = asyncio.create_task(app.run())
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, running.cancel)
        await asyncio.wait({running})
        if not running.cancelled():
            running.result()


def _main(folder: Path, url: str, user: str, plan: Plan) -> None:
    child = 0

    def end(_number: int, _frame: object) -> None:
        if child:
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGTERM)
                os.waitpid(child, 0)
        os._exit(0)

    signal.signal(signal.SIGTERM, end)
    for _ in sys.stdin:
        child = os.fork()
        if child == 0:
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            _live(folder, url, user, plan)
        _, status = os.waitpid(child, 0)
        child = 0
        print("ended", os.waitstatus_to_exitcode(status), flush=True)


def _live(folder: Path, url: str, user: str, plan: Plan) -> None:
    code = 1
    try:
        reaper = Reaper(folder, plan)
        asyncio.run(serve_folder(folder, url, user, reaper))
        code = 0
    except BaseException:  # whatever it was belongs into the log, and must not come back to fork
        import traceback  # noqa: PLC0415 - a life that ends well needs none

        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    _main(Path(sys.argv[1]), sys.argv[2], sys.argv[3], json.loads(sys.argv[4]))
