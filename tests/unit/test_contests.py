# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The body decides again on a contested resolution: its vote goes into the stream of that one."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from council import CLERK, MAYOR, NOW, PLAN, PLANNED, V1, VOTERS, roll_call
from resolved import ADOPTED, ASSIGNED, CLOSE, CONTESTED, settled

from bot.books import Books
from bot.chat import requests as q
from bot.domain import commands as c
from bot.domain import events as e
from bot.domain import refusals as r
from bot.domain.ids import BodyId, MeetingId
from bot.domain.refusals import Refused
from bot.domain.values import Channel, Choice, ContestOutcome, Subject, SubjectKind
from bot.entries import Decided, Kept
from bot.resolutions import resolution_lines, task_lines

LATER = NOW + timedelta(days=28)
NEXT = MeetingId("2026-04")
VOTE = c.OpenBallot(by=MAYOR, at=LATER, subject=Subject(kind=SubjectKind.CONTEST, ref="1/2026"))


def write(made: Books, meeting: MeetingId, *events: e.Event) -> None:
    for event in events:
        seq = made.head(meeting) + 1
        kept = Kept(meeting=meeting, event=event, seq=seq, hash=str(seq), at=NOW)
        made.keep(kept).effects()


def carried(made: Books, decided: list[Decided]) -> list[Decided]:
    for one in decided:
        assert one.meeting is not None
        write(made, one.meeting, one.event)
    return decided


def books() -> Books:
    """Return the books after a resolution was contested, and in the midst of the next meeting."""
    made = Books(BodyId("rat"))
    assert PLAN.meeting is not None
    write(made, PLAN.meeting, *ADOPTED, ASSIGNED, CONTESTED)
    planned, *roster = PLANNED
    assert isinstance(planned, e.MeetingPlanned)
    write(made, NEXT, replace(planned, meeting=NEXT), *roster)
    write(made, NEXT, e.MeetingOpened(by=MAYOR, chair=MAYOR), *roll_call(*VOTERS))
    return made


def voted(made: Books, choice: Choice) -> list[Decided]:
    carried(made, made.judge(VOTE, NEXT))
    for seat in VOTERS:
        cast = c.CastVote(by=seat, at=LATER, seat=seat, choice=choice, channel=Channel.TEXT)
        carried(made, made.judge(cast, NEXT))
    return carried(made, made.judge(replace(CLOSE, at=LATER), NEXT))


def shown(made: Books) -> list[str]:
    ask = q.ShowResolutions(words=("1/2026",))
    return [line.key for line in resolution_lines(made, ask, lambda *_: True, lambda _: True)]


@pytest.mark.parametrize(
    ("choice", "key"),
    [(Choice.YES, "show.contest_kept"), (Choice.NO, "show.contest_given_up")],
)
def test_a_vote_of_the_next_meeting_is_kept_with_the_resolution_it_is_about(
    choice: Choice, key: str
) -> None:
    made = books()
    closed, there = voted(made, choice)
    assert isinstance(closed.event, e.BallotClosed)
    assert (closed.meeting, there.meeting) == (NEXT, PLAN.meeting)
    assert isinstance(there.event, e.ContestDecided)
    assert (there.event.ballot, there.event.number) == (V1, "1/2026")
    assert (there.event.meeting, there.event.vote) == (NEXT, closed.event.ballot)
    assert there.event.result == closed.event.result
    assert key in shown(made)


def test_a_vote_taken_again_is_taken_back_there_too() -> None:
    made = books()
    closed, _ = voted(made, Choice.NO)
    assert isinstance(closed.event, e.BallotClosed)
    repeat = c.RepeatBallot(by=MAYOR, at=LATER, ballot=closed.event.ballot, reason="Verzählt")
    voided, there = carried(made, made.judge(repeat, NEXT))
    assert isinstance(voided.event, e.BallotVoided)
    assert isinstance(there.event, e.ContestDecisionVoided)
    assert there.meeting == PLAN.meeting
    assert "show.contest_given_up" not in shown(made)
    _, anew = voted(made, Choice.YES)
    assert isinstance(anew.event, e.ContestDecided)


def test_only_what_is_contested_is_decided_on_again_and_nobody_settles_it_meanwhile() -> None:
    made = books()
    settle = c.SettleContest(
        by=CLERK, at=LATER, ballot=V1, outcome=ContestOutcome.STANDS, note="Zurückgenommen"
    )
    carried(made, made.judge(VOTE, NEXT))
    with pytest.raises(Refused) as meanwhile:
        made.judge(settle, PLAN.meeting)
    assert meanwhile.value.reason == r.ContestVotedOn(number="1/2026")
    assert PLAN.meeting is not None
    made = books()
    write(made, PLAN.meeting, settled(ContestOutcome.STANDS))
    for number, reason in (
        ("1/2026", r.NotContested(ballot=V1)),
        ("9/2026", r.ResolutionUnknown(number="9/2026", last="1/2026")),
        ("", r.ResolutionUnknown(number="", last="1/2026")),
    ):
        with pytest.raises(Refused) as refused:
            made.judge(replace(VOTE, subject=replace(VOTE.subject, ref=number)), NEXT)
        assert refused.value.reason == reason


def test_a_task_rests_while_its_resolution_is_contested_and_ends_when_it_is_repealed() -> None:
    made = books()
    everybody = (made, lambda *_: True)
    assert [line.key for line in task_lines(*everybody)] == ["show.task_rests"]
    voted(made, Choice.NO)
    assert [line.key for line in task_lines(*everybody)] == ["show.no_tasks"]
