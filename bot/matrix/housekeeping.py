# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Rooms: create, invite, remove, state. What is set here is plain text for every server."""

from __future__ import annotations

from asyncio import Lock
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from time import monotonic
from typing import Any
from weakref import WeakValueDictionary

from bot.matrix.events import Json
from bot.matrix.http import Http, MatrixError, Patience, Unreachable, path
from bot.matrix.machine import MEGOLM
from bot.matrix.making import make_room
from bot.matrix.outbox import read_members, read_state
from bot.matrix.rooms import Rooms, creators_rule, power
from bot.matrix.roomstate import StateName

_OWN_POWER = 100
_WHOLE = {"format": "event"}
_NOT_OURS = frozenset({HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND})
"""How servers answer about a room we are no longer in, or that is gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomPlan:
    """A room to be created. Nothing confidential belongs in here."""

    name: str | None = None
    topic: str | None = None
    version: str | None = None
    """Room version such as "11" or "12"; None for the server's default."""
    encrypted: bool = True
    invite: tuple[str, ...] = ()
    power_levels: Mapping[str, Any] = field(default_factory=dict)
    """Overrides of the power levels. The creator is added or, from version 12 on, left out."""
    space: str | None = None
    """The space the room hangs in."""
    is_space: bool = False
    federate: bool = True
    """False keeps the room on its server for ever."""
    history_visibility: str = "joined"
    join_rule: Mapping[str, Any] = field(default_factory=lambda: {"join_rule": "invite"})
    direct: bool = False
    initial_state: tuple[Mapping[str, Any], ...] = ()


class Housekeeping:
    """Leads rooms; built by the gateway."""

    def __init__(self, http: Http, own_user: str, rooms: Rooms) -> None:
        """Act as `own_user`; tell `rooms` at once what we did."""
        self._http = http
        self._own_user = own_user
        self._rooms = rooms
        self._default_version: str | None = None
        self._setting: WeakValueDictionary[StateName, Lock] = WeakValueDictionary()

    async def create(self, plan: RoomPlan) -> str:
        """Create the room, hang it into its space, remember that it is encrypted."""
        version = plan.version or await self._server_version()
        room = await make_room(self._http, self._request(plan, version))
        if plan.encrypted:
            self._rooms.set_encrypted(room)
        if plan.space is not None:
            child = {"via": [self._server()], "suggested": True}
            await self.put_state(plan.space, "m.space.child", child, room)
        return room

    def _request(self, plan: RoomPlan, version: str) -> Json:
        creation: Json = {"m.federate": plan.federate}
        if plan.is_space:
            creation["type"] = "m.space"
        levels = dict(plan.power_levels)
        if creators_rule(version):
            named = {u: p for u, p in levels.get("users", {}).items() if u != self._own_user}
        else:
            named = {**levels.get("users", {}), self._own_user: _OWN_POWER}
        if "users" in levels or not creators_rule(version):
            levels["users"] = named
        request: Json = {
            # Servers may encrypt private rooms by default; what else the presets differ in, the
            # initial state below sets itself.
            "preset": "private_chat" if plan.encrypted else "public_chat",
            "visibility": "private",
            "room_version": version,
            "creation_content": creation,
            "initial_state": self._initial_state(plan),
            "invite": list(plan.invite),
            "is_direct": plan.direct,
            "power_level_content_override": levels,
        }
        request |= {"name": plan.name} if plan.name is not None else {}
        return request | ({"topic": plan.topic} if plan.topic is not None else {})

    def _initial_state(self, plan: RoomPlan) -> list[Json]:
        state = [
            _state("m.room.join_rules", dict(plan.join_rule)),
            _state("m.room.history_visibility", {"history_visibility": plan.history_visibility}),
            _state("m.room.guest_access", {"guest_access": "forbidden"}),
        ]
        if plan.encrypted:
            state.append(_state("m.room.encryption", {"algorithm": MEGOLM}))
        if plan.space is not None:
            parent = {"via": [self._server()], "canonical": True}
            state.append(_state("m.space.parent", parent, plan.space))
        return [*state, *(dict(event) for event in plan.initial_state)]

    async def invite(self, room: str, user: str, within: float | None = None) -> None:
        """Invite; whoever is in or invited already stays so."""
        patience = None if within is None else Patience(total=within, single=within)
        try:
            await self._http.request(
                "POST",
                path("rooms", room, "invite"),
                body={"user_id": user},
                repeat=within is None,
                patience=patience,
            )
        except MatrixError as error:
            if (await self.members(room)).get(user) not in {"join", "invite"}:
                raise error
        else:
            self._rooms.note_invited(room, user)

    async def reaches(self, user: str, within: float) -> bool:
        """Whether the server of `user` answers: our own asks it for the profile, or tries to."""
        try:
            await self._http.request(
                "GET",
                path("profile", user),
                repeat=False,
                patience=Patience(total=within, single=within),
            )
        except Unreachable:
            return False
        except MatrixError as error:  # a server that says no, or that there is none, has answered
            return error.status == HTTPStatus.NOT_FOUND
        return True

    async def kick(self, room: str, user: str, reason: str) -> None:
        """Remove; whoever is out already stays so. `reason` is plain text."""
        body = {"user_id": user} | ({"reason": reason} if reason else {})
        try:
            await self._http.post(path("rooms", room, "kick"), body, repeat=True)
        except MatrixError as error:
            if (await self.members(room)).get(user, "leave") not in {"leave", "ban"}:
                raise error
        else:
            self._rooms.note_removed(room, user)

    async def join(self, room: str) -> None:
        """Join."""
        await self._http.post(path("rooms", room, "join"), {}, repeat=True)

    async def leave(self, room: str) -> None:
        """Leave."""
        await self._http.post(path("rooms", room, "leave"), {}, repeat=True)

    async def put_state(
        self, room: str, type: str, content: Mapping[str, Any], state_key: str
    ) -> str:
        """Set state."""
        where, watch = path("rooms", room, "state", type, state_key), self._rooms.watch
        # One after the other, so that the server sets it in the order in which we meant it.
        async with self._setting.setdefault((room, type, state_key), Lock()):
            watch.intend(room, type, state_key, content)
            try:
                answer = await self._http.put(where, content)
            except MatrixError as error:
                if error.status < HTTPStatus.INTERNAL_SERVER_ERROR:
                    watch.withdraw(room, type, state_key, content)
                raise
            watch.confirm(room, type, state_key, content, monotonic())
        return str(answer["event_id"])

    async def get_state(self, room: str, type: str, state_key: str) -> Json | None:
        """Read state."""
        return await read_state(self._http, room, type, state_key)

    async def members(self, room: str) -> dict[str, str]:
        """Ask for the member list and take it over."""
        members = await read_members(self._http, room)
        self._rooms.set_members(room, members)
        return members

    async def power(self, room: str, user: str) -> int:
        """Return a user's power in the room."""
        create = await self._http.get(path("rooms", room, "state", "m.room.create", ""), _WHOLE)
        levels = await self.get_state(room, "m.room.power_levels", "")
        return power(create, levels, user)

    async def direct_room(
        self, user: str, known: str | None, *, but: Collection[str] = (), name: str | None = None
    ) -> str:
        """Find an encrypted room with `user` alone, or create one and note it (m.direct)."""
        noted = await self._noted_direct_rooms()
        mine = noted.get(user)
        before = [room for room in mine if isinstance(room, str)] if isinstance(mine, list) else []
        for room in (known, *before):
            if room is not None and room not in but and await self._is_direct(room, user):
                return room
        # What is said before they come in is meant for them, too: a welcome, a warning.
        plan = RoomPlan(name=name, invite=(user,), direct=True, history_visibility="invited")
        room = await self.create(plan)
        noted[user] = [room, *(old for old in before if old in but)]
        await self._http.put(self._direct_path(), noted)
        return room

    async def _noted_direct_rooms(self) -> Json:
        try:
            return await self._http.get(self._direct_path())
        except MatrixError as error:
            if error.errcode == "M_NOT_FOUND":
                return {}
            raise

    async def _is_direct(self, room: str, user: str) -> bool:
        if not self._rooms.is_encrypted(room):
            return False
        try:
            members = await self.members(room)
        except MatrixError as error:
            if error.status not in _NOT_OURS:  # it may well be there; a second one is no answer
                raise
            return False
        inside = {who for who, membership in members.items() if membership in {"join", "invite"}}
        return inside == {self._own_user, user} and members[self._own_user] == "join"

    def _direct_path(self) -> str:
        return path("user", self._own_user, "account_data", "m.direct")

    def _server(self) -> str:
        return self._own_user.partition(":")[2]

    async def _server_version(self) -> str:
        if self._default_version is None:
            answer = await self._http.get(path("capabilities"))
            versions = answer.get("capabilities", {}).get("m.room_versions", {})
            self._default_version = str(versions.get("default", "1"))
        return self._default_version


def _state(type: str, content: Json, state_key: str = "") -> Json:
    return {"type": type, "state_key": state_key, "content": content}
