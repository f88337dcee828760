# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The running count of a ballot: one message, edited with every answer and every change of house.

A vote by name shows who has answered what; an open vote, and one whose running result is hidden,
how many have answered.
"""

from __future__ import annotations

from bot.domain.ids import SeatId
from bot.domain.meeting import Ballot
from bot.domain.values import Choice, VoteMode
from bot.domain.votes import electorate
from bot.effects import Effect, Line, Style
from bot.reactions.turn import Turn


def slot(turn: Turn, ballot: Ballot) -> str:
    return f"tally/{turn.after.id}/{ballot.id}"


def lines(turn: Turn, ballot: Ballot) -> list[Line]:
    """Return the count as it stands."""
    entitled = len(electorate(turn.after, ballot))
    hands = ballot.sums.found if ballot.sums else 0
    facts = {"ballot": ballot.id, "received": len(ballot.votes) + hands, "entitled": entitled}
    keys = {VoteMode.SECRET: "say.tally_papers", VoteMode.UNOPPOSED: "say.tally_unopposed"}
    counted = [Line(keys.get(ballot.mode, "say.tally"), facts)]
    return counted + by_choice(turn, ballot) if ballot.names_shown else counted


def revised(turn: Turn) -> list[Effect]:
    """Return the edit after somebody came, left or was recused during a ballot."""
    ballot = turn.after.open_ballot()
    return [turn.revise(slot(turn, ballot), *lines(turn, ballot))] if ballot else []


def by_choice(turn: Turn, ballot: Ballot) -> list[Line]:
    """Return one line of names per choice, in the roster's order; who has left it comes last."""
    seats: list[SeatId] = [
        *turn.after.seats,
        *(s for s in ballot.votes if s not in turn.after.seats),
    ]
    named = []
    for choice in Choice:
        voted = [s for s in seats if s in ballot.votes and ballot.votes[s].choice is choice]
        if voted:
            weights = [ballot.votes[seat].weight for seat in voted]
            names = turn.names(voted)
            if turn.after.weighted:
                names = tuple(f"{one} ({n})" for one, n in zip(names, weights, strict=True))
            facts = {"choice": choice, "n": sum(weights), "names": names}
            named.append(Line("say.votes_of", facts, Style.ITEM))
    return named
