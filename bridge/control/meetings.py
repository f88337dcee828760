# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Large meetings in processes of their own: started, looked at, begun anew when one dies.

The first process keeps the doors: it passes signalling and calls on (`doorman.py`). A meeting's
process is a whole bridge for one room, behind a socket only the first one can reach, with a media
port of its own. What a killed one knew of its room is told to the next, and its clients, whose
connections broke, come back to it by themselves.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import sys
import tempfile
import time
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
from google.protobuf import json_format
from livekit.protocol import models

from bridge.control.config import Config

log = logging.getLogger(__name__)

LOOK = 0.5
"""Seconds between two looks at each meeting's process."""
START = 30.0
"""Seconds a process may take to open its door."""
ANSWER = 5.0
"""Seconds it may take to answer us. Not by aiohttp's clock, see `bridge.control.unclocked`."""
QUICK_DEATHS, QUICK = 5, 60.0
"""So many deaths of one meeting in so many seconds, and it stays down for as long."""
STATE = "/state"
"""Where a meeting's process answers with `Figures.told`; not reachable from outside."""
UNUSED = 15.0
"""Seconds a process waits for somebody to come before it ends."""


class Meeting:
    """One room in a process of its own."""

    def __init__(self, name: str, door: Path) -> None:
        self.name = name
        self.door = door
        """Unix socket of its HTTP server."""
        self.info: models.Room | None = None
        """The room as it was when last looked at."""
        self.told: dict[str, Any] = {}
        self.lines = 0
        """Signalling sockets that pass through us."""
        self.process: asyncio.subprocess.Process | None = None
        self.http: aiohttp.ClientSession | None = None
        self.began = 0.0
        self.turn = asyncio.Lock()
        self.deaths: deque[float] = deque(maxlen=QUICK_DEATHS)

    @property
    def runs(self) -> bool:
        """Its process is there."""
        return self.process is not None and self.process.returncode is None

    @property
    def hopeless(self) -> bool:
        """It died so often of late that it had better stay down for a while."""
        return len(self.deaths) == QUICK_DEATHS and self.deaths[0] > time.monotonic() - QUICK


class Meetings:
    """The table of rooms that live elsewhere."""

    def __init__(self, config: Config, file: Path) -> None:
        """`file` is the configuration `config` was read from."""
        self._config = config
        self._file = file
        self._here: dict[str, Meeting] = {}
        self._doors = Path()
        self._ended: dict[str, float] = {}
        self._count = 0
        self.crashes = 0
        self.closing = False

    @property
    def size(self) -> int:
        """Participants from which on a meeting gets its own process; 0: never."""
        return self._config.own_process_from

    def of(self, room: str) -> Meeting | None:
        """Where `room` lives, if not in this process."""
        return self._here.get(room)

    def rooms(self) -> list[models.Room]:
        """All rooms elsewhere, as last seen."""
        return [one.info for one in self._here.values() if one.info is not None]

    def figures(self) -> list[dict[str, Any]]:
        """What each process told last, and the sums of those that ended."""
        ended = {"sums": {**self._ended, "meeting_crashes": self.crashes}}
        return [*(one.told for one in self._here.values() if one.told), ended]

    def busy(self) -> bool:
        """Somebody is still in one of them."""
        return any(one.told.get("participants") for one in self._here.values() if one.runs)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Look after the processes while the application runs; end them with it."""
        with tempfile.TemporaryDirectory(prefix="gremium-") as folder:
            self._doors = Path(folder)
            task = asyncio.create_task(self._watch())
            try:
                yield
            finally:
                self.closing = True
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task
                await asyncio.gather(*(self._end(one) for one in self._here.values()))

    def drain(self) -> None:
        """Let every meeting end in its own time; none begins any more."""
        self.closing = True
        for one in self._here.values():
            if one.runs and one.process is not None:
                one.process.terminate()

    async def open(self, room: str, info: models.Room | None) -> Meeting | None:
        """The meeting of `room`, running; None if no process can be had for it now.

        A new one begins with the settings of `info`, one that was killed with its own of before.
        """
        meeting = self._here.get(room)
        if meeting is None:
            self._count += 1
            meeting = self._here[room] = Meeting(room, self._doors / str(self._count))
            meeting.info = info
        async with meeting.turn:
            if self._here.get(room) is not meeting:
                return None
            if meeting.runs:
                return meeting
            if meeting.process is not None:
                await self._bury(meeting)
            if self.closing or meeting.hopeless or not await self._start(meeting):
                if meeting.process is None and not meeting.deaths:
                    self._here.pop(room, None)
                return None
            return meeting

    # ── one process ─────────────────────────────────────────────────────────────────

    async def _start(self, meeting: Meeting) -> bool:
        port = self._free_port()
        if port is None:
            log.error("no port of media.meeting_ports is free: a meeting stays where it is")
            return False
        meeting.door.unlink(missing_ok=True)
        meeting.process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bridge", "--config", str(self._file)),
            *("--door", str(meeting.door), "--media-port", str(port)),
            stdin=asyncio.subprocess.PIPE,  # its end tells the process that we are gone
        )
        meeting.http = aiohttp.ClientSession(
            connector=aiohttp.UnixConnector(path=str(meeting.door), limit=0),
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=5),
        )
        meeting.told = {"port": port}
        meeting.began = time.monotonic()
        end = time.monotonic() + START
        while meeting.runs and time.monotonic() < end:
            if meeting.door.exists() and await self._tell(meeting):
                log.info("a meeting has its own process now: %d", meeting.process.pid)
                return True
            await asyncio.sleep(0.05)
        log.error("the process of a meeting did not start")
        await self._end(meeting)
        return False

    async def _tell(self, meeting: Meeting) -> bool:
        """Let the new process open its room as it was."""
        if meeting.http is None:
            return False
        body = json_format.MessageToJson(meeting.info) if meeting.info is not None else ""
        try:
            async with (
                asyncio.timeout(ANSWER),
                meeting.http.put(f"http://meeting{STATE}", data=body) as answer,
            ):
                meeting.told |= await answer.json()
        except (aiohttp.ClientError, TimeoutError, ValueError):
            return False
        return True

    def _free_port(self) -> int | None:
        """One of the configured ports no living meeting uses; 0 takes any."""
        ports = self._config.meeting_ports
        if not ports:
            return 0
        taken = {one.told.get("port") for one in self._here.values() if one.runs}
        return next((one for one in range(ports[0], ports[1] + 1) if one not in taken), None)

    async def _watch(self) -> None:
        while not self.closing:
            await asyncio.sleep(LOOK)
            for meeting in [*self._here.values()]:
                await self._look(meeting)

    async def _look(self, meeting: Meeting) -> None:
        if meeting.turn.locked():
            return
        if not meeting.runs:
            await self._mourn(meeting)
            return
        if meeting.http is None:
            return
        try:
            async with (
                asyncio.timeout(ANSWER),
                meeting.http.get(f"http://meeting{STATE}") as answer,
            ):
                told = await answer.json()
        except (aiohttp.ClientError, TimeoutError, ValueError):
            return
        meeting.told |= told
        rooms = [json_format.ParseDict(one, models.Room()) for one in told.get("rooms", [])]
        meeting.info = next((one for one in rooms if one.name == meeting.name), None)
        unused = time.monotonic() - meeting.began > UNUSED
        if not rooms and not meeting.lines and unused and not meeting.turn.locked():
            self._here.pop(meeting.name, None)
            await self._end(meeting)

    async def _mourn(self, meeting: Meeting) -> None:
        """Without a process: it begins anew with whoever comes back, or is forgotten."""
        if self.closing:
            self._here.pop(meeting.name, None)
            await self._end(meeting)
            return
        if meeting.process is not None:
            await self._bury(meeting)
        forgotten = self._config.settings.departure_timeout
        if meeting.deaths and time.monotonic() - meeting.deaths[-1] > max(forgotten, QUICK):
            self._here.pop(meeting.name, None)

    async def _bury(self, meeting: Meeting) -> None:
        """Note that its process ended by itself."""
        code = meeting.process.returncode if meeting.process is not None else None
        log.error("the process of a meeting ended by itself (%s)", code)
        self.crashes += 1
        meeting.deaths.append(time.monotonic())
        await self._end(meeting)

    async def _end(self, meeting: Meeting) -> None:
        process, meeting.process = meeting.process, None
        http, meeting.http = meeting.http, None
        if http is not None:
            await http.close()
        for name, value in meeting.told.pop("sums", {}).items():
            self._ended[name] = self._ended.get(name, 0.0) + value
        meeting.told = {}
        if process is None:
            return
        if process.stdin is not None:
            process.stdin.close()
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.terminate()
        try:
            async with asyncio.timeout(self._config.drain + 10):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()
