# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Where all read the list of residents' questions, nobody is named before they are called."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from bot.asked import question_lines
from bot.domain.ids import MeetingId, QuestionId
from bot.domain.meeting import Meeting
from bot.domain.questions import Question, QuestionTime
from bot.texts import Texts

TEXTS = Texts.load("Europe/Berlin")
ASKED = Question(id=QuestionId("E1"), name="Rosa Linde", text="Wann kommt der Radweg?")
DUE = date(2026, 12, 10)


def meeting(*questions: Question, name: str = "2026-02", day: int = 26) -> Meeting:
    return Meeting(
        id=MeetingId(name),
        starts=datetime(2026, 11, day, 18, tzinfo=UTC),
        residents=QuestionTime(questions={one.id: one for one in questions}),
    )


def said(known: Meeting, *others: Meeting, names: bool = False) -> str:
    lines = question_lines(known, (known, *others), names=names)
    return "\n".join(TEXTS.say("de", line.key, **line.facts) for line in lines)


def test_who_waits_is_named_to_the_office_alone() -> None:
    now = meeting(ASKED)
    assert "Rosa Linde" not in said(now)
    assert "Radweg" not in said(now)
    assert "E1 wartet – Rosa Linde: Wann kommt der Radweg?" in said(now, names=True)


def test_who_was_never_called_stays_unnamed_once_answered_or_put_off() -> None:
    office = replace(ASKED, due=DUE, office="Bauamt")
    for known in (office, replace(ASKED, answer="Im Mai."), replace(office, answer="Im Mai.")):
        assert "Rosa Linde" not in said(meeting(known))
        assert "Rosa Linde" in said(meeting(replace(known, called=True)))
    assert "aufgerufen – Rosa Linde" in said(meeting(replace(ASKED, called=True)))


def test_what_is_owed_from_earlier_meetings_follows_with_the_name_to_answer_it_by() -> None:
    owed = replace(ASKED, called=True, due=DUE, office="Bauamt")
    earlier = meeting(owed, replace(ASKED, id=QuestionId("E2")), name="2026-01", day=3)
    found = said(meeting(), earlier)
    assert "keine Frage angemeldet" in found
    assert "2026-01/E1 wird bis 10. Dezember 2026" in found
    assert "E2" not in found
