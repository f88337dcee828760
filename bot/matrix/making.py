# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Making a room once, also with a homeserver that dies over it.

Matrix has no transaction for this: if the answer is lost, nobody can say whether there is a room,
or half of one. So each room carries a mark of its making. Where no answer came, whatever bears the
mark is given up, its invitations with it, and the room is made anew.
"""

from __future__ import annotations

import logging
import secrets
from typing import Any

from bot.matrix.http import Http, Unreachable, path
from bot.matrix.outbox import read_members, read_state

logger = logging.getLogger(__name__)

Json = dict[str, Any]
MARK = "org.gremium.making"
TRIES = 5


async def make_room(http: Http, request: Json) -> str:
    """POST a createRoom `request` and return the id of the room.

    Raises MatrixError as `Http.post` does, and Unreachable after `TRIES` lost answers or if the
    server stays away.
    """
    mark = secrets.token_urlsafe(12)
    creation = {**request.get("creation_content", {}), MARK: mark}
    for _ in range(TRIES - 1):
        try:
            return await _made(http, request | {"creation_content": creation})
        except Unreachable:
            logger.warning("a room may have been made without our hearing of it")
            await _give_up(http, mark)
    return await _made(http, request | {"creation_content": creation})


async def _made(http: Http, request: Json) -> str:
    return str((await http.post(path("createRoom"), request))["room_id"])


async def _give_up(http: Http, mark: str) -> None:
    """Take back the invitations to what was made with the mark, and leave it."""
    for room in (await http.get(path("joined_rooms"))).get("joined_rooms", []):
        created = await read_state(http, room, "m.room.create")
        if created is None or created.get(MARK) != mark:
            continue
        for user, membership in (await read_members(http, room)).items():
            if membership == "invite":
                await http.post(path("rooms", room, "kick"), {"user_id": user}, repeat=True)
        await http.post(path("rooms", room, "leave"), {}, repeat=True)
