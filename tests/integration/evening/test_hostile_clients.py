# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Programs written to deceive: sealed by a member's own device, and still not what people see.

What a device seals is its owner's word, so nothing here forges anybody; but a hall that reads one
vote while another is counted has been lied to all the same.
"""

from __future__ import annotations

import json
import secrets
from typing import Any

import pytest
from campaign import Case
from hall import Hall
from hostile import membership
from member import POLL_RESPONSE, Member

from bot.domain.ids import SeatId
from bot.domain.values import Choice
from bot.matrix.http import path

pytestmark = pytest.mark.asyncio(loop_scope="package")
Json = dict[str, Any]


async def send_sealed(member: Member, room: str, plaintext: str) -> str:
    """Send an event whose sealed JSON is written by hand."""
    machine = member.gateway._machine
    content: Json = machine.seal(room, "m.room.message", {})
    session = machine._olm.outbound_group_sessions[room]
    content["ciphertext"] = session.encrypt(plaintext)
    where = path("rooms", room, "send", "m.room.encrypted", secrets.token_hex(8))
    return str((await member.http.put(where, content))["event_id"])


async def test_a_vote_that_shows_another_word_as_html_is_none(hall: Hall, case: Case) -> None:
    carl, html = hall.members["3"], {"format": "org.matrix.custom.html"}
    async with hall.ballot() as vote:
        bent = await carl.say(hall.session, "ja", **html, formatted_body="<b>nein</b>")
        await hall.on_record("malformed", carl.user_id)
        await hall.handled(bent)
        assert vote.votes == {}
        await hall.hears("3", "fehlerhaft aufgebaut")
        await carl.say(hall.session, "**Ja**", **html, formatted_body="<strong>Ja</strong>")
        await vote.has("3", Choice.YES)
        case("vote that shows another word as HTML", "not counted; asked for again", hall.heard)


async def test_a_sealed_message_that_names_its_words_twice_is_none(hall: Hall, case: Case) -> None:
    """Of two keys of one name every JSON reader takes another one."""
    carl = hall.members["3"]
    async with hall.ballot() as vote:
        await hall.handled(await hall.say("3", "Guten Abend"))
        words = '"msgtype": "m.text", "body": "nein", "body": "ja"'
        room = json.dumps(hall.session)
        two = f'{{"type": "m.room.message", "room_id": {room}, "content": {{{words}}}}}'
        bent = await send_sealed(carl, hall.session, two)
        await hall.on_record("undecryptable", carl.user_id)
        await hall.handled(bent)
        assert vote.votes == {}
        await hall.say("3", "ja")
        await vote.has("3", Choice.YES)
        case("sealed message with two bodies", "not counted; asked for again", hall.heard)


async def test_of_poll_answers_written_by_hand_only_a_single_one_counts(
    hall: Hall, case: Case
) -> None:
    carl = hall.members["3"]
    async with hall.ballot() as vote:
        poll, yes, no = await vote.poll(), vote.answer(Choice.YES), vote.answer(Choice.NO)
        for answers in ([yes, no], [yes] * 500, [], [7], [yes.upper()], ["ja"], [yes[:-1]], no):
            relation = {"rel_type": "m.reference", "event_id": poll}
            content = {"m.relates_to": relation, POLL_RESPONSE: {"answers": answers}}
            await hall.handled(await carl.send(hall.session, POLL_RESPONSE, content))
            assert vote.votes == {}, answers
        await hall.handled(await carl.answer(hall.session, poll, no))
        assert vote.votes == {"3": Choice.NO}
        case("poll answers bent in eight ways", "none counted; the single one does", hall.heard)


async def test_a_member_shown_leaving_and_coming_all_the_time_votes_once(
    hall: Hall, case: Case
) -> None:
    dora = hall.members["4"]
    async with hall.ballot() as vote:
        await hall.hears("4", "Wir lüften.")
        for n in range(30):
            kind = ("leave", "join", "ban", "invite")[n % 4]
            hall.server.inject(hall.session, membership(dora.user_id, kind, sender=dora.user_id))
        await hall.say("4", "ja")
        await vote.has("4", Choice.YES)
        await hall.inject(hall.session, membership(dora.user_id, "join", sender=dora.user_id))
        assert hall.meeting.is_present(SeatId("4"))
        await hall.say("4", "nein")
        await vote.has("4", Choice.NO)
        told = [who for kind, who in await hall.incidents() if kind == "member_gone"]
        assert told == [dora.user_id]
        case("membership of a voter flaps", "present, counted once, told once", hall.heard)
