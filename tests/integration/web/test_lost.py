# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A member whose client dies in an open vote: chair and clerk are told, and when it is back too."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import pytest
from bridge_process import KEY, PATIENCE, SECRET, bridge
from council_bot import CouncilBot, council_bot
from door import access
from evening_parts import convene, hears
from real_synapse import Homeserver, free_port

from bot.conference import Server
from bot.conferencefile import ConferenceSettings
from bot.domain.ids import SeatId
from bot.domain.values import Link

pytestmark = [pytest.mark.integration, pytest.mark.timeout(600)]
AYSE = SeatId("2")
CLIENT = """\
import asyncio, sys
from livekit import rtc
async def main():
    await rtc.Room().connect(sys.argv[1], sys.argv[2])
    print("in", flush=True)
    await asyncio.sleep(600)
asyncio.run(main())
"""


async def test_a_member_lost_in_an_open_vote_is_told_to_chair_and_clerk(
    synapse: Homeserver, tmp_path: Path
) -> None:
    port = free_port()
    web = f"http://127.0.0.1:{port}"
    more = f'[webhooks]\nurls = ["{web}/webhook"]\n[rooms]\nresume_window = 1.0\n'
    async with bridge(tmp_path, more=more) as sfu:
        public = sfu.url.replace("http", "ws", 1)
        server = Server(url=sfu.url, public_url=public, key=KEY, secret=SECRET)
        settings = ConferenceSettings(provider="bridge", server=server, port=port)
        async with council_bot(synapse, tmp_path / "bot", conference=settings) as council:
            await convene(council)
            first = await _client(council, web)
            await council.until(lambda: _link(council) is Link.CONNECTED, PATIENCE)
            await council.say("1", '!abstimmung öffnen geschäftsordnung "Antrag auf Schluss"')
            await council.until(lambda: _ballot_open(council), PATIENCE)

            first.kill()
            await first.wait()
            for seat in ("1", "S"):
                assert "Ayşe Demir" in await hears(council, seat, "Verbindung verloren")
            assert _link(council) is Link.LOST
            assert AYSE in _present(council), "a lost line ends nobody's attendance"

            again = await _client(council, web)
            for seat in ("1", "S"):
                assert "Ayşe Demir" in await hears(council, seat, "wieder")
            again.kill()
            await again.wait()


async def _client(council: CouncilBot, web: str) -> asyncio.subprocess.Process:
    """Ayşe's client as a process of its own, so that it can die without a word."""
    told = await access(council, "2", web)
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", CLIENT, told["url"], told["jwt"]), stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    assert await asyncio.wait_for(process.stdout.readline(), PATIENCE) == b"in\n"
    return process


def _link(council: CouncilBot) -> Link | None:
    meeting = council.chamber.desk.current()
    known = meeting.links.get(AYSE) if meeting else None
    return known.link if known else None


def _present(council: CouncilBot) -> frozenset[SeatId]:
    meeting = council.chamber.desk.current()
    assert meeting is not None
    return frozenset(meeting.present())


def _ballot_open(council: CouncilBot) -> bool:
    meeting = council.chamber.desk.current()
    return meeting is not None and meeting.open_ballot() is not None
