# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What may be asked: the minutes."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.commands.base import Asked
from bot.domain.ids import BallotId, MeetingId


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftMinutes(Asked):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class SignMinutes(Asked):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class ApproveMinutes(Asked):
    """``in_meeting`` is the meeting that approved; ``ballot`` its vote, None if entered by hand."""

    in_meeting: MeetingId
    ballot: BallotId | None = None


MinutesCommand = DraftMinutes | SignMinutes | ApproveMinutes
