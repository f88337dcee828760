# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""How a view shows calls to order and residents' questions, and what it keeps to itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from council import AYSE, CALLED, MAYOR, NOW, ON_ITEM, RULES, T1, T2, planned, vote
from scenario import Given
from view_samples import described

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain.evolve import evolve
from bot.domain.ids import MeasureId, QuestionId
from bot.domain.measures import Measure, OrderStep
from bot.domain.meeting import Meeting
from bot.domain.values import Choice, Subject, SubjectKind
from bot.views import View, view
from bot.views.conduct import CALLED as CALLED_SHOWN
from bot.views.conduct import MEASURES

R1 = MeasureId("R1")
LAW = replace(RULES, values={**RULES.values, "order.objection": True, "residents.minutes": 30})
ORDERLY = (*planned(LAW), *ON_ITEM[2:])
CALL = c.TakeOrderMeasure(
    by=MAYOR, at=NOW, step=OrderStep.TO_ORDER, seat=AYSE, reason="Zwischenrufe im Saal"
)
OBJECT = c.ObjectToMeasure(by=AYSE, at=NOW, measure=R1)
CALLED_TO_ORDER = Given(*ORDERLY).when(CALL).accepted()


def shown(meeting: Meeting, *, public: bool = True) -> View:
    """Return the view, held to the schema."""
    return described(view(meeting, seq=1, head="0" * 64, public=public))


def standing(given: Given) -> list[str]:
    return [one["standing"] for one in shown(given.meeting)["measures"]]


def decided(given: Given, choice: Choice) -> Given:
    """Put the objection to the vote; all answer the same."""
    asked = given.when(
        c.OpenBallot(by=MAYOR, at=NOW, subject=Subject(kind=SubjectKind.MEASURE, ref=R1))
    ).accepted()
    for seat in asked.meeting.entitled(T1):
        asked = asked.when(vote(seat, choice)).accepted()
    return asked.when(c.CloseBallot(by=MAYOR, at=NOW)).accepted()


# ── speeches ────────────────────────────────────────────────────────────────────────────
def test_who_lost_the_floor_is_no_speaker_though_the_speech_ends_an_entry_later() -> None:
    given = c.GiveFloor(by=MAYOR, at=NOW, seat=AYSE)
    meeting = Given(*ON_ITEM).when(given).accepted().meeting
    assert [one["seat"] for one in shown(meeting)["debate"]["speaking"]] == [AYSE]
    meeting = evolve(meeting, e.FloorTaken(seat=AYSE, by=MAYOR))
    assert AYSE in meeting.debate.speaking
    assert shown(meeting)["debate"]["speaking"] == []


# ── order ───────────────────────────────────────────────────────────────────────────────
def test_a_measure_is_shown_without_its_reason() -> None:
    made = shown(CALLED_TO_ORDER.meeting)
    assert made["measures"] == [{"id": "R1", "step": "to_order", "seat": AYSE, "standing": "open"}]
    assert "Zwischenrufe" not in str(made)


def test_where_the_rules_know_no_objection_a_measure_is_final() -> None:
    assert standing(Given(*ON_ITEM).when(CALL).accepted()) == ["final"]


def test_an_objection_waits_until_the_body_has_decided() -> None:
    objected = CALLED_TO_ORDER.when(OBJECT).accepted()
    assert standing(objected) == ["objected"]
    assert standing(decided(objected, Choice.NO)) == ["upheld"]
    assert standing(decided(objected, Choice.YES)) == ["lifted"]


def test_a_vote_on_the_objection_that_came_to_nothing_leaves_it_open() -> None:
    objected = CALLED_TO_ORDER.when(OBJECT).accepted()
    upheld = decided(objected, Choice.NO).meeting
    (ballot,) = upheld.ballots.values()
    for undone in (replace(ballot, result=None), replace(ballot, voided="falsch gezählt")):
        again = replace(upheld, ballots={ballot.id: undone})
        assert [one["standing"] for one in shown(again)["measures"]] == ["objected"]


@pytest.mark.parametrize(
    ("item", "held", "public", "seen"),
    [
        (T1, True, True, 1),
        (T2, True, True, 0),
        (T2, True, False, 1),
        (None, True, True, 0),
        (None, False, True, 1),
    ],
)
def test_the_public_reads_nothing_of_order_behind_closed_doors(
    item: object, held: bool, public: bool, seen: int
) -> None:
    """Given T2 is non-public; between items nobody can tell in which part a measure was taken."""
    meeting = CALLED_TO_ORDER.meeting
    agenda = tuple(replace(one, public=one.id != T2) for one in meeting.agenda)
    measure = replace(meeting.measures[R1], item=item)  # type: ignore[arg-type]
    changed = replace(meeting, agenda=agenda, measures={R1: measure}, non_public_held=held)
    assert len(shown(changed, public=public)["measures"]) == seen


def test_of_many_measures_the_newest_are_shown() -> None:
    many = {
        MeasureId(f"R{n}"): Measure(
            id=MeasureId(f"R{n}"), step=OrderStep.TO_THE_MATTER, seat=AYSE, item=T1, reason="x"
        )
        for n in range(1, MEASURES + 4)
    }
    made = shown(replace(CALLED_TO_ORDER.meeting, measures=many))["measures"]
    assert [one["id"] for one in made] == [f"R{n}" for n in range(4, MEASURES + 4)]


# ── residents ───────────────────────────────────────────────────────────────────────────
E1, E2 = QuestionId("E1"), QuestionId("E2")
EVENING = Given(
    *planned(LAW),
    *CALLED[2:],
    e.QuestionRegistered(question=E1, name="Rosa Linde", text="Wann kommt der Radweg?", by=MAYOR),
    e.QuestionRegistered(question=E2, name="Jan Ulme", text="Wer räumt den Schnee?", by=MAYOR),
)
OPENED = EVENING.when(c.OpenQuestionTime(by=MAYOR, at=NOW)).accepted()
ASKED = OPENED.when(c.CallQuestion(by=MAYOR, at=NOW)).accepted()


def test_who_waits_to_ask_is_a_number_until_called() -> None:
    before = shown(EVENING.meeting)["question_time"]
    assert before == {
        "running": False,
        "until": None,
        "waiting": ["E1", "E2"],
        "called": [],
        "owed": [],
    }
    made = shown(ASKED.meeting)["question_time"]
    assert made["until"] == (NOW + timedelta(minutes=30)).isoformat()
    assert made["waiting"] == ["E2"]
    assert made["called"] == [
        {"id": "E1", "name": "Rosa Linde", "text": "Wann kommt der Radweg?", "cut": False}
    ]
    assert "Ulme" not in str(made)


def test_what_was_answered_is_gone_and_what_is_owed_stands_by_its_number() -> None:
    due = NOW.date() + timedelta(days=14)
    put_off = ASKED.when(
        c.DeferAnswer(by=MAYOR, at=NOW, question=E1, office="Bauamt", due=due)
    ).accepted()
    made = shown(put_off.meeting)["question_time"]
    assert (made["called"], made["owed"]) == ([], ["E1"])
    answered = ASKED.when(
        c.AnswerQuestion(by=MAYOR, at=NOW, question=E1, text="Im Frühjahr.")
    ).accepted()
    assert shown(answered.meeting)["question_time"]["called"] == []


def test_after_the_question_time_nobody_who_asked_is_named() -> None:
    over = ASKED.when(c.CloseQuestionTime(by=MAYOR, at=NOW)).accepted()
    made = shown(over.meeting)["question_time"]
    assert (made["running"], made["until"], made["called"]) == (False, None, [])


def test_without_a_limit_there_is_no_end_to_count_down_to() -> None:
    base = OPENED.meeting
    endless = replace(base, residents=replace(base.residents, until=None))
    assert shown(endless)["question_time"]["until"] is None


def test_however_many_were_called_without_an_answer_a_few_are_shown() -> None:
    known = ASKED.meeting.residents.questions
    many = {
        QuestionId(f"E{n}"): replace(known[E1], id=QuestionId(f"E{n}"), called=True)
        for n in range(1, 9)
    }
    meeting = replace(ASKED.meeting, residents=replace(ASKED.meeting.residents, questions=many))
    assert len(shown(meeting)["question_time"]["called"]) == CALLED_SHOWN
