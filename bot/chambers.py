# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The rooms of one body: made once, remembered in the journal's settings, found by purpose.

Names and topics say nothing confidential: every server in the room reads them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from bot.domain.ids import BodyId, UserId
from bot.domain.roster import Body
from bot.effects import Place
from bot.matrix.gateway import Gateway
from bot.matrix.housekeeping import RoomPlan
from bot.store import Journal
from bot.texts import Texts

SPACE = "space"
POWER: dict[str, Any] = {
    "users_default": 0,
    "events_default": 0,
    "state_default": 50,
    "invite": 50,
    "kick": 50,
    "redact": 50,
    # Members may lay their call memberships; whom they mean, the roster says.
    "events": {"org.matrix.msc3401.call.member": 0},
}


class DirectRooms:
    """Which direct room serves which body: each one only, so that nobody's word is taken for two.

    The bodies of one bot share it. Who belongs to several of them has a direct room with each.
    """

    def __init__(self) -> None:
        self._of: dict[str, BodyId] = {}
        self._bodies: set[BodyId] = set()

    def enter(self, body: BodyId) -> None:
        """Note that there is this body."""
        self._bodies.add(body)

    def claim(self, room: str, body: BodyId) -> bool:
        """Let `room` serve `body`. Returns whether it does: it may serve another already."""
        return self._of.setdefault(room, body) == body

    def others(self, body: BodyId) -> frozenset[str]:
        """Return the direct rooms of all other bodies."""
        return frozenset(room for room, known in self._of.items() if known != body)

    @property
    def several(self) -> bool:
        """Whether there is more than one body, so that rooms have to be told apart."""
        return len(self._bodies) > 1


class Chambers:
    """Where the body meets: room ids by place, and direct rooms by user."""

    def __init__(
        self,
        gateway: Gateway,
        journal: Journal[Any],
        body: Callable[[], Body],
        partners: DirectRooms | None = None,
    ) -> None:
        self._gateway = gateway
        self._journal = journal
        self._body = body
        self._partners = partners or DirectRooms()
        self._rooms: dict[str, str] = {}
        self._direct: dict[UserId, str] = {}
        self._places: dict[str, Place] = {}
        self._with: dict[str, UserId] = {}
        """The same two, by room: asked for every event."""
        self._older: dict[str, UserId] = {}
        """Direct rooms a newer one has replaced; what is said there is still heard."""
        self._finding = asyncio.Lock()
        self._warned: set[str] = set()

    async def open(self, texts: Texts, *, version: str | None = None) -> None:
        """Find the rooms, and make those that do not exist yet."""
        body = self._body().id
        self._partners.enter(body)
        key = f"rooms/{body}"
        self._rooms = dict(await self._journal.get(key, {}))
        self._direct = {
            UserId(user): room
            for user, room in (await self._journal.get(self._direct_key, {})).items()
            if self._partners.claim(room, body)
        }
        self._older = {
            room: UserId(user)
            for room, user in (await self._journal.get(self._older_key, {})).items()
            if self._partners.claim(room, body)
        }
        for place in (SPACE, *Place):
            if place not in self._rooms:
                self._rooms[str(place)] = await self._make(texts, str(place), version)
                await self._journal.set(key, dict(self._rooms))
        self._places = {self._rooms[place]: place for place in Place}
        self._with = {room: user for user, room in self._direct.items()}

    def room(self, place: Place) -> str:
        return self._rooms[place]

    @property
    def space(self) -> str:
        return self._rooms[SPACE]

    def place(self, room: str) -> Place | None:
        """Return what ``room`` is for, None for a direct or foreign room."""
        return self._places.get(room)

    def direct_partner(self, room: str) -> UserId | None:
        """Return with whom ``room`` is a direct room."""
        return self._with.get(room) or self._older.get(room)

    def talks_with(self, user: UserId) -> bool:
        """Tell whether there is a direct room with ``user``."""
        return user in self._direct

    async def direct(self, user: UserId) -> str:
        """Return the direct room with ``user``; make it and invite if there is none.

        One at a time: two who ask at the same moment must not make two rooms.
        """
        async with self._finding:
            known, body = self._direct.get(user), self._body()
            name = body.name if self._partners.several else None
            others = self._partners.others(body.id)
            room = await self._gateway.direct_room(user, known, but=others, name=name)
            if room != known:
                await self.remember_direct(user, room)
            return room

    @contextmanager
    def warning(self, user: UserId) -> Iterator[None]:
        """While the block runs, every device of ``user`` may read the direct room.

        A warning must reach the very device it is about, which else gets no keys. Whatever is
        said there next has a new key again, as that device is no longer permitted then.
        """
        self._warned.add(user)
        try:
            yield
        finally:
            self._warned.discard(user)

    def warns(self, user: str) -> bool:
        """Tell whether ``user`` is being warned at this moment."""
        return user in self._warned

    async def remember_direct(self, user: UserId, room: str) -> None:
        """Write to ``user`` in ``room`` from now on, unless it serves another body."""
        if not self._partners.claim(room, self._body().id):
            return
        before = self._direct.get(user)
        self._direct[user] = room
        self._with = {known: other for other, known in self._direct.items()}
        self._older.pop(room, None)
        if before not in (None, room):
            self._older[str(before)] = user
            await self._journal.set(self._older_key, dict(self._older))
        await self._journal.set(self._direct_key, dict(self._direct))

    @property
    def _older_key(self) -> str:
        return f"direct-older/{self._body().id}"

    @property
    def _direct_key(self) -> str:
        return f"direct/{self._body().id}"

    async def _make(self, texts: Texts, place: str, version: str | None) -> str:
        body = self._body()
        name = texts.say(body.language, f"room.{place}", body=body.name)
        plan = RoomPlan(
            name=name,
            version=version,
            encrypted=place != SPACE,
            is_space=place == SPACE,
            power_levels=POWER,
            space=None if place == SPACE else self._rooms.get(SPACE),
        )
        return await self._gateway.create_room(plan)
