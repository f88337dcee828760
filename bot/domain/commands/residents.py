# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What may be asked: residents' questions (Einwohnerfragestunde)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.domain.commands.base import Asked
from bot.domain.ids import MeetingId, QuestionId


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterQuestion(Asked):
    name: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenQuestionTime(Asked):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class CallQuestion(Asked):
    """Call a question; None: the next in the order of registration."""

    question: QuestionId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerQuestion(Asked):
    """Take down the answer; after the meeting it is one in writing."""

    question: QuestionId
    text: str
    meeting: MeetingId | None = None
    """None: the meeting that runs, else the last in which this question was put."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeferAnswer(Asked):
    """Promise an answer in writing until a day."""

    question: QuestionId
    office: str
    due: date
    meeting: MeetingId | None = None
    """None: the meeting that runs, else the last in which this question was put."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteQuestionTimeUp(Asked):
    """Its time is up; asked by the bot itself (``by`` is OPERATOR)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseQuestionTime(Asked):
    pass


QuestionCommand = (
    RegisterQuestion
    | OpenQuestionTime
    | CallQuestion
    | AnswerQuestion
    | DeferAnswer
    | NoteQuestionTimeUp
    | CloseQuestionTime
)
