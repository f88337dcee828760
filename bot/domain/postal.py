# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Counting a vote whose papers were sent home (Briefabstimmung); the rules are in `papersout`."""

from __future__ import annotations

from dataclasses import replace

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain import refusals as r
from bot.domain.attendance import need_seat
from bot.domain.ids import BallotId
from bot.domain.meeting import Ballot, Meeting
from bot.domain.papersout import COUNTING, ballots_out, need_back, need_counted_by
from bot.domain.preparation import need_phase
from bot.domain.refusals import Refused
from bot.domain.values import Postal
from bot.domain.votes import consequences, count, need_papers


def count_postal(meeting: Meeting, command: c.CountPostal) -> list[e.MeetingEvent]:
    """Take the tellers' count only if it adds up; it is the result at once."""
    need_phase(meeting, *COUNTING)
    ballot, postal = _need_out(meeting, command.ballot)
    need_back(meeting, postal, command.sums.found, command.at)
    need_counted_by(meeting, command.tellers)
    for seat in command.tellers:
        need_seat(meeting, seat)
    sums = need_papers(meeting, replace(command.sums, issued=postal.issued), postal.issued)
    result = count(meeting, replace(ballot, sums=sums))
    return [
        e.SumsEntered(ballot=ballot.id, sums=sums, by=command.by, tellers=command.tellers),
        e.BallotClosed(ballot=ballot.id, result=result),
        *consequences(meeting, ballot.subject, adopted=result.adopted),
    ]


def _need_out(meeting: Meeting, wanted: BallotId | None) -> tuple[Ballot, Postal]:
    out = ballots_out(meeting)
    if not out:
        raise Refused(r.NoPostalVote())
    found = [one for one in out if wanted in (None, one.id)]
    if len(found) != 1 or found[0].postal is None:
        raise Refused(r.PostalUnclear(out=tuple(one.id for one in out)))
    return found[0], found[0].postal
