# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What people type: too long, deceptive, too much, in two languages, in somebody else's stead."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from campaign import Case
from hall import Hall
from hostile import event
from member import Member

from bot.domain.values import Choice
from bot.flood import WINDOW
from bot.matrix.housekeeping import RoomPlan

pytestmark = pytest.mark.asyncio(loop_scope="package")
Json = dict[str, Any]


async def test_a_message_as_long_as_matrix_allows_gets_a_sentence(hall: Hall) -> None:
    asked = await hall.say("2", "!antrag " + "Lang. " * 7_500)
    answer = await hall.hears("2", reply_to=asked)
    assert "erlaubt sind" in answer.body or "höchstens" in answer.body
    async with hall.ballot() as vote:
        await hall.say("3", "ja")
        await vote.has("3", Choice.YES)


async def test_markup_and_direction_tricks_in_a_motion_stay_text(hall: Hall) -> None:
    evil = '<img src=x onerror="alert(1)"> **ja** \u202eнetеr <a href="javascript:1">hier</a>'
    await hall.say("2", f"!antrag {evil}")
    told = await hall.hears("4", "Antrag A", "<img src=x")
    assert told.formatted_body is not None
    for tag in ("<img", "<a ", "<script"):
        assert tag not in told.formatted_body
    assert "&lt;img" in told.formatted_body


async def test_two_hundred_commands_of_one_member_do_not_keep_others_from_voting(
    hall: Hall,
) -> None:
    async with hall.ballot() as vote:
        carl = hall.members["3"]
        flood = [carl.say(hall.session, "!status") for _ in range(200)]
        poured = asyncio.gather(*flood)
        await asyncio.sleep(0.5)
        await hall.say("4", "ja")
        await hall.until(lambda: vote.votes.get("4") is Choice.YES, 40)
        last = (await poured)[-1]
        async with asyncio.timeout(60):
            await hall.handled(last)
        answers = [i for i in await carl.sync(wait=0) if getattr(i, "reply_to", None)]
        assert len(answers) < 100


async def test_ten_thousand_commands_of_one_member_are_answered_with_patience(
    hall: Hall, case: Case
) -> None:
    """A homeserver without limits pours them in, two hundred an answer; all are genuine.

    Others vote meanwhile, the flooder's own vote in the midst of it counts, and afterwards they
    are answered as before.
    """
    carl, journal = hall.members["3"], hall.council.chamber.desk.journal
    await carl.gateway.share_session(hall.session)
    machine = carl.gateway._machine
    machine._olm.outbound_group_sessions[hall.session].max_messages = 20_000  # no new key all along
    words = ("!status", "!hilfe", "!tagesordnung", "!quatsch", "hm")

    def sealed(body: str) -> Json:
        text = {"msgtype": "m.text", "body": body}
        content = machine.seal(hall.session, "m.room.message", text)
        return event("m.room.encrypted", content, sender=carl.user_id)

    poured: list[str] = []
    async with hall.ballot() as vote:
        for turn in range(50):
            for n in range(200):
                body = "nein" if (turn, n) == (25, 100) else words[n % len(words)]
                poured.append(hall.server.inject(hall.session, sealed(body)))
            seat, choice = ("4", Choice.YES) if turn % 2 else ("4", Choice.NO)
            await hall.say(seat, "ja" if turn % 2 else "nein")
            await vote.has(seat, choice)
        await hall.handled(poured[-1])
        await vote.has("3", Choice.NO)
        assert [one for one in poured if not await journal.taken(one)] == []
    await hall.hears("3", "schneller, als ich antworten kann")
    hall.council.clock.ahead += WINDOW
    told = await hall.hears("3", "Nachrichten von Ihnen blieben ungelesen")
    again = await hall.say("3", "!status")
    await hall.hears("3", "3. Sitzung", reply_to=again)
    answers = [i for i in carl.seen if getattr(i, "reply_to", None) in set(poured)]
    assert len(answers) < 1_000
    case("10,000 commands of one member", "all taken in, few answered, votes go on", [told.body])


async def test_commands_work_in_both_languages_and_a_person_may_switch(hall: Hall) -> None:
    room = await hall.direct("4")
    dora = hall.members["4"]
    await dora.say(room, "!sprache englisch")
    try:
        asked = await dora.say(room, "!roster")
        await hall.hears("4", "Seat 1", reply_to=asked)
    finally:
        await dora.say(room, "!language german")
    asked = await dora.say(room, "!seats")
    await hall.hears("4", "Sitz 1", reply_to=asked)


async def test_nobody_confirms_for_somebody_else(hall: Hall) -> None:
    vote = await hall.open_ballot()
    asked = await hall.say("1", "!abstimmung abbrechen")
    told = await hall.hears("1", "!bestätigen", reply_to=asked)
    token = told.body.rsplit(" ", 1)[1]
    tried = await hall.say("2", f"!bestätigen {token}")
    await hall.hears("2", "wartet nichts", reply_to=tried)
    assert hall.meeting.ballot == vote.id
    await hall.say("1", "!verwerfen")
    await hall.hears("1", "Verworfen")
    again = await hall.say("1", f"!bestätigen {token}")
    await hall.hears("1", "wartet nichts", reply_to=again)
    assert hall.meeting.ballot == vote.id


async def test_a_member_with_a_silent_or_open_direct_room_stops_nobody(hall: Hall) -> None:
    """Rooms in which the bot may not speak, or would have to speak in the clear."""
    carl, bot = hall.members["3"], hall.council.app.gateway.user_id
    before = await hall.direct("3")
    silent = await carl.gateway.create_room(
        RoomPlan(invite=(bot,), direct=True, power_levels={"events_default": 50})
    )
    await joined(carl, silent, bot)
    await hall.handled(await carl.say(silent, "!hilfe"))
    open_room = await carl.gateway.create_room(
        RoomPlan(invite=(bot,), direct=True, encrypted=False)
    )
    await joined(carl, open_room, bot)
    content = {"msgtype": "m.text", "body": "!hilfe"}
    await hall.handled(await carl.send_plain(open_room, "m.room.message", content))
    async with hall.ballot() as vote:
        await hall.say("4", "ja")
        await vote.has("4", Choice.YES)
    assert before


async def joined(member: Member, room: str, user: str) -> None:
    async with asyncio.timeout(15):
        while (await member.gateway.members(room)).get(user) != "join":  # noqa: ASYNC110
            await asyncio.sleep(0.1)
    await member.sync(wait=0)
