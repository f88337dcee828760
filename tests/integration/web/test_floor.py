# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The meeting leads the conference: a real client feels it, and what it does is known."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from bridge_process import KEY, PATIENCE, SECRET, bridge
from council_bot import CouncilBot, council_bot
from door import access
from livekit import rtc
from proxy import Exchange, Proxy, Rule
from real_synapse import Homeserver, free_port

from bot.conference import Server
from bot.conferencefile import ConferenceSettings
from bot.domain import commands as c
from bot.domain.ids import SeatId
from bot.domain.meeting import Meeting
from bot.domain.values import Link, Step
from bot.effects import Place
from bot.matrix.http import path
from bot.store import OPERATOR

pytestmark = pytest.mark.integration
CHAIR, AYSE = SeatId("1"), SeatId("2")


async def _until(done: Callable[[], bool], what: str) -> None:
    try:
        async with asyncio.timeout(PATIENCE):
            while not done():  # noqa: ASYNC110 - looks at what others do
                await asyncio.sleep(0.05)
    except TimeoutError:
        pytest.fail(f"never: {what}")


async def _opened(council: CouncilBot) -> None:
    """The chair plans, invites and opens a meeting."""
    desk, chair = council.chamber.desk, council.members["1"]
    await council.enter(chair, Place.OFFICE)
    await council.enter(chair, Place.SESSION)
    plan = f'!sitzung planen {council.day(8)} 19:00 "Saal" "3. Sitzung"'
    await council.say("1", plan, Place.OFFICE)
    await council.settle()
    await council.say("1", '!tagesordnung neu "Spielplatz am Anger"', Place.OFFICE)
    await council.settle()
    await council.confirmed("1", "!einladen", Place.OFFICE)
    await council.settle()
    await council.confirmed("1", "!sitzung eröffnen")  # on another day than convened for
    await _until(lambda: any(m.running for m in desk.meetings.values()), "opened")


def _shows_membership(proxy: Proxy, room: str, user: str, membership: str) -> None:
    """Let the homeserver show the bot, once, that somebody has left or entered, as it pleases."""

    def lie(exchange: Exchange) -> None:
        assert exchange.answer is not None
        joined = exchange.answer.setdefault("rooms", {}).setdefault("join", {})
        shown = joined.setdefault(room, {}).setdefault("timeline", {"events": []})
        lied = {
            "type": "m.room.member",
            "state_key": user,
            "sender": user,
            "event_id": f"${membership}",
            "origin_server_ts": 1,
            "content": {"membership": membership},
        }
        shown["events"].append(lied)

    proxy.add(Rule("/sync$", after=lie, times=1))


async def test_who_is_out_of_the_room_is_out_of_the_conference_at_once_and_loses_nothing_else(
    synapse: Homeserver, tmp_path: Path
) -> None:
    port = free_port()
    web = f"http://127.0.0.1:{port}"
    async with (
        Proxy.before(synapse.url) as proxy,
        bridge(tmp_path, more=f'[webhooks]\nurls = ["{web}/webhook"]\n') as sfu,
    ):
        server = Server(
            url=sfu.url, public_url=sfu.url.replace("http", "ws"), key=KEY, secret=SECRET
        )
        settings = ConferenceSettings(provider="bridge", server=server, port=port)
        async with council_bot(
            synapse, tmp_path / "bot", conference=settings, homeserver=proxy.url
        ) as council:
            await council.enrol_by_code("1", "berta")
            await council.enrol_by_code("2", "ayse")
            await _opened(council)
            await council.enter(council.members["2"], Place.SESSION)
            desk, room = council.chamber.desk, council.room(Place.SESSION)
            gateway, user = council.app.gateway, council.members["2"].user_id
            await _until(lambda: gateway.membership(room, user) == "join", "in the room")

            async def enters() -> tuple[rtc.Room, asyncio.Event]:
                call, gone = rtc.Room(), asyncio.Event()
                call.on("disconnected", lambda *_: gone.set())
                async with asyncio.timeout(PATIENCE):
                    while not call.isconnected():
                        told = await access(council, "2", web)
                        # A token of the very second in which somebody was removed is refused.
                        with suppress(rtc.ConnectError):
                            await call.connect(told["url"], told["jwt"])
                gone.clear()
                return call, gone

            # A homeserver may say anything of who is where. It can cut off the conference so, as it
            # could without; who is enrolled, present or barred does not follow from it.
            call, gone = await enters()
            _shows_membership(proxy, room, user, "ban")
            await council.say("1", "!namensaufruf")
            await _until(lambda: gateway.membership(room, user) == "ban", "out of the room")
            await _until(gone.is_set, "out of the conference")
            await call.disconnect()
            with pytest.raises(AssertionError, match="only who is in the room"):
                await access(council, "2", web)
            assert gateway.membership(room, user) == "ban"  # not told anew, as after a lost sync
            await council.say("2", "!anwesend")
            await _until(lambda: _current(council).is_present(AYSE), "present all the same")
            assert not _current(council).barred
            assert not desk.body.enrolments[AYSE].suspended
            _shows_membership(proxy, room, user, "join")
            await council.say("1", "!status")
            await _until(lambda: gateway.membership(room, user) == "join", "in the room again")

            # Put out for good, by somebody who has the power and is not the bot's own doing.
            call, gone = await enters()
            await gateway.http.post(path("rooms", room, "kick"), {"user_id": user})
            await _until(lambda: gateway.membership(room, user) == "leave", "out of the room")
            await _until(gone.is_set, "out of the conference")
            await call.disconnect()
            with pytest.raises(AssertionError, match="only who is in the room"):
                await access(council, "2", web)
            assert _current(council).is_present(AYSE)


def _current(council: CouncilBot) -> Meeting:
    meeting = council.chamber.desk.current()
    assert meeting is not None
    return meeting


async def test_the_floor_is_felt_and_a_removed_member_is_gone_and_stays_away(
    synapse: Homeserver, tmp_path: Path
) -> None:
    port = free_port()
    web = f"http://127.0.0.1:{port}"
    async with bridge(tmp_path, more=f'[webhooks]\nurls = ["{web}/webhook"]\n') as sfu:
        server = Server(
            url=sfu.url, public_url=sfu.url.replace("http", "ws"), key=KEY, secret=SECRET
        )
        settings = ConferenceSettings(provider="bridge", server=server, port=port)
        async with council_bot(synapse, tmp_path / "bot", conference=settings) as council:
            await council.enrol_by_code("1", "berta")
            await council.enrol_by_code("2", "ayse")
            await _opened(council)
            desk = council.chamber.desk
            told = await access(council, "2", web)
            room, gone = rtc.Room(), asyncio.Event()
            room.on("disconnected", lambda *_: gone.set())
            await room.connect(told["url"], told["jwt"])

            def linked() -> bool:
                meeting = desk.current()
                known = meeting.links.get(AYSE) if meeting else None
                return known is not None and known.link is Link.CONNECTED

            def speaks() -> bool:
                return bool(room.local_participant.permissions.can_publish)

            await _until(linked, "known to be connected")
            meeting = desk.current()
            assert meeting is not None
            assert not meeting.is_present(AYSE), "a connection is no attendance"
            assert not speaks()
            await desk.submit(c.GiveFloor(by=CHAIR, at=desk.now(), seat=AYSE), OPERATOR)
            await _until(speaks, "the floor")
            await desk.submit(c.TakeFloor(by=CHAIR, at=desk.now()), OPERATOR)
            await _until(lambda: not speaks(), "the floor taken")
            remove = c.LeadConference(by=CHAIR, at=desk.now(), step=Step.REMOVE, seat=AYSE)
            await desk.submit(remove, OPERATOR)
            await _until(gone.is_set, "removed")
            await _until(lambda: not linked(), "known to be gone")
            again = rtc.Room()
            with pytest.raises(rtc.ConnectError):
                await again.connect(told["url"], told["jwt"])
            await room.disconnect()
