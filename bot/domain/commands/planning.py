# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What may be asked: a meeting before it: day, law, convocation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.commands.base import Asked
from bot.domain.ids import BodyId, MeetingId, SeatId
from bot.domain.rules import Rules
from bot.domain.values import BodyKind, Format, Language, Mark, Seat


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanMeeting(Asked):
    meeting: MeetingId
    body: BodyId
    body_name: str
    municipality: str
    kind: BodyKind
    statutory_members: int
    title: str
    starts: datetime
    place: str
    format: Format
    language: Language
    time_zone: str
    rules: Rules
    seats: tuple[Seat, ...]
    marks: tuple[tuple[SeatId, Mark], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RescheduleMeeting(Asked):
    starts: datetime
    place: str
    rules: Rules | None = None
    """The law of the new day; the shell looks it up. None leaves the law as it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelMeeting(Asked):
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeRoster(Asked):
    """Follow a change of the body's roster; asked by the bot itself (``by`` is OPERATOR)."""

    seats: tuple[Seat, ...]
    marks: tuple[tuple[SeatId, Mark], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeRules(Asked):
    """Follow what is known of the law; asked by the bot itself (``by`` is OPERATOR)."""

    rules: Rules


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolveRule(Asked):
    """Set a rule of the Geschäftsordnung for this meeting; ``basis`` names the resolution."""

    key: str
    value: int
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclareEmergency(Asked):
    """Declare why members cannot meet in one place, and on what evidence."""

    trigger: str
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StateSecondCall(Asked):
    """Convene a second time on the items ``first`` could not decide for want of a quorum."""

    first: MeetingId
    items: tuple[str, ...] = ()
    """Set by the bot from the journal of ``first``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SendInvitation(Asked):
    urgency_reason: str = ""
    """Why the notice is shortened; must be given exactly when it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectToNotice(Asked):
    """``seat`` None: for oneself; the office enters what came by letter."""

    reason: str
    seat: SeatId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawNoticeObjection(Asked):
    seat: SeatId


PlanningCommand = (
    PlanMeeting
    | RescheduleMeeting
    | CancelMeeting
    | TakeRoster
    | TakeRules
    | ResolveRule
    | DeclareEmergency
    | StateSecondCall
    | SendInvitation
    | ObjectToNotice
    | WithdrawNoticeObjection
)
