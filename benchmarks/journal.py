# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the journal costs above a bare SQLite insert with the same durability, in the same run.

Usage: python -m benchmarks.journal [FOLDER]. Prints milliseconds and ratios; figures differ from
disk to disk, so compare ratios. Rounds of both kinds alternate, so load on the machine hits both.
"""

from __future__ import annotations

import asyncio
import resource
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from bot.domain.events import Event, VoteCast
from bot.domain.ids import BallotId, SeatId
from bot.domain.values import Channel, Choice
from bot.store import UPCASTS, Codec, Ed25519Signer, Intake, Journal, NewEntry, Origin, Via

ROUNDS = 8
SINGLES = 100
BATCH = 1000
AT = datetime(2026, 3, 12, 18, tzinfo=UTC)


def vote(number: int) -> NewEntry[Event]:
    """A ballot as the bot journals it: one act of a member with its origin."""
    event = VoteCast(
        ballot=BallotId("V4"),
        seat=SeatId(str(number % 60)),
        choice=list(Choice)[number % len(Choice)],
        channel=next(iter(Channel)),
        entered_by=None,
    )
    origin = Origin(
        via=Via.MATRIX,
        event=f"${number:043}",
        room="!abcdefghijklmnopqr:example.org",
        sender="@member:example.org",
        device="ABCDEFGHIJ",
        session="s" * 43,
        index=number,
    )
    return NewEntry(stream="rat/2026-03", event=event, at=AT, origin=origin)


def intake(number: int) -> Intake:
    return Intake(
        event_id=f"${number:043}",
        room="!abcdefghijklmnopqr:example.org",
        at=AT,
        session_id="s" * 43,
        message_index=number,
    )


class Bare:
    """The least a durable journal could do: insert a line of the same size and commit."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None)
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = FULL")
        self._connection.execute("CREATE TABLE entries (seq INTEGER PRIMARY KEY, line TEXT)")

    def append(self, count: int, line: str = "x" * 900) -> None:
        self._connection.execute("BEGIN IMMEDIATE")
        self._connection.executemany("INSERT INTO entries (line) VALUES (?)", [(line,)] * count)
        self._connection.execute("COMMIT")


class Clock:
    """Wall and processor time of rounds, per act."""

    def __init__(self) -> None:
        self.wall: list[float] = []
        self.cpu: list[float] = []
        self._start = (0.0, 0.0)

    def start(self) -> None:
        self._start = (time.perf_counter(), time.process_time())

    def stop(self, acts: int) -> None:
        self.wall.append((time.perf_counter() - self._start[0]) / acts)
        self.cpu.append((time.process_time() - self._start[1]) / acts)

    def milliseconds(self) -> tuple[float, float]:
        return statistics.median(self.wall) * 1000, statistics.median(self.cpu) * 1000


async def measure(folder: Path) -> None:
    """Run all rounds and print the table."""
    numbers: Iterator[int] = iter(range(10**9))
    bare = Bare(folder / "bare.db")
    clocks = {name: Clock() for name in ("bare 1", "journal 1", "bare batch", "journal batch")}
    async with await Journal.open(
        str(folder / "journal.db"),
        codec=Codec[Event](Event, UPCASTS),
        signer=Ed25519Signer(bytes(32)),
    ) as journal:
        await journal.append([vote(next(numbers))])
        for turn in range(ROUNDS):
            clocks["bare 1"].start()
            for _ in range(SINGLES):
                bare.append(1)
            clocks["bare 1"].stop(SINGLES)
            clocks["journal 1"].start()
            for _ in range(SINGLES):
                number = next(numbers)
                await journal.append([vote(number)], intake=intake(number))
            clocks["journal 1"].stop(SINGLES)
            clocks["bare batch"].start()
            bare.append(BATCH)
            clocks["bare batch"].stop(BATCH)
            clocks["journal batch"].start()
            await journal.append([vote(next(numbers)) for _ in range(BATCH)])
            clocks["journal batch"].stop(BATCH)
            if turn == 0:  # caches are filled; from here on memory should stay
                before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    show(clocks, grown)


def show(clocks: dict[str, Clock], grown: int) -> None:
    """Print medians, ratios and the growth of memory."""
    print(f"{'':14}  wall ms/act  cpu ms/act")
    for name, clock in clocks.items():
        wall, cpu = clock.milliseconds()
        print(f"{name:14}  {wall:11.3f}  {cpu:10.3f}")
    for kind in ("1", "batch"):
        mine, least = clocks[f"journal {kind}"], clocks[f"bare {kind}"]
        print(f"ratio {kind}: {mine.milliseconds()[0] / least.milliseconds()[0]:.2f}")
    rate = 1000 / clocks["journal batch"].milliseconds()[0]
    print(f"in batches: {rate:.0f} appends/s")
    print(f"memory grew by {grown} kB after the first of {ROUNDS} rounds")


def main() -> None:
    """Measure in a folder that goes away again."""
    parent = sys.argv[1] if len(sys.argv) > 1 else None
    with tempfile.TemporaryDirectory(dir=parent) as folder:
        asyncio.run(measure(Path(folder)))


if __name__ == "__main__":
    main()
