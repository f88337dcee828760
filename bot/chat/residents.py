# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Commands on the residents' question time (Einwohnerfragestunde)."""

from __future__ import annotations

from bot.chat import when
from bot.chat.arguments import Arguments
from bot.chat.command import EVERYWHERE, ROOMS, ChatCommand, asking, speaker
from bot.chat.context import Context
from bot.chat.requests import ShowQuestions
from bot.domain import commands as c
from bot.domain.ids import MeetingId, QuestionId
from bot.domain.permissions import ALLOWED, LEAD

UNTIL = frozenset({"bis", "until"})


def _register(arguments: Arguments, context: Context) -> c.RegisterQuestion:
    name = arguments.take("name").bare
    text = arguments.text("text")
    return c.RegisterQuestion(by=speaker(context), at=context.at, name=name, text=text)


def _open(arguments: Arguments, context: Context) -> c.OpenQuestionTime:
    arguments.end()
    return c.OpenQuestionTime(by=speaker(context), at=context.at)


def _close(arguments: Arguments, context: Context) -> c.CloseQuestionTime:
    arguments.end()
    return c.CloseQuestionTime(by=speaker(context), at=context.at)


def _call(arguments: Arguments, context: Context) -> c.CallQuestion:
    question = _question(arguments)[1] if arguments.left() else None
    arguments.end()
    return c.CallQuestion(by=speaker(context), at=context.at, question=question)


def _answer(arguments: Arguments, context: Context) -> c.AnswerQuestion:
    meeting, question = _question(arguments)
    text = arguments.text("text")
    by = speaker(context)
    return c.AnswerQuestion(by=by, at=context.at, question=question, text=text, meeting=meeting)


def _defer(arguments: Arguments, context: Context) -> c.DeferAnswer:
    meeting, question = _question(arguments)
    arguments.keyword(UNTIL)
    due = when.take_day(arguments.take_words, context.at.astimezone(context.zone).date())
    office = arguments.text("office")
    return c.DeferAnswer(
        by=speaker(context),
        at=context.at,
        question=question,
        office=office,
        due=due,
        meeting=meeting,
    )


def _question(arguments: Arguments) -> tuple[MeetingId | None, QuestionId]:
    """Take ``E1``, or ``2026-03/E1`` for one of an earlier meeting."""
    meeting, slash, number = arguments.take("question").bare.rpartition("/")
    return MeetingId(meeting) if slash else None, QuestionId(number.upper())


COMMANDS = (
    ChatCommand(
        name="residents.register",
        words={"de": ("einwohnerfrage",), "en": ("resident question",)},
        usage={"de": '"<Name>" <Frage>', "en": '"<name>" <question>'},
        example={
            "de": '"Rosa Linde" Wann wird der Radweg gebaut?',
            "en": '"Rosa Linde" When will the cycle path be built?',
        },
        roles=ALLOWED[c.RegisterQuestion],
        places=EVERYWHERE,
        make=_register,
    ),
    ChatCommand(
        name="residents.show",
        words={
            "de": ("fragen", "fragen zeigen", "liste der fragen"),
            "en": ("questions", "questions show"),
        },
        roles=LEAD,
        places=EVERYWHERE,
        make=asking(ShowQuestions()),
    ),
    ChatCommand(
        name="residents.open",
        words={"de": ("fragestunde",), "en": ("question time",)},
        roles=ALLOWED[c.OpenQuestionTime],
        places=ROOMS,
        make=_open,
    ),
    ChatCommand(
        name="residents.call",
        words={"de": ("nächste frage",), "en": ("next question",)},
        usage={"de": "[<Frage>]", "en": "[<question>]"},
        example={"de": "E2", "en": "E2"},
        roles=ALLOWED[c.CallQuestion],
        places=ROOMS,
        make=_call,
    ),
    ChatCommand(
        name="residents.answer",
        words={"de": ("frage beantwortet",), "en": ("question answered",)},
        usage={"de": "[<Sitzung>/]<Frage> <Antwort>", "en": "[<meeting>/]<question> <answer>"},
        example={"de": "E1 Im Frühjahr 2027.", "en": "E1 In spring 2027."},
        roles=ALLOWED[c.AnswerQuestion],
        places=EVERYWHERE,
        make=_answer,
    ),
    ChatCommand(
        name="residents.defer",
        words={"de": ("frage schriftlich",), "en": ("question in writing",)},
        usage={
            "de": "[<Sitzung>/]<Frage> bis <Datum> <Amt>",
            "en": "[<meeting>/]<question> until <date> <office>",
        },
        example={"de": "E1 bis {soon} Bauamt", "en": "E1 until {soon} building office"},
        roles=ALLOWED[c.DeferAnswer],
        places=EVERYWHERE,
        make=_defer,
    ),
    ChatCommand(
        name="residents.close",
        words={"de": ("fragestunde schließen",), "en": ("question time close",)},
        roles=ALLOWED[c.CloseQuestionTime],
        places=ROOMS,
        make=_close,
    ),
)
