# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Sending: sealed, in order within a room, once per transaction id."""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.matrix.events import Json
from bot.matrix.http import Http, MatrixError, path
from bot.matrix.keyring import KeyRing
from bot.matrix.machine import MEGOLM, Machine
from bot.matrix.media import TooLarge
from bot.matrix.rooms import Rooms

_EVENT_LIMIT = 65_536  # specification, "Size limits"
_ENVELOPE = 2_048  # our estimate of ids, hashes and signatures around the content
_SEALED_RATIO = 4 / 3  # base64


class NotEncrypted(Exception):
    """A room that should be encrypted is not; nothing was sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """One event to send."""

    room: str
    type: str
    content: Json = field(repr=False)
    txn_id: str
    """The same id sends the same event once (Synapse remembers for at least a day)."""


class Outbox:
    """Sends; built by the gateway."""

    def __init__(
        self, http: Http, machine: Machine, rooms: Rooms, keyring: KeyRing, parallel: int
    ) -> None:
        """Send with at most `parallel` requests under way."""
        self._http = http
        self._machine = machine
        self._rooms = rooms
        self._keyring = keyring
        self._gate = asyncio.Semaphore(parallel)
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def send(self, event: Outgoing, *, plaintext: bool = False) -> str:
        """Send and return the event id."""
        async with self._locks[event.room], self._gate:
            if plaintext and not await self._learn_encryption(event.room):
                return await self._put(event.room, event.type, event.content, event.txn_id)
            return await self._send_sealed(event)

    async def send_batch(self, events: Sequence[Outgoing]) -> list[str]:
        """Send: rooms side by side, in order within each; the first failure stops its room."""
        rooms: defaultdict[str, list[int]] = defaultdict(list)
        for place, event in enumerate(events):
            rooms[event.room].append(place)
        ids: dict[int, str] = {}

        async def send_room(places: list[int]) -> None:
            for place in places:
                ids[place] = await self.send(events[place])

        outcomes = await asyncio.gather(
            *(send_room(places) for places in rooms.values()), return_exceptions=True
        )
        for outcome in outcomes:
            if isinstance(outcome, BaseException):
                raise outcome
        return [ids[place] for place in range(len(events))]

    async def edit(self, room: str, event_id: str, content: Json, txn_id: str) -> str:
        """Send a replacement (specification, "Event replacements") with a short fallback."""
        new = {key: value for key, value in content.items() if key != "m.relates_to"}
        fallback: Json = {"msgtype": new.get("msgtype", "m.notice"), "body": f"* {new['body']}"}
        if "formatted_body" in new:
            fallback |= {
                "format": new.get("format", "org.matrix.custom.html"),
                "formatted_body": f"* {new['formatted_body']}",
            }
        relation = {"rel_type": "m.replace", "event_id": event_id}
        edit = {**fallback, "m.new_content": new, "m.relates_to": relation}
        return await self.send(
            Outgoing(room=room, type="m.room.message", content=edit, txn_id=txn_id)
        )

    async def share(self, room: str) -> None:
        """Give the room's key to all permitted devices now."""
        async with self._locks[room]:
            await self._demand_encryption(room)
            await self._prepare(room)

    async def rotate(self, room: str) -> None:
        """Forget the room's current key."""
        async with self._locks[room]:
            self._machine.rotate(room)

    async def _send_sealed(self, event: Outgoing) -> str:
        _check_size(event.content)
        await self._demand_encryption(event.room)
        await self._prepare(event.room)
        sealed = self._machine.seal(event.room, event.type, event.content)
        if "m.relates_to" in event.content:
            # Servers gather relations, so a copy stands outside; readers trust the one inside.
            sealed["m.relates_to"] = event.content["m.relates_to"]
        return await self._put(event.room, "m.room.encrypted", sealed, event.txn_id)

    async def _put(self, room: str, type: str, content: Mapping[str, Any], txn_id: str) -> str:
        answer = await self._http.put(path("rooms", room, "send", type, txn_id), content)
        return str(answer["event_id"])

    async def _prepare(self, room: str) -> None:
        if not self._rooms.is_complete(room):
            self._rooms.set_members(room, await read_members(self._http, room))
        await self._keyring.prepare(room)

    async def _demand_encryption(self, room: str) -> None:
        if not await self._learn_encryption(room):
            raise NotEncrypted(f"Room {room} is not encrypted; nothing was sent there.")

    async def _learn_encryption(self, room: str) -> bool:
        """Whether the room is encrypted: remembered, else asked for once more."""
        if not self._rooms.is_encrypted(room):
            state = await read_state(self._http, room, "m.room.encryption")
            if state is not None and state.get("algorithm") == MEGOLM:
                self._rooms.set_encrypted(room)
        return self._rooms.is_encrypted(room)


async def read_state(http: Http, room: str, type: str, state_key: str = "") -> Json | None:
    """Return a state event's content, None if there is none."""
    try:
        return await http.get(path("rooms", room, "state", type, state_key))
    except MatrixError as error:
        if error.errcode == "M_NOT_FOUND":
            return None
        raise


async def read_members(http: Http, room: str) -> dict[str, str]:
    """Return user -> membership."""
    answer = await http.get(path("rooms", room, "members"))
    return {
        event["state_key"]: event["content"]["membership"]
        for event in answer.get("chunk", [])
        if event.get("type") == "m.room.member"
    }


def _check_size(content: Json) -> None:
    size = len(json.dumps(content, ensure_ascii=False).encode())
    allowed = int((_EVENT_LIMIT - _ENVELOPE) / _SEALED_RATIO)
    if size > allowed:
        raise TooLarge(f"The message has {size} bytes; {allowed} fit into one encrypted event.")
