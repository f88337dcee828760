# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Fifty evenings of one bot in one life: does its memory stay flat?

    PYTHONPATH=.:tests/support python benchmarks/soak.py [evenings] [members] [--papers]
        [--minutes 20] [--trace]

A real bot that is never restarted; a server that does next to nothing stands for Synapse. Each
evening, nine days after the other, is planned, invited to, opened, gone through item by item with
votes of all members, and closed; its minutes are drafted, signed, and approved by the next one.
Members change their room keys before each, as clients do. Printed are the bot's resident memory
after each evening and the slope over the second half. `--papers` lets the minutes be set as PDF;
`--trace` names what grew. Ends after `--minutes` at the latest.
"""

from __future__ import annotations

import argparse
import asyncio
import ctypes
import gc
import os
import sys
import tempfile
import tracemalloc
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack, suppress
from datetime import datetime
from pathlib import Path
from time import monotonic

from councils import CHAIR, CLERK, NOTICE, Council, Json, Laboratory, Scene, plain_laboratory

from bot.domain import commands as c
from bot.domain.ids import BallotId, MeetingId
from bot.domain.meeting import Meeting
from bot.domain.values import Format, Subject, SubjectKind, VoteMode
from bot.effects import Publish
from bot.matrix.http import Http
from bot.profiles import law_of
from bot.stage import Sheet
from bot.store import TIMER

ITEMS = 3
PATIENCE = 120.0
FLAT = 100.0
"""Kilobytes an evening may leave behind; a life of ten years with fifty evenings each is 50 MB."""


def resident() -> float:
    """Return the memory this process holds, in megabytes, without what it could give back."""
    gc.collect()
    with suppress(OSError, AttributeError):  # only the C library of GNU can
        ctypes.CDLL("libc.so.6").malloc_trim(0)
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1024 / 1024


def slope(values: Sequence[float]) -> float:
    """Return by how much a value grows from one to the next, by least squares."""
    middle, mean = (len(values) - 1) / 2, sum(values) / len(values)
    above = sum((n - middle) * (value - mean) for n, value in enumerate(values))
    return above / sum((n - middle) ** 2 for n in range(len(values)))


class Evening:
    """One meeting, from plan to draft."""

    def __init__(self, lab: Laboratory, scene: Scene, number: int) -> None:
        self._lab, self._scene = lab, scene
        self._council: Council = scene.councils[0]
        self._desk = self._council.chamber.desk
        self.id = MeetingId(f"evening-{number}")

    async def hold(self, before: MeetingId | None) -> None:
        """Hold it, and approve the minutes of the one `before`."""
        await self._change_keys()
        await self._convene()
        for item in self._desk.meetings[self.id].agenda:
            await self._do(c.CallItem(by=CHAIR, at=self._at(), item=item.id))
            subject = Subject(kind=SubjectKind.PROCEDURE, text=item.title)
            await self._vote(subject)
            await self._do(c.CloseItem(by=CHAIR, at=self._at()))
        if before is not None:
            await self._vote(Subject(kind=SubjectKind.MINUTES, text="", ref=before))
        await self._do(c.CloseMeeting(by=CHAIR, at=self._at()))
        await self._do(c.DraftMinutes(by=CLERK, at=self._at()))
        for seat in (CHAIR, CLERK):
            await self._do(c.SignMinutes(by=seat, at=self._at()))

    async def _change_keys(self) -> None:
        bot = self._scene.app.gateway.user_id
        for voter in self._council.voters:
            await voter.change_key(self._lab.synapse.url, bot)

    async def _convene(self) -> None:
        body, at = self._desk.body, self._at()
        plan = c.PlanMeeting(
            by=CLERK,
            at=at,
            meeting=self.id,
            body=body.id,
            body_name=body.name,
            municipality=body.municipality,
            kind=body.kind,
            statutory_members=body.statutory_members,
            title=f"Sitzung {self.id}",
            starts=at + NOTICE,
            place="Saal",
            format=Format.PRESENCE,
            language=body.language,
            time_zone=body.time_zone,
            rules=law_of("TH", body.kind).on(at.date()),
            seats=tuple(body.seats.values()),
            marks=body.marks(),
        )
        await self._do(plan)
        for number in range(ITEMS):
            await self._do(c.AddAgendaItem(by=CLERK, at=at, title=f"Vorlage {number}", public=True))
        await self._do(c.SendInvitation(by=CLERK, at=at))
        self._lab.clock.ahead += NOTICE
        await self._do(c.OpenMeeting(by=CHAIR, at=self._at()))
        await self._do(c.StartRollCall(by=CHAIR, at=self._at()))
        await self._all_say("hier")
        await self._until(lambda: len(self._meeting.present()) == len(self._council.voters))
        await self._do(c.CloseRollCall(by=CHAIR, at=self._at()))

    async def _vote(self, subject: Subject) -> None:
        ballot = c.OpenBallot(by=CHAIR, at=self._at(), subject=subject, mode=VoteMode.RECORDED)
        await self._do(ballot)
        await self._all_say("ja")
        await self._until(
            lambda: len(self._meeting.ballots[self._ballot].votes) == len(self._council.voters)
        )
        await self._council.chamber.stage.drain()
        await self._say([self._council.seal(0, "!abstimmung schließen")])
        await self._until(lambda: self._meeting.ballot is None)

    @property
    def _meeting(self) -> Meeting:
        return self._desk.meetings[self.id]

    @property
    def _ballot(self) -> BallotId:
        return next(reversed(list(self._meeting.ballots)))

    async def _all_say(self, words: str) -> None:
        await self._say(self._council.sealed(words))

    async def _say(self, events: list[Json]) -> None:
        """Send from this process: only its memory is looked at."""
        for event in events:
            async with Http(base_url=self._lab.synapse.url, token=event["token"]) as http:
                await http.put(event["path"], event["content"])

    async def _do(self, command: c.Command) -> None:
        await self._desk.submit(command, TIMER, meeting=self.id)
        await self._council.chamber.stage.drain()

    async def _until(self, done: Callable[[], bool]) -> None:
        end = monotonic() + PATIENCE
        while not done():
            if monotonic() > end:
                raise SystemExit(f"{self.id}: nothing happens any more")
            await asyncio.sleep(0.02)

    def _at(self) -> datetime:
        return self._lab.clock()


async def no_paper(_meeting: MeetingId | None, wanted: Publish) -> Sheet:
    """Stand for the typesetter, which takes longer than the rest of the evening."""
    return Sheet(name=str(wanted.paper), data=b"%PDF")


async def measure(folder: Path, options: argparse.Namespace) -> int:
    """Hold the evenings; 1 if the memory is not flat."""
    end = monotonic() + options.minutes * 60
    used: list[float] = []
    async with AsyncExitStack() as stack:
        lab = await stack.enter_async_context(
            plain_laboratory(folder, bodies=1, members=options.members)
        )
        scene = await stack.enter_async_context(lab.in_session())
        await stack.enter_async_context(scene.running())
        stage = scene.councils[0].chamber.stage
        if not options.papers:
            stage._make_paper = no_paper
        await stage.drain()
        closed = c.CloseMeeting(by=CHAIR, at=lab.clock())
        await scene.councils[0].chamber.desk.submit(closed, TIMER)
        before: MeetingId | None = None
        first: tracemalloc.Snapshot | None = None
        for number in range(1, options.evenings + 1):
            evening = Evening(lab, scene, number)
            await evening.hold(before)
            before = evening.id
            forgotten = await scene.app.tidying.tidy()
            used.append(resident())
            print(
                f"evening {number:3}: {used[-1]:7.2f} MB, {forgotten} keys forgotten",
                flush=True,
            )
            if options.trace and number == max(2, options.evenings // 2):
                tracemalloc.start(8)
                first = tracemalloc.take_snapshot()
            if monotonic() > end:
                print(f"the time is up after {number} evenings")
                break
        if first is not None:
            for line in tracemalloc.take_snapshot().compare_to(first, "lineno")[:25]:
                print(line)
    half = used[len(used) // 2 :]
    growth = slope(half) * 1024
    print(f"memory over the last {len(half)} of {len(used)} evenings: {growth:+.1f} kB an evening")
    return 0 if growth <= FLAT else 1


def main() -> int:
    """Read the command line, measure, print."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    asked.add_argument("evenings", type=int, nargs="?", default=50)
    asked.add_argument("members", type=int, nargs="?", default=12)
    asked.add_argument("--papers", action="store_true")
    asked.add_argument("--minutes", type=float, default=20.0)
    asked.add_argument("--trace", action="store_true")
    asked.add_argument("--folder", type=Path)
    options = asked.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = options.folder or Path(name)
        folder.mkdir(parents=True, exist_ok=True)
        return asyncio.run(measure(folder, options))


if __name__ == "__main__":
    sys.exit(main())
