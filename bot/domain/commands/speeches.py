# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What may be asked: the speakers' list and the floor."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.commands.base import Asked
from bot.domain.debating import SpeechKind
from bot.domain.ids import SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveFloor(Asked):
    """Give a member the floor (Worterteilung); ``kind`` None: as what they have asked for it."""

    seat: SeatId
    kind: SpeechKind | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestFloor(Asked):
    """Ask for the floor (Wortmeldung)."""

    seat: SeatId
    kind: SpeechKind = SpeechKind.DEBATE


@dataclass(frozen=True, slots=True, kw_only=True)
class DropFloorRequest(Asked):
    """Leave the speakers' list, or strike somebody from it."""

    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class CallSpeaker(Asked):
    """Give the floor to whose turn it is on the speakers' list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtendSpeech(Asked):
    """Let somebody speak longer (Verlängerung der Redezeit); without ``seat`` all who speak."""

    minutes: int
    seat: SeatId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteTimeUp(Asked):
    """The time to speak is up; ``by`` is OPERATOR."""

    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeFloor(Asked):
    """Take the floor from a member; without ``seat`` from everybody who has it."""

    seat: SeatId | None = None


SpeechCommand = (
    GiveFloor
    | RequestFloor
    | DropFloorRequest
    | CallSpeaker
    | ExtendSpeech
    | NoteTimeUp
    | TakeFloor
)
