# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A round of an election is broken off or declared void and held again, or all of it given up."""

from __future__ import annotations

from dataclasses import replace

from council import (
    AYSE,
    CALLED,
    CLERK,
    LANGE,
    MAYOR,
    NOW,
    ON_ITEM,
    T1,
    T2,
    V1,
    opened_ballot,
)
from scenario import Given

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain import refusals as r
from bot.domain.electing import Votes
from bot.domain.ids import ElectionId, SeatId

W1 = ElectionId("W1")
ANNA, BEN, CEM = "Anna Alt", "Ben Bach", "Cem Can"
ROUND = c.OpenRound(by=MAYOR, at=NOW, tellers=())


def nominate(name: str) -> c.Nominate:
    return c.Nominate(by=AYSE, at=NOW, candidate=name, seat=AYSE)


def nominated(*names: str) -> Given:
    office = c.OpenElection(by=MAYOR, at=NOW, office="Beigeordnete")
    return Given(*ON_ITEM).when(office, *[nominate(name) for name in names]).accepted()


def first() -> Given:
    """Return a first round of three whose papers are out."""
    return nominated(ANNA, BEN, CEM).when(ROUND).accepted()


def count(**papers: int) -> c.CountRound:
    names = {"Anna": ANNA, "Ben": BEN, "Cem": CEM}
    votes = tuple(Votes(candidate=names[name], papers=n) for name, n in papers.items())
    return c.CountRound(by=CLERK, at=NOW, votes=votes, issued=None)


def answered(*, accepted: bool) -> c.AnswerElection:
    return c.AnswerElection(by=CLERK, at=NOW, accepted=accepted)


def again(reason: str = "Ein Name fehlte.", by: SeatId = MAYOR) -> c.VoidRound:
    return c.VoidRound(by=by, at=NOW, reason=reason)


def void(number: int = 1, reason: str = "Ein Name fehlte.") -> e.RoundVoided:
    return e.RoundVoided(election=W1, number=number, reason=reason, by=MAYOR)


def test_papers_that_are_out_are_called_in_and_names_may_be_added() -> None:
    broken_off = first().when(again()).then(void())
    broken_off.when(count(Anna=9, Ben=0, Cem=0)).refused(r.NoRoundOpen())
    repeated = broken_off.when(nominate("Dora Duo"), ROUND).accepted().meeting.elections[W1]
    assert [(each.number, each.candidates[-1]) for each in repeated.rounds] == [(1, "Dora Duo")]
    assert [each.reason for each in repeated.void] == ["Ein Name fehlte."]


def test_a_count_that_elected_somebody_elects_nobody_once_it_is_void() -> None:
    wrong = again("Falsch gezählt.")
    after = first().when(count(Anna=9, Ben=0, Cem=0), wrong).then(void(reason="Falsch gezählt."))
    after.when(answered(accepted=True)).refused(r.NotElectedYet())
    assert after.meeting.elections[W1].void[0].round.count is not None


def test_a_tie_and_its_lot_go_with_the_round() -> None:
    tie = count(Anna=4, Ben=4)
    draw = c.DrawLot(by=MAYOR, at=NOW, candidate=ANNA)
    drawn = nominated(ANNA, BEN).when(ROUND, tie, ROUND, tie, draw).accepted()
    assert drawn.meeting.elections[W1].elected == ANNA
    gone = drawn.when(again()).then(void(2))
    assert gone.meeting.elections[W1].elected == ""
    gone.when(draw).refused(r.NoLotNeeded())
    done = gone.when(ROUND, count(Anna=4, Ben=5), answered(accepted=True)).accepted()
    assert done.meeting.elections[W1].elected == BEN


def test_after_who_declined_the_election_still_begins_anew() -> None:
    declined = first().when(count(Anna=9, Ben=0, Cem=0), answered(accepted=False)).accepted()
    declined.when(again()).refused(r.ElectionOver(election=W1, elected=ANNA))
    broken_off = declined.when(ROUND, again()).then(void(2))
    second = broken_off.when(ROUND).accepted().meeting.elections[W1].rounds[-1]
    assert (second.number, second.step, second.candidates) == (2, 0, (ANNA, BEN, CEM))


def test_a_run_off_is_a_run_off_again() -> None:
    run_off = first().when(count(Anna=4, Ben=3, Cem=2), ROUND, again(), ROUND).accepted()
    once_more = run_off.meeting.elections[W1].rounds[-1]
    assert (once_more.number, once_more.run_off, once_more.candidates) == (2, True, (ANNA, BEN))


def test_who_has_taken_the_office_on_keeps_it() -> None:
    over = first().when(count(Anna=9, Ben=0, Cem=0), answered(accepted=True)).accepted()
    over.when(again()).refused(r.ElectionOver(election=W1, elected=ANNA))


def test_there_must_be_a_round_and_a_reason_and_the_right_person() -> None:
    Given(*CALLED).when(again()).refused(r.NoRoundToRepeat())
    nominated(ANNA).when(again()).refused(r.NoRoundToRepeat())
    first().when(again(" ")).refused(r.ReasonMissing())
    first().when(again(by=LANGE)).refused(r.NotAllowed(roles=("chair", "clerk", "deputy")))
    first().when(again(by=CLERK)).then(
        e.RoundVoided(election=W1, number=1, reason="Ein Name fehlte.", by=CLERK)
    )


# Giving the election up.


def ending(
    reason: str = "Niemand tritt an.", by: SeatId = MAYOR, election: ElectionId | None = None
) -> c.BreakOffElection:
    return c.BreakOffElection(by=by, at=NOW, reason=reason, election=election)


def ended(number: int = 0, reason: str = "Niemand tritt an.") -> e.ElectionBrokenOff:
    return e.ElectionBrokenOff(election=W1, number=number, reason=reason, by=MAYOR)


CLOSE = c.CloseItem(by=MAYOR, at=NOW)


def test_an_election_for_which_nobody_stands_is_broken_off_and_the_item_closed() -> None:
    over = nominated().when(ending()).then(ended())
    election = over.meeting.elections[W1]
    assert (election.over, election.broken_off) == (True, "Niemand tritt an.")
    over.when(CLOSE).accepted()
    office = c.OpenElection(by=MAYOR, at=NOW, office="Beigeordnete")
    assert set(over.when(office).accepted().meeting.elections) == {"W1", "W2"}


def test_papers_that_are_out_are_never_counted() -> None:
    first().when(CLOSE).refused(r.RoundOpenNow(number=1))
    over = first().when(ending()).then(ended(1))
    over.when(count(Anna=9, Ben=0, Cem=0)).refused(r.NoRoundOpen())
    election = over.meeting.elections[W1]
    assert (election.rounds, election.running) == ((), None)
    assert [(each.round.count, each.reason) for each in election.void] == [
        (None, "Niemand tritt an.")
    ]
    over.when(CLOSE).accepted()


def test_what_was_counted_before_stays_and_nothing_of_it_goes_on() -> None:
    tie = nominated(ANNA, BEN, CEM).when(ROUND, count(Anna=3, Ben=3, Cem=3)).accepted()
    assert tie.meeting.elections[W1].tied
    lot = tie.when(c.PrepareLot(by=MAYOR, at=NOW)).accepted()
    over = lot.when(ending()).accepted()
    election = over.meeting.elections[W1]
    assert (len(election.rounds), election.tied, election.void) == (1, (), ())
    assert election.last is not None
    assert election.last.lot is None
    assert election.last.lots[-1].void == "Niemand tritt an."
    over.when(c.DrawLot(by=MAYOR, at=NOW, candidate=ANNA)).refused(r.NoLotNeeded())
    given_up = r.ElectionGivenUp(election=W1, office="Beigeordnete")
    for command in (ROUND, nominate("Dora Duo"), again(), ending()):
        over.when(command).refused(given_up)


def test_after_who_declined_it_may_be_left_to_another_day() -> None:
    elected = first().when(count(Anna=9, Ben=0, Cem=0)).accepted()
    elected.when(ending()).refused(r.ElectedUnasked(election=W1, elected=ANNA))
    declined = elected.when(answered(accepted=False), ending()).accepted()
    assert declined.meeting.elections[W1].over
    accepted = elected.when(answered(accepted=True)).accepted()
    accepted.when(ending()).refused(r.ElectionOver(election=W1, elected=ANNA))


def test_the_one_on_the_item_under_debate_is_meant() -> None:
    later = (e.ItemClosed(item=T1, note="", postponed=True), e.ItemCalled(item=T2))
    opened = e.ElectionOpened(election=ElectionId("W2"), item=T2, office="Schöffe")
    both = Given(*nominated(ANNA).happened, *later, opened)
    assert both.when(ending()).accepted().meeting.elections[ElectionId("W2")].broken_off
    named = both.when(ending(election=W1)).accepted().meeting.elections
    assert [each.broken_off != "" for each in named.values()] == [True, False]
    between = Given(*nominated(ANNA).happened, later[0]).when(ending()).accepted()
    assert between.meeting.elections[W1].broken_off


def test_an_election_is_broken_off_by_who_leads_with_a_reason_and_not_during_a_vote() -> None:
    Given(*CALLED).when(ending()).refused(r.NoElection())
    nominated().when(ending(" ")).refused(r.ReasonMissing())
    nominated().when(ending(by=LANGE)).refused(r.NotAllowed(roles=("chair", "clerk", "deputy")))
    voting = Given(*nominated(ANNA).happened, replace(opened_ballot(), item=T1))
    voting.when(ending()).refused(r.BallotOpen(ballot=V1))


def test_the_minutes_may_be_signed_once_it_was_broken_off() -> None:
    over = nominated().when(ending(), CLOSE, c.CloseMeeting(by=MAYOR, at=NOW)).accepted()
    drafted = over.when(c.DraftMinutes(by=CLERK, at=NOW)).accepted()
    drafted.when(c.SignMinutes(by=MAYOR, at=NOW)).accepted()
