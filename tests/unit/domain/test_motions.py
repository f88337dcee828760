# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Motions, amendments, their order and their wording."""

from __future__ import annotations

from dataclasses import replace

import pytest
from council import (
    A1,
    A2,
    A3,
    A4,
    ABSTAIN,
    AYSE,
    CALLED,
    CLERK,
    DEPUTY,
    MAYOR,
    MOVED,
    NOW,
    ON_ITEM,
    T1,
    UWE,
    V1,
    VOTERS,
    VOTING,
    YES,
    left,
    recused,
    subject,
    vote,
)
from scenario import Given

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain import refusals as r
from bot.domain.ids import MotionId, SeatId
from bot.domain.meeting import MotionStatus
from bot.domain.values import Channel, Mode, SubjectKind

MOVE = c.MoveMotion(by=AYSE, at=NOW, seat=AYSE, text=" Die Straße wird gebaut. ")
AMEND = c.MoveAmendment(by=UWE, at=NOW, seat=UWE, amends=A1, text="gesperrt", replaces="gebaut")


def amendment(
    motion: MotionId, text: str = "gesperrt", replaces: str = "gebaut", by: SeatId = UWE
) -> e.AmendmentMoved:
    return e.AmendmentMoved(motion=motion, amends=A1, by=by, text=text, replaces=replaces)


def open_on(motion: MotionId) -> c.OpenBallot:
    return c.OpenBallot(by=MAYOR, at=NOW, subject=subject(SubjectKind.MOTION, motion))


CLOSE = c.CloseBallot(by=MAYOR, at=NOW)
ALL_YES = tuple(vote(seat, YES) for seat in VOTERS)
NONE_YES = tuple(vote(seat, ABSTAIN) for seat in VOTERS)


def test_a_member_moves() -> None:
    Given(*ON_ITEM).when(MOVE).then(*MOVED[len(ON_ITEM) :])


def test_the_clerk_enters_a_motion_made_in_the_hall() -> None:
    Given(*ON_ITEM).when(replace(MOVE, by=CLERK)).then(*MOVED[len(ON_ITEM) :])


@pytest.mark.parametrize(
    ("happened", "command", "reason"),
    [
        (CALLED, MOVE, r.NoItemOpen()),
        (VOTING, MOVE, r.BallotOpen(ballot=V1)),
        (ON_ITEM, replace(MOVE, text=""), r.TextMissing()),
        (ON_ITEM, replace(MOVE, by=UWE), r.NotEntered(seat=AYSE)),
        (ON_ITEM, replace(MOVE, by=CLERK, seat=CLERK), r.NotPresent(seat=CLERK)),
        ((*ON_ITEM, *left(AYSE)), MOVE, r.NotPresent(seat=AYSE)),
        ((*ON_ITEM, recused(AYSE)), MOVE, r.Recused(seat=AYSE, item=T1)),
    ],
)
def test_a_motion_is_refused(
    happened: tuple[e.MeetingEvent, ...], command: c.MeetingCommand, reason: r.Reason
) -> None:
    Given(*happened).when(command).refused(reason)


def test_who_has_no_vote_moves_nothing() -> None:
    there = e.MemberArrived(seat=CLERK, mode=Mode.HALL, channel=Channel.TEXT, late=True)
    Given(*ON_ITEM, there).when(replace(MOVE, by=CLERK, seat=CLERK)).refused(
        r.NotVoting(seat=CLERK)
    )


# Amendments.


def test_an_amendment_names_the_passage_it_replaces() -> None:
    Given(*MOVED).when(AMEND).then(amendment(A2))


def test_an_amendment_may_strike_a_passage_but_not_say_nothing() -> None:
    Given(*MOVED).when(replace(AMEND, text=" ")).then(amendment(A2, text=""))
    Given(*MOVED).when(replace(AMEND, text=" ", replaces="")).refused(r.TextMissing())


@pytest.mark.parametrize(("passage", "found"), [("Brücke", 0), ("r", 2)])
def test_the_passage_must_be_unmistakable(passage: str, found: int) -> None:
    Given(*MOVED).when(replace(AMEND, replaces=passage)).refused(r.PassageNotFound(found=found))


def test_an_amendment_does_not_amend_an_amendment() -> None:
    Given(*MOVED, amendment(A2)).when(replace(AMEND, amends=A2)).refused(
        r.NotAnAmendable(motion=A2)
    )


def test_nothing_unknown_or_decided_is_amended() -> None:
    Given(*MOVED).when(replace(AMEND, amends=A4)).refused(r.MotionUnknown(motion=A4))
    Given(*MOVED, e.MotionWithdrawn(motion=A1, by=AYSE)).when(AMEND).refused(
        r.MotionDecided(motion=A1)
    )


def test_a_motion_on_another_item_is_not_amended() -> None:
    elsewhere = (*MOVED, e.ItemClosed(item=T1, note=""), e.ItemCalled(item=CALLED_NEXT))
    Given(*elsewhere).when(AMEND).refused(r.NoItemOpen())


CALLED_NEXT = Given(*CALLED).meeting.agenda[1].id


def test_amendments_are_voted_on_before_the_motion() -> None:
    Given(*MOVED, amendment(A2)).when(open_on(A1)).refused(
        r.AmendmentsPending(motion=A1, pending=(A2,))
    )


TWO = (*MOVED, amendment(A2), amendment(A3, text="Straße und Weg", replaces="Straße"))


def test_the_most_far_reaching_amendment_comes_first() -> None:
    order = c.OrderAmendments(by=MAYOR, at=NOW, motion=A1, order=(A3, A2), reason=" weiter ")
    Given(*TWO).when(open_on(A3)).refused(r.AmendmentOutOfTurn(motion=A3, first=A2))
    ordered = (
        Given(*TWO)
        .when(order)
        .then(e.AmendmentsOrdered(motion=A1, order=(A3, A2), reason="weiter"))
    )
    ordered.when(order).then()
    ordered.when(open_on(A2)).refused(r.AmendmentOutOfTurn(motion=A2, first=A3))
    ordered.when(open_on(A3)).accepted()


def test_a_later_amendment_comes_after_the_ordered_ones() -> None:
    ordered = e.AmendmentsOrdered(motion=A1, order=(A3, A2), reason="")
    meeting = Given(*TWO, ordered, amendment(A4)).meeting
    assert meeting.pending_amendments(A1) == (A3, A2, A4)


@pytest.mark.parametrize(
    ("order", "missing", "unknown"),
    [((A2,), (A3,), ()), ((A2, A3, A4), (), (A4,)), ((A2, A3, A2), (), (A2,))],
)
def test_the_order_names_each_pending_amendment_once(
    order: tuple[MotionId, ...], missing: tuple[MotionId, ...], unknown: tuple[MotionId, ...]
) -> None:
    command = c.OrderAmendments(by=MAYOR, at=NOW, motion=A1, order=order)
    Given(*TWO).when(command).refused(r.OrderIncomplete(missing=missing, unknown=unknown))


def test_an_adopted_amendment_changes_the_wording() -> None:
    after = Given(*MOVED, amendment(A2)).when(open_on(A2), *ALL_YES, CLOSE).accepted()
    motion = after.meeting.motions[A1]
    assert motion.text == "Die Straße wird gesperrt."
    assert motion.original == "Die Straße wird gebaut."
    assert after.meeting.motions[A2].status is MotionStatus.ADOPTED
    decided = after.when(open_on(A1), *ALL_YES, CLOSE).accepted()
    assert decided.meeting.motions[A1].status is MotionStatus.ADOPTED


def test_a_rejected_amendment_changes_nothing() -> None:
    after = Given(*MOVED, amendment(A2)).when(open_on(A2), *NONE_YES, CLOSE).accepted()
    assert after.meeting.motions[A1].text == "Die Straße wird gebaut."
    assert after.meeting.motions[A2].status is MotionStatus.REJECTED


def test_an_amendment_only_described_is_worked_in_by_the_clerk() -> None:
    described = amendment(A2, text="Mit Radweg.", replaces="")
    after = Given(*MOVED, described).when(open_on(A2), *ALL_YES, CLOSE).accepted()
    after.when(open_on(A1)).refused(r.TextNotConsolidated(motion=A1))
    work_in = c.ConsolidateMotion(by=CLERK, at=NOW, motion=A1, text="Straße mit Radweg.")
    done = after.when(work_in).then(e.MotionConsolidated(motion=A1, text="Straße mit Radweg."))
    done.when(work_in).refused(r.NothingToChange())
    assert done.when(open_on(A1)).accepted().meeting.ballot


def test_an_amendment_whose_passage_is_gone_is_worked_in_by_the_clerk() -> None:
    # Not the very same passage, which would settle it, but one that overlaps.
    both = (*MOVED, amendment(A2), amendment(A3, text="geplant", replaces="gebaut."))
    first, second = Given(*both).meeting.pending_amendments(A1)
    after = Given(*both).when(open_on(first), *ALL_YES, CLOSE).accepted()
    after = after.when(open_on(second), *ALL_YES, CLOSE).accepted()
    assert after.meeting.motions[A1].to_consolidate == (second,)


# Withdrawal.


def test_the_mover_withdraws_and_pending_amendments_fall_with_it() -> None:
    withdraw = c.WithdrawMotion(by=AYSE, at=NOW, motion=A1)
    after = Given(*TWO).when(withdraw).then(e.MotionWithdrawn(motion=A1, by=AYSE))
    assert {m.status for m in after.meeting.motions.values()} == {MotionStatus.WITHDRAWN}
    after.when(withdraw).refused(r.MotionDecided(motion=A1))


def test_nobody_else_withdraws_except_the_office_on_request() -> None:
    withdraw = c.WithdrawMotion(by=UWE, at=NOW, motion=A1)
    Given(*MOVED).when(withdraw).refused(r.NotMover(motion=A1))
    for by in (MAYOR, DEPUTY, CLERK):
        Given(*MOVED).when(replace(withdraw, by=by)).then(e.MotionWithdrawn(motion=A1, by=by))


def test_nothing_is_withdrawn_during_its_vote() -> None:
    Given(*VOTING).when(c.WithdrawMotion(by=AYSE, at=NOW, motion=A1)).refused(
        r.BallotOpen(ballot=V1)
    )


# Movers together.


def test_members_join_a_motion_once() -> None:
    join = c.JoinMotion(by=UWE, at=NOW, motion=A1, seat=UWE)
    given = Given(*MOVED).when(join).then(e.MotionJoined(motion=A1, seat=UWE))
    given.when(join).then()
    given.when(replace(join, by=AYSE, seat=AYSE)).then()
    assert given.meeting.motions[A1].joined == (UWE,)
    given.when(replace(join, motion=A4)).refused(r.MotionUnknown(motion=A4))


# The order of votes.


def test_the_most_far_reaching_is_proposed_and_another_order_takes_a_reason() -> None:
    whole = amendment(A3, "Es wird nicht gebaut.", "Die Straße wird gebaut.")
    given = Given(*MOVED, amendment(A2), whole)
    assert given.meeting.pending_amendments(A1) == (A3, A2)
    other = c.OrderAmendments(by=MAYOR, at=NOW, motion=A1, order=(A2, A3))
    given.when(other).refused(r.OrderReasonMissing(usual=(A3, A2)))
    after = given.when(replace(other, reason="A2 geht weiter.")).then(
        e.AmendmentsOrdered(motion=A1, order=(A2, A3), reason="A2 geht weiter.")
    )
    back = replace(other, order=(A3, A2))
    after.when(back).then(e.AmendmentsOrdered(motion=A1, order=(A3, A2), reason=""))
