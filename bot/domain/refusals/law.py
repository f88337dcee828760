# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Why not: what the law allows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.domain.ids import MeetingId, SeatId
from bot.domain.refusals.base import Reason
from bot.domain.values import Format


@dataclass(frozen=True, slots=True, kw_only=True)
class FormatForbidden(Reason):
    """The law does not allow this format."""

    format: str
    land: str
    norm: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FormatBasisMissing(Reason):
    """The law allows the format only if the body's own statute provides it."""

    format: Format
    basis: str
    """Which one: ``statute`` (Hauptsatzung) or ``rules_of_procedure`` (Geschäftsordnung)."""
    norm: str
    key: str
    """Section of the council file that names it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EmergencyNotDeclared(Reason):
    """The format is lawful in a declared emergency only."""

    format: Format
    norm: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EmergencyNotNeeded(Reason):
    """The format is lawful without an emergency."""

    format: Format


@dataclass(frozen=True, slots=True, kw_only=True)
class ChairNotInHall(Reason):
    """The law wants the chair in the hall."""

    seat: SeatId
    norm: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondCallUnknown(Reason):
    """The law on file knows no smaller quorum for a second call."""

    norm: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WasQuorate(Reason):
    """The meeting named was never found without a quorum."""

    meeting: MeetingId


@dataclass(frozen=True, slots=True, kw_only=True)
class LawUnknown(Reason):
    """The profile does not reach back to that day."""

    day: date
    since: date


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleNotOpen(Reason):
    """The rule was read in the official text, or is confirmed already."""

    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleNotOurs(Reason):
    """A resolution of the body for one meeting cannot set this rule."""

    key: str
    norm: str
    possible: tuple[str, ...]
