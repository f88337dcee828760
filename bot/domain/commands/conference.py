# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What may be asked: the conference."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.commands.base import Asked
from bot.domain.ids import SeatId
from bot.domain.values import Link, Step


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadConference(Asked):
    step: Step
    seat: SeatId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportLink(Asked):
    """The conference's server tells how a member is connected; ``by`` is OPERATOR."""

    seat: SeatId
    link: Link
    microphone: bool = False
    camera: bool = False


ConferenceCommand = LeadConference | ReportLink
