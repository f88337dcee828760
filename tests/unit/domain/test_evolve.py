# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a meeting remembers of each kind of event."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import get_args

import pytest
from council import (
    A1,
    A2,
    AYSE,
    CALLED,
    CLERK,
    DECIDED_BEFORE,
    DECIDED_URGENTLY,
    DEPUTY,
    INVITATION,
    INVITED,
    MAYOR,
    MOVED,
    NOW,
    ON_ITEM,
    PLANNED,
    ROTH,
    RULES,
    SEATS,
    T1,
    T2,
    T3,
    URGENT,
    UWE,
    V1,
    V2,
    VOTING,
    WITH_AGENDA,
    YES,
    arrived,
    cast,
    check,
    left,
    recused,
    stored,
)
from sample_journal import EARLIER, ON_THE_BOARD
from scenario import Given

from bot.domain import events as e
from bot.domain.convoked import OpeningStep
from bot.domain.debating import ProceduralEnd, ProceduralKind, SpeechKind, Talked, Waiting
from bot.domain.electing import Contest, Outcome, PaperCount, Votes
from bot.domain.evolve import evolve, replay
from bot.domain.ids import DisturbanceId, ElectionId, MeasureId, MeetingId, ProceduralId, QuestionId
from bot.domain.lots import PublicLot
from bot.domain.measures import OrderStep
from bot.domain.meeting import Linked, Meeting, MotionStatus
from bot.domain.paperwork import Attached, Circulation, Mailed, MinutesObjection, Receipt, Task
from bot.domain.released import Wording
from bot.domain.values import (
    ContestOutcome,
    Link,
    Mode,
    Phase,
    Presence,
    Reminder,
    Result,
    Sphere,
    Step,
    Subject,
    SubjectKind,
    Sums,
    Supervision,
    Undecided,
    VoteMode,
)

AMENDED = (*MOVED, e.AmendmentMoved(motion=A2, amends=A1, by=UWE, text="x", replaces=""))
SECOND = e.MotionMoved(motion=A2, item=T1, by=UWE, text="Anderer Antrag.")
RESULT = Result(
    yes=1,
    no=0,
    abstain=0,
    not_voted=8,
    entitled=9,
    statutory=9,
    base=1,
    needed=1,
    adopted=True,
    rule="simple",
    norm="",
)
GIVEN_UP = e.ContestDecided(
    ballot=V1,
    meeting=MeetingId("2026-04"),
    vote=V1,
    number="1/2026",
    decided=NOW,
    result=replace(RESULT, adopted=False),
)
DRAFTED = (
    *CALLED,
    e.MeetingClosed(by=MAYOR, open_items=()),
    e.MinutesDrafted(by=CLERK, version=1),
)
MINUTES_BALLOT = e.BallotOpened(
    ballot=V1,
    item=T1,
    subject=Subject(kind=SubjectKind.MINUTES, ref="2026-02"),
    mode=VoteMode.OPEN,
    rule="simple",
    check=check(),
    hidden=False,
)

BEGAN = e.SpeechBegan(
    seat=AYSE, kind=SpeechKind.DEBATE, item=T1, begun=NOW, seconds=60, resumed=False
)
S1 = DisturbanceId("S1")
DISTURBED = e.DisturbanceReported(disturbance=S1, seat=AYSE, what="x", second_channel=False)
SUMS = Sums(yes=4, no=3, abstain=0)
G1 = ProceduralId("G1")
RAISED = e.ProceduralRaised(
    motion=G1, kind=ProceduralKind.CLOSE_LIST, by=UWE, item=T1, number=0, text=""
)
W1 = ElectionId("W1")
ELECTION = (*ON_ITEM, e.ElectionOpened(election=W1, item=T1, office="Vorsitz"))
NOMINATED = (*ELECTION, e.CandidateNominated(election=W1, candidate="A", by=UWE))
PAPERS_OUT = (
    *NOMINATED,
    e.RoundOpened(
        election=W1,
        number=1,
        candidates=("A",),
        tellers=(),
        entitled=9,
        check=check(),
        contest=Contest.MAJORITY,
        step=0,
    ),
)


def lot_of(meeting: Meeting) -> PublicLot:
    return meeting.elections[W1].rounds[-1].lots[-1]


PREPARED = e.LotPrepared(election=W1, number=1, among=("A", "B"), places=1, by=MAYOR)
COMMITTED = e.LotCommitted(election=W1, seat=UWE, digest="d1")
COUNTED = e.RoundCounted(
    election=W1,
    number=1,
    count=PaperCount(issued=9, votes=(Votes(candidate="A", papers=9),)),
    outcome=Outcome.ELECTED,
    needed=5,
    elected="A",
)

E1 = QuestionId("E1")
ASKED = e.QuestionRegistered(question=E1, name="Rosa Linde", text="Wann?", by=MAYOR)
R1 = MeasureId("R1")
MEASURE_TAKEN = e.OrderMeasureTaken(
    measure=R1, step=OrderStep.WITHDRAW_FLOOR, seat=AYSE, item=T1, reason="x", by=MAYOR
)
CASES: list[
    tuple[tuple[e.MeetingEvent, ...], e.MeetingEvent, Callable[[Meeting], object], object]
] = [
    ((), PLANNED[0], lambda m: (m.id, m.statutory_members), (MeetingId("2026-03"), 9)),
    (
        PLANNED,
        e.MeetingRescheduled(starts=NOW, place="Aula"),
        lambda m: (m.starts, m.place),
        (NOW, "Aula"),
    ),
    (PLANNED, e.MeetingCancelled(reason="x"), lambda m: m.phase, Phase.CANCELLED),
    (CALLED, e.FloorGiven(seat=AYSE, by=MAYOR), lambda m: m.floor, (AYSE,)),
    (
        (*CALLED, e.FloorGiven(seat=AYSE, by=MAYOR)),
        e.FloorTaken(seat=AYSE, by=MAYOR),
        lambda m: m.floor,
        (),
    ),
    (
        CALLED,
        e.ConferenceLed(step=Step.REMOVE, by=MAYOR, seat=AYSE),
        lambda m: m.barred,
        frozenset({AYSE}),
    ),
    (
        CALLED,
        e.ConferenceLinked(seat=AYSE, link=Link.LOST, microphone=False, camera=False),
        lambda m: (m.links[AYSE].link, m.is_present(AYSE)),
        (Link.LOST, True),
    ),
    (ON_ITEM, ELECTION[-1], lambda m: m.elections[W1].office, "Vorsitz"),
    (ELECTION, NOMINATED[-1], lambda m: m.elections[W1].candidates, ("A",)),
    (
        NOMINATED,
        e.CandidateWithdrawn(election=W1, candidate="A"),
        lambda m: m.elections[W1].candidates,
        (),
    ),
    (NOMINATED, PAPERS_OUT[-1], lambda m: len(m.elections[W1].rounds), 1),
    (PAPERS_OUT, COUNTED, lambda m: m.elections[W1].elected, "A"),
    (
        PAPERS_OUT,
        e.LotDrawn(election=W1, number=1, drawn="A", elected="A"),
        lambda m: (m.elections[W1].elected, m.elections[W1].rounds[-1].drawn),
        ("A", ("A",)),
    ),
    (
        PAPERS_OUT,
        e.OpenElectionAgreed(election=W1),
        lambda m: m.elections[W1].agreed_open,
        True,
    ),
    (
        PAPERS_OUT,
        e.SecretElectionDemanded(election=W1, seat=AYSE),
        lambda m: m.elections[W1].demanded,
        AYSE,
    ),
    (
        PAPERS_OUT,
        e.TieSettled(
            election=W1, number=1, outcome=Outcome.REPEAT, reason="so beschlossen", by=MAYOR
        ),
        lambda m: (m.elections[W1].rounds[-1].outcome, m.elections[W1].rounds[-1].tie),
        (Outcome.REPEAT, ("so beschlossen", MAYOR)),
    ),
    (PAPERS_OUT, PREPARED, lambda m: m.elections[W1].rounds[-1].lots[-1].among, ("A", "B")),
    (
        (*PAPERS_OUT, PREPARED),
        COMMITTED,
        lambda m: m.elections[W1].rounds[-1].lots[-1].commitments,
        {UWE: "d1"},
    ),
    (
        (*PAPERS_OUT, PREPARED, COMMITTED),
        e.LotSealed(election=W1, by=MAYOR),
        lambda m: (lot_of(m).sealed, lot_of(m).waiting),
        (True, (UWE,)),
    ),
    (
        (*PAPERS_OUT, PREPARED, COMMITTED, e.LotSealed(election=W1, by=MAYOR)),
        e.LotRevealed(election=W1, seat=UWE, words="so und so viel"),
        lambda m: (m.elections[W1].rounds[-1].lot, m.elections[W1].rounds[-1].lots[-1].revealed),
        (None, {UWE: "so und so viel"}),
    ),
    (
        (*PAPERS_OUT, PREPARED),
        e.LotVoided(election=W1, reason="abgebrochen", by=MAYOR),
        lambda m: (m.elections[W1].rounds[-1].lot, m.elections[W1].rounds[-1].lots[-1].void),
        (None, "abgebrochen"),
    ),
    (
        PAPERS_OUT,
        e.RoundVoided(election=W1, number=1, reason="falsch gedruckt", by=MAYOR),
        lambda m: (m.elections[W1].rounds, [each.reason for each in m.elections[W1].void]),
        ((), ["falsch gedruckt"]),
    ),
    (
        PAPERS_OUT,
        e.ElectionBrokenOff(election=W1, number=1, reason="niemand da", by=MAYOR),
        lambda m: (m.elections[W1].over, m.elections[W1].rounds, m.open_round()),
        (True, (), None),
    ),
    (
        (*PAPERS_OUT, COUNTED),
        e.ElectionAnswered(election=W1, elected="A", accepted=True),
        lambda m: m.elections[W1].over,
        True,
    ),
    (
        PLANNED,
        e.SecondCallStated(by=MAYOR, first=MeetingId("2026-02"), norm=""),
        lambda m: m.second_call,
        "2026-02",
    ),
    (
        PLANNED,
        e.EmergencyDeclared(by=MAYOR, trigger="Hochwasser", evidence="Erlass", norm="§ 36a"),
        lambda m: m.emergency,
        ("Hochwasser", "Erlass"),
    ),
    (
        PLANNED,
        e.RulesTaken(rules=replace(RULES, day="2026-11-26")),
        lambda m: m.law().day,
        "2026-11-26",
    ),
    (
        PLANNED,
        e.RuleResolved(key="speech.minutes", value=5, norm="Beschluss", by=MAYOR),
        lambda m: m.law().number("speech.minutes"),
        5,
    ),
    (PLANNED, e.RosterTaken(seats=SEATS[:2], marks=()), lambda m: list(m.seats), [MAYOR, DEPUTY]),
    (PLANNED, WITH_AGENDA[-3], lambda m: [i.id for i in m.agenda], [T1]),
    (
        WITH_AGENDA,
        e.AgendaItemRemoved(item=T2, reason=""),
        lambda m: ([i.id for i in m.agenda], m.items_numbered),
        ([T1, T3], 3),
    ),
    (
        WITH_AGENDA,
        e.AgendaItemMoved(item=T2, position=0),
        lambda m: [i.id for i in m.agenda],
        [T2, T1, T3],
    ),
    (
        WITH_AGENDA,
        e.ItemReclassified(item=T1, public=False),
        lambda m: [(i.id, i.public) for i in m.agenda],
        [(T2, True), (T3, False), (T1, False)],
    ),
    (CALLED, e.LateItemTakenUp(item=T3), lambda m: m.admitted_late, frozenset({T3})),
    (WITH_AGENDA, INVITATION, lambda m: (m.phase, m.notice), (Phase.INVITED, INVITATION.notice)),
    (CALLED, e.NoticeObjected(seat=AYSE, reason="x"), lambda m: m.objections, (AYSE,)),
    (
        (*CALLED, e.NoticeObjected(seat=AYSE, reason="x")),
        e.NoticeObjectionWithdrawn(seat=AYSE),
        lambda m: m.objections,
        (),
    ),
    ((*WITH_AGENDA, URGENT), e.UrgencyEstablished(), lambda m: m.urgency_established, True),
    (
        WITH_AGENDA,
        e.MeetingOpened(by=CLERK, chair=DEPUTY),
        lambda m: (m.phase, m.chair),
        (Phase.OPEN, DEPUTY),
    ),
    (CALLED, e.ChairTaken(chair=UWE), lambda m: m.chair, UWE),
    (CALLED, e.RollCallStarted(by=MAYOR), lambda m: m.roll_call_open, True),
    (
        PLANNED,
        arrived(AYSE)[0],
        lambda m: (m.attendance[AYSE].presence, m.attendance[AYSE].mode),
        (Presence.PRESENT, Mode.HALL),
    ),
    (CALLED, left(ROTH)[0], lambda m: m.attendance[ROTH].presence, Presence.LEFT),
    (
        PLANNED,
        e.AbsenceRecorded(seat=ROTH, reason="Urlaub", excused=True),
        lambda m: (m.phase, m.attendance[ROTH].reason),
        (Phase.PLANNED, "Urlaub"),
    ),
    (
        DRAFTED,
        e.AbsenceRecorded(seat=ROTH, reason="Urlaub", excused=True),
        lambda m: (m.phase, m.minutes.version),
        (Phase.CLOSED, 1),
    ),
    (
        PLANNED,
        e.RollCallClosed(check=check(7)),
        lambda m: (m.roll_call_held, m.roll_call_open, m.last_check),
        (True, False, check(7)),
    ),
    (CALLED, e.QuorumStated(check=check(6)), lambda m: m.last_check, check(6)),
    (CALLED, e.ItemCalled(item=T2), lambda m: m.item, T2),
    (ON_ITEM, e.ItemClosed(item=T1, note=""), lambda m: (m.item, m.done), (None, (T1,))),
    (
        ON_ITEM,
        e.ItemsPostponed(items=(T2,), note="Vertagung aller weiteren Punkte"),
        lambda m: (m.item, m.postponed, m.noted),
        (T1, {T2}, {T2}),
    ),
    (ON_ITEM, recused(AYSE), lambda m: m.recusals, frozenset({(AYSE, T1)})),
    ((*VOTING, cast(AYSE)), recused(AYSE), lambda m: dict(m.ballots[V1].votes), {}),
    (
        (*VOTING, cast(AYSE)),
        recused(AYSE, T2),
        lambda m: dict(m.ballots[V1].votes),
        {AYSE: stored(AYSE, YES)},
    ),
    (
        (*ON_ITEM, recused(AYSE)),
        e.RecusalWithdrawn(seat=AYSE, item=T1),
        lambda m: m.recusals,
        frozenset(),
    ),
    (ON_ITEM, MOVED[-1], lambda m: (m.motions[A1].by, m.motions_numbered), (AYSE, 1)),
    (MOVED, AMENDED[-1], lambda m: (m.motions[A2].amends, m.motions[A2].item), (A1, T1)),
    (
        AMENDED,
        e.AmendmentsOrdered(motion=A1, order=(A2,), reason=""),
        lambda m: m.motions[A1].order,
        (A2,),
    ),
    (
        AMENDED,
        e.MotionWithdrawn(motion=A1, by=AYSE),
        lambda m: [x.status for x in m.motions.values()],
        [MotionStatus.WITHDRAWN, MotionStatus.WITHDRAWN],
    ),
    (
        (*MOVED, SECOND),
        e.MotionWithdrawn(motion=A1, by=AYSE),
        lambda m: m.motions[A2].status,
        MotionStatus.PENDING,
    ),
    (
        MOVED,
        e.MotionConsolidated(motion=A1, text="Neu."),
        lambda m: (m.motions[A1].text, m.motions[A1].to_consolidate),
        ("Neu.", ()),
    ),
    (
        (*MOVED, SECOND),
        e.AmendmentsSettled(motion=A1, amendments=(A2,)),
        lambda m: (m.motions[A2].status, m.motions[A2].settled_by),
        (MotionStatus.SETTLED, A1),
    ),
    (MOVED, VOTING[-1], lambda m: (m.ballot, m.last_check), (V1, check())),
    (VOTING, cast(AYSE), lambda m: m.ballots[V1].votes[AYSE].choice, YES),
    (
        VOTING,
        e.BallotClosed(ballot=V1, result=RESULT),
        lambda m: (m.ballot, m.motions[A1].status, m.ballots[V1].open),
        (None, MotionStatus.ADOPTED, False),
    ),
    (
        (*MOVED, MINUTES_BALLOT),
        e.BallotClosed(ballot=V1, result=RESULT),
        lambda m: m.motions[A1].status,
        MotionStatus.PENDING,
    ),
    (
        VOTING,
        e.BallotBrokenOff(ballot=V1, reason=Undecided.GAP),
        lambda m: (m.ballot, m.ballots[V1].undecided, m.motions[A1].status),
        (None, Undecided.GAP, MotionStatus.PENDING),
    ),
    (
        MOVED,
        e.CounterMotionMoved(motion=A2, against=A1, by=UWE, text="x"),
        lambda m: (m.motions[A2].against, m.motions_numbered),
        (A1, 2),
    ),
    (
        MOVED,
        e.MotionsOrdered(motion=A1, order=(A1,), reason=""),
        lambda m: m.motions[A1].competing,
        (A1,),
    ),
    (
        (*MOVED, e.MotionJoined(motion=A1, seat=UWE)),
        e.MoverWithdrew(motion=A1, seat=AYSE),
        lambda m: (m.motions[A1].by, m.motions[A1].joined),
        (UWE, ()),
    ),
    (MOVED, e.MotionJoined(motion=A1, seat=UWE), lambda m: m.motions[A1].joined, (UWE,)),
    (CALLED, DISTURBED, lambda m: m.disturbances[S1].ballots_before, 0),
    (
        (*CALLED, DISTURBED),
        e.DisturbanceJudged(disturbance=S1, sphere=Sphere.MUNICIPAL, reason="x"),
        lambda m: (m.disturbances[S1].sphere, m.disturbances[S1].over),
        (Sphere.MUNICIPAL, False),
    ),
    (
        (*CALLED, DISTURBED),
        e.DisturbanceEnded(disturbance=S1, by=CLERK, to_repeat=()),
        lambda m: m.disturbances[S1].over,
        True,
    ),
    (
        VOTING,
        e.SumsEntered(ballot=V1, sums=SUMS, by=CLERK),
        lambda m: m.ballots[V1].sums,
        SUMS,
    ),
    (
        (*VOTING, cast(UWE, YES)),
        e.VoteRetracted(ballot=V1, seat=UWE),
        lambda m: m.ballots[V1].votes,
        {},
    ),
    (
        (*VOTING, e.BallotClosed(ballot=V1, result=RESULT)),
        e.BallotVoided(ballot=V1, reason="x", by=MAYOR),
        lambda m: (m.motions[A1].status, m.ballots[V1].voided),
        (MotionStatus.PENDING, "x"),
    ),
    (ON_ITEM, RAISED, lambda m: m.procedural[G1].supporters, (UWE,)),
    (
        (*ON_ITEM, RAISED),
        e.ProceduralSpoken(motion=G1, seat=AYSE, against=False),
        lambda m: (m.procedural[G1].pro, m.procedural[G1].contra),
        ((AYSE,), ()),
    ),
    (
        (*ON_ITEM, RAISED),
        e.ProceduralSupported(motion=G1, seat=AYSE),
        lambda m: m.procedural[G1].supporters,
        (UWE, AYSE),
    ),
    (
        (*ON_ITEM, RAISED),
        e.ProceduralEnded(motion=G1, end=ProceduralEnd.WITHDRAWN, reason=""),
        lambda m: m.procedural[G1].end,
        ProceduralEnd.WITHDRAWN,
    ),
    (ON_ITEM, e.SpeakersListClosed(item=T1), lambda m: m.list_closed, True),
    (ON_ITEM, e.DebateClosed(item=T1), lambda m: m.debate_closed, True),
    (
        ON_ITEM,
        e.VoteModeResolved(item=T1, mode=VoteMode.SECRET),
        lambda m: m.vote_modes,
        {T1: VoteMode.SECRET},
    ),
    (
        ON_ITEM,
        e.FloorRequested(seat=AYSE, kind=SpeechKind.DEBATE),
        lambda m: m.debate.waiting,
        (Waiting(seat=AYSE, kind=SpeechKind.DEBATE),),
    ),
    (
        (*ON_ITEM, e.FloorRequested(seat=AYSE, kind=SpeechKind.DEBATE)),
        e.FloorRequestDropped(seat=AYSE, by=AYSE),
        lambda m: m.debate.waiting,
        (),
    ),
    (ON_ITEM, BEGAN, lambda m: m.debate.talked, {(T1, AYSE): Talked(speeches=1)}),
    (
        (*ON_ITEM, BEGAN),
        e.SpeechEnded(seat=AYSE, item=T1, kind=SpeechKind.DEBATE, seconds=30, paused=False),
        lambda m: (m.debate.speaking, m.debate.talked),
        ({}, {(T1, AYSE): Talked(speeches=1, seconds=30)}),
    ),
    ((*ON_ITEM, BEGAN), e.SpeechTimeUp(seat=AYSE), lambda m: m.debate.told, {AYSE}),
    (
        (*ON_ITEM, BEGAN, e.SpeechTimeUp(seat=AYSE)),
        e.SpeechExtended(seat=AYSE, by=MAYOR, seconds=120),
        lambda m: (m.debate.told, m.debate.speaking[AYSE].seconds),
        (frozenset(), 120),
    ),
    (CALLED, e.PublicExcluded(by=MAYOR), lambda m: m.non_public, True),
    (
        (*CALLED, e.PublicExcluded(by=MAYOR)),
        e.PublicRestored(by=MAYOR),
        lambda m: m.non_public,
        False,
    ),
    (CALLED, e.StatementRecorded(seat=AYSE, text="x"), lambda m: m, Given(*CALLED).meeting),
    (CALLED, e.AloneConfirmed(seat=AYSE, by=AYSE), lambda m: m.alone, frozenset({AYSE})),
    (CALLED, e.FloorGiven(seat=AYSE, by=MAYOR), lambda m: m.floor, (AYSE,)),
    (
        (*CALLED, e.FloorGiven(seat=AYSE, by=MAYOR)),
        e.FloorTaken(seat=AYSE, by=MAYOR),
        lambda m: m.floor,
        (),
    ),
    (
        CALLED,
        e.ConferenceLed(step=Step.REMOVE, by=MAYOR, seat=AYSE),
        lambda m: m.barred,
        frozenset({AYSE}),
    ),
    (
        CALLED,
        e.ConferenceLinked(seat=AYSE, link=Link.LOST, microphone=False, camera=True),
        lambda m: m.links,
        {AYSE: Linked(link=Link.LOST, camera=True)},
    ),
    (CALLED, e.MeetingInterrupted(reason="x"), lambda m: m.phase, Phase.INTERRUPTED),
    (
        (*CALLED, e.MeetingInterrupted(reason="x", until=NOW)),
        e.RecessOver(),
        lambda m: (m.phase, m.resumes),
        (Phase.INTERRUPTED, None),
    ),
    (
        CALLED,
        e.CirculationMadeKnown(item=T1, outcome=DECIDED_BEFORE),
        lambda m: m.made_known,
        {T1: DECIDED_BEFORE},
    ),
    (
        CALLED,
        e.UrgentDecisionMadeKnown(item=T1, decision=DECIDED_URGENTLY),
        lambda m: m.made_known,
        {T1: DECIDED_URGENTLY},
    ),
    (
        MOVED,
        e.MotionDivided(motion=A1, by=MAYOR),
        lambda m: m.motions[A1].divided,
        True,
    ),
    (
        VOTING,
        e.BlockResolved(block=V1, parts=(e.BlockPart(item=T1, motion=A1, ballot=V2),)),
        lambda m: (m.ballots[V2].en_bloc, m.motions[A1].status),
        (V1, MotionStatus.ADOPTED),
    ),
    (
        INVITED,
        e.PublicationProven(publication=ON_THE_BOARD, by=CLERK),
        lambda m: m.published,
        (ON_THE_BOARD,),
    ),
    (
        CALLED,
        e.ConvocationStated(by=MAYOR, faults=(), note="", norm=""),
        lambda m: m.opening.convocation,
        (),
    ),
    (CALLED, e.AgendaSettled(by=MAYOR), lambda m: m.opening.agenda, True),
    (
        CALLED,
        e.OpeningStepSkipped(step=OpeningStep.AGENDA, reason="Nichts.", by=MAYOR),
        lambda m: m.opening.skipped,
        {OpeningStep.AGENDA: "Nichts."},
    ),
    (CALLED, ASKED, lambda m: tuple(m.residents.questions), (E1,)),
    (
        CALLED,
        e.QuestionTimeOpened(until=NOW, by=MAYOR),
        lambda m: (m.residents.running, m.residents.until),
        (True, NOW),
    ),
    (
        (*CALLED, e.QuestionTimeOpened(until=NOW, by=MAYOR)),
        e.QuestionTimeUp(),
        lambda m: m.residents.told,
        True,
    ),
    (
        (*CALLED, e.QuestionTimeOpened(until=None, by=MAYOR)),
        e.QuestionTimeClosed(by=MAYOR),
        lambda m: m.residents.running,
        False,
    ),
    ((*CALLED, ASKED), e.QuestionCalled(question=E1), lambda m: m.residents.next(), None),
    (
        (*CALLED, ASKED),
        e.QuestionAnswered(question=E1, text="Ja.", in_writing=True, by=MAYOR),
        lambda m: m.residents.questions[E1].answer,
        "Ja.",
    ),
    (
        (*CALLED, ASKED),
        e.QuestionDeferred(question=E1, office="Bauamt", due=NOW.date(), by=MAYOR),
        lambda m: m.residents.questions[E1].owed,
        True,
    ),
    (CALLED, MEASURE_TAKEN, lambda m: m.is_silenced(AYSE, T1), True),
    (
        (*CALLED, MEASURE_TAKEN),
        e.OrderMeasureObjected(measure=R1, seat=AYSE),
        lambda m: m.measures[R1].objected,
        True,
    ),
    (
        (*CALLED, MEASURE_TAKEN),
        e.OrderMeasureLifted(measure=R1),
        lambda m: m.is_silenced(AYSE, T1),
        False,
    ),
    (
        (*CALLED, e.MeetingInterrupted(reason="x")),
        e.MeetingResumed(by=MAYOR),
        lambda m: m.phase,
        Phase.OPEN,
    ),
    (
        (*CALLED, e.PublicExcluded(by=MAYOR)),
        e.MeetingClosed(by=MAYOR, open_items=()),
        lambda m: (m.phase, m.non_public),
        (Phase.CLOSED, False),
    ),
    (
        DRAFTED[:-1],
        DRAFTED[-1],
        lambda m: (m.phase, m.minutes.version, m.minutes.signed),
        (Phase.DRAFTED, 1, ()),
    ),
    (
        DRAFTED,
        e.MinutesSigned(seat=MAYOR, role="chair", version=1),
        lambda m: m.minutes.signed,
        (("chair", MAYOR),),
    ),
    (
        DRAFTED,
        e.MinutesApproved(meeting=MeetingId("2026-04"), ballot=None, version=1),
        lambda m: m.phase,
        Phase.APPROVED,
    ),
    (
        INVITED,
        e.InvitationReceived(seat=UWE, by=CLERK, received=NOW, full_days=4, kept=True),
        lambda m: m.paperwork.receipts,
        {UWE: Receipt(received=NOW, by=CLERK, kept=True)},
    ),
    (
        INVITED,
        e.InvitationMailed(seat=UWE, sent=True, detail="", final=True),
        lambda m: m.paperwork.mailed,
        {UWE: Mailed(sent=True, detail="", final=True)},
    ),
    (
        INVITED,
        e.PaperAttached(item=T1, name="x", digest="d", size=1, mime="a/b", by=MAYOR),
        lambda m: m.paperwork.papers_on(T1),
        (Attached(item=T1, name="x", digest="d", size=1, mime="a/b"),),
    ),
    (
        INVITED,
        e.ItemsJoined(items=(T1, T2), by=MAYOR),
        lambda m: m.paperwork.joined,
        ((T1, T2),),
    ),
    (
        DRAFTED,
        e.MinutesTextSet(item=None, text="x", by=CLERK),
        lambda m: (m.phase, m.paperwork.texts),
        (Phase.CLOSED, {None: "x"}),
    ),
    (
        DRAFTED,
        e.MinutesCirculated(by=CLERK, version=1, until=NOW),
        lambda m: m.paperwork.circulated,
        Circulation(version=1, until=NOW),
    ),
    (
        DRAFTED,
        e.MinutesObjected(seat=UWE, number=1, text="x"),
        lambda m: m.paperwork.open_objections,
        (MinutesObjection(number=1, seat=UWE, text="x"),),
    ),
    (
        (*DRAFTED, e.MinutesObjected(seat=UWE, number=1, text="x")),
        e.MinutesObjectionSettled(number=1, upheld=False, note="y", by=MAYOR),
        lambda m: m.paperwork.objections,
        (MinutesObjection(number=1, seat=UWE, text="x", upheld=False, note="y"),),
    ),
    (
        (*DRAFTED, e.MinutesApproved(meeting=MeetingId("2026-04"), ballot=None, version=1)),
        e.MinutesReopened(by=CLERK, reason="x"),
        lambda m: (m.phase, m.minutes.version),
        (Phase.CLOSED, 1),
    ),
    (
        DRAFTED,
        e.ExtractIssued(ballot=V1, number="1/2026", by=CLERK),
        lambda m: m.paperwork.extracts,
        {V1: "1/2026"},
    ),
    (
        DRAFTED,
        e.SupervisionNoted(ballot=V1, state=Supervision.NEEDED, note="x", by=CLERK),
        lambda m: m.paperwork.supervision[V1].state,
        Supervision.NEEDED,
    ),
    (
        DRAFTED,
        e.ResolutionContested(ballot=V1, by=MAYOR, reason="x", norm=""),
        lambda m: m.paperwork.contested(V1),
        True,
    ),
    (
        (*DRAFTED, e.ResolutionContested(ballot=V1, by=MAYOR, reason="x", norm="")),
        e.ContestSettled(ballot=V1, outcome=ContestOutcome.REPEALED, note="y", by=MAYOR),
        lambda m: (m.paperwork.contested(V1), m.paperwork.stands(V1)),
        (False, False),
    ),
    (
        (*DRAFTED, e.ResolutionContested(ballot=V1, by=MAYOR, reason="x", norm="")),
        GIVEN_UP,
        lambda m: (m.paperwork.contested(V1), m.paperwork.stands(V1)),
        (False, False),
    ),
    (
        (*DRAFTED, e.ResolutionContested(ballot=V1, by=MAYOR, reason="x", norm=""), GIVEN_UP),
        e.ContestDecisionVoided(
            ballot=V1, meeting=GIVEN_UP.meeting, vote=GIVEN_UP.vote, number="1/2026"
        ),
        lambda m: (m.paperwork.contested(V1), m.paperwork.stands(V1)),
        (True, True),
    ),
    (
        DRAFTED,
        e.TaskAssigned(ballot=V1, office="Bauamt", due=NOW.date(), by=CLERK),
        lambda m: m.paperwork.tasks,
        {V1: Task(office="Bauamt", due=NOW.date())},
    ),
    (
        (*DRAFTED, e.TaskAssigned(ballot=V1, office="Bauamt", due=NOW.date(), by=CLERK)),
        e.TaskReported(ballot=V1, text="x", done=True, by=CLERK),
        lambda m: m.paperwork.tasks,
        {V1: Task(office="Bauamt", due=NOW.date(), reports=("x",), done=True)},
    ),
    (
        INVITED,
        e.SubstituteSeated(seat=CLERK, principal=AYSE, by=CLERK, norm=""),
        lambda m: m.substitutes,
        {CLERK: AYSE},
    ),
    (
        (*INVITED, e.SubstituteSeated(seat=CLERK, principal=AYSE, by=CLERK, norm="")),
        e.SubstituteStoodDown(seat=CLERK, by=MAYOR),
        lambda m: m.substitutes,
        {},
    ),
    (
        DRAFTED,
        e.ReleaseWorded(ballot=V1, title="Grundstück", text="Verkauft.", by=CLERK),
        lambda m: m.paperwork.worded,
        {V1: Wording(title="Grundstück", text="Verkauft.")},
    ),
    (
        DRAFTED,
        e.ResolutionReleased(ballot=V1, released=EARLIER, by=MAYOR),
        lambda m: m.paperwork.released,
        {V1: EARLIER},
    ),
    (
        DRAFTED,
        e.ElectionReleaseWorded(election=W1, title="Amt", text="Besetzt.", by=CLERK),
        lambda m: m.paperwork.worded_elections,
        {W1: Wording(title="Amt", text="Besetzt.")},
    ),
    (
        DRAFTED,
        e.ElectionReleased(election=W1, released=EARLIER, by=MAYOR),
        lambda m: m.paperwork.released_elections,
        {W1: EARLIER},
    ),
    (
        DRAFTED,
        e.ReleaseAnnounced(released=EARLIER),
        lambda m: m.paperwork.released,
        {},
    ),
    (
        INVITED,
        e.Reminded(reminder=Reminder.RECEIPTS, ref=""),
        lambda m: m.paperwork.reminded,
        frozenset({(Reminder.RECEIPTS, "")}),
    ),
]


@pytest.mark.parametrize(
    ("happened", "event", "look", "expected"), CASES, ids=[type(case[1]).__name__ for case in CASES]
)
def test_what_is_remembered(
    happened: tuple[e.MeetingEvent, ...],
    event: e.MeetingEvent,
    look: Callable[[Meeting], object],
    expected: object,
) -> None:
    assert look(evolve(replay(happened), event)) == expected


def test_every_kind_of_event_is_in_the_table() -> None:
    assert {type(case[1]) for case in CASES} == set(get_args(e.MeetingEvent))


def amended(replaces: str, text: str = "geplant") -> tuple[e.MeetingEvent, ...]:
    """Adopt an amendment to “Die Straße wird gebaut.”"""
    return (
        *MOVED,
        e.AmendmentMoved(motion=A2, amends=A1, by=UWE, text=text, replaces=replaces),
        e.BallotOpened(
            ballot=V1,
            item=T1,
            subject=Subject(kind=SubjectKind.AMENDMENT, ref=A2),
            mode=MINUTES_BALLOT.mode,
            rule="simple",
            check=check(),
            hidden=False,
        ),
        e.BallotClosed(ballot=V1, result=RESULT),
    )


@pytest.mark.parametrize(
    ("replaces", "wording", "waiting"),
    [
        ("gebaut", "Die Straße wird geplant.", ()),
        ("", "Die Straße wird gebaut.", (A2,)),  # only described
        ("r", "Die Straße wird gebaut.", (A2,)),  # no longer unmistakable
    ],
)
def test_an_adopted_amendment_is_worked_in_or_waits_for_the_clerk(
    replaces: str, wording: str, waiting: tuple[str, ...]
) -> None:
    motion = Given(*amended(replaces)).meeting.motions[A1]
    assert (motion.text, motion.to_consolidate) == (wording, waiting)


def test_a_motion_named_as_amendment_changes_no_other_text() -> None:
    # A journal is replayed as it is; what stands in it must never break the fold.
    ballot = e.BallotOpened(
        ballot=V1,
        item=T1,
        subject=Subject(kind=SubjectKind.AMENDMENT, ref=A1),
        mode=MINUTES_BALLOT.mode,
        rule="simple",
        check=check(),
        hidden=False,
    )
    meeting = Given(*MOVED, ballot, e.BallotClosed(ballot=V1, result=RESULT)).meeting
    assert meeting.motions[A1].status is MotionStatus.ADOPTED


def test_a_replay_may_go_on_from_a_state() -> None:
    assert replay(VOTING[5:], replay(VOTING[:5])) == replay(VOTING)


def test_a_reclassified_item_comes_last_in_its_part_so_that_no_number_changes_hands() -> None:
    public_only = (*PLANNED, *WITH_AGENDA[len(PLANNED) :])
    there = (*public_only, e.ItemReclassified(item=T3, public=True))
    assert [item.id for item in replay(there).agenda] == [T1, T2, T3]
    none_left = (
        *public_only,
        e.AgendaItemRemoved(item=T3, reason=""),
        e.ItemReclassified(item=T1, public=False),
    )
    assert [(i.id, i.public) for i in replay(none_left).agenda] == [(T2, True), (T1, False)]
    back = (*none_left, e.AgendaItemRemoved(item=T2, reason=""))
    back = (*back, e.ItemReclassified(item=T1, public=True))
    assert [(i.id, i.public) for i in replay(back).agenda] == [(T1, True)]
