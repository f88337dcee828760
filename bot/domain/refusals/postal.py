# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Why not: papers sent home, and who counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.domain.ids import BallotId
from bot.domain.refusals.base import Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class PostalForbidden(Reason):
    """No rule lets this body vote by post after a meeting."""

    land: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PostalTooSoon(Reason):
    """The papers could not be back by then."""

    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PostalForMotions(Reason):
    """Only what is decided on a matter can wait until after the meeting."""

    norm: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SentToChair(Reason):
    """The first papers on the matter went to who presides as well; the next go to the same."""

    ballot: BallotId


@dataclass(frozen=True, slots=True, kw_only=True)
class PostalEnBloc(Reason):
    """Several items are decided in one vote where nobody objects, which no paper can do."""

    norm: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PapersOut(Reason):
    """Papers on the same matter are out, and nothing goes on with it before they are counted."""

    ballot: BallotId
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PostalVoid(Reason):
    """The vote was declared void before."""

    ballot: BallotId


@dataclass(frozen=True, slots=True, kw_only=True)
class PostalBuiltOn(Reason):
    """Something rests on the vote by now: a later one, an extract, what was made known."""

    ballot: BallotId
    on: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PostalUncounted(Reason):
    """The minutes are not finished while votes by post wait for their count, or their end."""

    waiting: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PostalStillOut(Reason):
    """Papers may still come in."""

    until: date
    out: int
    issued: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NoPostalVote(Reason):
    """No papers are out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PostalUnclear(Reason):
    """Papers of these votes are out; the one that was named is none of them, or none was named."""

    out: tuple[BallotId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TellersMissing(Reason):
    """So many must be named who have counted."""

    needed: int
