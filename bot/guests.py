# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Requests to listen, between the public page and the office of one body (§ 3 (1) DigiSiVO NRW).

The page can only ask. Who gets a seat the office decides, by one command; only then is anything
written into the journal, and only then is the person's account looked at.

The page has its answer before anybody looks whose request it is (`Guests.run`): known and unknown
people are answered by the same steps, so that neither words nor time tell who belongs to the body.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Any

from bot.chambers import Chambers
from bot.desk import Desk
from bot.domain import commands as c
from bot.domain.ids import Key, SeatId, UserId
from bot.domain.values import How, Role, Seat
from bot.effects import Line, Place, Style
from bot.guestrequests import (
    GUESTS,
    GuestBook,
    GuestRequest,
    asked,
    current,
    decided,
    kept,
    recalled,
    sorted_out,
    told,
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
        self._asked = asyncio.Event()

    @property
    def name(self) -> str:
        """What the body is called."""
        return self._desk.body.name

    async def ask(self, name: str, user: UserId) -> None:
        """Take a request, whoever it is from. Raises TooManyWait."""
        async with self._turn:
            await self._keep(asked(await self._kept(), name, user, self._now()))
        self._asked.set()

    async def run(self) -> None:
        """Tell the office of new requests until cancelled; first of those a stop left over."""
        self._asked.set()
        while True:
            await self._asked.wait()
            self._asked.clear()
            await self._book()

    async def show(self, heard: Heard) -> None:
        """List who waits."""
        book = await self._book()
        lines = [
            Line("reply.guest", {"request": one.label, "name": one.name, "user": one.user})
            for one in book.waiting
        ]
        title = [Line("reply.guests", style=Style.TITLE)] if lines else [_left(book)]
        await self._replies.lines(heard, *title, *lines, more=_telling(book))

    async def admit(self, label: str, heard: Heard, by: SeatId) -> None:
        """Give a guest's seat to who asked, pinning the identity their account shows now."""
        found = await self._found(label, heard)
        if found is None:
            return
        facts = {"request": found.label, "name": found.name, "user": found.user}
        if self._belongs(found.user):
            await self._forget(found, heard, Line("reply.guest_already", facts))
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
        await self._forget(found, heard)

    async def refuse(self, label: str, heard: Heard) -> None:
        """Forget a request; nobody is told, since nobody has shown that the account is theirs."""
        found = await self._found(label, heard)
        if found is not None:
            facts = {"request": found.label}
            await self._forget(found, heard, Line("reply.guest_refused", facts))

    async def _found(self, label: str, heard: Heard) -> GuestRequest | None:
        book = await self._book()
        found = book.find(label)
        if found is None:
            open_now = tuple(one.label for one in book.waiting)
            unknown = Line("reply.guest_unknown", {"request": label, "open": open_now})
            line = unknown if open_now else _left(book)
            await self._replies.lines(heard, line, more=_telling(book))
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

    async def _forget(self, request: GuestRequest, heard: Heard, *lines: Line) -> None:
        """Take a request off the list, and say what became of it and how many are left."""
        async with self._turn:
            book = decided(await self._kept(), request)
            await self._keep(book)
        await self._replies.lines(heard, *lines, _left(book), more=_telling(book))

    async def _book(self) -> GuestBook:
        """Return the book, with what was taken sorted out and told to the office."""
        async with self._turn:
            before = await self._kept()
            book = sorted_out(before, self._belongs)
            if before.taken:
                await self._keep(book)
        for new in book.waiting[len(before.waiting) :]:
            facts = {"name": new.name, "user": new.user, "request": new.label}
            await self._announce(Line("say.guest_asks", facts), book)
        return book

    async def _announce(self, line: Line, book: GuestBook) -> None:
        office, language = self._chambers.room(Place.OFFICE), self._desk.body.language
        await self._replies.announce(office, language, line, more=_telling(book))

    def _belongs(self, user: UserId) -> bool:
        return self._desk.body.seat_of(user) is not None

    async def _kept(self) -> GuestBook:
        return current(recalled(await self._desk.journal.get(self._key)), self._now())

    async def _keep(self, book: GuestBook) -> None:
        await self._desk.journal.set(self._key, kept(book))

    @property
    def _key(self) -> str:
        return f"guests/{self._desk.id}"


def _left(book: GuestBook) -> Line:
    """Say how many wait."""
    left = len(book.waiting)
    return Line("reply.guests_left", n=left) if left else Line("reply.guests_none")


def _telling(book: GuestBook) -> dict[str, Any]:
    """Return the field by which the office's page knows who waits."""
    return {GUESTS: told(book)}
