# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Votes without names: hands in the hall, papers of a secret vote; and a vote taken back."""

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
    cast,
    left,
    opened_ballot,
    planned,
    subject,
    vote,
)
from scenario import Given, When

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain import refusals as r
from bot.domain.rulebook import Demand, Remote
from bot.domain.rules import Rules
from bot.domain.values import Channel, Mode, Result, SubjectKind, Sums, VoteMode
from bot.domain.votes import in_electorate

Events = tuple[e.MeetingEvent, ...]
CLOSE = c.CloseBallot(by=MAYOR, at=NOW)
REMOTE = e.MemberArrived(seat=AYSE, mode=Mode.REMOTE, channel=Channel.TEXT, late=True)
SECRETLY = e.VoteModeResolved(item=T1, mode=VoteMode.SECRET)
ASK = c.OpenBallot(by=MAYOR, at=NOW, subject=subject(SubjectKind.MOTION, A1))


def sums(yes: int, no: int, abstain: int = 0, invalid: int = 0, issued: int = 0) -> Sums:
    return Sums(yes=yes, no=no, abstain=abstain, invalid=invalid, issued=issued)


def entering(*figures: int) -> c.EnterSums:
    return c.EnterSums(by=CLERK, at=NOW, sums=sums(*figures))


def under(rules: Rules, happened: Events = VOTING) -> Events:
    return (*planned(rules), *happened[2:])


# Hands in the hall.


def test_hands_and_the_votes_of_those_elsewhere_make_one_result() -> None:
    """Given one member elsewhere who voted, eight hands in the hall are counted with that vote."""
    given = Given(*VOTING, REMOTE, cast(AYSE, NO)).when(entering(5, 2, 1)).accepted()
    result = given.when(CLOSE).accepted().meeting.ballots[V1].result
    assert result is not None
    assert (result.yes, result.no, result.abstain, result.not_voted) == (5, 3, 1, 0)


def test_more_hands_than_people_are_refused() -> None:
    Given(*VOTING, REMOTE, cast(UWE)).when(entering(6, 2)).refused(r.HandsExceed(found=8, free=7))


def test_the_same_count_says_nothing_new_and_another_replaces_it() -> None:
    given = Given(*VOTING).when(entering(4, 3)).accepted()
    given.when(entering(4, 3)).then()
    after = given.when(entering(5, 3, 0, 2, 9)).then(
        e.SumsEntered(ballot=V1, sums=sums(5, 3), by=CLERK)
    )
    assert after.meeting.ballots[V1].sums == sums(5, 3)


def test_who_was_counted_in_the_hall_does_not_vote_again() -> None:
    given = Given(*VOTING, REMOTE, cast(UWE)).when(entering(4, 3)).accepted()
    given.when(vote(HORN, YES)).refused(r.CountedInHall(seat=HORN))
    given.when(vote(UWE, NO)).accepted()  # voted before, may still change it
    given.when(vote(AYSE, NO)).accepted()  # is not in the hall


def test_somebody_who_left_is_noticed_at_the_close() -> None:
    given = Given(*VOTING).when(entering(5, 4)).accepted()
    Given(*given.happened, *left(HORN)).when(CLOSE).refused(r.HandsExceed(found=9, free=8))


def test_a_vote_by_name_has_names() -> None:
    happened = (*MOVED, opened_ballot(mode=VoteMode.RECORDED))
    Given(*happened).when(entering(5, 4)).refused(r.NeedsNames())


def test_where_nobody_may_abstain_no_sums_say_so() -> None:
    rules = replace(RULES, abstention_allowed=False)
    Given(*under(rules)).when(entering(5, 3, 1)).refused(
        r.AbstentionForbidden(norm="§ vote.abstention")
    )


# Secret votes on paper.


def secret(*more: e.MeetingEvent, rules: Rules = RULES) -> Given:
    return Given(*under(rules, MOVED), *more, SECRETLY).when(ASK).accepted()


def test_a_resolved_secret_vote_is_taken_on_paper() -> None:
    given = secret()
    assert given.meeting.ballots[V1].mode is VoteMode.SECRET
    given.when(vote(AYSE, YES)).refused(r.SecretOnPaper())
    given.when(CLOSE).refused(r.PapersUncounted())
    counted = given.when(entering(5, 2, 1, 1)).then(
        e.SumsEntered(ballot=V1, sums=sums(5, 2, 1, 1, 9), by=CLERK)
    )
    result = counted.when(CLOSE).accepted().meeting.ballots[V1].result
    assert result is not None
    assert (result.yes, result.no, result.abstain, result.not_voted) == (5, 2, 1, 1)


@pytest.mark.parametrize(
    ("figures", "found", "issued"),
    [((6, 4), 10, 9), ((5, 3, 0, 1, 8), 9, 8), ((1, 0, 0, 0, 10), 1, 10)],
)
def test_papers_must_match_those_issued(figures: tuple[int, ...], found: int, issued: int) -> None:
    secret().when(entering(*figures)).refused(
        r.PapersDiffer(found=found, issued=issued, entitled=9)
    )


def test_the_chair_does_not_order_a_secret_vote() -> None:
    secretly = replace(ASK, mode=VoteMode.SECRET)
    Given(*MOVED).when(secretly).refused(r.SecretUnresolved(norm=""))
    never = replace(RULES, values={"vote.secret": Demand.NEVER})
    Given(*under(never, MOVED)).when(secretly).refused(
        r.VoteModeForbidden(mode=VoteMode.SECRET, norm="")
    )


def test_what_the_body_resolved_is_not_undone_by_the_chair() -> None:
    by_name = replace(ASK, mode=VoteMode.RECORDED)
    Given(*MOVED, SECRETLY).when(by_name).refused(r.VoteModeBound(mode=VoteMode.SECRET))
    procedure = replace(ASK, subject=subject(SubjectKind.PROCEDURE, text="Pause"))
    opened = Given(*MOVED, SECRETLY).when(procedure).accepted()
    assert opened.meeting.ballots[V1].mode is VoteMode.OPEN


@pytest.mark.parametrize("word", [Remote.BLOCKED, Remote.SYSTEM])
def test_with_a_member_elsewhere_the_law_may_allow_none(word: Remote) -> None:
    rules = replace(RULES, values={"remote.secret": word})
    assert secret(rules=rules).meeting.ballot == V1
    Given(*under(rules, MOVED), REMOTE, SECRETLY).when(ASK).refused(
        r.RemoteExcluded(seats=(AYSE,), norm="")
    )


def test_or_leave_who_is_elsewhere_without_a_vote_in_it() -> None:
    rules = replace(RULES, values={"remote.secret": Remote.EXCLUDED})
    given = secret(REMOTE, rules=rules)
    given.when(entering(5, 4)).refused(r.PapersDiffer(found=9, issued=8, entitled=8))
    result = given.when(entering(5, 3), CLOSE).accepted().meeting.ballots[V1].result
    assert result is not None
    assert result.entitled == 8
    meeting = given.meeting
    asked = {seat: in_electorate(meeting, meeting.ballots[V1], seat) for seat in (AYSE, UWE)}
    assert asked == {AYSE: False, UWE: True}


# Taking a vote back.


def test_a_vote_is_taken_back_while_the_ballot_is_open() -> None:
    back = c.RetractVote(by=AYSE, at=NOW, seat=AYSE)
    given = Given(*VOTING, cast(AYSE, ABSTAIN))
    after = given.when(back).then(e.VoteRetracted(ballot=V1, seat=AYSE))
    assert AYSE not in after.meeting.ballots[V1].votes
    after.when(back).then()
    given.when(replace(back, by=UWE)).refused(r.NotEntered(seat=AYSE))
    given.when(replace(back, by=CLERK)).refused(r.VotedThemselves(seat=AYSE))
    given.when(CLOSE, back).refused(r.NoBallotOpen())
    entered = Given(*VOTING, cast(AYSE, YES, Channel.CLERK, CLERK))
    entered.when(replace(back, by=CLERK)).accepted()


# The chair's vote decides a tie, and a sum of hands has no names.

CASTING = replace(RULES, values={**RULES.values, "vote.tie": "casting_vote"})


def test_a_tie_of_hands_is_not_closed_before_the_chairs_own_vote_is_known() -> None:
    tie = Given(*under(CASTING)).when(entering(4, 4, 1))
    known = tie.accepted()
    unknown = r.CastingVoteUnknown(chair=MAYOR, each=4, norm=CASTING.norm("vote.tie"))
    known.when(CLOSE).refused(unknown)
    chairs = replace(vote(MAYOR, YES), by=CLERK, channel=Channel.CLERK)
    known.when(chairs).refused(r.CountedInHall(seat=MAYOR))
    named = known.when(entering(3, 4, 1), chairs).accepted()
    by_chair = replace(vote(MAYOR, YES), channel=Channel.COMMAND)
    assert named.meeting.ballots[V1].votes.keys() == {MAYOR}
    known.when(entering(3, 4, 1), by_chair).accepted()
    assert _result(named.when(CLOSE)).adopted
    against = replace(chairs, choice=NO)
    lost = Given(*under(CASTING)).when(against, entering(4, 3, 1)).accepted()
    assert not _result(lost.when(CLOSE)).adopted


def test_a_vote_that_ends_by_itself_waits_for_the_chairs_own_vote_in_a_tie() -> None:
    by_itself = replace(CLOSE, by=c.OPERATOR)
    until_all = under(CASTING, (*MOVED, opened_ballot(until_all=True)))
    known = Given(*until_all).when(entering(4, 4, 1)).accepted()
    unknown = r.CastingVoteUnknown(chair=MAYOR, each=4, norm=CASTING.norm("vote.tie"))
    known.when(by_itself).refused(unknown)
    named = known.when(entering(3, 4, 1), replace(vote(MAYOR, YES), channel=Channel.COMMAND))
    assert _result(named.accepted().when(by_itself)).adopted


def test_where_nothing_hangs_on_the_chairs_vote_the_sum_is_the_result() -> None:
    assert not _result(Given(*under(RULES)).when(entering(4, 4, 1), CLOSE)).adopted
    assert _result(Given(*under(CASTING)).when(entering(5, 4), CLOSE)).adopted
    away = e.MemberArrived(seat=MAYOR, mode=Mode.REMOTE, channel=Channel.TEXT, late=True)
    elsewhere = Given(*under(CASTING), away).when(entering(4, 4), CLOSE)
    assert not _result(elsewhere).adopted
    recused = e.RecusalDeclared(seat=MAYOR, item=T1, reason="")
    led = e.ChairTaken(chair=HORN)
    by_clerk = replace(CLOSE, by=CLERK)
    other = Given(*under(CASTING), recused, led).when(entering(4, 4), by_clerk)
    other.refused(r.CastingVoteUnknown(chair=HORN, each=4, norm=CASTING.norm("vote.tie")))


def _result(closed: When) -> Result:
    found = closed.accepted().meeting.ballots[V1].result
    assert found
    return found
