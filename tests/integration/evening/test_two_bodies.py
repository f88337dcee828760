# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""One bot, two bodies, one person in both: what belongs to one of them stays out of the other."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from council_bot import COUNCIL, CouncilBot, council_bot
from member import Member
from real_synapse import Homeserver

from bot.body import Chamber
from bot.domain import commands as c
from bot.domain.ids import MeetingId, SeatId, UserId
from bot.domain.values import Channel, Format, Mode, Subject, SubjectKind, VoteMode
from bot.effects import Place
from bot.matrix.events import Item, TextMessage
from bot.matrix.housekeeping import RoomPlan
from bot.profiles import law_of
from bot.store import TIMER

COMMITTEE = (
    COUNCIL.replace('id = "rat"', 'id = "bau"')
    .replace('name = "Gemeinderat"', 'name = "Bauausschuss"')
    .replace("Ayşe Demir", "Ayşe vom Bau")
)


async def answered(member: Member, room: str, text: str) -> str:
    """Ask in a room and return the bot's answer."""
    asked = await member.say(room, text)

    def wanted(item: Item) -> bool:
        return isinstance(item, TextMessage) and item.reply_to == asked

    found = await member.wait_for(wanted, 20.0)
    assert isinstance(found, TextMessage)
    return found.body


async def test_a_word_in_private_is_taken_for_the_body_whose_room_it_is(
    synapse: Homeserver, tmp_path: Path
) -> None:
    async with council_bot(synapse, tmp_path, also=(COMMITTEE,)) as bot:
        council, committee = bot.app.chambers
        ayse = await Member.join_server(synapse, "ayse", tmp_path / "ayse")
        bot.members["2"] = ayse
        user, seat = UserId(ayse.user_id), SeatId("2")
        rooms = {}
        for body in (council, committee):
            code = await body.welcome_code(seat, user, bot.clock())
            rooms[body.council.name] = room = await body.rooms.direct(user)
            await ayse.accept(room)
            await ayse.say(room, f"!ausweis {code}")

            def enrolled(body: Chamber = body) -> bool:
                return seat in body.desk.body.enrolments

            await bot.until(enrolled)
        assert len(set(rooms.values())) == 2
        assert "Ayşe Demir" in await answered(ayse, rooms["Gemeinderat"], "!sitze")
        assert "Ayşe vom Bau" in await answered(ayse, rooms["Bauausschuss"], "!sitze")

        own = await ayse.gateway.create_room(
            RoomPlan(invite=(bot.app.gateway.user_id,), direct=True)
        )
        told = await ayse.wait_for(
            lambda i: isinstance(i, TextMessage) and i.room == own and "gehört zu" in i.body, 20.0
        )
        assert isinstance(told, TextMessage)
        assert "Gemeinderat" in told.body
        assert "Ayşe Demir" in await answered(ayse, own, "!sitze")


async def first_vote(bot: CouncilBot, body: Chamber) -> None:
    """Open the body's first meeting of the year, and a vote in it."""
    desk, chair, clerk, at = body.desk, SeatId("1"), SeatId("S"), bot.clock
    plan = c.PlanMeeting(
        by=clerk, at=at(), meeting=MeetingId("2026-01"), body=desk.body.id,
        body_name=desk.body.name, municipality=desk.body.municipality, kind=desk.body.kind,
        statutory_members=desk.body.statutory_members, title="1. Sitzung",
        starts=at() + timedelta(days=9), place="Saal", format=Format.PRESENCE,
        language=desk.body.language, time_zone=desk.body.time_zone,
        rules=law_of("TH", desk.body.kind).on(at().date()), seats=tuple(desk.body.seats.values()),
        marks=desk.body.marks(),
    )  # fmt: skip
    await desk.submit(plan, TIMER)
    await desk.submit(c.AddAgendaItem(by=clerk, at=at(), title="Haushalt", public=True), TIMER)
    await desk.submit(c.SendInvitation(by=clerk, at=at()), TIMER)
    bot.clock.ahead += timedelta(days=9)
    await desk.submit(c.OpenMeeting(by=chair, at=at()), TIMER)
    await desk.submit(c.StartRollCall(by=chair, at=at()), TIMER)
    for seat in ("1", "2", "3", "4"):
        here = c.ReportPresent(
            by=clerk, at=at(), seat=SeatId(seat), mode=Mode.HALL, channel=Channel.CLERK
        )
        await desk.submit(here, TIMER)
    await desk.submit(c.CloseRollCall(by=chair, at=at()), TIMER)
    subject = Subject(kind=SubjectKind.PROCEDURE, text="Wir lüften.")
    await desk.submit(
        c.OpenBallot(by=chair, at=at(), subject=subject, mode=VoteMode.RECORDED), TIMER
    )
    await body.stage.drain()


async def test_two_bodies_count_in_their_own_rooms_in_meetings_of_the_same_number(
    synapse: Homeserver, tmp_path: Path
) -> None:
    """Given the first meeting of the year of either, when a vote counts, then its own room sees it.

    Both say 2026-01 and V1: the one count must not be edited into the other's message.
    """
    async with council_bot(synapse, tmp_path, also=(COMMITTEE,)) as bot:
        ayse = await Member.join_server(synapse, "ayse", tmp_path / "ayse")
        bot.members["2"] = ayse
        user, seat = UserId(ayse.user_id), SeatId("2")
        for body in bot.app.chambers:
            code = await body.welcome_code(seat, user, bot.clock())
            direct = await body.rooms.direct(user)
            await ayse.accept(direct)
            await ayse.say(direct, f"!ausweis {code}")

            def enrolled(body: Chamber = body) -> bool:
                return seat in body.desk.body.enrolments

            await bot.until(enrolled)
            await ayse.accept(body.rooms.room(Place.SESSION))
        for body in bot.app.chambers:
            await first_vote(bot, body)
        for body in bot.app.chambers:
            room = body.rooms.room(Place.SESSION)
            await ayse.say(room, "ja")

            def counted(item: Item, room: str = room) -> bool:
                return (
                    isinstance(item, TextMessage)
                    and item.room == room
                    and item.is_edit_of is not None
                    and "1 von 4" in item.body
                )

            await ayse.wait_for(counted)
