# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Why not: residents' questions (Einwohnerfragestunde)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.ids import QuestionId
from bot.domain.refusals.base import Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionUnknown(Reason):
    question: QuestionId


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionOver(Reason):
    """It was called or answered already."""

    question: QuestionId


@dataclass(frozen=True, slots=True, kw_only=True)
class NoQuestionTime(Reason):
    """No question time is open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionTimeOpen(Reason):
    """Something else has to wait until the question time is closed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionTimeUsed(Reason):
    """The time box is used up; what is left is answered in writing."""

    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NoMoreQuestions(Reason):
    """Nobody else wants to ask."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DueInPast(Reason):
    due: date
