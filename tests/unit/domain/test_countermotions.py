# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Counter-motions: moved, ordered, voted on, settled; and movers who leave a motion to others."""

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
    HORN,
    MAYOR,
    MOVED,
    NOW,
    T1,
    UWE,
    V1,
    V2,
    VOTERS,
    YES,
    subject,
    vote,
)
from scenario import Given

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain import refusals as r
from bot.domain.furthest import Why
from bot.domain.ids import MotionId, SeatId
from bot.domain.meeting import MotionStatus
from bot.domain.values import SubjectKind

COUNTER = c.MoveCounterMotion(
    by=UWE, at=NOW, seat=UWE, against=A1, text=" Ein Radweg wird gebaut. "
)
CLOSE = c.CloseBallot(by=MAYOR, at=NOW)
ALL_YES = tuple(vote(seat, YES) for seat in VOTERS)
NONE_YES = tuple(vote(seat, ABSTAIN) for seat in VOTERS)


def counter(motion: MotionId, text: str = "Ein Radweg wird gebaut.") -> e.CounterMotionMoved:
    return e.CounterMotionMoved(motion=motion, against=A1, by=UWE, text=text)


def amendment(motion: MotionId, amends: MotionId) -> e.AmendmentMoved:
    return e.AmendmentMoved(
        motion=motion, amends=amends, by=HORN, text="saniert", replaces="gebaut"
    )


def open_on(motion: MotionId) -> c.OpenBallot:
    return c.OpenBallot(by=MAYOR, at=NOW, subject=subject(SubjectKind.MOTION, motion))


TWO = (*MOVED, counter(A2))


def test_a_counter_motion_stands_against_the_motion_as_a_whole() -> None:
    given = Given(*MOVED).when(COUNTER).then(counter(A2))
    motion = given.meeting.motions[A2]
    assert (motion.against, motion.amends, motion.item) == (A1, None, T1)
    # Against a counter-motion is against the same motion.
    given.when(replace(COUNTER, against=A2)).then(counter(A3))


def test_none_is_moved_against_an_amendment_a_decided_motion_or_beside_the_item() -> None:
    amended = Given(*MOVED, amendment(A2, A1))
    amended.when(replace(COUNTER, against=A2)).refused(r.NotCounterable(motion=A2))
    amended.when(replace(COUNTER, against=A4)).refused(r.MotionUnknown(motion=A4))
    gone = Given(*MOVED, e.MotionWithdrawn(motion=A1, by=AYSE))
    gone.when(COUNTER).refused(r.MotionDecided(motion=A1))
    other = Given(*MOVED, e.ItemClosed(item=T1, note="", postponed=True))
    other.when(COUNTER).refused(r.NoItemOpen())


def test_the_counter_motion_goes_first_and_the_motion_last() -> None:
    given = Given(*TWO)
    assert given.meeting.proposed_competing(A1) == ((A2, Why.AGAINST), (A1, Why.MAIN))
    given.when(open_on(A1)).refused(r.MotionOutOfTurn(motion=A1, first=A2))
    rejected = given.when(open_on(A2), *NONE_YES, CLOSE).accepted()
    assert rejected.meeting.competing(A1) == (A1,)
    rejected.when(open_on(A1)).accepted()


def test_of_counter_motions_the_figure_furthest_from_the_motions_goes_first() -> None:
    given = Given(
        *CALLED,
        e.ItemCalled(item=T1),
        e.MotionMoved(motion=A1, item=T1, by=AYSE, text="Der Beitrag beträgt 100 Euro."),
        counter(A2, "Der Beitrag beträgt 90 Euro."),
        counter(A3, "Der Beitrag beträgt 200 Euro."),
        counter(A4, "Es gibt keinen Beitrag."),
    )
    assert given.meeting.proposed_competing(A3) == (
        (A3, Why.FIGURE),
        (A2, Why.FIGURE),
        (A4, Why.AGAINST),
        (A1, Why.MAIN),
    )


def test_what_is_adopted_settles_what_competes_with_it_amendments_included() -> None:
    given = Given(*TWO, amendment(A3, A1)).when(open_on(A2), *ALL_YES, CLOSE).accepted()
    status = {known.id: known.status for known in given.meeting.motions.values()}
    assert status == {
        A1: MotionStatus.SETTLED,
        A2: MotionStatus.ADOPTED,
        A3: MotionStatus.SETTLED,
    }
    given.when(open_on(A1)).refused(r.MotionDecided(motion=A1))


def test_what_was_rejected_or_withdrawn_before_stays_so() -> None:
    given = Given(*TWO, counter(A3), e.MotionWithdrawn(motion=A3, by=UWE))
    given = given.when(open_on(A2), *NONE_YES, CLOSE, open_on(A1), *ALL_YES_IN_V2, CLOSE).accepted()
    status = {known.id: known.status for known in given.meeting.motions.values()}
    assert status == {
        A1: MotionStatus.ADOPTED,
        A2: MotionStatus.REJECTED,
        A3: MotionStatus.WITHDRAWN,
    }


ALL_YES_IN_V2 = tuple(replace(cast, ballot=V2) for cast in ALL_YES)


def test_a_vote_declared_void_brings_back_what_it_had_settled() -> None:
    given = Given(*TWO).when(open_on(A2), *ALL_YES, CLOSE).accepted()
    void = c.RepeatBallot(by=MAYOR, at=NOW, ballot=V1, reason="Falsch gezählt.")
    after = given.when(void).accepted().meeting
    assert after.competing(A1) == (A2, A1)


def test_the_chair_may_set_another_order_with_a_reason() -> None:
    order = c.OrderMotions(by=MAYOR, at=NOW, motion=A2, order=(A1, A2))
    given = Given(*TWO)
    given.when(order).refused(r.OrderReasonMissing(usual=(A2, A1)))
    given.when(replace(order, order=(A2, A1))).then()
    given.when(replace(order, order=(A1,))).refused(r.OrderIncomplete(missing=(A2,), unknown=()))
    unknown = r.OrderIncomplete(missing=(), unknown=(A3,))
    given.when(replace(order, order=(A1, A2, A3))).refused(unknown)
    twice = r.OrderIncomplete(missing=(), unknown=(A2,))
    given.when(replace(order, order=(A1, A2, A2))).refused(twice)
    ordered = e.MotionsOrdered(motion=A1, order=(A1, A2), reason="Die Vorlage geht weiter.")
    reasoned = replace(order, reason=" Die Vorlage geht weiter. ")
    after = given.when(reasoned).then(ordered)
    after.when(open_on(A2)).refused(r.MotionOutOfTurn(motion=A2, first=A1))
    back = e.MotionsOrdered(motion=A1, order=(A2, A1), reason="")
    after.when(replace(order, order=(A2, A1))).then(back)


@pytest.mark.parametrize(
    ("by", "left"), [(AYSE, (UWE, HORN)), (UWE, (AYSE, HORN)), (HORN, (AYSE, UWE))]
)
def test_a_motion_of_several_stays_when_one_of_them_leaves_it(
    by: SeatId, left: tuple[SeatId, ...]
) -> None:
    joined = (e.MotionJoined(motion=A1, seat=UWE), e.MotionJoined(motion=A1, seat=HORN))
    withdraw = c.WithdrawMotion(by=by, at=NOW, motion=A1)
    given = Given(*MOVED, *joined).when(withdraw).then(e.MoverWithdrew(motion=A1, seat=by))
    motion = given.meeting.motions[A1]
    assert (motion.by, *motion.joined) == left
    given.when(withdraw).refused(r.NotMover(motion=A1))
    first, last = (c.WithdrawMotion(by=seat, at=NOW, motion=A1) for seat in left)
    alone = given.when(first).then(e.MoverWithdrew(motion=A1, seat=left[0]))
    alone.when(last).then(e.MotionWithdrawn(motion=A1, by=left[1]))


def test_the_office_withdraws_it_for_all_movers() -> None:
    given = Given(*MOVED, e.MotionJoined(motion=A1, seat=UWE))
    withdraw = c.WithdrawMotion(by=CLERK, at=NOW, motion=A1)
    given.when(withdraw).then(e.MotionWithdrawn(motion=A1, by=CLERK))
