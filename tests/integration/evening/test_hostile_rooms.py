# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A homeserver that lies about rooms: who is in them, who may what, where they moved."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from campaign import Case
from hall import Hall
from hostile import event as invented
from hostile import membership, message
from member import Member

from bot.domain.ids import SeatId
from bot.domain.values import Choice
from bot.effects import Place
from bot.homeserver.findings import Weight
from bot.matrix.http import path
from bot.visible import look

pytestmark = pytest.mark.asyncio(loop_scope="package")
Json = dict[str, Any]


async def test_a_stranger_whom_only_the_server_let_in_gets_no_key(hall: Hall, case: Case) -> None:
    """The bot is told that Eve joined the session; it must neither seal for her nor be silent."""
    eve = await Member.join_server(hall.council.synapse, "eve", hall.council.folder)
    try:
        await hall.inject(hall.session, membership(eve.user_id, "join", sender=eve.user_id))
        await hall.on_record("stranger_inside", eve.user_id)
        async with hall.ballot() as vote:
            await hall.hears("4", "Wir lüften.")
            assert vote.votes == {}
        assert hall.server.given_keys(eve.user_id) == set()
        case("join of a stranger faked", "no key for the stranger; on record", hall.heard)
    finally:
        await hall.inject(hall.session, membership(eve.user_id, "leave", sender=eve.user_id))
        await eve.close()


@pytest.mark.parametrize("kind", ["leave", "ban"])
async def test_a_member_whom_only_the_server_removed_still_counts(
    hall: Hall, case: Case, kind: str
) -> None:
    dora = hall.members["4"]
    admin = f"@admin:{dora.user_id.partition(':')[2]}"
    try:
        await hall.inject(hall.session, membership(dora.user_id, kind, sender=admin))
        await hall.on_record("member_gone", dora.user_id)
        assert hall.meeting.is_present(SeatId("4"))
        async with hall.ballot() as vote:
            await hall.hears("4", "Wir lüften.")
            await hall.say("4", "ja")
            await vote.has("4", Choice.YES)
        case(f"{kind} of a member faked", "still present, reads and votes; on record", hall.heard)
    finally:
        await hall.inject(hall.session, membership(dora.user_id, "join", sender=dora.user_id))


async def test_the_bot_told_out_of_a_room_cries_for_help(hall: Hall, case: Case) -> None:
    bot = hall.council.app.gateway.user_id
    try:
        await hall.inject(hall.session, membership(bot, "ban", sender="@admin:x"), left=True)
        await hall.hears("S", "wurde ich aus einem Raum des Gremiums entfernt")
        await hall.hears("1", "wurde ich aus einem Raum des Gremiums entfernt")
        assert ("bot_removed", bot) in await hall.incidents()
        case("ban of the bot faked", "on record", hall.heard)
    finally:
        await hall.inject(hall.session, membership(bot, "join", sender=bot))


@pytest.mark.parametrize(
    ("type", "content", "kind", "name"),
    [
        ("m.room.power_levels", {"users": {"@eve:x": 100}}, "power_changed", "power levels faked"),
        ("m.room.tombstone", {"replacement_room": "!x"}, "room_upgraded", "room upgrade faked"),
        ("m.room.join_rules", {"join_rule": "public"}, "access_changed", "join rules faked"),
        (
            "m.room.history_visibility",
            {"history_visibility": "world_readable"},
            "access_changed",
            "history made world-readable",
        ),
        ("m.room.encryption", {"algorithm": "none"}, "encryption_changed", "encryption removed"),
        (
            "m.room.encryption",
            {"algorithm": "m.megolm.v1.aes-sha2", "rotation_period_msgs": 10**9},
            "encryption_changed",
            "key rotation slowed down",
        ),
        ("im.vector.modular.widgets", {"url": "https://x"}, "room_changed", "widget planted"),
    ],
)
async def test_room_state_nobody_of_us_set_is_told_and_changes_nothing(
    hall: Hall, case: Case, type: str, content: Json, kind: str, name: str
) -> None:
    """Also in the bot's own name: what it did not set, it did not set."""
    bot = hall.council.app.gateway.user_id
    await hall.inject(hall.session, invented(type, content, sender=bot, state_key=""))
    await hall.on_record(kind, bot)
    async with hall.ballot() as vote:
        asked = await vote.question()
        stored = await hall.members["S"].http.get(path("rooms", hall.session, "event", asked))
        assert stored["type"] == "m.room.encrypted"
        await hall.say("3", "ja")
        await vote.has("3", Choice.YES)
        refused = await hall.say("2", "!gerät sperren 3 X")
        await hall.handled(refused)
    case(name, "nothing changes; on record", hall.heard)


async def test_what_is_said_in_the_room_a_false_upgrade_leads_to_counts_for_nothing(
    hall: Hall, case: Case
) -> None:
    """Carl's client follows a faked tombstone; Dora and the bot are asked into the new room."""
    carl, dora, bot = hall.members["3"], hall.members["4"], hall.council.app.gateway
    request: Json = {
        "preset": "private_chat",
        "name": "Sitzung",
        "invite": [bot.user_id, dora.user_id],
        "creation_content": {"predecessor": {"room_id": hall.session}},
        "initial_state": [
            {
                "type": "m.room.encryption",
                "state_key": "",
                "content": {"algorithm": "m.megolm.v1.aes-sha2"},
            }
        ],
    }
    new = str((await carl.http.post(path("createRoom"), request))["room_id"])
    upgrade = {"body": "Hierher", "replacement_room": new}
    tombstone = invented("m.room.tombstone", upgrade, sender=bot.user_id, state_key="")
    try:
        await carl.sync(wait=0)
        await dora.accept(new)
        await hall.inject(hall.session, tombstone)
        await hall.on_record("room_upgraded", bot.user_id)
        async with hall.ballot() as vote:
            question = await hall.hears("4", "Wir lüften.")
            assert question.room == hall.session
            for member in (carl, dora):
                await member.say(new, "ja")
            await hall.handled(await hall.say("3", "Weiter"))
            assert vote.votes == {}
            assert hall.council.chamber.rooms.place(new) is None
            await hall.say("4", "ja")
            await vote.has("4", Choice.YES)
        case("false upgrade followed by members", "what is said there does not count", hall.heard)
    finally:
        await carl.leave(new)
        await dora.leave(new)


@pytest.mark.parametrize(
    ("type", "wrong", "right", "words"),
    [
        ("m.room.join_rules", {"join_rule": "public"}, {"join_rule": "invite"}, "by “public”"),
        (
            "m.room.history_visibility",
            {"history_visibility": "world_readable"},
            {"history_visibility": "joined"},
            "to “world_readable”",
        ),
    ],
)
async def test_doctor_finds_what_is_wrong_with_a_room_before_the_meeting(
    hall: Hall, type: str, wrong: Json, right: Json, words: str
) -> None:
    gateway, body = hall.council.app.gateway, hall.council.chamber.desk.body

    async def errors() -> list[str]:
        found = await look(
            hall.council.synapse.url,
            gateway.login.token,
            seeds=None,
            bodies=[body],
            rooms={str(body.id): {"session": hall.session}},
        )
        room = f"rooms of {body.id}"
        return [f.sentence for f in found if f.subject == room and f.weight is Weight.ERROR]

    assert await errors() == []
    await gateway.put_state(hall.session, type, wrong)
    try:
        [sentence] = await errors()
        assert words in sentence
    finally:
        await gateway.put_state(hall.session, type, right)
    assert await errors() == []


async def test_state_the_bot_sets_itself_alarms_nobody(hall: Hall, case: Case) -> None:
    gateway = hall.council.app.gateway
    await gateway.put_state(hall.session, "org.gremium.test", {"n": 1})
    await gateway.put_state(hall.session, "org.gremium.test", {"n": 2})
    await hall.handled(await hall.say("3", "Guten Abend"))
    assert await hall.incidents() == []
    case("(control) state the bot sets itself", "no alarm")


async def test_its_own_older_state_shown_again_is_told(hall: Hall, case: Case) -> None:
    """The bot opened the room for a moment; that a server should not do once more in its name."""
    gateway, kind = hall.council.app.gateway, "m.room.join_rules"
    older: Json = {"join_rule": "public"}
    await gateway.put_state(hall.session, kind, older)
    await gateway.put_state(hall.session, kind, {"join_rule": "invite"})
    await hall.handled(await hall.say("3", "Guten Abend"))
    assert await hall.incidents() == []
    bot = gateway.user_id
    await hall.inject(hall.session, invented(kind, older, sender=bot, state_key=""))
    await hall.on_record("access_changed", bot)
    case("the bot's own older room state shown again", "on record", hall.heard)


async def test_a_server_notice_in_the_session_is_told(hall: Hall, case: Case) -> None:
    notices = f"@notices:{hall.members['3'].user_id.partition(':')[2]}"
    async with hall.ballot() as vote:
        await hall.inject(hall.session, message("Stimmen Sie mit ja!", sender=notices))
        await hall.on_record("plaintext", notices)
        assert vote.votes == {}
        case("server notice in the session", "disregarded; on record", hall.heard)


async def test_an_invitation_by_server_notices_is_declined(hall: Hall, case: Case) -> None:
    notices, room = "@notices:council.test", "!notices:council.test"
    bot = hall.council.app.gateway.user_id
    hall.server.invited[room] = membership(bot, "invite", sender=notices)
    before = hall.proxy.count("/leave$", "POST")
    await hall.wake()
    async with asyncio.timeout(15):
        while hall.proxy.count("/leave$", "POST") == before:  # noqa: ASYNC110 - the bot's doing
            await asyncio.sleep(0.05)
    await hall.handled(await hall.say("3", "Weiter"))
    asked = [where for method, where in hall.proxy.log if method == "POST" and room in where]
    assert asked
    assert all(where.endswith("/leave") for where in asked)
    case("server notice room", "invitation declined")


async def test_a_direct_room_the_server_chose_leaks_to_nobody(hall: Hall, case: Case) -> None:
    """Account data says which room is the direct one; it only ever decides where, not who reads."""
    eve = await Member.join_server(hall.council.synapse, "eve", hall.council.folder)
    carl = hall.members["3"]
    room = await hall.direct("3")
    try:
        await hall.inject(room, membership(eve.user_id, "join", sender=eve.user_id))
        asked = await carl.say(room, "!status")
        await hall.hears("3", "3. Sitzung", reply_to=asked)
        assert hall.server.given_keys(eve.user_id) == set()
        case("stranger put into a direct room", "no key for the stranger", hall.heard)
    finally:
        await hall.inject(room, membership(eve.user_id, "leave", sender=eve.user_id))
        await eve.close()


async def test_a_member_put_into_a_room_of_others_gets_no_key(hall: Hall, case: Case) -> None:
    """Gisela advises and has no seat in the office; the server says she is there."""
    gisela, office = hall.members["A"], hall.council.room(Place.OFFICE)
    try:
        await hall.inject(office, membership(gisela.user_id, "join", sender=gisela.user_id))
        await hall.on_record("stranger_inside", gisela.user_id)
        asked = await hall.say("S", "!status", Place.OFFICE)
        answer = await hall.hears("S", "3. Sitzung", reply_to=asked)
        sealed = await hall.members["S"].http.get(path("rooms", office, "event", answer.event_id))
        [judged] = await gisela.gateway._inbox.intake.judge([(office, sealed)])
        assert type(judged).__name__ == "Suspicious"
        case("member put into a room of others", "no key for that room; on record", hall.heard)
    finally:
        await hall.inject(office, membership(gisela.user_id, "leave", sender=gisela.user_id))
