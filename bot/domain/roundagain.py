# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Holding a round of an election again (Wiederholung des Wahlgangs), or giving the election up.

Papers were misprinted, the wrong names stood on them, the count was wrong: until the elected has
taken the office on, who leads breaks the round off or declares it void, with a reason. Both stand
in the minutes. What had been elected, drawn or settled by it is gone with it. A round by post
(Briefwahl) ends so after the meeting as well; its papers count no more, and new ones go out.

Nobody stands, nobody accepts, or the body begins anew on another day: then who leads breaks the
whole election off (Abbruch der Wahl), with a reason. Papers that are out are not counted; rounds
that were counted stay in the minutes; nobody is elected, and the business goes on.
"""

from __future__ import annotations

from dataclasses import replace

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain import refusals as r
from bot.domain.electing import Election, Outcome, VoidRound
from bot.domain.elections import meant, need_electing, need_going_on
from bot.domain.ids import ElectionId
from bot.domain.meeting import Meeting
from bot.domain.papersout import COUNTING
from bot.domain.preparation import need_phase, need_reason
from bot.domain.refusals import Refused
from bot.domain.values import Phase

FILLED = (Outcome.ELECTED, Outcome.LOT_FOR_OFFICE)
"""After these another round comes only if who was elected has declined."""


def void_round(meeting: Meeting, command: c.VoidRound) -> list[e.MeetingEvent]:
    """Declare the last round of an election void: of the last one, after the meeting by post."""
    need_phase(meeting, Phase.OPEN, *COUNTING)
    election = _meant(meeting, command.election)
    if election is None or election.last is None:
        raise Refused(r.NoRoundToRepeat())
    need_going_on(election)
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


def break_off(meeting: Meeting, command: c.BreakOffElection) -> list[e.MeetingEvent]:
    """End an election without anybody elected; who is elected answers first whether they accept."""
    if meeting.ballot:
        raise Refused(r.BallotOpen(ballot=meeting.ballot))
    election = meant(meeting, command.election, lambda one: _goes_on_here(meeting, one))
    need_electing(meeting, election)
    need_going_on(election)
    if election.filled:
        raise Refused(r.ElectionOver(election=election.id, elected=election.elected))
    if election.unanswered:
        raise Refused(r.ElectedUnasked(election=election.id, elected=election.elected))
    return [
        e.ElectionBrokenOff(
            election=election.id,
            number=election.running.number if election.running else 0,
            reason=need_reason(command.reason),
            by=command.by,
        )
    ]


def _goes_on_here(meeting: Meeting, election: Election) -> bool:
    """Tell whether it could be broken off: on the item under debate, if there is one."""
    here = meeting.item in (None, election.item)
    return here and not election.broken_off and not election.filled


def broken_off(before: Election, event: e.ElectionBrokenOff) -> Election:
    """Return the election as it ended; the papers that were out, and a lot under way, are void."""
    after = voided(before, event) if event.number else before
    if after.last and after.last.lot:
        *rounds, last = after.rounds
        *lots, lot = last.lots
        void = replace(last, lots=(*lots, replace(lot, void=event.reason)))
        after = replace(after, rounds=(*rounds, void))
    return replace(after, broken_off=event.reason)


def _meant(meeting: Meeting, wanted: ElectionId | None) -> Election | None:
    """Return the election whose last round is meant; what was held in the hall stays as it is."""
    held = list(meeting.elections.values())
    if meeting.phase in COUNTING:
        held = [one for one in held if one.last and one.last.postal]
        still = [one for one in held if one.accepted is None]
        if wanted is None and len(still) > 1:
            raise Refused(r.ElectionUnclear(elections=tuple(one.id for one in still)))
        held = still if still and wanted is None else held
    return next((one for one in reversed(held) if wanted in (None, one.id)), None)


def voided(before: Election, event: e.RoundVoided | e.ElectionBrokenOff) -> Election:
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
