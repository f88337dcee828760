# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Votes of unequal weight: a statute gives members of a joint body several each, cast alike."""

from __future__ import annotations

from dataclasses import replace

from council import (
    AYSE,
    CALLED,
    DEPUTY,
    HORN,
    MARKS,
    MAYOR,
    MOVED,
    NO,
    NOW,
    RULES,
    SEATS,
    T1,
    UWE,
    V1,
    VOTERS,
    YES,
    left,
    planned,
    recused,
    subject,
    vote,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from scenario import Given

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain import refusals as r
from bot.domain.ids import ElectionId, SeatId
from bot.domain.rules import Rules
from bot.domain.values import Choice, Result, SubjectKind, Sums, VoteMode
from bot.domain.votes import votes_entitled

W1 = ElectionId("W1")
HEAVY = {MAYOR: 5, DEPUTY: 3, AYSE: 2}
"""Everybody else has one: sixteen votes in all."""
TOTAL = 16
OPEN = c.OpenBallot(by=MAYOR, at=NOW, subject=subject(SubjectKind.MOTION, "A1"))
CLOSE = c.CloseBallot(by=MAYOR, at=NOW)


def statute(**values: str | int) -> Rules:
    return replace(RULES, values={**RULES.values, "vote.total": TOTAL, **values})


def moved(rules: Rules | None = None, weights: dict[SeatId, int] | None = None) -> Given:
    seats = tuple(
        replace(seat, weight=(weights or HEAVY).get(seat.id, 1)) if seat.votes else seat
        for seat in SEATS
    )
    return Given(*planned(rules or statute(), seats=seats), *MOVED[2:])


def result(given_: Given, *asked: c.Command) -> Result:
    found = given_.when(OPEN, *asked, CLOSE).accepted().meeting.ballots[V1].result
    assert found is not None
    return found


def test_votes_are_counted_not_heads() -> None:
    """Given that two of nine say Yes, and have eight of sixteen votes; the one No has one."""
    counted = result(moved(), vote(MAYOR, YES), vote(DEPUTY, YES), vote(UWE, NO))
    assert (counted.yes, counted.no, counted.not_voted, counted.entitled) == (8, 1, 7, TOTAL)
    assert (counted.statutory, counted.adopted) == (TOTAL, True)


def test_a_majority_of_all_members_is_one_of_the_statutory_votes() -> None:
    opened = replace(OPEN, rule="members")
    given_ = moved().when(opened, vote(MAYOR), vote(DEPUTY), CLOSE).accepted()
    counted = given_.meeting.ballots[V1].result
    assert counted is not None
    assert (counted.base, counted.needed, counted.adopted) == (TOTAL, 9, False)


def test_the_quorum_is_one_of_votes() -> None:
    """Given that the six with one vote each are there alone."""
    small = moved()
    gone = Given(*small.happened, *left(MAYOR, DEPUTY, AYSE))
    check = gone.meeting.quorum(T1)
    assert (check.present, check.needed, check.statutory) == (6, 9, TOTAL)
    assert not check.quorate
    assert small.meeting.quorum(T1).quorate


def test_who_is_recused_takes_all_their_votes_with_them() -> None:
    without = Given(*moved().happened, recused(DEPUTY))
    counted = result(without, vote(MAYOR, YES))
    assert (counted.entitled, counted.yes) == (TOTAL - 3, 5)


def test_hands_without_names_weigh_nothing_and_papers_are_as_many_as_votes() -> None:
    sums = c.EnterSums(by=MAYOR, at=NOW, sums=Sums(yes=4, no=1, abstain=0))
    moved().when(OPEN, sums).refused(r.HandsWeighNothing())
    secretly = e.VoteModeResolved(item=T1, mode=VoteMode.SECRET)
    papers = Given(*moved().happened, secretly).when(OPEN).accepted()
    many = replace(sums, sums=Sums(yes=TOTAL, no=1, abstain=0))
    papers.when(many).refused(r.PapersDiffer(found=TOTAL + 1, issued=TOTAL, entitled=TOTAL))
    counted = papers.when(replace(sums, sums=Sums(yes=9, no=7, abstain=0)), CLOSE).accepted()
    assert counted.meeting.ballots[V1].result is not None


def test_the_votes_of_one_member_are_not_split() -> None:
    """Given that all of a group represent one municipality: their votes go one way."""
    bound = moved(statute(**{"vote.uniform": True})).when(OPEN, vote(AYSE, YES)).accepted()
    split = r.VotesSplit(group="Bürgerliste", seat=AYSE, choice=YES, norm="")
    bound.when(vote(UWE, NO)).refused(split)
    bound.when(vote(UWE, YES), vote(HORN, NO)).accepted()
    # Alone, the first may still change their mind; who represents nobody else is free.
    bound.when(vote(AYSE, NO)).accepted()
    bound.when(vote(MAYOR, NO)).accepted()
    moved().when(OPEN, vote(AYSE, YES), vote(UWE, NO)).accepted()


def test_a_vote_weighs_what_it_did_when_it_was_cast() -> None:
    """Given that the roster is taken anew while the vote is open."""
    cast = moved().when(OPEN, vote(MAYOR, YES)).accepted()
    light = Given(*cast.happened, e.RosterTaken(seats=SEATS, marks=MARKS))
    closed = light.when(CLOSE).accepted().meeting.ballots[V1].result
    assert closed is not None
    assert (closed.yes, closed.entitled) == (5, 5 + len(VOTERS) - 1)


def test_elections_count_heads_unless_the_statute_weighs_them() -> None:
    opening = e.ElectionOpened(election=W1, item=T1, office="Vorsitz")
    named = e.CandidateNominated(election=W1, candidate="Ayşe Kaya", by=AYSE)
    ask = c.OpenRound(by=MAYOR, at=NOW, election=W1, tellers=(UWE, HORN))
    for weighed, papers in ((False, len(VOTERS)), (True, TOTAL)):
        happened = moved(statute(**{"election.weighted": weighed})).happened
        after = Given(*happened, opening, named).when(ask).accepted()
        (known,) = after.meeting.elections.values()
        assert known.rounds[-1].entitled == papers


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(st.sampled_from(VOTERS), st.integers(1, 9)),
    st.dictionaries(st.sampled_from(VOTERS), st.sampled_from(list(Choice))),
    st.sets(st.sampled_from(VOTERS[1:]), max_size=3),
)
def test_the_sums_are_the_weights_of_those_entitled_and_of_nobody_else(
    weights: dict[SeatId, int], choices: dict[SeatId, Choice], out: set[SeatId]
) -> None:
    total = sum(weights.get(seat, 1) for seat in VOTERS)
    rules = replace(RULES, values={**RULES.values, "vote.total": total, "quorum.second": 1})
    given_ = Given(*moved(rules, weights or {MAYOR: 1}).happened, *map(recused, sorted(out)))
    if not given_.meeting.quorum(T1).quorate:
        return
    votes = [vote(seat, choice) for seat, choice in choices.items() if seat not in out]
    opened = given_.when(OPEN, *votes).accepted()
    ballot = opened.meeting.ballots[V1]
    counted = opened.when(CLOSE).accepted().meeting.ballots[V1].result
    assert counted is not None
    there = sum(weights.get(seat, 1) for seat in VOTERS if seat not in out)
    assert counted.entitled == there == votes_entitled(opened.meeting, ballot)
    assert counted.yes + counted.no + counted.abstain + counted.not_voted == there
    for choice, found in ((Choice.YES, counted.yes), (Choice.NO, counted.no)):
        cast = [s for s, one in choices.items() if one is choice and s not in out]
        assert found == sum(weights.get(seat, 1) for seat in cast)


def test_where_everybody_has_one_vote_nothing_is_weighed() -> None:
    meeting = Given(*CALLED).meeting
    assert not meeting.weighted
    assert meeting.statutory_votes == meeting.statutory_members
    assert meeting.weight_of(SeatId("nobody")) == 1
    assert meeting.group_of(SeatId("nobody")) == ""
