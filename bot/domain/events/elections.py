# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What may have happened: elections."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.electing import Contest, Outcome, PaperCount, Seats
from bot.domain.ids import ElectionId, ItemId, SeatId
from bot.domain.values import Majority, Postal, QuorumCheck


@dataclass(frozen=True, slots=True, kw_only=True)
class ElectionOpened:
    """The body is to elect somebody to ``office`` (Wahl), or to fill ``seats`` from lists."""

    election: ElectionId
    item: ItemId | None
    office: str
    seats: Seats | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateNominated:
    """Put forward (Wahlvorschlag); a list with the ``people`` on it, in their order."""

    election: ElectionId
    candidate: str
    by: SeatId
    people: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateWithdrawn:
    """Taken back, or the candidate does not stand."""

    election: ElectionId
    candidate: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundOpened:
    """The papers are handed out (Wahlgang)."""

    election: ElectionId
    number: int
    candidates: tuple[str, ...]
    tellers: tuple[SeatId, ...]
    entitled: int
    check: QuorumCheck
    contest: Contest
    step: int
    """Its place among `bot.domain.electing.ElectionRule.contests`, from 0."""
    postal: Postal | None = None
    """The papers are sent home and counted after the meeting (Briefwahl)."""
    openly: bool = False
    """By show of hands instead of papers (offene Wahl)."""
    anyone: bool = False
    """Papers may name who does not stand."""
    majority: Majority | None = None
    """What this round takes, where that is not what the body's elections do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundCounted:
    """What the tellers found, and what follows from it. ``elected`` is empty if nobody is."""

    election: ElectionId
    number: int
    count: PaperCount
    outcome: Outcome
    needed: int
    elected: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LotDrawn:
    """Whom the lot (Los) has fallen on, drawn in the hall or by words handed in.

    ``elected`` is empty if it was drawn for a place in the run-off.
    """

    election: ElectionId
    number: int
    drawn: str
    elected: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LotPrepared:
    """A lot everybody can check is to be drawn (`bot.domain.lots`)."""

    election: ElectionId
    number: int
    among: tuple[str, ...]
    places: int
    by: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class LotCommitted:
    """Somebody has handed in the SHA-256 digest of their words."""

    election: ElectionId
    seat: SeatId
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LotSealed:
    """From now on nobody can change what they have handed in."""

    election: ElectionId
    by: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class LotRevealed:
    """Somebody has said their words."""

    election: ElectionId
    seat: SeatId
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LotVoided:
    """The draw came to nothing."""

    election: ElectionId
    reason: str
    by: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundVoided:
    """A round came to nothing (Wiederholung des Wahlgangs), counted or not; it is held again."""

    election: ElectionId
    number: int
    reason: str
    by: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class ElectionBrokenOff:
    """The election ended without anybody elected (Abbruch der Wahl)."""

    election: ElectionId
    number: int
    """The round whose papers were out, which nobody counts; 0 if there was none."""
    reason: str
    by: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class TieSettled:
    """More than two share the highest number of votes; who leads has decided what follows."""

    election: ElectionId
    number: int
    outcome: Outcome
    """`LOT_FOR_RUN_OFF`, `LOT_FOR_OFFICE` or `REPEAT`."""
    reason: str
    by: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenElectionAgreed:
    """The body has resolved with every vote to elect openly."""

    election: ElectionId


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretElectionDemanded:
    """A member has objected to an open election: it is held on paper."""

    election: ElectionId
    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class ElectionAnswered:
    """The elected takes the office on, or does not."""

    election: ElectionId
    elected: str
    accepted: bool


ElectionEvent = (
    ElectionOpened
    | CandidateNominated
    | CandidateWithdrawn
    | RoundOpened
    | RoundCounted
    | LotDrawn
    | LotPrepared
    | LotCommitted
    | LotSealed
    | LotRevealed
    | LotVoided
    | RoundVoided
    | ElectionBrokenOff
    | TieSettled
    | OpenElectionAgreed
    | SecretElectionDemanded
    | ElectionAnswered
)
