# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What may have happened: the course of a meeting."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.ids import ItemId, SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingOpened:
    by: SeatId
    chair: SeatId
    """Who leads: the chair, or a deputy while the chair is absent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChairTaken:
    """Another person takes the chair (Übernahme der Sitzungsleitung)."""

    chair: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemCalled:
    item: ItemId


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemClosed:
    item: ItemId
    note: str
    """How it ended where nothing was voted on: taken note of, postponed, referred …"""
    postponed: bool = False
    """Not finished (vertagt): it can be called again, or carries over to the next meeting."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemsPostponed:
    """Items whose turn has not come are put off (vertagt); the one under debate goes on."""

    items: tuple[ItemId, ...]
    note: str
    """The motion that was resolved."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicExcluded:
    """The non-public part begins (Ausschluss der Öffentlichkeit)."""

    by: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicRestored:
    by: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementRecorded:
    """Said for the minutes (Erklärung zu Protokoll)."""

    seat: SeatId
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AloneConfirmed:
    """A remote member said that nobody listens in there (§ 3 (3) DigiSiVO NRW)."""

    seat: SeatId
    by: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingInterrupted:
    """A recess (Unterbrechung), or the meeting is broken off and goes on on another day."""

    reason: str
    until: datetime | None = None
    """When it is to go on; None: when whoever leads says so."""
    other_day: bool = False
    """It goes on on another day (Fortsetzung); everybody is called anew then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecessOver:
    """The time of the recess is up, and everybody was told; the chair resumes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingResumed:
    by: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingClosed:
    by: SeatId
    open_items: tuple[ItemId, ...]
    """Left untreated; they carry over to the next meeting."""


ConductEvent = (
    MeetingOpened
    | ChairTaken
    | ItemCalled
    | ItemClosed
    | ItemsPostponed
    | PublicExcluded
    | PublicRestored
    | StatementRecorded
    | AloneConfirmed
    | MeetingInterrupted
    | RecessOver
    | MeetingResumed
    | MeetingClosed
)
