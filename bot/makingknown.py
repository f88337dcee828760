# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What was decided between meetings is put on the agenda of the next that can be told of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain import urgent
from bot.domain.circulated import Outcome
from bot.domain.circulation import decided_between, to_make_known
from bot.domain.decide import decide_meeting
from bot.domain.evolve import evolve as evolve_meeting
from bot.domain.evolve import replay
from bot.domain.ids import MeetingId
from bot.domain.meeting import LIVE, TO_COME, Meeting, start_of
from bot.domain.urgent import UrgentDecision
from bot.domain.values import AgendaItem, Language
from bot.entries import Decided

if TYPE_CHECKING:
    from bot.books import Books


def follow_circulation(
    books: Books, command: c.MeetingCommand, target: Meeting, decided: list[Decided]
) -> Iterator[Decided]:
    """Put what was decided without a meeting on the agenda of the first that can be told.

    That is a meeting being planned, or the one after a meeting that did not come to it.
    """
    if isinstance(command, c.PlanMeeting):
        planned = replay(one.event for one in decided if isinstance(one.event, e.MeetingEvent))
        yield from _known_in(books, command.at, planned, _not_made_known(books))
    if any(isinstance(one.event, e.MeetingCancelled | e.MeetingClosed) for one in decided):
        left = [known for item, known in target.made_known.items() if item not in target.done]
        yield from make_known(books, command.at, left, but=target.id)


def _not_made_known(books: Books) -> list[Outcome | UrgentDecision]:
    """Return what no meeting was told yet, and none that is still to come will be."""
    told = {
        item.duty
        for one in books.meetings.values()
        for item in one.agenda
        if one.phase in LIVE or item.id in one.done
    }
    decided: list[Outcome | UrgentDecision] = [*decided_between(books.body)]
    decided += books.body.urgent.values()
    return [one for one in decided if _known_as(one) not in told]


def make_known(
    books: Books,
    at: datetime,
    outcomes: list[Outcome | UrgentDecision],
    *,
    but: MeetingId | None = None,
) -> Iterator[Decided]:
    """Put on the next agenda what was decided, if a meeting is planned."""
    to_come = [m for m in books.meetings.values() if m.phase in TO_COME and m.id != but]
    following = min(to_come, key=start_of, default=None)
    if following is not None:
        yield from _known_in(books, at, following, outcomes)


def _known_in(
    books: Books, at: datetime, meeting: Meeting, outcomes: list[Outcome | UrgentDecision]
) -> Iterator[Decided]:
    for outcome in outcomes:
        item = _item_for(outcome, books.body.language)
        make = c.MakeKnown(by=c.OPERATOR, at=at, item=item, outcome=outcome)
        for event in decide_meeting(meeting, make):
            yield Decided(meeting.id, event)
            meeting = evolve_meeting(meeting, event)


def ended_in(decided: Iterable[Decided]) -> Iterator[Outcome | UrgentDecision]:
    """Return what was decided between meetings, of what ``decided`` holds."""
    for one in decided:
        if isinstance(one.event, e.UrgentDecisionTaken):
            yield one.event.decision
        if isinstance(one.event, e.CirculationClosed) and one.event.outcome.decided:
            yield one.event.outcome


def _known_as(known: Outcome | UrgentDecision) -> str:
    return known.id if isinstance(known, UrgentDecision) else known.circulation


def _item_for(known: Outcome | UrgentDecision, language: Language) -> AgendaItem:
    if isinstance(known, UrgentDecision):
        return urgent.to_make_known(known, language)
    return to_make_known(known, language)
