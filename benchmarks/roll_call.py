# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Eighty members answer the roll call at once, and each of their devices gets a new room key.

    PYTHONPATH=.:tests/support python benchmarks/roll_call.py [members] [rounds] [--no-push]
        [--folder FOLDER]

A real Synapse and a real bot; everybody has two devices, and Olm sessions with all of them exist.
Printed are the seconds until everybody is down as present, as ratio to the same messages as talk to
a bare sync loop; and the seconds until a new room key lies on the server for every device, with all
requests, as ratio to one bare request that carries as much.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_hex
from statistics import median
from time import monotonic, process_time

from councils import CHAIR, CLERK, Burst, Council, Scene, laboratory
from vote import PATIENCE, bare

from bot.domain import commands as c
from bot.matrix.http import path
from bot.store import TIMER

GOAL_SHARE_SECONDS = 0.3
SEALED_KEY = 1_500
"""Bytes of one room key under Olm, as the gateway sends it."""


@dataclass
class Figures:
    """What came of all rounds, in seconds; processor time in milliseconds an answer."""

    bare: list[float] = field(default_factory=list)
    present: list[float] = field(default_factory=list)
    bot: list[float] = field(default_factory=list)
    share: list[float] = field(default_factory=list)
    carry: list[float] = field(default_factory=list)


async def empty_hall(scene: Scene, council: Council) -> None:
    """Let everybody but the chair go, and call the roll, without a word to anybody."""
    desk, meeting = council.chamber.desk, council.meeting.id
    for seat in council.meeting.present():
        if seat != CHAIR:
            left = c.ReportLeft(by=CLERK, at=desk.now(), seat=seat, reason="Pause")
            await desk.submit(left, TIMER)
    await desk.submit(c.StartRollCall(by=CHAIR, at=desk.now()), TIMER)
    await scene.app.journal.advance(desk.stream_of(meeting), desk.head(meeting))


async def answer(scene: Scene, council: Council, url: str, figures: Figures) -> None:
    """Let everybody answer at once."""
    desk = council.chamber.desk
    await empty_hall(scene, council)
    async with scene.running():
        await council.chamber.stage.drain()
        burst = await Burst.loaded(url, council.sealed("!anwesend"))
        start, cpu = monotonic(), process_time()
        await burst.go()
        while len(council.meeting.present()) < len(council.voters):
            if monotonic() - start > PATIENCE:
                raise SystemExit(f"only {len(council.meeting.present())} were down as present")
            await asyncio.sleep(0.01)
        figures.present.append(monotonic() - start)
        figures.bot.append((process_time() - cpu) / len(council.voters) * 1000)
        await desk.submit(c.CloseRollCall(by=CHAIR, at=desk.now()), TIMER)
        await council.chamber.stage.drain()
        await burst.over()


async def hand_over(scene: Scene, council: Council, figures: Figures) -> int:
    """Give a new key to all devices; return how many there were."""
    gateway = scene.app.gateway
    await gateway.rotate(council.room)
    start = monotonic()
    await gateway.share_session(council.room)
    figures.share.append(monotonic() - start)
    users = [voter.account.user_id for voter in council.voters]
    known = await gateway.identities(users)
    devices = {user: [one.device_id for one in known[user].devices] for user in users}
    filling = {"algorithm": "org.example.benchmark", "filling": "x" * SEALED_KEY}
    messages = {user: dict.fromkeys(names, filling) for user, names in devices.items()}
    start = monotonic()
    await gateway.http.put(
        path("sendToDevice", "org.example.benchmark", token_hex(8)), {"messages": messages}
    )
    figures.carry.append(monotonic() - start)
    return sum(map(len, devices.values()))


async def measure(folder: Path, options: argparse.Namespace) -> tuple[Figures, int]:
    """Hold the roll calls."""
    figures, devices = Figures(), 0
    with laboratory(
        folder, bodies=1, members=options.members, notifications=not options.no_push
    ) as lab:
        async with lab.in_session() as scene:
            council, url = scene.councils[0], lab.synapse.url
            await answer(scene, council, url, Figures())  # sessions, caches
            for _ in range(options.rounds):
                figures.bare.append(await bare(scene, council, url))
                await answer(scene, council, url, figures)
                devices = await hand_over(scene, council, figures)
    return figures, devices


def show(figures: Figures, members: int, devices: int) -> int:
    """Print the figures; 1 if the goal is missed."""
    reference, present = median(figures.bare), median(figures.present)
    share, carry = median(figures.share), median(figures.carry)
    print(f"{members} members, {len(figures.bare)} rounds, medians:")
    print(f"  the same messages, bare sync loop     {reference:6.2f} s")
    print(f"  everybody down as present             {present:6.2f} s")
    print(f"  ratio present : bare                  {present / reference:6.2f}")
    print(f"  bot CPU per answer                    {median(figures.bot):6.2f} ms")
    print(f"{devices} devices get a new room key:")
    print(f"  one bare request as large             {carry:6.2f} s")
    print(f"  asked, sealed, written and sent       {share:6.2f} s (goal {GOAL_SHARE_SECONDS})")
    print(f"  ratio shared : bare request           {share / carry:6.2f}")
    return 0 if share <= GOAL_SHARE_SECONDS else 1


def main() -> int:
    """Read the command line, measure, print."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    asked.add_argument("members", type=int, nargs="?", default=80)
    asked.add_argument("rounds", type=int, nargs="?", default=5)
    asked.add_argument("--no-push", action="store_true")
    asked.add_argument("--folder", type=Path)
    options = asked.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = options.folder or Path(name)
        folder.mkdir(parents=True, exist_ok=True)
        figures, devices = asyncio.run(measure(folder, options))
    return show(figures, options.members, devices)


if __name__ == "__main__":
    sys.exit(main())
