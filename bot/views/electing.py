# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""How a view shows elections (Wahlen): who stands, the round, its count, and what is left to do.

Elections are held on paper or by hands; nobody's vote is known, so none can be shown.
"""

from __future__ import annotations

from bot.domain.electing import Election, PaperCount, Round
from bot.domain.elections import UNLESS_DEMANDED, ballot_rule, names_anyone
from bot.domain.lots import PublicLot
from bot.domain.meeting import Meeting
from bot.domain.papersout import COUNTING, by_post
from bot.domain.rulebook import ElectionBallot
from bot.views.base import STEPS, Lengths, View, concealed, cut

HELD, STANDING = 3, 40
"""How many elections a view carries, the newest, and how many names each; the minutes hold all."""
WHOLE = 2_000
"""UTF-8 bytes of names that are not cut one by one: who counts must tell them apart."""


def elections(meeting: Meeting, lengths: Lengths, *, public: bool) -> list[View]:
    """Return those on the item under debate, and after the meeting those that wait for the post."""
    held = [one for one in meeting.elections.values() if _is_due(meeting, one)]
    shown = [one for one in held if not (public and _hidden(meeting, one))]
    return [_election(meeting, one, lengths) for one in shown[-HELD:]]


def _is_due(meeting: Meeting, election: Election) -> bool:
    if election.broken_off:
        return False
    if meeting.phase in COUNTING:
        return by_post(election) and not election.over
    return meeting.item is not None and election.item == meeting.item


def _hidden(meeting: Meeting, election: Election) -> bool:
    return election.non_public or concealed(meeting, election.item)


def _election(meeting: Meeting, election: Election, lengths: Lengths) -> View:
    last, running = election.last, election.running
    standing = running.candidates if running else election.next_candidates or election.candidates
    return {
        "id": election.id,
        "office": cut(election.office, lengths.name),
        "candidates": _names(standing, lengths),
        "more": max(0, len(standing) - STANDING),
        "round": _round(running) if running else None,
        "counted": _counted(last, last.count, lengths) if last and last.count else None,
        "tied": _names(election.tied, lengths),
        "lot": _lot(last.lot) if last and last.lot else None,
        "hands": _hands(meeting, election),
        "anyone": running.anyone if running else names_anyone(meeting, election),
        "elected": cut(election.elected, lengths.text if election.seats else lengths.name),
        "accepted": election.accepted,
        "seats": election.seats.number if election.seats else None,
        "void": len(election.void),
    }


def _names(names: tuple[str, ...], lengths: Lengths) -> list[str]:
    shown = names[:STANDING]
    whole = lengths.name > STEPS[-1].name and sum(len(name.encode()) for name in shown) <= WHOLE
    return list(shown) if whole else [cut(name, lengths.name) for name in shown]


def _hands(meeting: Meeting, election: Election) -> str:
    """Return whether this one may be held by show of hands, and what that still takes."""
    word = meeting.law().word(ballot_rule(meeting, election))
    if word == ElectionBallot.SECRET_UNLESS_ALL:
        return "agreed" if election.agreed_open else "consent"
    return "objection" if word in UNLESS_DEMANDED and election.demanded is None else "no"


def _lot(lot: PublicLot) -> View:
    """Return who has handed words in and who has yet to say them; never a digest or a word."""
    return {
        "committed": sorted(lot.commitments),
        "sealed": lot.sealed,
        "waiting": sorted(lot.waiting) if lot.sealed else [],
    }


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
            {"candidate": name, "papers": each.papers}
            for name, each in zip(
                _names(tuple(each.candidate for each in count.votes), lengths),
                count.votes,
                strict=False,
            )
        ],
        "against": count.against,
        "abstain": count.abstain,
        "invalid": count.invalid,
    }
