# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Why not: resolutions after the meeting, and what the office is reminded of."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.ids import BallotId, ElectionId
from bot.domain.refusals.base import Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class NoResolution(Reason):
    """No resolution on a matter came of this ballot."""

    ballot: BallotId


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolutionUnknown(Reason):
    """No resolution has this running number."""

    number: str
    last: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NotAdopted(Reason):
    """The resolution was rejected or repealed: there is nothing to carry out."""

    ballot: BallotId


@dataclass(frozen=True, slots=True, kw_only=True)
class Contested(Reason):
    """The resolution is contested; it is not carried out meanwhile."""

    ballot: BallotId


@dataclass(frozen=True, slots=True, kw_only=True)
class ContestedNotDone(Reason):
    """A contested resolution is not carried out; that it was is not reported meanwhile."""

    ballot: BallotId


@dataclass(frozen=True, slots=True, kw_only=True)
class NotContested(Reason):
    ballot: BallotId


@dataclass(frozen=True, slots=True, kw_only=True)
class ContestVotedOn(Reason):
    """The body is voting on the contested resolution; nobody settles that meanwhile."""

    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ContestedOpenly(Reason):
    """The resolution was taken before the public, and so is the second decision on it."""

    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ContestedSecretly(Reason):
    """The resolution is not public, and neither is the second decision on it."""

    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoTask(Reason):
    """Nobody is to carry this resolution out, or it is done."""

    ballot: BallotId


@dataclass(frozen=True, slots=True, kw_only=True)
class NothingToRelease(Reason):
    """The public knows of it already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ElectionUndecided(Reason):
    """Nobody was elected in it who has taken the office on, so there is no result to tell."""

    election: ElectionId


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseUnresolved(Reason):
    """Whether it is made known is for the body to resolve."""

    number: str
    norm: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseVotedOn(Reason):
    """The body is voting on the release; its wording stays until then."""

    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoApprovalAwaited(Reason):
    """Nobody noted that the supervisory authority has to approve it."""

    ballot: BallotId
