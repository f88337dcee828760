# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a played evening consists of: the values a script file becomes. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

from bot.domain.ids import BallotId, SeatId
from bot.domain.values import How

DATE = re.compile(r"\{(?:datum|date)\}")
"""Stands in what is typed for the day of the meeting."""


class Room(StrEnum):
    """Where something is said."""

    SESSION = "session"
    CLOSED = "closed"
    OFFICE = "office"
    ALONE = "alone"
    """The direct room of one person with the bot."""


class Way(StrEnum):
    """How something is said."""

    MESSAGE = "message"
    REPLY = "reply"
    """As reply to the bot's newest message."""
    POLL = "poll"
    """As answer in the newest poll, by the words it offers."""
    REACTION = "reaction"
    EDIT = "edit"
    """As change of one's own last message."""
    PLAIN = "plain"
    """Without encryption, as only a broken client or a server would."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Says or types ``text``; several people say the same, each for themselves."""

    line: int
    seats: tuple[SeatId, ...]
    text: str
    room: Room = Room.SESSION
    way: Way = Way.MESSAGE
    second: bool = False
    """From the second device."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The bot must say this (pieces in this order), in answer to the act before."""

    line: int
    pieces: tuple[str, ...]
    room: Room = Room.SESSION


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    line: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """What the narrator explains."""

    line: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """Moves the played clock forward; ``days`` before the day of the meeting, below 0 after it."""

    line: int
    days: int
    at: time


@dataclass(frozen=True, slots=True, kw_only=True)
class Welcome:
    """The operator gives the first clerk a code."""

    line: int
    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrol:
    """The clerk enrols people, and they do their part."""

    line: int
    by: SeatId
    seats: tuple[SeatId, ...]
    how: How


@dataclass(frozen=True, slots=True, kw_only=True)
class ShutOut:
    """These people's own devices must find themselves outside the closed room."""

    line: int
    seats: tuple[SeatId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """How a vote must have ended."""

    line: int
    ballot: BallotId
    yes: int
    no: int
    abstain: int
    adopted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendance:
    """How many with a vote must be present now, and whether that makes a quorum."""

    line: int
    present: int | None = None
    quorate: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Restart:
    """The bot is stopped and begun again: all it knows from here on it reads from the journal."""

    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NothingNew:
    """The act before must have left no trace in the journal."""

    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Minuted:
    """What the minutes must say at the end, in the public version or the other."""

    line: int
    pieces: tuple[str, ...]
    public: bool = True


Step = (
    Act
    | Answer
    | Heading
    | Remark
    | Clock
    | Welcome
    | Enrol
    | ShutOut
    | Expected
    | Attendance
    | Restart
    | NothingNew
    | Minuted
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """A whole evening."""

    source: str
    steps: tuple[Step, ...]
    without_device: frozenset[SeatId]
    """They sit in the hall; the clerk enters what they say."""
    second_devices: frozenset[SeatId]
    day: date | None = None
    """The day of the meeting; None leaves it to who plays."""

    @property
    def begin(self) -> Clock:
        """The first reading of the clock; `parser` refuses a script without one."""
        return next(step for step in self.steps if isinstance(step, Clock))

    @property
    def expected(self) -> tuple[Expected, ...]:
        return tuple(step for step in self.steps if isinstance(step, Expected))

    @property
    def expectations(self) -> tuple[Expected | Minuted, ...]:
        """All that is compared with the journal."""
        return (*self.expected, *self.minuted)

    @property
    def minuted(self) -> tuple[Minuted, ...]:
        return tuple(step for step in self.steps if isinstance(step, Minuted))

    def taking_part(self) -> tuple[SeatId, ...]:
        """Return every seat that needs an account, in the order of first appearance."""
        return tuple(dict.fromkeys(self._seats()))

    def voting_by_poll(self) -> frozenset[SeatId]:
        """Return who reads polls, and so has to follow the room."""
        polls = (s for s in self.steps if isinstance(s, Act) and s.way is Way.POLL)
        return frozenset(seat for step in polls for seat in step.seats)

    def _seats(self) -> Iterator[SeatId]:
        for step in self.steps:
            match step:
                case Welcome(seat=seat):
                    yield seat
                case Enrol(seats=seats) | Act(seats=seats):
                    yield from seats
                case _:
                    pass


def holds(text: str, pieces: tuple[str, ...]) -> bool:
    """Tell whether the pieces stand in the text one after the other, however it is broken."""
    flat, at = " ".join(text.split()), 0
    for piece in pieces:
        found = flat.find(" ".join(piece.split()), at)
        if found < 0:
            return False
        at = found + len(piece)
    return True
