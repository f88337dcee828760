# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Values of the minutes: motions, ballots, elections, and what came of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.debating import Procedural
from bot.domain.electing import Election, Round
from bot.domain.ids import BallotId, MotionId
from bot.domain.minutes.persons import Person
from bot.domain.values import (
    Choice,
    Majority,
    Postal,
    QuorumCheck,
    Result,
    Subject,
    Sums,
    Undecided,
    VoteMode,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedVote:
    """A vote by name; ``choice`` is None for one who was entitled and did not vote."""

    person: Person
    choice: Choice | None
    weight: int = 1
    """How many votes it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BallotRecord:
    """One ballot. ``votes`` holds names for a recorded ballot with a result, else nothing."""

    id: BallotId
    subject: Subject
    about: str
    """Number of the item the subject names; empty if it names none."""
    question: str
    """The wording voted on; empty in the public part where it would tell of a non-public item."""
    mode: VoteMode
    rule: str
    majority: Majority | None
    norm: str
    opened: datetime
    closed: datetime | None
    check: QuorumCheck
    result: Result | None
    broken_off: Undecided | None
    votes: tuple[NamedVote, ...]
    sums: Sums | None = None
    """What was counted without names."""
    tellers: tuple[Person, ...] = ()
    """Who has counted that."""
    postal: Postal | None = None
    """The papers were sent home."""
    voided: str = ""
    """Why the result is void; empty if it stands."""
    hidden: bool = False
    """Nobody saw a running result before the close."""
    en_bloc: BallotId | None = None
    """The vote on several items (Blockabstimmung) it was decided in."""
    rests: Person | None = None
    """Whose vote rested in it, by the office they hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AmendmentRecord:
    """An amendment (Änderungsantrag). ``adopted`` is None if it was not put to a decided vote."""

    id: MotionId
    at: datetime
    mover: Person
    joined: tuple[Person, ...]
    text: str
    replaces: str
    withdrawn: bool
    settled: bool
    """It needed no vote: a motion that competes with the one it amends was adopted."""
    adopted: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MotionRecord:
    """A motion (Antrag, Beschlussvorlage) with its amendments in the order of votes."""

    id: MotionId
    at: datetime
    mover: Person
    joined: tuple[Person, ...]
    text: str
    amendments: tuple[AmendmentRecord, ...]
    order_reason: str
    consolidated: str
    """The wording after adopted amendments; empty if it stayed as moved."""
    withdrawn: bool
    adopted: bool | None
    against: MotionId | None = None
    """The motion a counter-motion stands against."""
    contest_reason: str = ""
    """Why the chair had it and its counter-motions voted on in another order than usual."""
    settled: bool = False
    """It needed no vote: one that competes with it was adopted."""

    @property
    def final(self) -> str:
        """The wording in its last form."""
        return self.consolidated or self.text


@dataclass(frozen=True, slots=True, kw_only=True)
class TieRecord:
    """Why who led decided what follows a tie of more than two."""

    reason: str
    by: Person


@dataclass(frozen=True, slots=True, kw_only=True)
class LotEntry:
    """What somebody handed in for a lot, and the words they said afterwards (empty: did not)."""

    by: Person
    digest: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LotRecord:
    """A lot by words handed in, with all it takes to check it."""

    among: tuple[str, ...]
    places: int
    taken_part: tuple[LotEntry, ...]
    void: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProceduralRecord:
    """A procedural motion (Antrag zur Geschäftsordnung) and how it ended."""

    motion: Procedural
    at: datetime
    mover: Person
    text: str
    pro: tuple[Person, ...]
    contra: tuple[Person, ...]
    supporters: tuple[Person, ...]
    """Who demanded it, the mover first."""
    reason: str
    """Why the chair ruled it out, or the rule by which it was demanded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundRecord:
    """One round of an election, with the moment its count was entered."""

    round: Round
    tellers: tuple[Person, ...]
    counted: datetime | None
    tie: TieRecord | None = None
    lots: tuple[LotRecord, ...] = ()
    void: str = ""
    """Why it does not count; empty if it does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ElectionRecord:
    """An election (Wahl) as it stood at the end."""

    election: Election
    demanded: Person | None
    """Who has objected to an open election."""
    opened: datetime
    rounds: tuple[RoundRecord, ...]
    void: tuple[RoundRecord, ...] = ()
    """Rounds that were held again."""

    @property
    def held(self) -> tuple[RoundRecord, ...]:
        """All rounds as they followed each other; what is void comes before what took its place."""
        every = (*self.void, *self.rounds)
        return tuple(sorted(every, key=lambda each: (each.round.number, not each.void)))
