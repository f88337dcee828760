# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Entries of the books while they are judged and written down. Plain values, no I/O."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.domain import events as e
from bot.domain.ids import MeetingId
from bot.domain.meeting import Meeting
from bot.domain.roster import Body
from bot.effects import Effect


@dataclass(frozen=True, slots=True)
class Decided:
    """An event, and the meeting whose stream it belongs to; None for the body's own."""

    meeting: MeetingId | None
    event: e.Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """An event written down as number ``seq`` of its stream, under ``hash``."""

    meeting: MeetingId | None
    event: e.Event
    seq: int
    hash: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Follows:
    """What follows from an entry, worked out only when somebody wants to know."""

    effects: Callable[[], list[Effect]]
    edits: str = ""
    """The slot of the message whose edit is all of it; a later one makes it superfluous."""


@dataclass(frozen=True, slots=True)
class Bookmark:
    """What was known at a moment."""

    body: Body
    meetings: dict[MeetingId, Meeting]
    heads: dict[str, int]
    opened: int
    ended: int
    elected: int
