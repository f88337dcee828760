# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""How a member's client gets into the conference of a running bot."""

from __future__ import annotations

import aiohttp
from council_bot import CouncilBot

from bot.effects import Place


async def access(council: CouncilBot, seat: str, web: str) -> dict[str, str]:
    """Ask at the bot's door as Element Call does; returns `url` and `jwt`."""
    gateway = council.members[seat].gateway
    openid = await gateway.http.post(
        f"/_matrix/client/v3/user/{gateway.user_id}/openid/request_token", {}
    )
    body = {
        "room": council.room(Place.SESSION),
        "openid_token": openid,
        "device_id": gateway.own_device().device_id,
    }
    async with aiohttp.ClientSession() as http, http.post(web + "/sfu/get", json=body) as answer:
        told: dict[str, str] = await answer.json()
        assert answer.status == 200, told
    return told
