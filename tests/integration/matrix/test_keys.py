# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who can read the bot: permitted devices, and nobody a homeserver slips in."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from meeting import meeting
from member import Member, cross_sign, cross_signed_only, sign_device
from proxy import Exchange, Proxy, Rule, cut
from real_synapse import Homeserver

from bot.matrix.events import DeviceFacts, IdentityChanged, Kind, Suspicious
from bot.matrix.gateway import DeviceLost, Gateway
from bot.matrix.http import Patience, Unreachable, path
from bot.matrix.ports import MemoryLedger, MemoryTokens
from bot.matrix.signing import SigningKey, sign_json
from tests.integration.matrix.conftest import Join

Json = dict[str, Any]


@pytest.fixture
async def proxy(synapse: Homeserver) -> AsyncIterator[Proxy]:
    """The bot's homeserver, under somebody's control."""
    async with Proxy.before(synapse.url) as running:
        yield running


async def second_device(synapse: Homeserver, member: Member, name: str) -> Member:
    """Log in another device of the member, not signed by anybody."""
    account = await synapse.login(member.user_id, member.account.password)
    device = Member(account, synapse.url, member._folder / name)
    await device.start(signed=False)
    return device


async def fate(member: Member, event_id: str) -> str:
    """Return how the event came out for the member: its text, or the suspicion about it."""
    item = await member.wait_for(lambda i: getattr(i, "event_id", None) == event_id)
    return f"{item.kind}: {item.detail}" if isinstance(item, Suspicious) else item.body  # type: ignore[union-attr]


async def test_no_key_reaches_a_device_its_owner_did_not_sign(
    join: Join, synapse: Homeserver
) -> None:
    bot, alice = await join("bot", may_receive=cross_signed_only), await join("alice")
    ghost = await second_device(synapse, alice, "ghost")
    try:
        room = await meeting(bot, alice)
        said = await bot.say(room, "nur für Verifizierte")
        assert await fate(alice, said) == "nur für Verifizierte"
        assert await fate(ghost, said) == "undecryptable: withheld: m.unverified"
    finally:
        await ghost.close()


async def test_a_self_signing_key_its_owner_replaced_lets_no_device_in_though_shown_again(
    join: Join, synapse: Homeserver, proxy: Proxy
) -> None:
    """It leaked; who has it signs a device of the account, and the server plays along."""
    bot = await join("bot", may_receive=cross_signed_only, base_url=proxy.url)
    alice, (master, old, new) = await join("alice"), (SigningKey.generate() for _ in range(3))
    user = alice.user_id
    await cross_sign(alice.gateway, alice.account.password, master, old)
    room = await meeting(bot, alice)
    assert await fate(alice, await bot.say(room, "eins")) == "eins"
    before = await alice.http.post(path("keys", "query"), {"device_keys": {user: []}})
    key = {
        "user_id": user,
        "usage": ["self_signing"],
        "keys": {f"ed25519:{new.public}": new.public},
    }
    auth = {
        "type": "m.login.password",
        "identifier": {"type": "m.id.user", "user": user},
        "password": alice.account.password,
    }
    await alice.http.post(
        path("keys", "device_signing", "upload"),
        {"self_signing_key": sign_json(key, user, master), "auth": auth},
    )
    await sign_device(alice.http, user, alice.gateway.device_object(), new)
    await bot.sync(wait=0)
    ghost = await second_device(synapse, alice, "ghost")
    stolen = sign_json(ghost.gateway.device_object(), user, old)

    def show_again(exchange: Exchange) -> None:
        answer = exchange.answer or {}
        if user in answer.get("self_signing_keys", {}):
            answer["self_signing_keys"][user] = before["self_signing_keys"][user]
            answer["device_keys"][user][ghost.account.device_id] = stolen

    proxy.add(Rule("/keys/query$", after=show_again))
    try:
        await bot.gateway.rotate(room)
        said = await bot.say(room, "zwei")
        assert await fate(ghost, said) == "undecryptable: withheld: m.unverified"
        assert (await bot.hear(await ghost.say(room, "ja"))).proof.chain == "unsigned"
    finally:
        await ghost.close()


async def test_a_server_that_is_away_while_a_key_is_handed_out_is_waited_for(
    join: Join, proxy: Proxy
) -> None:
    """Whoever sends tries again as long as it is away; anything else would be given up for good."""
    bot, alice = await join("bot", base_url=proxy.url), await join("alice")
    room = await meeting(bot, alice)
    away = proxy.add(Rule("/sendToDevice/", before=cut))
    patience, bot.http.patience = bot.http.patience, Patience(total=2.0)
    with pytest.raises(Unreachable):
        await bot.say(room, "Die Sitzung ist eröffnet.")
    assert away.hits > 0
    proxy.remove(away)
    bot.http.patience = patience
    said = await bot.say(room, "Die Sitzung ist eröffnet.")
    assert await fate(alice, said) == "Die Sitzung ist eröffnet."


async def test_no_key_reaches_a_device_slipped_in_after_the_first_share(
    join: Join, synapse: Homeserver
) -> None:
    bot, alice = await join("bot", may_receive=cross_signed_only), await join("alice")
    room = await meeting(bot, alice)
    await alice.hear(await bot.say(room, "eins"))
    ghost = await second_device(synapse, alice, "ghost")
    try:
        await bot.sync()
        said = await bot.say(room, "zwei")
        assert await fate(alice, said) == "zwei"
        assert (await fate(ghost, said)).startswith("undecryptable")
    finally:
        await ghost.close()


async def test_a_device_admitted_later_reads_what_comes_but_not_what_was(
    join: Join, synapse: Homeserver
) -> None:
    admitted: set[str] = set()

    def policy(room: str, user: str, device: DeviceFacts) -> bool:
        return device.master is not None or device.device_id in admitted

    bot, alice = await join("bot", may_receive=policy), await join("alice")
    room = await meeting(bot, alice)
    phone = await second_device(synapse, alice, "phone")
    try:
        await bot.sync()
        before = await bot.say(room, "vorher")
        session = bot.gateway._machine.current_session(room)
        admitted.add(phone.account.device_id)
        after = await bot.say(room, "nachher")
        assert bot.gateway._machine.current_session(room) == session
        assert await fate(phone, after) == "nachher"
        assert (await fate(phone, before)).startswith("undecryptable")
    finally:
        await phone.close()


async def test_who_was_removed_cannot_read_on(join: Join) -> None:
    """Recusal: out of the closed room means unable to decrypt, not only out of sight."""
    bot, alice, bela = await join("bot"), await join("alice"), await join("bela")
    room = await meeting(bot, alice, bela)
    await bela.hear(await bot.say(room, "mit Bela"))
    first = bot.gateway._machine.current_session(room)
    await bot.gateway.kick(room, bela.user_id)
    after = await bot.say(room, "ohne Bela")
    assert bot.gateway._machine.current_session(room) != first
    assert (bela.user_id, bela.account.device_id) not in bot.gateway._machine.holders(room)
    assert await fate(alice, after) == "ohne Bela"
    await bot.gateway.invite(room, bela.user_id)
    await bela.accept(room)
    again = await bot.say(room, "wieder mit Bela")
    assert await fate(bela, again) == "wieder mit Bela"


async def test_a_logged_out_device_means_a_new_key(join: Join, synapse: Homeserver) -> None:
    bot, alice = await join("bot"), await join("alice")
    laptop = await second_device(synapse, alice, "laptop")
    room = await meeting(bot, alice)
    await alice.hear(await bot.say(room, "eins"))
    first = bot.gateway._machine.current_session(room)
    await laptop.http.post(path("logout"), {})
    await laptop.close()
    await bot.sync()
    await alice.hear(await bot.say(room, "zwei"))
    assert bot.gateway._machine.current_session(room) != first


async def test_a_key_can_be_changed_on_demand_and_after_a_hundred_messages(join: Join) -> None:
    bot, alice = await join("bot"), await join("alice")
    room = await meeting(bot, alice)
    await bot.say(room, "eins")
    first = bot.gateway._machine.current_session(room)
    await bot.gateway.rotate(room)
    await alice.hear(await bot.say(room, "zwei"))
    second = bot.gateway._machine.current_session(room)
    assert first != second
    for n in range(100):
        last = await bot.say(room, str(n))
    assert bot.gateway._machine.current_session(room) != second
    assert (await alice.hear(last)).body == "99"


async def test_a_key_shared_ahead_costs_the_first_message_nothing(join: Join, proxy: Proxy) -> None:
    bot, alice = await join("bot", base_url=proxy.url), await join("alice")
    room = await meeting(bot, alice)
    await bot.gateway.share_session(room)
    proxy.log.clear()
    said = await bot.say(room, "Zur Abstimmung")
    assert [method for method, _ in proxy.log] == ["PUT"]
    assert (await alice.hear(said)).body == "Zur Abstimmung"


async def test_a_device_with_a_broken_one_time_key_does_not_keep_the_others_out(
    join: Join, proxy: Proxy
) -> None:
    bot, alice, bela = (
        await join("bot", base_url=proxy.url),
        await join("alice"),
        await join("bela"),
    )
    room = await meeting(bot, alice, bela)

    def spoil(exchange: Exchange) -> None:
        devices = (exchange.answer or {}).get("one_time_keys", {}).get(bela.user_id, {})
        for keys in devices.values():
            for key in keys.values():
                key["key"] = "AAAA"

    proxy.add(Rule("/keys/claim$", after=spoil))
    assert await fate(alice, await bot.say(room, "hallo")) == "hallo"


async def test_a_member_who_resets_the_identity_is_told_before_the_words(
    join: Join,
) -> None:
    bot, alice = await join("bot"), await join("alice")
    room = await meeting(bot, alice)
    await bot.hear(await alice.say(room, "ja"))
    old = alice.master
    new = await cross_sign(alice.gateway, alice.account.password)
    said = await alice.say(room, "nein")
    heard = await bot.hear(said)
    assert heard.proof.master == new != old
    change = IdentityChanged(user=alice.user_id, old_master=str(old), new_master=new)
    assert bot.seen.count(change) == 1
    assert bot.seen.index(change) < bot.seen.index(heard)


async def test_an_identity_reset_while_the_bot_was_down_is_told(join: Join) -> None:
    bot, alice = await join("bot"), await join("alice")
    room = await meeting(bot, alice)
    await bot.hear(await alice.say(room, "ja"))
    await bot.close()
    new = await cross_sign(alice.gateway, alice.account.password)
    await bot.restart()
    await bot.sync(wait=0)
    changes = [i for i in bot.seen if isinstance(i, IdentityChanged)]
    assert [(c.user, c.old_master, c.new_master) for c in changes] == [
        (alice.user_id, alice.master, new)
    ]


async def test_a_new_device_is_known_before_its_first_words_are_judged(
    join: Join, synapse: Homeserver
) -> None:
    bot, alice = await join("bot"), await join("alice")
    room = await meeting(bot, alice)
    await bot.hear(await alice.say(room, "vom ersten Gerät"))
    phone = await second_device(synapse, alice, "phone")
    try:
        phone.master = await cross_sign(phone.gateway, alice.account.password)
        heard = await bot.hear(await phone.say(room, "vom zweiten Gerät"))
        assert heard.proof.master == phone.master
        assert heard.proof.device_id == phone.account.device_id
    finally:
        await phone.close()


async def test_a_device_the_server_did_not_announce_is_asked_for(
    join: Join, synapse: Homeserver, proxy: Proxy
) -> None:
    bot, alice = await join("bot", base_url=proxy.url), await join("alice")
    room = await meeting(bot, alice)
    await bot.hear(await alice.say(room, "vom ersten Gerät"))

    def conceal(exchange: Exchange) -> None:
        (exchange.answer or {}).pop("device_lists", None)

    proxy.add(Rule("/sync$", after=conceal))
    phone = await second_device(synapse, alice, "phone")
    try:
        heard = await bot.hear(await phone.say(room, "vom zweiten Gerät"))
        assert heard.proof.device_id == phone.account.device_id
    finally:
        await phone.close()


async def test_a_session_given_on_by_another_member_stays_its_owners(join: Join) -> None:
    """Eve sends Alice's room key on as her own: neither does it become Eve's nor forged."""
    bot, alice, eve = await join("bot"), await join("alice"), await join("eve")
    room = await meeting(bot, alice, eve)
    await bot.hear(await alice.say(room, "eins"))
    machine = bot.gateway._machine._olm
    session_id = alice.gateway._machine.current_session(room)
    outbound = alice.gateway._machine._olm.outbound_group_sessions[room]
    thief = eve.gateway._machine
    machine.create_group_session(
        thief.curve25519, thief.ed25519, room, session_id, outbound.session_key
    )
    heard = await bot.hear(await alice.say(room, "zwei"))
    assert (heard.proof.user, heard.proof.master) == (alice.user_id, alice.master)


async def test_a_lost_key_store_is_noticed_at_the_start(join: Join, tmp_path: Any) -> None:
    bot = await join("bot")
    impostor = Gateway(
        bot.gateway.login,
        store_dir=tmp_path / "empty",
        store_key="k",
        tokens=MemoryTokens(),
        ledger=MemoryLedger(),
        may_receive=cross_signed_only,
    )
    with pytest.raises(DeviceLost, match="--new-device"):
        await impostor.start()
    await impostor.close()


async def test_the_key_store_is_private_and_sealed(join: Join) -> None:
    bot, alice = await join("bot"), await join("alice")
    room = await meeting(bot, alice)
    await bot.say(room, "eins")
    secret = bot.gateway._machine._olm.outbound_group_sessions[room].session_key
    assert len(secret) > 100
    for file in bot._folder.glob("keys.db*"):
        assert file.stat().st_mode & 0o077 == 0, file
        assert secret[:40].encode() not in file.read_bytes()


async def test_a_reply_to_undecryptable_is_possible_for_the_caller(join: Join) -> None:
    """The bot can answer in a room although it could not read: asking to repeat works."""
    bot = await join("bot")
    alice = await join("alice", may_receive=lambda *_: False)
    room = await meeting(bot, alice)
    found = await bot.wait_for_event(Suspicious, await alice.say(room, "ja"))
    assert found.kind is Kind.UNDECRYPTABLE
    asked = await bot.say(room, "Bitte wiederholen.")
    assert await fate(alice, asked) == "Bitte wiederholen."
