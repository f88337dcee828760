# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""State that a sync lists may be older than what it lists it against.

`state` is the state before the timeline (CS API, sync). Where two events were made at once, that of
the one may lack the other, and bring back whom it has removed, or a server it has barred (cf.
MSC4222). So what contradicts is asked for; all other state is the bot's own, and only watched.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from typing import Any

from bot.matrix.events import Json
from bot.matrix.http import Http, MatrixError, Unreachable
from bot.matrix.outbox import read_members, read_state

logger = logging.getLogger(__name__)

MEMBER, ACL = "m.room.member", "m.room.server_acl"


async def as_it_is_now(
    http: Http, room: str, state: Iterable[Json], known: Mapping[str, str]
) -> list[Json]:
    """Return the listed `state`, with what contradicts `known` as the homeserver tells it now.

    `known` are the memberships known so far; who is not among them is new, and contradicts nothing.
    A homeserver that does not answer is believed what it listed.
    """
    state = list(state)
    try:
        members: Mapping[str, Any] = {}
        if any(_contradicts(event, known) for event in state):
            members = await read_members(http, room)
        barred = None
        if known and any(event.get("type") == ACL for event in state):
            barred = await read_state(http, room, ACL)
    except (MatrixError, Unreachable) as error:
        logger.warning("listed state could not be asked for: %s", type(error).__name__)
        return state
    return [_now(event, members, barred) for event in state]


def _contradicts(event: Json, known: Mapping[str, str]) -> bool:
    user = event.get("state_key")
    if event.get("type") != MEMBER or not isinstance(user, str) or user not in known:
        return False
    return _content(event).get("membership") != known[user]


def _now(event: Json, members: Mapping[str, Any], barred: Json | None) -> Json:
    match event.get("type"):
        case "m.room.member" if membership := members.get(str(event.get("state_key"))):
            return {**event, "content": {**_content(event), "membership": membership}}
        case "m.room.server_acl" if barred is not None and event.get("state_key") == "":
            return {**event, "content": barred}
        case _:
            return event


def _content(event: Json) -> Mapping[str, Any]:
    content = event.get("content")
    return content if isinstance(content, Mapping) else {}
