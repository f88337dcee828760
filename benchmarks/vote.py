# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A whole council votes at once: how much longer it takes than its messages alone take.

    PYTHONPATH=.:tests/support python benchmarks/vote.py [members] [rounds] [--no-push]

A real Synapse, a real bot, 60 members with two devices each. Every round sends the same number of
encrypted events twice, from a process of its own: once as talk that a bare sync loop receives
(the reference), once as votes, until the bot has counted the last and has announced the result.
With `--no-push` the homeserver evaluates no push rules.
The bot's own processor time per vote holds everything: sync, decryption, trust check, journal.
"""

from __future__ import annotations

import asyncio
import json
import os
import resource
import sys
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from time import monotonic, perf_counter, process_time
from typing import Any

import aiohttp
import vodozemac
from member import Member, cross_sign, sign_device
from real_synapse import Homeserver, running_synapse

from bot.app import App, Settings, open_app
from bot.council import load_council
from bot.domain import commands as c
from bot.domain.ids import Key, MeetingId, SeatId, UserId
from bot.domain.meeting import Meeting
from bot.domain.values import Channel, Format, How, Mode, Subject, SubjectKind, VoteMode
from bot.effects import Place
from bot.login import Account
from bot.matrix.http import path
from bot.matrix.machine import MEGOLM
from bot.matrix.seeds import KeyFile
from bot.matrix.signing import SigningKey, signed_bytes, with_signature
from bot.profiles import law_of
from bot.store import TIMER

Json = dict[str, Any]
GOAL_RATIO, GOAL_CPU_MS = 1.15, 3.0
PATIENCE = 180.0
CHAIR = SeatId("1")


@dataclass
class Scene:
    """The council in session."""

    app: App
    members: list[Member]
    ahead: timedelta

    @property
    def meeting(self) -> Meeting:
        return next(iter(self.app.chambers[0].desk.meetings.values()))

    @property
    def room(self) -> str:
        return self.app.chambers[0].rooms.room(Place.SESSION)


def council(folder: Path, count: int) -> Path:
    """Write a council of so many members."""
    head = '[body]\nid = "rat"\nname = "Rat"\nmunicipality = "Stadt"\nkind = "council"\n'
    text = f'{head}land = "TH"\nstatutory_members = {count}\nlanguage = "de"\n'
    for number in range(1, count + 1):
        role = 'role = "chair"\n' if number == 1 else ""
        text += f'\n[[seat]]\nnumber = {number}\nname = "Mitglied {number}"\n{role}'
    text += '\n[[seat]]\nnumber = "S"\nname = "Schrift"\nrole = "clerk"\nvote = false\n'
    file = folder / "council.toml"
    file.write_text(text, encoding="utf-8")
    return file


async def second_device(synapse: Homeserver, member: Member, signer: SigningKey) -> None:
    """Log in another device that can be given keys and says nothing."""
    account = await synapse.login(member.user_id, member.account.password)
    olm = vodozemac.Account()
    olm.generate_one_time_keys(2)
    user, name = account.user_id, account.device_id

    def signed(value: Json) -> Json:
        return with_signature(
            value, user, f"ed25519:{name}", olm.sign(signed_bytes(value)).to_base64()
        )

    facts = signed(
        {
            "user_id": user,
            "device_id": name,
            "algorithms": ["m.olm.v1.curve25519-aes-sha2", MEGOLM],
            "keys": {
                f"curve25519:{name}": olm.curve25519_key.to_base64(),
                f"ed25519:{name}": olm.ed25519_key.to_base64(),
            },
        }
    )
    once = {
        f"signed_curve25519:{key_id}": signed({"key": key.to_base64()})
        for key_id, key in olm.one_time_keys.items()
    }
    async with aiohttp.ClientSession(headers=account.headers) as http:
        address = synapse.url + path("keys", "upload")
        body = {"device_keys": facts, "one_time_keys": once}
        async with http.post(address, json=body) as answer:
            answer.raise_for_status()
    await sign_device(member.http, user, facts, signer)


async def newcomer(synapse: Homeserver, folder: Path, number: int, bot: str) -> Member:
    """Register a member with two cross-signed devices; keys go to the bot alone."""
    member = await Member.join_server(
        synapse,
        f"m{number}",
        folder,
        signed=False,
        may_receive=lambda room, user, device: user == bot,
    )
    signer = SigningKey.generate()
    member.master = await cross_sign(member.gateway, member.account.password, self_signing=signer)
    await second_device(synapse, member, signer)
    return member


async def convene(app: App, members: list[Member], now: Callable[[], datetime], clock: Any) -> None:
    """Enrol everybody and open a meeting: over the desk, and without a word to anybody."""
    chamber = app.chambers[0]
    desk = chamber.desk
    for number, member in enumerate(members, start=1):
        await desk.submit(
            c.EnrolMember(
                by=c.OPERATOR,
                at=now(),
                seat=SeatId(str(number)),
                user=UserId(member.user_id),
                master=Key(member.master or ""),
                how=How.CODE,
            ),
            TIMER,
        )
    clerk, body = SeatId("S"), desk.body
    plan = c.PlanMeeting(
        by=clerk,
        at=now(),
        meeting=MeetingId("m"),
        body=body.id,
        body_name=body.name,
        municipality=body.municipality,
        kind=body.kind,
        statutory_members=body.statutory_members,
        title="Sitzung",
        starts=now() + timedelta(days=9),
        place="Saal",
        format=Format.PRESENCE,
        language=body.language,
        time_zone=body.time_zone,
        rules=law_of("TH", body.kind).on(now().date()),
        seats=tuple(body.seats.values()),
        marks=body.marks(),
    )
    await desk.submit(plan, TIMER)
    await desk.submit(c.AddAgendaItem(by=clerk, at=now(), title="Haushalt", public=True), TIMER)
    await desk.submit(c.SendInvitation(by=clerk, at=now()), TIMER)
    clock.ahead += timedelta(days=9)
    await desk.submit(c.OpenMeeting(by=CHAIR, at=now()), TIMER)
    await desk.submit(c.StartRollCall(by=CHAIR, at=now()), TIMER)
    for number in range(1, len(members) + 1):
        present = c.ReportPresent(
            by=clerk, at=now(), seat=SeatId(str(number)), mode=Mode.HALL, channel=Channel.CLERK
        )
        await desk.submit(present, TIMER)
    await desk.submit(c.CloseRollCall(by=CHAIR, at=now()), TIMER)
    for stream in await app.journal.streams():
        await app.journal.advance(stream, desk._heads[stream])


@dataclass
class Clock:
    ahead: timedelta = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@asynccontextmanager
async def running(app: App) -> AsyncIterator[None]:
    """Let the bot run for a while."""
    task = asyncio.create_task(app.run())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


@asynccontextmanager
async def scene(synapse: Homeserver, folder: Path, count: int) -> AsyncIterator[Scene]:
    """Set everything up; the bot is open, but does not run yet."""
    made = await synapse.register("gremium")
    admin = await synapse.admin()
    async with aiohttp.ClientSession(headers=admin.headers) as http:
        where = f"/_synapse/admin/v1/users/{made.user_id}/override_ratelimit"
        body = {"messages_per_second": 0, "burst_count": 0}
        async with http.post(synapse.url + where, json=body) as answer:
            answer.raise_for_status()
    clock = Clock()
    settings = Settings(
        data=folder / "bot",
        homeserver=synapse.url,
        account=Account(user=made.user_id, password=made.password),
        councils=(load_council(council(folder, count)),),
        lock=KeyFile.create(folder / "identity.key"),
        now=clock,
    )
    members: list[Member] = []
    for number in range(1, count + 1):
        members.append(await newcomer(synapse, folder, number, made.user_id))
    async with open_app(settings) as app:
        await convene(app, members, clock, clock)
        room = app.chambers[0].rooms.room(Place.SESSION)
        for member in members:
            await app.gateway.invite(room, member.user_id)
    for member in members:
        await member.accept(room)
    async with open_app(settings) as app:
        async with running(app):
            for member in members:  # while the bot runs: it has 50 one-time keys and makes new ones
                await member.gateway.share_session(room)
        yield Scene(app, members, clock.ahead)
    for member in members:
        await member.close()


def burst(scene: Scene, words: str) -> list[Json]:
    """Seal the same words by every member's device, ready to be sent."""
    now = perf_counter()
    return [
        {
            "path": path("rooms", scene.room, "send", "m.room.encrypted", f"{now}-{number}"),
            "token": member.account.access_token,
            "content": member.gateway._machine.seal(
                scene.room, "m.room.message", {"msgtype": "m.text", "body": words}
            ),
        }
        for number, member in enumerate(scene.members)
    ]


async def fire(url: str, events: list[Json]) -> asyncio.subprocess.Process:
    """Send events at once from another process, which is ready when this returns."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, __file__, "--burst",
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    if process.stdin is None or process.stdout is None:
        raise SystemExit("the other process cannot be spoken to")
    process.stdin.write(json.dumps({"url": url, "events": events}).encode() + b"\n")
    await process.stdin.drain()
    await process.stdout.readline()
    return process


async def go(process: asyncio.subprocess.Process) -> None:
    if process.stdin is None:
        raise SystemExit("the other process cannot be spoken to")
    process.stdin.write(b"go\n")
    await process.stdin.drain()


async def send_all() -> None:
    """The other process: read what to send, wait for the word, send everything at once."""
    work = json.loads(sys.stdin.readline())
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector) as http:

        async def put(event: Json) -> None:
            headers = {"Authorization": f"Bearer {event['token']}"}
            address = work["url"] + event["path"]
            async with http.put(address, json=event["content"], headers=headers) as answer:
                answer.raise_for_status()

        print("ready", flush=True)
        sys.stdin.readline()
        await asyncio.gather(*(put(event) for event in work["events"]))


def server_seconds(synapse: Homeserver) -> float:
    """Return the processor time the homeserver has used so far."""
    fields = Path(f"/proc/{synapse.pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
    ticks: int = os.sysconf("SC_CLK_TCK")
    return (int(fields[11]) + int(fields[12])) / ticks


async def bare(scene: Scene, url: str) -> float:
    """Return the seconds until a bare sync loop has received the events as talk."""
    gateway = scene.app.gateway
    wanted = json.dumps({"room": {"timeline": {"limit": 1000}}, "presence": {"types": []}})
    where = path("sync")
    first = await gateway.http.get(where, {"filter": wanted, "timeout": "0"})
    since, left = first["next_batch"], len(scene.members)
    process = await fire(url, burst(scene, "Guten Abend."))
    start = monotonic()
    await go(process)
    while left > 0:
        if monotonic() - start > PATIENCE:
            raise SystemExit("the reference did not arrive")
        answer = await gateway.http.get(
            where, {"filter": wanted, "timeout": "5000", "since": since}
        )
        since = answer["next_batch"]
        news = answer.get("rooms", {}).get("join", {}).get(scene.room, {})
        events = news.get("timeline", {}).get("events", [])
        left -= sum(event["type"] == "m.room.encrypted" for event in events)
    took = monotonic() - start
    await process.wait()
    return took


async def vote(scene: Scene, url: str) -> tuple[float, float, float]:
    """Return the seconds until all are counted, until the result is out, and CPU per vote."""
    chamber = scene.app.chambers[0]
    desk = chamber.desk
    async with running(scene.app):
        await chamber.stage.drain()
        subject = Subject(kind=SubjectKind.PROCEDURE, text="Wir lüften.")
        await desk.submit(
            c.OpenBallot(by=CHAIR, at=desk.now(), subject=subject, mode=VoteMode.RECORDED), TIMER
        )
        await chamber.stage.drain()
        ballot = scene.meeting.ballot
        if ballot is None:
            raise SystemExit("no ballot was opened")
        process = await fire(url, burst(scene, "ja"))
        start, cpu = monotonic(), process_time()
        await go(process)
        while len(scene.meeting.ballots[ballot].votes) < len(scene.members):
            if monotonic() - start > PATIENCE:
                counted = len(scene.meeting.ballots[ballot].votes)
                raise SystemExit(f"only {counted} votes were counted")
            await asyncio.sleep(0.01)
        counted_after, spent = monotonic() - start, process_time() - cpu
        await desk.submit(c.CloseBallot(by=CHAIR, at=desk.now()), TIMER)
        await chamber.stage.drain()
        announced = monotonic() - start
        await process.wait()
        return counted_after, announced, spent / len(scene.members)


async def main(count: int, rounds: int) -> int:
    """Print the figures; 1 if a goal is missed."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        push = {"enabled": "--no-push" not in sys.argv, "include_content": False}
        with running_synapse(folder / "hs", push=push) as synapse:
            async with scene(synapse, folder, count) as council_in_session:
                references: list[float] = []
                counted: list[float] = []
                announced: list[float] = []
                cpu: list[float] = []
                server: list[float] = []
                await vote(council_in_session, synapse.url)  # sessions, caches
                for _ in range(rounds):
                    before = server_seconds(synapse)
                    references.append(await bare(council_in_session, synapse.url))
                    server.append((server_seconds(synapse) - before) / count * 1000)
                    one, two, three = await vote(council_in_session, synapse.url)
                    counted.append(one)
                    announced.append(two)
                    cpu.append(three * 1000)
    reference = median(references)
    ratio = median(counted) / reference
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{count} members, {rounds} rounds, medians:")
    print(f"  the same messages, bare sync loop     {reference:6.2f} s")
    print(f"  first ballot to last one counted      {median(counted):6.2f} s")
    print(f"  first ballot to result announced      {median(announced):6.2f} s")
    print(f"  ratio counted : bare                  {ratio:6.2f}   (goal {GOAL_RATIO})")
    print(f"  ratio announced : bare                {median(announced) / reference:6.2f}")
    print(f"  bot CPU per ballot                    {median(cpu):6.2f} ms (goal {GOAL_CPU_MS})")
    print(f"  homeserver CPU per bare message       {median(server):6.2f} ms")
    print(f"  memory at the highest, members' too   {used:6.1f} MB")
    return 0 if ratio <= GOAL_RATIO and median(cpu) <= GOAL_CPU_MS else 1


if __name__ == "__main__":
    if sys.argv[1:] == ["--burst"]:
        asyncio.run(send_all())
    else:
        numbers = [int(word) for word in sys.argv[1:] if word.isdigit()]
        sys.exit(asyncio.run(main(*(numbers + [60, 5][len(numbers) :]))))
