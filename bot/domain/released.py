# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is released of a non-public resolution, and why: all the public may know of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.electing import PaperCount
from bot.domain.ids import CirculationId, MeetingId
from bot.domain.values import Result


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """How a resolution is to be worded for the public where its own words say too much."""

    title: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Elected:
    """How an election came out that was held without the public."""

    office: str
    elected: str
    count: PaperCount | None
    """What the tellers found in its last round; None where the public is told in other words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Released:
    """One released decision (Bekanntgabe), whole: whoever publishes it needs nothing else.

    A resolution of a meeting, an election, or what was decided between two meetings.
    """

    number: str
    """Its running number, such as ``12/2026``; of an election meeting and name: ``2026-03/W1``."""
    decided: datetime
    title: str
    text: str
    own_words: bool
    """Whether title and text are those of the resolution; else they were written for the public."""
    result: Result | None
    """None of an election."""
    resolved_in: MeetingId | None
    """The meeting whose body has resolved the release; None: the ground for secrecy is gone."""
    reason: str
    """Why the ground for secrecy is gone; empty where the body has resolved it."""
    norm: str
    elected: Elected | None = None
    """Of an election. If it was worded for the public, nothing but that is told."""
    circulation: CirculationId | None = None
    """Decided without a meeting."""
