# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""How a view shows elections (Wahlen): who stands, the round, its count, and what is left to do.

Elections are held on paper or by hands; nobody's vote is known, so none can be shown.
"""

from __future__ import annotations

from bot.domain.electing import Election, PaperCount, Round
from bot.domain.meeting import Meeting
from bot.domain.papersout import COUNTING, by_post
from bot.views.base import Lengths, View, concealed, cut

HELD, STANDING = 3, 12
"""How many elections a view carries, the newest, and how many names each; the minutes hold all."""


def elections(meeting: Meeting, lengths: Lengths, *, public: bool) -> list[View]:
    """Return those on the item under debate, and after the meeting those that wait for the post."""
    held = [one for one in meeting.elections.values() if _is_due(meeting, one)]
    shown = [one for one in held if not (public and _hidden(meeting, one))]
    return [_election(one, lengths) for one in shown[-HELD:]]


def _is_due(meeting: Meeting, election: Election) -> bool:
    if meeting.phase in COUNTING:
        return by_post(election) and not election.over
    return meeting.item is not None and election.item == meeting.item


def _hidden(meeting: Meeting, election: Election) -> bool:
    return election.non_public or concealed(meeting, election.item)


def _election(election: Election, lengths: Lengths) -> View:
    last, running = election.last, election.running
    standing = running.candidates if running else election.next_candidates or election.candidates
    return {
        "id": election.id,
        "office": cut(election.office, lengths.name),
        "candidates": _names(standing, lengths),
        "round": _round(running) if running else None,
        "counted": _counted(last, last.count, lengths) if last and last.count else None,
        "tied": _names(election.tied, lengths),
        "elected": cut(election.elected, lengths.name),
        "accepted": election.accepted,
        "void": len(election.void),
    }


def _names(names: tuple[str, ...], lengths: Lengths) -> list[str]:
    return [cut(name, lengths.name) for name in names[:STANDING]]


def _round(running: Round) -> View:
    return {
        "number": running.number,
        "entitled": running.entitled,
        "openly": running.openly,
        "until": running.postal.until.isoformat() if running.postal else None,
    }


def _counted(done: Round, count: PaperCount, lengths: Lengths) -> View:
    return {
        "number": done.number,
        "outcome": done.outcome,
        "votes": [
            {"candidate": cut(each.candidate, lengths.name), "papers": each.papers}
            for each in count.votes[:STANDING]
        ],
        "against": count.against,
        "abstain": count.abstain,
        "invalid": count.invalid,
    }
