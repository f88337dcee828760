# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What may be asked: elections."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.domain.commands.base import Asked
from bot.domain.electing import Outcome, Seats, Votes
from bot.domain.ids import ElectionId, SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenElection(Asked):
    """Elect somebody to ``office``, on the item under debate, or fill ``seats`` from lists."""

    office: str
    seats: Seats | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Nominate(Asked):
    """``election`` None means the one under way; ``people`` are on the list put forward."""

    candidate: str
    seat: SeatId
    election: ElectionId | None = None
    people: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawCandidate(Asked):
    candidate: str
    seat: SeatId
    election: ElectionId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenRound(Asked):
    """Hand the papers out; ``tellers`` count them."""

    tellers: tuple[SeatId, ...] = ()
    election: ElectionId | None = None
    openly: bool = False
    """By show of hands, where the law allows it."""
    postal: date | None = None
    """Send the papers home; they are counted after the meeting, once this day is over."""
    rule: str | None = None
    """A majority other than the body's elections take, such as ``two_thirds``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CountRound(Asked):
    """Enter what the tellers found; ``issued`` None means one paper for each entitled.

    ``election`` None means the one whose round runs and whose candidates are named.
    """

    votes: tuple[Votes, ...]
    against: int = 0
    abstain: int = 0
    invalid: int = 0
    issued: int | None = None
    election: ElectionId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawLot(Asked):
    """Enter whom the lot has fallen on; ``election`` None means the one that waits for a lot."""

    candidate: str
    election: ElectionId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PrepareLot(Asked):
    """Begin a lot everybody can check."""

    election: ElectionId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitLot(Asked):
    """Hand in words for the lot, or (for who does not trust the bot with them) their digest."""

    words: str = ""
    digest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SealLot(Asked):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class RevealLot(Asked):
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VoidLot(Asked):
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VoidRound(Asked):
    """Break a round off, or declare its count void; it is held again.

    ``election`` None means the last one; after the meeting the one held by post.
    """

    reason: str
    election: ElectionId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakOffElection(Asked):
    """End the election without anybody elected; ``election`` None means the one under way."""

    reason: str
    election: ElectionId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SettleTie(Asked):
    """Decide what follows when more than two share the highest number of votes."""

    outcome: Outcome
    reason: str
    election: ElectionId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandSecretElection(Asked):
    """Object to an open election."""

    seat: SeatId
    election: ElectionId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerElection(Asked):
    accepted: bool
    election: ElectionId | None = None


ElectionCommand = (
    OpenElection
    | Nominate
    | WithdrawCandidate
    | OpenRound
    | CountRound
    | DrawLot
    | PrepareLot
    | CommitLot
    | SealLot
    | RevealLot
    | VoidLot
    | VoidRound
    | BreakOffElection
    | SettleTie
    | DemandSecretElection
    | AnswerElection
)
