# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Procedural motions: who may move what when, in which order, and what the machine carries out."""

from __future__ import annotations

from dataclasses import replace

import pytest
from council import (
    A1,
    A2,
    ADVISER,
    AYSE,
    CALLED,
    CLERK,
    DEPUTY,
    HORN,
    INVITED,
    LANGE,
    MAYOR,
    MOVED,
    NO,
    NOW,
    ON_ITEM,
    ROTH,
    RULES,
    T1,
    T2,
    T3,
    T4,
    UWE,
    V1,
    VOTERS,
    VOTING,
    YES,
    cast,
    item,
    majority,
    opened_ballot,
    planned,
    recused,
    roll_call,
    subject,
    vote,
)
from scenario import Given

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain import refusals as r
from bot.domain.debating import ProceduralEnd, ProceduralKind
from bot.domain.ids import ElectionId, ItemId, MeetingId, ProceduralId
from bot.domain.meeting import Meeting, MotionStatus
from bot.domain.procedural import KINDS, in_order, wording
from bot.domain.rulebook import Demand
from bot.domain.rules import Rules
from bot.domain.values import Base, Channel, Language, Mode, SubjectKind, VoteMode

K = ProceduralKind
G1, G2, G3 = map(ProceduralId, ("G1", "G2", "G3"))
Events = tuple[e.MeetingEvent, ...]


def raising(kind: K, seat: str = AYSE, **parts: object) -> c.RaiseProcedural:
    return c.RaiseProcedural(by=seat, at=NOW, seat=seat, kind=kind, **parts)  # type: ignore[arg-type]


def raised(
    kind: K, motion: ProceduralId = G1, seat: str = AYSE, item: str | None = T1, **parts: object
) -> e.ProceduralRaised:
    known: dict[str, object] = {"number": 0, "text": "", **parts}
    return e.ProceduralRaised(motion=motion, kind=kind, by=seat, item=item, **known)  # type: ignore[arg-type]


def ended(end: ProceduralEnd, motion: ProceduralId = G1, reason: str = "") -> e.ProceduralEnded:
    return e.ProceduralEnded(motion=motion, end=end, reason=reason)


def under(rules: Rules, happened: Events = ON_ITEM) -> Events:
    """Return the same meeting under other rules."""
    return (*planned(rules), *happened[2:])


OPEN = c.OpenBallot(by=MAYOR, at=NOW, subject=subject(SubjectKind.PROCEDURE, G1))
CLOSE = c.CloseBallot(by=MAYOR, at=NOW)
WITH_TARGETS = {
    K.RECESS: {"number": 10},
    K.LIMIT_SPEECH: {"number": 3},
    K.REFER: {"text": "Bauausschuss"},
    K.REORDER: {"item": T2, "number": 3},
    K.REMOVE_ITEM: {"item": T2},
}


def test_every_kind_has_its_line_and_its_place_in_the_order() -> None:
    assert set(KINDS) == set(K)
    assert sorted(kind.rank for kind in KINDS.values()) == list(range(len(K)))
    assert all(set(kind.names) == set(Language) for kind in KINDS.values())


def test_a_member_raises_one_outside_the_speakers_list() -> None:
    Given(*ON_ITEM).when(raising(K.CLOSE_DEBATE)).then(raised(K.CLOSE_DEBATE))


def test_the_clerk_enters_what_was_raised_in_the_hall() -> None:
    command = replace(raising(K.REFER, text=" Bau- \n und Umweltausschuss"), by=CLERK)
    Given(*ON_ITEM).when(command).then(raised(K.REFER, text="Bau- und Umweltausschuss"))


@pytest.mark.parametrize(
    ("happened", "command", "reason"),
    [
        (CALLED, raising(K.CLOSE_DEBATE), r.NoItemOpen()),
        (VOTING, raising(K.CLOSE_DEBATE), r.BallotOpen(ballot=V1)),
        ((*ON_ITEM, recused(AYSE)), raising(K.CLOSE_LIST), r.Recused(seat=AYSE, item=T1)),
        (ON_ITEM, raising(K.CLOSE_DEBATE, item=T2), r.NoItemOpen()),
        (ON_ITEM, raising(K.REFER), r.ProceduralPart()),
        (ON_ITEM, raising(K.RECESS), r.NumberOutOfRange(number=0, least=1, most=600)),
        (ON_ITEM, raising(K.RECESS, number=601), r.NumberOutOfRange(number=601, least=1, most=600)),
        (ON_ITEM, raising(K.REMOVE_ITEM), r.ItemOpen(item=T1)),
        (ON_ITEM, raising(K.REORDER, item=T2, number=2), r.NothingToChange()),
        ((*ON_ITEM, e.DebateClosed(item=T1)), raising(K.CLOSE_LIST), r.NothingToChange()),
        ((*ON_ITEM, e.SpeakersListClosed(item=T1)), raising(K.CLOSE_LIST), r.NothingToChange()),
        (
            (*ON_ITEM, e.VoteModeResolved(item=T1, mode=VoteMode.SECRET)),
            raising(K.RECORDED_VOTE),
            r.VoteModeBound(mode=VoteMode.SECRET),
        ),
        (ON_ITEM, raising(K.RECOUNT, text="x"), r.NotRepeatable(ballot="")),  # type: ignore[arg-type]
        ((*ON_ITEM, raised(K.REFER)), raising(K.REFER, text="y"), r.ProceduralPending(motion=G1)),
        (
            (*ON_ITEM, raised(K.REFER), ended(ProceduralEnd.REJECTED)),
            raising(K.REFER, text="y"),
            r.ProceduralAgain(motion=G1),
        ),
    ],
)
def test_what_may_not_be_moved_now_is_refused(
    happened: Events, command: c.RaiseProcedural, reason: r.Reason
) -> None:
    Given(*happened).when(command).refused(reason)


def test_different_motions_wait_side_by_side() -> None:
    Given(*ON_ITEM, raised(K.REFER)).when(raising(K.CLOSE_LIST)).then(raised(K.CLOSE_LIST, G2))


def test_what_was_withdrawn_may_be_moved_again() -> None:
    happened = (*ON_ITEM, raised(K.CLOSE_LIST), ended(ProceduralEnd.WITHDRAWN))
    Given(*happened).when(raising(K.CLOSE_LIST)).then(raised(K.CLOSE_LIST, G2))


def test_the_public_is_excluded_from_public_items_only() -> None:
    inside = (*CALLED, e.PublicExcluded(by=MAYOR), e.ItemCalled(item=T3))
    Given(*inside).when(raising(K.EXCLUDE_PUBLIC)).refused(r.NothingToChange())


def test_what_is_done_or_owed_stays_on_the_agenda() -> None:
    done = (*ON_ITEM, e.ItemClosed(item=T1, note=""), e.ItemCalled(item=T2))
    Given(*done).when(raising(K.REMOVE_ITEM, item=T1)).refused(r.ItemDone(item=T1))
    owed = Given(*ON_ITEM).meeting.agenda[1]
    duty = e.AgendaItemAdded(item=replace(owed, id=T3, duty="2026-02"), position=2)
    happened = (*CALLED, e.AgendaItemRemoved(item=T3, reason=""), duty, e.ItemCalled(item=T1))
    Given(*happened).when(raising(K.REMOVE_ITEM, item=T3)).refused(r.ItemIsDuty(item=T3, norm=""))


def test_who_has_no_vote_moves_nothing() -> None:
    there = e.MemberArrived(seat=ADVISER, mode=Mode.HALL, channel=Channel.TEXT, late=True)
    command = replace(raising(K.CLOSE_LIST, ADVISER), by=CLERK)
    Given(*ON_ITEM, there).when(command).refused(r.NotVoting(seat=ADVISER))


def test_the_law_may_know_no_secret_vote() -> None:
    rules = replace(RULES, values={"vote.secret": Demand.NEVER})
    Given(*under(rules)).when(raising(K.SECRET_VOTE)).refused(
        r.VoteModeForbidden(mode=VoteMode.SECRET, norm="")
    )


# Order, one for, one against.


def test_what_goes_furthest_comes_first() -> None:
    happened = (
        *MOVED,
        raised(K.RECORDED_VOTE, G1),
        raised(K.CLOSE_LIST, G2, UWE),
        raised(K.CLOSE_DEBATE, G3, LANGE),
    )
    assert [known.id for known in in_order(Given(*happened).meeting)] == [G3, G2, G1]
    Given(*happened).when(OPEN).refused(r.ProceduralFirst(motion=G3))
    main = c.OpenBallot(by=MAYOR, at=NOW, subject=subject(SubjectKind.MOTION, A1))
    Given(*happened).when(main).refused(r.ProceduralFirst(motion=G3))


def test_no_item_is_called_while_one_waits() -> None:
    """An item was taken off the agenda that had been called meanwhile: nobody could close it."""
    waiting = Given(*CALLED).when(raising(K.REMOVE_ITEM, item=T2)).accepted()
    call = c.CallItem(by=MAYOR, at=NOW, item=T2)
    waiting.when(call).refused(r.ProceduralFirst(motion=G1))
    ruled = c.RuleOutProcedural(by=MAYOR, at=NOW, motion=G1, reason="Zu spät.")
    waiting.when(ruled).accepted().when(call).accepted()


def test_no_round_of_an_election_begins_while_one_waits() -> None:
    w1 = ElectionId("W1")
    electing = (
        *ON_ITEM,
        e.ElectionOpened(election=w1, item=T1, office="Beigeordnete"),
        e.CandidateNominated(election=w1, candidate="Anna Alt", by=AYSE),
        raised(K.ADJOURN_ITEM),
    )
    papers = c.OpenRound(by=MAYOR, at=NOW)
    Given(*electing).when(papers).refused(r.ProceduralFirst(motion=G1))
    Given(*electing, ended(ProceduralEnd.REJECTED)).when(papers).accepted()


def speaking(seat: str, *, against: bool, motion: ProceduralId | None = None) -> c.Command:
    return c.SpeakToProcedural(by=MAYOR, at=NOW, seat=seat, against=against, motion=motion)  # type: ignore[arg-type]


def test_one_speaks_for_and_one_against() -> None:
    happened = (*ON_ITEM, raised(K.REFER))
    given = Given(*happened).when(speaking(AYSE, against=False)).accepted()
    given = given.when(speaking(HORN, against=True)).then(
        e.ProceduralSpoken(motion=G1, seat=HORN, against=True)
    )
    given.when(speaking(HORN, against=True)).then()
    given.when(speaking(UWE, against=True)).refused(r.SideHeard(most=1))
    known = given.meeting.procedural[G1]
    assert (known.pro, known.contra) == ((AYSE,), (HORN,))
    two = replace(RULES, values={"go.speakers": 2})
    Given(*under(two, happened)).when(
        speaking(HORN, against=True), speaking(UWE, against=True, motion=G1)
    ).accepted()


def test_what_nobody_speaks_against_is_carried_where_the_rules_of_procedure_say_so() -> None:
    carry = c.CarryProcedural(by=MAYOR, at=NOW)
    happened = (*ON_ITEM, raised(K.CLOSE_DEBATE))
    rules = replace(RULES, values={"go.unopposed": True})
    Given(*happened).when(carry).refused(r.Opposed())
    Given(*under(rules, happened)).when(carry).then(
        ended(ProceduralEnd.UNOPPOSED), e.DebateClosed(item=T1)
    )
    Given(*under(rules, happened)).when(speaking(HORN, against=True), carry).refused(r.Opposed())


def test_the_mover_withdraws_and_the_chair_rules_out() -> None:
    happened = (*ON_ITEM, raised(K.REFER))
    withdraw = c.WithdrawProcedural(by=AYSE, at=NOW, motion=G1)
    Given(*happened).when(withdraw).then(ended(ProceduralEnd.WITHDRAWN))
    Given(*happened).when(replace(withdraw, by=CLERK)).accepted()
    Given(*happened).when(replace(withdraw, by=UWE)).refused(r.NotMover(motion=G1))
    Given(*happened, ended(ProceduralEnd.WITHDRAWN)).when(withdraw).refused(
        r.ProceduralOver(motion=G1)
    )
    Given(*happened).when(replace(withdraw, motion=G2)).refused(r.NoProcedural())
    Given(*ON_ITEM).when(replace(withdraw, motion=None)).refused(r.NoProcedural())
    out = c.RuleOutProcedural(by=MAYOR, at=NOW, reason="zur Sache gesprochen")
    Given(*happened).when(out).then(
        ended(ProceduralEnd.OUT_OF_ORDER, reason="zur Sache gesprochen")
    )
    Given(*happened).when(replace(out, reason=" ")).refused(r.ReasonMissing())


def test_only_who_leads_finds_a_motion_inadmissible_or_the_clerk_for_them() -> None:
    happened = Given(*ON_ITEM, raised(K.RECESS, number=10, item=None))
    out = c.RuleOutProcedural(by=DEPUTY, at=NOW, reason="zur Sache gesprochen")
    happened.when(out).refused(r.NotLeading(chair=MAYOR))
    happened.when(replace(out, by=CLERK)).accepted()
    led = Given(*happened.happened, e.ChairTaken(chair=DEPUTY))
    led.when(replace(out, by=MAYOR)).refused(r.NotLeading(chair=DEPUTY))
    led.when(out).then(ended(ProceduralEnd.OUT_OF_ORDER, reason="zur Sache gesprochen"))


def test_while_the_body_votes_nothing_is_said_to_it() -> None:
    voting = Given(*ON_ITEM, raised(K.REFER, text="x")).when(OPEN).accepted()
    voting.when(speaking(UWE, against=True)).refused(r.BallotOpen(ballot=V1))


# A minority may demand.

THIRD = replace(
    RULES,
    values={"vote.recorded": Demand.MINORITY},
    shares={"vote.recorded.share": majority("1/3", Base.PRESENT, or_equal=True)},
)


def lost(yes: int, rules: Rules = THIRD) -> Meeting:
    """Return the meeting after a vote by name was voted on and lost with so many for it."""
    happened = (*under(rules), raised(K.RECORDED_VOTE))
    votes = [vote(seat, YES if n < yes else NO) for n, seat in enumerate(VOTERS)]
    return Given(*happened).when(OPEN, *votes, CLOSE).accepted().meeting


def test_who_votes_for_it_demands_it_even_if_the_vote_is_lost() -> None:
    """Nine of 32 were enough in Emmerich: a fifth may demand it (§ 50 (1) GO NRW)."""
    enough = next(n for n in range(1, len(VOTERS)) if 3 * n >= len(VOTERS))
    assert lost(enough).procedural[G1].end is ProceduralEnd.DEMANDED
    assert lost(enough).vote_modes == {T1: VoteMode.RECORDED}
    assert lost(enough - 1).procedural[G1].end is ProceduralEnd.REJECTED
    assert lost(enough, RULES).procedural[G1].end is ProceduralEnd.REJECTED


def test_enough_members_demand_it_without_a_vote() -> None:
    happened = (*under(THIRD), raised(K.RECORDED_VOTE))
    join = c.SupportProcedural(by=UWE, at=NOW, seat=UWE)
    given = Given(*happened).when(join).then(e.ProceduralSupported(motion=G1, seat=UWE))
    given.when(join).then()
    given.when(replace(join, by=HORN, seat=HORN)).then(
        e.ProceduralSupported(motion=G1, seat=HORN),
        ended(ProceduralEnd.DEMANDED),
        e.VoteModeResolved(item=T1, mode=VoteMode.RECORDED),
    )


@pytest.mark.parametrize(
    ("share", "base", "at_once"), [("1/9", Base.MEMBERS, True), ("1/9", Base.PRESENT, True)]
)
def test_where_one_suffices_it_is_brought_about_at_once(
    share: str, base: Base, at_once: bool
) -> None:
    shares = {"vote.recorded.share": majority(share, base, or_equal=True)}
    found = Given(*under(replace(THIRD, shares=shares))).when(raising(K.RECORDED_VOTE)).accepted()
    assert (found.meeting.procedural[G1].end is ProceduralEnd.DEMANDED) is at_once


def test_without_a_share_the_body_resolves() -> None:
    found = Given(*under(replace(THIRD, shares={}))).when(raising(K.RECORDED_VOTE)).accepted()
    assert found.meeting.pending_procedural()


# What follows.


def resolved(kind: K, happened: Events = MOVED, **parts: object) -> Meeting:
    """Raise a motion, vote on it, and return the meeting after everybody said Yes."""
    given = Given(*happened).when(raising(kind, **(parts or WITH_TARGETS.get(kind, {})))).accepted()  # type: ignore[arg-type]
    given = given.when(OPEN, *(vote(seat, YES) for seat in VOTERS), CLOSE).accepted()
    assert given.meeting.procedural[G1].end is ProceduralEnd.ADOPTED
    return given.meeting


def test_closing_the_debate_closes_it() -> None:
    assert resolved(K.CLOSE_DEBATE).debate_closed
    called = replace(resolved(K.CLOSE_LIST), item=None)
    assert called.list_closed


def test_an_item_is_postponed_or_referred() -> None:
    assert resolved(K.ADJOURN_ITEM).postponed == {T1}
    assert resolved(K.REFER).done == (T1,)


def test_all_further_items_are_put_off_and_the_one_under_debate_goes_on() -> None:
    meeting = resolved(K.ADJOURN_REST)
    assert meeting.postponed == meeting.noted == {T2, T3}
    assert meeting.item == T1
    assert not meeting.done
    assert meeting.next_item() is None
    Given(*CALLED).when(raising(K.ADJOURN_REST)).then(
        raised(K.ADJOURN_REST, item=None, items=(T1, T2, T3))
    )


def test_what_is_put_off_may_be_called_again_the_same_evening() -> None:
    put_off = e.ItemsPostponed(items=(T1, T2), note="Vertagung aller weiteren Punkte")
    called = Given(*CALLED, put_off).when(c.CallItem(by=MAYOR, at=NOW, item=T2)).accepted()
    assert called.meeting.postponed == {T1}


def test_what_has_its_own_way_is_not_put_off_with_the_rest() -> None:
    """Debated with the open item, not taken up yet, owed by law, or somebody is excluded."""
    late = e.AgendaItemAdded(item=item(T4, late=True), position=3)
    duty = replace(item(ItemId("T5")), duty=MeetingId("2026-02"))
    owed = e.AgendaItemAdded(item=duty, position=2)
    left = (*INVITED, owed, *roll_call(*VOTERS), late, recused(AYSE, T3))
    Given(*left, e.ItemCalled(item=T1)).when(raising(K.ADJOURN_REST)).then(
        raised(K.ADJOURN_REST, item=None, items=(T2,))
    )
    together = (*left, e.ItemsJoined(items=(T1, T2), by=CLERK), e.ItemCalled(item=T1))
    Given(*together).when(raising(K.ADJOURN_REST)).refused(r.NothingToChange())
    taken_up = (*left, e.LateItemTakenUp(item=T4), e.ItemCalled(item=T1))
    Given(*taken_up).when(raising(K.ADJOURN_REST)).then(
        raised(K.ADJOURN_REST, item=None, items=(T2, T4))
    )


def bias(item: str) -> c.DeclareRecusal:
    return c.DeclareRecusal(by=ROTH, at=NOW, seat=ROTH, item=ItemId(item), reason="")


def test_who_declares_bias_while_it_waits_keeps_their_item_out_of_it() -> None:
    waiting = Given(*ON_ITEM).when(raising(K.ADJOURN_REST)).accepted()
    voting = waiting.when(OPEN, *(vote(seat, YES) for seat in VOTERS[:8])).accepted()
    for biased, put_off in (((T2,), {T3}), ((T2, T3), set())):
        told = voting.when(*(bias(item) for item in biased)).accepted()
        assert told.when(CLOSE).accepted().meeting.postponed == put_off


def test_what_is_put_off_is_not_moved_on_the_agenda_too() -> None:
    orders = raised(K.REORDER, G2, UWE, T2, number=3)
    given = Given(*ON_ITEM, raised(K.ADJOURN_REST, item=None, items=(T2, T3)), orders)
    after = given.when(OPEN, *(vote(s, YES) for s in VOTERS), CLOSE).accepted().meeting
    assert after.procedural[G2].end is ProceduralEnd.LAPSED


def test_an_item_is_taken_off_or_moved() -> None:
    assert resolved(K.REMOVE_ITEM).item_named(T2) is None
    more = e.AgendaItemAdded(item=replace(Given(*MOVED).meeting.agenda[1], id=T3), position=3)
    happened = (*MOVED[:2], *MOVED[2:], more)
    assert [i.id for i in resolved(K.REORDER, happened).agenda][-1] == T2


def test_the_meeting_is_interrupted_and_speeches_are_limited() -> None:
    assert resolved(K.RECESS).phase == "interrupted"
    assert resolved(K.LIMIT_SPEECH).law().number("speech.minutes") == 3


def test_the_public_is_excluded_without_the_public() -> None:
    given = Given(*MOVED).when(raising(K.EXCLUDE_PUBLIC)).accepted()
    given.when(OPEN).refused(r.PublicPart(item=T1))
    inside = given.when(c.ExcludePublic(by=MAYOR, at=NOW), OPEN).accepted()
    after = inside.when(*(vote(seat, YES) for seat in VOTERS), CLOSE).accepted().meeting
    item = after.item_named(T1)
    assert item is not None
    assert not item.public


def test_what_is_resolved_makes_the_lesser_pointless() -> None:
    happened = (*MOVED, raised(K.SECRET_VOTE), raised(K.RECORDED_VOTE, G2, UWE))
    after = Given(*happened).when(OPEN, *(vote(s, YES) for s in VOTERS), CLOSE).accepted().meeting
    assert after.procedural[G2].end is ProceduralEnd.LAPSED
    assert after.vote_modes == {T1: VoteMode.SECRET}


def test_what_is_rejected_changes_nothing() -> None:
    given = Given(*MOVED).when(raising(K.CLOSE_DEBATE)).accepted()
    after = given.when(OPEN, CLOSE).accepted().meeting
    assert after.procedural[G1].end is ProceduralEnd.REJECTED
    assert not after.debate_closed


def test_a_kind_may_need_a_majority_of_its_own() -> None:
    rules = replace(RULES, majority_for={"go.close_debate": "two_thirds"})
    given = Given(*under(rules, MOVED)).when(raising(K.CLOSE_DEBATE)).accepted()
    (opened,) = given.when(OPEN).accepted().meeting.ballots.values()
    assert (opened.rule, opened.subject.text) == ("two_thirds", "Schluss der Debatte")


def test_with_its_item_a_motion_lapses() -> None:
    close = c.CloseItem(by=MAYOR, at=NOW)
    after = Given(*ON_ITEM, raised(K.REFER)).when(close).accepted().meeting
    assert after.procedural[G1].end is ProceduralEnd.LAPSED
    over = Given(*CALLED, raised(K.RECESS, item=None)).when(c.CloseMeeting(by=MAYOR, at=NOW))
    assert over.accepted().meeting.procedural[G1].end is ProceduralEnd.LAPSED


@pytest.mark.parametrize(
    ("motion", "language", "text"),
    [
        (raised(K.RECESS, item=None, number=10), Language.DE,
         "Unterbrechung der Sitzung: 10 Minuten"),
        (raised(K.LIMIT_SPEECH, item=None, number=3), Language.EN,
         "Limiting the time to speak: 3 minutes"),
        (raised(K.REMOVE_ITEM, item=T2), Language.DE, "Absetzung von der Tagesordnung: TOP 2"),
        (raised(K.REORDER, item=T2, number=1), Language.DE,
         "Änderung der Reihenfolge der Tagesordnung: TOP 2, → 1"),
        (raised(K.REFER, text="Bauausschuss"), Language.DE, "Überweisung: Bauausschuss"),
        (raised(K.ADJOURN_REST, item=None, items=(T2, T3)), Language.DE,
         "Vertagung aller weiteren Punkte: TOP 2, TOP N1"),
        (raised(K.CLOSE_LIST), Language.EN, "Closing the speakers' list"),
    ],
)  # fmt: skip
def test_a_motion_is_put_in_the_meetings_language(
    motion: e.ProceduralRaised, language: Language, text: str
) -> None:
    meeting = replace(Given(*ON_ITEM, motion).meeting, language=language)
    assert wording(meeting, meeting.procedural[G1]) == text


# Repeating a vote.

REPEAT = c.RepeatBallot(by=MAYOR, at=NOW, ballot=V1, reason="falsch gezählt")


def voted(*yes: str) -> Given:
    given = Given(*VOTING, *(cast(seat, YES) for seat in yes))  # type: ignore[arg-type]
    return given.when(CLOSE).accepted()


def test_a_result_is_void_with_a_reason_and_the_vote_taken_again() -> None:
    given = voted(AYSE)
    void = e.BallotVoided(ballot=V1, reason="falsch gezählt", by=MAYOR)
    after = given.when(REPEAT).then(void)
    assert after.meeting.motions[A1].status is MotionStatus.PENDING
    assert after.meeting.ballots[V1].voided == "falsch gezählt"
    again = c.OpenBallot(by=MAYOR, at=NOW, subject=subject(SubjectKind.MOTION, A1))
    assert after.when(again).accepted().meeting.ballot == "V2"
    after.when(REPEAT).refused(r.NotRepeatable(ballot=V1))
    given.when(replace(REPEAT, reason="")).refused(r.ReasonMissing())


def test_members_move_that_it_is_repeated() -> None:
    happened = voted(AYSE).happened
    after = resolved(
        K.RECOUNT, tuple(h for h in happened if isinstance(h, e.MeetingEvent)), text="x"
    )
    assert after.ballots[V1].voided == "x"


def test_what_has_been_built_on_is_not_taken_back() -> None:
    given = voted(AYSE)
    given.when(c.CloseItem(by=MAYOR, at=NOW), REPEAT).refused(r.NotRepeatable(ballot=V1))
    given.when(replace(REPEAT, ballot="V9")).refused(r.NotRepeatable(ballot="V9"))  # type: ignore[arg-type]
    procedure = subject(SubjectKind.PROCEDURE, text="Pause")
    ask = c.OpenBallot(by=MAYOR, at=NOW, subject=procedure)
    carried = Given(*ON_ITEM).when(ask, *(vote(s, YES) for s in VOTERS), CLOSE).accepted()
    carried.when(REPEAT).refused(r.NotRepeatable(ballot=V1))
    lost = Given(*ON_ITEM).when(ask, CLOSE).accepted()
    assert lost.when(REPEAT).accepted().meeting.ballots[V1].voided


AMENDED = (
    *MOVED,
    e.AmendmentMoved(motion=A2, amends=A1, by=UWE, text="geplant", replaces="gebaut"),
)
DESCRIBED = (
    *MOVED,
    e.AmendmentMoved(motion=A2, amends=A1, by=UWE, text="Tempo 30", replaces=""),
)


@pytest.mark.parametrize("happened", [AMENDED, DESCRIBED], ids=["worked in", "to be worked in"])
def test_what_an_adopted_amendment_did_is_undone(happened: Events) -> None:
    ask = c.OpenBallot(by=MAYOR, at=NOW, subject=subject(SubjectKind.AMENDMENT, "A2"))
    given = Given(*happened).when(ask, *(vote(s, YES) for s in VOTERS), CLOSE).accepted()
    main = given.meeting.motions[A1]
    assert main.text.endswith("geplant.") or main.to_consolidate
    undone = given.when(REPEAT).accepted().meeting.motions[A1]
    assert (undone.text, undone.to_consolidate, undone.later) == ("Die Straße wird gebaut.", (), ())


def test_two_amendments_deep_only_the_last_is_undone() -> None:
    more = e.AmendmentMoved(motion="A3", amends=A1, by=UWE, text="Der Weg", replaces="Die Straße")  # type: ignore[arg-type]
    given = Given(*AMENDED, more)
    for name in ("A3", "A2"):
        ask = c.OpenBallot(by=MAYOR, at=NOW, subject=subject(SubjectKind.AMENDMENT, name))
        given = given.when(ask, *(vote(s, YES) for s in VOTERS), CLOSE).accepted()
    assert given.meeting.motions[A1].wordings[-1] == "Der Weg wird geplant."
    undone = given.when(replace(REPEAT, ballot="V2")).accepted().meeting.motions[A1]  # type: ignore[arg-type]
    assert undone.text == "Der Weg wird gebaut."


def test_once_the_clerk_has_worked_it_in_it_stays() -> None:
    ask = c.OpenBallot(by=MAYOR, at=NOW, subject=subject(SubjectKind.AMENDMENT, "A2"))
    text = c.ConsolidateMotion(
        by=CLERK, at=NOW, motion=A1, text="Die Straße wird gebaut, Tempo 30."
    )
    given = Given(*DESCRIBED).when(ask, *(vote(s, YES) for s in VOTERS), CLOSE).accepted()
    given.when(text, REPEAT).refused(r.NotRepeatable(ballot=V1))


def test_a_ballot_on_the_chairs_own_words_needs_words() -> None:
    Given(*ON_ITEM).when(
        c.OpenBallot(by=MAYOR, at=NOW, subject=subject(SubjectKind.PROCEDURE, "G9"))
    ).refused(r.TextMissing())
    assert opened_ballot().mode is VoteMode.OPEN
