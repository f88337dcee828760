# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Elections: candidates, rounds on paper that add up, run-off, lot, acceptance."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from council import (
    ADVISER,
    AYSE,
    CALLED,
    CLERK,
    DEPUTY,
    LANGE,
    MAYOR,
    NOW,
    ON_ITEM,
    RULES,
    T1,
    UWE,
    VOTERS,
    VOTING,
    check,
    left,
    planned,
    recused,
)
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
    Second,
    ThreeWayTie,
    Votes,
    judge,
    standing,
    wanted,
)
from bot.domain.elections import resting
from bot.domain.ids import ElectionId, SeatId
from bot.domain.values import Base, Channel, Majority, Mode

W1 = ElectionId("W1")
ANNA, BEN, CEM = "Anna Alt", "Ben Bach", "Cem Can"
ELECTING = (*ON_ITEM, e.ElectionOpened(election=W1, item=T1, office="Beigeordnete"))


def nominated(*names: str) -> tuple[e.MeetingEvent, ...]:
    return tuple(e.CandidateNominated(election=W1, candidate=name, by=AYSE) for name in names)


def opened(number: int, *names: str, run_off: bool = False, step: int = 0) -> e.RoundOpened:
    return e.RoundOpened(
        election=W1,
        number=number,
        candidates=names,
        tellers=(),
        entitled=9,
        check=check(),
        contest=Contest.RUN_OFF if run_off else Contest.MAJORITY,
        step=1 if run_off else step,
    )


def votes(**papers: int) -> tuple[Votes, ...]:
    names = {"anna": ANNA, "ben": BEN, "cem": CEM}
    return tuple(Votes(candidate=names[name], papers=n) for name, n in papers.items())


def count(by: SeatId = CLERK, issued: int | None = None, **papers: int) -> c.CountRound:
    against, abstain, invalid = (papers.pop(name, 0) for name in ("against", "abstain", "invalid"))
    return c.CountRound(
        by=by,
        at=NOW,
        votes=votes(**papers),
        issued=issued,
        against=against,
        abstain=abstain,
        invalid=invalid,
    )


def round_open(by: SeatId = MAYOR, *tellers: SeatId) -> c.OpenRound:
    return c.OpenRound(by=by, at=NOW, tellers=tellers)


def lot(name: str) -> c.DrawLot:
    return c.DrawLot(by=MAYOR, at=NOW, candidate=name)


def answered(*, accepted: bool) -> c.AnswerElection:
    return c.AnswerElection(by=CLERK, at=NOW, accepted=accepted)


def nominate(name: str, by: SeatId = AYSE, seat: SeatId | None = None) -> c.Nominate:
    return c.Nominate(by=by, at=NOW, candidate=name, seat=seat or by)


THREE = (*ELECTING, *nominated(ANNA, BEN, CEM))
FIRST = (*THREE, opened(1, ANNA, BEN, CEM))
ALONE = (*ELECTING, *nominated(ANNA), opened(1, ANNA))


def test_an_election_needs_an_item_and_is_numbered() -> None:
    office = c.OpenElection(by=MAYOR, at=NOW, office="Beigeordnete")
    Given(*CALLED).when(office).refused(r.NoItemOpen())
    done = (
        Given(*ON_ITEM)
        .when(office)
        .then(e.ElectionOpened(election=W1, item=T1, office="Beigeordnete"))
    )
    done.when(office).refused(r.ElectionUnfinished(election=W1, office="Beigeordnete"))


def test_members_nominate_each_name_once() -> None:
    given_one = Given(*ELECTING).when(nominate("  Anna   Alt ")).then(*nominated(ANNA))
    given_one.when(nominate("anna alt")).refused(r.NominatedAlready(candidate="anna alt"))
    Given(*ELECTING).when(nominate(BEN, by=AYSE, seat=UWE)).refused(r.NotEntered(seat=UWE))
    Given(*ELECTING, *left(AYSE)).when(nominate(BEN)).refused(r.NotPresent(seat=AYSE))
    Given(*ON_ITEM).when(nominate(BEN)).refused(r.NoElection())
    named = replace(nominate(BEN), election=ElectionId("W9"))
    Given(*ELECTING).when(named).refused(r.NoElection())


ANNIE, TWICE = 'Anna "Änni" Ahorn', "Anna Änni „Ahorn“"


def test_a_name_with_quotation_marks_is_one_name_however_it_is_quoted() -> None:
    """Given a name with marks inside, which nobody can put into the same marks again."""
    known = Given(*ELECTING).when(nominate(ANNIE)).then(*nominated(ANNIE))
    known.when(nominate(TWICE)).refused(r.NominatedAlready(candidate=TWICE))
    Given(*ELECTING).when(nominate('„" "“')).refused(r.TextMissing())
    both = (*ELECTING, *nominated(ANNIE, BEN), opened(1, ANNIE, BEN))
    papers = (Votes(candidate="Anna Änni Ahorn", papers=6), Votes(candidate="ben", papers=3))
    done = Given(*both).when(c.CountRound(by=CLERK, at=NOW, votes=papers, issued=None)).accepted()
    assert done.meeting.elections[W1].elected == ANNIE


def test_old_journals_with_two_such_names_are_counted_as_they_are_written() -> None:
    both = (*ELECTING, *nominated(ANNIE, TWICE), opened(1, ANNIE, TWICE))
    papers = (Votes(candidate=TWICE, papers=6), Votes(candidate=ANNIE, papers=3))
    done = Given(*both).when(c.CountRound(by=CLERK, at=NOW, votes=papers, issued=None)).accepted()
    assert done.meeting.elections[W1].elected == TWICE


def test_no_member_takes_back_what_another_has_nominated() -> None:
    """Given three whom Ayşe has nominated. Uwe could end any of their candidacies."""
    back = c.WithdrawCandidate(by=UWE, at=NOW, candidate=BEN, seat=UWE)
    Given(*THREE).when(back).refused(r.NominatedByAnother(candidate=BEN, seat=AYSE))
    gone = e.CandidateWithdrawn(election=W1, candidate=BEN)
    Given(*THREE).when(replace(back, by=CLERK)).then(gone)
    Given(*THREE).when(replace(back, by=CLERK, seat=CLERK)).then(gone)
    own = e.CandidateNominated(election=W1, candidate="Uwe Stein", by=AYSE)
    stands = Given(*THREE, own).when(replace(back, candidate="Uwe Stein"))
    stands.then(e.CandidateWithdrawn(election=W1, candidate="Uwe Stein"))


def test_a_nomination_is_taken_back() -> None:
    back = c.WithdrawCandidate(by=AYSE, at=NOW, candidate="ben", seat=AYSE)
    Given(*THREE).when(back).then(e.CandidateWithdrawn(election=W1, candidate=BEN))
    Given(*THREE).when(replace(back, candidate="Dora")).refused(
        r.CandidateUnknown(candidate="Dora", known=(ANNA, BEN, CEM))
    )
    Given(*THREE).when(replace(back, candidate="an")).refused(
        r.CandidateAmbiguous(candidate="an", found=(ANNA, CEM))
    )


def test_a_round_needs_candidates_a_quorum_and_fit_tellers() -> None:
    Given(*ELECTING).when(round_open()).refused(r.NoCandidates(election=W1))
    few = (*THREE, *left(*VOTERS[1:6]))
    Given(*few).when(round_open()).refused(r.NoQuorum(present=4, needed=5, statutory=9))
    Given(*THREE).when(round_open(MAYOR, SeatId("77"))).refused(r.SeatUnknown(seat=SeatId("77")))
    Given(*THREE, *left(UWE)).when(round_open(MAYOR, UWE)).refused(r.TellerUnfit(seat=UWE))
    standing_too = (*ELECTING, *nominated("Uwe Stein"))
    Given(*standing_too).when(round_open(MAYOR, UWE)).refused(r.TellerUnfit(seat=UWE))
    wanted_round = replace(opened(1, ANNA, BEN, CEM), tellers=(UWE, LANGE))
    Given(*THREE).when(round_open(MAYOR, UWE, LANGE)).then(wanted_round)


def test_nothing_else_is_decided_while_papers_are_out() -> None:
    running = r.RoundOpenNow(number=1)
    Given(*FIRST).when(round_open()).refused(running)
    Given(*FIRST).when(nominate("Dora")).refused(running)
    Given(*FIRST).when(c.CloseItem(by=MAYOR, at=NOW)).refused(running)
    assert Given(*FIRST).meeting.open_round() is not None
    Given(*VOTING, *ELECTING[len(ON_ITEM) :], *nominated(ANNA)).when(round_open()).refused(
        r.BallotOpen(ballot=Given(*VOTING).meeting.ballot or "")  # type: ignore[arg-type]
    )


def test_papers_do_not_reach_who_is_not_in_the_hall() -> None:
    away = e.MemberArrived(seat=UWE, mode=Mode.REMOTE, channel=Channel.TEXT, late=False)
    remote = (*THREE, *left(UWE), away)
    Given(*remote).when(round_open()).refused(r.RemotePresent(seats=(UWE,), norm=""))
    rules = replace(RULES, values={**RULES.values, "remote.elections": "excluded"})
    without = (*planned(rules), *remote[2:])
    begun = Given(*without).when(round_open()).accepted().happened[-1]
    assert isinstance(begun, e.RoundOpened)
    assert begun.entitled == 8


def test_no_paper_is_for_the_mayor_whose_vote_rests_in_elections() -> None:
    rules = replace(RULES, values={**RULES.values, "election.chair": "rests"})
    begun = Given(*planned(rules), *THREE[2:]).when(round_open()).accepted()
    assert isinstance(begun.happened[-1], e.RoundOpened)
    assert begun.happened[-1].entitled == 8
    assert resting(begun.meeting) == MAYOR
    # Somebody else presides, and the mayor is not there: nobody's vote rests.
    gone = Given(*planned(rules), *THREE[2:], *left(MAYOR)).meeting
    assert resting(gone) is None
    assert resting(Given(*THREE).meeting) is None


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        (count(anna=5, ben=5), r.CountIncomplete(candidates=(ANNA, BEN, CEM))),
        (count(anna=5, ben=3, cem=2), r.PapersDiffer(found=10, issued=9, entitled=9)),
        (
            count(anna=3, ben=2, cem=1, issued=5),
            r.PapersDiffer(found=6, issued=5, entitled=9),
        ),
        (
            count(anna=3, ben=2, cem=1, issued=10),
            r.PapersDiffer(found=6, issued=10, entitled=9),
        ),
        (count(anna=3, ben=2, cem=1, against=1), r.CountIncomplete(candidates=(ANNA, BEN, CEM))),
    ],
)
def test_a_count_that_does_not_add_up_is_refused(command: c.CountRound, reason: r.Reason) -> None:
    Given(*FIRST).when(command).refused(reason)
    Given(*THREE).when(command).refused(r.NoRoundOpen())


def counted(given_events: tuple[e.Event, ...], command: c.CountRound) -> e.RoundCounted:
    happened = Given(*given_events).when(command).accepted().happened
    last = happened[-1]
    assert isinstance(last, e.RoundCounted)
    return last


def test_more_than_half_of_the_present_elects() -> None:
    won = counted(FIRST, count(anna=5, ben=2, cem=1, abstain=1))
    assert (won.outcome, won.elected, won.needed) == (Outcome.ELECTED, ANNA, 5)
    short = counted(FIRST, count(anna=4, ben=2, cem=1, abstain=2))
    assert (short.outcome, short.elected) == (Outcome.RUN_OFF, "")


def test_the_two_strongest_meet_in_the_run_off() -> None:
    after = Given(*FIRST, counted(FIRST, count(anna=4, ben=1, cem=3)))
    after.when(round_open()).then(opened(2, ANNA, CEM, run_off=True))
    again = (*after.happened, opened(2, ANNA, CEM, run_off=True))
    won = counted(again, count(anna=3, cem=4, invalid=2))
    assert (won.outcome, won.elected, won.needed) == (Outcome.ELECTED, CEM, 4)


def test_two_candidates_without_majority_meet_again() -> None:
    two = (*ELECTING, *nominated(ANNA, BEN), opened(1, ANNA, BEN))
    tie = counted(two, count(anna=4, ben=4, abstain=1))
    assert tie.outcome is Outcome.RUN_OFF
    Given(*two, tie).when(round_open()).then(opened(2, ANNA, BEN, run_off=True))


def test_the_lot_decides_who_goes_into_the_run_off() -> None:
    tie = counted(FIRST, count(anna=4, ben=2, cem=2))
    tied = Given(*FIRST, tie)
    assert tied.meeting.elections[W1].tied == (BEN, CEM)
    tied.when(round_open()).refused(r.LotNeeded(candidates=(BEN, CEM)))
    tied.when(lot("Anna")).refused(r.CandidateUnknown(candidate="Anna", known=(BEN, CEM)))
    drawn = tied.when(lot("Cem")).then(e.LotDrawn(election=W1, number=1, drawn=CEM, elected=""))
    drawn.when(lot("Ben")).refused(r.NoLotNeeded())
    drawn.when(round_open()).then(opened(2, ANNA, CEM, run_off=True))


def test_three_equal_draw_two_lots() -> None:
    tie = counted(FIRST, count(anna=3, ben=3, cem=3))
    one = Given(*FIRST, tie).when(lot("Ben")).accepted()
    two = one.when(lot("Anna")).accepted()
    two.when(round_open()).then(opened(2, BEN, ANNA, run_off=True))


def test_the_lot_decides_a_tied_run_off() -> None:
    run_off = (*FIRST, counted(FIRST, count(anna=4, ben=3, cem=1)), opened(2, ANNA, BEN))
    run_off = (*run_off[:-1], opened(2, ANNA, BEN, run_off=True))
    tie = counted(run_off, count(anna=4, ben=4, abstain=1))
    assert tie.outcome is Outcome.LOT_FOR_OFFICE
    won = (
        Given(*run_off, tie)
        .when(lot("Ben"))
        .then(e.LotDrawn(election=W1, number=2, drawn=BEN, elected=BEN))
    )
    won.when(round_open()).refused(r.ElectionOver(election=W1, elected=BEN))


def test_a_single_candidate_needs_the_majority_against_the_noes() -> None:
    lost = counted(ALONE, count(anna=4, against=4, abstain=1))
    assert lost.outcome is Outcome.NOBODY
    Given(*ALONE, lost).when(round_open()).then(opened(2, ANNA))
    won = counted(ALONE, count(anna=5, against=4))
    assert won.elected == ANNA


def test_the_elected_accepts_or_all_begins_anew() -> None:
    Given(*ALONE).when(answered(accepted=True)).refused(r.NotElectedYet())
    won = Given(*ALONE, counted(ALONE, count(anna=6, against=2)))
    taken = won.when(answered(accepted=True)).then(
        e.ElectionAnswered(election=W1, elected=ANNA, accepted=True)
    )
    assert taken.meeting.elections[W1].over
    assert taken.meeting.elections[W1].next_candidates == ()
    taken.when(answered(accepted=False)).refused(r.ElectionOver(election=W1, elected=ANNA))
    second = c.OpenElection(by=MAYOR, at=NOW, office="Ortsteilbürgermeister")
    taken.when(second).accepted()
    declined = won.when(answered(accepted=False)).accepted()
    anew = declined.when(nominate(BEN)).accepted().when(round_open()).accepted()
    assert anew.happened[-1] == opened(2, ANNA, BEN)
    assert not anew.meeting.elections[W1].elected


def test_who_has_no_vote_leads_no_election() -> None:
    with pytest.raises(r.Refused):
        Given(*THREE).when(round_open(ADVISER)).accepted()
    Given(*THREE).when(round_open(DEPUTY)).refused(r.NotLeading(chair=MAYOR))
    Given(*THREE, e.ChairTaken(chair=DEPUTY)).when(round_open(DEPUTY)).accepted()


@pytest.mark.parametrize(
    ("base", "needed"),
    [(Base.PRESENT, 5), (Base.MEMBERS, 6), (Base.VOTES_CAST, 4), (Base.YES_VS_NO, 4)],
)
def test_the_first_round_is_measured_by_the_rule(base: Base, needed: int) -> None:
    rule = ElectionRule(first=Majority(share=Fraction(1, 2), base=base))
    paper = PaperCount(issued=9, votes=votes(anna=3, ben=2, cem=1), abstain=1, invalid=2)
    done = replace(_round(ANNA, BEN, CEM), count=paper, check=check(statutory=10))
    assert judge(done, rule)[2] == needed


def test_a_round_that_is_not_counted_cannot_be_judged() -> None:
    with pytest.raises(ValueError, match="not counted"):
        judge(_round(ANNA), ElectionRule())
    assert standing(_round(ANNA, BEN)) == ((), ())
    assert wanted(_round(ANNA, BEN)) == 0


@given(st.lists(st.integers(0, 30), min_size=1, max_size=6), st.integers(0, 10))
def test_a_round_always_leads_somewhere(papers: list[int], blank: int) -> None:
    """Somebody is elected, or exactly two go on, or a lot is drawn among equals, or nobody is."""
    names = [f"K{n}" for n in range(len(papers))]
    found = tuple(Votes(candidate=n, papers=p) for n, p in zip(names, papers, strict=True))
    paper = PaperCount(issued=sum(papers) + blank, votes=found, abstain=blank)
    done = replace(_round(*names), count=paper, entitled=sum(papers) + blank)
    outcome, elected, needed = judge(done, ElectionRule())
    done = replace(done, outcome=outcome, needed=needed)
    ahead, tied = standing(done)
    assert bool(elected) == (outcome is Outcome.ELECTED)
    if outcome is Outcome.RUN_OFF:
        assert len(ahead) == 2
    if outcome is Outcome.LOT_FOR_RUN_OFF:
        assert len(ahead) + wanted(done) == 2 < len(ahead) + len(tied)
        assert len({vote.papers for vote in found if vote.candidate in tied}) == 1


def _round(*names: str, contest: Contest = Contest.MAJORITY, step: int = 0) -> Round:
    return Round(
        number=1,
        candidates=names,
        tellers=(),
        entitled=9,
        check=check(),
        contest=contest,
        step=step,
    )


def by_law(**values: object) -> tuple[e.Event, ...]:
    """The election begun, under another law."""
    rules = replace(RULES, election=replace(RULES.election, **values))  # type: ignore[arg-type]
    return (*planned(rules), *THREE[2:])


def came_to(
    rule: ElectionRule, *papers: int, contest: Contest, step: int = 0, **others: int
) -> tuple[Outcome, str, int]:
    names = (ANNA, BEN, CEM)[: len(papers)]
    found = tuple(Votes(candidate=n, papers=p) for n, p in zip(names, papers, strict=True))
    paper = PaperCount(issued=9, votes=found, **others)
    return judge(replace(_round(*names, contest=contest, step=step), count=paper), rule)


MOST = ElectionRule(first=None, second=Second.NONE)  # § 32 (1) KV M-V
MOST_TWICE = ElectionRule(first=None, second=Second.PLURALITY)  # § 40 (3) GO SH
LOWER_SAXONY = ElectionRule(
    first=Majority(share=Fraction(1, 2), base=Base.MEMBERS), second=Second.PLURALITY
)
PALATINATE = ElectionRule(second=Second.REPEAT)
BAVARIA = ElectionRule(
    first=Majority(share=Fraction(1, 2), base=Base.YES_VS_NO),
    three_way=ThreeWayTie.REPEAT,
    no_is_invalid=True,
)


def test_where_most_votes_suffice_a_tie_goes_to_the_lot_at_once() -> None:
    assert came_to(MOST, 4, 3, 2, contest=Contest.MOST_VOTES) == (Outcome.ELECTED, ANNA, 4)
    tie = came_to(MOST, 3, 3, 2, contest=Contest.MOST_VOTES)
    assert tie == (Outcome.LOT_FOR_OFFICE, "", 3)
    assert came_to(MOST, 0, 0, contest=Contest.MOST_VOTES, abstain=9)[0] is Outcome.NOBODY
    # A single person: more Yes than No.
    assert came_to(MOST, 3, contest=Contest.MOST_VOTES, against=2)[0] is Outcome.ELECTED
    assert came_to(MOST, 2, contest=Contest.MOST_VOTES, against=2)[0] is Outcome.NOBODY


def test_or_a_tie_means_one_more_round_before_the_lot() -> None:
    tie = came_to(MOST_TWICE, 4, 4, contest=Contest.MOST_VOTES)
    assert tie[0] is Outcome.AGAIN
    second = came_to(MOST_TWICE, 4, 4, contest=Contest.MOST_VOTES, step=1)
    assert second[0] is Outcome.LOT_FOR_OFFICE


def test_without_a_majority_of_the_members_most_votes_elect_in_the_second_round() -> None:
    begun = by_law(first=LOWER_SAXONY.first, second=Second.PLURALITY)
    first = Given(*begun).when(round_open()).accepted()
    undecided = first.when(count(anna=4, ben=3, cem=2)).accepted()
    assert undecided.meeting.elections[W1].last.outcome is Outcome.AGAIN  # type: ignore[union-attr]
    second = undecided.when(round_open()).accepted()
    last = second.happened[-1]
    assert isinstance(last, e.RoundOpened)
    assert (last.contest, last.step) == (Contest.MOST_VOTES, 1)
    assert last.candidates == (ANNA, BEN, CEM)
    won = second.when(count(anna=4, ben=3, cem=2)).accepted()
    assert won.meeting.elections[W1].elected == ANNA


def test_a_repeated_round_comes_before_the_run_off() -> None:
    assert came_to(PALATINATE, 4, 3, 2, contest=Contest.MAJORITY)[0] is Outcome.AGAIN
    assert came_to(PALATINATE, 4, 3, 2, contest=Contest.MAJORITY, step=1)[0] is Outcome.RUN_OFF
    alone = came_to(PALATINATE, 4, contest=Contest.MAJORITY, against=4)
    assert alone[0] is Outcome.AGAIN
    alone = came_to(PALATINATE, 4, contest=Contest.MAJORITY, step=1, against=4)
    assert alone[0] is Outcome.NOBODY


def test_a_single_candidate_may_need_more_yes_than_no_in_the_second_round() -> None:
    saxony = ElectionRule(alone_by_more_yes=True)  # § 39 (7) s. 5 SächsGemO
    assert came_to(saxony, 4, contest=Contest.MAJORITY, against=3)[0] is Outcome.AGAIN
    second = came_to(saxony, 4, contest=Contest.RUN_OFF, step=1, against=3)
    assert second == (Outcome.ELECTED, ANNA, 4)
    assert came_to(saxony, 3, contest=Contest.RUN_OFF, step=1, against=3)[0] is Outcome.NOBODY


def test_noes_and_blanks_may_be_invalid_and_half_of_that_repeats_the_round() -> None:
    won = came_to(BAVARIA, 5, contest=Contest.MAJORITY, against=4)
    assert won == (Outcome.ELECTED, ANNA, 3)
    again = came_to(BAVARIA, 4, contest=Contest.MAJORITY, against=2, invalid=2)
    assert again == (Outcome.REPEAT, "", 0)
    three = came_to(BAVARIA, 3, 3, 3, contest=Contest.MAJORITY)
    assert three[0] is Outcome.REPEAT


def test_a_repeated_round_has_the_same_candidates_and_the_same_measure() -> None:
    begun = by_law(three_way=ThreeWayTie.REPEAT)
    tie = Given(*begun).when(round_open()).accepted().when(count(anna=3, ben=3, cem=3)).accepted()
    again = tie.when(round_open()).accepted().happened[-1]
    assert isinstance(again, e.RoundOpened)
    assert (again.candidates, again.contest) == ((ANNA, BEN, CEM), Contest.MAJORITY)


def settle(outcome: Outcome, reason: str = "herrschende Ansicht") -> c.SettleTie:
    return c.SettleTie(by=MAYOR, at=NOW, outcome=outcome, reason=reason)


def test_where_the_law_is_silent_who_leads_settles_a_tie_of_three_with_a_reason() -> None:
    begun = by_law(three_way=ThreeWayTie.DISPUTED)
    tie = Given(*begun).when(round_open()).accepted().when(count(anna=3, ben=3, cem=3)).accepted()
    open_tie = r.TieOpen(candidates=(ANNA, BEN, CEM), norm="")
    tie.when(round_open()).refused(open_tie)
    tie.when(lot("Ben")).refused(open_tie)
    tie.when(settle(Outcome.ELECTED)).refused(r.NoLotNeeded())
    tie.when(settle(Outcome.LOT_FOR_OFFICE, " ")).refused(r.ReasonMissing())
    Given(*THREE).when(settle(Outcome.REPEAT)).refused(r.NoLotNeeded())
    at_once = tie.when(settle(Outcome.LOT_FOR_OFFICE)).accepted()
    assert at_once.meeting.elections[W1].tied == (ANNA, BEN, CEM)
    won = at_once.when(lot("Ben")).accepted()
    assert won.meeting.elections[W1].elected == BEN
    two = tie.when(settle(Outcome.LOT_FOR_RUN_OFF)).accepted()
    assert wanted(two.meeting.elections[W1].rounds[-1]) == 2
    anew = tie.when(settle(Outcome.REPEAT)).accepted()
    anew.when(round_open()).accepted()
    # Two equal behind one are no tie of three.
    one_ahead = Given(*begun).when(round_open()).accepted()
    behind = one_ahead.when(count(anna=4, ben=2, cem=2)).accepted()
    assert behind.meeting.elections[W1].tied == (BEN, CEM)


@pytest.mark.parametrize(("word", "papers"), [("excluded", 8), ("elects", 9)])
def test_who_is_recused_elects_unless_the_law_shuts_them_out(word: str, papers: int) -> None:
    """§ 38 (1) s. 3 ThürKO; § 18 (3) s. 2 GemO BW of elections to a paid office."""
    rules = replace(RULES, values={**RULES.values, "recusal.elections": word})
    happened = (*planned(rules), *THREE[2:], recused(AYSE))
    begun = Given(*happened).when(round_open()).accepted().meeting.elections[W1].rounds[-1]
    assert begun.entitled == papers
    too_many = Given(*happened).when(round_open(), count(anna=4, ben=3, cem=2))
    if papers == 8:
        too_many.refused(r.PapersDiffer(found=9, issued=8, entitled=8))
    else:
        too_many.accepted()


def test_who_is_shut_out_and_elsewhere_keeps_nobody_from_electing() -> None:
    values = {**RULES.values, "recusal.elections": "excluded", "remote.elections": "blocked"}
    rules = replace(RULES, values=values)
    elsewhere = e.MemberArrived(seat=AYSE, mode=Mode.REMOTE, channel=Channel.TEXT, late=False)
    happened = (*planned(rules), *THREE[2:], elsewhere)
    Given(*happened).when(round_open()).refused(
        r.RemotePresent(seats=(AYSE,), norm=rules.norm("remote.elections"))
    )
    Given(*happened, recused(AYSE)).when(round_open()).accepted()
