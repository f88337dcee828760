# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The opening in its order, the proper convocation before any decision, proof of the notice."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from council import (
    AYSE,
    BEFORE,
    CALLED,
    CLERK,
    DEPUTY,
    INVITATION,
    MAYOR,
    MOVED,
    NOW,
    OPENED,
    PLAN,
    RULES,
    UWE,
    VOTERS,
    planned,
    roll_call,
    subject,
)
from hypothesis import given
from hypothesis import strategies as st
from scenario import Given

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain import refusals as r
from bot.domain.convoked import ConvocationFault as Fault
from bot.domain.convoked import NoticeFlaw, NoticeMedium, OpeningStep, Publication
from bot.domain.opening import faults, is_done, remaining, sequence
from bot.domain.rules import Rules, RuleValue
from bot.domain.values import SubjectKind

ALL = " ".join(OpeningStep)
LAWFUL: dict[str, RuleValue] = {"opening.convocation": True, "opening.sequence": ALL}
STATE = c.StateConvocation(by=MAYOR, at=NOW)
STATED = e.ConvocationStated(by=MAYOR, faults=(), note="", norm="")
SETTLE = c.SettleAgenda(by=MAYOR, at=NOW)
CLOSE = c.CloseRollCall(by=MAYOR, at=NOW)
OBJECTED = e.NoticeObjected(seat=UWE, reason="Zu spät.")
VOTE = c.OpenBallot(by=MAYOR, at=NOW, subject=subject(SubjectKind.MOTION, "A1"))


def law(**values: RuleValue) -> Rules:
    named = {key.replace("__", "."): value for key, value in values.items()}
    return replace(RULES, values={**RULES.values, **LAWFUL, **named})


def before(rules: Rules, *events: e.Event) -> tuple[e.Event, ...]:
    """Return ``events`` after the planning of a meeting under ``rules``."""
    roster = planned(rules)
    return (*roster, *events[len(planned()) :])


def skip(step: OpeningStep, reason: str = "Es gibt nichts.") -> c.SkipOpeningStep:
    return c.SkipOpeningStep(by=MAYOR, at=NOW, step=step, reason=reason)


# ── the convocation ─────────────────────────────────────────────────────────────────────
def test_where_the_law_asks_for_it_nothing_is_decided_before_the_convocation_is_stated() -> None:
    given = Given(*before(law(), *MOVED))
    given.when(VOTE).refused(r.ConvocationUnstated(norm=""))
    election = c.OpenElection(by=MAYOR, at=NOW, office="Amt")
    nominated = c.Nominate(by=AYSE, at=NOW, candidate="Anna Alt", seat=AYSE)
    opened = given.when(election, nominated).accepted()
    papers = c.OpenRound(by=MAYOR, at=NOW, tellers=())
    opened.when(papers).refused(r.ConvocationUnstated(norm=""))
    given.when(STATE).then(STATED).when(VOTE).accepted()
    opened.when(STATE).then(STATED).when(papers).accepted()
    Given(*MOVED).when(VOTE).accepted()  # where no law asks for it


def test_the_roll_call_states_it_if_nothing_is_held_against_it() -> None:
    *_, closed = roll_call(*VOTERS)
    assert isinstance(closed, e.RollCallClosed)
    happened = before(law(), *CALLED)[:-1]
    Given(*happened).when(CLOSE).then(closed, STATED)
    Given(*CALLED[:-1]).when(CLOSE).then(closed)
    Given(*happened[:-10], STATED, *happened[-10:]).when(CLOSE).then(closed)


def test_an_objection_takes_the_chairs_word_why_it_is_proper_all_the_same() -> None:
    at = len(before(law(), *OPENED)) - 1
    happened = before(law(), *CALLED)[:-1]
    given = Given(*happened[:at], OBJECTED, *happened[at:])
    closed = given.when(CLOSE).accepted()
    assert isinstance(closed.happened[-1], e.RollCallClosed)
    refused = r.ConvocationFaulty(faults=(Fault.OBJECTED,), norm="")
    closed.when(STATE).refused(refused)
    closed.when(replace(STATE, note="  ")).refused(refused)
    noted = replace(STATED, faults=(Fault.OBJECTED,), note="Der Brief lag vor.")
    stated = closed.when(replace(STATE, note=" Der Brief lag vor. ")).then(noted)
    stated.when(STATE).then()
    closed.when(replace(STATE, by=CLERK)).refused(r.NotAllowed(roles=("chair", "deputy")))
    Given(*before(law(), INVITATION)).when(STATE).refused(
        r.WrongPhase(phase="planned", needed=("open",))
    )


def test_who_came_has_cured_what_was_wrong_with_their_own_invitation() -> None:
    late = e.InvitationReceived(seat=UWE, by=UWE, received=NOW, full_days=0, kept=False)
    invited = replace(INVITATION, seats=tuple(s for s in INVITATION.seats if s != UWE))
    there = roll_call(*VOTERS)
    gone = roll_call(*(seat for seat in VOTERS if seat != UWE))
    base = before(law(), *OPENED)

    def found(invitation: e.InvitationSent, *events: e.MeetingEvent) -> tuple[Fault, ...]:
        happened = tuple(invitation if one == INVITATION else one for one in base)
        return faults(Given(*happened, *events).meeting)

    assert found(INVITATION, late, *gone[1:]) == (Fault.LATE,)
    assert found(INVITATION, late, *there[1:]) == ()
    assert found(invited, *gone[1:]) == (Fault.NOT_INVITED,)
    assert found(invited, *there[1:]) == ()


# ── the order ───────────────────────────────────────────────────────────────────────────
def test_the_steps_follow_each_other_as_the_rules_of_procedure_order_them() -> None:
    given = Given(*before(law(), *OPENED))
    assert remaining(given.meeting) == tuple(OpeningStep)
    called = Given(*before(law(), *CALLED), STATED)
    assert remaining(called.meeting) == (
        OpeningStep.AGENDA,
        OpeningStep.MINUTES,
        OpeningStep.RESIDENTS,
    )
    settled = called.when(SETTLE).then(e.AgendaSettled(by=MAYOR))
    settled.when(SETTLE).then()
    assert remaining(settled.meeting)[0] is OpeningStep.MINUTES
    asked = settled.when(c.OpenQuestionTime(by=MAYOR, at=NOW)).accepted()
    assert not is_done(asked.meeting, OpeningStep.RESIDENTS)
    over = asked.when(c.CloseQuestionTime(by=MAYOR, at=NOW)).accepted()
    assert is_done(over.meeting, OpeningStep.RESIDENTS)
    own = Given(*before(law(opening__sequence="quorum agenda"), *OPENED))
    assert sequence(own.meeting) == (OpeningStep.QUORUM, OpeningStep.AGENDA)
    assert sequence(Given(*OPENED).meeting) == ()


def test_earlier_minutes_are_done_once_they_were_voted_on() -> None:
    given = Given(*before(law(), *CALLED), STATED)
    about = replace(subject(SubjectKind.MINUTES), ref="2026-02")
    opened = given.when(c.OpenBallot(by=MAYOR, at=NOW, subject=about)).accepted()
    assert not is_done(opened.meeting, OpeningStep.MINUTES)
    closed = opened.when(c.CloseBallot(by=MAYOR, at=NOW)).accepted()
    assert is_done(closed.meeting, OpeningStep.MINUTES)


def test_a_step_is_left_out_with_a_reason_unless_law_or_minutes_need_it() -> None:
    given = Given(*before(law(), *CALLED))
    skipped = e.OpeningStepSkipped(step=OpeningStep.RESIDENTS, reason="Es gibt nichts.", by=MAYOR)
    after = given.when(skip(OpeningStep.RESIDENTS)).then(skipped)
    assert OpeningStep.RESIDENTS not in remaining(after.meeting)
    after.when(skip(OpeningStep.RESIDENTS)).then()
    given.when(skip(OpeningStep.RESIDENTS, " ")).refused(r.ReasonMissing())
    for step in (OpeningStep.CONVOCATION, OpeningStep.ATTENDANCE, OpeningStep.QUORUM):
        given.when(skip(step)).refused(r.OpeningStepNeeded(step=step))
    free = Given(*before(law(opening__convocation=False), *CALLED))
    free.when(skip(OpeningStep.CONVOCATION)).accepted()
    done = given.when(SETTLE).accepted()
    done.when(skip(OpeningStep.AGENDA)).refused(r.OpeningStepDone(step=OpeningStep.AGENDA))


# ── the proof ───────────────────────────────────────────────────────────────────────────
ON_THE_BOARD = c.ProvePublication(
    by=CLERK,
    at=NOW,
    medium=NoticeMedium.BOARD,
    where="Schaukasten",
    since=BEFORE,
    whom="Frau Linde",
)
PERIOD = {"public__notice": 4}


def proven(command: c.ProvePublication, **values: RuleValue) -> Publication:
    *_, event = Given(*before(law(**PERIOD, **values), *OPENED)).when(command).accepted().happened
    assert isinstance(event, e.PublicationProven)
    return event.publication


def test_the_proof_says_where_from_when_and_who_and_is_checked_against_the_period() -> None:
    known = proven(ON_THE_BOARD)
    assert (known.where, known.by, known.kept) == ("Schaukasten", "Frau Linde", True)
    assert known.latest
    assert PLAN.starts - timedelta(days=5) < known.latest < PLAN.starts
    late = proven(replace(ON_THE_BOARD, since=known.latest + timedelta(minutes=1)))
    assert late.flaws == (NoticeFlaw.LATE,)
    assert proven(replace(ON_THE_BOARD, since=known.latest)).kept
    elsewhere = proven(ON_THE_BOARD, public__notice__medium="gazette")
    assert elsewhere.flaws == (NoticeFlaw.MEDIUM,)
    early = replace(ON_THE_BOARD, until=BEFORE + timedelta(days=1))
    assert proven(early).flaws == (NoticeFlaw.REMOVED_EARLY,)
    by_clerk = proven(replace(ON_THE_BOARD, whom=""))
    assert by_clerk.by


def test_a_shortened_notice_has_a_period_of_its_own_and_no_law_none() -> None:
    urgent = replace(INVITATION, notice=replace(INVITATION.notice, urgent=True))
    happened = before(law(), *OPENED)
    given = Given(*(urgent if one == INVITATION else one for one in happened))
    *_, event = given.when(ON_THE_BOARD).accepted().happened
    assert isinstance(event, e.PublicationProven)
    assert event.publication.latest
    *_, free = Given(*happened).when(ON_THE_BOARD).accepted().happened
    assert isinstance(free, e.PublicationProven)
    assert (free.publication.latest, free.publication.kept) == (None, True)


def test_of_one_place_the_last_proof_counts() -> None:
    given = Given(*before(law(), *OPENED)).when(ON_THE_BOARD).accepted()
    given.when(ON_THE_BOARD).then()
    down = given.when(replace(ON_THE_BOARD, until=NOW)).accepted()
    (only,) = down.meeting.published
    assert only.until == NOW
    other = replace(ON_THE_BOARD, where="Amtsblatt Nr. 12", medium=NoticeMedium.GAZETTE)
    assert len(down.when(other).accepted().meeting.published) == 2


def test_what_has_not_happened_proves_nothing() -> None:
    given = Given(*before(law(), *OPENED))
    tomorrow = NOW + timedelta(days=1)
    future = r.PublicationInFuture(since=tomorrow)
    given.when(replace(ON_THE_BOARD, since=tomorrow)).refused(future)
    given.when(replace(ON_THE_BOARD, until=tomorrow)).refused(future)
    backwards = replace(ON_THE_BOARD, since=NOW, until=BEFORE)
    given.when(backwards).refused(r.PublicationEndsBefore(since=NOW, until=BEFORE))
    Given(*planned()).when(ON_THE_BOARD).refused(
        r.WrongPhase(
            phase="planned", needed=("invited", "open", "interrupted", "closed", "drafted")
        )
    )
    given.when(replace(ON_THE_BOARD, by=AYSE)).refused(
        r.NotAllowed(roles=("chair", "clerk", "deputy"))
    )


def test_a_flawed_publication_is_held_against_the_convocation_and_a_missing_one_where_asked() -> (
    None
):
    given = Given(*before(law(**PERIOD), *OPENED))
    assert faults(given.meeting) == ()
    late = given.when(replace(ON_THE_BOARD, since=NOW)).accepted()
    assert Fault.PUBLICATION in faults(late.meeting)
    mended = late.when(replace(ON_THE_BOARD, where="Amtsblatt")).accepted()
    assert Fault.PUBLICATION not in faults(mended.meeting)
    asked = Given(*before(law(public__notice__proof=True), *OPENED))
    assert Fault.UNPUBLISHED in faults(asked.meeting)
    assert Fault.UNPUBLISHED not in faults(asked.when(ON_THE_BOARD).accepted().meeting)


@given(st.lists(st.sampled_from(OpeningStep), max_size=8))
def test_whatever_is_left_out_no_vote_goes_before_the_convocation(steps: list[OpeningStep]) -> None:
    happened = before(law(), *MOVED)
    for step in steps:
        reason = e.OpeningStepSkipped(step=step, reason="x", by=DEPUTY)
        happened = (*happened, reason)  # even if one were in the journal
    Given(*happened).when(VOTE).refused(r.ConvocationUnstated(norm=""))
