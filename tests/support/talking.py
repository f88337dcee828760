# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A small council people type commands in, and the words to do so."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.chat.context import Context, Place
from bot.chat.grammar import Addressee
from bot.chat.reader import Act, Ask, NeedsConfirmation, Problem, Reading, read
from bot.chat.requests import Request
from bot.domain.commands import Command
from bot.domain.ids import BallotId, BodyId, ItemId, Key, MeetingId, MotionId, SeatId, UserId
from bot.domain.meeting import Attendance, Ballot, Meeting, Motion
from bot.domain.roster import Body, Enrolment
from bot.domain.values import (
    AgendaItem,
    Channel,
    Choice,
    How,
    Language,
    Phase,
    Presence,
    QuorumCheck,
    Role,
    Seat,
    Subject,
    SubjectKind,
    Vote,
    VoteMode,
)

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")
CHAIR, DEPUTY, AYSE, HANS, CLERK, GUEST = (SeatId(s) for s in ("1", "2", "7", "9", "S", "G"))
SEATS = {
    seat.id: seat
    for seat in (
        Seat(id=CHAIR, name="Anna Beispiel", role=Role.CHAIR),
        Seat(id=DEPUTY, name="Bernd Müller", role=Role.DEPUTY),
        Seat(id=SeatId("3"), name="Dora Drei", role=Role.MEMBER),
        Seat(id=SeatId("5"), name="Emil Fünf", role=Role.ADVISORY, votes=False),
        Seat(id=AYSE, name="Ayşe Yılmaz", role=Role.MEMBER, group="SPD"),
        Seat(id=HANS, name="Hans Müller-Schmidt", role=Role.MEMBER),
        Seat(id=CLERK, name="Clara Schrift", role=Role.CLERK, votes=False),
        Seat(id=GUEST, name="Gustav Gast", role=Role.GUEST, votes=False),
    )
}
BODY = Body(
    id=BodyId("rat"),
    seats=SEATS,
    enrolments={
        AYSE: Enrolment(user=UserId("@ayse:rat.example"), master=Key("k"), how=How.SAS),
    },
)
T1, T2, T3, T4, T5, T6 = (ItemId(f"T{n}") for n in range(1, 7))
A1, A2, A3 = MotionId("A1"), MotionId("A2"), MotionId("A3")
V1 = BallotId("V1")
MEETING = Meeting(
    id=MeetingId("2026-03"),
    seats=SEATS,
    place="Ratssaal",
    phase=Phase.OPEN,
    agenda=(
        AgendaItem(id=T1, title="Turnhalle"),
        AgendaItem(id=T2, title="Haushalt"),
        AgendaItem(id=T3, title="Wege"),
        AgendaItem(id=T4, title="Anfragen"),
        AgendaItem(id=T5, title="Friedhof"),
        AgendaItem(id=T6, title="Grundstück", public=False),
    ),
    attendance={s: Attendance(presence=Presence.PRESENT) for s in (CHAIR, DEPUTY, AYSE, HANS)},
    item=T1,
    motions={A1: Motion(id=A1, item=T1, by=AYSE, text="Alt.", original="Alt.")},
)
NEXT = Meeting(
    id=MeetingId("2026-04"),
    title="4. Sitzung",
    seats=SEATS,
    place="Ratssaal",
    phase=Phase.PLANNED,
    agenda=(
        AgendaItem(id=T1, title="Jahresabschluss"),
        AgendaItem(id=T2, title="Grundsteuer"),
        AgendaItem(id=T3, title="Pacht", public=False),
    ),
)
"""The one after the meeting people talk in."""
AMENDED = replace(
    MEETING,
    motions={
        **MEETING.motions,
        A2: Motion(id=A2, item=T1, by=HANS, text="Neu.", original="Neu.", amends=A1),
        A3: Motion(id=A3, item=T1, by=HANS, text="Anders.", original="Anders.", amends=A1),
    },
)
VOTING = replace(
    MEETING,
    ballot=V1,
    ballots={
        V1: Ballot(
            id=V1,
            item=T1,
            subject=Subject(kind=SubjectKind.MOTION, ref=A1),
            mode=VoteMode.OPEN,
            rule="simple",
            check=QuorumCheck(present=4, needed=3, statutory=4, quorate=True, norm=""),
            votes={HANS: Vote(seat=HANS, choice=Choice.NO, channel=Channel.POLL)},
        )
    },
)


def context(
    by: SeatId | None = CHAIR,
    place: Place = Place.SESSION,
    meeting: Meeting | None = MEETING,
    language: Language = Language.DE,
) -> Context:
    """Return who speaks where; the chair in the session room unless told otherwise."""
    return Context(
        by=by,
        user=UserId("@somebody:rat.example"),
        place=place,
        at=NOON,
        body=BODY,
        meeting=meeting,
        language=language,
        zone=BERLIN,
        addressee=Addressee(user="@gremium:rat.example", names=("Gremium", "Ratsbot")),
        meetings={known.id: known for known in (meeting, NEXT) if known},
    )


def reading(text: str, where: Context | None = None) -> Reading:
    """Return how ``text`` is read."""
    return read(text, None, where or context())


def act(text: str, where: Context | None = None) -> Command:
    """Return the command ``text`` is, confirmed or not."""
    found = reading(text, where)
    assert isinstance(found, Act | NeedsConfirmation), found
    return found.command


def ask(text: str, where: Context | None = None) -> Request:
    """Return the request ``text`` is."""
    found = reading(text, where)
    assert isinstance(found, Ask), found
    return found.request


def problem(text: str, where: Context | None = None) -> Problem:
    """Return what is wrong with ``text``."""
    found = reading(text, where)
    assert isinstance(found, Problem), found
    return found
