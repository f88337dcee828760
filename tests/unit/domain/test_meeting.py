# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What everybody asks of a meeting."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from council import (
    A1,
    A2,
    A3,
    ADVISER,
    AYSE,
    CALLED,
    CLERK,
    DEPUTY,
    GUEST,
    INVITED,
    MAYOR,
    MOVED,
    NOBODY,
    ON_ITEM,
    OPENED,
    PLANNED,
    RULES,
    T1,
    T2,
    T3,
    UWE,
    V1,
    VOTERS,
    VOTING,
    arrived,
    left,
    opened_ballot,
    planned,
    recused,
    roll_call,
)
from hypothesis import given
from hypothesis import strategies as st
from scenario import Given

from bot.domain import events as e
from bot.domain.ids import ItemId, SeatId
from bot.domain.meeting import Meeting
from bot.domain.values import Base, Phase, Role, Subject, SubjectKind, at_least


def test_nothing_is_known_before_the_plan() -> None:
    meeting = Meeting()
    assert not meeting.planned
    assert not meeting.running
    with pytest.raises(LookupError):
        meeting.law()


def test_a_meeting_runs_from_opening_to_close() -> None:
    assert Given(*PLANNED).meeting.planned
    assert Given(*OPENED).meeting.running
    assert Given(*OPENED, e.MeetingInterrupted(reason="Pause")).meeting.running
    assert not Given(*OPENED, e.MeetingClosed(by=MAYOR, open_items=())).meeting.running


def test_who_is_there_and_who_is_entitled() -> None:
    meeting = Given(*ON_ITEM, *arrived(ADVISER, late=True), *left(UWE), recused(AYSE)).meeting
    assert ADVISER in meeting.present()
    assert ADVISER not in meeting.present_voting()
    assert UWE not in meeting.present()
    assert AYSE in meeting.present_voting()
    assert AYSE not in meeting.entitled(T1)
    assert AYSE in meeting.entitled(T2)
    assert DEPUTY not in meeting.entitled(T2, but=DEPUTY)
    assert not meeting.is_recused(AYSE, None)


def test_the_silent_of_a_roll_call_are_members_with_a_vote() -> None:
    started = Given(*OPENED, e.RollCallStarted(by=MAYOR), *arrived(*VOTERS[:8])).meeting
    assert started.unanswered() == VOTERS[8:]


def test_who_leads_has_the_chairs_role() -> None:
    meeting = Given(*CALLED, e.ChairTaken(chair=UWE)).meeting
    assert meeting.role_of(UWE) is Role.CHAIR
    assert meeting.role_of(AYSE) is Role.MEMBER
    assert meeting.role_of(NOBODY) is None


@pytest.mark.parametrize(
    ("seat", "happened", "follows"),
    [
        (AYSE, (), True),
        (AYSE, left(AYSE), False),
        (AYSE, (recused(AYSE),), False),  # C-10: no access to the item one is biased on
        (CLERK, (), True),  # keeps the minutes without being called up
        (GUEST, arrived(GUEST, late=True), False),
        (ADVISER, arrived(ADVISER, late=True), True),
        (NOBODY, (), False),
    ],
)
def test_who_may_be_in_the_closed_room(
    seat: SeatId, happened: tuple[e.MeetingEvent, ...], *, follows: bool
) -> None:
    assert Given(*ON_ITEM, *happened).meeting.may_follow(seat) is follows


@pytest.mark.parametrize(
    ("statutory", "needed"), [(9, 5), (10, 6), (25, 13), (24, 13), (1, 1), (2, 2)]
)
def test_more_than_half_of_the_statutory_members_are_a_quorum(statutory: int, needed: int) -> None:
    # § 36 (1) ThürKO: vacant seats count, too.
    meeting = Given(*planned(statutory=statutory)).meeting
    assert meeting.quorum().needed == needed


@pytest.mark.parametrize(("present", "quorate"), [(4, False), (5, True), (9, True)])
def test_the_quorum_follows_presence(present: int, *, quorate: bool) -> None:
    assert Given(*INVITED, *roll_call(*VOTERS[:present])).meeting.quorum().quorate is quorate


def test_a_quorum_may_be_measured_against_the_seats_filled() -> None:
    rules = replace(RULES, quorum=replace(RULES.quorum, base=Base.PRESENT, share=Fraction(1, 3)))
    assert Given(*planned(rules, statutory=30)).meeting.quorum().needed == 4


def test_items_are_numbered_by_part() -> None:
    meeting = Given(*INVITED).meeting
    assert [meeting.number_of(known) for known in (T1, T2, T3, ItemId("T9"))] == [
        "1",
        "2",
        "N1",
        "",
    ]
    assert [meeting.item_by_number(text) for text in ("2", " n1 ", "7")] == [
        meeting.item_named(T2),
        meeting.item_named(T3),
        None,
    ]


def test_the_next_item_is_the_first_untreated_one_public_first() -> None:
    treated = [e.ItemClosed(item=item, note="") for item in (T1, T2, T3)]
    assert [
        (known := Given(*CALLED, *treated[:count]).meeting.next_item()) and known.id
        for count in range(4)
    ] == [T1, T2, T3, None]


def test_the_item_under_debate_is_not_the_next_one() -> None:
    following = Given(*ON_ITEM).meeting.next_item()
    assert following is not None
    assert following.id == T2


def test_a_ballot_tells_whether_it_is_open_and_on_which_motion() -> None:
    meeting = Given(*VOTING).meeting
    ballot = meeting.open_ballot()
    assert ballot
    assert ballot.open
    assert meeting.motion_decided_by(ballot) == meeting.motions[A1]
    assert meeting.motions_on(T1) == (meeting.motions[A1],)
    assert Given(*CALLED).meeting.open_ballot() is None
    assert meeting.phase is Phase.OPEN
    assert meeting.ballots[V1].rule == "simple"


@given(st.fractions(min_value=0, max_value=1000), st.booleans())
def test_the_smallest_whole_number_above_a_bound(bound: Fraction, or_equal: bool) -> None:
    found = at_least(bound, or_equal=or_equal)
    assert found > bound or (or_equal and found == bound)
    assert found - 1 < bound or (not or_equal and found - 1 == bound)


def test_pending_amendments_stand_in_the_order_the_chair_has_set() -> None:
    moved = [
        e.AmendmentMoved(motion=motion, amends=A1, by=UWE, text="x", replaces="")
        for motion in (A2, A3)
    ]
    ordered = e.AmendmentsOrdered(motion=A1, order=(A3, A2), reason="")
    assert Given(*MOVED, *moved).meeting.pending_amendments(A1) == (A2, A3)
    assert Given(*MOVED, *moved, ordered).meeting.pending_amendments(A1) == (A3, A2)


def test_a_ballot_on_procedure_decides_no_motion() -> None:
    procedure = replace(
        opened_ballot(), subject=Subject(kind=SubjectKind.PROCEDURE, ref=A1, text="Pause")
    )
    meeting = Given(*MOVED, procedure).meeting
    assert meeting.motion_decided_by(meeting.ballots[V1]) is None
