# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a year of meetings comes to: attendance, speaking time, what allowances rest on. Pure.

Numbers only, and they follow from the journal. What is paid for a meeting (Sitzungsgeld) stands in
the municipality's statute; the list says who was there for how long, and nothing about money.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain import events as e
from bot.domain.ids import MeetingId, SeatId
from bot.domain.minutes import Attendance, Minutes, minutes
from bot.domain.records import Recorded
from bot.domain.values import OUTSIDE, Role, Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence:
    """One person in one meeting."""

    meeting: MeetingId
    title: str
    opened: datetime
    seat: SeatId
    name: str
    group: str
    role: Role
    came: bool
    minutes: int
    """Whole minutes of presence, interruptions included."""
    reason: str
    """Why the person was absent; empty if it came."""
    excused: bool
    spoken: int
    """Seconds with the floor, as far as it was given by the bot."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """One person over all meetings."""

    seat: SeatId
    name: str
    group: str
    meetings: int
    came: int
    excused: int
    minutes: int
    spoken: int


def presences(records: Sequence[Recorded]) -> tuple[Presence, ...]:
    """Return who was in a meeting for how long; nothing of one that was not held."""
    value = minutes(records)
    if value.opened is None or value.closed is None:
        return ()
    spoken = speaking_seconds(records)
    return tuple(
        _presence(value, value.opened, value.closed, line, spoken.get(line.person.seat, 0))
        for line in value.roll
        if line.role not in OUTSIDE or (line.role is Role.SUBSTITUTE and line.came)
    )


def speaking_seconds(records: Iterable[Recorded]) -> dict[SeatId, int]:
    """Return for how long each person had the floor; a recess is no time to speak."""
    since = dict[SeatId, datetime]()
    resting = set[SeatId]()
    total = dict[SeatId, timedelta]()

    def end(seat: SeatId, at: datetime) -> None:
        resting.discard(seat)
        if seat in since:
            total[seat] = total.get(seat, timedelta()) + (at - since.pop(seat))

    for record in records:
        match record.event:
            case e.FloorGiven(seat=seat):
                since.setdefault(seat, record.at)
            case (
                e.FloorTaken(seat=seat)
                | e.MemberLeft(seat=seat)
                | e.RecusalDeclared(seat=seat)
                | e.ConferenceLed(step=Step.REMOVE, seat=str(seat))
            ):
                end(SeatId(seat), record.at)
            case e.MeetingInterrupted():
                begun = tuple(since)
                for seat in begun:
                    end(seat, record.at)
                resting.update(begun)
            case e.MeetingResumed():
                since.update(dict.fromkeys(resting, record.at))
                resting.clear()
            case (
                e.ItemCalled()
                | e.ItemClosed()
                | e.PublicExcluded()
                | e.PublicRestored()
                | e.MeetingClosed()
            ):
                for seat in tuple(since):
                    end(seat, record.at)
                resting.clear()
            case _:
                pass
    return {seat: round(time.total_seconds()) for seat, time in total.items()}


def totals(known: Iterable[Presence]) -> tuple[Total, ...]:
    """Return each person's sums, in the order in which they first appear."""
    by_seat = dict[SeatId, list[Presence]]()
    for one in known:
        by_seat.setdefault(one.seat, []).append(one)
    return tuple(
        Total(
            seat=seat,
            name=them[-1].name,
            group=them[-1].group,
            meetings=len(them),
            came=sum(one.came for one in them),
            excused=sum(not one.came and one.excused for one in them),
            minutes=sum(one.minutes for one in them),
            spoken=sum(one.spoken for one in them),
        )
        for seat, them in by_seat.items()
    )


def _presence(
    value: Minutes, opened: datetime, closed: datetime, line: Attendance, spoken: int
) -> Presence:
    stayed = sum(
        (
            min(stay.span.until or closed, closed) - max(stay.span.since, opened)
            for stay in line.stays
        ),
        timedelta(),
    )
    return Presence(
        meeting=value.meeting,
        title=value.title,
        opened=opened,
        seat=line.person.seat,
        name=line.person.name,
        group=line.person.group,
        role=line.role,
        came=line.came,
        minutes=max(0, int(stayed.total_seconds() // 60)),
        reason=line.absence.reason if line.absence and not line.came else "",
        excused=bool(line.absence and line.absence.excused and not line.came),
        spoken=spoken,
    )
