# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Elections by lists (Verhältniswahl): papers name lists, and those share the seats."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from council import AYSE, CLERK, MAYOR, NOW, ON_ITEM, RULES, T1, UWE, planned
from hypothesis import given
from hypothesis import strategies as st
from scenario import Given

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain import refusals as r
from bot.domain.apportionment import Method
from bot.domain.electing import (
    Election,
    ElectionRule,
    Outcome,
    PaperCount,
    Round,
    Seats,
    Votes,
    judge,
    shares,
    standing,
    told,
    wanted,
)
from bot.domain.ids import ElectionId
from bot.domain.lots import digest_of

W1 = ElectionId("W1")
TEN = Seats(number=10, method=Method.HARE, majority=True)
LAUBACH = {"Union": 16, "Sozis": 6, "Grüne": 4, "Liberale": 2, "Bürger": 2}
"""Votes of 2016; the lot gave the last seat to one of the two smallest."""


def by_lists(seats: Seats, *lists: str, **people: tuple[str, ...]) -> tuple[e.Event, ...]:
    opened = e.ElectionOpened(election=W1, item=T1, office="Magistrat", seats=seats)
    put_forward = (
        e.CandidateNominated(election=W1, candidate=name, by=AYSE, people=people.get(name, ()))
        for name in lists
    )
    return (*ON_ITEM, opened, *put_forward)


def begin(**how: object) -> c.OpenRound:
    return c.OpenRound(by=MAYOR, at=NOW, **how)  # type: ignore[arg-type]


def count(**papers: int) -> c.CountRound:
    invalid = papers.pop("invalid", 0)
    votes = tuple(Votes(candidate=name, papers=n) for name, n in papers.items())
    return c.CountRound(by=CLERK, at=NOW, votes=votes, invalid=invalid)


def lot(name: str) -> c.DrawLot:
    return c.DrawLot(by=MAYOR, at=NOW, candidate=name)


def election(given: Given) -> Election:
    return given.meeting.elections[W1]


def counted(seats: Seats, **papers: int) -> Round:
    votes = tuple(Votes(candidate=name, papers=n) for name, n in papers.items())
    done = Given(*by_lists(seats, *papers)).when(begin()).accepted()
    (running,) = election(done).rounds
    full = replace(running, count=PaperCount(issued=sum(papers.values()), votes=votes))
    outcome, _, needed = judge(full, ElectionRule())
    return replace(full, outcome=outcome, needed=needed)


def test_seats_are_shared_as_in_roedermark() -> None:
    done = counted(Seats(number=7, method=Method.HARE), CDU=16, AL=13, SPD=6, FW=3)
    assert done.outcome is Outcome.ELECTED
    assert shares(done) == {"CDU": 3, "AL": 2, "SPD": 1, "FW": 1}


def test_the_lot_gives_the_last_seat_and_the_seats_are_named_with_their_people() -> None:
    votes = counted(TEN, **LAUBACH)
    assert votes.outcome is Outcome.LOT_FOR_OFFICE
    assert (standing(votes), wanted(votes)) == (((), ("Liberale", "Bürger")), 1)
    small = Seats(number=2, method=Method.DHONDT)
    people = {"Dorf": ("Anna", "Ben", "Cem"), "Stadt": ("Dora",)}
    tied = Given(*by_lists(small, "Dorf", "Stadt", **people)).when(begin(), count(Dorf=4, Stadt=2))
    assert election(tied.accepted()).tied == ("Dorf", "Stadt")
    assert not election(tied.accepted()).elected
    tied.accepted().when(begin()).refused(r.LotNeeded(candidates=("Dorf", "Stadt")))
    drawn = tied.accepted().when(lot("Stadt")).accepted()
    assert election(drawn).elected == "Dorf: 1 (Anna); Stadt: 1 (Dora)"
    assert election(drawn).over
    assert election(drawn).filled


def test_two_seats_by_lot_are_drawn_one_after_the_other() -> None:
    two = Seats(number=2, method=Method.HARE)
    tied = Given(*by_lists(two, "A", "B", "C")).when(begin(), count(A=3, B=3, C=3)).accepted()
    assert wanted(election(tied).rounds[-1]) == 2
    once = tied.when(lot("C")).accepted()
    assert (election(once).tied, election(once).elected) == (("A", "B"), "")
    assert election(once.when(lot("A")).accepted()).elected == "A: 1; C: 1"


def test_a_lot_by_words_gives_all_the_seats_at_once() -> None:
    two = Seats(number=2, method=Method.HARE)
    words = {MAYOR: "der Igel im Pfarrgarten frisst Melonen", UWE: "sieben Kraniche am Rathaus"}
    tied = Given(*by_lists(two, "A", "B", "C")).when(begin(), count(A=3, B=3, C=3)).accepted()
    asked: list[c.Command] = [c.PrepareLot(by=MAYOR, at=NOW)]
    asked += [c.CommitLot(by=seat, at=NOW, digest=digest_of(said)) for seat, said in words.items()]
    asked += [c.SealLot(by=MAYOR, at=NOW)]
    asked += [c.RevealLot(by=seat, at=NOW, words=said) for seat, said in words.items()]
    drawn = election(tied.when(*asked).accepted())
    assert len(drawn.rounds[-1].drawn) == 2
    assert drawn.elected.count(": 1") == 2


def test_nobody_is_asked_to_accept_and_no_majority_is_needed() -> None:
    given = Given(*by_lists(TEN, "A", "B"))
    given.when(begin(rule="two_thirds")).refused(r.SeatsByLists(election=W1))
    done = given.when(begin(), count(A=5, B=4)).accepted()
    assert election(done).elected == "A: 6; B: 4"
    done.when(c.AnswerElection(by=CLERK, at=NOW, accepted=True)).refused(
        r.SeatsByLists(election=W1)
    )
    done.when(begin()).refused(r.ElectionOver(election=W1, elected="A: 6; B: 4"))
    wrong = c.VoidRound(by=MAYOR, at=NOW, reason="Ein Zettel lag noch in der Urne.")
    assert election(done.when(wrong).accepted()).elected == ""


def test_without_a_vote_for_any_list_nobody_has_a_seat() -> None:
    done = Given(*by_lists(TEN, "A", "B")).when(begin(), count(A=0, B=0, invalid=9)).accepted()
    assert election(done).rounds[-1].outcome is Outcome.NOBODY
    assert not election(done).over


def test_nobody_stands_on_two_lists_or_twice_on_one() -> None:
    def nominate(name: str, *people: str) -> c.Nominate:
        return c.Nominate(by=AYSE, at=NOW, candidate=name, seat=AYSE, people=people)

    given = Given(*by_lists(TEN, "Dorf", Dorf=("Anna Alt",)))
    given.when(nominate("Stadt", "Ben Bach", "anna  alt")).refused(
        r.NominatedAlready(candidate="anna alt")
    )
    given.when(nominate("Stadt", "Ben", "Ben")).refused(r.NominatedAlready(candidate="Ben"))
    given.when(nominate("dorf")).refused(r.NominatedAlready(candidate="dorf"))
    after = given.when(nominate("Stadt", "Ben", "Cem")).accepted()
    assert election(after).people == {"Dorf": ("Anna Alt",), "Stadt": ("Ben", "Cem")}


def test_a_list_that_is_taken_back_can_be_put_forward_anew_with_another_on_it() -> None:
    given = Given(*by_lists(TEN, "Dorf", Dorf=("Anna Alt",)))
    back = c.WithdrawCandidate(by=AYSE, at=NOW, candidate="Dorf", seat=AYSE)
    anew = c.Nominate(by=AYSE, at=NOW, candidate="Dorf", seat=AYSE, people=("Ben", "Anna Alt"))
    assert election(given.when(back, anew).accepted()).people == {"Dorf": ("Ben", "Anna Alt")}


def test_people_are_named_on_lists_alone() -> None:
    opened = e.ElectionOpened(election=W1, item=T1, office="Vorsitz")
    one = c.Nominate(by=AYSE, at=NOW, candidate="Anna", seat=AYSE, people=("Ben",))
    assert not election(Given(*ON_ITEM, opened).when(one).accepted()).people


@pytest.mark.parametrize("own", ["", "secret"])
def test_lists_may_have_a_rule_of_their_own_on_how_they_are_elected(own: str) -> None:
    """§ 55 (3) HGO lets those be elected openly who need a majority."""
    values = {**RULES.values, "election.ballot": "open_unless_objection", "election.lists": own}
    rules = replace(RULES, values={key: value for key, value in values.items() if value})
    happened = (*planned(rules), *by_lists(TEN, "A", "B")[len(planned(RULES)) :])
    asked = Given(*happened).when(begin(openly=True))
    secretly = Given(*happened).when(c.DemandSecretElection(by=AYSE, at=NOW, seat=AYSE))
    if own:
        refused = r.ElectionSecret(norm=rules.norm("election.lists"))
        asked.refused(refused)
        secretly.refused(refused)
    else:
        assert election(asked.accepted()).rounds[-1].openly
        assert election(secretly.accepted()).demanded == AYSE


def test_what_is_not_counted_or_has_no_lists_shares_no_seats() -> None:
    running = replace(counted(TEN, A=5, B=4), count=None)
    with pytest.raises(ValueError, match="no lists"):
        shares(running)
    with pytest.raises(ValueError, match="not counted"):
        judge(running, ElectionRule())


@given(
    st.dictionaries(st.sampled_from("ABCDEF"), st.integers(0, 40), min_size=1),
    st.integers(1, 30),
    st.sampled_from(Method),
)
def test_no_seat_is_lost_and_none_is_given_twice(
    papers: dict[str, int], seats: int, method: Method
) -> None:
    done = counted(Seats(number=seats, method=method), **papers)
    if done.outcome is Outcome.NOBODY:
        assert not any(papers.values())
        return
    _, tied = standing(done) if done.outcome is Outcome.LOT_FOR_OFFICE else ((), ())
    assert len(tied) > wanted(done) or not tied
    done = replace(done, drawn=tied[: wanted(done)])
    assert sum(shares(done).values()) == seats
    assert told(Election(id=W1, item=None, office="X"), done).count(":") == sum(
        n > 0 for n in shares(done).values()
    )
    by_votes = sorted(papers, key=lambda name: papers[name])
    for fewer, more in pairwise(by_votes):
        assert papers[fewer] == papers[more] or shares(done)[fewer] <= shares(done)[more]
