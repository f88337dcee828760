# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The residents' question time (Einwohnerfragestunde): slot, order, time box, answers.

It is held in the public part, between items. Questions are called in the order of registration. How
long it may last is a rule of the body, ``residents.minutes``; when the time is up no further
question is called, and what is left is answered in writing until a day. That day is reminded of.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import assert_never
from zoneinfo import ZoneInfo

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain import refusals as r
from bot.domain.ids import QuestionId
from bot.domain.meeting import Meeting
from bot.domain.preparation import TITLE_LIMIT, need_no_vote, need_phase, need_text
from bot.domain.questions import Question, QuestionTime
from bot.domain.refusals import Refused
from bot.domain.values import Phase

ANSWERABLE = (Phase.OPEN, Phase.INTERRUPTED, Phase.CLOSED, Phase.DRAFTED, Phase.APPROVED)
REGISTRABLE = (Phase.PLANNED, Phase.INVITED, Phase.OPEN)


def decide_residents(meeting: Meeting, command: c.QuestionCommand) -> list[e.MeetingEvent]:
    """Return what follows from ``command``. Raises `Refused`."""
    match command:
        case c.RegisterQuestion():
            return _register(meeting, command)
        case c.OpenQuestionTime():
            return _open(meeting, command)
        case c.CallQuestion():
            return _call(meeting, command)
        case c.AnswerQuestion():
            return _answer(meeting, command)
        case c.DeferAnswer():
            return _defer(meeting, command)
        case c.NoteQuestionTimeUp():
            return _note_time_up(meeting, command)
        case c.CloseQuestionTime():
            need_phase(meeting, Phase.OPEN)
            _need_running(meeting)
            return [e.QuestionTimeClosed(by=command.by)]
        case _:
            assert_never(command)


def _register(meeting: Meeting, command: c.RegisterQuestion) -> list[e.MeetingEvent]:
    need_phase(meeting, *REGISTRABLE)
    name, text = need_text(command.name, TITLE_LIMIT), need_text(command.text)
    known = meeting.residents.questions
    if any((one.name, one.text) == (name, text) for one in known.values()):
        return []
    question = QuestionId(f"E{len(known) + 1}")
    return [e.QuestionRegistered(question=question, name=name, text=text, by=command.by)]


def _open(meeting: Meeting, command: c.OpenQuestionTime) -> list[e.MeetingEvent]:
    need_phase(meeting, Phase.OPEN)
    if meeting.residents.running:
        return []
    need_no_vote(meeting)
    if meeting.non_public:
        raise Refused(r.PublicExcludedAlready())
    if meeting.item:
        raise Refused(r.ItemOpen(item=meeting.item))
    minutes = meeting.law().number("residents.minutes")
    until = command.at + timedelta(minutes=minutes) if minutes else None
    return [e.QuestionTimeOpened(until=until, by=command.by)]


def _call(meeting: Meeting, command: c.CallQuestion) -> list[e.MeetingEvent]:
    need_phase(meeting, Phase.OPEN)
    _need_running(meeting)
    until = meeting.residents.until
    if until and command.at >= until:
        raise Refused(r.QuestionTimeUsed(until=until))
    if command.question:
        question = need_question(meeting, command.question)
        if question.called or question.answer:
            raise Refused(r.QuestionOver(question=question.id))
        return [e.QuestionCalled(question=question.id)]
    waiting = meeting.residents.next()
    if waiting is None:
        raise Refused(r.NoMoreQuestions())
    return [e.QuestionCalled(question=waiting.id)]


def _answer(meeting: Meeting, command: c.AnswerQuestion) -> list[e.MeetingEvent]:
    need_phase(meeting, *ANSWERABLE)
    question = need_question(meeting, command.question)
    if question.answer:
        raise Refused(r.QuestionOver(question=question.id))
    in_writing = not meeting.residents.running
    text = need_text(command.text)
    return [
        e.QuestionAnswered(question=question.id, text=text, in_writing=in_writing, by=command.by)
    ]


def _defer(meeting: Meeting, command: c.DeferAnswer) -> list[e.MeetingEvent]:
    need_phase(meeting, *ANSWERABLE)
    question = need_question(meeting, command.question)
    if question.answer:
        raise Refused(r.QuestionOver(question=question.id))
    office = need_text(command.office, TITLE_LIMIT)
    if command.due < command.at.astimezone(ZoneInfo(meeting.time_zone)).date():
        raise Refused(r.DueInPast(due=command.due))
    if (question.office, question.due) == (office, command.due):
        return []
    return [e.QuestionDeferred(question=question.id, office=office, due=command.due, by=command.by)]


def _note_time_up(meeting: Meeting, command: c.NoteQuestionTimeUp) -> list[e.MeetingEvent]:
    now = meeting.residents
    if not now.running or now.told or now.until is None or command.at < now.until:
        return []
    return [e.QuestionTimeUp()]


def need_question(meeting: Meeting, question: QuestionId) -> Question:
    known = meeting.residents.questions.get(question)
    if known is None:
        raise Refused(r.QuestionUnknown(question=question))
    return known


def _need_running(meeting: Meeting) -> None:
    if not meeting.residents.running:
        raise Refused(r.NoQuestionTime())


def asked(before: QuestionTime, event: e.QuestionEvent) -> QuestionTime:
    """Return the question time after ``event``."""
    match event:
        case e.QuestionTimeOpened(until=until):
            return replace(before, running=True, held=True, until=until, told=False)
        case e.QuestionTimeUp():
            return replace(before, told=True)
        case e.QuestionTimeClosed():
            return replace(before, running=False)
        case e.QuestionRegistered():
            made = Question(id=event.question, name=event.name, text=event.text)
            return replace(before, questions={**before.questions, made.id: made})
        case e.QuestionCalled() | e.QuestionAnswered() | e.QuestionDeferred():
            changed = _changed(before.questions[event.question], event)
            return replace(before, questions={**before.questions, changed.id: changed})
        case _:
            assert_never(event)


def _changed(
    before: Question, event: e.QuestionCalled | e.QuestionAnswered | e.QuestionDeferred
) -> Question:
    match event:
        case e.QuestionCalled():
            return replace(before, called=True)
        case e.QuestionAnswered(text=text, in_writing=in_writing):
            return replace(before, answer=text, in_writing=in_writing)
        case e.QuestionDeferred(office=office, due=due):
            return replace(before, office=office, due=due)
        case _:
            assert_never(event)
