# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What may have happened: residents' questions (Einwohnerfragestunde)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.ids import QuestionId, SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionRegistered:
    """A resident wants to ask (Anmeldung); entered by the office."""

    question: QuestionId
    name: str
    text: str
    by: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionTimeOpened:
    until: datetime | None
    """When its time is up; None if it has no limit."""
    by: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionCalled:
    question: QuestionId


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionAnswered:
    question: QuestionId
    text: str
    in_writing: bool
    """After the question time (schriftliche Antwort)."""
    by: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionDeferred:
    """An answer in writing is promised."""

    question: QuestionId
    office: str
    due: date
    by: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionTimeUp:
    """Its time is up, and everybody was told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionTimeClosed:
    by: SeatId


QuestionEvent = (
    QuestionRegistered
    | QuestionTimeOpened
    | QuestionCalled
    | QuestionAnswered
    | QuestionDeferred
    | QuestionTimeUp
    | QuestionTimeClosed
)
