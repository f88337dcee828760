# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The rule values one meeting is led by, as data, each with the paragraph it rests on.

A `Rules` value is taken from the profile of the Land, with the body's own provisions on top, when
a meeting is planned, and is journalled with it: the minutes follow from the journal alone, even
after the law has changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from fractions import Fraction

from bot.domain.electing import ON_PAPER, ElectionRule
from bot.domain.values import Base, BodyKind, Format, Majority, SubjectKind

RuleValue = str | int | bool
Value = RuleValue | Majority | None


class Verified(StrEnum):
    """How sure we are of a rule value."""

    FOUND = "found"
    """Read in the official text."""
    SECONDARY = "secondary"
    """Read in somebody else's account of it."""
    RECALLED = "recalled"
    """Not read; the clerk is warned until it is confirmed."""
    CONFIRMED = "confirmed"
    """Compared with the official text by the body's own office; who and when is journalled."""


class Layer(StrEnum):
    """Who has set a rule value; what stands below overrides what stands above."""

    LAW = "law"
    OWN = "own"
    """The body's Hauptsatzung or Geschäftsordnung."""
    RESOLUTION = "resolution"
    """A resolution of the body for one meeting."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a rule value comes from, and for which days it holds."""

    norm: str
    """The paragraph, as it is quoted in minutes: ``§ 39 Abs. 1 ThürKO``."""
    source: str
    as_of: str
    verified: Verified
    layer: Layer = Layer.LAW
    valid_from: str = ""
    """First day it holds (ISO); empty if not recorded."""
    valid_until: str = ""
    """Last day it holds (ISO); empty if no end is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation:
    """Somebody of the body compared a value with the official text."""

    by: str
    """Name of the person."""
    on: str
    """ISO day."""
    text: str
    """On which text, such as a gazette."""
    value: str
    norm: str
    """Value and norm as they were then; once either changes the confirmation is void."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Effective:
    """The answer of the one lookup: a rule's value, and where it comes from."""

    key: str
    value: Value
    source: Source


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
    election: ElectionRule = ON_PAPER
    abstention_allowed: bool = True
    device_admission_allowed: bool = True
    """Whether the clerk may admit devices that cannot cross-sign."""
    values: Mapping[str, RuleValue] = field(default_factory=dict)
    """Values of all other rules of `bot.domain.rulebook` that are no shares, by key."""
    shares: Mapping[str, Majority] = field(default_factory=dict)
    """Shares that are no majority of a vote: ``quorum.recusal``, ``agenda.right`` …"""
    day: str = ""
    """The day these rules hold for (ISO)."""
    sources: Mapping[str, Source] = field(default_factory=dict)
    """By rule key, such as ``notice``, ``quorum``, ``vote.simple``."""

    def norm(self, key: str) -> str:
        """Return the paragraph rule ``key`` rests on, or an empty string."""
        source = self.sources.get(key)
        return source.norm if source else ""

    def vote_norm(self, majority: str, subject: SubjectKind) -> str:
        """Return what a vote on ``subject`` rests on: its own paragraph, or its majority's."""
        own = self.norm("agenda.extension") if subject is SubjectKind.ADD_ITEM else ""
        return own or self.norm(f"vote.{majority}")

    def majority_key(self, kind: str) -> str:
        """Return the key of the majority a subject of ``kind`` needs."""
        return self.majority_for.get(kind, "simple")

    def word(self, key: str) -> str:
        """Return the word a rule says; empty if there is no such rule."""
        found = self.values.get(key, "")
        return found if isinstance(found, str) else ""

    def flag(self, key: str, *, otherwise: bool = False) -> bool:
        """Return what a rule allows, ``otherwise`` if there is no such rule."""
        found = self.values.get(key, otherwise)
        return found if isinstance(found, bool) else otherwise

    def number(self, key: str) -> int | None:
        """Return the number a rule names; None if there is no such rule."""
        found = self.values.get(key)
        return None if isinstance(found, bool | str) else found

    def effective(self, key: str) -> Effective | None:
        """Return the value of rule ``key`` and where it comes from; None if it is not regulated."""
        source = self.sources.get(key)
        return Effective(key=key, value=self._value(key), source=source) if source else None

    def _value(self, key: str) -> Value:
        match key:
            case "notice":
                return self.notice.full_days
            case "notice.urgent":
                return self.notice.urgent_days_before
            case "vote.abstention":
                return self.abstention_allowed
            case "quorum":
                rule = self.quorum
                return Majority(share=rule.share, base=rule.base, or_equal=rule.or_equal)
        if key in self.values:
            return self.values[key]
        return self.shares.get(key) or self.majorities.get(key.removeprefix("vote."))

    def unverified(self) -> tuple[tuple[str, Source], ...]:
        """Return what nobody has read in the official text, by key, for the clerk to confirm."""
        sure = (Verified.FOUND, Verified.CONFIRMED)
        return tuple(
            (key, source) for key, source in self.sources.items() if source.verified not in sure
        )


def in_words(value: Value) -> str:
    """Return a value in one form that can be compared: ``more than 1/2 of members``."""
    match value:
        case None:
            return ""
        case bool():
            return "allowed" if value else "not allowed"
        case Majority():
            word = "at least" if value.or_equal else "more than"
            return f"{word} {value.share} of {value.base}"
        case _:
            return str(value)


def confirmed(rules: Rules, confirmations: Mapping[str, Confirmation]) -> Rules:
    """Return ``rules`` with what the body's office has confirmed marked so.

    A confirmation counts for the value and the norm it was given for, and for no later ones.
    """
    sources = dict(rules.sources)
    for key, source in rules.unverified():
        known = confirmations.get(key)
        found = rules.effective(key)
        if known and found and (known.value, known.norm) == (in_words(found.value), source.norm):
            sources[key] = replace(
                source,
                source=f"{known.text} ({known.by})",
                as_of=known.on,
                verified=Verified.CONFIRMED,
            )
    return replace(rules, sources=sources)


def resolved(rules: Rules, key: str, value: int, norm: str) -> Rules:
    """Return ``rules`` with what the body has resolved for one meeting on top."""
    source = Source(
        norm=norm, source=norm, as_of=rules.day, verified=Verified.FOUND, layer=Layer.RESOLUTION
    )
    return replace(
        rules,
        values={**rules.values, key: value},
        sources={**rules.sources, key: source},
    )
