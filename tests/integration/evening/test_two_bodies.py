# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""One bot, two bodies, one person in both: what she writes in private is meant for one of them."""

from __future__ import annotations

from pathlib import Path

from council_bot import COUNCIL, council_bot
from member import Member
from real_synapse import Homeserver

from bot.body import Chamber
from bot.domain.ids import SeatId, UserId
from bot.matrix.events import Item, TextMessage
from bot.matrix.housekeeping import RoomPlan

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
