# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""An evening on which one motion was decided, and what is asked of its resolution afterwards."""

from __future__ import annotations

from datetime import date

from council import CLERK, MAYOR, NOW, T1, V1, VOTERS, VOTING, cast
from scenario import Given

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain.values import Choice, ContestOutcome

CLOSE = c.CloseBallot(by=MAYOR, at=NOW)


def voted(choice: Choice = Choice.YES) -> tuple[e.Event, ...]:
    """Return an evening on which one motion was put to the vote, from planning to the end."""
    open_ballot = (*VOTING, *(cast(seat, choice) for seat in VOTERS))
    closed = Given(*open_ballot).when(CLOSE).accepted().happened
    return (
        *closed,
        e.ItemClosed(item=T1, note=""),
        e.MeetingClosed(by=MAYOR, open_items=()),
    )


ADOPTED, REJECTED = voted(), voted(Choice.NO)
CONTEST = c.ContestResolution(by=MAYOR, at=NOW, ballot=V1, reason="Rechtswidrig")
CONTESTED = e.ResolutionContested(ballot=V1, by=MAYOR, reason="Rechtswidrig", norm="")
DUE = date(2027, 1, 31)
TASK = c.AssignTask(by=CLERK, at=NOW, ballot=V1, office="Bauamt", due=DUE)
ASSIGNED = e.TaskAssigned(ballot=V1, office="Bauamt", due=DUE, by=CLERK)


def settled(outcome: ContestOutcome) -> e.ContestSettled:
    return e.ContestSettled(ballot=V1, outcome=outcome, note="So ist es", by=MAYOR)
