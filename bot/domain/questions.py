# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Residents' questions (Einwohnerfragen) as facts: who asks what, and what was answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from bot.domain.ids import QuestionId


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    id: QuestionId
    name: str
    """Who asks; no member, so no seat."""
    text: str
    called: bool = False
    answer: str = ""
    in_writing: bool = False
    """Answered after the question time."""
    office: str = ""
    """Who owes an answer in writing; empty if nobody does."""
    due: date | None = None

    @property
    def owed(self) -> bool:
        """Tell whether an answer in writing was promised and has not been given."""
        return self.due is not None and not self.answer


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionTime:
    """The question time (Einwohnerfragestunde) of one meeting."""

    questions: Mapping[QuestionId, Question] = field(default_factory=dict)
    """In the order of registration, which is the order they are called in."""
    running: bool = False
    held: bool = False
    """Whether it was ever opened in this meeting."""
    until: datetime | None = None
    """When its time is up; None if it has no limit."""
    told: bool = False
    """Everybody was told that its time is up."""

    def owes(self, question: QuestionId) -> bool:
        """Tell whether this question was put here, and is not answered yet."""
        known = self.questions.get(question)
        return known is not None and not known.answer

    def next(self) -> Question | None:
        """Return the first question that was neither called nor answered nor put off."""
        waiting = (q for q in self.questions.values() if not (q.called or q.answer or q.due))
        return next(waiting, None)
