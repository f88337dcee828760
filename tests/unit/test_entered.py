# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who enters votes for others is told whose they were."""

from __future__ import annotations

from dataclasses import replace

from talking import AYSE, CHAIR, DEPUTY, NOON, V1, VOTING

from bot.domain import commands as c
from bot.domain.ids import SeatId
from bot.domain.values import Channel, Choice, VoteMode
from bot.entered import whose
from bot.texts import Texts

TEXTS = Texts.load("Europe/Berlin")
DREI = SeatId("3")
HANDS = c.EnterCount(
    by=CHAIR, at=NOON, votes=((DREI, Choice.NO), (AYSE, Choice.YES), (DEPUTY, Choice.YES))
)
CAST = c.CastVote(by=CHAIR, at=NOON, seat=AYSE, choice=Choice.ABSTAIN, channel=Channel.CLERK)


def test_hands_are_answered_by_name_and_by_what_they_were_raised_for() -> None:
    first, yes, no = whose(HANDS, VOTING)
    assert (first.key, first.facts) == ("reply.votes_entered", {"ballot": V1})
    names = {seat: VOTING.seats[seat].name for seat in (DREI, AYSE, DEPUTY)}
    assert yes.facts["names"] == (names[AYSE], names[DEPUTY])
    assert no.facts["names"] == (names[DREI],)
    assert names[DREI] in TEXTS.say("de", no.key, **no.facts)


def test_a_vote_entered_for_one_member_is_answered_as_well() -> None:
    _, line = whose(CAST, VOTING)
    assert line.facts["names"] == (VOTING.seats[AYSE].name,)
    assert line.facts["choice"] is Choice.ABSTAIN


def test_nothing_is_answered_to_own_votes_and_where_the_count_shows_the_names() -> None:
    recorded = replace(VOTING.ballots[V1], mode=VoteMode.RECORDED)
    assert whose(replace(CAST, channel=Channel.TEXT), VOTING) == ()
    assert whose(HANDS, replace(VOTING, ballots={V1: recorded})) == ()
    assert whose(HANDS, replace(VOTING, ballot=None)) == ()
    assert whose(HANDS, None) == ()
    assert whose(c.CloseBallot(by=CHAIR, at=NOON, ballot=V1), VOTING) == ()


def test_a_vote_by_name_whose_count_is_hidden_is_answered() -> None:
    hidden = replace(VOTING.ballots[V1], mode=VoteMode.RECORDED, hidden=True)
    assert whose(HANDS, replace(VOTING, ballots={V1: hidden}))
