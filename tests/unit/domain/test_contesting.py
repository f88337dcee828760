# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Contested resolutions: not carried out, decided on again by vote, settled."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from council import AYSE, CLERK, GUEST, MAYOR, NOW, RULES, V1, V2, VOTING, opened_ballot
from resolved import ADOPTED, ASSIGNED, CONTEST, CONTESTED, DUE, REJECTED, TASK, settled
from scenario import Given

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain import refusals as r
from bot.domain.contesting import contested_by, need_not_voted_on, need_same_publicity, subject_of
from bot.domain.ids import MeetingId
from bot.domain.meeting import Meeting
from bot.domain.refusals import Refused
from bot.domain.register import resolutions
from bot.domain.released import Released
from bot.domain.reminders import due
from bot.domain.rules import Source, Verified
from bot.domain.values import (
    ContestOutcome,
    Reminder,
    ResolutionState,
    Result,
    Subject,
    SubjectKind,
)

NEXT, LATER = MeetingId("2026-04"), NOW + timedelta(days=28)


def settle(outcome: ContestOutcome = ContestOutcome.STANDS) -> c.SettleContest:
    return c.SettleContest(by=MAYOR, at=NOW, ballot=V1, outcome=outcome, note="So ist es")


def result(*, adopted: bool) -> Result:
    yes, no = (6, 3) if adopted else (4, 5)
    return Result(
        yes=yes,
        no=no,
        abstain=0,
        not_voted=0,
        entitled=9,
        statutory=9,
        base=9,
        needed=5,
        adopted=adopted,
        rule="simple",
        norm="",
    )


def again(*, adopted: bool) -> c.DecideContest:
    return c.DecideContest(
        by=c.OPERATOR,
        at=LATER,
        ballot=V1,
        meeting=NEXT,
        vote=V2,
        number="1/2026",
        result=result(adopted=adopted),
    )


def decided(*, adopted: bool) -> e.ContestDecided:
    return e.ContestDecided(
        ballot=V1,
        meeting=NEXT,
        vote=V2,
        number="1/2026",
        decided=LATER,
        result=result(adopted=adopted),
    )


VOID = c.VoidContestDecision(
    by=c.OPERATOR, at=LATER, ballot=V1, meeting=NEXT, vote=V2, number="1/2026"
)
VOIDED = e.ContestDecisionVoided(ballot=V1, meeting=NEXT, vote=V2, number="1/2026")


def state(meeting: Meeting) -> ResolutionState:
    (line,) = resolutions((meeting,), {(meeting.id, V1): NOW}, (), "Europe/Berlin")
    return line.state


def test_a_contested_resolution_is_not_carried_out_until_that_is_settled() -> None:
    after = Given(*ADOPTED).when(CONTEST).then(CONTESTED)
    after.when(CONTEST).refused(r.Contested(ballot=V1))
    after.when(TASK).refused(r.Contested(ballot=V1))
    stands = after.when(settle()).then(settled(ContestOutcome.STANDS))
    stands.when(TASK).then(ASSIGNED)
    stands.when(settle()).refused(r.NotContested(ballot=V1))
    repealed = after.when(settle(ContestOutcome.REPEALED)).accepted()
    repealed.when(TASK).refused(r.NotAdopted(ballot=V1))
    repealed.when(CONTEST).refused(r.NotAdopted(ballot=V1))


def test_meanwhile_nobody_reports_it_done_but_how_far_it_came_is_told() -> None:
    """What was done before, or is stopped now, is worth a report; carried out it is not."""
    after = Given(*ADOPTED, ASSIGNED).when(CONTEST).accepted()
    report = c.ReportTask(by=CLERK, at=NOW, ballot=V1, text="Bau ruht", done=False)
    after.when(replace(report, done=True)).refused(r.ContestedNotDone(ballot=V1))
    told = after.when(report).then(e.TaskReported(ballot=V1, text="Bau ruht", done=False, by=CLERK))
    told.when(settle(), replace(report, done=True)).accepted()


def test_only_an_adopted_resolution_is_contested_and_with_a_reason() -> None:
    Given(*REJECTED).when(CONTEST).refused(r.NotAdopted(ballot=V1))
    Given(*ADOPTED).when(replace(CONTEST, reason=" ")).refused(r.ReasonMissing())
    Given(*ADOPTED).when(replace(CONTEST, by=AYSE)).refused(
        r.NotAllowed(roles=("chair", "clerk", "deputy"))
    )


def test_where_the_mayor_has_no_chair_the_clerk_enters_that_a_resolution_is_contested() -> None:
    """§ 63 HGO, § 88 NKomVG: who leads the municipality contests, and need not lead the body."""
    Given(*ADOPTED).when(replace(CONTEST, by=CLERK)).then(replace(CONTESTED, by=CLERK))

    Given(*ADOPTED).when(settle()).refused(r.NotContested(ballot=V1))


def test_contesting_names_its_paragraph() -> None:
    source = Source(norm="§ 44", source="", as_of="", verified=Verified.RECALLED)
    taken = e.RulesTaken(rules=replace(RULES, sources={"resolution.contest": source}))
    Given(*ADOPTED, taken).when(CONTEST).then(replace(CONTESTED, norm="§ 44"))


def test_a_no_repeals_the_resolution_and_a_yes_leaves_it_contested() -> None:
    contested = Given(*ADOPTED).when(CONTEST).then(CONTESTED)
    lifted = contested.when(again(adopted=False)).then(decided(adopted=False))
    assert state(lifted.meeting) is ResolutionState.REPEALED
    lifted.when(TASK).refused(r.NotAdopted(ballot=V1))
    lifted.when(again(adopted=False)).refused(r.NotContested(ballot=V1))
    kept = contested.when(again(adopted=True)).then(decided(adopted=True))
    assert state(kept.meeting) is ResolutionState.CONTESTED
    kept.when(TASK).refused(r.Contested(ballot=V1))
    stands = kept.when(settle()).then(settled(ContestOutcome.STANDS))
    assert state(stands.meeting) is ResolutionState.ADOPTED
    second = stands.meeting.paperwork.contests[V1].second
    assert second is not None
    assert (second.meeting, second.vote, second.decided, second.kept) == (NEXT, V2, LATER, True)


@pytest.mark.parametrize("adopted", [True, False])
def test_a_void_vote_takes_its_decision_with_it(adopted: bool) -> None:
    contested = Given(*ADOPTED).when(CONTEST).accepted()
    contested.when(VOID).refused(r.NotRepeatable(ballot=V2))
    after = contested.when(again(adopted=adopted)).accepted()
    after.when(replace(VOID, meeting=MeetingId("2026-05"))).refused(r.NotRepeatable(ballot=V2))
    open_again = after.when(VOID).then(VOIDED)
    assert state(open_again.meeting) is ResolutionState.CONTESTED
    assert open_again.meeting.paperwork.contests[V1].second is None
    open_again.when(again(adopted=True)).accepted()


def test_once_it_is_settled_the_vote_before_cannot_be_taken_again() -> None:
    kept = Given(*ADOPTED).when(CONTEST).accepted().when(again(adopted=True)).accepted()
    kept.when(settle()).accepted().when(VOID).refused(r.NotRepeatable(ballot=V2))


def test_nobody_but_the_bot_carries_a_vote_over() -> None:
    contested = Given(*ADOPTED).when(CONTEST).accepted()
    for by in (MAYOR, CLERK, GUEST):
        contested.when(replace(again(adopted=True), by=by)).refused(r.NotAllowed(roles=()))
        contested.when(replace(VOID, by=by)).refused(r.NotAllowed(roles=()))
    Given(*ADOPTED).when(again(adopted=True)).refused(r.NotContested(ballot=V1))
    Given(*ADOPTED).when(VOID).refused(r.NotRepeatable(ballot=V2))


def test_nothing_is_due_of_a_resolution_that_was_repealed() -> None:
    late = NOW.replace(year=DUE.year + 1)
    assert (Reminder.TASK, f"{V1}/{DUE}") in due(Given(*ADOPTED, ASSIGNED).meeting, late)
    for happened in (
        (CONTESTED,),
        (CONTESTED, settled(ContestOutcome.REPEALED)),
        (CONTESTED, decided(adopted=False)),
    ):
        meeting = Given(*ADOPTED, ASSIGNED, *happened).meeting
        assert Reminder.TASK not in [kind for kind, _ in due(meeting, late)]


def test_a_vote_tells_the_number_and_leads_back_to_the_resolution() -> None:
    meeting = Given(*ADOPTED).meeting
    about = subject_of(meeting, V1, "1/2026")
    assert (about.kind, about.text) == (SubjectKind.CONTEST, "1/2026")
    assert contested_by(about) == (meeting.id, V1)


def test_what_was_secret_is_decided_on_again_in_secret_and_the_open_openly() -> None:
    meeting = Given(*ADOPTED).meeting
    need_same_publicity(meeting, V1, "1/2026", non_public=False)
    with pytest.raises(Refused) as openly:
        need_same_publicity(meeting, V1, "1/2026", non_public=True)
    assert openly.value.reason == r.ContestedOpenly(number="1/2026")
    closed = replace(meeting.ballots[V1], non_public=True)
    secret = replace(meeting, ballots={V1: closed})
    need_same_publicity(secret, V1, "1/2026", non_public=True)
    with pytest.raises(Refused) as secretly:
        need_same_publicity(secret, V1, "1/2026", non_public=False)
    assert secretly.value.reason == r.ContestedSecretly(number="1/2026")
    known = Released(
        number="1/2026",
        decided=NOW,
        title="Straße",
        text="",
        own_words=True,
        result=None,
        resolved_in=None,
        reason="x",
        norm="",
    )
    made_known = replace(secret, paperwork=replace(secret.paperwork, released={V1: known}))
    need_same_publicity(made_known, V1, "1/2026", non_public=False)


def test_nobody_settles_what_is_being_voted_on() -> None:
    contested = Given(*ADOPTED, CONTESTED).meeting
    about = subject_of(contested, V1, "1/2026")
    other = Subject(kind=SubjectKind.CONTEST, ref=f"{contested.id}/{V2}", text="2/2026")
    voting = Given(*ADOPTED).meeting  # over, so nothing is open there
    for open_now in (opened_ballot(), replace(opened_ballot(), subject=other)):
        held = _voting(open_now)
        need_not_voted_on((voting, held), contested.id, V1)
    with pytest.raises(Refused) as refused:
        need_not_voted_on((_voting(replace(opened_ballot(), subject=about)),), contested.id, V1)
    assert refused.value.reason == r.ContestVotedOn(number="1/2026")


def _voting(opened: e.BallotOpened) -> Meeting:
    return Given(*VOTING[:-1], opened).meeting
