# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Invitations into the body's rooms. One to a dead server waits beside the meeting, not before it.

Inviting somebody of another server needs that server's signature. What it cannot give now is
remembered beyond a restart, and tried again until it can, or until the person is excluded.
"""

from __future__ import annotations

import asyncio
import logging

from bot.chambers import Chambers
from bot.desk import Desk
from bot.domain.ids import UserId
from bot.domain.roster import server_of
from bot.effects import Place
from bot.matrix.gateway import Gateway
from bot.matrix.http import MatrixError, RateLimited, Unreachable

log = logging.getLogger(__name__)

PATIENCE_SECONDS = 5.0
EVERY_SECONDS = 15.0


class Invitations:
    """Invites for one body."""

    def __init__(self, *, desk: Desk, gateway: Gateway, chambers: Chambers) -> None:
        self._desk = desk
        self._gateway = gateway
        self._chambers = chambers
        self._waiting: list[tuple[Place, UserId]] = []
        self.every = EVERY_SECONDS

    async def open(self) -> None:
        """Remember what could not be done before the program stopped last."""
        known = await self._desk.journal.get(self._key, [])
        self._waiting = [(Place(place), UserId(user)) for place, user in known]

    async def run(self) -> None:
        """Try again until cancelled."""
        while True:
            await asyncio.sleep(self.every)
            for place, user in tuple(self._waiting):
                await self._again(place, user)

    async def _again(self, place: Place, user: UserId) -> None:
        try:
            if (place, user) in self._waiting and await self._invited(place, user):
                await self.withdraw(place, user)
        except MatrixError as error:
            log.warning("an invitation that waited was refused: %s", error.errcode)
            await self.withdraw(place, user)

    async def invite(self, place: Place, user: UserId) -> bool:
        """Invite. False: the person's server is away, and it is done as soon as it is back.

        Raises MatrixError and Unreachable if it is our own server that cannot or will not.
        """
        if server_of(user) == server_of(UserId(self._gateway.user_id)):
            await self._enter(place, user, None)
            return True
        if await self._invited(place, user):
            return True
        if (place, user) not in self._waiting:
            self._waiting.append((place, user))
            await self._save()
        return False

    async def withdraw(self, place: Place, user: UserId) -> None:
        """Forget an invitation that waits."""
        if (place, user) in self._waiting:
            self._waiting.remove((place, user))
            await self._save()

    async def _invited(self, place: Place, user: UserId) -> bool:
        try:
            await self._enter(place, user, PATIENCE_SECONDS)
        except Unreachable:
            return False
        except RateLimited:  # put off, and not refused
            return False
        except MatrixError as error:
            if error.status < 500:  # noqa: PLR2004 - refused for good
                raise
            return False
        return True

    async def _enter(self, place: Place, user: UserId, within: float | None) -> None:
        await self._gateway.invite(self._chambers.room(place), user, within=within)
        if place is Place.SESSION:
            await self._gateway.invite(self._chambers.space, user, within=within)

    async def _save(self) -> None:
        await self._desk.journal.set(self._key, [list(one) for one in self._waiting])

    @property
    def _key(self) -> str:
        return f"invitations/{self._desk.id}"
