# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Why not: elections."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.ids import ElectionId, SeatId
from bot.domain.refusals.base import Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class NoElection(Reason):
    """No election is under way on which this could be done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ElectionOver(Reason):
    election: ElectionId
    elected: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ElectionGivenUp(Reason):
    """It was broken off: another one may be held, this one does not go on."""

    election: ElectionId
    office: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ElectedUnasked(Reason):
    """Somebody is elected; they say whether they take the office on."""

    election: ElectionId
    elected: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ElectionUnfinished(Reason):
    """Another election is under way."""

    election: ElectionId
    office: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateUnknown(Reason):
    candidate: str
    known: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateAmbiguous(Reason):
    candidate: str
    found: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NominatedAlready(Reason):
    candidate: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NominatedByAnother(Reason):
    """``seat`` has nominated; somebody else is not to take it back."""

    candidate: str
    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class NoCandidates(Reason):
    election: ElectionId


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundOpenNow(Reason):
    """The papers of a round are out; nothing else can be done before they are counted."""

    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ElectionSecret(Reason):
    """The law has the body elect on paper, whoever agrees to something else."""

    norm: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenElectionUnagreed(Reason):
    """Everybody has to consent to an open election, and the body has not voted on that."""

    election: ElectionId
    norm: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretElectionDemanded(Reason):
    """A member has objected to an open election."""

    seat: SeatId
    norm: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatsByLists(Reason):
    """Lists share the seats by their votes: no majority is needed and nobody is asked to accept."""

    election: ElectionId


@dataclass(frozen=True, slots=True, kw_only=True)
class NoRoundOpen(Reason):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class NoRoundToRepeat(Reason):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class ElectionUnclear(Reason):
    """Several elections are held by post; the one that is meant has to be named."""

    elections: tuple[ElectionId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TellerUnfit(Reason):
    """Who stands in the election, or is not there, does not count its papers."""

    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class PapersDiffer(Reason):
    """More papers were found than handed out, or handed out than there are entitled."""

    found: int
    issued: int
    entitled: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CountIncomplete(Reason):
    """A candidate is missing from the count, or named twice; noes need a single candidate."""

    candidates: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TieOpen(Reason):
    """More than two share the highest number of votes; who leads has to say what follows."""

    candidates: tuple[str, ...]
    norm: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NotElectedYet(Reason):
    pass
