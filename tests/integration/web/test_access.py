# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who gets into the conference: a real bot, a real Synapse, a real bridge.

The story is told once, from the first token to the end of the conference, as starting all three
takes most of the time.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import jwt
import pytest
from bridge_process import KEY, SECRET, bridge
from council_bot import council_bot
from livekit import api
from member import Member
from real_synapse import Homeserver, free_port

from bot.conference import SLOT, Server, hashed_identity, legacy_identity, room_name
from bot.conferencefile import ConferenceSettings
from bot.domain import commands as c
from bot.domain.ids import SeatId
from bot.effects import Place
from bot.store import OPERATOR

pytestmark = pytest.mark.integration


async def _openid(synapse: Homeserver, member: Member) -> dict[str, Any]:
    """Ask the homeserver for an OpenID token in a member's name, as a client does."""
    http = member.gateway.http
    told: dict[str, Any] = await http.post(
        f"/_matrix/client/v3/user/{member.gateway.user_id}/openid/request_token", {}
    )
    return told


async def _ask(web: str, path: str, body: Any) -> tuple[int, dict[str, Any]]:
    async with aiohttp.ClientSession() as session, session.post(web + path, json=body) as answer:
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        return answer.status, await answer.json()


def _claims(told: dict[str, Any]) -> dict[str, Any]:
    claims: dict[str, Any] = jwt.decode(told["jwt"], SECRET, algorithms=["HS256"])
    return claims


async def test_access_follows_roster_device_and_the_course_of_the_meeting(
    synapse: Homeserver, tmp_path: Path
) -> None:
    port = free_port()
    web = f"http://127.0.0.1:{port}"
    hook = f'[webhooks]\nurls = ["{web}/webhook"]\n'
    async with bridge(tmp_path, more=hook) as sfu:
        settings = ConferenceSettings(
            provider="bridge",
            server=Server(
                url=sfu.url,
                public_url=sfu.url.replace("http", "ws"),
                key=KEY,
                secret=SECRET,
                lifetime=timedelta(minutes=5),
            ),
            port=port,
        )
        async with (
            council_bot(synapse, tmp_path / "bot", conference=settings) as council,
            sfu.api() as lk,
        ):
            chair = await council.enrol_by_code("1", "berta")
            session = council.room(Place.SESSION)
            openid = await _openid(synapse, chair)
            device = chair.gateway.own_device().device_id
            older = {"room": session, "openid_token": openid, "device_id": device}

            # In the clear for older clients, hashed for newer ones.
            status, told = await _ask(web, "/sfu/get", older)
            assert (status, told["url"]) == (200, settings.server.public_url), told
            claims = _claims(told)
            assert claims["sub"] == legacy_identity(chair.gateway.user_id, device)
            assert claims["video"]["room"] == room_name(session)
            assert claims["video"]["canPublish"] is True
            assert "roomAdmin" not in claims["video"]
            member = {
                "id": "m1",
                "claimed_user_id": chair.gateway.user_id,
                "claimed_device_id": device,
            }
            newer = {
                "room_id": session,
                "slot_id": SLOT,
                "openid_token": openid,
                "member": member,
            }
            status, told = await _ask(web, "/conference/get_token", newer)
            assert status == 200, told
            assert _claims(told)["sub"] == hashed_identity(chair.gateway.user_id, device, "m1")

            # Lies.
            lies: list[tuple[str, dict[str, Any], int]] = [
                ("/get_token", {**newer, "member": {**member, "claimed_user_id": "@x:y"}}, 401),
                ("/get_token", {**newer, "slot_id": "other"}, 403),
                ("/sfu/get", {**older, "device_id": "NOTMINE"}, 403),
                ("/sfu/get", {**older, "room": "!elsewhere:x"}, 403),
                ("/sfu/get", {**older, "openid_token": {**openid, "access_token": "x"}}, 401),
                (
                    "/sfu/get",
                    {**older, "openid_token": {**openid, "matrix_server_name": "evil.example"}},
                    401,
                ),
                ("/sfu/get", {**older, "openid_token": "x"}, 400),
                ("/sfu/get", {"room": session}, 400),
            ]
            for path, body, wanted in lies:
                assert (await _ask(web, path, body))[0] == wanted, body
            async with aiohttp.ClientSession() as anybody:
                async with anybody.post(web + "/webhook", data=b"{}") as answer:
                    assert answer.status == 401
                async with anybody.options(web + "/sfu/get") as answer:
                    assert answer.status == 200

            # Somebody with an account, and a device, but no seat.
            stranger = await council.enrol_by_code("2", "ayse")
            mine = {
                "room": session,
                "openid_token": await _openid(synapse, stranger),
                "device_id": stranger.gateway.own_device().device_id,
            }
            assert (await _ask(web, "/sfu/get", mine))[0] == 200
            office = {**mine, "room": council.room(Place.OFFICE)}
            assert (await _ask(web, "/sfu/get", office))[0] == 200  # the deputy's, too
            revoke = c.RevokeEnrolment(
                by=c.OPERATOR, at=council.clock(), seat=SeatId("2"), reason="lost"
            )
            await council.chamber.desk.submit(revoke, OPERATOR)
            assert (await _ask(web, "/sfu/get", mine))[0] == 403

            # The room stands on the bridge, opened by the bot.
            listed = await lk.room.list_rooms(api.ListRoomsRequest())
            assert room_name(session) in {room.name for room in listed.rooms}
