# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Holding a round of an election again (Wiederholung des Wahlgangs).

Papers were misprinted, the wrong names stood on them, the count was wrong: until the elected has
taken the office on, who leads breaks the round off or declares it void, with a reason. Both stand
in the minutes. What had been elected, drawn or settled by it is gone with it.
"""

from __future__ import annotations

from dataclasses import replace

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain import refusals as r
from bot.domain.electing import Election, Outcome, VoidRound
from bot.domain.meeting import Meeting
from bot.domain.preparation import need_phase, need_reason
from bot.domain.refusals import Refused
from bot.domain.values import Phase

FILLED = (Outcome.ELECTED, Outcome.LOT_FOR_OFFICE)
"""After these another round comes only if who was elected has declined."""


def void_round(meeting: Meeting, command: c.VoidRound) -> list[e.MeetingEvent]:
    """Declare the last round of the last election void."""
    need_phase(meeting, Phase.OPEN)
    election = next(reversed(list(meeting.elections.values())), None)
    if election is None or election.last is None:
        raise Refused(r.NoRoundToRepeat())
    if election.accepted is not None:
        raise Refused(r.ElectionOver(election=election.id, elected=election.elected))
    return [
        e.RoundVoided(
            election=election.id,
            number=election.last.number,
            reason=need_reason(command.reason),
            by=command.by,
        )
    ]


def voided(before: Election, event: e.RoundVoided) -> Election:
    """Return the election as if the round had not been begun."""
    *earlier, last = before.rounds
    void = VoidRound(round=last, reason=event.reason, by=event.by)
    declined = bool(earlier) and earlier[-1].outcome in FILLED
    return replace(
        before,
        rounds=tuple(earlier),
        void=(*before.void, void),
        elected="",
        accepted=False if declined else None,
    )
