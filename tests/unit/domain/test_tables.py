# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Majorities, ties and quorums as a table: what the numbers mean under which rule."""

from __future__ import annotations

from dataclasses import replace

import pytest
from council import (
    ABSTAIN,
    BEFORE,
    CALLED,
    MAYOR,
    NO,
    NOW,
    PLANNED,
    RULES,
    T1,
    VOTERS,
    VOTING,
    YES,
    cast,
    left,
    majority,
    opened_ballot,
    planned,
    recused,
)
from scenario import Given

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain import refusals as r
from bot.domain.ids import MeetingId
from bot.domain.rules import Rules, RuleValue
from bot.domain.values import Base, Result

CLOSE = c.CloseBallot(by=MAYOR, at=NOW)


def result(votes: str, rules: Rules, rule: str = "simple") -> Result:
    """Return how a ballot ends: ``YNA-`` are the votes in the order of the seats, - has none."""
    choices = {"Y": YES, "N": NO, "A": ABSTAIN}
    casts = [cast(seat, choices[v]) for seat, v in zip(VOTERS, votes, strict=True) if v != "-"]
    happened = (*planned(rules), *VOTING[2:-1], opened_ballot(rule), *casts)
    ballot = Given(*happened).when(CLOSE).accepted().meeting.ballots
    (ended,) = ballot.values()
    assert ended.result is not None
    return ended.result


SHARES = {
    **RULES.majorities,
    "half": majority("1/2", Base.MEMBERS, or_equal=True),
    "two_thirds_cast": majority("2/3", Base.VOTES_CAST, or_equal=True),
    "three_quarters_members": majority("3/4", Base.MEMBERS, or_equal=True),
}
TABLE = replace(RULES, majorities=SHARES)


@pytest.mark.parametrize(
    ("votes", "rule", "needed", "adopted"),
    [
        ("YYYYNNNNA", "simple", 5, False),  # a tie fails
        ("YYYYNNNAA", "simple", 4, True),  # abstentions do not count
        ("Y--------", "simple", 1, True),
        ("AAAAAAAAA", "simple", 1, False),  # nobody said Yes
        ("YYYYNAAAA", "half_cast", 5, False),  # here they do
        ("YYYYY----", "members", 5, True),
        ("YYYYNNN--", "members", 5, False),
        ("YYYYYY---", "two_thirds", 6, True),  # of those present
        ("YYYYYNNNN", "two_thirds_members", 6, False),
        ("YYYYYY-NN", "two_thirds_cast", 6, True),
        ("YYYYYYYNN", "three_quarters_members", 7, True),
        ("YYYYYYNNN", "three_quarters_members", 7, False),
        ("YYYYYNNNN", "half", 5, True),
    ],
)
def test_the_same_votes_mean_different_things_under_different_majorities(
    votes: str, rule: str, needed: int, adopted: bool
) -> None:
    found = result(votes, TABLE, rule)
    assert (found.needed, found.adopted) == (needed, adopted)


# Ties.

CASTING = replace(TABLE, values={"vote.tie": "casting_vote"})


@pytest.mark.parametrize(
    ("votes", "rule", "adopted"),
    [
        ("YYYYNNNNA", "simple", True),  # the chair said Yes
        ("NYYYYNNNA", "simple", False),  # the chair said No
        ("AYYYYNNNN", "simple", False),  # the chair abstained
        ("-YYYYNNNN", "simple", False),  # the chair did not vote
        ("YNNNNNNNN", "simple", False),  # no tie
        ("YYYYYNNNN", "two_thirds_members", False),  # no matter of a tie
        ("YYYYNNNN-", "members", False),
    ],
)
def test_the_chairs_vote_decides_a_tie_where_the_rule_says_so(
    votes: str, rule: str, adopted: bool
) -> None:
    assert result(votes, CASTING, rule).adopted is adopted


def test_a_tie_the_chair_decided_names_that_rule() -> None:
    source = replace(RULES.sources["quorum"], norm="§ 9 Satzung")
    rules = replace(CASTING, sources={**CASTING.sources, "vote.tie": source})
    found = result("YYYYNNNNA", rules)
    assert (found.norm, found.needed, found.yes) == ("§ 9 Satzung", 4, 4)
    assert result("YYYYYNNNN", rules).norm != "§ 9 Satzung"


# Quorum: half the members recused, § 36 (3) ThürKO.

RECUSAL = replace(RULES, shares={"quorum.recusal": majority("1/3", Base.MEMBERS, or_equal=True)})


@pytest.mark.parametrize(
    ("biased", "gone", "needed", "quorate"),
    [
        (4, 0, 5, True),  # less than half of nine: the usual five
        (4, 1, 5, False),
        (5, 0, 3, True),  # more than half: a third of nine suffices
        (5, 1, 3, True),
        (5, 2, 3, False),
    ],
)
def test_where_half_are_recused_fewer_suffice(
    biased: int, gone: int, needed: int, quorate: bool
) -> None:
    happened = (*planned(RECUSAL), *CALLED[2:])
    biases = [recused(seat) for seat in VOTERS[-biased:]]
    meeting = Given(*happened, *biases, *left(*VOTERS[1 : 1 + gone])).meeting
    check = meeting.quorum(T1)
    assert (check.needed, check.quorate) == (needed, quorate)
    assert meeting.quorum().needed == 5


def test_without_such_a_rule_recusals_count_as_absences() -> None:
    biases = [recused(seat) for seat in VOTERS[-5:]]
    assert Given(*CALLED, *biases).meeting.quorum(T1).needed == 5


@pytest.mark.parametrize(
    ("word", "members", "biased", "needed"),
    [
        # § 53 (3) HGO: more than half of those there are; § 37 (2) GemO: of all; nine seats.
        ("more_than_half_in_office", 0, 4, 5),
        ("more_than_half_in_office", 0, 5, 0),
        ("more_than_half", 3, 4, 5),
        ("more_than_half", 3, 5, 3),
        ("more_than_half", 7, 5, 5),  # never more than usual
        ("half", 3, 4, 5),
        ("any", 3, 0, 5),
        ("any", 3, 1, 3),
    ],
)
def test_a_count_of_members_can_suffice_where_so_many_are_recused(
    word: str, members: int, biased: int, needed: int
) -> None:
    values: dict[str, RuleValue] = {
        "quorum.recusal.members": members,
        "quorum.recusal.from": word,
    }
    happened = (*planned(replace(RULES, values=values)), *CALLED[2:])
    biases = [recused(seat) for seat in VOTERS[9 - biased :]]
    assert Given(*happened, *biases).meeting.quorum(T1).needed == needed


def test_with_a_vacant_seat_half_of_those_in_office_are_fewer() -> None:
    def needed(word: str) -> int:
        values: dict[str, RuleValue] = {
            "quorum.recusal.members": 0,
            "quorum.recusal.from": word,
        }
        happened = (*planned(replace(RULES, values=values)), *CALLED[2:])
        biases = [recused(seat) for seat in VOTERS[-5:]]
        meeting = replace(Given(*happened, *biases).meeting, statutory_members=10)
        return meeting.quorum(T1).needed

    assert needed("more_than_half_in_office") == 0  # five of nine
    assert needed("more_than_half") == 6  # five of ten


@pytest.mark.parametrize(("biased", "needed"), [(0, 5), (1, 5), (2, 4), (4, 3)])
def test_who_is_recused_can_lower_the_number_a_majority_is_taken_of(
    biased: int, needed: int
) -> None:
    """§ 38 (2) GO SH: of nine, less those excluded, more than half must be there."""
    happened = (*planned(replace(RULES, values={"quorum.recusal.lowers": True})), *CALLED[2:])
    biases = [recused(seat) for seat in VOTERS[9 - biased :]]
    assert Given(*happened, *biases).meeting.quorum(T1).needed == needed


# Second call, § 36 (2) ThürKO.


def second(least: int) -> Rules:
    return replace(RULES, values={"quorum.second": least})


STATE = c.StateSecondCall(by=MAYOR, at=BEFORE, first=MeetingId("2026-02"))
STATED = e.SecondCallStated(by=MAYOR, first=MeetingId("2026-02"), norm="", items=())


@pytest.mark.parametrize(("least", "needed"), [(0, 0), (3, 3), (7, 5)])
def test_called_a_second_time_fewer_suffice(least: int, needed: int) -> None:
    happened = (*planned(second(least)), STATED, *CALLED[2:])
    assert Given(*happened).meeting.quorum().needed == needed
    assert Given(*planned(second(least)), *CALLED[2:]).meeting.quorum().needed == 5


def test_the_second_call_is_stated_once_before_the_invitation() -> None:
    given = Given(*planned(second(0)))
    given.when(STATE).then(STATED).when(STATE).then()
    Given(*planned(second(0)), *CALLED[2:]).when(STATE).refused(
        r.WrongPhase(phase="open", needed=("planned",))
    )


@pytest.mark.parametrize(
    ("origin", "items", "needed"),
    [
        ("2026-02/T4", ("2026-02/T4",), 3),
        ("2026-02/T5", ("2026-02/T4",), 5),  # left over there, and not for want of a quorum
        ("", ("2026-02/T4",), 5),
        ("2026-02/T5", None, 3),  # written by a version that did not tell the items apart
        ("", None, 5),
    ],
)
def test_only_what_was_put_off_for_want_of_a_quorum_is_called_a_second_time(
    origin: str, items: tuple[str, ...] | None, needed: int
) -> None:
    """§ 36 (2) ThürKO, § 38 (3) GO SH: "zur Verhandlung über denselben Gegenstand"."""
    happened = (*planned(second(3)), replace(STATED, items=items), *CALLED[2:])
    meeting = Given(*happened).meeting
    item = replace(meeting.agenda[0], carried_from=origin)
    assert replace(meeting, agenda=(item,)).quorum(item.id).needed == needed


def test_of_two_smaller_quorums_the_smaller_is_enough() -> None:
    rules = replace(second(4), shares=RECUSAL.shares, values={"quorum.second": 4})
    happened = (*planned(rules), replace(STATED, items=None), *CALLED[2:])
    biases = [recused(seat) for seat in VOTERS[4:]]
    meeting = Given(*happened, *biases).meeting
    item = replace(meeting.agenda[0], carried_from="2026-02/T1")
    assert replace(meeting, agenda=(item,)).quorum(item.id).needed == 3


def test_a_law_without_such_a_rule_knows_no_second_call() -> None:
    Given(*PLANNED).when(STATE).refused(r.SecondCallUnknown(norm="§ quorum"))
    unregulated = (*PLANNED, STATED, *CALLED[2:])
    assert Given(*unregulated).meeting.quorum().needed == 5
