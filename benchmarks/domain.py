# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""How many acts the rules judge per second, and how replaying a meeting grows with its length.

Votes are cast and counted in a council of 80 members; every act is decided and remembered, as the
desk does it, without the journal. Then the evening of a council of 60, three hours and 30 items
long: how long it takes to fold, to decide one act, and to decide and journal it at the desk, each
act with a flush of its own and sixty with one. Absolute figures depend on the machine, so each is
given beside a reference measured in the same run: SHA-256 over 64 bytes.

    PYTHONPATH=.:tests/support python benchmarks/domain.py
"""

from __future__ import annotations

import asyncio
import hashlib
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from statistics import median

from sample_events import SIGNER

from bot.desk import Desk
from bot.domain import commands as c
from bot.domain import events as e
from bot.domain.decide import decide_meeting
from bot.domain.evolve import evolve, replay
from bot.domain.ids import BodyId, ItemId, MeetingId, SeatId
from bot.domain.meeting import Meeting
from bot.domain.values import (
    BodyKind,
    Channel,
    Choice,
    Format,
    Language,
    Mode,
    Role,
    Seat,
    Subject,
    SubjectKind,
)
from bot.profiles import law_of
from bot.store import TIMER, Codec, Journal

MEMBERS = 80
BALLOTS = (10, 20, 40, 80)
PLANNED = datetime(2026, 11, 1, tzinfo=UTC)
STARTS = datetime(2026, 11, 26, 18, tzinfo=UTC)
CHAIR = SeatId("1")
SIXTY, ITEMS = 60, 30
FOLD_MS, DECIDE_MS = 100.0, 1.0
MAX_GROWTH = 1.5
"""Replaying eight times the acts may cost this much more per act; linear would be 1."""


def evening(ballots: int, members: int = MEMBERS, items: int = 1) -> list[c.MeetingCommand]:
    """Return what is asked in an evening with so many ballots of all members."""
    seats = tuple(
        Seat(
            id=SeatId(str(number)),
            name=f"Mitglied {number}",
            role=Role.CHAIR if number == 1 else Role.MEMBER,
        )
        for number in range(1, members + 1)
    )
    asked: list[c.MeetingCommand] = [
        c.PlanMeeting(
            by=CHAIR,
            at=PLANNED,
            meeting=MeetingId("m"),
            body=BodyId("rat"),
            body_name="Stadtrat",
            municipality="Musterstadt",
            kind=BodyKind.COUNCIL,
            statutory_members=members,
            title="Sitzung",
            starts=STARTS,
            place="Rathaus",
            format=Format.PRESENCE,
            language=Language.DE,
            time_zone="Europe/Berlin",
            rules=law_of("TH", BodyKind.COUNCIL).on(STARTS.date()),
            seats=seats,
            marks=(),
        ),
        *(
            c.AddAgendaItem(by=CHAIR, at=PLANNED, title=f"Haushalt, Teil {number}")
            for number in range(1, items + 1)
        ),
        c.SendInvitation(by=CHAIR, at=PLANNED),
        c.OpenMeeting(by=CHAIR, at=STARTS),
        c.StartRollCall(by=CHAIR, at=STARTS),
    ]
    asked += [
        c.ReportPresent(by=seat.id, at=STARTS, seat=seat.id, mode=Mode.HALL, channel=Channel.TEXT)
        for seat in seats
    ]
    asked.append(c.CloseRollCall(by=CHAIR, at=STARTS))
    for number in range(ballots):
        if number < items:
            asked.append(c.CallItem(by=CHAIR, at=STARTS, item=ItemId(f"T{number + 1}")))
        subject = Subject(kind=SubjectKind.PROCEDURE, text=f"Antrag {number}")
        asked.append(c.OpenBallot(by=CHAIR, at=STARTS, subject=subject))
        asked += [
            c.CastVote(by=seat.id, at=STARTS, seat=seat.id, choice=Choice.YES, channel=Channel.TEXT)
            for seat in seats
        ]
        asked.append(c.CloseBallot(by=CHAIR, at=STARTS))
        if number < items:
            asked.append(c.CloseItem(by=CHAIR, at=STARTS))
    return asked


def hold(asked: list[c.MeetingCommand]) -> list[e.MeetingEvent]:
    """Decide and remember every act, as the desk does."""
    meeting, journal = Meeting(), []
    for command in asked:
        for event in decide_meeting(meeting, command):
            meeting = evolve(meeting, event)
            journal.append(event)
    return journal


def seconds(work: Callable[[], object], repeat: int = 3) -> float:
    """Return the processor time of the best of some runs, whatever else the machine does."""
    best = float("inf")
    for _ in range(repeat):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best


def reference() -> float:
    """Return the seconds of one SHA-256 over 64 bytes on this machine, now."""
    rounds, block = 200_000, b"x" * 64

    def hashes() -> None:
        for _ in range(rounds):
            hashlib.sha256(block).digest()

    return seconds(hashes) / rounds


def each(asked: list[c.MeetingCommand]) -> float:
    """Return the median of the seconds it takes to decide and remember one act."""
    meeting, took = Meeting(), []
    for command in asked:
        start = time.thread_time()
        for event in decide_meeting(meeting, command):
            meeting = evolve(meeting, event)
        took.append(time.thread_time() - start)
    return median(took)


async def journalled(asked: list[c.MeetingCommand], together: int) -> float:
    """Return the seconds to decide an act at the desk and write it down, `together` at a flush."""
    with tempfile.TemporaryDirectory() as folder:
        codec = Codec[e.Event](e.Event)
        async with await Journal.open(
            f"{folder}/journal.db", codec=codec, signer=SIGNER
        ) as journal:
            desk = Desk(journal, BodyId("rat"), lambda: STARTS)
            start = time.perf_counter()
            for first in range(0, len(asked), together):
                async with journal.gathering():
                    for command in asked[first : first + together]:
                        await desk.submit(command, TIMER)
            return (time.perf_counter() - start) / len(asked)


def long_evening(unit: float) -> bool:
    """Print what the long evening takes; tell whether it is within the goals."""
    asked = evening(ITEMS, SIXTY, ITEMS)
    journal = hold(asked)
    folding, deciding = seconds(lambda: replay(journal)), each(asked)
    sys.stdout.write(
        f"three hours, {ITEMS} items, {SIXTY} members, {len(asked)} acts: folded in "
        f"{folding * 1000:.1f} ms (goal {FOLD_MS:g}, {folding / unit:.0f} ref), decided in "
        f"{deciding * 1000:.3f} ms each (median, goal {DECIDE_MS:g}, {deciding / unit:.0f} ref)\n"
    )
    for together in (1, SIXTY):
        act = asyncio.run(journalled(asked, together))
        sys.stdout.write(
            f"decided and journalled, {together} with a flush: {1 / act:.0f} a second "
            f"({act / unit:.0f} ref each)\n"
        )
    return folding * 1000 < FOLD_MS and deciding * 1000 < DECIDE_MS


def main() -> int:
    unit = reference()
    per_act: list[float] = []
    sys.stdout.write(f"reference: one SHA-256 {unit * 1e6:.2f} µs; {MEMBERS} members\n")
    for ballots in BALLOTS:
        asked = evening(ballots)
        journal = hold(asked)
        deciding = seconds(partial(hold, asked)) / len(asked)
        folding = seconds(partial(replay, journal)) / len(journal)
        per_act.append(folding)
        sys.stdout.write(
            f"{len(asked):6} acts: {1 / deciding:8.0f} decided/s ({deciding / unit:5.0f} ref), "
            f"replay {folding * 1e6:5.1f} µs/act ({folding / unit:4.0f} ref)\n"
        )
    growth = per_act[-1] / per_act[0]
    sys.stdout.write(
        f"replay per act, {BALLOTS[-1]} against {BALLOTS[0]} ballots: {growth:.2f} "
        f"(at most {MAX_GROWTH})\n"
    )
    return 0 if long_evening(unit) and growth <= MAX_GROWTH else 1


if __name__ == "__main__":
    sys.exit(main())
