# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Requests to listen, between the public page and the office of one body (§ 3 (1) DigiSiVO NRW).

The page can only ask. Who gets a seat the office decides, by one command; only then is anything
written into the journal, and only then is the person's account looked at.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime

from bot.chambers import Chambers
from bot.desk import Desk
from bot.domain import commands as c
from bot.domain.ids import Key, SeatId, UserId
from bot.domain.values import How, Role, Seat
from bot.effects import Line, Place, Style
from bot.guestrequests import (
    GuestBook,
    GuestRequest,
    asked,
    current,
    decided,
    kept,
    recalled,
)
from bot.registry import Registry
from bot.replies import Heard, Replies, by_message


class Guests:
    """Who asks to listen to one body."""

    def __init__(
        self,
        *,
        desk: Desk,
        chambers: Chambers,
        replies: Replies,
        registry: Registry,
        now: Callable[[], datetime],
    ) -> None:
        self._desk = desk
        self._chambers = chambers
        self._replies = replies
        self._registry = registry
        self._now = now
        self._turn = asyncio.Lock()

    @property
    def name(self) -> str:
        """What the body is called."""
        return self._desk.body.name

    async def ask(self, name: str, user: UserId) -> None:
        """Take a request and tell the office. Raises TooManyWait.

        Who belongs to the body already, or waits, is answered like anybody else: the page tells
        nobody who that is.
        """
        async with self._turn:
            book = await self._book()
            if self._desk.body.seat_of(user) is not None:
                return
            after = asked(book, name, user, self._now())
            if len(after.waiting) == len(book.waiting):
                return
            await self._keep(after)
        facts = {"name": name, "user": user, "request": after.waiting[-1].label}
        office, language = self._chambers.room(Place.OFFICE), self._desk.body.language
        await self._replies.announce(office, language, Line("say.guest_asks", facts))

    async def show(self, heard: Heard) -> None:
        """List who waits."""
        waiting = (await self._book()).waiting
        if not waiting:
            await self._replies.lines(heard, Line("reply.guests_none"))
            return
        lines = [
            Line("reply.guest", {"request": one.label, "name": one.name, "user": one.user})
            for one in waiting
        ]
        await self._replies.lines(heard, Line("reply.guests", style=Style.TITLE), *lines)

    async def admit(self, label: str, heard: Heard, by: SeatId) -> None:
        """Give a guest's seat to who asked, pinning the identity their account shows now."""
        found = await self._found(label, heard)
        if found is None:
            return
        facts = {"request": found.label, "name": found.name, "user": found.user}
        if self._desk.body.seat_of(found.user) is not None:
            await self._forget(found)
            await self._replies.lines(heard, Line("reply.guest_already", facts))
            return
        master = (await self._registry.identity(found.user)).master
        if master is None:
            await self._replies.lines(heard, Line("reply.guest_no_identity", facts))
            return
        seat = Seat(id=self._free_seat(found.name), name=found.name, role=Role.GUEST, votes=False)
        fill = c.FillSeat(by=by, at=heard.at, seat=seat)
        await self._desk.submit(fill, by_message(heard), intake=heard.intake)
        enrol = c.EnrolMember(
            by=by,
            at=heard.at,
            seat=seat.id,
            user=found.user,
            master=Key(master),
            how=How.FIRST_USE,
        )
        await self._desk.submit(enrol, by_message(heard))
        await self._forget(found)

    async def refuse(self, label: str, heard: Heard) -> None:
        """Forget a request; nobody is told, since nobody has shown that the account is theirs."""
        found = await self._found(label, heard)
        if found is not None:
            await self._forget(found)
            await self._replies.lines(heard, Line("reply.guest_refused", {"request": found.label}))

    async def _found(self, label: str, heard: Heard) -> GuestRequest | None:
        book = await self._book()
        found = book.find(label)
        if found is None:
            open_now = tuple(one.label for one in book.waiting)
            facts = {"request": label, "open": open_now}
            key = "reply.guest_unknown" if open_now else "reply.guests_none"
            await self._replies.lines(heard, Line(key, facts))
        return found

    def _free_seat(self, name: str) -> SeatId:
        """Return a guest's seat nobody speaks for and that bears this name, else a new one."""
        body = self._desk.body
        for seat in body.seats.values():
            taken = seat.id in {*body.enrolments, *body.devices, *body.codes}
            if (seat.role, seat.name) == (Role.GUEST, name) and not taken:
                return seat.id
        numbers = range(1, len(body.seats) + 2)
        return next(one for n in numbers if (one := SeatId(f"G{n}")) not in body.seats)

    async def _forget(self, request: GuestRequest) -> None:
        async with self._turn:
            await self._keep(decided(await self._book(), request))

    async def _book(self) -> GuestBook:
        return current(recalled(await self._desk.journal.get(self._key)), self._now())

    async def _keep(self, book: GuestBook) -> None:
        await self._desk.journal.set(self._key, kept(book))

    @property
    def _key(self) -> str:
        return f"guests/{self._desk.id}"
