# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Votes en bloc: several items in one vote, and how it falls apart."""

from __future__ import annotations

from dataclasses import replace

import pytest
from council import (
    A1,
    A2,
    A3,
    AYSE,
    CALLED,
    CLERK,
    HORN,
    MAYOR,
    MOVED,
    NO,
    NOW,
    ROTH,
    RULES,
    T1,
    T2,
    T3,
    T4,
    UWE,
    V1,
    V2,
    VOTERS,
    YES,
    item,
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
from bot.domain.conduct import draft_resolution
from bot.domain.followup import is_resolution
from bot.domain.ids import BallotId, ItemId, SeatId
from bot.domain.meeting import MotionStatus
from bot.domain.rules import Rules
from bot.domain.values import Choice, SubjectKind, Undecided, VoteMode

V3, V4 = BallotId("V3"), BallotId("V4")
CLOSE = c.CloseBallot(by=MAYOR, at=NOW)
BLOCK = c.OpenBlock(by=MAYOR, at=NOW, items=(T1, T2))
BROKEN = e.BallotBrokenOff(ballot=V1, reason=Undecided.OBJECTION)


def called(law: Rules = RULES) -> tuple[e.MeetingEvent, ...]:
    """Return a meeting between items: three public ones with a draft, one that has none."""
    agenda = (
        e.AgendaItemAdded(item=item(T1, text="Straße bauen."), position=0),
        e.AgendaItemAdded(item=item(T2, "Haushalt", text="Haushalt annehmen."), position=1),
        e.AgendaItemAdded(item=item(T3, "Grundstück", public=False), position=2),
        e.AgendaItemAdded(item=item(T4, "Bericht", text="Bericht annehmen."), position=3),
    )
    return (*planned(law), *agenda, *CALLED[5:])


def law(word: str) -> Rules:
    return replace(RULES, values={**RULES.values, "vote.block": word})


def all_say(choice: Choice) -> tuple[c.Command, ...]:
    return (*(vote(seat, choice) for seat in VOTERS), CLOSE)


def objecting(item: ItemId | None = None) -> c.ObjectToConsent:
    return c.ObjectToConsent(by=UWE, at=NOW, seat=UWE, item=item)


def test_the_drafts_are_moved_and_put_to_one_vote() -> None:
    moved = Given(*called()).when(BLOCK).accepted()
    ballot = moved.meeting.open_ballot()
    assert ballot is not None
    assert (ballot.block, ballot.item, ballot.rule) == ((T1, T2), None, "simple")
    assert ballot.subject == subject(SubjectKind.BLOCK, "T1 T2", "1 Straße\n2 Haushalt")
    assert [known.id for known in moved.meeting.motions.values()] == [A1, A2]


def test_a_block_that_is_carried_leaves_a_resolution_for_each_item() -> None:
    done = Given(*called()).when(BLOCK, *all_say(YES)).accepted().meeting
    assert [b.id for b in done.ballots.values() if is_resolution(b)] == [V2, V3]
    for known, about, motion in ((V2, T1, A1), (V3, T2, A2)):
        ballot = done.ballots[known]
        assert (ballot.item, ballot.en_bloc, set(ballot.votes)) == (about, V1, set(VOTERS))
        assert done.motion_decided_by(ballot) == done.motions[motion]
        assert done.motions[motion].status is MotionStatus.ADOPTED
    assert done.done == (T1, T2)


def test_the_item_under_debate_is_decided_with_the_others_and_stays_open() -> None:
    debated = (*called(), e.ItemCalled(item=T1), *draft_on(T1))
    done = Given(*debated).when(BLOCK, *all_say(YES)).accepted()
    assert (done.meeting.item, done.meeting.done) == (T1, (T2,))
    Given(*called(), e.ItemCalled(item=T4)).when(BLOCK).refused(r.ItemOpen(item=T4))


def draft_on(about: ItemId) -> list[e.MotionMoved]:
    meeting = Given(*called()).meeting
    known = meeting.item_named(about)
    assert known is not None
    return draft_resolution(meeting, known)


def test_a_block_that_is_not_carried_decides_nothing() -> None:
    lost = Given(*called()).when(BLOCK, *all_say(NO)).accepted()
    assert lost.meeting.done == ()
    assert {m.status for m in lost.meeting.motions.values()} == {MotionStatus.PENDING}
    lost.when(c.CallItem(by=MAYOR, at=NOW, item=T1)).then(e.ItemCalled(item=T1))


def test_one_voice_against_it_and_the_block_falls_apart() -> None:
    opened = Given(*called()).when(BLOCK).accepted()
    opened.when(objecting()).then(BROKEN)
    opened.when(objecting(T1)).then(BROKEN)
    stranger = replace(objecting(), by=SeatId("g1"), seat=SeatId("g1"))
    with pytest.raises(r.Refused):
        opened.when(stranger).accepted()


def test_where_the_rules_say_so_only_the_item_named_is_taken_out() -> None:
    three = replace(BLOCK, items=(T1, T2, T4), hidden=True, until_all=True, without_chair=True)
    opened = Given(*called(law("item"))).when(three).accepted()
    opened.when(objecting()).refused(r.BlockItemUnnamed())
    opened.when(objecting(T3)).refused(r.NotInBlock(item=T3))
    anew = opened.when(objecting(T2)).accepted()
    ballot = anew.meeting.open_ballot()
    assert ballot is not None
    assert (ballot.id, ballot.block) == (V2, (T1, T4))
    assert ballot.hidden
    assert ballot.until_all
    assert ballot.rests == MAYOR
    anew.when(objecting(T4)).then(replace(BROKEN, ballot=V2))


@pytest.mark.parametrize("items", [(), (T1,), (T1, T1)])
def test_a_block_takes_two_items_each_once(items: tuple[ItemId, ...]) -> None:
    Given(*called()).when(replace(BLOCK, items=items)).refused(r.BlockTooSmall())
    bare = c.OpenBallot(by=MAYOR, at=NOW, subject=subject(SubjectKind.BLOCK, " ".join(items)))
    Given(*called()).when(bare).refused(r.BlockTooSmall())


def test_what_cannot_be_decided_as_it_stands_is_voted_on_by_itself() -> None:
    given_ = Given(*called(law("never")))
    given_.when(BLOCK).refused(r.BlockForbidden(norm=""))
    Given(*called()).when(replace(BLOCK, items=(T1, T3))).refused(r.PublicPart(item=T3))
    Given(*called(), recused(AYSE, T2)).when(BLOCK).refused(r.BlockRecused(item=T2))
    named = e.VoteModeResolved(item=T2, mode=VoteMode.RECORDED)
    Given(*called(), named).when(BLOCK).refused(r.VoteModeBound(mode=VoteMode.RECORDED))
    drafted = (*called(), *draft_on(T1))
    second = e.MotionMoved(motion=A2, item=T1, by=UWE, text="Anders.")
    Given(*drafted, second).when(BLOCK).refused(r.BlockNotPlain(item=T1, motions=(A1, A2)))
    divided = e.MotionDivided(motion=A1, by=MAYOR)
    Given(*drafted, divided).when(BLOCK).refused(r.BlockNotPlain(item=T1, motions=(A1,)))
    amended = e.AmendmentMoved(motion=A2, amends=A1, by=HORN, text="nicht bauen", replaces="bauen")
    Given(*drafted, amended).when(BLOCK).refused(r.AmendmentsPending(motion=A1, pending=(A2,)))
    Given(*MOVED, e.ItemClosed(item=T1, note="", postponed=True)).when(BLOCK).refused(
        r.BlockNotPlain(item=T2, motions=())
    )


def test_a_recusal_declared_while_the_block_is_voted_on_keeps_it_from_being_carried() -> None:
    voting = Given(*called()).when(BLOCK).accepted()
    biased = Given(*voting.happened, recused(AYSE, T2))
    votes = tuple(vote(seat, YES) for seat in VOTERS)
    biased.when(*votes, CLOSE).refused(r.BlockRecused(item=T2))


def test_a_carried_block_is_declared_void_as_a_whole_and_only_so() -> None:
    done = Given(*called()).when(BLOCK, *all_say(YES)).accepted()
    again = c.RepeatBallot(by=MAYOR, at=NOW, ballot=V1, reason="Falsch gezählt.")
    done.when(replace(again, ballot=V2)).refused(r.NotRepeatable(ballot=V2))
    void = done.when(again).accepted()
    assert void.meeting.done == ()
    assert {b.voided for b in void.meeting.ballots.values()} == {"Falsch gezählt."}
    assert {m.status for m in void.meeting.motions.values()} == {MotionStatus.PENDING}
    void.when(BLOCK).accepted()
    elsewhere = Given(*done.happened, e.ItemCalled(item=T4))
    elsewhere.when(again).refused(r.NotRepeatable(ballot=V1))


def test_of_what_a_void_block_had_decided_the_minutes_say_what_came_instead() -> None:
    """The items were dealt with in it: signed minutes said of them neither a result nor a note."""
    void = c.RepeatBallot(by=MAYOR, at=NOW, ballot=V1, reason="falsch gezählt")
    done = Given(*called()).when(BLOCK, *all_say(YES)).accepted()
    over = done.when(void, c.CloseMeeting(by=MAYOR, at=NOW)).accepted()
    drafted = over.when(c.DraftMinutes(by=CLERK, at=NOW)).accepted()
    sign = c.SignMinutes(by=CLERK, at=NOW)
    drafted.when(sign).refused(r.OutcomeMissing(items=(T1, T2), first=T1))
    texts = [c.SetMinutesText(by=CLERK, at=NOW, item=item, text="vertagt") for item in (T1, T2)]
    written = drafted.when(*texts, c.DraftMinutes(by=CLERK, at=NOW)).accepted()
    written.when(sign).accepted()


@settings(max_examples=40, deadline=None)
@given(
    st.dictionaries(st.sampled_from(VOTERS), st.sampled_from(list(Choice))),
    st.sets(st.sampled_from(VOTERS[1:]), max_size=4),
)
def test_each_item_is_decided_by_the_votes_of_the_block_and_no_others(
    choices: dict[SeatId, Choice], gone: set[SeatId]
) -> None:
    there = Given(*called(), *left(*sorted(gone)))
    votes = tuple(vote(seat, choice) for seat, choice in choices.items() if seat not in gone)
    meeting = there.when(BLOCK, *votes, CLOSE).accepted().meeting
    block = meeting.ballots[V1]
    assert block.result is not None
    assert block.result.yes + block.result.no + block.result.abstain <= len(VOTERS) - len(gone)
    left_ = [b for b in meeting.ballots.values() if b.en_bloc == V1]
    assert len(left_) == (2 if block.result.adopted else 0)
    for ballot in left_:
        assert (ballot.result, ballot.votes) == (block.result, block.votes)
        assert gone.isdisjoint(ballot.votes)


def test_the_next_vote_has_a_number_of_its_own() -> None:
    done = Given(*called()).when(BLOCK, *all_say(YES), c.CallItem(by=MAYOR, at=NOW, item=T4))
    opened = done.accepted().when(
        c.OpenBallot(by=MAYOR, at=NOW, subject=subject(SubjectKind.MOTION, A3))
    )
    assert opened.accepted().meeting.ballot == V4
    assert ROTH in opened.accepted().meeting.entitled(T4)
