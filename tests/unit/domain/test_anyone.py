# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Elections in which papers may name whoever is eligible, and those with another majority."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from council import AYSE, CLERK, MAYOR, NOW, ON_ITEM, RULES, T1, check, planned
from hypothesis import given
from hypothesis import strategies as st
from scenario import Given

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain import refusals as r
from bot.domain.electing import (
    Contest,
    ElectionRule,
    Outcome,
    PaperCount,
    Round,
    Votes,
    judge,
    standing,
)
from bot.domain.elections import names_anyone
from bot.domain.ids import ElectionId
from bot.domain.rules import Rules
from bot.domain.values import Base, Majority

W1 = ElectionId("W1")
ANNA, BEN, CEM, DORA = "Anna Alt", "Ben Bach", "Cem Can", "Dora Dorn"
ANYONE = replace(RULES, values={**RULES.values, "election.candidates": "anyone"})
TWO_THIRDS = Majority(share=Fraction(2, 3), base=Base.PRESENT, or_equal=True)


def electing(rules: Rules, *names: str) -> tuple[e.Event, ...]:
    opened = e.ElectionOpened(election=W1, item=T1, office="Zweiter Bürgermeister")
    stand = (e.CandidateNominated(election=W1, candidate=name, by=AYSE) for name in names)
    return (*planned(rules), *ON_ITEM[len(planned(RULES)) :], opened, *stand)


def begin(**how: object) -> c.OpenRound:
    return c.OpenRound(by=MAYOR, at=NOW, **how)  # type: ignore[arg-type]


def count(*papers: tuple[str, int], **rest: int) -> c.CountRound:
    votes = tuple(Votes(candidate=name, papers=n) for name, n in papers)
    return c.CountRound(by=CLERK, at=NOW, votes=votes, **rest)  # type: ignore[arg-type]


def round_of(given: Given) -> Round:
    last = given.meeting.elections[W1].last
    assert last is not None
    return last


def test_nobody_has_to_be_put_forward_where_papers_may_name_anyone() -> None:
    begun = round_of(Given(*electing(ANYONE)).when(begin()).accepted())
    assert begun.anyone
    assert begun.candidates == ()
    Given(*electing(RULES)).when(begin()).refused(r.NoCandidates(election=W1))


def test_papers_count_for_whom_they_name_beside_those_who_stand() -> None:
    found = count(("Alt", 3), ("  Dora   Dorn ", 5), invalid=1)
    done = Given(*electing(ANYONE, ANNA)).when(begin(), found).accepted()
    counted = round_of(done).count
    assert counted is not None
    assert counted.votes == (Votes(candidate=ANNA, papers=3), Votes(candidate=DORA, papers=5))
    assert done.meeting.elections[W1].elected == DORA


def test_who_stands_is_counted_and_nobody_twice() -> None:
    running = Given(*electing(ANYONE, ANNA)).when(begin()).accepted()
    incomplete = r.CountIncomplete(candidates=(ANNA,))
    running.when(count((DORA, 5))).refused(incomplete)
    running.when(count((ANNA, 1), (DORA, 5), ("„dora dorn“", 1))).refused(incomplete)
    nobody = Given(*electing(ANYONE)).when(begin()).accepted()
    nobody.when(count((DORA, 5), ("DORA DORN", 1))).refused(
        r.CountIncomplete(candidates=(DORA, "DORA DORN"))
    )


def test_only_who_stands_is_counted_in_a_run_off() -> None:
    first = count((ANNA, 4), (BEN, 1), (DORA, 4))
    run_off = Given(*electing(ANYONE, ANNA, BEN)).when(begin(), first, begin()).accepted()
    assert round_of(run_off).contest is Contest.RUN_OFF
    assert not round_of(run_off).anyone
    assert round_of(run_off).candidates == (ANNA, DORA), "who was not put forward goes on as well"
    run_off.when(count((ANNA, 4), (DORA, 4), (BEN, 1))).refused(
        r.CandidateUnknown(candidate=BEN, known=(ANNA, DORA))
    )


def test_hands_go_up_for_those_alone_who_stand() -> None:
    openly = replace(ANYONE, values={**ANYONE.values, "election.ballot": "open_unless_objection"})
    Given(*electing(openly)).when(begin(openly=True)).refused(r.NoCandidates(election=W1))
    assert not round_of(Given(*electing(openly, ANNA)).when(begin(openly=True)).accepted()).anyone


def test_a_round_held_again_has_all_who_were_put_forward_since() -> None:
    bavaria = replace(ANYONE, election=replace(ANYONE.election, no_is_invalid=True))
    half = count((ANNA, 4), against=2, abstain=2)
    repeat = Given(*electing(bavaria, ANNA)).when(begin(), half).accepted()
    assert round_of(repeat).outcome is Outcome.REPEAT
    more = Given(*repeat.happened, e.CandidateNominated(election=W1, candidate=BEN, by=AYSE))
    assert round_of(more.when(begin()).accepted()).candidates == (ANNA, BEN)


def test_nobody_is_elected_where_no_paper_names_anyone() -> None:
    done = Given(*electing(ANYONE)).when(begin(), count(abstain=9)).accepted()
    assert round_of(done).outcome is Outcome.NOBODY


def test_after_the_election_is_decided_no_paper_can_name_anyone() -> None:
    first, second = count((ANNA, 4), (BEN, 3), (CEM, 2)), count((ANNA, 5), (BEN, 4))
    done = Given(*electing(ANYONE, ANNA, BEN)).when(begin(), first, begin(), second).accepted()
    assert not names_anyone(done.meeting, done.meeting.elections[W1])


def test_another_majority_elects_nobody_who_does_not_reach_it_and_begins_anew() -> None:
    two_thirds = begin(rule="two_thirds")
    assert RULES.majorities["two_thirds"] == TWO_THIRDS
    short = Given(*electing(RULES, ANNA, BEN)).when(two_thirds, count((ANNA, 5), (BEN, 4)))
    assert round_of(short.accepted()).outcome is Outcome.NOBODY
    again = round_of(short.accepted().when(begin()).accepted())
    assert (again.majority, again.candidates, again.step) == (None, (ANNA, BEN), 0)
    enough = short.accepted().when(two_thirds, count((ANNA, 6), (BEN, 3))).accepted()
    assert enough.meeting.elections[W1].elected == ANNA


def test_a_majority_the_rules_do_not_know_is_refused() -> None:
    known = tuple(sorted(RULES.majorities))
    Given(*electing(RULES, ANNA)).when(begin(rule="most")).refused(
        r.RuleUnknown(rule="most", known=known)
    )


def test_two_thirds_of_the_present_are_understood_where_they_are_measured_so() -> None:
    given_one = Given(*electing(RULES, ANNA))
    begun = round_of(given_one.when(begin(rule="two_thirds_present")).accepted())
    assert begun.majority == TWO_THIRDS
    known = tuple(sorted(RULES.majorities))
    given_one.when(begin(rule="half_cast_present")).refused(
        r.RuleUnknown(rule="half_cast_present", known=known)
    )


@given(
    st.lists(st.integers(0, 30), max_size=6),
    st.integers(0, 10),
    st.sampled_from([None, TWO_THIRDS, Majority(share=Fraction(1, 3), base=Base.PRESENT)]),
)
def test_whoever_is_elected_has_the_majority_and_more_than_any_other(
    papers: list[int], blank: int, majority: Majority | None
) -> None:
    found = tuple(Votes(candidate=f"K{n}", papers=p) for n, p in enumerate(papers))
    entitled = sum(papers) + blank
    done = Round(
        number=1,
        candidates=tuple(each.candidate for each in found[:2]),
        tellers=(),
        entitled=entitled,
        check=check(),
        count=PaperCount(issued=entitled, votes=found, abstain=blank),
        anyone=True,
        majority=majority,
    )
    outcome, elected, needed = judge(done, ElectionRule())
    assert bool(elected) == (outcome is Outcome.ELECTED)
    if elected:
        (won,) = (each.papers for each in found if each.candidate == elected)
        assert won >= needed
        assert all(each.papers < won for each in found if each.candidate != elected)
    elif majority:
        assert outcome is Outcome.NOBODY
    if outcome is Outcome.RUN_OFF:
        assert len(standing(replace(done, outcome=outcome))[0]) == 2
