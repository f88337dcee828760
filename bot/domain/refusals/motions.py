# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Why not: motions and amendments."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.ids import MotionId, ProceduralId
from bot.domain.refusals.base import Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class MotionUnknown(Reason):
    motion: MotionId


@dataclass(frozen=True, slots=True, kw_only=True)
class MotionDecided(Reason):
    motion: MotionId


@dataclass(frozen=True, slots=True, kw_only=True)
class NotAnAmendable(Reason):
    """An amendment amends a motion, not another amendment."""

    motion: MotionId


@dataclass(frozen=True, slots=True, kw_only=True)
class NotCounterable(Reason):
    """A counter-motion stands against a motion, not against an amendment."""

    motion: MotionId


@dataclass(frozen=True, slots=True, kw_only=True)
class MotionOutOfTurn(Reason):
    """A motion that competes with this one comes first."""

    motion: MotionId
    first: MotionId


@dataclass(frozen=True, slots=True, kw_only=True)
class NotMover(Reason):
    """Only who moved it may withdraw it."""

    motion: MotionId | ProceduralId


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageNotFound(Reason):
    """The passage to replace stands in the text not exactly once."""

    found: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AmendmentsPending(Reason):
    """Amendments are voted on first."""

    motion: MotionId
    pending: tuple[MotionId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AmendmentOutOfTurn(Reason):
    """Another amendment comes first."""

    motion: MotionId
    first: MotionId


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderIncomplete(Reason):
    """The order must name every pending amendment once."""

    missing: tuple[MotionId, ...]
    unknown: tuple[MotionId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TextNotConsolidated(Reason):
    """An adopted amendment is not yet worked into the text."""

    motion: MotionId


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderReasonMissing(Reason):
    """Another order of votes than the most far-reaching first takes a reason."""

    usual: tuple[MotionId, ...]
