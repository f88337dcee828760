# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A council of nine for tests: mayor, deputy, seven members, and people without a vote.

`PLANNED`, `INVITED`, `OPENED`, `CALLED`, `ON_ITEM`, `VOTING` are the events that lead there, so a
test begins where it gets interesting. Quorum is five of nine.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain.circulated import CirculationEnd, Outcome
from bot.domain.ids import (
    BallotId,
    BodyId,
    CirculationId,
    ItemId,
    Key,
    MeetingId,
    MotionId,
    SeatId,
    UrgentId,
)
from bot.domain.rules import NoticeRule, Quorum, Rules, Source, Verified
from bot.domain.urgent import Afterwards, UrgentDecision
from bot.domain.values import (
    AgendaItem,
    Base,
    BodyKind,
    Channel,
    Choice,
    Format,
    Language,
    Majority,
    Mark,
    Mode,
    Notice,
    QuorumCheck,
    Result,
    Role,
    Seat,
    Subject,
    SubjectKind,
    Vote,
    VoteMode,
)

YES, NO, ABSTAIN = Choice.YES, Choice.NO, Choice.ABSTAIN
MAYOR, DEPUTY, AYSE, UWE, LANGE, HORN, VOGT, DIETZ, ROTH = map(SeatId, "123456789")
CLERK, ADVISER, GUEST, NOBODY = map(SeatId, ("s1", "b1", "g1", "99"))
VOTERS = (MAYOR, DEPUTY, AYSE, UWE, LANGE, HORN, VOGT, DIETZ, ROTH)
T1, T2, T3, T4 = map(ItemId, ("T1", "T2", "T3", "T4"))
A1, A2, A3, A4 = map(MotionId, ("A1", "A2", "A3", "A4"))
V1, V2 = BallotId("V1"), BallotId("V2")
NOW = datetime(2026, 11, 26, 18, 0, tzinfo=UTC)
BEFORE = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
KEY = Key("k" * 43)

SEATS = (
    Seat(id=MAYOR, name="Dr. Martina Albrecht", role=Role.CHAIR),
    Seat(id=DEPUTY, name="Jörg Weber", role=Role.DEPUTY, group="Bürgerliste"),
    Seat(id=AYSE, name="Ayşe Kaya", role=Role.MEMBER, group="Bürgerliste"),
    Seat(id=UWE, name="Uwe Stein", role=Role.MEMBER, group="Bürgerliste"),
    Seat(id=LANGE, name="Sabine Lange", role=Role.MEMBER, group="Dorf"),
    Seat(id=HORN, name="Frank Horn", role=Role.MEMBER, group="Dorf"),
    Seat(id=VOGT, name="Łucja Vogt", role=Role.MEMBER, group="Dorf"),
    Seat(id=DIETZ, name="Peter Dietz", role=Role.MEMBER),
    Seat(id=ROTH, name="Ines Roth", role=Role.MEMBER),
    Seat(id=CLERK, name="Kerstin Blum", role=Role.CLERK, votes=False),
    Seat(id=ADVISER, name="Rolf Brand", role=Role.ADVISORY, votes=False),
    Seat(id=GUEST, name="Eva Gast", role=Role.GUEST, votes=False),
)
MARKS = tuple((seat.id, Mark.VERIFIED) for seat in SEATS)


def majority(share: str, base: Base, *, or_equal: bool = False) -> Majority:
    return Majority(share=Fraction(share), base=base, or_equal=or_equal)


RULES = Rules(
    land="TH",
    profile="test",
    notice=NoticeRule(full_days=4, urgent_days_before=2),
    quorum=Quorum(share=Fraction(1, 2), base=Base.MEMBERS),
    majorities={
        "simple": majority("1/2", Base.YES_VS_NO),
        "members": majority("1/2", Base.MEMBERS),
        "two_thirds": majority("2/3", Base.PRESENT, or_equal=True),
        "two_thirds_members": majority("2/3", Base.MEMBERS, or_equal=True),
        "half_cast": majority("1/2", Base.VOTES_CAST),
    },
    majority_for={SubjectKind.ADD_ITEM: "two_thirds_members"},
    formats={BodyKind.COUNCIL: (Format.PRESENCE, Format.HYBRID)},
    sources={
        key: Source(norm=f"§ {key}", source="test", as_of="2026-10-01", verified=Verified.FOUND)
        for key in ("notice", "notice.urgent", "quorum", "vote.simple", "vote.abstention", "format")
    },
)

ESTABLISH = c.EstablishBody(
    by=c.OPERATOR,
    at=BEFORE,
    body=BodyId("rat"),
    name="Gemeinderat",
    municipality="Ilmtal",
    kind=BodyKind.COUNCIL,
    land="TH",
    statutory_members=9,
    language=Language.DE,
    time_zone="Europe/Berlin",
    journal_key=KEY,
    seats=SEATS,
)
BODY: tuple[e.BodyEvent, ...] = (
    e.BodyEstablished(
        body=BodyId("rat"),
        name="Gemeinderat",
        municipality="Ilmtal",
        kind=BodyKind.COUNCIL,
        land="TH",
        statutory_members=9,
        language=Language.DE,
        time_zone="Europe/Berlin",
        journal_key=KEY,
    ),
    *(e.SeatFilled(seat=seat) for seat in SEATS),
)

PLAN = c.PlanMeeting(
    by=MAYOR,
    at=BEFORE,
    meeting=MeetingId("2026-03"),
    body=BodyId("rat"),
    body_name="Gemeinderat",
    municipality="Ilmtal",
    kind=BodyKind.COUNCIL,
    statutory_members=9,
    title="3. Sitzung",
    starts=NOW,
    place="Rathaus",
    format=Format.PRESENCE,
    language=Language.DE,
    time_zone="Europe/Berlin",
    rules=RULES,
    seats=SEATS,
    marks=MARKS,
)


def planned(
    rules: Rules = RULES,
    *,
    statutory: int = 9,
    seats: tuple[Seat, ...] = SEATS,
    format: Format = Format.PRESENCE,
) -> tuple[e.MeetingEvent, ...]:
    """Return the beginning of a meeting's stream."""
    return (
        e.MeetingPlanned(
            meeting=PLAN.meeting,
            body=PLAN.body,
            body_name=PLAN.body_name,
            municipality=PLAN.municipality,
            kind=PLAN.kind,
            statutory_members=statutory,
            title=PLAN.title,
            starts=PLAN.starts,
            place=PLAN.place,
            format=format,
            language=PLAN.language,
            time_zone=PLAN.time_zone,
            rules=rules,
        ),
        e.RosterTaken(seats=seats, marks=MARKS),
    )


def item(
    id: ItemId, title: str = "Straße", *, public: bool = True, text: str = "", late: bool = False
) -> AgendaItem:
    return AgendaItem(id=id, title=title, public=public, text=text, late=late)


AGENDA: tuple[e.MeetingEvent, ...] = (
    e.AgendaItemAdded(item=item(T1), position=0),
    e.AgendaItemAdded(item=item(T2, "Haushalt"), position=1),
    e.AgendaItemAdded(item=item(T3, "Grundstück", public=False), position=2),
)
REGULAR = Notice(received=BEFORE, full_days=9, needed=4, urgent=False, latest=NOW)
INVITATION = e.InvitationSent(notice=REGULAR, seats=VOTERS, urgency_reason="")
URGENT = e.InvitationSent(
    notice=replace(REGULAR, urgent=True, full_days=2), seats=VOTERS, urgency_reason="Rohrbruch"
)


def check(present: int = 9, needed: int = 5, statutory: int = 9) -> QuorumCheck:
    return QuorumCheck(
        present=present,
        needed=needed,
        statutory=statutory,
        quorate=present >= needed,
        norm="§ quorum",
    )


def arrived(*seats: SeatId, late: bool = False) -> tuple[e.MeetingEvent, ...]:
    return tuple(
        e.MemberArrived(seat=seat, mode=Mode.HALL, channel=Channel.TEXT, late=late)
        for seat in seats
    )


def left(*seats: SeatId) -> tuple[e.MeetingEvent, ...]:
    return tuple(e.MemberLeft(seat=seat, reason="") for seat in seats)


def roll_call(*present: SeatId) -> tuple[e.MeetingEvent, ...]:
    """Open the meeting and call the roll; who is not ``present`` is absent without a reason."""
    absent = tuple(
        e.AbsenceRecorded(seat=seat, reason="", excused=False)
        for seat in VOTERS
        if seat not in present
    )
    return (
        e.MeetingOpened(by=MAYOR, chair=MAYOR),
        e.RollCallStarted(by=MAYOR),
        *arrived(*present),
        *absent,
        e.RollCallClosed(check=check(len(present))),
    )


PLANNED = planned()
WITH_AGENDA = (*PLANNED, *AGENDA)
INVITED = (*WITH_AGENDA, INVITATION)
OPENED = (*INVITED, e.MeetingOpened(by=MAYOR, chair=MAYOR))
CALLED = (*INVITED, *roll_call(*VOTERS))
ON_ITEM = (*CALLED, e.ItemCalled(item=T1))
MOVED = (*ON_ITEM, e.MotionMoved(motion=A1, item=T1, by=AYSE, text="Die Straße wird gebaut."))


def opened_ballot(
    rule: str = "simple",
    mode: VoteMode = VoteMode.OPEN,
    quorum: QuorumCheck | None = None,
    *,
    hidden: bool = False,
    until_all: bool = False,
) -> e.BallotOpened:
    return e.BallotOpened(
        ballot=V1,
        item=T1,
        subject=Subject(kind=SubjectKind.MOTION, ref=A1, text="Die Straße wird gebaut."),
        mode=mode,
        rule=rule,
        check=quorum or check(),
        hidden=hidden,
        until_all=until_all,
    )


VOTING = (*MOVED, opened_ballot())


def cast(
    seat: SeatId,
    choice: Choice = YES,
    channel: Channel = Channel.TEXT,
    entered_by: SeatId | None = None,
) -> e.VoteCast:
    return e.VoteCast(ballot=V1, seat=seat, choice=choice, channel=channel, entered_by=entered_by)


def vote(seat: SeatId, choice: Choice = YES, by: SeatId | None = None) -> c.CastVote:
    return c.CastVote(by=by or seat, at=NOW, seat=seat, choice=choice, channel=Channel.TEXT)


def recused(seat: SeatId, item: ItemId = T1) -> e.RecusalDeclared:
    return e.RecusalDeclared(seat=seat, item=item, reason="")


def stored(seat: SeatId, choice: Choice) -> Vote:
    return Vote(seat=seat, choice=choice, channel=Channel.TEXT)


def subject(kind: SubjectKind, ref: str = "", text: str = "") -> Subject:
    return Subject(kind=kind, ref=ref, text=text)


DECIDED_BEFORE = Outcome(
    circulation=CirculationId("U1"),
    title="Notstrom",
    text="Ein Gerät wird gemietet.",
    public=True,
    opened=NOW,
    ended=NOW,
    end=CirculationEnd.REJECTED,
    agreed=7,
    agreement=7,
    result=Result(
        yes=3,
        no=4,
        abstain=0,
        not_voted=2,
        entitled=9,
        statutory=9,
        base=7,
        needed=4,
        adopted=False,
        rule="simple",
        norm="§ 39",
    ),
    votes=(),
    objections=(),
    recused=(),
    silent=(),
    norm="§ 36a",
)

DECIDED_URGENTLY = UrgentDecision(
    id=UrgentId("D1"),
    title="Notstrom",
    text="Ein Gerät wird gemietet.",
    reason="Stromausfall",
    by="Dr. Martina Albrecht",
    agreed="",
    public=True,
    decided=BEFORE - timedelta(hours=1),
    afterwards=Afterwards.REPORT,
    norm="",
)
