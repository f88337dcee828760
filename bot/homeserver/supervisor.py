# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Runs Synapse as a child process: starts it, waits until it answers, restarts it, stops it.

The decisions are elsewhere and pure: when to try again in `backoff.py`, what an error means in
`diagnosis.py`. Here are the process, the clock and the sockets. Start a `Supervisor` in the main
thread: the kernel ends the child when the *thread* that started it ends (see `child.py`).
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import TracebackType

import aiohttp

import bot
from bot.homeserver import child, preflight
from bot.homeserver.backoff import Backoff, GiveUp, Policy
from bot.homeserver.diagnosis import (
    HomeserverError,
    Kind,
    Trouble,
    already_running,
    diagnose,
    no_answer,
    recognise,
)
from bot.homeserver.layout import Layout
from bot.homeserver.settings import Settings, SettingsError, read_settings
from bot.unclocked import NO_CLOCK

_LINES_KEPT = 400
_LOG_BYTES_KEPT = 64 * 1024
_POLL_SECONDS = 0.1
_START_ANSWER = 5.0
"""Seconds one question to a starting Synapse may take."""
_DISAPPEARING_SECONDS = 3.0  # a Synapse whose supervisor was just killed needs a moment to end


class Stage(StrEnum):
    """What the supervisor reports."""

    STARTING = "starting"
    HEALTHY = "healthy"
    TROUBLE = "trouble"  # it still runs, but something is wrong (disk full, database locked)
    CRASHED = "crashed"  # it will be started again
    GAVE_UP = "gave-up"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One line for the operator: a stage, a sentence, and the trouble behind it if there is one."""

    stage: Stage
    sentence: str
    trouble: Trouble | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """How patient the supervisor is; all in seconds."""

    start: float = 90.0  # until the first answer; the first start fills the database
    grace: float = 10.0  # between SIGTERM and SIGKILL
    check_every: float = 5.0
    unanswered: float = 60.0  # silent for so long: killed and started again
    repeat: float = 300.0  # lasting trouble is told again after so long


def _ignore(_: Notice) -> None:
    """Report to nobody."""


class Supervisor:
    """One Synapse on the data of one folder. Use it as `async with`, or `start`/`wait`/`stop`."""

    def __init__(
        self,
        folder: Path,
        *,
        report: Callable[[Notice], None] = _ignore,
        policy: Policy | None = None,
        timing: Timing | None = None,
    ) -> None:
        self.layout = Layout.at(folder)
        self._report = report
        self._policy = policy or Policy()
        self._timing = timing or Timing()
        self._settings: Settings | None = None
        self._process: asyncio.subprocess.Process | None = None
        self._lines: deque[str] = deque(maxlen=_LINES_KEPT)
        self._reader: asyncio.Task[None] | None = None
        self._keeper: asyncio.Task[None] | None = None
        self._log_start = 0

    @property
    def settings(self) -> Settings:
        """What Synapse was started with. Only after `start`."""
        if self._settings is None:
            raise RuntimeError("the supervisor has not been started")
        return self._settings

    @property
    def url(self) -> str:
        """Where the homeserver answers on this machine. Only after `start`."""
        return self.settings.url

    @property
    def pid(self) -> int | None:
        """The process id of the running Synapse; None while there is none."""
        process = self._process
        return process.pid if process is not None and process.returncode is None else None

    async def __aenter__(self) -> Supervisor:
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.stop()

    async def start(self) -> None:
        """Start Synapse and return when it answers; from then on it is watched and restarted.

        Raises:
            HomeserverError: it cannot run; the sentence says why and what to do. A first start
                is not tried again: whoever starts it is there to read the sentence.
        """
        await self._let_leftover_end()
        backoff = Backoff(policy=self._policy)
        try:
            await self._launch()
        except BaseException:
            await self._end_process()
            raise
        self._keeper = asyncio.create_task(self._keep(backoff.became_healthy(time.monotonic())))

    async def wait(self) -> None:
        """Return when the supervisor was stopped.

        Raises:
            HomeserverError: Synapse crashed too often; the sentence is that of the last crash.
        """
        keeper = self._keeper
        if keeper is None:
            return
        await asyncio.wait({keeper})
        if not keeper.cancelled():
            keeper.result()

    async def stop(self) -> None:
        """Stop Synapse cleanly, after the grace by force. Safe to call twice."""
        keeper, self._keeper = self._keeper, None
        if keeper is not None:
            keeper.cancel()
            await asyncio.gather(keeper, return_exceptions=True)
        if self._process is not None:
            await self._end_process()
            self._report(Notice(stage=Stage.STOPPED, sentence="Synapse has stopped."))

    async def _let_leftover_end(self) -> None:
        """Give a Synapse of a killed supervisor, which is ending just now, the time to end."""
        deadline = time.monotonic() + _DISAPPEARING_SECONDS
        while preflight.holder_of(self.layout.lock) is not None:
            if time.monotonic() > deadline:
                return  # the preflight says who it is
            await asyncio.sleep(_POLL_SECONDS)

    async def _launch(self) -> None:
        try:
            self._settings = read_settings(self.layout)
        except SettingsError as error:
            raise HomeserverError(
                Trouble(kind=Kind.CONFIGURATION, sentence=str(error), permanent=True)
            ) from None
        self.layout.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        preflight.check(self.layout, self.settings)
        self._report(Notice(stage=Stage.STARTING, sentence=f"Synapse starts at {self.url}."))
        began = time.monotonic()
        self._log_start = self._log_size()
        await self._spawn()
        await self._until_healthy(began)
        self._report(
            Notice(
                stage=Stage.HEALTHY,
                sentence=f"Synapse answers at {self.url} after {time.monotonic() - began:.1f} s.",
            )
        )

    async def _spawn(self) -> None:
        self._lines.clear()
        root = str(Path(bot.__file__).parent.parent)
        path = os.pathsep.join(part for part in (root, os.environ.get("PYTHONPATH")) if part)
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", child.__name__, str(os.getpid()), str(self.layout.lock)),
            *(*self.layout.config_arguments(), "--no-secrets-in-config"),
            cwd=self.layout.data,
            env={**os.environ, "PYTHONPATH": path},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C in the terminal is for us, not for Synapse
        )
        self._reader = asyncio.create_task(self._read_output(self._process))

    async def _read_output(self, process: asyncio.subprocess.Process) -> None:
        if process.stdout is None:
            return
        while chunk := await process.stdout.read(4096):
            self._lines.append(chunk.decode(errors="replace"))

    async def _until_healthy(self, began: float) -> None:
        process = self._process
        async with aiohttp.ClientSession(timeout=NO_CLOCK) as http:
            while process is not None and process.returncode is None:
                if await self._answers(http, "/_matrix/client/versions", _START_ANSWER):
                    return
                if time.monotonic() - began > self._timing.start:
                    trouble = recognise(self._what_it_said(), self.settings, self.layout.data)
                    raise HomeserverError(trouble or no_answer(self.settings, self._timing.start))
                await asyncio.sleep(_POLL_SECONDS)
        raise HomeserverError(await self._post_mortem())

    async def _answers(self, http: aiohttp.ClientSession, path: str, seconds: float) -> bool:
        try:
            async with asyncio.timeout(seconds), http.get(self.url + path) as response:
                return response.status == 200  # noqa: PLR2004 - OK
        except (aiohttp.ClientError, TimeoutError):
            return False

    async def _keep(self, backoff: Backoff) -> None:
        """Watch the running Synapse and start it again whenever it ends."""
        while True:
            trouble = await self._until_trouble()
            while True:
                await self._end_process()
                backoff, decision = backoff.crashed(time.monotonic())
                if isinstance(decision, GiveUp) or trouble.permanent:
                    sentence = f"Synapse is not started again. {trouble.sentence}"
                    self._tell(Stage.GAVE_UP, sentence, trouble)
                    raise HomeserverError(trouble)
                pause = max(0.0, decision.until - time.monotonic())
                sentence = f"{trouble.sentence} Synapse is started again in {pause:.1f} s."
                self._tell(Stage.CRASHED, sentence, trouble)
                await asyncio.sleep(pause)
                try:
                    await self._launch()
                except HomeserverError as error:
                    trouble = error.trouble
                else:
                    backoff = backoff.became_healthy(time.monotonic())
                    break

    async def _until_trouble(self) -> Trouble:
        """Return when Synapse has ended or fallen silent; tell of lesser trouble meanwhile."""
        process = self._process
        answered = time.monotonic()
        told: dict[Kind, float] = {}
        seen = self._log_size()
        ended = asyncio.create_task(process.wait()) if process is not None else None
        patience = self._timing.check_every * 2
        try:
            async with aiohttp.ClientSession(timeout=NO_CLOCK) as http:
                while ended is not None:
                    await asyncio.wait({ended}, timeout=self._timing.check_every)
                    if ended.done():
                        break
                    if await self._answers(http, "/health", patience):
                        answered = time.monotonic()
                    silence = time.monotonic() - answered
                    if silence > self._timing.unanswered:
                        return no_answer(self.settings, silence)
                    seen, said = self._log_since(seen)
                    self._tell_lesser(said, told)
        finally:
            if ended is not None:
                ended.cancel()
        return await self._post_mortem()

    def _tell_lesser(self, said: str, told: dict[Kind, float]) -> None:
        """Report trouble in new log lines, each kind once in a while and not once per line."""
        trouble = recognise(said, self.settings, self.layout.data)
        now = time.monotonic()
        if (
            trouble is None
            or now - told.get(trouble.kind, -self._timing.repeat) < self._timing.repeat
        ):
            return
        told[trouble.kind] = now
        self._tell(Stage.TROUBLE, trouble.sentence, trouble)

    def _tell(self, stage: Stage, sentence: str, trouble: Trouble) -> None:
        self._report(Notice(stage=stage, sentence=sentence, trouble=trouble))

    async def _post_mortem(self) -> Trouble:
        """Why the process ended."""
        process = self._process
        if process is None:
            return no_answer(self.settings, 0)
        code = await process.wait()
        if self._reader is not None:
            await asyncio.wait({self._reader}, timeout=2)
        if code == child.ALREADY_RUNNING:
            return already_running(self.layout.data, preflight.holder_of(self.layout.lock))
        return diagnose(self._what_it_said(), code, self.settings, self.layout.data)

    def _what_it_said(self) -> str:
        """Log lines since the start, then the console, whose last line says most."""
        return self._log_since(self._log_start)[1] + "\n" + "".join(self._lines)

    def _log_size(self) -> int:
        try:
            return self.layout.log.stat().st_size
        except OSError:
            return 0

    def _log_since(self, offset: int) -> tuple[int, str]:
        """The end of the log after `offset`, and the offset to continue at."""
        try:
            with self.layout.log.open("rb") as file:
                size = file.seek(0, os.SEEK_END)
                start = offset if offset <= size else 0  # rotated at midnight
                file.seek(max(start, size - _LOG_BYTES_KEPT))
                return size, file.read().decode(errors="replace")
        except OSError:
            return 0, ""

    async def _end_process(self) -> None:
        process, reader = self._process, self._reader
        self._process = self._reader = None
        if process is not None and process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.terminate()
            try:
                async with asyncio.timeout(self._timing.grace):
                    await process.wait()
            except TimeoutError:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                await process.wait()
        if reader is not None:
            reader.cancel()
            await asyncio.gather(reader, return_exceptions=True)
