# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The list of residents' questions (Einwohnerfragen): who asks what, and how far it has come."""

from __future__ import annotations

from collections.abc import Iterable

from bot.domain.meeting import Meeting, start_of
from bot.domain.questions import Question
from bot.effects import Line, Style


def question_lines(meeting: Meeting, known: Iterable[Meeting], *, names: bool) -> list[Line]:
    """List the questions of a meeting as they are called, and answers owed from earlier ones.

    Where all read it nobody is named, and nothing quoted, before they are called.
    """
    lines = [
        _line(question, question.id, open_now=names or question.called)
        for question in meeting.residents.questions.values()
    ]
    lines = lines or [Line("show.no_questions")]
    earlier = [one for one in sorted(known, key=start_of) if one.id != meeting.id]
    owed = [
        _line(question, f"{one.id}/{question.id}", open_now=names or question.called)
        for one in earlier
        for question in one.residents.questions.values()
        if question.owed
    ]
    return [*lines, Line("show.questions_owed", style=Style.TITLE), *owed] if owed else lines


def _line(question: Question, name: str, *, open_now: bool) -> Line:
    facts: dict[str, object] = {"question": name, "office": question.office, "due": question.due}
    asked = f"show.question_{_state(question)}"
    if not open_now:
        return Line(f"{asked}_unnamed", facts, Style.ITEM)
    return Line(asked, {**facts, "name": question.name, "text": question.text}, Style.ITEM)


def _state(question: Question) -> str:
    if question.answer:
        return "answered"
    if question.due:
        return "deferred"
    return "called" if question.called else "waiting"
