# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Councils in session for benchmarks: a real Synapse, a real bot, voters with two devices each.

    with laboratory(folder, bodies=1, members=60) as lab:
        async with lab.in_session() as scene:
            …

Making the accounts takes longer than measuring, so a folder that holds councils already is taken
up again. What is said is sealed beforehand and sent by a process of its own: the processor time of
the measuring process is the bot's.
"""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import aiohttp
from plain_server import PlainHome, plain_server
from real_synapse import Homeserver, running_synapse
from voters import Voter

from bot.app import App, Settings, open_app
from bot.body import Chamber
from bot.council import load_council
from bot.domain import commands as c
from bot.domain.ids import Key, MeetingId, SeatId, UserId
from bot.domain.meeting import Meeting
from bot.domain.values import Channel, Format, How, Mode
from bot.effects import Place
from bot.login import Account
from bot.matrix.http import path
from bot.matrix.seeds import KeyFile
from bot.profiles import law_of
from bot.store import TIMER

Json = dict[str, Any]
CHAIR, CLERK = SeatId("1"), SeatId("S")
NOTICE = timedelta(days=9)
JOINS_AT_ONCE = 4
SENDER = Path(__file__).with_name("sender.py")
NUMBERS = (f"{secrets.token_hex(4)}-{number}" for number in count())


@dataclass
class Clock:
    """The bot's clock, which can be put forward."""

    ahead: timedelta = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@dataclass
class Council:
    """One body in session."""

    chamber: Chamber
    voters: list[Voter]

    @property
    def meeting(self) -> Meeting:
        return next(iter(self.chamber.desk.meetings.values()))

    @property
    def room(self) -> str:
        return self.chamber.rooms.room(Place.SESSION)

    def sealed(self, words: str) -> list[Json]:
        """Return the same words of every voter, ready to be sent."""
        return [self.seal(number, words) for number in range(len(self.voters))]

    def seal(self, number: int, words: str, after: float = 0.0) -> Json:
        """Return one voter's words, ready to be sent, so many seconds after the word to go."""
        voter = self.voters[number]
        return {
            "path": path("rooms", self.room, "send", "m.room.encrypted", next(NUMBERS)),
            "token": voter.account.access_token,
            "content": voter.seal(words),
            "after": after,
        }


@dataclass
class Scene:
    """The councils of one bot."""

    app: App
    councils: list[Council]

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Let the bot run for a while."""
        task = asyncio.create_task(self.app.run())
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


@dataclass
class Laboratory:
    """A homeserver with the accounts of so many bodies, and the bot's folder."""

    synapse: Homeserver | PlainHome
    folder: Path
    bodies: int
    members: int
    clock: Clock = field(default_factory=Clock)

    @asynccontextmanager
    async def in_session(self) -> AsyncIterator[Scene]:
        """Open the bot with all bodies in session; it does not run yet."""
        file = self.folder / "voters.json"
        if not file.exists():
            file.write_text(json.dumps(await self._prepare()), encoding="utf-8")
        known = json.loads(file.read_text(encoding="utf-8"))
        self.clock.ahead = NOTICE
        voters = [[Voter.again(kept) for kept in body] for body in known["voters"]]
        async with open_app(self._settings(known["bot"])) as app:
            yield Scene(
                app, [Council(one, here) for one, here in zip(app.chambers, voters, strict=True)]
            )
        known["voters"] = [[voter.kept() for voter in body] for body in voters]
        file.write_text(json.dumps(known), encoding="utf-8")

    def _settings(self, bot: Json) -> Settings:
        lock = self.folder / "identity.key"
        files = [
            council_file(self.folder, f"rat{number}", self.members)
            for number in range(1, self.bodies + 1)
        ]
        return Settings(
            data=self.folder / "bot",
            homeserver=self.synapse.url,
            account=Account(user=bot["user"], password=bot["password"]),
            councils=tuple(load_council(file) for file in files),
            lock=KeyFile(path=lock) if lock.exists() else KeyFile.create(lock),
            now=self.clock,
        )

    async def _prepare(self) -> Json:
        """Register everybody, convene every body, hand the voters' keys to the bot."""
        made = await self.synapse.register("gremium")
        bot = {"user": made.user_id, "password": made.password}
        await self._without_limits(made.user_id)
        bodies = [
            [
                await Voter.register(self.synapse, f"m{body}-{number}")
                for number in range(1, self.members + 1)
            ]
            for body in range(1, self.bodies + 1)
        ]
        async with open_app(self._settings(bot)) as app:
            for chamber, voters in zip(app.chambers, bodies, strict=True):
                await convene(app, chamber, voters, self.clock)
                room = chamber.rooms.room(Place.SESSION)
                for voter in voters:
                    await app.gateway.invite(room, voter.account.user_id)
                for start in range(0, len(voters), JOINS_AT_ONCE):
                    some = voters[start : start + JOINS_AT_ONCE]
                    await asyncio.gather(*(one.enter(self.synapse.url, room) for one in some))
        async with open_app(self._settings(bot)) as app, Scene(app, []).running():
            for voter in (one for body in bodies for one in body):  # the bot makes new one-time
                await voter.give_key(self.synapse.url, made.user_id)  # keys while it runs
        return {"bot": bot, "voters": [[one.kept() for one in body] for body in bodies]}

    async def _without_limits(self, user: str) -> None:
        if isinstance(self.synapse, PlainHome):
            return
        admin = await self.synapse.admin()
        async with aiohttp.ClientSession(headers=admin.headers) as http:
            where = f"/_synapse/admin/v1/users/{user}/override_ratelimit"
            body = {"messages_per_second": 0, "burst_count": 0}
            async with http.post(self.synapse.url + where, json=body) as answer:
                answer.raise_for_status()


@contextmanager
def laboratory(
    folder: Path, *, bodies: int, members: int, notifications: bool = True
) -> Iterator[Laboratory]:
    """Start the homeserver of `folder`, which may be from an earlier run of the same size."""
    push = {"enabled": notifications, "include_content": False}
    with running_synapse(folder / "hs", push=push) as synapse:
        yield Laboratory(synapse, folder, bodies, members)


@asynccontextmanager
async def plain_laboratory(folder: Path, *, bodies: int, members: int) -> AsyncIterator[Laboratory]:
    """Start a homeserver that does next to nothing, to look at the bot alone."""
    async with plain_server() as home:
        yield Laboratory(home, folder, bodies, members)


def council_file(folder: Path, name: str, members: int) -> Path:
    """Write a council of so many members; the first is in the chair."""
    head = f'[body]\nid = "{name}"\nname = "Rat"\nmunicipality = "Stadt"\nkind = "council"\n'
    text = f'{head}land = "TH"\nstatutory_members = {members}\nlanguage = "de"\n'
    for number in range(1, members + 1):
        role = 'role = "chair"\n' if number == 1 else ""
        text += f'\n[[seat]]\nnumber = {number}\nname = "Mitglied {number}"\n{role}'
    text += '\n[[seat]]\nnumber = "S"\nname = "Schrift"\nrole = "clerk"\nvote = false\n'
    file = folder / f"{name}.toml"
    file.write_text(text, encoding="utf-8")
    return file


async def convene(app: App, chamber: Chamber, voters: Sequence[Voter], clock: Clock) -> None:
    """Enrol everybody and open a meeting: over the desk, and without a word to anybody."""
    desk, body = chamber.desk, chamber.desk.body
    clock.ahead = timedelta()
    for number, voter in enumerate(voters, start=1):
        enrol = c.EnrolMember(
            by=c.OPERATOR,
            at=clock(),
            seat=SeatId(str(number)),
            user=UserId(voter.account.user_id),
            master=Key(voter.master),
            how=How.CODE,
        )
        await desk.submit(enrol, TIMER)
    body = desk.body
    plan = c.PlanMeeting(
        by=CLERK,
        at=clock(),
        meeting=MeetingId("m"),
        body=body.id,
        body_name=body.name,
        municipality=body.municipality,
        kind=body.kind,
        statutory_members=body.statutory_members,
        title="Sitzung",
        starts=clock() + NOTICE,
        place="Saal",
        format=Format.PRESENCE,
        language=body.language,
        time_zone=body.time_zone,
        rules=law_of("TH", body.kind).on(clock().date()),
        seats=tuple(body.seats.values()),
        marks=body.marks(),
    )
    await desk.submit(plan, TIMER)
    await desk.submit(c.AddAgendaItem(by=CLERK, at=clock(), title="Haushalt", public=True), TIMER)
    await desk.submit(c.SendInvitation(by=CLERK, at=clock()), TIMER)
    clock.ahead = NOTICE
    await desk.submit(c.OpenMeeting(by=CHAIR, at=clock()), TIMER)
    await desk.submit(c.StartRollCall(by=CHAIR, at=clock()), TIMER)
    for number in range(1, len(voters) + 1):
        seat = SeatId(str(number))
        here = c.ReportPresent(
            by=CLERK, at=clock(), seat=seat, mode=Mode.HALL, channel=Channel.CLERK
        )
        await desk.submit(here, TIMER)
    await desk.submit(c.CloseRollCall(by=CHAIR, at=clock()), TIMER)
    for meeting in (None, MeetingId("m")):
        await app.journal.advance(desk.stream_of(meeting), desk.head(meeting))


# ── the other process ───────────────────────────────────────────────────────────────────
class Burst:
    """Events another process sends when told to, all at once unless they say after how long."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    @classmethod
    async def loaded(cls, url: str, events: list[Json]) -> Burst:
        """Return when the other process is ready to send."""
        process = await asyncio.create_subprocess_exec(
            sys.executable, str(SENDER),
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
        burst = cls(process)
        await burst._say(json.dumps({"url": url, "events": events}))
        await burst._hear()
        return burst

    async def go(self) -> None:
        """Send everything."""
        await self._say("go")

    async def over(self) -> list[float]:
        """Wait for the end; return when each was sent, on the clock of `time.monotonic`."""
        sent = json.loads(await self._hear())
        await self._process.wait()
        return list(sent)

    async def _say(self, words: str) -> None:
        if self._process.stdin is None:
            raise SystemExit("the other process cannot be spoken to")
        self._process.stdin.write(words.encode() + b"\n")
        await self._process.stdin.drain()

    async def _hear(self) -> str:
        if self._process.stdout is None:
            raise SystemExit("the other process cannot be heard")
        return (await self._process.stdout.readline()).decode()


def server_seconds(synapse: Homeserver | PlainHome) -> float:
    """Return the processor time the homeserver has used so far."""
    if isinstance(synapse, PlainHome):
        return 0.0
    fields = Path(f"/proc/{synapse.pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
    ticks: int = os.sysconf("SC_CLK_TCK")
    return (int(fields[11]) + int(fields[12])) / ticks
