# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The next step: the opening in its order, earlier minutes only if some wait, then the usual."""

from __future__ import annotations

from dataclasses import replace

from council import CALLED, MAYOR, NOW, OPENED, PLAN, RULES, planned
from talking import CHAIR, context

from bot.books import Books
from bot.chat.context import Context
from bot.domain import events as e
from bot.domain.convoked import OpeningStep
from bot.domain.ids import BodyId, MeetingId
from bot.domain.values import Language
from bot.entries import Kept
from bot.nextstep import next_lines

LAWFUL = replace(RULES, values={"opening.sequence": " ".join(OpeningStep)})
EARLIER = MeetingId("2026-02")


def books(*events: e.Event, drafted: bool = False) -> Books:
    made = Books(BodyId("rat"))
    if drafted:
        first, *others = planned(RULES)
        assert isinstance(first, e.MeetingPlanned)
        closed = e.MeetingClosed(by=MAYOR, open_items=())
        draft = e.MinutesDrafted(by=MAYOR, version=1)
        _write(made, EARLIER, replace(first, meeting=EARLIER), *others, closed, draft)
    _write(made, PLAN.meeting, *planned(LAWFUL), *events[len(planned()) :])
    return made


def _write(made: Books, meeting: MeetingId, *events: e.Event) -> None:
    for event in events:
        seq = made.head(meeting) + 1
        made.keep(Kept(meeting=meeting, event=event, seq=seq, hash=str(seq), at=NOW))


def asker(made: Books, language: Language = Language.DE) -> Context:
    meeting = made.meetings.get(PLAN.meeting)
    return context(by=CHAIR, meeting=meeting, language=language)


def test_the_first_step_is_shown_with_its_command_and_what_follows() -> None:
    made = books(*OPENED)
    first, after = next_lines(made, asker(made))
    assert first.facts == {"step": OpeningStep.CONVOCATION, "command": "!ladung feststellen"}
    assert after.facts["steps"] == (
        OpeningStep.ATTENDANCE,
        OpeningStep.QUORUM,
        OpeningStep.AGENDA,
        OpeningStep.RESIDENTS,
    )


def test_earlier_minutes_are_proposed_by_name_only_if_some_wait() -> None:
    stated = e.ConvocationStated(by=MAYOR, faults=(), note="", norm="")
    settled = e.AgendaSettled(by=MAYOR)
    waiting = books(*CALLED, stated, settled, drafted=True)
    first, after = next_lines(waiting, asker(waiting))
    assert first.facts["step"] is OpeningStep.MINUTES
    assert str(first.facts["command"]).endswith(f"niederschrift {EARLIER}")
    assert after.facts["steps"] == (OpeningStep.RESIDENTS,)
    english, _ = next_lines(waiting, asker(waiting, Language.EN))
    assert str(english.facts["command"]).endswith(f"minutes {EARLIER}")
    none = books(*CALLED, stated, settled)
    (only,) = next_lines(none, asker(none))
    assert only.facts["step"] is OpeningStep.RESIDENTS


def test_after_the_opening_the_usual_commands_are_shown() -> None:
    over = [
        e.OpeningStepSkipped(step=step, reason="x", by=MAYOR)
        for step in OpeningStep
        if step not in (OpeningStep.ATTENDANCE, OpeningStep.QUORUM)
    ]
    made = books(*CALLED, *over)
    lines = next_lines(made, asker(made))
    assert {line.key for line in lines} == {"show.next_usual"}
    nothing = Books(BodyId("rat"))
    nobody = context(by=None, meeting=None)
    assert [line.key for line in next_lines(nothing, nobody)] == ["show.next_nothing"]
