# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Disturbances: reported, decided on, mended, and what was decided meanwhile."""

from __future__ import annotations

from dataclasses import replace

import pytest
from council import (
    A1,
    AYSE,
    CALLED,
    CLERK,
    HORN,
    INVITED,
    MAYOR,
    MOVED,
    NOW,
    RULES,
    UWE,
    V1,
    VOTING,
    planned,
    subject,
)
from scenario import Given

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain import refusals as r
from bot.domain.ids import DisturbanceId
from bot.domain.rulebook import OnDisturbance
from bot.domain.values import Phase, Sphere, SubjectKind, Undecided

Events = tuple[e.MeetingEvent, ...]
S1 = DisturbanceId("S1")
REPORT = c.ReportDisturbance(by=AYSE, at=NOW, seat=AYSE, what=" Kein Ton. ")
REPORTED = e.DisturbanceReported(disturbance=S1, seat=AYSE, what="Kein Ton.", second_channel=False)
END = c.EndDisturbance(by=CLERK, at=NOW)
ASK = c.OpenBallot(by=MAYOR, at=NOW, subject=subject(SubjectKind.MOTION, A1))
CLOSE = c.CloseBallot(by=MAYOR, at=NOW)
OPEN = r.DisturbanceOpen(disturbance=S1, seat=AYSE, norm="–")


def judging(sphere: Sphere, reason: str = "Saalmikrofon") -> c.JudgeDisturbance:
    return c.JudgeDisturbance(by=MAYOR, at=NOW, sphere=sphere, reason=reason)


def at_once(happened: Events) -> Events:
    """Return the same under a law that interrupts at once (§ 10 (1) DigiSiVO NRW)."""
    rules = replace(RULES, values={"disturbance": OnDisturbance.INTERRUPT})
    return (*planned(rules), *happened[2:])


def test_a_member_reports_once_and_the_clerk_over_the_second_channel() -> None:
    given = Given(*CALLED).when(REPORT).then(REPORTED)
    given.when(REPORT).then()
    Given(*CALLED).when(replace(REPORT, by=CLERK)).then(replace(REPORTED, second_channel=True))
    Given(*CALLED).when(replace(REPORT, by=UWE)).refused(r.NotEntered(seat=AYSE))
    Given(*CALLED).when(replace(REPORT, what=" ")).refused(r.TextMissing())
    Given(*INVITED).when(REPORT).refused(
        r.WrongPhase(phase=Phase.INVITED, needed=(Phase.OPEN, Phase.INTERRUPTED))
    )
    other = given.when(replace(REPORT, by=HORN, seat=HORN)).accepted()
    assert list(other.meeting.disturbances) == ["S1", "S2"]


def test_where_the_law_says_so_the_meeting_is_interrupted_at_once() -> None:
    stop = e.MeetingInterrupted(reason="Kein Ton.")
    Given(*at_once(CALLED)).when(REPORT).then(REPORTED, stop)
    broken = e.BallotBrokenOff(ballot=V1, reason=Undecided.CHAIR)
    Given(*at_once(VOTING)).when(REPORT).then(REPORTED, broken, stop)
    paused = (*at_once(CALLED), e.MeetingInterrupted(reason="Pause"))
    Given(*paused).when(REPORT).then(REPORTED)


def test_until_it_is_decided_nothing_is_voted_on_and_nothing_goes_on() -> None:
    Given(*MOVED, REPORTED).when(ASK).refused(OPEN)
    Given(*VOTING, REPORTED).when(CLOSE).refused(OPEN)
    Given(*at_once(CALLED)).when(REPORT, c.ResumeMeeting(by=MAYOR, at=NOW)).refused(OPEN)


@pytest.mark.parametrize(
    ("sphere", "goes_on", "over"),
    [
        (Sphere.MUNICIPAL, False, False),
        (Sphere.MEMBER, True, False),
        (Sphere.IRRELEVANT, True, True),
    ],
)
def test_whose_sphere_it_is_says_whether_the_meeting_goes_on(
    sphere: Sphere, goes_on: bool, over: bool
) -> None:
    judged = e.DisturbanceJudged(disturbance=S1, sphere=sphere, reason="Saalmikrofon")
    given = Given(*MOVED, REPORTED).when(judging(sphere)).then(judged)
    assert given.meeting.disturbances[S1].over is over
    if goes_on:
        given.when(ASK).accepted()
    else:
        given.when(ASK).refused(OPEN)
        given.when(judging(sphere)).then()
        given.when(END, ASK).accepted()


def test_a_decision_has_a_reason_and_something_to_decide() -> None:
    Given(*MOVED, REPORTED).when(judging(Sphere.MEMBER, " ")).refused(r.ReasonMissing())
    Given(*MOVED).when(judging(Sphere.MEMBER)).refused(r.NoDisturbance())
    named = replace(judging(Sphere.MEMBER), disturbance=DisturbanceId("S9"))
    Given(*MOVED, REPORTED).when(named).refused(r.NoDisturbance())


def test_votes_taken_under_the_municipalitys_disturbance_are_to_be_repeated() -> None:
    """The chair first took it for the member's; it was the hall's microphone after all."""
    given = Given(*MOVED, REPORTED).when(judging(Sphere.MEMBER), ASK, CLOSE).accepted()
    given.when(END).then(e.DisturbanceEnded(disturbance=S1, by=CLERK, to_repeat=()))
    after = given.when(judging(Sphere.MUNICIPAL), END)
    done = after.then(e.DisturbanceEnded(disturbance=S1, by=CLERK, to_repeat=(V1,)))
    done.when(END).refused(r.NoDisturbance())
    repeat = c.RepeatBallot(by=MAYOR, at=NOW, ballot=V1, reason="Störung S1")
    done.when(repeat).accepted()


def test_a_vote_that_was_open_when_it_was_reported_is_affected_too() -> None:
    given = Given(*VOTING, REPORTED).when(judging(Sphere.MEMBER), CLOSE).accepted()
    given.when(judging(Sphere.MUNICIPAL), END).then(
        e.DisturbanceEnded(disturbance=S1, by=CLERK, to_repeat=(V1,))
    )
