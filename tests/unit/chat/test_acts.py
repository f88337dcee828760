# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What people type, and the command it becomes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any, TypedDict

import pytest
from talking import (
    A1,
    A2,
    A3,
    AMENDED,
    AYSE,
    BERLIN,
    CHAIR,
    CLERK,
    DEPUTY,
    GUEST,
    HANS,
    MEETING,
    NOON,
    T1,
    T2,
    T3,
    T6,
    V1,
    VOTING,
    act,
    context,
    problem,
    reading,
)

from bot.chat.context import Place
from bot.chat.reader import Act, Ask, NeedsConfirmation
from bot.chat.requests import ShowNextStep
from bot.domain import commands as c
from bot.domain.convoked import NoticeMedium, OpeningStep
from bot.domain.debating import Procedural, ProceduralKind, SpeechKind
from bot.domain.ids import (
    DeviceId,
    DisturbanceId,
    MeasureId,
    MeetingId,
    ProceduralId,
    QuestionId,
    SeatId,
)
from bot.domain.measures import OrderStep
from bot.domain.meeting import Attendance, Ballot, Disturbance, Motion
from bot.domain.values import (
    BodyKind,
    Channel,
    Choice,
    Format,
    Language,
    Mode,
    Phase,
    Presence,
    Role,
    Seat,
    Sphere,
    Step,
    Subject,
    SubjectKind,
    Sums,
    Undecided,
    VoteMode,
)
from bot.profiles import law_of


class _Who(TypedDict):
    by: SeatId
    at: datetime


CHAIRS: _Who = {"by": CHAIR, "at": NOON}
AYSES: _Who = {"by": AYSE, "at": NOON}
G1, S1 = ProceduralId("G1"), DisturbanceId("S1")
DREI, NEW = SeatId("3"), SeatId("8")
EVENING = datetime(2026, 12, 3, 19, tzinfo=BERLIN)
YES, NO, ABSTAIN = Choice.YES, Choice.NO, Choice.ABSTAIN


def measure(step: OrderStep) -> c.TakeOrderMeasure:
    return c.TakeOrderMeasure(**CHAIRS, step=step, seat=AYSE, reason="Bitte zum Punkt.")


CONFERENCE_ACTS = [
    ("!wort 7", c.GiveFloor(**CHAIRS, seat=AYSE)),
    ("!floor give 7", c.GiveFloor(**CHAIRS, seat=AYSE)),
    ("!wort entziehen 7", c.TakeFloor(**CHAIRS, seat=AYSE)),
    ("!floor back", c.TakeFloor(**CHAIRS)),
    ("!stumm 7", c.LeadConference(**CHAIRS, step=Step.MUTE, seat=AYSE)),
    ("!alle stumm", c.LeadConference(**CHAIRS, step=Step.MUTE_OTHERS)),
    ("!mute all 7", c.LeadConference(**CHAIRS, step=Step.MUTE_OTHERS, seat=AYSE)),
    ("!konferenz zulassen 7", c.LeadConference(**CHAIRS, step=Step.ADMIT, seat=AYSE)),
    ("!conference open", c.LeadConference(**CHAIRS, step=Step.OPEN)),
]
CONFIRMED_STEPS = [
    ("!konferenz entfernen 7", c.LeadConference(**CHAIRS, step=Step.REMOVE, seat=AYSE)),
    ("!conference end", c.LeadConference(**CHAIRS, step=Step.END)),
]


@pytest.mark.parametrize(("typed", "command"), CONFERENCE_ACTS)
def test_the_floor_and_the_conference_are_led_by_words(typed: str, command: c.Command) -> None:
    assert act(typed, context(CHAIR)) == command


@pytest.mark.parametrize(("typed", "command"), CONFIRMED_STEPS)
def test_what_does_harm_in_the_conference_asks_back(typed: str, command: c.Command) -> None:
    found = reading(typed, context(CHAIR))
    assert isinstance(found, NeedsConfirmation)
    assert found.command == command


K = ProceduralKind
PROCEDURAL = replace(
    MEETING,
    procedural={
        G1: Procedural(id=G1, kind=K.REFER, by=AYSE, on=T1, item=T1, number=0, text="Bauausschuss")
    },
)


def raising(kind: ProceduralKind, **parts: Any) -> c.RaiseProcedural:
    return c.RaiseProcedural(**AYSES, seat=AYSE, kind=kind, **parts)


@pytest.mark.parametrize(
    ("typed", "command"),
    [
        ("!go schluss der debatte", raising(K.CLOSE_DEBATE)),
        ("!GO Schluss der Rednerliste.", raising(K.CLOSE_LIST)),
        ("!go schluss", raising(K.CLOSE_DEBATE)),
        ("!point closure of list", raising(K.CLOSE_LIST)),
        ("!geschäftsordnung vertagung", raising(K.ADJOURN_ITEM)),
        ("!go Vertagung aller weiteren Punkte", raising(K.ADJOURN_REST)),
        ("!go vertagung alle", raising(K.ADJOURN_REST)),
        ("!point postponement of all the remaining items", raising(K.ADJOURN_REST)),
        ("!go überweisung an den Bauausschuss", raising(K.REFER, text="den Bauausschuss")),
        ("!go pause 10 Minuten", raising(K.RECESS, number=10)),
        ("!go pause 10", raising(K.RECESS, number=10)),
        ("!go redezeit auf 3", raising(K.LIMIT_SPEECH, number=3)),
        ("!go absetzung TOP 3", raising(K.REMOVE_ITEM, item=T3)),
        ("!go öffentlichkeit", raising(K.EXCLUDE_PUBLIC)),
        ("!go namentlich", raising(K.RECORDED_VOTE)),
        ("!point secret", raising(K.SECRET_VOTE)),
        ("!go wiederholung falsch gezählt", raising(K.RECOUNT, text="falsch gezählt")),
        ("!go reihenfolge TOP 3 auf 2", raising(K.REORDER, item=T3, number=2)),
    ],
)
def test_the_course_of_business_is_moved_in_words(typed: str, command: c.RaiseProcedural) -> None:
    assert act(typed, context(AYSE)) == command


@pytest.mark.parametrize(
    ("typed", "command"),
    [
        ("!go für 7: vertagung", c.RaiseProcedural(**CHAIRS, seat=AYSE, kind=K.ADJOURN_ITEM)),
        ("!fürrede 7", c.SpeakToProcedural(**CHAIRS, seat=AYSE, against=False)),
        ("!gegenrede G1 7", c.SpeakToProcedural(**CHAIRS, seat=AYSE, against=True, motion=G1)),
        ("!opposing for 7", c.SpeakToProcedural(**CHAIRS, seat=AYSE, against=True)),
        ("!unterstützen", c.SupportProcedural(**CHAIRS, seat=CHAIR)),
        ("!go unterstützen g1 9", c.SupportProcedural(**CHAIRS, seat=HANS, motion=G1)),
        ("!go angenommen", c.CarryProcedural(**CHAIRS)),
        ("!go zurückziehen G1", c.WithdrawProcedural(**CHAIRS, motion=G1)),
        ("!go unzulässig zur Sache", c.RuleOutProcedural(**CHAIRS, reason="zur Sache")),
        (
            "!abstimmung öffnen G1",
            c.OpenBallot(**CHAIRS, subject=Subject(kind=SubjectKind.PROCEDURE, ref=G1)),
        ),
        (
            "!abstimmung öffnen",
            c.OpenBallot(**CHAIRS, subject=Subject(kind=SubjectKind.PROCEDURE, ref=G1)),
        ),
        (
            "!auszählung ja 5 nein 3 ungültig 1 ausgegeben 9",
            c.EnterSums(**CHAIRS, sums=Sums(yes=5, no=3, abstain=0, invalid=1, issued=9)),
        ),
        ("!count yes 5 abstain 0", c.EnterSums(**CHAIRS, sums=Sums(yes=5, no=0, abstain=0))),
        ("!dissent for 7", c.ObjectToConsent(**CHAIRS, seat=AYSE)),
        ("!widerspruch 7", c.ObjectToConsent(**CHAIRS, seat=AYSE)),
        ("!stimme zurückziehen für 7", c.RetractVote(**CHAIRS, seat=AYSE)),
        (
            "!abstimmung wiederholen v1 falsch gezählt",
            c.RepeatBallot(**CHAIRS, ballot=V1, reason="falsch gezählt"),
        ),
    ],
)
def test_the_chair_leads_through_it_in_words(typed: str, command: c.Command) -> None:
    assert act(typed, context(CHAIR, meeting=PROCEDURAL)) == command


def test_a_disturbance_is_named_where_there_are_several() -> None:
    known = Disturbance(id=S1, seat=AYSE, what="x", ballots_before=0)
    hall = context(CHAIR, meeting=replace(MEETING, disturbances={S1: known}))
    assert act("!störung behoben s1", hall) == c.EndDisturbance(**CHAIRS, disturbance=S1)


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("!go", "problem.missing"),
        ("!go kaffee", "problem.not_understood"),
        ("!auszählung", "problem.missing"),
        ("!auszählung ja 5 ja 6", "problem.named_twice"),
        ("!auszählung ja", "problem.missing"),
        ('!abstimmung öffnen "G1"', "problem.motion_unknown"),
    ],
)
def test_what_is_said_of_it_wrongly_is_named(typed: str, key: str) -> None:
    assert problem(typed, context(CHAIR, meeting=PROCEDURAL)).key == key


S = SpeechKind


@pytest.mark.parametrize(
    ("typed", "command"),
    [
        ("!störung Kein Ton.", c.ReportDisturbance(**AYSES, seat=AYSE, what="Kein Ton.")),
        ("!störung für 9: weg", c.ReportDisturbance(**AYSES, seat=HANS, what="weg")),
        (
            "!disturbance decide member his line",
            c.JudgeDisturbance(**AYSES, sphere=Sphere.MEMBER, reason="his line"),
        ),
        ("!störung behoben", c.EndDisturbance(**AYSES)),
        ("!mitzeichnen A1 für 9", c.JoinMotion(**AYSES, motion=A1, seat=HANS)),
        ("!cosign A1", c.JoinMotion(**AYSES, motion=A1, seat=AYSE)),
        ("!meldung", c.RequestFloor(**AYSES, seat=AYSE)),
        ("!raise hand question", c.RequestFloor(**AYSES, seat=AYSE, kind=S.QUESTION)),
        ("!meldung für 9 erwiderung", c.RequestFloor(**AYSES, seat=HANS, kind=S.REPLY)),
        ("!wortmeldung persönlich", c.RequestFloor(**AYSES, seat=AYSE, kind=S.PERSONAL)),
        ("!meldung zurück", c.DropFloorRequest(**AYSES, seat=AYSE)),
        ("!lower hand for 9", c.DropFloorRequest(**AYSES, seat=HANS)),
        ("!nächste wortmeldung", c.CallSpeaker(**AYSES)),
        ("!redezeit verlängern", c.ExtendSpeech(**AYSES, minutes=1)),
        ("!redezeit verlängern 5", c.ExtendSpeech(**AYSES, minutes=5)),
        ("!redezeit verlängern für 9", c.ExtendSpeech(**AYSES, minutes=1, seat=HANS)),
        ("!extend speech 2 for 9", c.ExtendSpeech(**AYSES, minutes=2, seat=HANS)),
        ("!extend speech for 9 2", c.ExtendSpeech(**AYSES, minutes=2, seat=HANS)),
        ("!wort 9 erwiderung", c.GiveFloor(**AYSES, seat=HANS, kind=S.REPLY)),
    ],
)
def test_the_speakers_list_is_kept_in_words(typed: str, command: c.Command) -> None:
    assert act(typed, context(AYSE)) == command


MEETING_ACTS = [
    (
        "!sitzung verlegen 3.12.2026 19 Uhr",
        c.RescheduleMeeting(**CHAIRS, starts=EVENING, place="Ratssaal"),
    ),
    (
        '!meeting move 2026-12-03 19:00 "Neue Halle"',
        c.RescheduleMeeting(**CHAIRS, starts=EVENING, place="Neue Halle"),
    ),
    ("!sitzung absagen Sturm.", c.CancelMeeting(**CHAIRS, reason="Sturm.")),
    ("!einladen", c.SendInvitation(**CHAIRS, urgency_reason="")),
    ("!invite urgent Dam broke", c.SendInvitation(**CHAIRS, urgency_reason="Dam broke")),
    ("!rüge Zu spät", c.ObjectToNotice(**CHAIRS, reason="Zu spät")),
    ("!Sitzung eroeffnen.", c.OpenMeeting(**CHAIRS)),
    ("!vorsitz", c.TakeChair(**CHAIRS, seat=CHAIR)),
    ("!chair take 2", c.TakeChair(**CHAIRS, seat=DEPUTY)),
    ("!pause", c.InterruptMeeting(**CHAIRS, reason="Pause")),
    (
        "!recess 10 minutes",
        c.InterruptMeeting(**CHAIRS, reason="Pause", until=NOON + timedelta(minutes=10)),
    ),
    (
        "!pause 15 Lüften",
        c.InterruptMeeting(**CHAIRS, reason="Lüften", until=NOON + timedelta(minutes=15)),
    ),
    *(
        (
            text,
            c.InterruptMeeting(**CHAIRS, reason="Pause", until=datetime.combine(day, hour, BERLIN)),
        )
        for text, day, hour in (
            ("!pause bis 20:15", date(2026, 11, 22), time(20, 15)),
            ("!recess until 0:30", date(2026, 11, 23), time(0, 30)),
            ("!pause bis 24.11. 18 Uhr", date(2026, 11, 24), time(18)),
        )
    ),
    ("!ruf zur sache 7 Bitte zum Punkt.", measure(OrderStep.TO_THE_MATTER)),
    ("!call to order 7 Bitte zum Punkt.", measure(OrderStep.TO_ORDER)),
    ("!wortentzug 7 Bitte zum Punkt.", measure(OrderStep.WITHDRAW_FLOOR)),
    ("!expel 7 Bitte zum Punkt.", measure(OrderStep.EXPEL)),
    (
        '!einwohnerfrage "Rosa Linde" Wann kommt der Radweg?',
        c.RegisterQuestion(**CHAIRS, name="Rosa Linde", text="Wann kommt der Radweg?"),
    ),
    ("!fragestunde", c.OpenQuestionTime(**CHAIRS)),
    ("!question time close", c.CloseQuestionTime(**CHAIRS)),
    ("!nächste frage", c.CallQuestion(**CHAIRS)),
    ("!next question e2", c.CallQuestion(**CHAIRS, question=QuestionId("E2"))),
    (
        "!frage beantwortet E1 Im Frühjahr.",
        c.AnswerQuestion(**CHAIRS, question=QuestionId("E1"), text="Im Frühjahr."),
    ),
    (
        "!frage beantwortet 2026-03/e1 Im Frühjahr.",
        c.AnswerQuestion(
            **CHAIRS,
            question=QuestionId("E1"),
            text="Im Frühjahr.",
            meeting=MeetingId("2026-03"),
        ),
    ),
    (
        "!frage schriftlich E1 bis 10.12.2026 Bauamt",
        c.DeferAnswer(**CHAIRS, question=QuestionId("E1"), office="Bauamt", due=date(2026, 12, 10)),
    ),
    ("!einspruch r1", c.ObjectToMeasure(**CHAIRS, measure=MeasureId("R1"))),
    (
        '!abstimmung öffnen ausschluss 7 "Zwischenrufe"',
        c.OpenBallot(
            **CHAIRS,
            subject=Subject(kind=SubjectKind.EXPULSION, ref=AYSE, text="Zwischenrufe"),
            mode=VoteMode.OPEN,
        ),
    ),
    (
        "!vote open appeal R1",
        c.OpenBallot(
            **CHAIRS, subject=Subject(kind=SubjectKind.MEASURE, ref="R1"), mode=VoteMode.OPEN
        ),
    ),
    ("!sitzung schließen", c.CloseMeeting(**CHAIRS)),
    ("!nichtöffentlich", c.ExcludePublic(**CHAIRS)),
    ("!public", c.RestorePublic(**CHAIRS)),
    (
        "!erklärung Ich war dagegen.",
        c.RecordStatement(**CHAIRS, seat=CHAIR, text="Ich war dagegen."),
    ),
    ("!statement for 7: No!", c.RecordStatement(**CHAIRS, seat=AYSE, text="No!")),
    (
        "!statement for Ayşe Yılmaz: No!\nNever.",
        c.RecordStatement(**CHAIRS, seat=AYSE, text="No!\nNever."),
    ),
]
AGENDA_ACTS = [
    ('!tagesordnung neu "Halle"', c.AddAgendaItem(**CHAIRS, title="Halle")),
    ("!top neu Neue Halle", c.AddAgendaItem(**CHAIRS, title="Neue Halle")),
    (
        '!agenda add "Halle" nonpublic position 2 by "Bauamt"\nDer Rat beschließt.\nSofort.',
        c.AddAgendaItem(
            **CHAIRS,
            title="Halle",
            public=False,
            text="Der Rat beschließt.\nSofort.",
            brought_by="Bauamt",
            position=2,
        ),
    ),
    (
        "!tagesordnung neu nichtöffentlich Grundstück Nord",
        c.AddAgendaItem(**CHAIRS, title="Grundstück Nord", public=False),
    ),
    (
        "!tagesordnung neu nicht öffentlich Grundstück Nord",
        c.AddAgendaItem(**CHAIRS, title="Grundstück Nord", public=False),
    ),
    (
        "!agenda add not for everybody",
        c.AddAgendaItem(**CHAIRS, title="not for everybody", public=True),
    ),
    ("!top streichen 2", c.RemoveAgendaItem(**CHAIRS, item=T2, reason="")),
    ("!agenda remove N1 no papers", c.RemoveAgendaItem(**CHAIRS, item=T6, reason="no papers")),
    ("!top verschieben 3 nach 1", c.MoveAgendaItem(**CHAIRS, item=T3, position=1)),
    ("!agenda move 3 to position 1", c.MoveAgendaItem(**CHAIRS, item=T3, position=1)),
    ("!top 1", c.CallItem(**CHAIRS, item=T1)),
    ("!top aufrufen TOP 3.", c.CallItem(**CHAIRS, item=T3)),
    ("!item n1", c.CallItem(**CHAIRS, item=T6)),
    ("!aufrufen top03", c.CallItem(**CHAIRS, item=T3)),
    ("!top nächster", c.CallItem(**CHAIRS, item=T2)),
    ("!top schließen", c.CloseItem(**CHAIRS)),
    ("!top erledigt vertagt", c.CloseItem(**CHAIRS, note="vertagt")),
]
ATTENDANCE_ACTS = [
    ("!namensaufruf", c.StartRollCall(**CHAIRS)),
    ("!roll call close", c.CloseRollCall(**CHAIRS)),
    (
        "!anwesend",
        c.ReportPresent(**CHAIRS, seat=CHAIR, mode=Mode.HALL, channel=Channel.COMMAND),
    ),
    (
        "!present for 7",
        c.ReportPresent(**CHAIRS, seat=AYSE, mode=Mode.HALL, channel=Channel.CLERK),
    ),
    (
        "!anwesend 9 zugeschaltet",
        c.ReportPresent(**CHAIRS, seat=HANS, mode=Mode.REMOTE, channel=Channel.CLERK),
    ),
    (
        "!present in the hall",
        c.ReportPresent(**CHAIRS, seat=CHAIR, mode=Mode.HALL, channel=Channel.COMMAND),
    ),
    ("!entschuldigt 9 Krankheit", c.RecordAbsence(**CHAIRS, seat=HANS, reason="Krankheit")),
    (
        "!absent seat 9 no message",
        c.RecordAbsence(**CHAIRS, seat=HANS, reason="no message", excused=False),
    ),
    ("!gegangen", c.ReportLeft(**CHAIRS, seat=CHAIR, reason="")),
    ("!leave for 7 train", c.ReportLeft(**CHAIRS, seat=AYSE, reason="train")),
    ("!beschlussfähigkeit", c.StateQuorum(**CHAIRS)),
    ("!befangen", c.DeclareRecusal(**CHAIRS, seat=CHAIR)),
    (
        "!befangen für Ayse TOP 2 Grundstück",
        c.DeclareRecusal(**CHAIRS, seat=AYSE, item=T2, reason="Grundstück"),
    ),
    ("!recuse item 3", c.DeclareRecusal(**CHAIRS, seat=CHAIR, item=T3)),
    ("!befangen top3 Haus", c.DeclareRecusal(**CHAIRS, seat=CHAIR, item=T3, reason="Haus")),
    ('!befangen "top 3"', c.DeclareRecusal(**CHAIRS, seat=CHAIR, reason="top 3")),
    ("!nicht befangen 7", c.WithdrawRecusal(**CHAIRS, seat=AYSE)),
]
MOTION_ACTS = [
    (
        "!antrag Die Halle\nwird saniert.",
        c.MoveMotion(**CHAIRS, seat=CHAIR, text="Die Halle\nwird saniert."),
    ),
    ('!motion "Repair it."', c.MoveMotion(**CHAIRS, seat=CHAIR, text="Repair it.")),
    ("!antrag\nErst hier.", c.MoveMotion(**CHAIRS, seat=CHAIR, text="Erst hier.")),
    ("!antrag für 7: Bänke", c.MoveMotion(**CHAIRS, seat=AYSE, text="Bänke")),
    ("!antrag für mehr Bäume", c.MoveMotion(**CHAIRS, seat=CHAIR, text="für mehr Bäume")),
    ("!antrag für den Ort: Bäume", c.MoveMotion(**CHAIRS, seat=CHAIR, text="für den Ort: Bäume")),
    ("!antrag für 7 neue Bänke", c.MoveMotion(**CHAIRS, seat=CHAIR, text="für 7 neue Bänke")),
    ("!antrag für 7 gilt: Ja", c.MoveMotion(**CHAIRS, seat=CHAIR, text="für 7 gilt: Ja")),
    (
        '!änderung A1 "alt" => "neu"',
        c.MoveAmendment(**CHAIRS, seat=CHAIR, amends=A1, text="neu", replaces="alt"),
    ),
    (
        "!amend motion 1 for 7: „alt“ → „neu\nund lang“",
        c.MoveAmendment(**CHAIRS, seat=AYSE, amends=A1, text="neu\nund lang", replaces="alt"),
    ),
    (
        "!änderung a1 alte Worte -> neue Worte",
        c.MoveAmendment(**CHAIRS, seat=CHAIR, amends=A1, text="neue Worte", replaces="alte Worte"),
    ),
    (
        '!änderung A1 "alt" => ""',
        c.MoveAmendment(**CHAIRS, seat=CHAIR, amends=A1, text="", replaces="alt"),
    ),
    (
        "!änderung A1 Satz 2 entfällt",
        c.MoveAmendment(**CHAIRS, seat=CHAIR, amends=A1, text="Satz 2 entfällt"),
    ),
    (
        "!fassung A1 Neuer Text\nZeile 2",
        c.ConsolidateMotion(**CHAIRS, motion=A1, text="Neuer Text\nZeile 2"),
    ),
    ("!zurückziehen A1", c.WithdrawMotion(**CHAIRS, motion=A1)),
    ("!antrag zurückziehen A1", c.WithdrawMotion(**CHAIRS, motion=A1)),
]
VOTE_ACTS = [
    (
        "!abstimmung öffnen A1 namentlich",
        c.OpenBallot(
            **CHAIRS,
            subject=Subject(kind=SubjectKind.MOTION, ref=A1),
            mode=VoteMode.RECORDED,
        ),
    ),
    *(
        (
            typed,
            c.OpenBallot(
                **CHAIRS,
                subject=Subject(kind=SubjectKind.MOTION, ref=A1),
                mode=VoteMode.RECORDED,
                hidden=True,
            ),
        )
        for typed in ("!abstimmung öffnen verdeckt namentlich", "!vote open A1 recorded hidden")
    ),
    *(
        (
            typed,
            c.OpenBallot(
                **CHAIRS,
                subject=Subject(kind=SubjectKind.MOTION, ref=A1),
                mode=VoteMode.RECORDED,
                until_all=True,
            ),
        )
        for typed in (
            "!abstimmung öffnen bis alle namentlich",
            "!abstimmung öffnen A1 namentlich bis alle",
            "!vote open A1 recorded until all",
        )
    ),
    *(
        (
            typed,
            c.OpenBallot(
                **CHAIRS,
                subject=Subject(kind=SubjectKind.MOTION, ref=A1),
                without_chair=True,
            ),
        )
        for typed in ("!abstimmung öffnen ohne Vorsitz", "!vote open A1 without chair")
    ),
    ("!vote open", c.OpenBallot(**CHAIRS, subject=Subject(kind=SubjectKind.MOTION, ref=A1))),
    (
        "!abstimmung öffnen namentlich",
        c.OpenBallot(
            **CHAIRS,
            subject=Subject(kind=SubjectKind.MOTION, ref=A1),
            mode=VoteMode.RECORDED,
        ),
    ),
    (
        "!abstimmung öffnen TOP 1 mehrheit einfache offen",
        c.OpenBallot(**CHAIRS, subject=Subject(kind=SubjectKind.MOTION, ref=A1), rule="simple"),
    ),
    (
        "!vote open majority two_thirds_present",
        c.OpenBallot(
            **CHAIRS,
            subject=Subject(kind=SubjectKind.MOTION, ref=A1),
            rule="two_thirds_present",
        ),
    ),
    (
        "!abstimmung öffnen dringlichkeit",
        c.OpenBallot(**CHAIRS, subject=Subject(kind=SubjectKind.URGENCY)),
    ),
    (
        "!abstimmung öffnen erweiterung 2",
        c.OpenBallot(**CHAIRS, subject=Subject(kind=SubjectKind.ADD_ITEM, ref=T2)),
    ),
    (
        "!vote open removal item 2",
        c.OpenBallot(**CHAIRS, subject=Subject(kind=SubjectKind.REMOVE_ITEM, ref=T2)),
    ),
    (
        "!abstimmung öffnen öffentlichkeit TOP 2",
        c.OpenBallot(**CHAIRS, subject=Subject(kind=SubjectKind.EXCLUDE_PUBLIC, ref=T2)),
    ),
    (
        "!abstimmung öffnen befangenheit Ayşe",
        c.OpenBallot(**CHAIRS, subject=Subject(kind=SubjectKind.RECUSAL, ref=AYSE)),
    ),
    (
        "!vote open minutes 2026-02",
        c.OpenBallot(**CHAIRS, subject=Subject(kind=SubjectKind.MINUTES, ref="2026-02")),
    ),
    (
        '!abstimmung öffnen geschäftsordnung "Schluss der Debatte" namentlich',
        c.OpenBallot(
            **CHAIRS,
            subject=Subject(kind=SubjectKind.PROCEDURE, text="Schluss der Debatte"),
            mode=VoteMode.RECORDED,
        ),
    ),
    ("!abstimmung abbrechen", c.BreakOffBallot(**CHAIRS, reason=Undecided.CHAIR)),
]
MINUTES_ACTS = [
    ("!niederschrift entwerfen", c.DraftMinutes(**CHAIRS)),
    ("!minutes sign", c.SignMinutes(**CHAIRS)),
    (
        "!niederschrift genehmigen 2026-04",
        c.ApproveMinutes(**CHAIRS, in_meeting=MeetingId("2026-04")),
    ),
    ("!sprache englisch", c.ChooseLanguage(**CHAIRS, language=Language.EN)),
]
OFFICE_ACTS = [
    (
        '!sitz besetzen 8 "Max  Muster" gruppe "Die\u202e Linke" beratend',
        c.FillSeat(
            **CHAIRS,
            seat=Seat(
                id=NEW, name="Max Muster", role=Role.ADVISORY, group="Die Linke", votes=False
            ),
        ),
    ),
    (
        "!seat fill 8 Max von Muster clerk with vote",
        c.FillSeat(**CHAIRS, seat=Seat(id=NEW, name="Max von Muster", role=Role.CLERK)),
    ),
    (
        "!sitz ändern sitz 7 ohne Stimme",
        c.FillSeat(
            **CHAIRS,
            seat=Seat(id=AYSE, name="Ayşe Yılmaz", role=Role.MEMBER, group="SPD", votes=False),
        ),
    ),
    (
        "!sitz ändern 7 mit 3 Stimmen",
        c.FillSeat(
            **CHAIRS,
            seat=Seat(id=AYSE, name="Ayşe Yılmaz", role=Role.MEMBER, group="SPD", weight=3),
        ),
    ),
    (
        "!seat change 7 with 3 votes advisory",
        c.FillSeat(
            **CHAIRS,
            seat=Seat(id=AYSE, name="Ayşe Yılmaz", role=Role.ADVISORY, group="SPD", votes=False),
        ),
    ),
    (
        '!sitz ändern 7 "Ayşe Demir"',
        c.FillSeat(**CHAIRS, seat=Seat(id=AYSE, name="Ayşe Demir", role=Role.MEMBER, group="SPD")),
    ),
    ("!sitz räumen 7 Umzug", c.VacateSeat(**CHAIRS, seat=AYSE, reason="Umzug")),
    ("!aufnahme widerrufen 7 Verlust", c.RevokeEnrolment(**CHAIRS, seat=AYSE, reason="Verlust")),
    ("!device revoke 7 ABC", c.RevokeDevice(**CHAIRS, seat=AYSE, device=DeviceId("ABC"))),
    ("!gerätezulassung verbieten", c.SetDeviceAdmission(**CHAIRS, allowed=False)),
]


@pytest.mark.parametrize(
    ("text", "command"),
    [
        *MEETING_ACTS,
        *AGENDA_ACTS,
        *ATTENDANCE_ACTS,
        *MOTION_ACTS,
        *VOTE_ACTS,
        *MINUTES_ACTS,
    ],
)
def test_a_line_becomes_its_command(text: str, command: c.Command) -> None:
    assert act(text) == command


@pytest.mark.parametrize(("text", "command"), OFFICE_ACTS)
def test_the_office_looks_after_the_roster(text: str, command: c.Command) -> None:
    assert act(text, context(place=Place.OFFICE)) == command


def test_going_on_resumes_after_a_recess_and_shows_the_next_step_otherwise() -> None:
    paused = context(meeting=replace(MEETING, phase=Phase.INTERRUPTED))
    for words in ("!weiter", "!sitzung fortsetzen", "!resume"):
        assert act(words, paused) == c.ResumeMeeting(**CHAIRS)
        assert reading(words) == Ask(ShowNextStep())
    assert act("!weiter", context(meeting=None)) == c.ResumeMeeting(**CHAIRS)
    assert reading("!nächster schritt") == Ask(ShowNextStep())


def test_the_opening_is_led_in_words() -> None:
    assert act("!ladung feststellen") == c.StateConvocation(**CHAIRS)
    noted = c.StateConvocation(**CHAIRS, note="Der Brief lag vor.")
    assert act("!ladung feststellen Der Brief lag vor.") == noted
    assert act("!tagesordnung feststellen") == c.SettleAgenda(**CHAIRS)
    skipped = c.SkipOpeningStep(**CHAIRS, step=OpeningStep.RESIDENTS, reason="Keine Fragen.")
    assert act("!weiter ohne fragestunde Keine Fragen.") == skipped
    office = context(place=Place.OFFICE)
    since = datetime(2026, 11, 12, 8, tzinfo=office.zone)
    proof = c.ProvePublication(
        **CHAIRS, medium=NoticeMedium.BOARD, where="Schaukasten", since=since
    )
    typed = '!bekanntgemacht aushang "Schaukasten" ab 12.11.2026 08:00'
    assert act(typed, office) == proof
    until = datetime(2026, 11, 20, 9, tzinfo=office.zone)
    assert act(f"{typed} bis 20.11.2026 09:00 durch Frau Linde", office) == replace(
        proof, until=until, whom="Frau Linde"
    )


def test_a_member_who_names_nobody_speaks_for_themselves() -> None:
    where = context(by=AYSE)
    assert act("!entschuldigt 2 Tage Kur", where) == c.RecordAbsence(
        **AYSES, seat=AYSE, reason="2 Tage Kur"
    )
    assert act("!befangen Hans ist mein Bruder", where) == c.DeclareRecusal(
        **AYSES, seat=AYSE, reason="Hans ist mein Bruder"
    )


def test_in_a_hybrid_meeting_members_answer_from_afar_unless_they_say_otherwise() -> None:
    hybrid = context(by=AYSE, meeting=replace(MEETING, format=Format.HYBRID))
    remote = c.ReportPresent(**AYSES, seat=AYSE, mode=Mode.REMOTE, channel=Channel.COMMAND)
    assert act("!hier", hybrid) == remote
    assert act("!hier im Saal", hybrid) == replace(remote, mode=Mode.HALL)


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        ("!abstimmung ja", YES),
        ("!stimme nein!", NO),
        ("!vote abstain", ABSTAIN),
        ("!ja", YES),
        ("!no", NO),
        ("!Enthaltung", ABSTAIN),
    ],
)
def test_a_vote_goes_to_the_ballot_that_is_open(text: str, choice: Choice) -> None:
    assert act(text, context(by=AYSE, meeting=VOTING)) == c.CastVote(
        **AYSES, seat=AYSE, choice=choice, channel=Channel.COMMAND, ballot=V1
    )


@pytest.mark.parametrize(
    "text", ["!stimme für 7 ja", "!stimme 7 ja", "!ja für 7", "!vote yes for 7"]
)
def test_the_clerk_enters_a_vote_for_somebody_in_the_hall(text: str) -> None:
    entered = act(text, context(by=CLERK, meeting=VOTING))
    assert entered == c.CastVote(
        by=CLERK, at=NOON, seat=AYSE, choice=YES, channel=Channel.CLERK, ballot=V1
    )


@pytest.mark.parametrize(
    ("typed", "rule"),
    [
        ("einfache", "simple"),
        ("zweidrittel", "two_thirds"),
        ("2/3", "two_thirds"),
        ("zwei Drittel", "two_thirds"),
        ("two thirds of all members", "two_thirds_members"),
        ("zwei Drittel der Mitglieder", "two_thirds_members"),
        ("drei Viertel der Mitglieder", "three_quarters_members"),
        ("3/4 der Mitglieder", "three_quarters_members"),
        ("two_thirds", "two_thirds"),
        ("Zweidrittel_Mitglieder", "two_thirds_members"),
        ("dreiviertel_mitglieder", "three_quarters_members"),
    ],
)
def test_a_majority_may_be_named_in_german_or_by_its_key(typed: str, rule: str) -> None:
    opened = act(f"!abstimmung öffnen A1 mehrheit {typed}")
    assert isinstance(opened, c.OpenBallot)
    assert opened.rule == rule
    assert rule in law_of("TH", BodyKind.COUNCIL).on(EVENING.date()).majorities


def test_closing_names_the_ballot_that_was_open() -> None:
    closed = act("!abstimmung schließen", context(meeting=VOTING))
    assert closed == c.CloseBallot(**CHAIRS, ballot=V1)


@pytest.mark.parametrize(
    ("text", "votes"),
    [
        ("!handzeichen ja 3,7 nein 2", ((DREI, YES), (AYSE, YES), (DEPUTY, NO))),
        ("!hands no 2 abstain Ayse, 3", ((DEPUTY, NO), (AYSE, ABSTAIN), (DREI, ABSTAIN))),
        ('!hands yes "Dora Drei"', ((DREI, YES),)),
        # Hans has voted with his own device; seat 3 is not there.
        ("!handzeichen nein 2 übrige ja", ((DEPUTY, NO), (CHAIR, YES), (AYSE, YES))),
        ("!handzeichen nein 2 ja alle", ((DEPUTY, NO), (CHAIR, YES), (AYSE, YES))),
    ],
)
def test_a_show_of_hands_is_entered_at_once(
    text: str, votes: tuple[tuple[SeatId, Choice], ...]
) -> None:
    assert act(text, context(meeting=VOTING)) == c.EnterCount(**CHAIRS, votes=votes)


@pytest.mark.parametrize(
    ("text", "seats", "counts"),
    [
        ("!handzeichen ja 2", "ja Sitz 2", "ja 2"),
        ("!handzeichen ja 1, nein 2", "ja Sitz 1 nein Sitz 2", "ja 1 nein 2"),
        ("!hands no 2.", "nein Sitz 2", "nein 2"),
    ],
)
def test_a_number_that_may_be_of_hands_or_of_a_seat_is_asked_back(
    text: str, seats: str, counts: str
) -> None:
    """Three in the hall may raise a hand: both ways to say it are shown, and can be typed."""
    asked = problem(text, context(meeting=VOTING))
    assert asked.key == "problem.hands_or_seats"
    assert (asked.facts["seats"], asked.facts["counts"]) == (seats, counts)
    assert "Bernd Müller (2)" in str(asked.facts["people"])
    assert isinstance(act(f"!handzeichen {seats}", context(meeting=VOTING)), c.EnterCount)
    assert isinstance(act(f"!auszählung {counts}", context(meeting=VOTING)), c.EnterSums)


@pytest.mark.parametrize(
    ("text", "ballot"),
    [
        ("!handzeichen ja 7", VOTING.ballots[V1]),  # no seven hands are free
        ("!handzeichen ja 3 nein 2", VOTING.ballots[V1]),
        ("!handzeichen ja Sitz 2", VOTING.ballots[V1]),
        ("!handzeichen ja Sitz 2, Sitz 3", VOTING.ballots[V1]),
        ("!handzeichen ja 2 nein übrige", VOTING.ballots[V1]),
        ("!handzeichen ja 2 nein Ayse", VOTING.ballots[V1]),
        ("!handzeichen ja 2", replace(VOTING.ballots[V1], mode=VoteMode.RECORDED)),
        ("!handzeichen ja 2", replace(VOTING.ballots[V1], mode=VoteMode.UNOPPOSED)),
    ],
)
def test_a_number_that_can_only_be_a_seat_is_one(text: str, ballot: Ballot) -> None:
    where = context(meeting=replace(VOTING, ballots={V1: ballot}))
    entered = act(text, where)
    assert isinstance(entered, c.EnterCount)
    assert DEPUTY in dict(entered.votes) or AYSE in dict(entered.votes)


def test_the_rest_of_a_show_of_hands_are_those_in_the_hall_who_may_vote() -> None:
    there = {
        **MEETING.attendance,
        AYSE: Attendance(presence=Presence.PRESENT, mode=Mode.REMOTE),
        DREI: Attendance(presence=Presence.PRESENT, mode=Mode.PHONE),
    }
    mixed = replace(VOTING, attendance=there)
    votes = ((DEPUTY, NO), (CHAIR, YES))
    assert act("!handzeichen nein 2 übrige ja", context(meeting=mixed)) == c.EnterCount(
        **CHAIRS, votes=votes
    )
    about = replace(VOTING.ballots[V1], subject=Subject(kind=SubjectKind.RECUSAL, ref=DEPUTY))
    in_doubt = replace(VOTING, ballots={V1: about})
    assert act("!handzeichen übrige ja", context(meeting=in_doubt)) == c.EnterCount(
        **CHAIRS, votes=((CHAIR, YES), (AYSE, YES))
    )


def test_who_is_on_the_telephone_is_entered_with_how_they_were_identified() -> None:
    entered = c.ReportPresent(
        **CHAIRS,
        seat=AYSE,
        mode=Mode.PHONE,
        channel=Channel.CLERK,
        identified="Rückruf unter bekannter Nummer",
    )
    typed = "!anwesend 7 am telefon Rückruf unter bekannter Nummer"
    assert act(typed, context(CHAIR)) == entered
    assert act("!present 7 by phone", context(CHAIR)) == replace(entered, identified="")


def test_a_counter_motion_is_moved_and_ordered_with_what_it_stands_against() -> None:
    moved = c.MoveCounterMotion(**CHAIRS, seat=AYSE, against=A1, text="Ein Radweg.")
    assert act("!gegenantrag A1 für 7: Ein Radweg.", context(CHAIR)) == moved
    assert act("!counter-motion A1 for 7: Ein Radweg.", context(CHAIR)) == moved
    counter = Motion(id=A2, item=T1, by=AYSE, text="x", original="x", against=A1)
    countered = context(CHAIR, meeting=replace(MEETING, motions={**MEETING.motions, A2: counter}))
    ordered = c.OrderMotions(**CHAIRS, motion=A2, order=(A2, A1), reason="geht weiter")
    assert act("!reihenfolge A2 A1 geht weiter", countered) == ordered
    due = c.OpenBallot(**CHAIRS, subject=Subject(kind=SubjectKind.MOTION, ref=A2))
    assert act("!abstimmung öffnen", countered) == due


def test_the_order_of_amendments_needs_no_main_motion() -> None:
    amended = context(meeting=AMENDED)
    ordered = c.OrderAmendments(**CHAIRS, motion=A1, order=(A3, A2), reason="")
    assert act("!reihenfolge A3, A2", amended) == ordered
    assert act("!reihenfolge A1 A3,A2", amended) == ordered
    assert act("!order A3 A2 goes furthest", amended) == replace(ordered, reason="goes furthest")


def test_the_amendment_that_is_due_is_voted_on_first() -> None:
    amended = context(meeting=AMENDED)
    assert act("!abstimmung öffnen", amended) == c.OpenBallot(
        **CHAIRS, subject=Subject(kind=SubjectKind.AMENDMENT, ref=A2)
    )
    assert act("!abstimmung öffnen A3", amended) == c.OpenBallot(
        **CHAIRS, subject=Subject(kind=SubjectKind.AMENDMENT, ref=A3)
    )


@pytest.mark.parametrize(
    ("typed", "part"),
    [
        ("!go pause", "part.minutes"),
        ("!go redezeit auf", "part.minutes"),
        ("!go absetzung", "part.item"),
        ("!go reihenfolge", "part.item"),
        ("!go reihenfolge TOP 3 auf", "part.position"),
        ("!go überweisung an", "part.where"),
        ("!go wiederholung", "part.reason"),
    ],
)
def test_what_a_motion_on_the_course_of_business_lacks_is_named(typed: str, part: str) -> None:
    found = problem(typed)
    assert (found.key, found.facts["part"]) == ("problem.missing", part)


def test_what_cannot_be_undone_asks_back() -> None:
    found = reading("!sitzung schließen")
    assert isinstance(found, NeedsConfirmation)
    assert found.summary == "command.meeting.close"


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("!top", "problem.missing"),
        ("!top 9", "problem.item_unknown"),
        ("!sitzung absagen", "problem.missing"),
        ("!einladen dringlich", "problem.missing"),
        ("!einladen bald", "problem.too_many"),
        ("!siegel vergleichen", "problem.missing"),
        ("!vergleich 42", "problem.missing"),
        ("!vergleich 42 abend blume", "problem.missing"),
        ("!vergleich eins zwei drei vier fünf sechs sieben", "problem.too_many"),
        ("!antrag", "problem.missing"),
        ("!änderung", "problem.missing"),
        ("!änderung A1", "problem.missing"),
        ('!änderung A1 => "neu"', "problem.missing"),
        ("!änderung A9 neu", "problem.motion_unknown"),
        ("!zurückziehen A1 sofort", "problem.too_many"),
        ("!reihenfolge A1", "problem.missing_order"),
        ("!reihenfolge zuerst", "problem.motion_unknown"),
        ("!reihenfolge", "problem.missing"),
        ("!abstimmung", "problem.missing"),
        ("!abstimmung vielleicht", "problem.not_understood"),
        ("!abstimmung für 7", "problem.missing"),
        ("!abstimmung ja nein", "problem.too_many"),
        ('!frage "Frau Alt" Wann kommt der Bus?', "problem.no_question_here"),
        ("!top verschieben 3 nach N1", "problem.place_in_other_part"),
        ("!top verschieben 3 nach vorn", "problem.not_a_number"),
        ("!abstimmung öffnen A1 leise", "problem.too_many"),
        ("!abstimmung öffnen TOP 2", "problem.no_motion"),
        ("!abstimmung öffnen erweiterung", "problem.missing"),
        ("!abstimmung öffnen befangenheit Xaver", "problem.person_unknown"),
        ("!abstimmung öffnen Quark", "problem.motion_unknown"),
        ("!handzeichen", "problem.missing"),
        ("!handzeichen ja", "problem.missing"),
        ("!handzeichen ja 7 nein 7", "problem.named_twice"),
        ("!handzeichen ja 99", "problem.person_unknown"),
        ("!handzeichen ja Müller", "problem.person_ambiguous"),
        ("!handzeichen übrige ja", "refusal.no_ballot_open"),
        ("!tagesordnung neu", "problem.missing"),
        ('!tagesordnung neu "A" platz null', "problem.not_a_number"),
        ('!tagesordnung neu "A" platz 0', "problem.not_a_number"),
        ('!tagesordnung neu "A" sofort', "problem.too_many"),
        ("!top verschieben 3", "problem.missing"),
        ("!sprache klingonisch", "problem.not_understood"),
        ("!niederschrift genehmigen", "problem.missing"),
    ],
)
def test_what_is_missing_or_too_much_is_named(text: str, key: str) -> None:
    assert problem(text).key == key


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("!sitz besetzen", "problem.missing"),
        ("!sitz besetzen 8", "problem.missing"),
        ('!sitz besetzen 8 "Max" ohne Krawatte', "problem.not_understood"),
        ('!sitz besetzen 8 "Max" ohne', "problem.missing"),
        ('!sitz besetzen 8 "Max" mit 3', "problem.missing"),
        ('!sitz besetzen 8 "Max" ohne 3 Stimmen', "problem.not_understood"),
        ('!sitz besetzen 8 "Max" morgen', "problem.too_many"),
        ("!aufnehmen anna sitz 5", "problem.user_id"),
        ("!aufnehmen @anna:x.example", "problem.missing"),
        ("!gerät zulassen 5", "problem.missing"),
        ("!code", "problem.wrong_place"),
    ],
)
def test_the_office_is_told_too(text: str, key: str) -> None:
    assert problem(text, context(place=Place.OFFICE)).key == key


def test_without_an_item_under_debate_the_ballot_needs_a_motion() -> None:
    idle = context(meeting=replace(MEETING, item=None))
    assert problem("!abstimmung öffnen", idle).key == "refusal.no_item_open"


def test_of_several_motions_one_is_to_be_named() -> None:
    two = replace(
        MEETING, motions={A1: MEETING.motions[A1], A2: replace(MEETING.motions[A1], id=A2)}
    )
    found = problem("!abstimmung öffnen", context(meeting=two))
    assert found.key == "problem.which_motion"
    assert found.facts["motions"] == (A1, A2)


def test_after_the_last_item_there_is_no_next_one() -> None:
    over = replace(MEETING, done=tuple(item.id for item in MEETING.agenda))
    assert problem("!top next", context(meeting=over)).key == "problem.no_next_item"


@pytest.mark.parametrize(
    "text", ["!top 1", "!ja", "!pause", "!befangen TOP 1", "!antrag zeigen A1"]
)
def test_without_a_meeting_there_is_nothing_to_lead(text: str) -> None:
    assert problem(text, context(meeting=None)).key == "refusal.no_meeting"


def test_guests_report_themselves_present() -> None:
    command = act("!anwesend", context(by=GUEST))
    assert isinstance(command, c.ReportPresent)
    assert command.seat == GUEST


def test_an_item_is_not_closed_in_silence_while_something_of_it_is_open() -> None:
    found = reading("!top schließen", context(CHAIR, meeting=AMENDED))
    assert isinstance(found, NeedsConfirmation)
    assert found.command == c.CloseItem(**CHAIRS, note="")
    facts = {"number": "1", "ids": ("A1", "A2", "A3")}
    assert [(doubt.key, doubt.facts) for doubt in found.doubts] == [("doubt.undecided", facts)]


@pytest.mark.parametrize("text", ["!top schließen", "!sitzung schließen"])
def test_a_motion_on_the_course_of_business_does_not_lapse_in_silence(text: str) -> None:
    found = reading(text, context(CHAIR, meeting=replace(PROCEDURAL, motions={})))
    assert isinstance(found, NeedsConfirmation)
    assert [(doubt.key, doubt.facts) for doubt in found.doubts] == [
        ("doubt.procedural", {"ids": (G1,)})
    ]
    decided = replace(PROCEDURAL, motions={}, procedural={})
    told = reading(text, context(CHAIR, meeting=decided))
    assert not isinstance(told, NeedsConfirmation) or not told.doubts


@pytest.mark.parametrize(
    ("typed", "example"),
    [
        ("!go pause", "!go pause 10 Minuten"),
        ("!go redezeit", "!go redezeit 3 Minuten"),
        ("!go absetzung", "!go absetzung TOP 5"),
        ("!go reihenfolge TOP 2", "!go reihenfolge TOP 5 auf 3"),
        ("!go überweisung", "!go überweisung an den Bauausschuss"),
        ("!go wiederholung", "!go wiederholung Die Zählung war unklar."),
        ("!go vertagung morgen", "!go schluss der debatte"),
        ("!go", "!go schluss der debatte"),
    ],
)
def test_a_motion_on_procedure_is_prompted_with_an_example_of_its_own_kind(
    typed: str, example: str
) -> None:
    assert problem(typed).facts["example"] == example
    full = reading(example.replace("TOP 5 auf 3", "TOP 3 auf 2").replace("TOP 5", "TOP 3"))
    assert isinstance(full, Act)


@pytest.mark.parametrize(
    ("starts", "asked"),
    [
        (NOON + timedelta(days=1), True),
        (NOON - timedelta(days=1), True),
        (NOON.replace(hour=23, minute=30), True),
        (NOON.replace(hour=22, minute=30), False),
        (NOON - timedelta(hours=6), False),
        (None, False),
    ],
)
def test_on_another_day_than_convened_for_the_meeting_is_opened_only_if_confirmed(
    starts: datetime | None, *, asked: bool
) -> None:
    """The day counts where the council meets: half past eleven in UTC is the next one there."""
    found = reading("!sitzung eröffnen", context(CHAIR, meeting=replace(MEETING, starts=starts)))
    assert isinstance(found, Act | NeedsConfirmation)
    assert found.command == c.OpenMeeting(by=CHAIR, at=NOON)
    if not asked:
        assert isinstance(found, Act)
        return
    assert isinstance(found, NeedsConfirmation)
    (doubt,) = found.doubts
    assert (doubt.key, doubt.for_good) == ("doubt.opens_another_day", False)
    assert doubt.facts == {"starts": starts, "today": NOON}


def test_before_the_announced_hour_the_meeting_goes_on_only_if_confirmed() -> None:
    recess = replace(MEETING, phase=Phase.INTERRUPTED, resumes=NOON + timedelta(minutes=10))
    found = reading("!weiter", context(CHAIR, meeting=recess))
    assert isinstance(found, NeedsConfirmation)
    assert found.command == c.ResumeMeeting(by=CHAIR, at=NOON)
    (doubt,) = found.doubts
    assert (doubt.key, doubt.facts) == ("doubt.resumes_later", {"until": recess.resumes})
    assert not doubt.for_good
    tomorrow = replace(recess, resumes=NOON + timedelta(days=1))
    later = reading("!weiter", context(CHAIR, meeting=tomorrow))
    assert isinstance(later, NeedsConfirmation)
    assert [doubt.key for doubt in later.doubts] == ["doubt.resumes_another_day"]


def test_at_the_hour_or_without_one_the_meeting_just_goes_on() -> None:
    for resumes in (NOON + timedelta(seconds=50), NOON, NOON - timedelta(minutes=1), None):
        recess = replace(MEETING, phase=Phase.INTERRUPTED, resumes=resumes)
        assert isinstance(reading("!weiter", context(CHAIR, meeting=recess)), Act)


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("!pause bis 11:55", True),
        ("!pause 100000", True),
        ("!pause bis 3.12.2026 18:00", True),
        ("!pause bis 13:30", False),
        ("!pause 10 Minuten", False),
        ("!pause", False),
    ],
)
def test_a_recess_until_another_day_asks_back(text: str, *, asked: bool) -> None:
    """An hour that is past was taken for tomorrow's, and everybody was entered as gone."""
    found = reading(text, context(CHAIR, meeting=MEETING))
    if not asked:
        assert isinstance(found, Act)
        return
    assert isinstance(found, NeedsConfirmation)
    assert [doubt.key for doubt in found.doubts] == ["doubt.breaks_off"]
    assert not found.doubts[0].for_good


def test_where_there_is_nothing_yet_a_sentence_says_so_and_how_to_begin() -> None:
    empty = replace(MEETING, agenda=(), motions={}, item=None)
    assert problem("!top 3", context(CHAIR, meeting=empty)).key == "problem.no_items"
    assert problem("!zurückziehen A1", context(CHAIR, meeting=empty)).key == "problem.no_motions"


def test_nothing_is_asked_where_nothing_is_open_or_the_item_goes_on_another_time() -> None:
    empty = replace(MEETING, motions={})
    for typed, meeting in [
        ("!top schließen", empty),
        ("!top schließen", replace(AMENDED, item=None)),
        ("!top schließen", None),
        ("!top vertagen", AMENDED),
    ]:
        assert isinstance(reading(typed, context(CHAIR, meeting=meeting)), Act), typed


@pytest.mark.parametrize(
    ("typed", "public"),
    [
        ('!tagesordnung neu "Wege" öffentlich', True),
        ('!tagesordnung neu "Wege" nichtöffentlich', False),
        ('!tagesordnung neu "Wege" nicht öffentlich', False),
    ],
)
def test_whether_an_item_is_public_may_be_said_either_way(typed: str, public: bool) -> None:
    command = act(typed)
    assert isinstance(command, c.AddAgendaItem)
    assert (command.title, command.public) == ("Wege", public)
