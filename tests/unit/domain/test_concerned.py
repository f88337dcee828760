# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who is recused on an item has no part in deciding whether and when it is dealt with."""

from __future__ import annotations

import pytest
from council import (
    AYSE,
    CALLED,
    LANGE,
    MAYOR,
    MOVED,
    NOW,
    ON_ITEM,
    T1,
    T2,
    V1,
    VOTERS,
    cast,
    opened_ballot,
    recused,
    subject,
    vote,
)
from scenario import Given

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain import refusals as r
from bot.domain.concerned import concerned_by
from bot.domain.debating import ProceduralKind
from bot.domain.ids import ProceduralId
from bot.domain.values import SubjectKind
from bot.domain.votes import electorate

G1 = ProceduralId("G1")
TAKE_OFF = c.OpenBallot(by=MAYOR, at=NOW, subject=subject(SubjectKind.REMOVE_ITEM, T2))
VOTE_ON_G1 = c.OpenBallot(by=MAYOR, at=NOW, subject=subject(SubjectKind.PROCEDURE, G1))
BIASED = (*CALLED, recused(AYSE, T2))
MOVED_OFF = e.ProceduralRaised(
    motion=G1, kind=ProceduralKind.REMOVE_ITEM, by=LANGE, item=T2, number=0, text=""
)


def test_a_recused_member_does_not_move_to_take_the_item_off() -> None:
    command = c.RaiseProcedural(
        by=AYSE, at=NOW, seat=AYSE, kind=ProceduralKind.REMOVE_ITEM, item=T2
    )
    Given(*BIASED).when(command).refused(r.Recused(seat=AYSE, item=T2))


@pytest.mark.parametrize(
    "command",
    [
        c.SpeakToProcedural(by=AYSE, at=NOW, seat=AYSE, motion=G1, against=True),
        c.SupportProcedural(by=AYSE, at=NOW, seat=AYSE, motion=G1),
    ],
)
def test_nor_speaks_to_it_nor_joins_in(command: c.MeetingCommand) -> None:
    Given(*BIASED, MOVED_OFF).when(command).refused(r.Recused(seat=AYSE, item=T2))


@pytest.mark.parametrize("opening", [TAKE_OFF, VOTE_ON_G1])
def test_nor_votes_on_it(opening: c.OpenBallot) -> None:
    given = Given(*BIASED, MOVED_OFF) if opening is VOTE_ON_G1 else Given(*BIASED)
    given.when(opening, vote(AYSE)).refused(r.Recused(seat=AYSE, item=T2))


@pytest.mark.parametrize("opening", [TAKE_OFF, VOTE_ON_G1])
def test_nor_leads_it(opening: c.OpenBallot) -> None:
    moved = (MOVED_OFF,) if opening is VOTE_ON_G1 else ()
    given = Given(*CALLED, recused(MAYOR, T2), *moved)
    given.when(opening).refused(r.ChairRecused(seat=MAYOR))


def test_nor_is_counted_among_those_who_could_have_voted() -> None:
    meeting = Given(*BIASED).when(TAKE_OFF).accepted().meeting
    ballot = meeting.open_ballot()
    assert ballot is not None
    assert electorate(meeting, ballot) == set(VOTERS) - {AYSE}
    assert concerned_by(meeting, ballot) == T2


def test_on_everything_else_the_member_votes_as_before() -> None:
    Given(*MOVED, recused(AYSE, T2), opened_ballot()).when(vote(AYSE)).then(cast(AYSE))


def test_a_vote_falls_out_of_the_count_when_bias_on_its_item_is_declared_during_the_vote() -> None:
    """It was counted on: only votes on the item under debate fell out."""
    declared = c.DeclareRecusal(by=AYSE, at=NOW, seat=AYSE, item=T2, reason="")
    voting = Given(*CALLED).when(TAKE_OFF, vote(AYSE), vote(LANGE), declared).accepted()
    ballot = voting.meeting.open_ballot()
    assert ballot is not None
    assert set(ballot.votes) == {LANGE}
    result = voting.when(c.CloseBallot(by=MAYOR, at=NOW)).accepted().meeting.ballots[V1].result
    assert result is not None
    assert (result.yes, result.entitled) == (1, len(VOTERS) - 1)


def test_bias_on_the_item_under_debate_leaves_votes_on_another_one() -> None:
    declared = c.DeclareRecusal(by=AYSE, at=NOW, seat=AYSE, item=T1, reason="")
    ballot = Given(*ON_ITEM).when(TAKE_OFF, vote(AYSE), declared).accepted().meeting.open_ballot()
    assert ballot is not None
    assert set(ballot.votes) == {AYSE}
