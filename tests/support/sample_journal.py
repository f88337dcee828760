# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A small council evening, as its journal: every kind of meeting event in lawful order.

Nine seats with a vote in three groups; one member is away with a reason, one comes late, one goes
early, one is recused. `evening()` is the whole of it; `cancelled()` the one that was not held.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from bot.domain import events as e
from bot.domain.convoked import ConvocationFault, NoticeFlaw, NoticeMedium, OpeningStep, Publication
from bot.domain.electing import Contest, Outcome, PaperCount, Votes
from bot.domain.ids import (
    BallotId,
    BodyId,
    CirculationId,
    ElectionId,
    ItemId,
    MeetingId,
    MotionId,
    SeatId,
)
from bot.domain.lots import digest_of
from bot.domain.records import Recorded
from bot.domain.released import Elected, Released
from bot.domain.rules import NoticeRule, Quorum, Rules, Source, Verified
from bot.domain.values import (
    AgendaItem,
    Base,
    BodyKind,
    Channel,
    Choice,
    ContestOutcome,
    Format,
    Language,
    Link,
    Majority,
    Mark,
    Mode,
    Notice,
    QuorumCheck,
    Reminder,
    Result,
    Role,
    Seat,
    Step,
    Subject,
    SubjectKind,
    Supervision,
    Undecided,
    VoteMode,
)

BERLIN = ZoneInfo("Europe/Berlin")
DAY = date(2026, 11, 26)
STATUTORY = 9
YES, NO, ABSTAIN = Choice.YES, Choice.NO, Choice.ABSTAIN

MAYOR, WEBER, KAYA, STEIN, LANGE, HORN, VOGT, DIETZ, ROTH = map(SeatId, "123456789")
CLERK, FIRE_CHIEF, GUEST = SeatId("s1"), SeatId("b1"), SeatId("g1")

SEATS = (
    Seat(id=MAYOR, name="Dr. Martina Albrecht", role=Role.CHAIR, group="Bürgermeisterin"),
    Seat(id=WEBER, name="Jörg Weber", role=Role.DEPUTY, group="Bürgerliste"),
    Seat(id=KAYA, name="Ayşe Kaya", role=Role.MEMBER, group="Bürgerliste"),
    Seat(id=STEIN, name="Uwe Stein", role=Role.MEMBER, group="Bürgerliste"),
    Seat(id=LANGE, name="Sabine Lange-Großkopf", role=Role.MEMBER, group="Dorf und Wald"),
    Seat(id=HORN, name="Frank Horn", role=Role.MEMBER, group="Dorf und Wald"),
    Seat(id=VOGT, name="Łucja Vogt", role=Role.MEMBER, group="Dorf und Wald"),
    Seat(id=DIETZ, name="Peter Dietz", role=Role.MEMBER),
    Seat(id=ROTH, name="Ines Roth", role=Role.MEMBER),
    Seat(id=CLERK, name="Kerstin Blum", role=Role.CLERK, votes=False),
    Seat(id=FIRE_CHIEF, name="Olaf Brand", role=Role.ADVISORY, votes=False),
    Seat(id=GUEST, name="Dipl.-Ing. Tom Ney", role=Role.GUEST, votes=False),
)
PRESENT = (MAYOR, WEBER, KAYA, LANGE, HORN, VOGT, DIETZ, CLERK, FIRE_CHIEF, GUEST)

RULES = Rules(
    land="th",
    profile="th 2026-11-01",
    notice=NoticeRule(full_days=4, urgent_days_before=2),
    quorum=Quorum(share=Fraction(1, 2), base=Base.MEMBERS),
    majorities={
        "simple": Majority(share=Fraction(1, 2), base=Base.YES_VS_NO),
        "members": Majority(share=Fraction(1, 2), base=Base.MEMBERS),
        "two_thirds_members": Majority(share=Fraction(2, 3), base=Base.MEMBERS, or_equal=True),
    },
    majority_for={SubjectKind.ADD_ITEM: "two_thirds_members"},
    formats={BodyKind.COUNCIL: (Format.PRESENCE,)},
    values={"minutes.reasons": True},
    sources={
        "quorum": Source(
            norm="§ 36 Abs. 1 ThürKO", source="S1", as_of="2026-11", verified=Verified.RECALLED
        ),
        "vote.simple": Source(
            norm="§ 39 Abs. 1 ThürKO", source="S1", as_of="2026-11", verified=Verified.RECALLED
        ),
    },
)

EXTENSION = ItemId("i6")
ROAD, PLAYGROUND, SURVEY, LAND, STAFF = map(ItemId, ("i2", "i3", "i4", "i5", "i7"))
MINUTES_ITEM = ItemId("i1")

ROAD_TEXT = (
    "Der Gemeinderat beschließt den Ausbau der Dorfstraße nach § 7 der Satzung in Höhe von "
    "120.000 €. Der Gehweg wird 1,50 m breit."
)


@dataclass
class Journal:
    """Writes entries one after another; the clock is set by hand."""

    records: list[Recorded] = field(default_factory=list)
    now: datetime = datetime(2026, 11, 12, 9, 0, tzinfo=BERLIN)
    ballots: int = 0

    def at(self, clock: str, day: date = DAY) -> Journal:
        """Set the clock to ``19:30``, to the minute."""
        self.now = datetime.combine(day, time.fromisoformat(clock), BERLIN)
        return self

    def add(self, *events: e.MeetingEvent) -> Journal:
        """Write entries at the time the clock shows."""
        for event in events:
            self.records.append(Recorded(seq=len(self.records) + 1, at=self.now, event=event))
        return self

    def ballot(
        self,
        item: ItemId | None,
        subject: Subject,
        votes: dict[SeatId, Choice],
        *,
        entitled: int,
        mode: VoteMode = VoteMode.OPEN,
    ) -> Journal:
        """Hold a whole ballot with simple majority."""
        name = self.open(item, subject, entitled, mode)
        for seat, choice in votes.items():
            vote = e.VoteCast(ballot=name, seat=seat, choice=choice, channel=Channel.TEXT)
            self.add(vote)
        return self.add(e.BallotClosed(ballot=name, result=count(votes, entitled)))

    def open(
        self,
        item: ItemId | None,
        subject: Subject,
        entitled: int,
        mode: VoteMode,
        *,
        hidden: bool = False,
        until_all: bool = False,
    ) -> BallotId:
        """Open the next ballot and return its id."""
        self.ballots += 1
        name = BallotId(f"V{self.ballots}")
        self.add(
            e.BallotOpened(
                ballot=name,
                item=item,
                subject=subject,
                mode=mode,
                rule="simple",
                check=check(entitled),
                hidden=hidden,
                until_all=until_all,
            )
        )
        return name


def check(present: int) -> QuorumCheck:
    """Return the quorum of this council with so many members."""
    return QuorumCheck(
        present=present,
        needed=5,
        statutory=STATUTORY,
        quorate=present >= 5,
        norm="§ 36 Abs. 1 ThürKO",
    )


def count(votes: dict[SeatId, Choice], entitled: int) -> Result:
    """Count by simple majority."""
    cast = list(votes.values())
    yes, no = cast.count(YES), cast.count(NO)
    return Result(
        yes=yes,
        no=no,
        abstain=cast.count(ABSTAIN),
        not_voted=entitled - len(cast),
        entitled=entitled,
        statutory=STATUTORY,
        base=yes + no,
        needed=(yes + no) // 2 + 1,
        adopted=yes > no,
        rule="simple",
        norm="§ 39 Abs. 1 ThürKO",
    )


def planned(language: Language = Language.DE) -> Journal:
    """Return the journal up to the invitation."""
    journal = Journal()
    journal.add(
        e.MeetingPlanned(
            meeting=MeetingId("2026-07"),
            body=BodyId("rat"),
            body_name="Gemeinderat",
            municipality="Gemeinde Altenrode",
            kind=BodyKind.COUNCIL,
            statutory_members=STATUTORY,
            title="7. Sitzung des Gemeinderates",
            starts=datetime(2026, 11, 25, 19, 0, tzinfo=BERLIN),
            place="Rathaus",
            format=Format.PRESENCE,
            language=language,
            time_zone="Europe/Berlin",
            rules=RULES,
        ),
        e.RosterTaken(seats=SEATS, marks=tuple((s.id, Mark.VERIFIED) for s in SEATS[:9])),
        e.MeetingRescheduled(
            starts=datetime(2026, 11, 26, 19, 0, tzinfo=BERLIN), place="Ratssaal, Markt 1"
        ),
    )
    for position, item in enumerate(
        (
            AgendaItem(id=MINUTES_ITEM, title="Genehmigung der Niederschrift vom 29.10.2026"),
            AgendaItem(id=ROAD, title="Ausbau der Dorfstraße", text=ROAD_TEXT, by="Verwaltung"),
            AgendaItem(id=PLAYGROUND, title="Spielplatz „Am Anger“", by="Dorf und Wald"),
            AgendaItem(id=SURVEY, title="Bericht über die Verkehrszählung"),
            AgendaItem(id=LAND, title="Grundstückskauf Flur 3, Familie Sommer", public=False),
            AgendaItem(id=STAFF, title="Personalsache Bauhof", public=False),
        )
    ):
        journal.add(e.AgendaItemAdded(item=item, position=position))
    return journal.add(
        e.AgendaItemMoved(item=SURVEY, position=2),
        e.InvitationSent(
            notice=Notice(
                received=datetime(2026, 11, 23, 12, 0, tzinfo=BERLIN),
                full_days=2,
                needed=4,
                urgent=True,
                latest=datetime(2026, 11, 21, 23, 59, tzinfo=BERLIN),
            ),
            seats=tuple(s.id for s in SEATS),
            urgency_reason="Der Förderantrag ist bis 30. November 2026 zu stellen.",
        ),
    )


ON_THE_BOARD = Publication(
    medium=NoticeMedium.BOARD,
    where="Schaukasten am Rathaus",
    since=datetime(2026, 11, 20, 7, tzinfo=UTC),
    until=datetime(2026, 11, 27, 7, tzinfo=UTC),
    by="Frau Linde",
    latest=datetime(2026, 11, 22, 22, 59, tzinfo=UTC),
    norm="§ 35 Abs. 6 ThürKO",
)
IN_PRINT = replace(
    ON_THE_BOARD,
    medium=NoticeMedium.GAZETTE,
    where="Amtsblatt Nr. 12",
    since=datetime(2026, 11, 24, 7, tzinfo=UTC),
    until=None,
    norm="",
    flaws=(NoticeFlaw.LATE,),
)


def opening(journal: Journal) -> None:
    journal.at("18:40").add(
        e.AgendaItemAdded(
            item=AgendaItem(id=EXTENSION, title="Winterdienst im Ortsteil Hain", late=True),
            position=4,
        )
    )
    journal.at("19:02").add(e.MeetingOpened(by=MAYOR, chair=MAYOR), e.RollCallStarted(by=MAYOR))
    for seat in PRESENT:
        journal.add(e.MemberArrived(seat=seat, mode=Mode.HALL, channel=Channel.TEXT, late=False))
    journal.add(
        e.AbsenceRecorded(seat=STEIN, reason="Krankheit", excused=True),
        e.AbsenceRecorded(seat=ROTH, reason="verspätet sich", excused=True),
    )
    journal.add(
        e.PublicationProven(publication=ON_THE_BOARD, by=CLERK),
        e.PublicationProven(publication=IN_PRINT, by=CLERK),
    )
    journal.at("19:06").add(
        e.RollCallClosed(check=check(7)),
        e.NoticeObjected(seat=HORN, reason="Die Ladung kam am 23. November, nicht am 21."),
        e.ConvocationStated(
            by=MAYOR,
            faults=(ConvocationFault.OBJECTED,),
            note="Über die Dringlichkeit wird abgestimmt.",
            norm="§ 36 Abs. 1 ThürKO",
        ),
        e.AgendaSettled(by=MAYOR),
        e.OpeningStepSkipped(
            step=OpeningStep.RESIDENTS, reason="Es liegen keine Fragen vor.", by=MAYOR
        ),
    )
    urgency = Subject(kind=SubjectKind.URGENCY)
    votes = dict.fromkeys((MAYOR, WEBER, KAYA, LANGE, VOGT, DIETZ), YES) | {HORN: NO}
    journal.at("19:08").ballot(None, urgency, votes, entitled=7).add(e.UrgencyEstablished())
    late = Subject(kind=SubjectKind.ADD_ITEM, ref=EXTENSION)
    journal.at("19:10").ballot(None, late, dict.fromkeys(PRESENT[:7], YES), entitled=7)
    journal.add(e.LateItemTakenUp(item=EXTENSION))
    off = Subject(kind=SubjectKind.REMOVE_ITEM, ref=STAFF)
    journal.at("19:11").ballot(None, off, dict.fromkeys(PRESENT[:7], YES), entitled=7)
    journal.add(e.AgendaItemRemoved(item=STAFF, reason="Die Bewerbung wurde zurückgezogen."))


def _public(journal: Journal) -> None:
    approve = Subject(kind=SubjectKind.MINUTES, ref="2026-06", text="Niederschrift vom 29.10.2026")
    votes = dict.fromkeys((MAYOR, WEBER, KAYA, LANGE, HORN, VOGT), YES) | {DIETZ: ABSTAIN}
    journal.at("19:12").add(e.ItemCalled(item=MINUTES_ITEM))
    journal.at("19:13").ballot(MINUTES_ITEM, approve, votes, entitled=7)
    journal.add(e.ItemClosed(item=MINUTES_ITEM, note=""))
    _road(journal)
    journal.at("20:02").add(
        e.ItemCalled(item=SURVEY),
        e.ItemClosed(item=SURVEY, note="Der Gemeinderat nimmt den Bericht zur Kenntnis."),
        e.MeetingInterrupted(reason="Lüftungspause"),
    )
    journal.at("20:12").add(e.MeetingResumed(by=MAYOR))
    _playground(journal)


def _road(journal: Journal) -> None:
    road, wide, lights = MotionId("A1"), MotionId("A2"), MotionId("A3")
    journal.at("19:15").add(
        e.ItemCalled(item=ROAD),
        e.MotionMoved(motion=road, item=ROAD, by=MAYOR, text=ROAD_TEXT),
        e.RecusalDeclared(seat=DIETZ, item=ROAD, reason="Anlieger der Dorfstraße"),
        e.RecusalDeclared(seat=KAYA, item=ROAD, reason="irrtümlich"),
    )
    journal.at("19:17").add(e.RecusalWithdrawn(seat=KAYA, item=ROAD))
    journal.at("19:25").add(
        e.MemberArrived(seat=ROTH, mode=Mode.HALL, channel=Channel.CLERK, late=True),
        e.QuorumStated(check=check(7)),
        e.AmendmentMoved(
            motion=wide, amends=road, by=LANGE, text="1,80 m breit", replaces="1,50 m breit"
        ),
        e.AmendmentMoved(
            motion=lights, amends=road, by=HORN, text="Die Leuchten werden erneuert.", replaces=""
        ),
    )
    gone, settled = MotionId("A4"), MotionId("A41")
    journal.add(
        e.AmendmentMoved(motion=settled, amends=road, by=ROTH, text="Ohne Leuchten.", replaces=""),
        e.AmendmentMoved(motion=gone, amends=road, by=WEBER, text="Nur Tempo 30.", replaces=""),
        e.MotionWithdrawn(motion=gone, by=WEBER),
        e.AmendmentsOrdered(
            motion=road, order=(lights, wide), reason="Die Beleuchtung geht am weitesten."
        ),
    )
    lit = Subject(kind=SubjectKind.AMENDMENT, ref=lights)
    journal.at("19:40").ballot(
        ROAD, lit, dict.fromkeys((MAYOR, WEBER, LANGE, HORN, VOGT), YES) | {ROTH: NO}, entitled=7
    )
    journal.add(
        e.AmendmentsSettled(motion=lights, amendments=(settled,)),
        e.MotionConsolidated(motion=road, text=f"{ROAD_TEXT} Die Leuchten werden erneuert."),
    )
    broad = Subject(kind=SubjectKind.AMENDMENT, ref=wide)
    no = dict.fromkeys((MAYOR, WEBER, KAYA, ROTH), NO)
    journal.at("19:44").ballot(ROAD, broad, no | {LANGE: YES, VOGT: YES, HORN: YES}, entitled=7)
    main = Subject(kind=SubjectKind.MOTION, ref=road)
    broken = journal.at("19:48").open(ROAD, main, 7, VoteMode.RECORDED)
    journal.add(
        e.VoteCast(ballot=broken, seat=VOGT, choice=NO, channel=Channel.POLL),
        e.BallotBrokenOff(ballot=broken, reason=Undecided.GAP),
    )
    journal.at("19:52").ballot(
        ROAD,
        main,
        dict.fromkeys((MAYOR, WEBER, KAYA, LANGE), YES) | {HORN: NO, VOGT: ABSTAIN},
        entitled=7,
        mode=VoteMode.RECORDED,
    )
    journal.add(
        e.StatementRecorded(seat=HORN, text="Ich halte die Kosten für nicht belegt."),
        e.ItemClosed(item=ROAD, note=""),
    )


def _playground(journal: Journal) -> None:
    swings = MotionId("A5")
    journal.at("20:13").add(
        e.ItemCalled(item=PLAYGROUND),
        e.ChairTaken(chair=WEBER),
        e.MotionMoved(
            motion=swings, item=PLAYGROUND, by=VOGT, text="Am Anger werden zwei Schaukeln gebaut."
        ),
    )
    journal.at("20:20").add(e.ItemReclassified(item=PLAYGROUND, public=True))
    refer = Subject(kind=SubjectKind.PROCEDURE, text="Verweisung in den Bauausschuss")
    votes = dict.fromkeys((MAYOR, WEBER, KAYA, LANGE, DIETZ, ROTH), YES) | {VOGT: NO, HORN: NO}
    journal.ballot(PLAYGROUND, refer, votes, entitled=8)
    journal.at("20:22").add(
        e.ChairTaken(chair=MAYOR),
        e.ItemClosed(item=PLAYGROUND, note="In den Bauausschuss verwiesen."),
    )


def _closed_part(journal: Journal) -> None:
    purchase = MotionId("A6")
    journal.at("20:25").add(
        e.MemberLeft(seat=VOGT, reason="letzter Bus"),
        e.PublicExcluded(by=MAYOR),
        e.ItemCalled(item=LAND),
        e.MotionMoved(
            motion=purchase, item=LAND, by=MAYOR, text="Der Kaufpreis von 48.000 € wird gebilligt."
        ),
        e.RecusalDeclared(seat=LANGE, item=LAND, reason="Schwägerin der Verkäuferin"),
    )
    buy = Subject(kind=SubjectKind.MOTION, ref=purchase)
    votes = dict.fromkeys((MAYOR, WEBER, KAYA, HORN, DIETZ, ROTH), YES)
    journal.at("20:40").ballot(LAND, buy, votes, entitled=6, mode=VoteMode.RECORDED)
    journal.add(e.ItemClosed(item=LAND, note=""), e.PublicRestored(by=MAYOR))


def evening(language: Language = Language.DE) -> list[Recorded]:
    """Return the whole evening, to the approval of its minutes."""
    journal = planned(language)
    opening(journal)
    _public(journal)
    _closed_part(journal)
    journal.at("20:45").add(
        e.MeetingClosed(by=MAYOR, open_items=(EXTENSION,)), e.MinutesDrafted(by=CLERK, version=1)
    )
    next_day = date(2026, 12, 1)
    journal.at("09:00", next_day).add(
        e.MinutesDrafted(by=CLERK, version=2),
        e.MinutesSigned(seat=MAYOR, role="chair", version=2),
        e.MinutesSigned(seat=CLERK, role="clerk", version=2),
    )
    approved = e.MinutesApproved(meeting=MeetingId("2026-08"), ballot=BallotId("V1"), version=2)
    return journal.at("19:15", date(2026, 12, 17)).add(approved).records


EARLIER = Released(
    number="2/2025",
    decided=datetime(2025, 3, 6, 20, tzinfo=UTC),
    title="Verkauf der Mühle",
    text="Die Mühle wird verkauft.",
    own_words=True,
    result=count(dict.fromkeys((MAYOR, WEBER, KAYA), YES), 3),
    resolved_in=MeetingId("2026-08"),
    reason="",
    norm="§ 40 Abs. 2 ThürKO",
)
"""A non-public resolution of an earlier meeting, as it was released."""
FOR_THE_PUBLIC = "Ein Grundstück wird gekauft."


def released() -> list[Recorded]:
    """Return the evening with releases: of its own non-public resolution and of an earlier one."""
    journal = planned()
    opening(journal)
    _public(journal)
    _closed_part(journal)
    closed = next(
        one.event for one in reversed(journal.records) if isinstance(one.event, e.BallotClosed)
    )
    made_known = replace(
        EARLIER,
        number="4/2026",
        decided=journal.now,
        title="Grundstück",
        text=FOR_THE_PUBLIC,
        own_words=False,
        result=closed.result,
        resolved_in=None,
        reason="Der Vertrag ist beurkundet.",
    )
    journal.add(
        e.ReleaseWorded(ballot=closed.ballot, title="Grundstück", text=FOR_THE_PUBLIC, by=CLERK),
        e.ResolutionReleased(ballot=closed.ballot, released=made_known, by=MAYOR),
        e.ReleaseAnnounced(released=EARLIER),
        *_office_made_known(journal.now),
        e.SubstituteSeated(seat=FIRE_CHIEF, principal=VOGT, by=CLERK, norm="§ 27 ThürKO"),
        e.SubstituteStoodDown(seat=FIRE_CHIEF, by=CLERK),
        e.MeetingClosed(by=MAYOR, open_items=(EXTENSION,)),
    )
    return journal.records


def _office_made_known(at: datetime) -> Iterator[e.MeetingEvent]:
    """An election without the public, told to it with its count, and one told in other words."""
    for number, words in ((1, ""), (2, "Eine Stelle wird besetzt.")):
        office = ElectionId(f"W{number}")
        yield e.ElectionOpened(election=office, item=None, office="Leitung des Ordnungsamts")
        yield e.CandidateNominated(election=office, candidate="Quirin Quitte", by=KAYA)
        yield from _round(office, 1, ("Quirin Quitte",), (6,), Outcome.ELECTED, against=2)
        yield e.ElectionAnswered(election=office, elected="Quirin Quitte", accepted=True)
        if words:
            yield e.ElectionReleaseWorded(election=office, title="Stelle", text=words, by=CLERK)
        elected = Elected(
            office="Leitung des Ordnungsamts",
            elected="Quirin Quitte",
            count=PaperCount(
                issued=8, votes=(Votes(candidate="Quirin Quitte", papers=6),), against=2
            ),
        )
        told = replace(
            EARLIER,
            number=f"2026-09/W{number}",
            decided=at,
            title="Stelle" if words else "Leitung des Ordnungsamts",
            text=words,
            own_words=not words,
            result=None,
            elected=None if words else elected,
        )
        yield e.ElectionReleased(election=office, released=told, by=MAYOR)
    between = CirculationId("U1")
    yield e.ReleaseAnnounced(released=replace(EARLIER, number="5/2026", circulation=between))


SECRET_PAPER = "Kaufvertrag Sommer.pdf"
SECRET_TEXT = "Der Verkäufer heißt Sommer."
"""What the clerk wrote on the non-public item."""


def aftermath() -> list[Recorded]:
    """Return the evening with all the paperwork before and after it, to a second approval."""
    records = evening()
    sent = next(n for n, one in enumerate(records) if isinstance(one.event, e.InvitationSent))
    before = Journal(records=records[: sent + 1], now=records[sent].at)
    before.add(
        e.InvitationReceived(seat=KAYA, by=KAYA, received=before.now, full_days=1, kept=True),
        e.InvitationMailed(seat=KAYA, sent=True, detail="", final=True),
        e.PaperAttached(
            item=ROAD,
            name="Lageplan.pdf",
            digest="a" * 64,
            size=7,
            mime="application/pdf",
            by=CLERK,
        ),
        e.PaperAttached(
            item=LAND, name=SECRET_PAPER, digest="b" * 64, size=7, mime="application/pdf", by=CLERK
        ),
        e.ItemsJoined(items=(ROAD, PLAYGROUND), by=MAYOR),
        e.Reminded(reminder=Reminder.RECEIPTS, ref=""),
    )
    end = next(n for n, one in enumerate(records) if isinstance(one.event, e.MinutesSigned))
    for record in records[sent + 1 : end]:
        before.now = record.at
        before.add(record.event)
    journal = before.at("09:00", date(2026, 12, 2))
    ballots = [one.event for one in journal.records if isinstance(one.event, e.BallotClosed)]
    road = next(
        one.event.ballot
        for one in journal.records
        if isinstance(one.event, e.BallotOpened)
        and one.event.item == ROAD
        and one.event.subject.kind is SubjectKind.MOTION
    )
    assert ballots
    journal.add(
        e.MinutesTextSet(
            item=ROAD, text="Herr Brand berichtet.\n\nEs folgt eine Aussprache.", by=CLERK
        ),
        e.MinutesTextSet(item=LAND, text=SECRET_TEXT, by=CLERK),
        e.MinutesTextSet(item=None, text="Das Mikrofon fiel kurz aus.", by=CLERK),
        e.MinutesDrafted(by=CLERK, version=3),
        e.MinutesSigned(seat=MAYOR, role="chair", version=3),
        e.MinutesSigned(seat=CLERK, role="clerk", version=3),
        e.MinutesCirculated(by=CLERK, version=3, until=journal.now + timedelta(days=14)),
        e.MinutesObjected(seat=KAYA, number=1, text="Meine Frage fehlt."),
        e.MinutesObjected(seat=WEBER, number=2, text="Zu lang."),
        e.MinutesObjectionSettled(number=1, upheld=True, note="Wird ergänzt.", by=MAYOR),
        e.MinutesObjectionSettled(number=2, upheld=False, note="Geschmackssache.", by=MAYOR),
        e.ExtractIssued(ballot=road, number="4/2026", by=CLERK),
        e.ResolutionContested(ballot=road, by=MAYOR, reason="Deckung fehlt.", norm="§ 44 ThürKO"),
        e.ContestDecided(
            ballot=road,
            meeting=MeetingId("2026-08"),
            vote=BallotId("V1"),
            number="4/2026",
            decided=journal.now,
            result=ballots[0].result,
        ),
        e.ContestDecisionVoided(
            ballot=road, meeting=MeetingId("2026-08"), vote=BallotId("V1"), number="4/2026"
        ),
        e.ContestSettled(
            ballot=road, outcome=ContestOutcome.STANDS, note="Nachgewiesen.", by=MAYOR
        ),
        e.SupervisionNoted(ballot=road, state=Supervision.GRANTED, note="Landratsamt", by=CLERK),
        e.TaskAssigned(ballot=road, office="Bauamt", due=date(2027, 3, 31), by=CLERK),
        e.TaskReported(ballot=road, text="Vergeben.", done=True, by=CLERK),
        e.MinutesApproved(meeting=MeetingId("2026-08"), ballot=None, version=3),
        e.MinutesReopened(by=CLERK, reason="Name falsch."),
    )
    return journal.records


def cancelled() -> list[Recorded]:
    """Return a meeting that was invited to and not held."""
    rules = e.RulesTaken(rules=RULES)
    resolved = e.RuleResolved(key="speech.minutes", value=5, norm="Beschluss vom 1.10.", by=MAYOR)
    cancelled = e.MeetingCancelled(reason="Heizungsausfall im Rathaus")
    emergency = e.EmergencyDeclared(
        by=MAYOR, trigger="Hochwasser", evidence="Allgemeinverfügung", norm="§ 36a ThürKO"
    )
    second = e.SecondCallStated(by=MAYOR, first=MeetingId("2026-02"), norm="§ 36")
    return planned().add(rules, resolved, emergency, second, cancelled).records


def objected() -> list[Recorded]:
    """Return a meeting whose notice is objected to, with an open and a secret election."""
    journal = planned()
    opening(journal)
    openly, secretly = ElectionId("W1"), ElectionId("W2")
    journal.at("19:30").add(
        e.NoticeObjected(seat=HORN, reason="Zu kurz."),
        e.NoticeObjectionWithdrawn(seat=HORN),
        e.ItemCalled(item=ROAD),
        e.ElectionOpened(election=openly, item=ROAD, office="Beisitz"),
        e.OpenElectionAgreed(election=openly),
        e.ElectionOpened(election=secretly, item=ROAD, office="Vorsitz"),
        e.SecretElectionDemanded(election=secretly, seat=KAYA),
    )
    return journal.records


LEADING = (
    (Step.MUTE, KAYA),
    (Step.MUTE_OTHERS, None),
    (Step.REMOVE, HORN),
    (Step.ADMIT, HORN),
    (Step.END, None),
    (Step.OPEN, None),
)


def elected() -> list[Recorded]:
    """Return a meeting that elects (a lot for the run-off, a lot in it) and has a conference."""
    journal = planned()
    opening(journal)
    office, names = ElectionId("W1"), ("Ayşe Kaya", "Frank Horn", "Ines Roth")
    journal.at("19:30").add(
        e.ItemCalled(item=ROAD),
        e.ElectionOpened(election=office, item=ROAD, office="Beigeordnete"),
        *(e.CandidateNominated(election=office, candidate=name, by=KAYA) for name in names),
        e.CandidateNominated(election=office, candidate="Uwe Stein", by=HORN),
        e.CandidateWithdrawn(election=office, candidate="Uwe Stein"),
        *_round(office, 1, names, (4, 2, 2), Outcome.LOT_FOR_RUN_OFF),
        e.LotDrawn(election=office, number=1, drawn="Ines Roth", elected=""),
        *_round(office, 2, ("Ayşe Kaya", "Ines Roth"), (4, 4), Outcome.LOT_FOR_OFFICE),
        *_drawn_in_public(office),
        e.LotDrawn(election=office, number=2, drawn="Ines Roth", elected="Ines Roth"),
        e.ElectionAnswered(election=office, elected="Ines Roth", accepted=True),
    )
    alone = ElectionId("W2")
    journal.add(
        e.ElectionOpened(election=alone, item=ROAD, office="Schiedsmann"),
        e.CandidateNominated(election=alone, candidate="Peter Dietz", by=KAYA),
        *_round(alone, 1, ("Peter Dietz",), (3,), Outcome.NOBODY, against=5),
        *_round(alone, 2, ("Peter Dietz",), (6,), Outcome.ELECTED, against=2),
        e.ElectionAnswered(election=alone, elected="Peter Dietz", accepted=False),
    )
    journal.add(
        e.ConferenceLinked(seat=KAYA, link=Link.CONNECTED, microphone=True, camera=False),
        e.FloorGiven(seat=KAYA, by=MAYOR),
        *(e.ConferenceLed(step=step, by=MAYOR, seat=seat) for step, seat in LEADING),
        e.FloorTaken(seat=KAYA, by=MAYOR),
        e.ConferenceLinked(seat=KAYA, link=Link.LOST, microphone=False, camera=False),
        e.ConferenceLinked(seat=KAYA, link=Link.LEFT, microphone=False, camera=False),
    )
    last = ElectionId("W3")
    journal.add(
        e.ElectionOpened(election=last, item=ROAD, office="Vorsitz des Bauausschusses"),
        *(e.CandidateNominated(election=last, candidate=name, by=KAYA) for name in names),
        *_round(last, 1, names, (3, 3, 3), Outcome.THREE_WAY),
        e.TieSettled(
            election=last,
            number=1,
            outcome=Outcome.REPEAT,
            reason="Es soll noch einmal gewählt werden.",
            by=MAYOR,
        ),
        *_round(last, 1, names, (3, 4, 1), Outcome.RUN_OFF),
        _held_again(last, 1, "Zwei Stapel waren vertauscht."),
        *_round(last, 1, names, (4, 3, 1), Outcome.RUN_OFF),
        *_round(last, 2, names[:2], (), None),
        _held_again(last, 2, "Es fehlten Stimmzettel."),
        *_round(last, 2, names[:2], (), None),
    )
    nobody = ElectionId("W4")
    journal.add(
        e.ElectionOpened(election=nobody, item=ROAD, office="Schriftführung"),
        e.CandidateNominated(election=nobody, candidate="Uwe Stein", by=HORN),
        *_round(nobody, 1, ("Uwe Stein",), (), None),
        e.ElectionBrokenOff(election=nobody, number=1, reason="Er tritt zurück.", by=MAYOR),
    )
    return journal.records


def _held_again(office: ElectionId, number: int, reason: str) -> e.RoundVoided:
    return e.RoundVoided(election=office, number=number, reason=reason, by=MAYOR)


def _drawn_in_public(office: ElectionId) -> Iterator[e.MeetingEvent]:
    """A lot that is given up, and one that falls."""
    among = ("Ayşe Kaya", "Ines Roth")
    words = {MAYOR: "der Igel frisst Melonen", KAYA: "sieben Kraniche über Gera"}
    for attempt in ("void", "drawn"):
        yield e.LotPrepared(election=office, number=2, among=among, places=1, by=MAYOR)
        for seat, said in words.items():
            yield e.LotCommitted(election=office, seat=seat, digest=digest_of(said))
        if attempt == "void":
            yield e.LotVoided(election=office, reason="jemand fehlte", by=MAYOR)
            continue
        yield e.LotSealed(election=office, by=MAYOR)
        for seat, said in words.items():
            yield e.LotRevealed(election=office, seat=seat, words=said)


def _round(
    office: ElectionId,
    number: int,
    names: tuple[str, ...],
    papers: tuple[int, ...],
    outcome: Outcome | None,
    *,
    against: int = 0,
) -> Iterator[e.MeetingEvent]:
    yield e.RoundOpened(
        election=office,
        number=number,
        candidates=names,
        tellers=(STEIN,) if number == 1 else (),
        entitled=8,
        check=check(8),
        contest=Contest.RUN_OFF if number > 1 and len(names) > 1 else Contest.MAJORITY,
        step=int(number > 1 and len(names) > 1),
    )
    if outcome is None:
        return
    votes = tuple(Votes(candidate=n, papers=p) for n, p in zip(names, papers, strict=True))
    yield e.RoundCounted(
        election=office,
        number=number,
        count=PaperCount(issued=8, votes=votes, against=against),
        outcome=outcome,
        needed=5,
        elected=names[0] if outcome is Outcome.ELECTED else "",
    )
