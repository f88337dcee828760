# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Comparing emoji with the whole bot, from matrix-js-sdk: to be enrolled, and to trust the bot."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from council_bot import CouncilBot, council_bot
from js_peer import JsPeer, Report, js_peer
from real_synapse import Homeserver

from bot.domain.ids import SeatId, UserId
from bot.domain.values import How, Mark
from bot.effects import Place

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def council(
    synapse: Homeserver, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[CouncilBot]:
    """A bot with its clerk, nobody else enrolled."""
    async with council_bot(synapse, tmp_path_factory.mktemp("comparing")) as running:
        await running.enrol_by_code("S", "frieda")
        yield running


@pytest_asyncio.fixture(loop_scope="module")
async def ayse(synapse: Homeserver) -> AsyncIterator[JsPeer]:
    """A person with a client that trusts only cross-signed devices."""
    account = await synapse.register(f"ayse-{secrets.token_hex(3)}")
    async with js_peer() as peer:
        await peer.enter(synapse.url, account.user_id, account.password)
        yield peer


async def wants(council: CouncilBot, peer: JsPeer, seat: str) -> str:
    """The clerk wants to enrol a person by comparison; the bot's request, once it is there."""
    since = len(peer.reports)
    command = f"!aufnehmen {peer.user_id} sitz {seat} vergleich"
    await council.say("S", command, Place.OFFICE)
    direct = await council.chamber.rooms.direct(UserId(peer.user_id))
    await peer.join(direct)
    asked = await peer.seen("verification", since=since, phase="requested")
    return str(asked["transaction"])


async def same_in_the_office(council: CouncilBot, peer: JsPeer, seen: Report) -> None:
    """What the office reads is what the member's client shows, in the same order."""
    emoji = [str(symbol) for symbol, _ in seen["emoji"]]
    told = await council.hears("S", f"Vergleich mit {peer.user_id}", *emoji)
    rest = told.body
    for symbol in emoji:
        assert symbol in rest
        rest = rest.partition(symbol)[2]


async def test_the_clerk_enrols_a_member_by_comparing_emoji(
    council: CouncilBot, ayse: JsPeer
) -> None:
    """The clerk hears her read out what the office room shows, and says that it is the same."""
    desk, seat = council.chamber.desk, SeatId("2")
    transaction = await wants(council, ayse, "2")
    await ayse.call("verify_accept", transaction=transaction)
    await same_in_the_office(council, ayse, await ayse.seen("sas", transaction=transaction))
    await ayse.call("verify_confirm", transaction=transaction)
    assert seat not in desk.body.enrolments, "her own word does not enrol her"
    await council.say("S", "!stimmt 2", Place.OFFICE)
    await council.until(lambda: seat in desk.body.enrolments)
    enrolled = desk.body.enrolments[seat]
    master = (await ayse.call("own_status"))["master"]
    assert (enrolled.user, enrolled.master, enrolled.how) == (ayse.user_id, master, How.SAS)
    assert desk.body.mark_of(seat) is Mark.VERIFIED
    await ayse.comes_to_trust(council.app.gateway.user_id)
    await ayse.join(council.room())
    await ayse.send_text(council.room(), "!sitze")
    told = await ayse.seen("event", lambda r: "Ayşe Demir" in (r.body or ""), encrypted=True)
    assert told["shield"] == 0


async def test_a_second_attempt_enrols_and_the_first_ones_end_does_not_disturb_it(
    council: CouncilBot, ayse: JsPeer
) -> None:
    """Her client gave up once; the clerk asks again, and only the second comparison counts."""
    desk, seat = council.chamber.desk, SeatId("3")
    first = await wants(council, ayse, "3")
    await ayse.call("verify_accept", transaction=first)
    await ayse.seen("sas", transaction=first)
    second = await wants(council, ayse, "3")
    assert second != first
    await ayse.seen("verification", transaction=first, phase="cancelled")
    await ayse.call("verify_accept", transaction=second)
    await ayse.seen("sas", transaction=second)
    await ayse.call("verify_confirm", transaction=second)
    await council.say("S", "!stimmt 3", Place.OFFICE)
    await council.until(lambda: seat in desk.body.enrolments)
    assert desk.body.enrolments[seat].user == ayse.user_id


@pytest.mark.parametrize("in_room", [True, False], ids=["in the room", "device to device"])
async def test_a_member_verifies_the_bot_and_that_says_nothing_of_the_member(
    council: CouncilBot, ayse: JsPeer, in_room: bool
) -> None:
    desk, seat = council.chamber.desk, SeatId("4" if in_room else "5")
    code = await council.chamber.welcome_code(seat, UserId(ayse.user_id), council.clock())
    direct = await council.chamber.rooms.direct(UserId(ayse.user_id))
    await ayse.join(direct)
    await ayse.send_text(direct, f"!ausweis {code}")
    await council.until(lambda: seat in desk.body.enrolments)
    bot, device = council.app.gateway.user_id, council.app.gateway.device_id
    if in_room:
        asked = await ayse.call("verify_in_room", user=bot, room=direct)
    else:
        asked = await ayse.call("verify_device", user=bot, device=device, room=direct)
    transaction = str(asked["transaction"])
    await ayse.seen("verification", transaction=transaction, phase="ready")
    await ayse.call("verify_start", transaction=transaction)
    shown = await ayse.seen("sas", transaction=transaction)
    first = str(shown["emoji"][0][0])
    told = await ayse.seen("event", lambda r: first in (r.body or ""), encrypted=True)
    assert all(emoji in (told.body or "") for emoji, _ in shown["emoji"])
    await ayse.call("verify_confirm", transaction=transaction)
    await ayse.comes_to_trust(bot)
    assert desk.body.enrolments[seat].how is How.CODE
