# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A whole bot at work for tests: a small council on a real Synapse, and its members.

    async with council_bot(synapse, tmp_path) as council:
        await council.office("!sitzung planen …")

Members are real encrypted devices (`member.Member`); the clerk and chair are enrolled by code, as
an operator would do it.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from member import Member
from real_synapse import Homeserver

from bot.app import App, Settings, open_app
from bot.body import Chamber
from bot.council import load_council
from bot.domain.ids import SeatId, UserId
from bot.effects import Place
from bot.login import Account
from bot.matrix.events import FileMessage, Item, TextMessage
from bot.matrix.seeds import KeyFile

PATIENCE = 60.0
"""Seconds; longer than anything should take, as a loaded machine is no defect."""
COUNCIL = """\
[body]
id = "rat"
name = "Gemeinderat"
municipality = "Kleinstadt"
kind = "council"
land = "TH"
statutory_members = 5
language = "de"

[[seat]]
number = 1
name = "Berta Vorsitz"
role = "chair"

[[seat]]
number = 2
name = "Ayşe Demir"
role = "deputy"
group = "Grün"

[[seat]]
number = 3
name = "Carl Ohm"
group = "Grün"

[[seat]]
number = 4
name = "Dora Pfau"
group = "Rot"

[[seat]]
number = 5
name = "Emil Quast"
group = "Rot"

[[seat]]
number = "S"
name = "Frieda Schrift"
role = "clerk"
vote = false
"""


@dataclass
class Clock:
    """The bot's clock: runs on, and can be put forward."""

    ahead: timedelta = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@dataclass
class CouncilBot:
    """A bot, its body, and members by seat."""

    app: App
    synapse: Homeserver
    folder: Path
    clock: Clock
    members: dict[str, Member] = field(default_factory=dict)
    running: asyncio.Task[None] | None = None

    def alive(self) -> None:
        """Raise what the bot died of, if it did."""
        if self.running is not None and self.running.done():
            self.running.result()
            raise AssertionError("the bot has stopped")

    @property
    def chamber(self) -> Chamber:
        return self.app.chambers[0]

    def room(self, place: Place = Place.SESSION) -> str:
        return self.chamber.rooms.room(place)

    def day(self, ahead: int) -> str:
        """The day in so many days, as it is typed where the body meets."""
        then = self.clock() + timedelta(days=ahead)
        return then.astimezone(ZoneInfo(self.chamber.desk.body.time_zone)).strftime("%d.%m.%Y")

    async def settle(self) -> None:
        """Wait until the bot has done what it owed. It may have died over it."""
        self.alive()
        with suppress(Exception):  # what the disk refuses is told where it was to be written
            await self.app.journal.flush()  # what is gathered is owed from then on
        async with asyncio.timeout(60):
            await self.chamber.stage.drain()

    async def until(self, done: Callable[[], bool], within: float = PATIENCE) -> None:
        """Wait until the bot's state fulfils `done` and everything owed is done."""
        async with asyncio.timeout(within):
            while not done():  # noqa: ASYNC110 - the bot announces nothing else
                await asyncio.sleep(0.05)
        await self.settle()

    async def enrol_by_code(self, seat: str, name: str) -> Member:
        """A member presents a code from the operator in the direct room."""
        member = await Member.join_server(self.synapse, name, self.folder)
        user = UserId(member.user_id)
        code = await self.chamber.welcome_code(SeatId(seat), user, self.clock())
        direct = await self.chamber.rooms.direct(user)
        await member.accept(direct)
        await member.say(direct, f"!ausweis {code}")
        await self.until(lambda: SeatId(seat) in self.chamber.desk.body.enrolments)
        await self.enter(member, Place.SESSION)
        if self.chamber.desk.body.seats[SeatId(seat)].role in ("chair", "deputy", "clerk"):
            await self.enter(member, Place.OFFICE)
        self.members[seat] = member
        return member

    async def enter(self, member: Member, place: Place) -> None:
        """Join a room as soon as the invitation is there."""
        async with asyncio.timeout(PATIENCE):
            while True:
                members = await self.app.gateway.members(self.room(place))
                if members.get(member.user_id) in ("invite", "join"):
                    break
                await asyncio.sleep(0.1)
        await member.accept(self.room(place))

    async def say(self, seat: str, text: str, place: Place = Place.SESSION) -> str:
        """A member says something in a room of the body."""
        return await self.members[seat].say(self.room(place), text)

    async def confirmed(self, seat: str, text: str, place: Place = Place.SESSION) -> None:
        """A member gives an irreversible command and confirms it."""
        asked = await self.say(seat, text, place)

        def answered(item: Item) -> bool:
            return (
                isinstance(item, TextMessage)
                and item.reply_to == asked
                and "!bestätigen " in item.body
            )

        found = await self.members[seat].wait_for(answered)
        assert isinstance(found, TextMessage)
        await self.say(seat, "!bestätigen " + found.body.rsplit(" ", 1)[1], place)

    async def hears(self, seat: str, *words: str, within: float = PATIENCE) -> TextMessage:
        """Wait until a member reads a message of the bot with all these words."""
        bot = self.app.gateway.user_id

        def wanted(item: Item) -> bool:
            said = isinstance(item, TextMessage) and item.sender == bot
            return said and all(word in getattr(item, "body", "") for word in words)

        try:
            found = await self.members[seat].wait_for(wanted, within)
        except TimeoutError:
            heard = [i.body for i in self.members[seat].seen if isinstance(i, TextMessage)]
            pytest.fail(f"{seat} never heard {words}, but: {heard[-12:]}")
        assert isinstance(found, TextMessage)
        return found

    async def hears_file(self, seat: str, name: str, within: float = PATIENCE) -> bytes:
        """Wait until a member receives a file of the bot; return it opened."""

        def wanted(item: Item) -> bool:
            return isinstance(item, FileMessage) and name in item.name

        try:
            found = await self.members[seat].wait_for(wanted, within)
        except TimeoutError:
            heard = [type(i).__name__ for i in self.members[seat].seen]
            pytest.fail(f"{seat} never got a file {name}, but: {heard[-8:]}")
        assert isinstance(found, FileMessage)
        return await self.members[seat].gateway.download_encrypted(found.file)


@asynccontextmanager
async def council_bot(
    synapse: Homeserver,
    folder: Path,
    council: str = COUNCIL,
    *,
    account: tuple[str, str] | None = None,
    also: Sequence[str] = (),
    room_version: str | None = None,
    journal: str = "",
    **changes: Any,
) -> AsyncIterator[CouncilBot]:
    """Run a bot until the block ends. `account` (user, password) continues an earlier one.

    `also` are further bodies of the same bot. `journal` is the URL of its database; without one it
    lies in `folder`. `changes` go into the bot's `Settings`.
    """
    files = [_written(folder, council)]
    files += [_written(folder / f"body{n}", one) for n, one in enumerate(also)]
    if account is None:
        made = await synapse.register(f"gremium-{secrets.token_hex(3)}")
        account = (made.user_id, made.password)
    key = folder / "identity.key"
    lock = KeyFile(path=key) if key.exists() else KeyFile.create(key)
    clock = Clock()
    settings = Settings(
        data=folder / "bot",
        homeserver=synapse.url,
        account=Account(user=account[0], password=account[1]),
        councils=tuple(load_council(file) for file in files),
        lock=lock,
        journal=journal,
        room_version=room_version,
        now=clock,
        wall=clock,
    )
    settings = replace(settings, **changes)
    async with open_app(settings) as app:
        bot = CouncilBot(app=app, synapse=synapse, folder=folder, clock=clock)
        running = bot.running = asyncio.create_task(app.run())
        try:
            yield bot
            if running.done() and bot.running is not None:  # None: it was meant to end
                running.result()
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
            for member in bot.members.values():
                await member.close()


def _written(folder: Path, council: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "council.toml"
    file.write_text(council, encoding="utf-8")
    return file
