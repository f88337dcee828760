# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""How a view shows measures to keep order (Ordnungsmaßnahmen) and residents' questions.

Why a measure was taken is said in the room and stands in the minutes; no page repeats it. Of
residents a page names only who has been called: the others have told the office alone.
"""

from __future__ import annotations

from bot.domain.measures import Measure
from bot.domain.meeting import Meeting
from bot.domain.questions import Question
from bot.domain.values import SubjectKind
from bot.views.base import Lengths, View, concealed, cut

MEASURES = 12
"""How many measures a view carries, the newest; the minutes hold all of them."""
CALLED = 3
"""How many called questions without an answer are shown; ordinarily there is one."""


def measures(meeting: Meeting, *, public: bool) -> list[View]:
    """Return the newest measures; to the public nothing of the non-public part."""
    known = [one for one in meeting.measures.values() if not (public and _hidden(meeting, one))]
    return [
        {"id": one.id, "step": one.step, "seat": one.seat, "standing": _standing(meeting, one)}
        for one in known[-MEASURES:]
    ]


def _hidden(meeting: Meeting, measure: Measure) -> bool:
    """Tell whether it belongs to the non-public part, or may: between items nobody can tell."""
    if measure.item is None:
        return meeting.non_public_held
    return concealed(meeting, measure.item)


def _standing(meeting: Meeting, measure: Measure) -> str:
    if measure.lifted:
        return "lifted"
    if not measure.objected:
        return "open" if meeting.law().flag("order.objection") else "final"
    return "upheld" if _upheld(meeting, measure) else "objected"


def _upheld(meeting: Meeting, measure: Measure) -> bool:
    """Tell whether the body has decided that the measure stands."""
    return any(
        (one.subject.kind, one.subject.ref) == (SubjectKind.MEASURE, measure.id)
        and one.result is not None
        and not one.voided
        for one in meeting.ballots.values()
    )


def question_time(meeting: Meeting, lengths: Lengths) -> View:
    """Return the residents' question time (Einwohnerfragestunde): time box, queue, who asks."""
    time = meeting.residents
    questions = time.questions.values()
    asked = [one for one in questions if one.called and not one.answer and not one.due]
    return {
        "running": time.running,
        "until": time.until.isoformat() if time.running and time.until else None,
        "waiting": [one.id for one in questions if not (one.called or one.answer or one.due)],
        "called": [_question(one, lengths) for one in asked[-CALLED:]] if time.running else [],
        "owed": [one.id for one in questions if one.owed],
    }


def _question(question: Question, lengths: Lengths) -> View:
    name = cut(question.name, lengths.name)
    return {"id": question.id, "name": name, **lengths.shortened(question.text)}
