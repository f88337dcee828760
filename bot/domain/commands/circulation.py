# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What may be asked: to decide in text between meetings, and the members' answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.commands.base import Asked
from bot.domain.ids import CirculationId, MeetingId, SeatId
from bot.domain.rules import Rules
from bot.domain.values import Choice


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveCirculation(Asked):
    """Move to decide without a meeting, by the law in force (``rules``; the books add it)."""

    title: str
    text: str
    reason: str
    public: bool
    for_group: bool
    leads: bool = False
    """Whether who moves it leads a meeting being held (the books know)."""
    rules: Rules | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportCirculation(Asked):
    circulation: CirculationId


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCirculation(Asked):
    """Ask every member, until ``until``; ``rule`` names a majority other than the usual one."""

    circulation: CirculationId
    until: datetime
    announced: str = ""
    rule: str = ""
    rules: Rules | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerCirculation(Asked):
    """Agree, object, vote; None leaves that part of the answer as it was."""

    circulation: CirculationId
    seat: SeatId
    agrees: bool | None = None
    choice: Choice | None = None
    reason: str = ""
    proof: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EnterAnswer(AnswerCirculation):
    """What came in by letter or e-mail, entered by who leads, with its proof."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecuseFromCirculation(Asked):
    circulation: CirculationId
    seat: SeatId
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RemindOfCirculation(Asked):
    """The period ends soon; asked by the bot itself (``by`` is OPERATOR)."""

    circulation: CirculationId


@dataclass(frozen=True, slots=True, kw_only=True)
class EndCirculation(Asked):
    """The period is over; ``by`` is OPERATOR."""

    circulation: CirculationId


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawCirculation(Asked):
    circulation: CirculationId
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WordCirculationRelease(Asked):
    """Word a non-public decision between meetings for the public."""

    circulation: CirculationId
    title: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseCirculation(Asked):
    """Release a non-public decision; the books make it of `ReleaseResolution`."""

    circulation: CirculationId
    number: str
    reason: str
    resolved_in: MeetingId | None = None
    rules: Rules | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueCirculationExtract(Asked):
    """Make out a certified extract of a decision between meetings; the books find its number."""

    circulation: CirculationId
    number: str


CirculationCommand = (
    MoveCirculation
    | SupportCirculation
    | OpenCirculation
    | AnswerCirculation
    | EnterAnswer
    | RecuseFromCirculation
    | RemindOfCirculation
    | EndCirculation
    | WithdrawCirculation
    | WordCirculationRelease
    | ReleaseCirculation
    | IssueCirculationExtract
)
