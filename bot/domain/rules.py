# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The rule values one meeting is led by, as data, each with the paragraph it rests on.

A `Rules` value is taken from the profile of the Land, with the body's own provisions on top, when
a meeting is planned, and is journalled with it: the minutes follow from the journal alone, even
after the law has changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from bot.domain.values import Base, BodyKind, Format, Majority


class Verified(StrEnum):
    """How sure we are of a rule value."""

    FOUND = "found"
    """Read in the official text."""
    SECONDARY = "secondary"
    """Read in somebody else's account of it."""
    RECALLED = "recalled"
    """Not read; the clerk is warned until it is confirmed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a rule value comes from."""

    norm: str
    """The paragraph, as it is quoted in minutes: ``§ 39 Abs. 1 ThürKO``."""
    source: str
    as_of: str
    verified: Verified


@dataclass(frozen=True, slots=True, kw_only=True)
class Quorum:
    """Quorum (Beschlussfähigkeit): more than ``share`` of ``base`` must be present."""

    share: Fraction
    base: Base
    or_equal: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeRule:
    """Period of notice (Ladungsfrist) in full calendar days; neither end counts."""

    full_days: int
    urgent_days_before: int
    """In urgent cases: received at latest so many days before the day of the meeting."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Every rule value in force for one meeting."""

    land: str
    profile: str
    """Name and date of the profile, such as ``th 2026-11-01``."""
    notice: NoticeRule
    quorum: Quorum
    majorities: Mapping[str, Majority]
    """By key: ``simple``, ``members``, ``two_thirds_members`` …; ``simple`` is always there."""
    majority_for: Mapping[str, str]
    """Subject kind to the majority it needs, where it is not ``simple``."""
    formats: Mapping[BodyKind, tuple[Format, ...]]
    """Formats a body may meet in without further ado."""
    abstention_allowed: bool = True
    device_admission_allowed: bool = True
    """Whether the clerk may admit devices that cannot cross-sign."""
    sources: Mapping[str, Source] = field(default_factory=dict)
    """By rule key, such as ``notice``, ``quorum``, ``vote.simple``."""

    def norm(self, key: str) -> str:
        """Return the paragraph rule ``key`` rests on, or an empty string."""
        source = self.sources.get(key)
        return source.norm if source else ""

    def majority_key(self, kind: str) -> str:
        """Return the key of the majority a subject of ``kind`` needs."""
        return self.majority_for.get(kind, "simple")
