# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What may have happened: the floor, and the end of debate."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.ids import ItemId, SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakersListClosed:
    """Nobody asks for the floor any more; who has asked still speaks (Schluss der Rednerliste)."""

    item: ItemId


@dataclass(frozen=True, slots=True, kw_only=True)
class DebateClosed:
    """Nobody speaks on the matter any more (Schluss der Debatte)."""

    item: ItemId


@dataclass(frozen=True, slots=True, kw_only=True)
class FloorGiven:
    """The chair gives a member the floor (Worterteilung); in the conference it may speak."""

    seat: SeatId
    by: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class FloorTaken:
    """The chair takes the floor from a member, or the member has finished."""

    seat: SeatId
    by: SeatId


FloorEvent = SpeakersListClosed | DebateClosed | FloorGiven | FloorTaken
