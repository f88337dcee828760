# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A journal entry as the core sees it: what happened, when, and at which place in the stream."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.events import MeetingEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """One entry of a meeting's stream."""

    seq: int
    """Number within the stream, from 1 without gaps."""
    at: datetime
    """The bot's time when the entry was written, aware."""
    event: MeetingEvent
