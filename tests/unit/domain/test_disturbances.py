# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Disturbances: reported, decided on, mended, and what was decided meanwhile."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

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
    ON_ITEM,
    RULES,
    T1,
    UWE,
    V1,
    VOTING,
    planned,
    subject,
    vote,
)
from scenario import Given

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain import refusals as r
from bot.domain.ids import DisturbanceId, ElectionId
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


def test_until_it_is_decided_no_papers_are_handed_out_for_an_election() -> None:
    w1 = ElectionId("W1")
    electing = (
        *ON_ITEM,
        e.ElectionOpened(election=w1, item=T1, office="Beigeordnete"),
        e.CandidateNominated(election=w1, candidate="Anna Alt", by=AYSE),
    )
    Given(*electing, REPORTED).when(c.OpenRound(by=MAYOR, at=NOW)).refused(OPEN)


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


# ── § 10 (4) DigiSiVO NRW ───────────────────────────────────────────────────────────────
def lapsing(happened: Events, **values: object) -> Events:
    known = {"disturbance": OnDisturbance.INTERRUPT, **values}
    return (*planned(replace(RULES, values=known)), *happened[2:])  # type: ignore[arg-type]


@pytest.mark.parametrize(("minutes", "late"), [(10, False), (11, True)])
def test_what_is_not_reported_in_time_does_not_matter_unless_the_chair_finds_so(
    minutes: int, late: bool
) -> None:
    # An irrelevant one is still there until it is over: it may be found otherwise.
    given = Given(*lapsing(CALLED, **{"disturbance.period": 10}))
    reported = given.when(replace(REPORT, since=NOW - timedelta(minutes=minutes))).accepted()
    known = reported.meeting.disturbances[S1]
    assert (known.sphere is Sphere.IRRELEVANT) is late
    assert (reported.meeting.phase is Phase.OPEN) is late
    reported.when(judging(Sphere.MUNICIPAL)).accepted()
    judged = reported.happened[-1]
    if late:
        assert isinstance(judged, e.DisturbanceJudged)
        assert judged.reason == "nicht binnen 10 Minuten gemeldet (–)"


def test_without_a_period_or_a_time_nothing_is_too_late() -> None:
    long_ago = replace(REPORT, since=NOW - timedelta(hours=3))
    assert Given(*lapsing(CALLED)).when(long_ago).accepted().meeting.phase is Phase.INTERRUPTED
    period = lapsing(CALLED, **{"disturbance.period": 10})
    assert Given(*period).when(REPORT).accepted().meeting.phase is Phase.INTERRUPTED


def test_who_votes_or_asks_to_speak_all_the_same_goes_on_without_complaint() -> None:
    judge = {"disturbance": OnDisturbance.JUDGE, "disturbance.lapses": True}
    voting = Given(*lapsing(VOTING, **judge), REPORTED)
    judged = e.DisturbanceJudged(
        disturbance=S1, sphere=Sphere.IRRELEVANT, reason="nimmt ohne Rüge weiter teil (–)"
    )
    assert voting.when(vote(AYSE)).accepted().happened[-1] == judged
    assert judged not in voting.when(vote(UWE)).accepted().happened
    assert judged not in voting.when(vote(AYSE, by=CLERK)).accepted().happened
    decided = replace(judged, sphere=Sphere.MEMBER)
    told = Given(*voting.happened, decided).when(vote(AYSE)).accepted()
    assert isinstance(told.happened[-1], e.VoteCast)
    without = Given(*lapsing(VOTING, disturbance=OnDisturbance.JUDGE), REPORTED)
    assert isinstance(without.when(vote(AYSE)).accepted().happened[-1], e.VoteCast)
