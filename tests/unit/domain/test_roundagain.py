# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A round of an election is broken off or declared void, and held again."""

from __future__ import annotations

from council import AYSE, CALLED, CLERK, LANGE, MAYOR, NOW, ON_ITEM
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
