# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What may have happened: the conference."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.ids import SeatId
from bot.domain.values import Link, Step


@dataclass(frozen=True, slots=True, kw_only=True)
class ConferenceLed:
    """The chair muted, removed or let in somebody in the conference, ended or opened it."""

    step: Step
    by: SeatId
    seat: SeatId | None = None
    """None: nobody in particular."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConferenceLinked:
    """What the conference's server tells of a member's connection. It is no attendance."""

    seat: SeatId
    link: Link
    microphone: bool
    """Whether a microphone is published, muted or not."""
    camera: bool


ConferenceEvent = ConferenceLed | ConferenceLinked
