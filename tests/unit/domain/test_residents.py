# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The residents' question time: slot, order, time box, and answers owed in writing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from council import CALLED, MAYOR, NOW, ON_ITEM, RULES, T1, V1, VOTING, planned
from hypothesis import given
from hypothesis import strategies as st
from scenario import Given

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain import refusals as r
from bot.domain.due import due
from bot.domain.ids import QuestionId
from bot.domain.reminders import due as reminders_due
from bot.domain.values import Phase, Reminder

E1, E2 = QuestionId("E1"), QuestionId("E2")
LAW = replace(RULES, values={**RULES.values, "residents.minutes": 30})
EVENING = (*planned(LAW), *CALLED[2:])
LATER = NOW + timedelta(minutes=30)
DUE = NOW.date() + timedelta(days=14)
REGISTER = c.RegisterQuestion(by=MAYOR, at=NOW, name="Rosa Linde", text="Wann kommt der Radweg?")
OPEN, CLOSE = c.OpenQuestionTime(by=MAYOR, at=NOW), c.CloseQuestionTime(by=MAYOR, at=NOW)
CALL = c.CallQuestion(by=MAYOR, at=NOW)
ANSWER = c.AnswerQuestion(by=MAYOR, at=NOW, question=E1, text="Im Frühjahr.")
DEFER = c.DeferAnswer(by=MAYOR, at=NOW, question=E1, office="Bauamt", due=DUE)


def registered(question: QuestionId = E1, name: str = "Rosa Linde") -> e.QuestionRegistered:
    return e.QuestionRegistered(question=question, name=name, text=REGISTER.text, by=MAYOR)


WAITING = (*EVENING, registered(), registered(E2, "Jan Ulme"))


def test_a_question_is_registered_once_before_the_meeting_or_in_it() -> None:
    given = Given(*planned(LAW)).when(REGISTER).then(registered())
    given.when(REGISTER).then()
    given.when(replace(REGISTER, name="Jan Ulme")).then(registered(E2, "Jan Ulme"))
    Given(*EVENING).when(replace(REGISTER, text=" ")).refused(r.TextMissing())
    over = (*EVENING, e.MeetingClosed(by=MAYOR, open_items=()))
    Given(*over).when(REGISTER).refused(
        r.WrongPhase(phase=Phase.CLOSED, needed=(Phase.PLANNED, Phase.INVITED, Phase.OPEN))
    )


def test_questions_are_called_in_the_order_of_registration_or_as_named() -> None:
    given = Given(*WAITING).when(OPEN).then(e.QuestionTimeOpened(until=LATER, by=MAYOR))
    given.when(OPEN).then()
    first = given.when(CALL).then(e.QuestionCalled(question=E1))
    first.when(replace(CALL, question=E1)).refused(r.QuestionOver(question=E1))
    second = first.when(replace(CALL, question=E2)).then(e.QuestionCalled(question=E2))
    second.when(CALL).refused(r.NoMoreQuestions())
    second.when(replace(CALL, question=QuestionId("E9"))).refused(
        r.QuestionUnknown(question=QuestionId("E9"))
    )


def test_when_the_time_is_up_everybody_is_told_once_and_no_question_is_called() -> None:
    given = Given(*WAITING).when(OPEN).accepted()
    up = c.NoteQuestionTimeUp(by=c.OPERATOR, at=LATER)
    assert due(given.meeting, NOW) == []
    assert due(given.meeting, LATER) == [up]
    given.when(replace(up, at=NOW)).then()
    told = given.when(up).then(e.QuestionTimeUp())
    assert due(told.meeting, LATER) == []
    told.when(up).then()
    told.when(replace(CALL, at=LATER)).refused(r.QuestionTimeUsed(until=LATER))


def test_without_a_rule_the_question_time_has_no_limit() -> None:
    given = Given(*CALLED).when(OPEN).then(e.QuestionTimeOpened(until=None, by=MAYOR))
    assert due(given.meeting, LATER) == []
    given.when(c.NoteQuestionTimeUp(by=c.OPERATOR, at=LATER)).then()


def test_it_is_held_between_items_in_the_public_part() -> None:
    Given(*ON_ITEM).when(OPEN).refused(r.ItemOpen(item=T1))
    Given(*VOTING).when(OPEN).refused(r.BallotOpen(ballot=V1))
    Given(*EVENING, e.PublicExcluded(by=MAYOR)).when(OPEN).refused(r.PublicExcludedAlready())
    running = Given(*EVENING).when(OPEN).accepted()
    running.when(c.CallItem(by=MAYOR, at=NOW, item=T1)).refused(r.QuestionTimeOpen())
    running.when(c.ExcludePublic(by=MAYOR, at=NOW)).refused(r.QuestionTimeOpen())
    running.when(c.CloseMeeting(by=MAYOR, at=NOW)).refused(r.QuestionTimeOpen())
    closed = running.when(CLOSE).then(e.QuestionTimeClosed(by=MAYOR))
    closed.when(CLOSE).refused(r.NoQuestionTime())
    closed.when(CALL).refused(r.NoQuestionTime())
    closed.when(c.CallItem(by=MAYOR, at=NOW, item=T1)).accepted()


def test_an_answer_is_given_at_once_or_in_writing_and_only_once() -> None:
    running = Given(*WAITING).when(OPEN).accepted()
    spoken = running.when(ANSWER).then(
        e.QuestionAnswered(question=E1, text="Im Frühjahr.", in_writing=False, by=MAYOR)
    )
    spoken.when(ANSWER).refused(r.QuestionOver(question=E1))
    spoken.when(DEFER).refused(r.QuestionOver(question=E1))
    spoken.when(replace(CALL, question=E1)).refused(r.QuestionOver(question=E1))
    over = (*WAITING, e.MeetingClosed(by=MAYOR, open_items=()))
    Given(*over).when(ANSWER).then(
        e.QuestionAnswered(question=E1, text="Im Frühjahr.", in_writing=True, by=MAYOR)
    )


def test_an_answer_owed_in_writing_is_reminded_of_until_it_is_given() -> None:
    promised = (
        Given(*WAITING)
        .when(DEFER)
        .then(e.QuestionDeferred(question=E1, office="Bauamt", due=DUE, by=MAYOR))
    )
    promised.when(DEFER).then()
    on_the_day = NOW + timedelta(days=14)
    owed = (Reminder.QUESTION, f"E1/{DUE.isoformat()}")
    assert reminders_due(promised.meeting, NOW) == ()
    assert reminders_due(promised.meeting, on_the_day) == (owed,)
    given = promised.when(ANSWER).accepted()
    assert reminders_due(given.meeting, on_the_day) == ()
    yesterday = NOW.date() - timedelta(days=1)
    Given(*WAITING).when(replace(DEFER, due=yesterday)).refused(r.DueInPast(due=yesterday))


@given(asked=st.integers(1, 6), called=st.integers(0, 8))
def test_no_question_is_called_twice_and_none_is_passed_over(asked: int, called: int) -> None:
    state = Given(*EVENING)
    for number in range(asked):
        state = state.when(replace(REGISTER, name=f"Nr. {number}")).accepted()
    state = state.when(OPEN).accepted()
    for _ in range(min(asked, called)):
        state = state.when(CALL).accepted()
    heard = [one.id for one in state.meeting.residents.questions.values() if one.called]
    assert heard == [f"E{number + 1}" for number in range(min(asked, called))]
