# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Residents' questions as the room hears them."""

from __future__ import annotations

from typing import assert_never

from bot.domain import events as e
from bot.effects import Effect, Line, Style
from bot.reactions.business import quote
from bot.reactions.turn import Turn


def questions(turn: Turn, event: e.QuestionEvent) -> list[Effect]:
    """Return what follows from a residents' question, or from the time for them."""
    match event:
        case e.QuestionRegistered(question=question, name=name):
            facts = {"question": question, "name": name}
            registered = turn.office(Line("say.question_registered", facts))
            if not turn.after.running:
                return [registered]
            # Who asks is said when they are called; that somebody waits, the chair must see.
            waits = Line("say.question_waits", {"question": question}, Style.SMALL)
            return [registered, turn.say(waits)]
        case e.QuestionTimeOpened(until=until):
            key = "say.question_time_until" if until else "say.question_time"
            until_when = {"until": until, "n": len(turn.after.residents.questions)}
            return [turn.say(Line(key, until_when, Style.TITLE))]
        case e.QuestionCalled(question=question):
            asked = turn.after.residents.questions[question]
            called = Line("say.question_called", {"question": asked.id, "name": asked.name})
            return [turn.say(called, quote(asked.text))]
        case e.QuestionAnswered(question=question, in_writing=in_writing):
            answered = Line("say.question_answered", {"question": question})
            return [turn.office(answered) if in_writing else turn.say(answered)]
        case e.QuestionDeferred(question=question, office=office, due=due):
            put_off = {"question": question, "office": office, "due": due}
            return [turn.say(Line("say.question_deferred", put_off))]
        case e.QuestionTimeUp():
            return [turn.say(Line("say.question_time_up", style=Style.WARNING))]
        case e.QuestionTimeClosed():
            left = tuple(
                one.id for one in turn.after.residents.questions.values() if not one.answer
            )
            lines = [Line("say.question_time_closed")]
            if left:
                lines.append(Line("say.questions_left", {"questions": left}, Style.SMALL))
            return [turn.say(*lines)]
        case _:
            assert_never(event)
