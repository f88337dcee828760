# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What may have happened: the minutes."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.domain.ids import BallotId, MeetingId, SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutesDrafted:
    """The draft follows from this stream up to and including the entry before this one."""

    by: SeatId
    version: int
    templates: str = field(default="", compare=False)
    """With which templates the paper that follows was made; empty: before that was kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutesSigned:
    seat: SeatId
    role: str
    """``chair`` or ``clerk``, § 42 (2) ThürKO."""
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutesApproved:
    """Approved by resolution of a later meeting (or as entered by the clerk)."""

    meeting: MeetingId
    ballot: BallotId | None
    version: int
    templates: str = field(default="", compare=False)
    """With which templates the paper that follows was made; empty: before that was kept."""


MinutesEvent = MinutesDrafted | MinutesSigned | MinutesApproved
