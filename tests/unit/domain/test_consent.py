# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Consent without objection (Zustimmung ohne Widerspruch): silence is a Yes, one word ends it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from council import (
    A1,
    ABSTAIN,
    AYSE,
    CLERK,
    HORN,
    MAYOR,
    MOVED,
    NO,
    NOW,
    RULES,
    T1,
    UWE,
    V1,
    VOTING,
    YES,
    left,
    planned,
    recused,
    subject,
    vote,
)
from hypothesis import given
from hypothesis import strategies as st
from scenario import Given

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain import refusals as r
from bot.domain.ids import SeatId
from bot.domain.values import Choice, SubjectKind, Sums, Undecided, VoteMode

ASK = c.OpenBallot(
    by=MAYOR, at=NOW, subject=subject(SubjectKind.MOTION, A1), mode=VoteMode.UNOPPOSED
)
CLOSE = c.CloseBallot(by=MAYOR, at=NOW)
LAW = replace(RULES, values={**RULES.values, "vote.acclamation": True})
ASKED = (*planned(LAW), *MOVED[2:])
OBJECTED = e.BallotBrokenOff(ballot=V1, reason=Undecided.OBJECTION)


def objecting(seat: SeatId, by: SeatId | None = None) -> c.ObjectToConsent:
    return c.ObjectToConsent(by=by or seat, at=NOW, seat=seat)


def test_where_nobody_objects_all_who_are_entitled_have_agreed() -> None:
    """The recused is not among them: silence of who takes no part means nothing."""
    given = Given(*ASKED, recused(AYSE)).when(ASK, CLOSE).accepted()
    result = given.meeting.ballots[V1].result
    assert result is not None
    assert result.adopted
    assert (result.yes, result.no, result.abstain, result.not_voted) == (result.entitled, 0, 0, 0)
    assert AYSE not in given.meeting.ballots[V1].votes


@pytest.mark.parametrize(
    "word",
    [objecting(HORN), objecting(HORN, CLERK), vote(HORN, NO), vote(HORN, ABSTAIN)],
    ids=["himself", "entered", "no", "abstention"],
)
def test_one_who_objects_ends_it_and_the_vote_is_held(word: c.MeetingCommand) -> None:
    after = Given(*ASKED).when(ASK, word).then(OBJECTED)
    openly = replace(ASK, mode=VoteMode.OPEN)
    assert after.when(openly).accepted().meeting.open_ballot() is not None


def test_a_show_of_hands_against_it_ends_it_once() -> None:
    against = c.EnterCount(by=CLERK, at=NOW, votes=((HORN, NO), (UWE, NO), (MAYOR, YES)))
    Given(*ASKED).when(ASK, against).then(OBJECTED)


def test_a_yes_says_what_silence_says() -> None:
    Given(*ASKED).when(ASK, vote(HORN, YES)).then()


def test_there_are_no_votes_to_enter_in_it() -> None:
    hands = c.EnterSums(by=CLERK, at=NOW, sums=Sums(yes=5, no=0, abstain=0))
    Given(*ASKED).when(ASK, hands).refused(r.AwaitsObjection(ballot=V1))


def test_only_who_may_vote_objects() -> None:
    asked = Given(*ASKED, recused(AYSE)).when(ASK).accepted()
    asked.when(objecting(AYSE)).refused(r.Recused(seat=AYSE, item=T1))
    Given(*ASKED, *left(AYSE)).when(ASK, objecting(AYSE)).refused(r.NotPresent(seat=AYSE))
    asked.when(objecting(UWE, HORN)).refused(r.NotEntered(seat=UWE))


def test_in_a_vote_one_votes_and_does_not_object() -> None:
    Given(*VOTING).when(objecting(HORN)).refused(r.NothingToObjectTo())


def test_where_the_rules_know_no_consent_without_objection_it_is_refused() -> None:
    refused = r.VoteModeForbidden(mode=VoteMode.UNOPPOSED, norm=RULES.norm("vote.acclamation"))
    Given(*MOVED).when(ASK).refused(refused)


def test_where_a_vote_by_name_is_resolved_consent_is_not_taken_for_granted() -> None:
    by_name = e.VoteModeResolved(item=T1, mode=VoteMode.RECORDED)
    Given(*ASKED, by_name).when(ASK).refused(r.VoteModeBound(mode=VoteMode.RECORDED))


def test_a_majority_of_all_members_is_not_reached_by_the_silence_of_too_few() -> None:
    """Silence is worth no more than the people who keep it."""
    all_of_them = replace(ASK, rule="members")
    given = Given(*ASKED).when(all_of_them, CLOSE).accepted()
    result = given.meeting.ballots[V1].result
    assert result is not None
    assert result.adopted == (result.entitled >= result.needed)


@given(said=st.lists(st.tuples(st.sampled_from([MAYOR, HORN, UWE, AYSE]), st.sampled_from(Choice))))
def test_it_is_adopted_only_if_nobody_said_anything_else(
    said: list[tuple[SeatId, Choice]],
) -> None:
    state = Given(*ASKED).when(ASK).accepted()
    for seat, choice in said:
        if state.meeting.open_ballot():
            state = state.when(vote(seat, choice)).accepted()
    if state.meeting.open_ballot():
        state = state.when(CLOSE).accepted()
    ballot = state.meeting.ballots[V1]
    assert bool(ballot.result) == all(choice is Choice.YES for _, choice in said)
    assert not ballot.votes
