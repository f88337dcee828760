# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""mautrix-python with libolm reads the bot and is read by it; it sends only to signed devices."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator

import pytest
from js_peer import JsPeer
from olm_peer import OlmPeer, olm_peer
from real_synapse import Homeserver
from verifiable_bot import VerifiableBot

from bot.matrix.housekeeping import RoomPlan

# mautrix warns of itself while it reads `sender_key` and `device_id`
pytestmark = pytest.mark.filterwarnings("ignore:The .* field in Megolm events:DeprecationWarning")


@pytest.fixture
async def carol(synapse: Homeserver) -> AsyncIterator[OlmPeer]:
    """A member on libolm, cross-signed by mautrix's own code."""
    account = await synapse.register(f"carol-{secrets.token_hex(4)}")
    async with olm_peer(synapse.url, account.user_id, account.password) as peer:
        yield peer


async def meet(bot: VerifiableBot, *peers: OlmPeer | JsPeer, version: str) -> str:
    """A room of the bot's that all peers have joined."""
    invite = tuple(peer.user_id for peer in peers)
    room = await bot.gateway.create_room(RoomPlan(name="Rat", invite=invite, version=version))
    for peer in peers:
        await peer.join(room)
    for user in invite:
        await bot.until(
            lambda item, user=user: (  # type: ignore[misc]  # the default binds the loop's value
                getattr(item, "membership", None) == "join" and getattr(item, "user", None) == user
            )
        )
    return room


@pytest.mark.parametrize("version", ["11", "12"])
async def test_libolm_and_the_bot_read_each_other(
    bot: VerifiableBot, carol: OlmPeer, version: str
) -> None:
    room = await meet(bot, carol, version=version)
    await bot.say(room, "Wer ist da?")
    question = await carol.text("Wer ist da?")
    assert question.sender == bot.user_id
    assert question.cross_signed

    await carol.send_text(room, "Ich")
    answer = await bot.hears("Ich")
    assert answer.sender == carol.user_id
    assert answer.proof.chain == "signed"
    assert answer.proof.device_id == carol.device_id


async def test_three_implementations_share_a_room(
    bot: VerifiableBot, carol: OlmPeer, alice: JsPeer
) -> None:
    room = await meet(bot, carol, alice, version="12")
    await bot.say(room, "Beschluss")
    assert (await alice.text("Beschluss"))["shield"] == 0
    assert (await carol.text("Beschluss")).cross_signed
    for peer, word in ((alice, "ja"), (carol, "nein")):
        await peer.send_text(room, word)
        assert (await bot.hears(word)).sender == peer.user_id
