# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Ten bodies of one bot meet at once on one machine: how long a vote takes against one body alone.

    PYTHONPATH=.:tests/support python benchmarks/bodies.py [bodies] [members] [--seconds 20]
        [--folder FOLDER] [--no-push]

A real Synapse and a real bot. First one body votes, its members answering at moments drawn by lot
(with a fixed seed) within the given seconds; then all bodies do, each at the same pace. A vote's
time is from its sending until it is in the journal and counted. At the end every result must be
what was voted. The last line compares the worst case: everybody in all bodies at the same moment.
"""

from __future__ import annotations

import argparse
import asyncio
import resource
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from random import Random
from statistics import median, quantiles
from time import monotonic, process_time

from councils import CHAIR, Burst, Council, Laboratory, Scene, laboratory, server_seconds

from bot.domain import commands as c
from bot.domain.ids import BallotId, SeatId
from bot.domain.values import Choice, Subject, SubjectKind, VoteMode
from bot.store import TIMER

SEED = 20261127
PATIENCE = 180.0
WORDS = {Choice.YES: "ja", Choice.NO: "nein", Choice.ABSTAIN: "enthaltung"}


class Vote:
    """One ballot of one body, and when each answer to it was counted."""

    def __init__(self, council: Council, chance: Random) -> None:
        self.council = council
        self.choices = [chance.choice(list(WORDS)) for _ in council.voters]
        self.counted: dict[SeatId, float] = {}
        self._ballot = BallotId("")

    async def open(self) -> None:
        desk = self.council.chamber.desk
        subject = Subject(kind=SubjectKind.PROCEDURE, text="Wir lüften.")
        await desk.submit(
            c.OpenBallot(by=CHAIR, at=desk.now(), subject=subject, mode=VoteMode.RECORDED), TIMER
        )
        await self.council.chamber.stage.drain()
        self._ballot = self.council.meeting.ballot or self._ballot

    def look(self) -> bool:
        """Note what was counted since; tell whether all was."""
        for seat in self.council.meeting.ballots[self._ballot].votes:
            self.counted.setdefault(seat, monotonic())
        return len(self.counted) == len(self.choices)

    async def close(self) -> None:
        """Close, and compare the result with what was voted."""
        desk = self.council.chamber.desk
        await desk.submit(c.CloseBallot(by=CHAIR, at=desk.now()), TIMER)
        await self.council.chamber.stage.drain()
        result = self.council.meeting.ballots[self._ballot].result
        voted = Counter(self.choices)
        wanted = (voted[Choice.YES], voted[Choice.NO], voted[Choice.ABSTAIN])
        if result is None or (result.yes, result.no, result.abstain) != wanted:
            raise SystemExit(f"{desk.id}: voted was {wanted}, counted {result}")


async def hold(
    councils: Sequence[Council], url: str, seconds: float, chance: Random
) -> list[float]:
    """Let the bodies vote; return how long each vote took."""
    votes = [Vote(council, chance) for council in councils]
    for vote in votes:
        await vote.open()
    events = [
        vote.council.seal(number, WORDS[choice], chance.uniform(0, seconds))
        for vote in votes
        for number, choice in enumerate(vote.choices)
    ]
    burst = await Burst.loaded(url, events)
    await burst.go()
    end = monotonic() + seconds + PATIENCE
    while not all([vote.look() for vote in votes]):
        if monotonic() > end:
            missing = sum(len(vote.choices) - len(vote.counted) for vote in votes)
            raise SystemExit(f"{missing} votes were not counted")
        await asyncio.sleep(0.005)
    sent = iter(await burst.over())
    took = [
        vote.counted[SeatId(str(number))] - next(sent)
        for vote in votes
        for number in range(1, len(vote.choices) + 1)
    ]
    for vote in votes:
        await vote.close()
    return took


def shown(name: str, took: Sequence[float]) -> str:
    late = quantiles(took, n=20)[-1]
    return f"  {name:<38} median {median(took):6.3f} s, 95 of 100 within {late:6.3f} s"


async def compare(lab: Laboratory, scene: Scene, seconds: float) -> None:
    """Hold the votes, and print what they took."""
    url, chance, all_bodies = lab.synapse.url, Random(SEED), scene.councils  # noqa: S311 - a lot
    async with scene.running():
        await hold(all_bodies, url, 0.0, chance)  # sessions, caches
        alone = await hold(all_bodies[:1], url, seconds, chance)
        bot, server = process_time(), server_seconds(lab.synapse)
        at_once = await hold(all_bodies, url, seconds, chance)
        bot, server = process_time() - bot, server_seconds(lab.synapse) - server
        worst_alone = await hold(all_bodies[:1], url, 0.0, chance)
        worst = await hold(all_bodies, url, 0.0, chance)
    members = len(all_bodies[0].voters)
    print(f"{len(all_bodies)} bodies of {members} members, {seconds:g} s for each vote:")
    print("  all counts right")
    print(shown("one body", alone))
    print(shown("all bodies at once", at_once))
    print(f"  ratio of the medians                   {median(at_once) / median(alone):6.2f}")
    print(shown("one body, all in the same moment", worst_alone))
    print(shown("all bodies, all in the same moment", worst))
    print(f"  bot CPU per vote                       {bot / len(at_once) * 1000:6.2f} ms")
    print(f"  homeserver CPU per vote                {server / len(at_once) * 1000:6.2f} ms")
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"  memory of the bot at the highest       {used:6.1f} MB")


async def measure(folder: Path, options: argparse.Namespace) -> None:
    with laboratory(
        folder,
        bodies=options.bodies,
        members=options.members,
        notifications=not options.no_push,
    ) as lab:
        async with lab.in_session() as scene:
            await compare(lab, scene, options.seconds)


def main() -> None:
    """Read the command line, measure, print."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    asked.add_argument("bodies", type=int, nargs="?", default=10)
    asked.add_argument("members", type=int, nargs="?", default=12)
    asked.add_argument("--seconds", type=float, default=20.0)
    asked.add_argument("--no-push", action="store_true")
    asked.add_argument("--folder", type=Path)
    options = asked.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = options.folder or Path(name)
        folder.mkdir(parents=True, exist_ok=True)
        asyncio.run(measure(folder, options))


if __name__ == "__main__":
    main()
