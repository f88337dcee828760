# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A homeserver that tampers with keys: devices slipped in, identities swapped, keys withheld.

What the bot hands out is read off the wire: `hall.server` keeps every to-device message.
"""

from __future__ import annotations

import copy
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from campaign import Case
from hall import Hall
from member import Member
from vodozemac import Account as OlmAccount

from bot.domain import commands as c
from bot.domain.ids import Key, SeatId, UserId
from bot.domain.values import Choice, How
from bot.matrix.signing import SigningKey, sign_json, signed_bytes, with_signature

pytestmark = pytest.mark.asyncio(loop_scope="package")
Json = dict[str, Any]
GHOST = "GHOSTGHOST"


def ghost_device(user: str) -> Json:
    """Return a device the server made up, with keys of its own and its own signature."""
    olm = OlmAccount()
    ed25519 = olm.ed25519_key.to_base64()
    bare = {
        "algorithms": ["m.olm.v1.curve25519-aes-sha2", "m.megolm.v1.aes-sha2"],
        "device_id": GHOST,
        "user_id": user,
        "keys": {
            f"curve25519:{GHOST}": olm.curve25519_key.to_base64(),
            f"ed25519:{GHOST}": ed25519,
        },
    }
    signature = olm.sign(signed_bytes(bare)).to_base64()
    return with_signature(bare, user, f"ed25519:{GHOST}", signature)


def add_device(user: str, device: Json) -> Any:
    """Return a change of `/keys/query` answers that slips a device in."""

    def change(answer: Json) -> None:
        if user in (devices := answer.get("device_keys", {})):
            devices[user][GHOST] = copy.deepcopy(device)

    return change


async def announce(hall: Hall, user: str) -> None:
    """Let the bot ask for the user's keys anew."""
    asked = hall.proxy.count("/keys/query$")
    hall.server.say_changed(user)
    await hall.wake()
    await hall.until(lambda: hall.proxy.count("/keys/query$") > asked)


@asynccontextmanager
async def honest_again(hall: Hall, *users: str) -> AsyncIterator[None]:
    """Afterwards let the bot see the true keys."""
    try:
        yield
    finally:
        hall.server.relent()
        for user in users:
            await announce(hall, user)


async def vote_is_asked(hall: Hall) -> None:
    """Let the bot say something to all, with a new key."""
    await hall.council.app.gateway.rotate(hall.session)
    async with hall.ballot():
        await hall.hears("4", "Wir lüften.")


async def test_a_device_the_server_made_up_gets_no_key(hall: Hall, case: Case) -> None:
    carl = hall.members["3"].user_id
    async with honest_again(hall, carl):
        hall.server.keys(add_device(carl, ghost_device(carl)))
        await announce(hall, carl)
        await vote_is_asked(hall)
        assert GHOST not in hall.server.given_keys(carl)
        assert GHOST in hall.server.refused(carl)
        assert hall.members["3"].account.device_id in hall.server.given_keys(carl)
        case("device added to a member by the server", "no room key reaches it", hall.heard)


async def test_a_made_up_device_signed_by_somebody_elses_key_gets_no_key(
    hall: Hall, case: Case
) -> None:
    """The signature is good; but it is Dora's, under Carl's name and under hers."""
    carl, dora = hall.members["3"].user_id, hall.members["4"].user_id
    device = ghost_device(carl)
    device = sign_json(device, carl, hall.signing["4"])
    device = sign_json(device, dora, hall.signing["4"])
    async with honest_again(hall, carl):
        hall.server.keys(add_device(carl, device))
        await announce(hall, carl)
        await vote_is_asked(hall)
        assert GHOST not in hall.server.given_keys(carl)
        case("made-up device signed by another member's key", "no room key reaches it", hall.heard)


async def test_a_made_up_device_vouched_for_by_a_made_up_key_gets_no_key(
    hall: Hall, case: Case
) -> None:
    """The server swaps the self-signing key; the master key stays, and has not signed it."""
    carl, forged = hall.members["3"], SigningKey.generate()
    user = carl.user_id
    device = sign_json(ghost_device(user), user, forged)

    def swap(answer: Json) -> None:
        add_device(user, device)(answer)
        if user in answer.get("self_signing_keys", {}):
            bare = {
                "user_id": user,
                "usage": ["self_signing"],
                "keys": {f"ed25519:{forged.public}": forged.public},
            }
            answer["self_signing_keys"][user] = sign_json(bare, user, forged)

    async with honest_again(hall, user), hall.ballot() as vote:
        hall.server.keys(swap)
        await announce(hall, user)
        await hall.direct("3")
        await hall.council.app.gateway.rotate(hall.session)
        said = await hall.say("3", "ja")
        await hall.on_record("unsigned", user)
        await hall.handled(said)
        assert vote.votes == {}
        assert GHOST not in hall.server.given_keys(user)
        case("self-signing key swapped", "no key, no vote; on record", hall.heard)


async def test_a_changed_device_key_is_not_believed(hall: Hall, case: Case) -> None:
    """The server shows another Curve25519 key for Carl's own device, to read along."""
    carl = hall.members["3"]
    user, device = carl.user_id, carl.account.device_id
    stolen = OlmAccount().curve25519_key.to_base64()

    def swap(answer: Json) -> None:
        if user in answer.get("device_keys", {}):
            answer["device_keys"][user][device]["keys"][f"curve25519:{device}"] = stolen

    async with honest_again(hall, user):
        hall.server.keys(swap)
        await announce(hall, user)
        await vote_is_asked(hall)
        sealed_for = {
            key
            for sent in hall.server.to_device
            if sent.type == "m.room.encrypted"
            for key in sent.content.get("ciphertext", {})
        }
        assert sealed_for
        assert stolen not in sealed_for
    async with hall.ballot():
        question = await hall.hears("3", "Wir lüften.")
        assert question.proof.chain == "signed"
        case(
            "Curve25519 key of a device swapped", "nothing sealed for it; Carl reads on", hall.heard
        )


@pytest.mark.parametrize("what", ["swapped", "hidden"])
async def test_another_master_key_suspends_the_member(hall: Hall, case: Case, what: str) -> None:
    """Gisela's identity as the server tells it is new, or gone; her words count for nothing."""
    gisela = hall.members["A"]
    user, seat = gisela.user_id, SeatId("A")
    fake = SigningKey.generate()

    def swap(answer: Json) -> None:
        if what == "hidden":
            answer.get("master_keys", {}).pop(user, None)
        elif user in answer.get("master_keys", {}):
            bare = {
                "user_id": user,
                "usage": ["master"],
                "keys": {f"ed25519:{fake.public}": fake.public},
            }
            answer["master_keys"][user] = sign_json(bare, user, fake)

    body = hall.council.chamber.desk
    async with honest_again(hall, user):
        hall.server.keys(swap)
        await announce(hall, user)
        await hall.until(lambda: body.body.enrolments[seat].suspended)
        await hall.hears("S", "Gisela Rat", "geändert")
        await hall.hears("1", "Gisela Rat", "geändert")
        await vote_is_asked(hall)
        assert hall.server.given_keys(user) == set()
        case(f"master key {what}", "suspended until enrolled anew; no key", hall.heard)
    await hall.act(
        c.EnrolMember(
            by=c.OPERATOR,
            at=hall.now(),
            seat=seat,
            user=UserId(user),
            master=Key(str(gisela.master)),
            how=How.CODE,
        )
    )
    assert not body.body.enrolments[seat].suspended


async def test_another_identity_shown_for_the_bot_is_told(hall: Hall, case: Case) -> None:
    bot, fake = hall.council.app.gateway.user_id, SigningKey.generate()

    def swap(answer: Json) -> None:
        if bot in answer.get("master_keys", {}):
            bare = {
                "user_id": bot,
                "usage": ["master"],
                "keys": {f"ed25519:{fake.public}": fake.public},
            }
            answer["master_keys"][bot] = sign_json(bare, bot, fake)

    async with honest_again(hall, bot):
        hall.server.keys(swap)
        await announce(hall, bot)
        await hall.on_record("own_identity", bot)
        case("identity of the bot swapped", "on record", hall.heard)


async def test_a_logout_the_server_keeps_quiet_about_ends_with_the_next_key(
    hall: Hall, case: Case
) -> None:
    tablet = await hall.device("3", signed=True)
    async with hall.ballot():
        await hall.hears(tablet, "Wir lüften.")
    device = tablet.account.device_id
    async with honest_again(hall, tablet.user_id):
        hall.server.hush_changes()
        await tablet.log_out()
        hall.server.to_device.clear()
        await vote_is_asked(hall)
        assert device not in hall.server.given_keys(tablet.user_id)
        case("logout of a device hushed up", "the next key does not go there", hall.heard)


@pytest.mark.parametrize("how", ["withheld", "signed by another key"])
async def test_a_member_no_key_can_be_sealed_for_is_told_to_the_office(
    hall: Hall, case: Case, how: str
) -> None:
    """Emil is new, and the server hands out no one-time key of his, or one that is not his."""
    wrong = SigningKey.generate()
    emil = await Member.join_server(hall.council.synapse, "emil", hall.council.folder, signed=True)
    user, device = emil.user_id, emil.account.device_id

    def resign(exchange: Any) -> None:
        for keys in (exchange.answer or {}).get("one_time_keys", {}).get(user, {}).values():
            for name, key in keys.items():
                bare = {"key": key["key"]}
                keys[name] = sign_json(bare, user, wrong, f"ed25519:{device}")

    try:
        if how == "withheld":
            hall.server.withhold_one_time_keys(user)
        else:
            hall.server.answer("/keys/claim$", resign)
        await hall.act(
            c.EnrolMember(
                by=c.OPERATOR,
                at=hall.now(),
                seat=SeatId("5"),
                user=UserId(user),
                master=Key(str(emil.master)),
                how=How.CODE,
            )
        )
        await vote_is_asked(hall)
        await hall.wake()
        await hall.on_record("key_undelivered", user)
        assert hall.server.given_keys(user) == set()
        case(f"one-time keys {how}", "nothing sealed for a wrong key; on record", hall.heard)
    finally:
        hall.server.relent()
        await hall.act(
            c.RevokeEnrolment(by=SeatId("S"), at=hall.now(), seat=SeatId("5"), reason="Test")
        )
        await emil.close()


async def test_a_false_refusal_of_a_key_hides_no_vote(hall: Hall, case: Case) -> None:
    """Anybody can send `m.room_key.withheld` in Carl's name; his vote can be read all the same."""
    carl = hall.members["3"]
    async with hall.ballot() as vote:
        content = {
            "algorithm": "m.megolm.v1.aes-sha2",
            "room_id": hall.session,
            "session_id": carl.gateway._machine.current_session(hall.session),
            "sender_key": carl.gateway.own_device().curve25519,
            "code": "m.unverified",
        }
        hall.server.tell_device("m.room_key.withheld", content, sender=carl.user_id)
        await hall.wake()
        await hall.say("3", "ja")
        await vote.has("3", Choice.YES)
        case("refusal of a key faked", "the vote counts", hall.heard)
