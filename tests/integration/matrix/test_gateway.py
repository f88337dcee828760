# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Talking through the gateway, in the room versions we use."""

from __future__ import annotations

import pytest
from meeting import meeting

from tests.integration.matrix.conftest import Join


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
