# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""How many acts the rules judge per second, and how replaying a meeting grows with its length.

Votes are cast, changed and counted in a council of 80 members; every act is decided and
remembered, as the desk does it, without the journal. Absolute figures depend on the machine, so
each is given beside a reference measured in the same run: SHA-256 over 64 bytes.

    python -m benchmarks.domain
"""

from __future__ import annotations

import hashlib
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain.decide import decide_meeting
from bot.domain.evolve import evolve, replay
from bot.domain.ids import BodyId, MeetingId, SeatId
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

MEMBERS = 80
BALLOTS = (10, 20, 40, 80)
PLANNED = datetime(2026, 11, 1, tzinfo=UTC)
STARTS = datetime(2026, 11, 26, 18, tzinfo=UTC)
CHAIR = SeatId("1")
MAX_GROWTH = 1.5
"""Replaying eight times the acts may cost this much more per act; linear would be 1."""


def evening(ballots: int) -> list[c.MeetingCommand]:
    """Return what is asked in an evening with so many ballots of 80 votes."""
    seats = tuple(
        Seat(
            id=SeatId(str(number)),
            name=f"Mitglied {number}",
            role=Role.CHAIR if number == 1 else Role.MEMBER,
        )
        for number in range(1, MEMBERS + 1)
    )
    chair = {"by": CHAIR, "at": STARTS}
    asked: list[c.MeetingCommand] = [
        c.PlanMeeting(
            by=CHAIR,
            at=PLANNED,
            meeting=MeetingId("m"),
            body=BodyId("rat"),
            body_name="Stadtrat",
            municipality="Musterstadt",
            kind=BodyKind.COUNCIL,
            statutory_members=MEMBERS,
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
        c.AddAgendaItem(by=CHAIR, at=PLANNED, title="Haushalt"),
        c.SendInvitation(by=CHAIR, at=PLANNED),
        c.OpenMeeting(**chair),
        c.StartRollCall(**chair),
    ]
    asked += [
        c.ReportPresent(by=seat.id, at=STARTS, seat=seat.id, mode=Mode.HALL, channel=Channel.TEXT)
        for seat in seats
    ]
    asked.append(c.CloseRollCall(**chair))
    for number in range(ballots):
        subject = Subject(kind=SubjectKind.PROCEDURE, text=f"Antrag {number}")
        asked.append(c.OpenBallot(subject=subject, **chair))
        asked += [
            c.CastVote(by=seat.id, at=STARTS, seat=seat.id, choice=Choice.YES, channel=Channel.TEXT)
            for seat in seats
        ]
        asked.append(c.CloseBallot(**chair))
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
    """Return the best of some runs."""
    best = float("inf")
    for _ in range(repeat):
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    return best


def reference() -> float:
    """Return the seconds of one SHA-256 over 64 bytes on this machine, now."""
    rounds, block = 200_000, b"x" * 64

    def hashes() -> None:
        for _ in range(rounds):
            hashlib.sha256(block).digest()

    return seconds(hashes) / rounds


def main() -> int:
    unit = reference()
    per_act: list[float] = []
    sys.stdout.write(f"reference: one SHA-256 {unit * 1e6:.2f} µs; {MEMBERS} members\n")
    for ballots in BALLOTS:
        asked = evening(ballots)
        journal = hold(asked)
        deciding = seconds(lambda asked=asked: hold(asked)) / len(asked)
        folding = seconds(lambda journal=journal: replay(journal)) / len(journal)
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
    return 0 if growth <= MAX_GROWTH else 1


if __name__ == "__main__":
    sys.exit(main())
