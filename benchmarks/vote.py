# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A whole council votes at once: how much longer it takes than its messages alone take.

    PYTHONPATH=.:tests/support python benchmarks/vote.py [members] [rounds] [--no-push]
        [--plain] [--folder FOLDER] [--profile FILE]

A real Synapse, a real bot, 60 members with two devices each. Every round sends the same number of
encrypted events three times, from a process of its own: once as talk that a bare sync loop receives
(the reference), once as votes that end by themselves (`bis alle`), once as votes that the chair's
device closes when the bot has counted the last. Either way the bot reads the history once more,
counts, and announces the result; the time ends when the homeserver has the announcement.
With `--no-push` the homeserver evaluates no push rules. A folder keeps the council for the next
run. With `--plain` a server that does next to nothing stands for Synapse, to look at the bot alone;
the ratio says nothing then. The bot's own processor time per vote holds everything: sync,
decryption, trust check, journal, and the running count.
"""

from __future__ import annotations

import argparse
import asyncio
import cProfile
import json
import resource
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from time import monotonic, process_time
from typing import Any
from unittest.mock import patch

from councils import (
    CHAIR,
    Burst,
    Council,
    Scene,
    laboratory,
    plain_laboratory,
    server_seconds,
)

from bot.domain import commands as c
from bot.domain.ids import BallotId
from bot.domain.values import Subject, SubjectKind, VoteMode
from bot.matrix.http import path
from bot.stage import txn_id
from bot.store import TIMER

GOAL_RATIO, GOAL_CPU_MS = 1.15, 3.0
PATIENCE = 180.0


@dataclass
class Figures:
    """What came of all rounds: seconds, and milliseconds of processor time per message."""

    bare: list[float] = field(default_factory=list)
    by_itself: list[float] = field(default_factory=list)
    """To the result of a vote that ends with the last answer."""
    counted: list[float] = field(default_factory=list)
    announced: list[float] = field(default_factory=list)
    """The same votes counted, and their result once the chair has closed."""
    bot: list[float] = field(default_factory=list)
    server_bare: list[float] = field(default_factory=list)
    server_vote: list[float] = field(default_factory=list)


class Observer:
    """Tells when something holds, without costing the bot time by looking again and again."""

    def __init__(self, scene: Scene, council: Council) -> None:
        self.confirmed: dict[str, float] = {}
        """When the homeserver had confirmed the message of each transaction."""
        self._news = asyncio.Event()
        self._gateway, self._desk = scene.app.gateway, council.chamber.desk

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Look at every change the journal has taken and every message the bot has sent."""
        told, send = self._desk.changed, self._gateway.send

        def changed() -> None:
            told()
            self._news.set()

        async def sent(
            room: str, type: str, content: Mapping[str, Any], txn_id: str, **more: bool
        ) -> str:
            event = await send(room, type, content, txn_id, **more)
            self.confirmed[txn_id] = monotonic()
            self._news.set()
            return event

        with (
            patch.object(self._desk, "changed", changed),
            patch.object(self._gateway, "send", sent),
        ):
            yield

    async def until(self, start: float, what: str, holds: Callable[[], bool]) -> None:
        """Wait until it holds. Raises SystemExit where it does not within `PATIENCE`."""
        while not holds():
            self._news.clear()
            try:
                await asyncio.wait_for(self._news.wait(), PATIENCE - (monotonic() - start))
            except TimeoutError:
                raise SystemExit(f"the vote was not {what}") from None


async def bare(scene: Scene, council: Council, url: str) -> float:
    """Return the seconds until a bare sync loop has received the events as talk."""
    gateway = scene.app.gateway
    # The limit is another each time: Synapse remembers answers to first syncs for two minutes.
    limit = 1000 + int(monotonic() * 1000) % 100_000
    wanted = json.dumps({"room": {"timeline": {"limit": limit}}, "presence": {"types": []}})
    where = path("sync")
    first = await gateway.http.get(where, {"filter": wanted, "timeout": "0"})
    since, left = first["next_batch"], len(council.voters)
    burst = await Burst.loaded(url, council.sealed("Guten Abend."))
    start = monotonic()
    await burst.go()
    while left > 0:
        if monotonic() - start > PATIENCE:
            raise SystemExit("the reference did not arrive")
        answer = await gateway.http.get(
            where, {"filter": wanted, "timeout": "5000", "since": since}
        )
        since = answer["next_batch"]
        news = answer.get("rooms", {}).get("join", {}).get(council.room, {})
        events = news.get("timeline", {}).get("events", [])
        left -= sum(event["type"] == "m.room.encrypted" for event in events)
    took = monotonic() - start
    await burst.over()
    return took


async def vote(
    scene: Scene, council: Council, url: str, figures: Figures, *, until_all: bool
) -> None:
    """Let everybody vote, note what it took."""
    desk, stage = council.chamber.desk, council.chamber.stage
    async with scene.running():
        await stage.drain()
        await desk.submit(
            c.OpenBallot(
                by=CHAIR,
                at=desk.now(),
                subject=Subject(kind=SubjectKind.PROCEDURE, text="Wir lüften."),
                mode=VoteMode.RECORDED,
                until_all=until_all,
            ),
            TIMER,
        )
        await stage.drain()
        name = council.meeting.ballot
        if name is None:
            raise SystemExit("no ballot was opened")
        burst = await Burst.loaded(url, council.sealed("ja"))
        closing = None
        if not until_all:
            closing = await Burst.loaded(url, [council.seal(0, "!abstimmung schließen")])
        observer = Observer(scene, council)
        with observer.watching():
            start, cpu = monotonic(), process_time()
            await burst.go()
            await observer.until(
                start, "counted", lambda: _answers(council, name) == len(council.voters)
            )
            if closing is not None:
                figures.counted.append(monotonic() - start)
                figures.bot.append((process_time() - cpu) / len(council.voters) * 1000)
                await closing.go()
            await observer.until(start, "closed", lambda: not council.meeting.ballots[name].open)
            said = txn_id(desk.stream_of(council.meeting.id), desk.head(council.meeting.id), 0)
            await observer.until(start, "announced", lambda: said in observer.confirmed)
        took = observer.confirmed[said] - start
        (figures.by_itself if until_all else figures.announced).append(took)
        await stage.drain()
        if closing is not None:
            await closing.over()
        await burst.over()


def _answers(council: Council, name: BallotId) -> int:
    return len(council.meeting.ballots[name].votes)


@contextmanager
def profiled(file: str | None) -> Iterator[None]:
    """Write what the time goes into to `file`; profiling makes the bot slower."""
    if file is None:
        yield
        return
    with cProfile.Profile() as profile:
        yield
    profile.dump_stats(file)


async def measure(folder: Path, members: int, rounds: int, options: argparse.Namespace) -> Figures:
    """Hold the votes."""
    figures = Figures()
    async with AsyncExitStack() as stack:
        if options.plain:
            lab = await stack.enter_async_context(
                plain_laboratory(folder, bodies=1, members=members)
            )
        else:
            lab = stack.enter_context(
                laboratory(folder, bodies=1, members=members, notifications=not options.no_push)
            )
        async with lab.in_session() as scene:
            council, url = scene.councils[0], lab.synapse.url
            await vote(scene, council, url, Figures(), until_all=False)  # sessions, caches
            for _ in range(rounds):
                before = server_seconds(lab.synapse)
                figures.bare.append(await bare(scene, council, url))
                between = server_seconds(lab.synapse)
                figures.server_bare.append((between - before) / members * 1000)
                with profiled(options.profile):
                    await vote(scene, council, url, figures, until_all=True)
                spent = server_seconds(lab.synapse) - between
                figures.server_vote.append(spent / members * 1000)
                await vote(scene, council, url, figures, until_all=False)
    return figures


def show(figures: Figures, members: int) -> int:
    """Print the figures; 1 if a goal is missed."""
    reference, by_itself, counted, announced = (
        median(seconds)
        for seconds in (figures.bare, figures.by_itself, figures.counted, figures.announced)
    )
    each = [one / ref for one, ref in zip(figures.by_itself, figures.bare, strict=True)]
    bot, used = median(figures.bot), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{members} members, {len(each)} rounds, medians:")
    print(f"  the same messages, bare sync loop     {reference:6.2f} s")
    print(f"  first ballot to result, by itself     {by_itself:6.2f} s")
    print(f"  first ballot to last one counted      {counted:6.2f} s")
    print(f"  first ballot to result, chair closes  {announced:6.2f} s")
    whole = by_itself / reference
    print(f"  ratio result by itself : bare         {whole:6.2f}   (goal {GOAL_RATIO})")
    spread = f"({min(each):.2f} to {max(each):.2f})"
    print(f"  the same round by round               {median(each):6.2f}   {spread}")
    print(f"  ratio counted : bare                  {counted / reference:6.2f}")
    closed = announced / reference
    print(f"  ratio chair closes : bare             {closed:6.2f}   (goal {GOAL_RATIO})")
    print(f"  bot CPU per ballot                    {bot:6.2f} ms (goal {GOAL_CPU_MS})")
    print(f"  homeserver CPU per bare message       {median(figures.server_bare):6.2f} ms")
    print(f"  homeserver CPU per vote, all told     {median(figures.server_vote):6.2f} ms")
    print(f"  memory of the bot at the highest      {used:6.1f} MB")
    return 0 if whole <= GOAL_RATIO and bot <= GOAL_CPU_MS else 1


def main() -> int:
    """Read the command line, measure, print."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    asked.add_argument("members", type=int, nargs="?", default=60)
    asked.add_argument("rounds", type=int, nargs="?", default=15)
    asked.add_argument("--no-push", action="store_true")
    asked.add_argument("--plain", action="store_true")
    asked.add_argument("--folder", type=Path)
    asked.add_argument("--profile")
    options = asked.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = options.folder or Path(name)
        folder.mkdir(parents=True, exist_ok=True)
        figures = asyncio.run(measure(folder, options.members, options.rounds, options))
    return show(figures, options.members)


if __name__ == "__main__":
    sys.exit(main())
