# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Amendments to one passage: the adoption of the most far-reaching settles those behind it."""

from __future__ import annotations

from council import A1, A2, A3, A4, ABSTAIN, MAYOR, MOVED, NOW, UWE, V1, VOTERS, YES, subject, vote
from scenario import Given

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain.ids import MotionId
from bot.domain.meeting import MotionStatus
from bot.domain.values import SubjectKind

CLOSE = c.CloseBallot(by=MAYOR, at=NOW)
YEAS = tuple(vote(seat, YES) for seat in VOTERS)
NONE = tuple(vote(seat, ABSTAIN) for seat in VOTERS)


def amendment(motion: MotionId, text: str, replaces: str = "gebaut") -> e.AmendmentMoved:
    return e.AmendmentMoved(motion=motion, amends=A1, by=UWE, text=text, replaces=replaces)


STRUCK, BLOCKED = amendment(A2, ""), amendment(A3, "gesperrt")
OTHER = amendment(A4, "Der Weg", "Die Straße")
GIVEN = Given(*MOVED, STRUCK, BLOCKED, OTHER)
"""A1 reads: Die Straße wird gebaut. To strike a passage goes furthest."""


def open_on(motion: MotionId) -> c.OpenBallot:
    return c.OpenBallot(by=MAYOR, at=NOW, subject=subject(SubjectKind.AMENDMENT, motion))


def adopted(given: Given, motion: MotionId) -> Given:
    return given.when(open_on(motion), *YEAS, CLOSE).accepted()


def statuses(given: Given) -> list[str]:
    return [given.meeting.motions[known].status for known in (A2, A3, A4)]


def test_what_would_replace_the_same_passage_is_settled_and_nothing_else() -> None:
    after = adopted(GIVEN, A2)
    assert after.happened[-1] == e.AmendmentsSettled(motion=A2, amendments=(A3,))
    assert statuses(after) == ["adopted", "settled", "pending"]
    assert after.meeting.pending_amendments(A1) == (A4,)


def test_what_is_rejected_settles_nothing() -> None:
    after = GIVEN.when(open_on(A2), *NONE, CLOSE).accepted()
    assert statuses(after) == ["rejected", "pending", "pending"]


def test_a_lesser_one_put_first_by_the_chair_leaves_what_goes_further_its_vote() -> None:
    order = c.OrderAmendments(by=MAYOR, at=NOW, motion=A1, order=(A3, A2, A4), reason="Unstrittig.")
    after = adopted(GIVEN.when(order).accepted(), A3)
    assert statuses(after) == ["pending", "adopted", "pending"]
    # The passage is gone by then: the clerk words what the body wants, and nothing is settled.
    assert statuses(adopted(after, A2)) == ["adopted", "adopted", "pending"]


def test_what_is_only_described_settles_nothing() -> None:
    described = Given(*MOVED, amendment(A2, "Es wird gespart.", ""), BLOCKED)
    rejected = described.when(open_on(A3), *NONE, CLOSE).accepted()
    after = adopted(rejected, A2)
    assert after.meeting.motions[A2].status is MotionStatus.ADOPTED
    assert after.meeting.motions[A1].to_consolidate == (A2,)


def test_once_the_result_is_void_they_stand_to_the_vote_again() -> None:
    void = c.RepeatBallot(by=MAYOR, at=NOW, ballot=V1, reason="Verzählt.")
    after = adopted(GIVEN, A2).when(void).accepted()
    assert statuses(after) == ["pending", "pending", "pending"]
    assert after.meeting.motions[A3].settled_by is None
