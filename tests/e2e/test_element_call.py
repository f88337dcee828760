# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The shipped Element Call in three members' clients, on two homeservers, through our bridge.

Everything is real: two Synapses with a private authority, the bot with roster and door, the bridge,
matrix-js-sdk with Rust crypto as the host, MatrixRTC memberships in room state, and media keys that
go from device to device under Olm. What is counted is what each browser could decode.
"""

from __future__ import annotations

import asyncio
import json
import secrets
import ssl
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from bridge_process import KEY, SECRET, Bridge, bridge
from browser import Browser, Tab, browser
from council_bot import CouncilBot, council_bot
from livekit import api
from real_synapse import Homeserver, free_port
from two_towns import joint_committee

from bot.conference import Server, room_name
from bot.conferencefile import ConferenceSettings
from bot.domain.ids import SeatId, UserId

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]
PATIENCE = 120.0
"""Seconds; three browsers encode on two cores."""
Streams = list[dict[str, Any]]


async def test_three_members_on_two_servers_see_and_hear_each_other_in_element_call(
    tmp_path: Path,
) -> None:
    port = free_port()
    web = f"http://127.0.0.1:{port}"
    focus = f'\n[conference]\nservice_url = "{web}"\n'
    hook = f'[webhooks]\nurls = ["{web}/webhook"]\n'
    with joint_committee(tmp_path, common=focus) as (home, partner):
        async with (
            bridge(tmp_path, more=hook) as sfu,
            council_bot(
                home.synapse, tmp_path / "bot", conference=_conference(sfu, port, tmp_path)
            ) as council,
            browser() as chromium,
        ):
            await chromium.bundle("member.mjs")
            homes = {"2": home.synapse, "3": home.synapse, "4": partner.synapse}
            tabs = {seat: await _seated(council, chromium, seat, at) for seat, at in homes.items()}
            room = council.room()
            for tab in tabs.values():
                call = json.dumps({"room": room, "base": chromium.other})
                await tab.ask(f"member.call({call})")
            for tab in tabs.values():
                await _receives(tab, 2)

            told = await _in_conference(sfu, room)
            assert len(told) == 3
            sealed = {track.encryption for person in told for track in person.tracks}
            assert sealed == {api.Encryption.Type.GCM}
            identities = {person.identity.rpartition(":")[0] for person in told}
            assert identities == {known.user for known in _seats(council).values()}

            # One is gone without a word; the homeserver ends the membership, keys change.
            await tabs.pop("4").close()
            for tab in tabs.values():
                await _until(tab, f"member.memberships({json.dumps(room)})", lambda m: len(m) == 2)
                await _receives(tab, 1)


def _conference(sfu: Bridge, port: int, folder: Path) -> ConferenceSettings:
    url = sfu.url.replace("http", "ws", 1)
    return ConferenceSettings(
        provider="bridge",
        server=Server(url=sfu.url, public_url=url, key=KEY, secret=SECRET),
        port=port,
        private_servers=True,
        tls=ssl.create_default_context(cafile=folder / "authority.pem"),
    )


async def _seated(council: CouncilBot, chromium: Browser, seat: str, home: Homeserver) -> Tab:
    """A member's client, signed in at its homeserver, enrolled by code and in the session room."""
    account = await home.register(f"seat{seat}-{secrets.token_hex(2)}")
    tab = await chromium.tab(f"seat {seat}", "/member.html")
    login = {"homeserver": home.url, "user": account.user_id, "password": account.password}
    await tab.ask(f"member.enter({json.dumps(login)})")
    user = UserId(account.user_id)
    code = await council.chamber.welcome_code(SeatId(seat), user, council.clock())
    direct = await council.chamber.rooms.direct(user)
    await tab.ask(f"member.join({json.dumps(direct)})")
    await tab.ask(f"member.say({json.dumps(direct)}, {json.dumps(f'!ausweis {code}')})")
    await council.until(lambda: SeatId(seat) in council.chamber.desk.body.enrolments, within=60)
    await tab.ask(f"member.join({json.dumps(council.room())})")
    return tab


def _seats(council: CouncilBot) -> Any:
    return council.chamber.desk.body.enrolments


async def _in_conference(sfu: Bridge, room: str) -> list[api.ParticipantInfo]:
    async with sfu.api() as lk:
        asked = api.ListParticipantsRequest(room=room_name(room))
        return list((await lk.room.list_participants(asked)).participants)


async def _receives(tab: Tab, others: int) -> None:
    """Pictures and sound of so many others are decoded, and go on being decoded."""

    def alive(streams: Streams, kind: str, measure: str) -> dict[str, float]:
        return {one["mid"]: one[measure] for one in streams if one["kind"] == kind}

    before: Streams = await tab.ask("arriving()", frame="element-call")

    def grows(streams: Streams) -> bool:
        for kind, measure, least in (("video", "frames", 10), ("audio", "energy", 1e-6)):
            old = alive(before, kind, measure)
            new = alive(streams, kind, measure)
            if sum(new[mid] > old.get(mid, 0) + least for mid in new) < others:
                return False
        return True

    await _until(tab, "arriving()", grows, frame="element-call")


async def _until(
    tab: Tab, expression: str, holds: Callable[[Any], bool], *, frame: str = ""
) -> None:
    end = time.monotonic() + PATIENCE
    while not holds(told := await tab.ask(expression, frame=frame)):
        if time.monotonic() > end:
            raise AssertionError(f"{tab.name}: {expression} stayed {told}")
        await asyncio.sleep(0.5)
