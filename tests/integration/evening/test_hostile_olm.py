# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Letters: the sealed to-device messages that bring room keys, spoiled by a server or a member.

A member of bad will is a real device here that writes what its client would not; what the server
does to letters on their way, `hall.server` does.
"""

from __future__ import annotations

import copy
import secrets
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import pytest
from campaign import Case
from hall import Hall
from hostile import ToDevice, forge_sender
from member import Member

from bot.domain.values import Choice
from bot.matrix.http import path

pytestmark = pytest.mark.asyncio(loop_scope="package")
Json = dict[str, Any]
MEGOLM = "m.megolm.v1.aes-sha2"


def session_key(member: Member, room: str) -> Json:
    """Return the content of the `m.room_key` that hands on a member's present session."""
    session = member.gateway._machine._olm.outbound_group_sessions[room]
    return {
        "algorithm": MEGOLM,
        "room_id": room,
        "session_id": session.id,
        "session_key": session.session_key,
    }


async def write(hall: Hall, member: Member, type: str, content: Json) -> None:
    """Let a member's device send a sealed letter with this in it to the bot."""
    bot, olm = hall.council.app.gateway, member.gateway._machine._olm
    device = olm.device_store[bot.user_id][bot.device_id]
    session = olm.session_store.get(device.curve25519)
    sealed = olm._olm_encrypt(session, device, type, content)
    await post(hall, member, sealed)


async def post(hall: Hall, member: Member, sealed: Json) -> None:
    """Let a member's device send the bot a letter as it stands."""
    bot = hall.council.app.gateway
    messages = {bot.user_id: {bot.device_id: sealed}}
    await member.gateway.send_to_device("m.room.encrypted", messages, secrets.token_hex(8))


async def fresh_session(hall: Hall, member: Member) -> Json:
    """Let a member start a new room key and hand it out; return it."""
    await member.gateway.rotate(hall.session)
    await member.gateway.share_session(hall.session)
    return session_key(member, hall.session)


async def arrived(hall: Hall, member: Member, before: int) -> None:
    """Wait until the server has a letter of the member for the bot."""
    await hall.until(lambda: len(letters_of(hall, member)) > before)


def letters_of(hall: Hall, member: Member) -> list[Json]:
    return [one for one in hall.server.letters if one["sender"] == member.user_id]


def held(member: Member, letters: list[Json]) -> Any:
    """Return a redirect that keeps a member's letters back in a list."""

    def hold(letter: Json) -> Iterable[Json]:
        if letter["sender"] != member.user_id:
            return [letter]
        letters.append(letter)
        return []

    return hold


@pytest.mark.parametrize("how", ["first letters of a conversation", "later letters"])
async def test_letters_played_back_open_nothing_and_set_off_no_storm(
    hall: Hall, case: Case, how: str
) -> None:
    """Sixty old letters at once, with a bot that would mend each broken conversation at once."""
    carl, bot = hall.members["3"], hall.council.app.gateway
    olm = bot._machine._olm
    patience, olm._unwedging_interval = olm._unwedging_interval, timedelta(0)
    if how.startswith("first"):
        carl.gateway._machine._olm.session_store._entries.pop(bot.own_device().curve25519, None)
    async with hall.ballot() as vote:
        await carl.gateway.rotate(hall.session)
        await hall.say("3", "ja")
        await vote.has("3", Choice.YES)
        own = bot.own_device().curve25519
        old = letters_of(hall, carl)
        kinds = {letter["content"]["ciphertext"][own]["type"] for letter in old}
        assert (0 in kinds) == how.startswith("first")
        claims = hall.proxy.count("/keys/claim$")
        for letter in old * (60 // len(old)):
            hall.server.tell_device(letter["type"], letter["content"], sender=carl.user_id)
        await hall.wake()
        await hall.on_record("letter_unreadable", carl.user_id)
        assert (await hall.incidents()).count(("letter_unreadable", carl.user_id)) == 1
        await hall.say("3", "nein")
        await vote.has("3", Choice.NO)
        assert hall.proxy.count("/keys/claim$") - claims <= 1
        case(f"old letters played back: {how}", "open nothing, no storm; on record", hall.heard)
    olm._unwedging_interval = patience


async def test_a_letter_changed_on_the_way_is_told_and_its_vote_asked_for_again(
    hall: Hall, case: Case
) -> None:
    carl, own = hall.members["3"], hall.council.app.gateway.own_device().curve25519

    def spoil(letter: Json) -> Iterable[Json]:
        if letter["sender"] == carl.user_id and letter["type"] == "m.room.encrypted":
            letter = copy.deepcopy(letter)
            sealed = letter["content"]["ciphertext"][own]
            sealed["body"] = sealed["body"][:-8] + "AAAAAAAA"
        return [letter]

    async with hall.ballot() as vote:
        hall.server.redirect(spoil)
        await carl.gateway.rotate(hall.session)
        said = await hall.say("3", "ja")
        await hall.on_record("letter_unreadable", carl.user_id)
        await hall.hears("3", "nicht lesen", reply_to=said)
        assert vote.votes == {}
        hall.server.relent()
        await carl.gateway.rotate(hall.session)
        await hall.say("3", "ja")
        await vote.has("3", Choice.YES)
        case("letter with a key changed", "vote asked for again; on record", hall.heard)


async def test_a_letter_under_another_name_brings_nobody_a_key(hall: Hall, case: Case) -> None:
    """The server shows Dora's letter and then her vote as Carl's."""
    carl, dora = hall.members["3"], hall.members["4"]

    def rename(letter: Json) -> Iterable[Json]:
        return [letter | {"sender": carl.user_id} if letter["sender"] == dora.user_id else letter]

    async with hall.ballot() as vote:
        hall.server.redirect(rename)
        hall.server.twist(forge_sender(dora.user_id, carl.user_id))
        await dora.gateway.rotate(hall.session)
        await hall.handled(await hall.say("4", "ja"))
        await hall.on_record("letter_unreadable", carl.user_id)
        assert vote.votes == {}
        hall.server.relent()
        await dora.gateway.rotate(hall.session)
        await hall.say("4", "nein")
        await vote.has("4", Choice.NO)
        assert "3" not in vote.votes
        case("letter and vote under another name", "no key, no vote; on record", hall.heard)


async def test_a_member_who_claims_anothers_key_gains_and_spoils_nothing(
    hall: Hall, case: Case
) -> None:
    """Carl has Dora's room key, as everybody has, and hands it in as his own."""
    carl, dora = hall.members["3"], hall.members["4"]
    async with hall.ballot() as vote:
        await hall.say("4", "ja")
        await vote.has("4", Choice.YES)
        await write(hall, carl, "m.room_key", session_key(dora, hall.session))
        await hall.on_record("key_claimed", carl.user_id)
        await hall.say("4", "nein")
        await vote.has("4", Choice.NO)
        hall.server.twist(forge_sender(dora.user_id, carl.user_id))
        await hall.say("4", "ja")
        await hall.on_record("forged_sender", carl.user_id)
        assert vote.votes == {"4": Choice.NO}
        case("room key of another handed in", "stays its owner's; on record", hall.heard)


async def test_a_key_stolen_before_its_owner_brings_it_gives_the_thief_no_vote(
    hall: Hall, case: Case
) -> None:
    """The server holds Dora's letter back until Carl has handed her new key in as his."""
    carl, dora = hall.members["3"], hall.members["4"]
    letters: list[Json] = []
    async with hall.ballot() as vote:
        hall.server.redirect(held(dora, letters))
        stolen = await fresh_session(hall, dora)
        before = len(letters_of(hall, carl))
        await write(hall, carl, "m.room_key", stolen)
        await arrived(hall, carl, before)
        await hall.handled(await hall.say("4", "ja"))
        await hall.on_record("forged_sender", dora.user_id)
        assert vote.votes == {}
        hall.server.relent()
        for letter in letters:
            hall.server.tell_device(letter["type"], letter["content"], sender=dora.user_id)
        await hall.wake()
        await hall.on_record("key_claimed", dora.user_id)
        await dora.gateway.rotate(hall.session)
        await hall.say("4", "ja")
        await vote.has("4", Choice.YES)
        assert "3" not in vote.votes
        case("room key stolen before it came", "no vote for the thief; on record", hall.heard)


async def test_a_forwarded_key_opens_nothing(hall: Hall, case: Case) -> None:
    """Whoever forwards a key may say whose it is; so nothing forwarded is taken in."""
    carl, dora = hall.members["3"], hall.members["4"]
    letters: list[Json] = []
    async with hall.ballot() as vote:
        hall.server.redirect(held(dora, letters))
        key = await fresh_session(hall, dora)
        await carl.wait_for(
            lambda _: carl.gateway._machine.has_session(hall.session, key["session_id"])
        )
        session = carl.gateway._machine._olm.find_session(hall.session, key["session_id"])
        assert session is not None
        device = dora.gateway.own_device()
        forwarded = {
            **{name: key[name] for name in ("algorithm", "room_id", "session_id")},
            "session_key": session.export_session(session.first_known_index),
            "sender_key": device.curve25519,
            "sender_claimed_ed25519_key": device.ed25519,
            "forwarding_curve25519_key_chain": [],
        }
        before = len(letters_of(hall, carl))
        await write(hall, carl, "m.forwarded_room_key", forwarded)
        await arrived(hall, carl, before)
        said = await hall.say("4", "ja")
        await hall.on_record("undecryptable", dora.user_id)
        await hall.hears("4", "nicht lesen", reply_to=said)
        assert vote.votes == {}
        case("key forwarded by another member", "not taken; vote asked for again", hall.heard)
        hall.server.relent()
        await dora.gateway.rotate(hall.session)


async def test_nobody_is_given_a_key_for_asking(hall: Hall, case: Case) -> None:
    """A request in Carl's name, for a device of the server's making, and for his own."""
    carl, bot = hall.members["3"], hall.council.app.gateway
    async with hall.ballot():
        await hall.hears("3", "Wir lüften.")
        hall.server.to_device.clear()
        for device in ("GHOSTGHOST", carl.account.device_id):
            content: Json = {
                "action": "request",
                "request_id": f"r-{device}",
                "requesting_device_id": device,
                "body": {
                    "algorithm": MEGOLM,
                    "room_id": hall.session,
                    "session_id": bot._machine.current_session(hall.session),
                    "sender_key": bot.own_device().curve25519,
                },
            }
            hall.server.tell_device("m.room_key_request", content, sender=carl.user_id)
        await hall.wake()
        await hall.handled(await hall.say("3", "Weiter"))
        sent: list[ToDevice] = hall.server.to_device
        assert [one for one in sent if one.user == carl.user_id] == []
        assert await hall.incidents() == []
        case("room keys asked for by a made-up device", "none given", hall.heard)


async def test_a_stranger_who_takes_the_bots_keys_and_pours_in_rubbish_keeps_nobody_out(
    hall: Hall, case: Case
) -> None:
    """One-time keys are claimed faster than they are used, and unreadable letters pour in."""
    bot, eve = (
        hall.council.app.gateway,
        await Member.join_server(hall.council.synapse, "eve", hall.council.folder),
    )
    wanted = {"one_time_keys": {bot.user_id: {bot.device_id: "signed_curve25519"}}}
    rubbish = {
        "algorithm": "m.olm.v1.curve25519-aes-sha2",
        "sender_key": eve.gateway.own_device().curve25519,
        "ciphertext": {bot.own_device().curve25519: {"type": 0, "body": "AAAA"}},
    }
    try:
        for _ in range(60):  # more than the bot has at the server at any time
            await eve.http.post(path("keys", "claim"), wanted)
            await post(hall, eve, rubbish)
        async with hall.ballot() as vote:
            tablet = await hall.device("3", signed=True)
            await tablet.say(hall.session, "ja")
            await vote.has("3", Choice.YES)
            assert eve.user_id not in {user for _, user in await hall.incidents()}
            case("one-time keys used up, rubbish letters", "a new device votes", hall.heard)
            await tablet.log_out()
    finally:
        await eve.close()
