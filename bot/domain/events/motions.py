# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What may have happened: motions and amendments."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.ids import ItemId, MotionId, SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class MotionMoved:
    motion: MotionId
    item: ItemId
    by: SeatId
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AmendmentMoved:
    """An amendment (Änderungsantrag). With ``replaces`` its adoption changes the text by itself."""

    motion: MotionId
    amends: MotionId
    by: SeatId
    text: str
    replaces: str
    """The passage ``text`` takes the place of; empty if the amendment is only described."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterMotionMoved:
    """A counter-motion (Gegenantrag): if it is adopted, what it stands against is settled."""

    motion: MotionId
    against: MotionId
    by: SeatId
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MotionsOrdered:
    """The chair set the order of votes on ``motion`` and its counter-motions."""

    motion: MotionId
    order: tuple[MotionId, ...]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AmendmentsOrdered:
    """The chair set the order of votes: the most far-reaching first."""

    motion: MotionId
    order: tuple[MotionId, ...]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MotionWithdrawn:
    motion: MotionId
    by: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class MoverWithdrew:
    """One of several movers no longer stands by it; it stays the others'."""

    motion: MotionId
    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class MotionJoined:
    """Another member moves it as well (Mitunterzeichnung)."""

    motion: MotionId
    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class AmendmentsSettled:
    """``motion`` was adopted, and with it the passage these would have replaced is gone."""

    motion: MotionId
    amendments: tuple[MotionId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MotionConsolidated:
    """The wording after adopted amendments (konsolidierte Fassung)."""

    motion: MotionId
    text: str


MotionEvent = (
    MotionMoved
    | AmendmentMoved
    | CounterMotionMoved
    | MotionsOrdered
    | AmendmentsOrdered
    | MotionWithdrawn
    | MoverWithdrew
    | MotionJoined
    | AmendmentsSettled
    | MotionConsolidated
)
