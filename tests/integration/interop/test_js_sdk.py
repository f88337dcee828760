# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""matrix-js-sdk with Rust crypto, trusting only signed devices, reads the bot and is read by it."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any

import pytest
from js_peer import JsPeer, js_peer
from real_synapse import Homeserver
from verifiable_bot import VerifiableBot

from bot.matrix.emoji import EMOJI
from bot.matrix.events import Kind, PollAnswer, Suspicious
from bot.matrix.housekeeping import RoomPlan
from bot.matrix.identities import read_identity
from bot.matrix.sas_table import Code
from bot.matrix.signing import verify_json
from bot.matrix.verification_values import Comparison, Failed, Verified

NO_SHIELD = 0


async def meet(bot: VerifiableBot, peer: JsPeer, version: str | None = None) -> str:
    """A room of the bot's that the peer has joined, with the bot knowing it."""
    plan = RoomPlan(name="Rat", invite=(peer.user_id,), version=version)
    room = await bot.gateway.create_room(plan)
    await peer.join(room)
    await bot.until(
        lambda item: (
            getattr(item, "membership", None) == "join"
            and getattr(item, "user", None) == peer.user_id
        )
    )
    return room


# ── reading and being read ──────────────────────────────────────────────────────────────


@pytest.mark.parametrize("version", ["11", "12"])
async def test_both_read_each_other_without_a_warning(
    bot: VerifiableBot, alice: JsPeer, version: str
) -> None:
    room = await meet(bot, alice, version)
    await bot.say(room, "Wer ist da?")
    question = await alice.text("Wer ist da?")
    assert question["encrypted"]
    assert question["shield"] == NO_SHIELD
    assert question["failure"] is None

    await alice.send_text(room, "Ich")
    answer = await bot.hears("Ich")
    assert answer.sender == alice.user_id
    assert answer.proof.chain == "signed"
    assert answer.proof.device_id == alice.device_id
    assert answer.proof.master == (await alice.call("own_status"))["master"]


async def test_replies_edits_and_poll_answers_arrive_and_unsealed_acts_are_told(
    bot: VerifiableBot, alice: JsPeer
) -> None:
    room = await meet(bot, alice)
    asked = await bot.say(room, "Antrag 1: ja oder nein?")
    await alice.text("Antrag 1: ja oder nein?")

    await alice.call("reply", room=room, to=asked, body="ja")
    assert (await bot.hears("ja")).reply_to == asked

    said = await alice.send_text(room, "vielleicht")
    await alice.call("edit", room=room, event=said, body="nein")
    assert (await bot.hears("nein")).is_edit_of == said

    poll = await poll_of(bot, room)
    await alice.seen("event", event_id=poll, type="org.matrix.msc3381.poll.start")
    await alice.call("poll_answer", room=room, poll=poll, answers=["a1"])
    answer = await bot.until(lambda item: isinstance(item, PollAnswer))
    assert isinstance(answer, PollAnswer)
    assert (answer.poll, answer.answers, answer.sender) == (poll, ("a1",), alice.user_id)

    await alice.call("react", room=room, event=asked, key="👍")
    await alice.call("redact", room=room, event=said)
    for kind in (Kind.REACTION, Kind.REDACTION):
        assert (await suspicious(bot, kind)).sender == alice.user_id


async def suspicious(bot: VerifiableBot, kind: Kind) -> Suspicious:
    """The first event of this kind that must not count."""
    found = await bot.until(lambda item: isinstance(item, Suspicious) and item.kind is kind)
    assert isinstance(found, Suspicious)
    return found


async def poll_of(bot: VerifiableBot, room: str) -> str:
    """Let the bot ask by poll, with the names all clients know."""
    text = "org.matrix.msc1767.text"
    answers = [{"id": "a1", text: "Ja"}, {"id": "a2", text: "Nein"}]
    start = {
        "question": {text: "Antrag 1?"},
        "kind": "org.matrix.msc3381.poll.disclosed",
        "max_selections": 1,
        "answers": answers,
    }
    content = {text: "Antrag 1?", "org.matrix.msc3381.poll.start": start}
    kind = "org.matrix.msc3381.poll.start"
    return await bot.gateway.send(room, kind, content, secrets.token_hex(8))


async def test_an_unsigned_bot_would_neither_read_nor_be_read(
    synapse: Homeserver, tmp_path: Path, alice: JsPeer
) -> None:
    """The reason for cross-signing, and the proof that the tests above can fail."""
    async with js_peer() as unsigned:
        account = await synapse.register(f"unsigned-{secrets.token_hex(4)}")
        await unsigned.enter(
            synapse.url, account.user_id, account.password, cross_signed=False, only_signed=False
        )
        room = await alice.create_room(invite=[unsigned.user_id])
        await unsigned.join(room)
        sent = await unsigned.send_text(room, "hört mich jemand?")
        heard = await alice.seen("event", lambda r: r["failure"] is not None, event_id=sent)
        assert heard["failure"] == "UNSIGNED_SENDER_DEVICE"


# ── emoji ───────────────────────────────────────────────────────────────────────────────


def same(shown: Comparison, seen: Any) -> None:
    """Both sides show the same emoji, with the same English names, and the same numbers."""
    assert [list(EMOJI[number][:2]) for number in shown.emoji] == seen["emoji"]
    assert list(shown.decimals) == seen["decimal"]


async def start_asking(
    bot: VerifiableBot, alice: JsPeer, in_room: bool, version: str | None = None
) -> str:
    """Alice asks the bot from her client and presses "compare emoji"."""
    room = await meet(bot, alice, version)
    if in_room:
        asked = await alice.call("verify_in_room", user=bot.user_id, room=room)
    else:
        device = bot.gateway.device_id
        asked = await alice.call("verify_device", user=bot.user_id, device=device, room=room)
    transaction = str(asked["transaction"])
    await alice.seen("verification", transaction=transaction, phase="ready")
    await alice.call("verify_start", transaction=transaction)
    return transaction


@pytest.mark.parametrize("version", ["11", "12"])
async def test_a_member_verifies_the_bot_in_a_room(
    bot: VerifiableBot, alice: JsPeer, version: str
) -> None:
    transaction = await start_asking(bot, alice, in_room=True, version=version)
    same(await bot.comparison(), await alice.seen("sas", transaction=transaction))
    await alice.call("verify_confirm", transaction=transaction)
    await alice.seen("verification", transaction=transaction, phase="done")
    await alice.comes_to_trust(bot.user_id)
    result = await bot.result()
    assert isinstance(result, Verified)
    assert result.user == alice.user_id
    assert not result.attended
    assert not result.signed


async def test_a_member_verifies_the_bot_device_to_device(
    bot: VerifiableBot, alice: JsPeer
) -> None:
    transaction = await start_asking(bot, alice, in_room=False)
    same(await bot.comparison(), await alice.seen("sas", transaction=transaction))
    await alice.call("verify_confirm", transaction=transaction)
    await alice.seen("verification", transaction=transaction, phase="done")
    await alice.comes_to_trust(bot.user_id)
    assert isinstance(await bot.result(), Verified)


@pytest.mark.parametrize("in_room", [True, False], ids=["in a room", "device to device"])
async def test_the_office_verifies_a_member_and_the_bot_signs_her_master_key(
    bot: VerifiableBot, alice: JsPeer, in_room: bool
) -> None:
    room = await meet(bot, alice)
    if in_room:
        transaction = await bot.verifications.ask_in_room(alice.user_id, room, "Bitte bestätigen")
    else:
        # A client answers only devices it has heard of: by writing in a common room
        await alice.send_text(room, "Guten Abend")
        transaction = await bot.verifications.ask_device(alice.user_id, alice.device_id)
    await alice.seen("verification", transaction=transaction, phase="requested")
    await alice.call("verify_accept", transaction=transaction)
    shown = await bot.comparison()
    same(shown, await alice.seen("sas", transaction=transaction))
    assert shown.attended
    await alice.call("verify_confirm", transaction=transaction)
    await bot.verifications.confirm(transaction)
    result = await bot.result()
    master = (await alice.call("own_status"))["master"]
    assert result == Verified(
        transaction=transaction,
        user=alice.user_id,
        device_id=alice.device_id,
        ed25519=result.ed25519 if isinstance(result, Verified) else "",
        master=master,
        attended=True,
        signed=True,
    )
    await alice.comes_to_trust(bot.user_id)
    await signed_by_the_bot(bot, alice.user_id)


async def signed_by_the_bot(bot: VerifiableBot, user: str) -> None:
    """The server shows the bot's signature on the user's master key (only to the bot)."""
    answer = await bot.gateway.http.post(
        "/_matrix/client/v3/keys/query", {"device_keys": {user: []}}
    )
    assert read_identity(user, answer).master is not None
    key = bot.established.identity.user_signing
    assert verify_json(answer["master_keys"][user], bot.user_id, f"ed25519:{key}", key)


async def test_a_member_who_sees_other_emoji_ends_it(bot: VerifiableBot, alice: JsPeer) -> None:
    transaction = await start_asking(bot, alice, in_room=True)
    await alice.seen("sas", transaction=transaction)
    await alice.call("verify_mismatch", transaction=transaction)
    result = await bot.result()
    assert isinstance(result, Failed)
    assert (result.code, result.by_us) == (Code.MISMATCHED_SAS, False)
    assert not (await alice.trust(bot.user_id))["cross_signing_verified"]


async def test_the_office_sees_other_emoji_and_the_members_client_is_told(
    bot: VerifiableBot, alice: JsPeer
) -> None:
    room = await meet(bot, alice)
    transaction = await bot.verifications.ask_in_room(alice.user_id, room, "Bitte bestätigen")
    await alice.seen("verification", transaction=transaction, phase="requested")
    await alice.call("verify_accept", transaction=transaction)
    await bot.comparison()
    await bot.verifications.mismatch(transaction)
    ended = await alice.seen("verification", transaction=transaction, phase="cancelled")
    assert ended["cancel_code"] == "m.mismatched_sas"


async def test_a_member_gives_up_and_tries_again(bot: VerifiableBot, alice: JsPeer) -> None:
    room = await meet(bot, alice)
    first = await alice.call("verify_in_room", user=bot.user_id, room=room)
    await alice.seen("verification", transaction=first["transaction"], phase="ready")
    await alice.call("verify_cancel", transaction=first["transaction"])
    result = await bot.result()
    assert isinstance(result, Failed)
    assert result.code is Code.USER
    second = (await alice.call("verify_in_room", user=bot.user_id, room=room))["transaction"]
    await alice.seen("verification", transaction=second, phase="ready")
    await alice.call("verify_start", transaction=second)
    await alice.seen("sas", transaction=second)
    await alice.call("verify_confirm", transaction=second)
    await alice.seen("verification", transaction=second, phase="done")
    await alice.comes_to_trust(bot.user_id)


async def test_two_members_verify_the_bot_at_once(
    bot: VerifiableBot, alice: JsPeer, synapse: Homeserver
) -> None:
    account = await synapse.register(f"bob-{secrets.token_hex(4)}")
    async with js_peer() as bob:
        await bob.enter(synapse.url, account.user_id, account.password)
        transactions = {peer: await start_asking(bot, peer, in_room=True) for peer in (alice, bob)}
        for peer, transaction in transactions.items():
            await peer.seen("sas", transaction=transaction)
        for peer, transaction in transactions.items():
            await peer.call("verify_confirm", transaction=transaction)
        for peer in transactions:
            await peer.comes_to_trust(bot.user_id)
