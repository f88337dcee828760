# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Votes on parts of a motion: asked for, taken one by one, and the whole at the end."""

from __future__ import annotations

from dataclasses import replace

import pytest
from council import (
    A1,
    A2,
    AYSE,
    HORN,
    MAYOR,
    NO,
    NOW,
    ON_ITEM,
    RULES,
    T1,
    UWE,
    V1,
    V2,
    VOTERS,
    YES,
    planned,
    subject,
    vote,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from scenario import Given

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain import refusals as r
from bot.domain.debating import ProceduralEnd, ProceduralKind
from bot.domain.ids import ProceduralId
from bot.domain.meeting import MotionStatus
from bot.domain.values import Choice, SubjectKind, VoteMode

TEXT = (
    "Beschluss:\n1. Der Brunnen wird saniert.\n2. Die Linde wird gefällt.\n3. Es wird gepflastert."
)
DIVIDE = c.DivideMotion(by=MAYOR, at=NOW, motion=A1)
DIVIDED = e.MotionDivided(motion=A1, by=MAYOR)
MOVED = (*ON_ITEM, e.MotionMoved(motion=A1, item=T1, by=AYSE, text=TEXT))
APART = (*MOVED, DIVIDED)
CLOSE = c.CloseBallot(by=MAYOR, at=NOW)
DEMAND = c.RaiseProcedural(
    by=UWE, at=NOW, seat=UWE, kind=ProceduralKind.SEPARATE_VOTE, item=None, number=0, text=A1
)


def part(number: int) -> c.OpenBallot:
    return c.OpenBallot(by=MAYOR, at=NOW, subject=subject(SubjectKind.PART, f"A1.{number}"))


WHOLE = c.OpenBallot(by=MAYOR, at=NOW, subject=subject(SubjectKind.MOTION, A1))


def all_say(choice: Choice) -> tuple[c.Command, ...]:
    return (*(vote(seat, choice) for seat in VOTERS), CLOSE)


def decided(*choices: Choice) -> Given:
    """Return the meeting after the parts were voted on so, from the first on."""
    asked = [cmd for n, choice in enumerate(choices, 1) for cmd in (part(n), *all_say(choice))]
    return Given(*APART).when(*asked).accepted()


def test_the_chair_has_the_parts_voted_on_apart_and_takes_it_back_as_long_as_none_is() -> None:
    divided = Given(*MOVED).when(DIVIDE).then(DIVIDED)
    divided.when(DIVIDE).then()
    back = replace(DIVIDE, apart=False)
    whole = divided.when(back).then(e.MotionDivided(motion=A1, by=MAYOR, apart=False))
    assert whole.meeting.motions[A1].parts == ()
    decided(YES).when(back).refused(r.PartsDecided(motion=A1))
    Given(*APART).when(part(1), DIVIDE).refused(r.BallotOpen(ballot=V1))


def test_what_has_no_numbers_an_amendment_or_what_the_rules_forbid_is_not_divided() -> None:
    plain = (*ON_ITEM, e.MotionMoved(motion=A1, item=T1, by=AYSE, text="Die Straße wird gebaut."))
    Given(*plain).when(DIVIDE).refused(r.NotDivisible(motion=A1))
    amendment = e.AmendmentMoved(motion=A2, amends=A1, by=HORN, text=TEXT, replaces="")
    Given(*MOVED, amendment).when(replace(DIVIDE, motion=A2)).refused(r.NotDivisible(motion=A2))
    law = replace(RULES, values={**RULES.values, "vote.parts": "never"})
    Given(*planned(law), *MOVED[2:]).when(DIVIDE).refused(r.DivisionForbidden(norm=""))


def test_one_member_may_demand_it_where_the_rules_say_so_else_the_body_resolves_it() -> None:
    law = replace(RULES, values={**RULES.values, "vote.parts": "member"})
    demanded = Given(*planned(law), *MOVED[2:]).when(DEMAND).accepted()
    assert demanded.meeting.motions[A1].divided
    assert demanded.meeting.procedural[ProceduralId("G1")].end is ProceduralEnd.DEMANDED
    moved = Given(*MOVED).when(DEMAND).accepted()
    assert not moved.meeting.motions[A1].divided
    put = c.OpenBallot(by=MAYOR, at=NOW, subject=subject(SubjectKind.PROCEDURE, "G1"))
    resolved = moved.when(put, *all_say(YES)).accepted()
    assert resolved.meeting.motions[A1].divided
    Given(*APART).when(DEMAND).refused(r.NothingToChange())


def test_amendments_go_first_then_the_parts_then_the_whole() -> None:
    amendment = e.AmendmentMoved(motion=A2, amends=A1, by=HORN, text="gestutzt", replaces="gefällt")
    amended = Given(*APART, amendment)
    amended.when(part(1)).refused(r.AmendmentsPending(motion=A1, pending=(A2,)))
    on_it = c.OpenBallot(by=MAYOR, at=NOW, subject=subject(SubjectKind.AMENDMENT, A2))
    after = amended.when(on_it, *all_say(YES)).accepted()
    assert after.meeting.motions[A1].parts[1] == "Die Linde wird gestutzt."
    after.when(WHOLE).refused(r.PartsPending(motion=A1, parts=(1, 2, 3)))
    # In another order, if the chair likes.
    second = after.when(part(2), *all_say(NO)).accepted()
    second.when(part(2)).refused(r.NoSuchPart(motion=A1, parts=(1, 3)))
    late = c.MoveAmendment(
        by=UWE, at=NOW, seat=UWE, amends=A1, text="geteert", replaces="gepflastert"
    )
    second.when(late).refused(r.PartsDecided(motion=A1))
    rest = second.when(part(1), *all_say(YES), part(3), *all_say(YES), WHOLE).accepted()
    ballot = rest.meeting.open_ballot()
    assert ballot is not None
    left = "Beschluss:\n1. Der Brunnen wird saniert.\n3. Es wird gepflastert."
    assert ballot.subject.text == left
    motion = rest.when(*all_say(YES)).accepted().meeting.motions[A1]
    assert (motion.status, motion.text, motion.original) == (MotionStatus.ADOPTED, left, TEXT)


def test_where_no_part_is_left_the_motion_is_rejected() -> None:
    fallen = decided(NO, NO, NO)
    assert fallen.meeting.motions[A1].status is MotionStatus.REJECTED
    fallen.when(WHOLE).refused(r.MotionDecided(motion=A1))
    last = c.RepeatBallot(by=MAYOR, at=NOW, ballot=list(fallen.meeting.ballots)[-1], reason="x")
    again = fallen.when(last).accepted()
    assert again.meeting.motions[A1].status is MotionStatus.PENDING
    assert again.meeting.motions[A1].parts_left == (3,)


def test_a_final_vote_declared_void_gives_the_rejected_parts_their_words_back() -> None:
    done = decided(YES, NO, YES).when(WHOLE, *all_say(YES)).accepted()
    last = list(done.meeting.ballots)[-1]
    again = done.when(c.RepeatBallot(by=MAYOR, at=NOW, ballot=last, reason="x")).accepted()
    motion = again.meeting.motions[A1]
    assert (motion.text, motion.status, motion.later) == (TEXT, MotionStatus.PENDING, ())
    rejected = again.when(WHOLE, *all_say(NO)).accepted().meeting.motions[A1]
    assert (rejected.text, rejected.status) == (TEXT, MotionStatus.REJECTED)


def test_parts_are_voted_on_in_the_way_and_by_the_majority_of_the_matter() -> None:
    by_name = e.VoteModeResolved(item=T1, mode=VoteMode.RECORDED)
    opened = Given(*APART, by_name).when(part(1)).accepted().meeting.open_ballot()
    assert opened is not None
    assert (opened.mode, opened.item) == (VoteMode.RECORDED, T1)
    law = replace(RULES, majority_for={SubjectKind.MOTION: "members"})
    more = Given(*planned(law), *APART[2:]).when(part(1)).accepted().meeting.open_ballot()
    assert more is not None
    assert more.rule == "members"


@pytest.mark.parametrize("ref", ["A1", "A1.", "A1.0", "A1.4", "A1.x", "A1.²"])
def test_a_part_that_is_not_there_is_not_voted_on(ref: str) -> None:
    asked = c.OpenBallot(by=MAYOR, at=NOW, subject=subject(SubjectKind.PART, ref))
    Given(*APART).when(asked).refused(r.NoSuchPart(motion=A1, parts=(1, 2, 3)))


def test_an_amendment_that_takes_the_numbers_away_leaves_the_whole_to_vote_on() -> None:
    given_ = Given(*APART, e.MotionConsolidated(motion=A1, text="Der Brunnen wird saniert."))
    opened = given_.when(WHOLE).accepted().meeting.open_ballot()
    assert opened is not None
    assert opened.subject.text == "Der Brunnen wird saniert."


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from([YES, NO]), min_size=3, max_size=3))
def test_the_final_wording_holds_exactly_the_parts_that_were_adopted(choices: list[Choice]) -> None:
    motion = decided(*choices).meeting.motions[A1]
    parts = ("Der Brunnen wird saniert.", "Die Linde wird gefällt.", "Es wird gepflastert.")
    for text, choice in zip(parts, choices, strict=True):
        assert (text in motion.wording_left) == (choice is YES)
    assert (motion.status is MotionStatus.REJECTED) == (YES not in choices)
    assert V2 in decided(*choices).meeting.ballots
