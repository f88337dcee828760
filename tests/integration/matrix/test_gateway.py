# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Talking through the gateway, in the room versions we use."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator

import pytest
from meeting import meeting
from member import cross_signed_only
from proxy import Exchange, Proxy, Rule, cut, refuse
from real_synapse import Homeserver

from bot.matrix.events import FileMessage, Invited, TextMessage
from bot.matrix.gateway import Gateway, Settings
from bot.matrix.housekeeping import RoomPlan
from bot.matrix.http import Http, MatrixError, Unreachable, path
from bot.matrix.login import LoginImpossible, login_password, with_token
from bot.matrix.making import TRIES
from bot.matrix.media import BadAttachment, TooLarge
from bot.matrix.outbox import NotEncrypted, Outgoing
from bot.matrix.ports import MemoryLedger, MemoryTokens
from bot.matrix.rooms import INFINITE_POWER
from tests.integration.matrix.conftest import Join


@pytest.fixture
async def proxy(synapse: Homeserver) -> AsyncIterator[Proxy]:
    """The bot's homeserver, under somebody's control."""
    async with Proxy.before(synapse.url) as running:
        yield running


def note(text: str) -> dict[str, str]:
    return {"msgtype": "m.notice", "body": text}


@pytest.mark.parametrize("version", ["11", "12"])
async def test_a_members_word_arrives_with_its_proof(join: Join, version: str) -> None:
    bot, alice = await join("bot"), await join("alice")
    room = await meeting(bot, alice, version=version)
    assert (":" in room) is (version == "11")

    said = await alice.say(room, "ja")
    heard = await bot.hear(said)

    assert (heard.room, heard.sender, heard.body) == (room, alice.user_id, "ja")
    assert heard.proof.chain == "signed"
    assert heard.proof.master == alice.master
    assert heard.proof.device_id == alice.account.device_id
    assert heard.proof.message_index == 0
    answered = await bot.say(room, "gezählt")
    assert (await alice.hear(answered)).proof.master == bot.master


# ── becoming a device ───────────────────────────────────────────────────────────────────


async def test_a_password_makes_a_named_device(synapse: Homeserver) -> None:
    account = await synapse.register(f"bot-{secrets.token_hex(3)}")
    login = await login_password(
        synapse.url, account.user_id, account.password, device_name="Gremium"
    )
    assert login.user_id == account.user_id
    assert login.token not in repr(login)
    async with Http(base_url=synapse.url, token=login.token) as http:
        device = await http.get(path("devices", login.device_id))
        assert login.token not in repr(http)
    assert device["display_name"] == "Gremium"
    again = await login_password(
        synapse.url,
        account.user_id,
        account.password,
        device_name="Gremium",
        device_id=login.device_id,
    )
    assert again.device_id == login.device_id


async def test_a_wrong_password_is_the_servers_no(synapse: Homeserver) -> None:
    account = await synapse.register(f"bot-{secrets.token_hex(3)}")
    with pytest.raises(LoginImpossible, match=r"does not accept this password.*M_FORBIDDEN"):
        await login_password(synapse.url, account.user_id, "falsch", device_name="Gremium")


async def test_a_token_tells_whose_device_it_is(synapse: Homeserver) -> None:
    account = await synapse.register(f"bot-{secrets.token_hex(3)}")
    login = await with_token(synapse.url, account.access_token, device_name="Gremium")
    assert (login.user_id, login.device_id) == (account.user_id, account.device_id)


async def test_a_token_without_a_device_cannot_encrypt(synapse: Homeserver, proxy: Proxy) -> None:
    account = await synapse.register(f"bot-{secrets.token_hex(3)}")

    def without_device(exchange: Exchange) -> None:
        (exchange.answer or {}).pop("device_id", None)

    proxy.add(Rule("/whoami$", after=without_device))
    with pytest.raises(LoginImpossible, match="compatibility token"):
        await with_token(proxy.url, account.access_token)


async def test_a_server_without_passwords_is_explained(proxy: Proxy) -> None:
    def only_sso(exchange: Exchange) -> None:
        exchange.answer = {"flows": [{"type": "m.login.sso"}]}

    proxy.add(Rule("/login$", after=only_sso, method="GET"))
    with pytest.raises(LoginImpossible, match="compatibility token"):
        await login_password(proxy.url, "bot", "x", device_name="Gremium")


# ── sending ─────────────────────────────────────────────────────────────────────────────


async def test_a_batch_keeps_the_order_of_each_room(join: Join) -> None:
    bot, alice = await join("bot"), await join("alice")
    rooms = [await meeting(bot, alice), await meeting(bot, alice)]
    events = [
        Outgoing(
            room=rooms[n % 2], type="m.room.message", content=dict(note(str(n))), txn_id=f"b{n}"
        )
        for n in range(20)
    ]
    ids = await bot.gateway.send_batch(events)
    assert len(set(ids)) == 20
    await alice.hear(ids[18])
    await alice.hear(ids[19])
    heard = [i for i in alice.seen if isinstance(i, TextMessage)]
    for place, room in enumerate(rooms):
        assert [int(i.body) for i in heard if i.room == room] == list(range(place, 20, 2))


async def test_nothing_goes_out_unencrypted_by_accident(join: Join) -> None:
    bot = await join("bot")
    gallery = await bot.gateway.create_room(RoomPlan(name="Zuhörer", encrypted=False))
    with pytest.raises(NotEncrypted):
        await bot.gateway.send(gallery, "m.room.message", note("x"), "t1")
    with pytest.raises(NotEncrypted):
        await bot.gateway.share_session(gallery)
    public = await bot.gateway.send(gallery, "m.room.message", note("x"), "t2", plaintext=True)
    stored = await bot.http.get(path("rooms", gallery, "event", public))
    assert stored["content"] == note("x")


async def test_a_message_too_large_for_an_event_is_refused_with_figures(join: Join) -> None:
    bot, alice = await join("bot"), await join("alice")
    room = await meeting(bot, alice)
    with pytest.raises(TooLarge, match=r"70\d{3} bytes; 47616"):
        await bot.say(room, "ä" * 35_000)
    assert (await alice.hear(await bot.say(room, "ä" * 23_700))).body == "ä" * 23_700


async def test_a_reply_in_a_thread_is_told_apart(join: Join) -> None:
    bot, alice = await join("bot"), await join("alice")
    room = await meeting(bot, alice)
    root = await bot.say(room, "Antrag")
    thread = {
        "rel_type": "m.thread",
        "event_id": root,
        "is_falling_back": True,
        "m.in_reply_to": {"event_id": root},
    }
    heard = await bot.hear(await alice.say(room, "ja", **{"m.relates_to": thread}))
    assert (heard.thread, heard.reply_to) == (root, None)


# ── attachments ─────────────────────────────────────────────────────────────────────────


async def test_minutes_travel_sealed_and_come_out_whole(join: Join, synapse: Homeserver) -> None:
    bot, alice = await join("bot"), await join("alice")
    room = await meeting(bot, alice)
    data = b"%PDF-1.7 Niederschrift " + secrets.token_bytes(100_000)
    content = await bot.gateway.upload_encrypted(data, mime="application/pdf", name="Ö.pdf")
    sent = await bot.send(room, "m.room.message", content)
    heard = await alice.wait_for_event(FileMessage, sent)
    assert (heard.name, heard.mime, heard.size) == ("Ö.pdf", "application/pdf", len(data))
    assert await alice.gateway.download_encrypted(heard.file) == data
    for stored in (synapse.data_dir / "media").rglob("*"):
        assert not stored.is_file() or b"%PDF" not in stored.read_bytes()


@pytest.mark.parametrize("part", ["hashes", "url", "key", "iv"])
async def test_a_tampered_attachment_is_refused(join: Join, part: str) -> None:
    bot = await join("bot")
    content = await bot.gateway.upload_encrypted(b"Niederschrift", mime="text/plain", name="n")
    broken = {
        "hashes": {"sha256": "AAAA"},
        "url": "https://elsewhere.example/x",
        "key": {"k": "AAAA"},
        "iv": None,
    }
    with pytest.raises(BadAttachment):
        await bot.gateway.download_encrypted(content["file"] | {part: broken[part]})


async def test_too_large_attachments_are_refused_both_ways(join: Join, synapse: Homeserver) -> None:
    bot = await join("bot", settings=Settings(media_limit=1000))
    with pytest.raises(TooLarge, match="1001 bytes; 1000"):
        await bot.gateway.upload_encrypted(b"x" * 1001, mime="text/plain", name="n")
    alice = await join("alice")
    large = await alice.gateway.upload_encrypted(b"x" * 2000, mime="text/plain", name="n")
    with pytest.raises(MatrixError, match="larger than 1000 bytes"):
        await bot.gateway.download_encrypted(large["file"])


# ── rooms ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("version", ["11", "12"])
async def test_a_session_room_is_as_planned(join: Join, version: str) -> None:
    bot, alice = await join("bot"), await join("alice")
    space = await bot.gateway.create_room(
        RoomPlan(name="Rat", encrypted=False, is_space=True, version=version)
    )
    room = await bot.gateway.create_room(
        RoomPlan(
            name="Sitzung",
            version=version,
            space=space,
            invite=(alice.user_id,),
            federate=False,
            power_levels={"users": {alice.user_id: 50, bot.user_id: 100}, "invite": 100},
        )
    )
    state = bot.gateway.get_state
    creation = await state(room, "m.room.create")
    assert creation is not None
    assert (creation["room_version"], creation["m.federate"]) == (version, False)
    assert await state(room, "m.space.parent", space) is not None
    assert await state(space, "m.space.child", room) is not None
    assert await state(room, "m.room.history_visibility") == {"history_visibility": "joined"}
    assert await state(room, "m.room.topic") is None
    assert await bot.gateway.power(room, alice.user_id) == 50
    own = await bot.gateway.power(room, bot.user_id)
    assert own == (INFINITE_POWER if version == "12" else 100)
    assert await bot.gateway.members(room) == {bot.user_id: "join", alice.user_id: "invite"}


@pytest.mark.parametrize("when", ["before", "after"])
async def test_a_room_whose_making_was_not_answered_is_made_once_and_invites_once(
    join: Join, proxy: Proxy, when: str
) -> None:
    """The homeserver died over it: before it heard of the room, or after it had made it."""
    bot, alice = await join("bot", base_url=proxy.url), await join("alice")
    before, after = (cut, None) if when == "before" else (None, cut)
    rule = proxy.add(Rule("/createRoom$", before=before, after=after, times=1))
    room = await bot.gateway.direct_room(alice.user_id)
    assert rule.hits == 1
    assert proxy.count("/createRoom$") == 2
    assert (await bot.http.get(path("joined_rooms")))["joined_rooms"] == [room]
    await alice.wait_for(lambda item: isinstance(item, Invited))
    answer = await alice.http.get(path("sync"), {"timeout": "0"})
    assert list(answer["rooms"]["invite"]) == [room]


async def test_a_server_that_never_answers_a_making_is_not_asked_for_ever(
    join: Join, proxy: Proxy
) -> None:
    bot = await join("bot", base_url=proxy.url)
    proxy.add(Rule("/createRoom$", after=cut))
    with pytest.raises(Unreachable):
        await bot.gateway.create_room(RoomPlan(name="Rat"))
    assert proxy.count("/createRoom$") == TRIES


async def test_inviting_and_removing_twice_is_harmless(join: Join) -> None:
    bot, alice = await join("bot"), await join("alice")
    room = await meeting(bot)
    for _ in range(2):
        await bot.gateway.invite(room, alice.user_id)
    await alice.accept(room)
    await bot.gateway.invite(room, alice.user_id)
    for _ in range(2):
        await bot.gateway.kick(room, alice.user_id)
    assert (await bot.gateway.members(room))[alice.user_id] == "leave"
    with pytest.raises(MatrixError, match="M_FORBIDDEN"):
        await alice.gateway.invite(room, "@eve:council.test")


async def test_a_direct_room_is_found_again(join: Join) -> None:
    bot, alice = await join("bot"), await join("alice")
    room = await bot.gateway.direct_room(alice.user_id)
    await alice.accept(room)
    assert await bot.gateway.direct_room(alice.user_id) == room
    assert await bot.gateway.direct_room(alice.user_id, known=room) == room
    assert (await alice.hear(await bot.say(room, "nur für Sie"))).body == "nur für Sie"
    await alice.leave(room)
    assert await bot.gateway.direct_room(alice.user_id, known=room) != room


async def test_an_ailing_server_is_no_reason_for_a_second_direct_room(
    join: Join, proxy: Proxy
) -> None:
    """The first one is there; who is in it, the server cannot say for the moment."""
    bot, alice = await join("bot", base_url=proxy.url), await join("alice")
    room = await bot.gateway.direct_room(alice.user_id)
    proxy.add(Rule("/members$", before=refuse(500, "M_UNKNOWN"), times=1))
    with pytest.raises(MatrixError):
        await bot.gateway.direct_room(alice.user_id, known=room)
    assert await bot.gateway.direct_room(alice.user_id, known=room) == room
    assert (await bot.http.get(path("joined_rooms")))["joined_rooms"] == [room]


async def test_what_is_said_in_a_direct_room_waits_for_who_is_invited(join: Join) -> None:
    """A warning that somebody's keys have changed may be said before they ever came in."""
    bot, alice = await join("bot"), await join("alice")
    room = await bot.gateway.direct_room(alice.user_id)
    said = await bot.say(room, "Ihre Schlüssel haben sich geändert")
    await alice.sync(wait=0)
    await alice.accept(room)
    sealed = await alice.http.get(path("rooms", room, "event", said))
    [found] = await alice.gateway._inbox.intake.judge([(room, sealed)])
    assert getattr(found, "body", found) == "Ihre Schlüssel haben sich geändert"


async def test_a_room_with_a_third_person_is_not_direct(join: Join) -> None:
    bot, alice, eve = await join("bot"), await join("alice"), await join("eve")
    room = await bot.gateway.direct_room(alice.user_id)
    await bot.gateway.invite(room, eve.user_id)
    assert await bot.gateway.direct_room(alice.user_id, known=room) != room


async def test_a_room_is_usable_by_a_gateway_that_has_not_synced(join: Join) -> None:
    """After a restart the first effect may be due before the first sync."""
    bot, alice = await join("bot"), await join("alice")
    room = await meeting(bot, alice)
    await bot.close()
    bot.gateway = Gateway(
        bot.gateway.login,
        store_dir=bot._folder,
        store_key="test",
        tokens=MemoryTokens(),
        ledger=MemoryLedger(),
        may_receive=cross_signed_only,
    )
    await bot.gateway.start()
    assert (await alice.hear(await bot.say(room, "weiter"))).body == "weiter"
