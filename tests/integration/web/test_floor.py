# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The meeting leads the conference: a real client feels it, and what it does is known."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from bridge_process import KEY, PATIENCE, SECRET, bridge
from council_bot import CouncilBot, council_bot
from door import access
from livekit import rtc
from real_synapse import Homeserver, free_port

from bot.conference import Server
from bot.conferencefile import ConferenceSettings
from bot.domain import commands as c
from bot.domain.ids import SeatId
from bot.domain.values import Link, Step
from bot.effects import Place
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
    day = (desk.now() + timedelta(days=8)).strftime("%d.%m.%Y")
    await council.say("1", f'!sitzung planen {day} 19:00 "Saal" "3. Sitzung"', Place.OFFICE)
    await council.settle()
    await council.say("1", '!tagesordnung neu "Spielplatz am Anger"', Place.OFFICE)
    await council.settle()
    await council.confirmed("1", "!einladen", Place.OFFICE)
    await council.settle()
    await council.say("1", "!sitzung eröffnen")
    await _until(lambda: any(m.running for m in desk.meetings.values()), "opened")


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
