# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What may have happened: votes."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.ids import BallotId, ItemId, MotionId, SeatId
from bot.domain.values import (
    Channel,
    Choice,
    Postal,
    QuorumCheck,
    Result,
    Subject,
    Sums,
    Undecided,
    VoteMode,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class BallotOpened:
    ballot: BallotId
    item: ItemId | None
    subject: Subject
    mode: VoteMode
    rule: str
    """Key of the majority in the meeting's rules."""
    check: QuorumCheck
    hidden: bool
    """The running result (Zwischenergebnis) is shown to nobody before the close."""
    postal: Postal | None = None
    """The papers are sent home and counted after the meeting (Briefabstimmung)."""
    until_all: bool = False
    """It ends as soon as everybody who may vote has answered; else when the chair closes it."""
    rests: SeatId | None = None
    """Whose vote rests in it, though they are there and not recused: of who presides by office."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteCast:
    """A vote in an open or recorded ballot; a later one of the same seat replaces it."""

    ballot: BallotId
    seat: SeatId
    choice: Choice
    channel: Channel
    entered_by: SeatId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SumsEntered:
    """Hands counted in the hall, or the papers of a secret vote; a later entry replaces it."""

    ballot: BallotId
    sums: Sums
    by: SeatId
    tellers: tuple[SeatId, ...] = ()
    """Who has counted (Stimmzähler)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteRetracted:
    """A member took the vote back while the ballot was open."""

    ballot: BallotId
    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class BallotClosed:
    ballot: BallotId
    result: Result


@dataclass(frozen=True, slots=True, kw_only=True)
class BallotBrokenOff:
    """The ballot ends without a result and has to be repeated."""

    ballot: BallotId
    reason: Undecided


@dataclass(frozen=True, slots=True, kw_only=True)
class BallotVoided:
    """The last result is void and the vote is taken again (Wiederholung der Abstimmung)."""

    ballot: BallotId
    reason: str
    by: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteModeResolved:
    """On this item the body votes by name, or secretly."""

    item: ItemId
    mode: VoteMode


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockPart:
    """What a vote on several items decided on one of them, under a number of its own."""

    item: ItemId
    motion: MotionId
    ballot: BallotId


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockResolved:
    """A vote on several items (Blockabstimmung) was carried: each of its motions is adopted."""

    block: BallotId
    parts: tuple[BlockPart, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MotionDivided:
    """The numbered parts of a motion are voted on apart (getrennte Abstimmung), or no longer."""

    motion: MotionId
    by: SeatId
    apart: bool = True


VoteEvent = (
    BallotOpened
    | VoteCast
    | SumsEntered
    | VoteRetracted
    | BallotClosed
    | BallotBrokenOff
    | BallotVoided
    | VoteModeResolved
    | BlockResolved
    | MotionDivided
)
