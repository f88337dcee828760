# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who may read what of the non-public part by asking for it, and where."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest
from sample_journal import GUEST, KAYA, LAND, LANGE, ROAD, evening
from talking import BODY, context
from turns import steps

from bot.chat.context import Context, Place
from bot.domain.ids import SeatId
from bot.domain.meeting import Meeting
from bot.domain.values import Phase
from bot.overview import CONCEALED, agenda_lines, status_lines
from bot.readers import may_see

RECUSED = next(
    step.turn.after
    for step in steps(evening())
    if step.turn.after.non_public and step.turn.after.is_recused(LANGE, LAND)
)


def asking(by: SeatId | None, place: Place, meeting: Meeting = RECUSED) -> Context:
    return replace(context(by, place, meeting), body=replace(BODY, seats=meeting.seats))


@pytest.mark.parametrize(
    ("by", "place", "sees"),
    [
        (KAYA, Place.CLOSED, True),
        (KAYA, Place.DIRECT, True),
        (KAYA, Place.SESSION, False),
        (GUEST, Place.DIRECT, False),
        (LANGE, Place.DIRECT, False),
        (None, Place.DIRECT, False),
        (SeatId("77"), Place.DIRECT, False),
    ],
)
def test_a_non_public_item_is_for_those_entitled_outside_the_session_room(
    by: SeatId | None, place: Place, sees: bool
) -> None:
    asker = asking(by, place)
    assert may_see(asker, RECUSED, LAND) is sees
    assert may_see(asker, RECUSED, ROAD) is True


def test_the_agenda_asked_for_in_the_session_room_masks_titles() -> None:
    shown = agenda_lines(RECUSED, partial(may_see, asking(KAYA, Place.SESSION)))
    assert CONCEALED in [line.facts["title"] for line in shown]
    assert "Sommer" not in str(shown)
    full = agenda_lines(RECUSED, partial(may_see, asking(KAYA, Place.DIRECT)))
    assert "Sommer" in str(full)


def test_the_agenda_tells_what_was_asked_for_late_and_is_not_taken_up_yet() -> None:
    first, *others = (replace(one, late=False) for one in RECUSED.agenda)
    late = replace(RECUSED, agenda=(replace(first, late=True), *others), done=())
    sees = partial(may_see, asking(KAYA, Place.DIRECT))
    assert [line.key for line in agenda_lines(late, sees)].count("show.agenda_late") == 1
    taken = replace(late, admitted_late=frozenset({first.id}))
    assert "show.agenda_late" not in [line.key for line in agenda_lines(taken, sees)]


def test_the_status_asked_for_in_the_session_room_masks_item_and_ballot() -> None:
    voting = next(
        step.turn.after
        for step in steps(evening())
        if step.turn.after.non_public and step.turn.after.ballot
    )
    outside = status_lines(voting, partial(may_see, asking(KAYA, Place.SESSION, voting)))
    inside = status_lines(voting, partial(may_see, asking(KAYA, Place.CLOSED, voting)))
    assert "Sommer" not in str(outside)
    assert "show.ballot" not in [line.key for line in outside]
    assert "show.ballot" in [line.key for line in inside]


def test_once_the_meeting_is_closed_nobody_is_told_who_could_decide() -> None:
    meetings = [step.turn.after for step in steps(evening())]
    said = {
        meeting.phase: [line.key for line in status_lines(meeting, lambda *_: True)]
        for meeting in meetings
        if meeting.attendance
    }
    assert "show.quorate" in said[Phase.OPEN]
    assert "show.quorate" not in said[Phase.CLOSED]
