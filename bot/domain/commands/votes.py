# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What may be asked: votes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.domain.commands.base import Asked
from bot.domain.ids import BallotId, ItemId, MotionId, SeatId
from bot.domain.values import Channel, Choice, Subject, Sums, Undecided, VoteMode


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenBallot(Asked):
    """``rule`` None takes the majority the profile names for the kind of subject."""

    subject: Subject
    mode: VoteMode = VoteMode.OPEN
    rule: str | None = None
    hidden: bool = False
    """Show nothing of the answers before the close; the body's own rule may ask for it anyhow."""
    until_all: bool = False
    """Close as soon as everybody has answered; the body's own rule may ask for it anyhow."""
    without_chair: bool = False
    """The vote of who presides by office rests (§ 36 (3) s. 2 GemO RP, § 40 (2) GO NRW)."""
    postal: date | None = None
    """Send the papers home; they are counted after the meeting, once this day is over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenBlock(Asked):
    """Put the motions on several items to one vote (Blockabstimmung, Abstimmung en bloc)."""

    items: tuple[ItemId, ...]
    mode: VoteMode = VoteMode.OPEN
    rule: str | None = None
    hidden: bool = False
    until_all: bool = False
    without_chair: bool = False
    postal: date | None = None
    """Asked for by post after the meeting, which is refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DivideMotion(Asked):
    """Have the numbered parts of a motion voted on apart; with ``apart`` False no longer."""

    motion: MotionId
    apart: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class CastVote(Asked):
    """``seat`` differs from ``by`` when the clerk enters it for a person in the hall."""

    seat: SeatId
    choice: Choice
    channel: Channel
    ballot: BallotId | None = None
    """None means the open ballot."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EnterCount(Asked):
    """A show of hands counted in the hall, for those who have not voted themselves."""

    votes: tuple[tuple[SeatId, Choice], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EnterSums(Asked):
    """Enter hands counted in the hall, or the papers of a secret vote; a later entry replaces it.

    ``issued`` 0 means one paper for each entitled.
    """

    sums: Sums
    tellers: tuple[SeatId, ...] = ()
    """Who has counted (Stimmzähler)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CountPostal(Asked):
    """Enter what tellers found in the papers that came back by post; it is the result at once.

    ``ballot`` None means the first vote whose papers are out.
    """

    sums: Sums
    tellers: tuple[SeatId, ...] = ()
    ballot: BallotId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectToConsent(Asked):
    """Object (Widerspruch) where consent is taken for granted; then it is voted on.

    ``item`` is what is to be taken out of a vote on several items; None objects to all of it.
    """

    seat: SeatId
    item: ItemId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RetractVote(Asked):
    """Take one's vote back while the ballot is open."""

    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseBallot(Asked):
    """``by`` is OPERATOR where the ballot ends by itself; else nothing comes of that."""

    ballot: BallotId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakOffBallot(Asked):
    reason: Undecided


@dataclass(frozen=True, slots=True, kw_only=True)
class RepeatBallot(Asked):
    """Declare the last result void, so that the vote is taken again; never without a reason."""

    ballot: BallotId
    reason: str


VoteCommand = (
    OpenBallot
    | OpenBlock
    | DivideMotion
    | CastVote
    | EnterCount
    | EnterSums
    | CountPostal
    | ObjectToConsent
    | RetractVote
    | CloseBallot
    | BreakOffBallot
    | RepeatBallot
)
