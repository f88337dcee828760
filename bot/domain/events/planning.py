# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What may have happened: a meeting before it: day, law, convocation."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.ids import BodyId, MeetingId, SeatId
from bot.domain.rules import Rules
from bot.domain.values import BodyKind, Format, Language, Mark, Notice, Seat


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingPlanned:
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


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingRescheduled:
    starts: datetime
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingCancelled:
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterTaken:
    """The roster as it stands for this meeting; taken anew whenever the body's changes."""

    seats: tuple[Seat, ...]
    marks: tuple[tuple[SeatId, Mark], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RulesTaken:
    """The law as it now stands for this meeting: another day, or a value was confirmed."""

    rules: Rules


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleResolved:
    """The body set a rule of its Geschäftsordnung for this meeting by resolution."""

    key: str
    value: int
    norm: str
    """The resolution, as the minutes quote it."""
    by: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class EmergencyDeclared:
    """The chair declared that members cannot meet in one place (Notlage), § 36a ThürKO."""

    by: SeatId
    trigger: str
    evidence: str
    """On what it rests: a decree, a warning, a date."""
    norm: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondCallStated:
    """The body is convened a second time on the same items; the invitation says what that means."""

    by: SeatId
    first: MeetingId
    """The meeting that was not quorate (beschlussunfähig)."""
    norm: str
    items: tuple[str, ...] | None = None
    """What it put off for want of a quorum, as ``2026-03/T4``; the smaller quorum is for these
    alone. None: written by a version that took it for all that was left over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationSent:
    """Convocation (Einberufung): the invitation with agenda went out to these seats."""

    notice: Notice
    seats: tuple[SeatId, ...]
    urgency_reason: str
    templates: str = field(default="", compare=False)
    """With which templates the paper that follows was made; empty: before that was kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeObjected:
    """A member objects to the convocation (Ladungsrüge), § 35 (3) ThürKO."""

    seat: SeatId
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeObjectionWithdrawn:
    """A member does not object to the convocation any more."""

    seat: SeatId


PlanningEvent = (
    MeetingPlanned
    | MeetingRescheduled
    | MeetingCancelled
    | RosterTaken
    | RulesTaken
    | RuleResolved
    | EmergencyDeclared
    | SecondCallStated
    | InvitationSent
    | NoticeObjected
    | NoticeObjectionWithdrawn
)
