# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Why not: papers sent home, and who counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

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
    """Only the vote on a motion itself can wait until after the meeting."""


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
class TellersMissing(Reason):
    """So many must be named who have counted."""

    needed: int
