# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Residents' questions, measures of order and recesses as everybody hears of them."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sample_journal import BERLIN, KAYA, MAYOR, planned
from turns import keys, last

from bot.domain import events as e
from bot.domain.ids import MeasureId, QuestionId
from bot.domain.measures import OrderStep
from bot.domain.records import Recorded
from bot.domain.values import Reminder
from bot.effects import Place, Say

E1 = QuestionId("E1")
R1 = MeasureId("R1")
UNTIL = datetime(2026, 11, 26, 20, 0, tzinfo=BERLIN)
REGISTERED = e.QuestionRegistered(question=E1, name="Rosa Linde", text="Wann?", by=MAYOR)
TAKEN = e.OrderMeasureTaken(
    measure=R1, step=OrderStep.TO_ORDER, seat=KAYA, item=None, reason="Zuruf", by=MAYOR
)


def after(*events: e.MeetingEvent) -> list[Recorded]:
    opened = e.MeetingOpened(by=MAYOR, chair=MAYOR)
    return planned().at("19:00").add(opened).at("19:10").add(*events).records


def test_the_session_learns_that_a_resident_waits_and_only_the_office_who() -> None:
    office, session = last(after(REGISTERED)).effects
    assert isinstance(office, Say)
    assert (office.place, office.lines[0].facts["name"]) == (Place.OFFICE, "Rosa Linde")
    assert isinstance(session, Say)
    assert (session.place, session.lines[0].facts) == (Place.SESSION, {"question": E1})
    assert session.view is not None
    assert session.view["question_time"]["waiting"] == [E1]


def test_before_the_opening_only_the_office_hears_of_a_resident() -> None:
    early = planned().at("18:00").add(REGISTERED).records
    assert keys(last(early).effects) == ["say.question_registered"]


@pytest.mark.parametrize(
    ("events", "said"),
    [
        ((REGISTERED,), ["say.question_registered", "say.question_waits"]),
        ((e.QuestionTimeOpened(until=None, by=MAYOR),), ["say.question_time"]),
        ((e.QuestionTimeOpened(until=UNTIL, by=MAYOR),), ["say.question_time_until"]),
        ((REGISTERED, e.QuestionCalled(question=E1)), ["say.question_called", "say.quote"]),
        ((e.QuestionTimeUp(),), ["say.question_time_up"]),
        ((e.QuestionTimeClosed(by=MAYOR),), ["say.question_time_closed"]),
        (
            (REGISTERED, e.QuestionTimeClosed(by=MAYOR)),
            ["say.question_time_closed", "say.questions_left"],
        ),
        (
            (
                REGISTERED,
                e.QuestionDeferred(question=E1, office="Bauamt", due=UNTIL.date(), by=MAYOR),
            ),
            ["say.question_deferred"],
        ),
        (
            (
                REGISTERED,
                e.QuestionDeferred(question=E1, office="Bauamt", due=UNTIL.date(), by=MAYOR),
                e.Reminded(reminder=Reminder.QUESTION, ref=f"E1/{UNTIL.date().isoformat()}"),
            ),
            ["reminder.question"],
        ),
        ((TAKEN,), ["say.order_step_to_order"]),
        ((TAKEN, e.OrderMeasureObjected(measure=R1, seat=KAYA)), ["say.order_step_objected"]),
        ((TAKEN, e.OrderMeasureLifted(measure=R1)), ["say.order_step_lifted"]),
        ((e.MeetingInterrupted(reason="Pause"),), ["say.interrupted"]),
        ((e.MeetingInterrupted(reason="Pause", until=UNTIL),), ["say.interrupted_until"]),
        (
            (
                e.MeetingInterrupted(
                    reason="Es ist spät.", until=UNTIL + timedelta(days=1), other_day=True
                ),
            ),
            ["say.broken_off_until", "say.broken_off_notice"],
        ),
        (
            (e.MeetingInterrupted(reason="Pause", until=UNTIL), e.RecessOver()),
            ["say.recess_over", "say.recess_over_next"],
        ),
    ],
)
def test_what_is_said(events: tuple[e.MeetingEvent, ...], said: list[str]) -> None:
    assert keys(last(after(*events)).effects) == said


@pytest.mark.parametrize(("in_writing", "place"), [(False, Place.SESSION), (True, Place.OFFICE)])
def test_an_answer_is_told_where_the_question_was_asked(*, in_writing: bool, place: Place) -> None:
    answered = e.QuestionAnswered(question=E1, text="2027.", in_writing=in_writing, by=MAYOR)
    found = [s for s in last(after(REGISTERED, answered)).effects if isinstance(s, Say)]
    assert [one.place for one in found] == [place]
