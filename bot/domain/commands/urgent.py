# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What may be asked: to keep a decision that was taken for the body."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.commands.base import Asked
from bot.domain.ids import UrgentId
from bot.domain.rules import Rules


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeUrgentDecision(Asked):
    """Keep an urgent decision, by the law in force (``rules``; the books add it).

    ``taken_by`` empty: who asks has decided.
    """

    title: str
    text: str
    reason: str
    decided: datetime
    public: bool = True
    taken_by: str = ""
    agreed: str = ""
    rules: Rules | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueUrgentExtract(Asked):
    """Make out a certified extract of an urgent decision."""

    decision: UrgentId


UrgentCommand = TakeUrgentDecision | IssueUrgentExtract
