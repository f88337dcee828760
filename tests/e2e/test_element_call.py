# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The shipped Element Call in three members' clients, on two homeservers, through our bridge.

Everything is real: two Synapses with a private authority, the bot with roster and door, the bridge,
matrix-js-sdk with Rust crypto as the host, MatrixRTC memberships in room state, and media keys that
go from device to device under Olm. What is counted is what each browser could decode.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from bridge_process import Bridge, bridge
from browser import browser
from council_bot import CouncilBot, council_bot
from livekit import api
from real_synapse import free_port
from sealed_call import conference_at, receives, seated, until
from two_towns import joint_committee

from bot.conference import room_name

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]


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
                home.synapse, tmp_path / "bot", conference=conference_at(sfu, port, tmp_path)
            ) as council,
            browser() as chromium,
        ):
            await chromium.bundle("member.mjs")
            homes = {"2": home.synapse, "3": home.synapse, "4": partner.synapse}
            tabs = {seat: await seated(council, chromium, seat, at) for seat, at in homes.items()}
            room = council.room()
            for tab in tabs.values():
                call = json.dumps({"room": room, "base": chromium.other})
                await tab.ask(f"member.call({call})")
            for tab in tabs.values():
                await receives(tab, 2, frame="element-call")

            told = await _inconference_at(sfu, room)
            assert len(told) == 3
            sealed = {track.encryption for person in told for track in person.tracks}
            assert sealed == {api.Encryption.Type.GCM}
            identities = {person.identity.rpartition(":")[0] for person in told}
            assert identities == {known.user for known in _seats(council).values()}

            # One is gone without a word; the homeserver ends the membership, keys change.
            await tabs.pop("4").close()
            for tab in tabs.values():
                await until(tab, f"member.memberships({json.dumps(room)})", lambda m: len(m) == 2)
                await receives(tab, 1, frame="element-call")


def _seats(council: CouncilBot) -> Any:
    return council.chamber.desk.body.enrolments


async def _inconference_at(sfu: Bridge, room: str) -> list[api.ParticipantInfo]:
    async with sfu.api() as lk:
        asked = api.ListParticipantsRequest(room=room_name(room))
        return list((await lk.room.list_participants(asked)).participants)
