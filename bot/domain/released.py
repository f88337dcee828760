# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is released of a non-public resolution, and why: all the public may know of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.ids import MeetingId
from bot.domain.values import Result


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """How a resolution is to be worded for the public where its own words say too much."""

    title: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Released:
    """One released resolution (Bekanntgabe), whole: whoever publishes it needs nothing else."""

    number: str
    """Its running number, such as ``12/2026``."""
    decided: datetime
    title: str
    text: str
    own_words: bool
    """Whether title and text are those of the resolution; else they were written for the public."""
    result: Result
    resolved_in: MeetingId | None
    """The meeting whose body has resolved the release; None: the ground for secrecy is gone."""
    reason: str
    """Why the ground for secrecy is gone; empty where the body has resolved it."""
    norm: str
