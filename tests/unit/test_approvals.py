# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Where an approval of minutes may have been given: in a meeting held after the one they are of."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from council import CLERK, MAYOR, NOW, PLAN, PLANNED

from bot.books import Books
from bot.domain import commands as c
from bot.domain import events as e
from bot.domain.ids import BodyId, MeetingId
from bot.domain.refusals import NotApprovedThere, Refused
from bot.entries import Kept

NEXT = MeetingId("2026-04")
APPROVE = c.ApproveMinutes(by=CLERK, at=NOW, in_meeting=NEXT)
HELD = e.MeetingOpened(by=MAYOR, chair=MAYOR)
OVER = e.MeetingClosed(by=MAYOR, open_items=())
SIGNED = (
    e.MinutesDrafted(by=CLERK, version=1),
    e.MinutesSigned(seat=MAYOR, role="chair", version=1),
    e.MinutesSigned(seat=CLERK, role="clerk", version=1),
)


def write(made: Books, meeting: MeetingId, *events: e.Event) -> None:
    for event in events:
        seq = made.head(meeting) + 1
        made.keep(Kept(meeting=meeting, event=event, seq=seq, hash=str(seq), at=NOW)).effects()


def books(later: timedelta, *happened: e.Event) -> Books:
    """Return the books with signed minutes, and another meeting so much later than theirs."""
    made = Books(BodyId("rat"))
    assert PLAN.meeting is not None
    write(made, PLAN.meeting, *PLANNED, HELD, OVER, *SIGNED)
    planned, *roster = PLANNED
    assert isinstance(planned, e.MeetingPlanned)
    starts = planned.starts + later
    write(made, NEXT, replace(planned, meeting=NEXT, starts=starts), *roster, *happened)
    return made


def test_a_meeting_held_later_has_approved() -> None:
    (approved,) = books(timedelta(days=28), HELD).judge(APPROVE, PLAN.meeting)
    assert isinstance(approved.event, e.MinutesApproved)
    assert approved.event.meeting == NEXT


@pytest.mark.parametrize(
    ("later", "happened"),
    [
        (timedelta(days=28), ()),
        (timedelta(days=28), (e.MeetingCancelled(reason="Hitze"),)),
        (timedelta(days=-28), (HELD,)),
    ],
    ids=["not held yet", "cancelled", "held before"],
)
def test_any_other_has_not(later: timedelta, happened: tuple[e.Event, ...]) -> None:
    with pytest.raises(Refused) as refused:
        books(later, *happened).judge(APPROVE, PLAN.meeting)
    assert isinstance(refused.value.reason, NotApprovedThere)
