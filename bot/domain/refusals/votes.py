# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Why not: votes."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.ids import BallotId, ItemId, MotionId, SeatId
from bot.domain.refusals.base import Reason
from bot.domain.values import Choice, VoteMode


@dataclass(frozen=True, slots=True, kw_only=True)
class NotVoting(Reason):
    """The seat has no vote."""

    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteRests(Reason):
    """The seat's vote rests in this ballot, by the office it holds."""

    seat: SeatId
    ballot: BallotId


@dataclass(frozen=True, slots=True, kw_only=True)
class NobodyRests(Reason):
    """Nobody here has a vote by the chair's office that could rest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BallotOpen(Reason):
    """A ballot is still open."""

    ballot: BallotId


@dataclass(frozen=True, slots=True, kw_only=True)
class NoBallotOpen(Reason):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class BallotOver(Reason):
    ballot: BallotId


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleUnknown(Reason):
    rule: str
    known: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AbstentionForbidden(Reason):
    """The law knows no abstention."""

    norm: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VotedThemselves(Reason):
    """The member has voted with a device of their own; the clerk does not overrule that."""

    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class RemotePresent(Reason):
    """Nobody is elected, or voted on in secret, while these take part from elsewhere."""

    seats: tuple[SeatId, ...]
    norm: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NotEntered(Reason):
    """Only chair and clerk enter something for somebody else."""

    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectMissing(Reason):
    """The ballot does not name what it decides on."""

    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteModeForbidden(Reason):
    """The law does not know this way of voting."""

    mode: VoteMode
    norm: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteModeBound(Reason):
    """The body has resolved how it votes on this item."""

    mode: VoteMode


@dataclass(frozen=True, slots=True, kw_only=True)
class CastingVoteUnknown(Reason):
    """``each`` Yes and No, and the chair's vote, which decides, stands in the sum of the hands."""

    chair: SeatId
    each: int
    norm: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NotRepeatable(Reason):
    """The result cannot be taken back any more: it is not the last one, or has been carried out."""

    ballot: BallotId


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretOnPaper(Reason):
    """A secret vote is taken on paper; no device casts one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandsExceed(Reason):
    """More hands are entered than people in the hall who have not voted themselves."""

    found: int
    free: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedInHall(Reason):
    """The hands in the hall are counted, this one among them."""

    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class AwaitsObjection(Reason):
    """Consent without objection is asked for: there are no votes to enter or to take back."""

    ballot: BallotId


@dataclass(frozen=True, slots=True, kw_only=True)
class NothingToObjectTo(Reason):
    """Nobody has asked for consent without objection."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedsNames(Reason):
    """A vote by name is not entered as sums."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PapersUncounted(Reason):
    """The papers of a secret vote are not counted yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteExcluded(Reason):
    """While members take part from elsewhere no secret vote is held."""

    seats: tuple[SeatId, ...]
    norm: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretUnresolved(Reason):
    """A secret vote is not the chair's to order: somebody has to move it."""

    norm: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockForbidden(Reason):
    """The body's rules know no vote on several items at once."""

    norm: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockTooSmall(Reason):
    """A vote en bloc takes at least two items, each once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockRecused(Reason):
    """Somebody takes no part in one of the items, so it is voted on by itself."""

    item: ItemId


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockNotPlain(Reason):
    """On this item there is not exactly one motion that could be voted on as a whole."""

    item: ItemId
    motions: tuple[MotionId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockItemUnnamed(Reason):
    """An objection to a vote en bloc names the item to be voted on by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotInBlock(Reason):
    """The item is not among those voted on en bloc."""

    item: ItemId


@dataclass(frozen=True, slots=True, kw_only=True)
class NotDivisible(Reason):
    """The text has no parts that are numbered from 1."""

    motion: MotionId


@dataclass(frozen=True, slots=True, kw_only=True)
class DivisionForbidden(Reason):
    """The body's rules know no vote on parts of a motion."""

    norm: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoSuchPart(Reason):
    """No part of that number waits for its vote."""

    motion: MotionId
    parts: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PartsPending(Reason):
    """The parts are voted on first."""

    motion: MotionId
    parts: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PartsDecided(Reason):
    """Parts of the motion are decided already, so it is neither amended nor put together again."""

    motion: MotionId


@dataclass(frozen=True, slots=True, kw_only=True)
class HandsWeighNothing(Reason):
    """Where members have several votes each, hands without names cannot be counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VotesSplit(Reason):
    """The votes of one member of a joint body are cast alike, and another has voted otherwise."""

    group: str
    seat: SeatId
    choice: Choice
    norm: str
