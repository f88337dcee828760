# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What may have happened: the speakers' list and the floor."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.debating import SpeechKind
from bot.domain.ids import ItemId, SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class FloorRequested:
    """A member asks for the floor (Wortmeldung)."""

    seat: SeatId
    kind: SpeechKind


@dataclass(frozen=True, slots=True, kw_only=True)
class FloorRequestDropped:
    """Taken back, or struck from the speakers' list."""

    seat: SeatId
    by: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechBegan:
    """A member with the floor speaks on an item; the clock runs."""

    seat: SeatId
    kind: SpeechKind
    item: ItemId
    begun: datetime
    seconds: int
    """The time allowed; 0 if there is no limit."""
    resumed: bool
    """Goes on after an interposed question."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechEnded:
    seat: SeatId
    item: ItemId
    kind: SpeechKind
    seconds: int
    """How long it was."""
    paused: bool
    """For an interposed question; the same member goes on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechTimeUp:
    """The time to speak was up, and everybody was told."""

    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechExtended:
    """The chair lets a member speak longer (Verlängerung der Redezeit)."""

    seat: SeatId
    by: SeatId
    seconds: int
    """The time allowed now, counted since the speech began."""


SpeechEvent = (
    FloorRequested | FloorRequestDropped | SpeechBegan | SpeechExtended | SpeechEnded | SpeechTimeUp
)
