# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A recall has a majority of its own, and decides the draft resolution of its item with it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from council import A1, A2, AYSE, CALLED, MAYOR, MOVED, NOW, ON_ITEM, T1, V1, VOTERS, subject
from scenario import Given

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain import refusals as r
from bot.domain.debating import ProceduralKind
from bot.domain.followup import is_resolution
from bot.domain.ids import ProceduralId
from bot.domain.meeting import MotionStatus
from bot.domain.unsettled import unsettled
from bot.domain.values import Channel, Choice, SubjectKind, VoteMode

RECALL = c.OpenBallot(
    by=MAYOR, at=NOW, subject=subject(SubjectKind.RECALL, text="Frau Lind, Beigeordnete")
)
CLOSE = c.CloseBallot(by=MAYOR, at=NOW)
CHANGE = e.AmendmentMoved(motion=A2, amends=A1, by=AYSE, text="Herr Lind", replaces="")


def votes(*, yes: int) -> list[c.CastVote]:
    return [
        c.CastVote(
            by=seat,
            at=NOW,
            seat=seat,
            choice=Choice.YES if n < yes else Choice.NO,
            channel=Channel.COMMAND,
        )
        for n, seat in enumerate(VOTERS)
    ]


@pytest.mark.parametrize(
    ("yes", "status"), [(len(VOTERS), MotionStatus.ADOPTED), (1, MotionStatus.REJECTED)]
)
def test_the_vote_on_the_recall_decides_the_draft_with_it(yes: int, status: MotionStatus) -> None:
    done = Given(*MOVED).when(RECALL, *votes(yes=yes), CLOSE).accepted().meeting
    assert done.ballots[V1].subject.text == "Frau Lind, Beigeordnete"
    assert done.motions[A1].status is status
    assert unsettled(done, T1).undecided == ()
    assert is_resolution(done.ballots[V1])


def test_a_recall_that_was_counted_wrongly_leaves_the_draft_open() -> None:
    again = c.RepeatBallot(by=MAYOR, at=NOW, ballot=V1, reason="verzählt")
    void = Given(*MOVED).when(RECALL, *votes(yes=1), CLOSE, again).accepted().meeting
    assert void.motions[A1].status is MotionStatus.PENDING


def test_where_it_is_unclear_what_the_draft_says_it_stays_open() -> None:
    for happened in ((*MOVED, CHANGE), ON_ITEM):
        opened = Given(*happened).when(RECALL).accepted().meeting
        assert opened.ballots[V1].subject.ref == ""
    plain = Given(*ON_ITEM).when(RECALL, *votes(yes=len(VOTERS)), CLOSE).accepted().meeting
    assert not is_resolution(plain.ballots[V1])


def test_it_takes_an_item_a_name_and_nothing_that_goes_before_it() -> None:
    Given(*CALLED).when(RECALL).refused(r.NoItemOpen())
    nobody = replace(RECALL, subject=subject(SubjectKind.RECALL))
    Given(*MOVED).when(nobody).refused(r.TextMissing())
    point = c.RaiseProcedural(by=AYSE, at=NOW, seat=AYSE, kind=ProceduralKind.CLOSE_LIST)
    waiting = Given(*MOVED).when(point).accepted()
    waiting.when(RECALL).refused(r.ProceduralFirst(motion=ProceduralId("G1")))


def test_the_body_may_resolve_to_recall_secretly() -> None:
    secret = replace(RECALL, mode=VoteMode.SECRET)
    resolved = e.VoteModeResolved(item=T1, mode=VoteMode.SECRET)
    opened = Given(*MOVED, resolved).when(secret).accepted().meeting
    assert opened.ballots[V1].mode is VoteMode.SECRET
