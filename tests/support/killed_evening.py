# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A whole evening of five, played by people who keep their patience however often the bot dies.

    calm = await hold(synapse, folder / "calm", {})
    killed = await hold(synapse, folder / "killed", {"journal.append.before_commit": [7]})
    killed.equals(calm)

What is left of both must be the same: the journal but for times and ids, each message in the rooms
once, each vote once, a sound chain, and the papers that follow from it.
"""

from __future__ import annotations

import asyncio
import difflib
import re
import secrets
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Any

from council_bot import council_bot
from evening_parts import VOTES, enrol
from homeserver_deaths import Steps, counting
from lives import Nursery, Plan
from member import Member
from real_synapse import Homeserver

from bot import faults
from bot.audit import audit_journal
from bot.domain import events as e
from bot.effects import Place
from bot.matrix.events import FileMessage, Item, Kind, PollQuestion, Suspicious, TextMessage
from bot.matrix.http import Patience, Unreachable, path
from bot.store import Codec, Journal

STEP_SECONDS = 300.0
CONFIRM_SECONDS = 900.0
ANSWER_SECONDS = 90.0
"""A person who got no answer for so long repeats the question."""
CONFIRMED_SECONDS = 20.0
"""So does one whose confirmation had no effect: it may have died with the bot that asked."""
AGAIN_SECONDS = 1.0
"""A person whose program could not send needs so long to press the key again."""
PATIENT = Patience(total=600.0, longest_wait=1.0)
"""A homeserver that was killed on a loaded machine needs its time to come up again."""
CLOCK = re.compile(r"\d\d:\d\d")
VARIABLE = re.compile(r"^[@!$]|^[0-9a-f]{16,}$|^[A-Za-z0-9+/]{40,}$|^\d{4}-\d\d-\d\dT")
UNREAD = (Kind.UNDECRYPTABLE, Kind.KEY_WITHHELD, Kind.UNKNOWN_DEVICE, Kind.REPLAYED)
NOTICES = ("Ich bin neu gestartet", "Ich hatte rund")
POINTS = frozenset(
    point
    for point in faults.POINTS
    if not point.startswith((faults.PRUNE, faults.COPY, faults.ERASE))
)
"""Those an evening comes by: pruning is for later, copying for backups, erasing for operators."""


@dataclass
class Evening:
    """Members, and the journal as somebody beside the bot reads it."""

    rooms: dict[Place, str]
    members: dict[str, Member]
    journal: Journal[e.Event] = field(init=False)
    read: dict[str, list[e.Event]] = field(default_factory=dict)

    async def happened(self) -> list[e.Event]:
        """Everything in the meeting's stream."""
        for stream in await self.journal.streams():
            known = self.read.setdefault(stream, [])
            async for entry in self.journal.read(stream, len(known)):
                known.append(self.journal.codec.event(entry))
        return [event for stream, events in self.read.items() if "/" in stream for event in events]

    async def count(self, kind: type[Any]) -> int:
        """How often it happened so far."""
        return sum(isinstance(event, kind) for event in await self.happened())

    async def until(self, kind: type[Any], times: int = 1, within: float = STEP_SECONDS) -> None:
        async with asyncio.timeout(within):
            while await self.count(kind) < times:  # noqa: ASYNC110 - another process writes it
                await asyncio.sleep(0.1)

    async def say(self, seat: str, text: str, place: Place = Place.SESSION) -> str:
        """Say it; whose program tells that it was not sent, for it got no keys, says it again."""
        while True:
            with suppress(Unreachable):
                return await self.members[seat].say(self.rooms[place], text)
            await asyncio.sleep(AGAIN_SECONDS)

    async def step(self, seat: str, text: str, kind: type[Any], place: Place) -> None:
        """Say it, and wait until this once more came of it."""
        before = await self.count(kind)
        await self.say(seat, text, place)
        await self.until(kind, before + 1)

    async def confirmed(
        self, seat: str, text: str, kind: type[Any], place: Place, times: int = 1
    ) -> None:
        """Say and confirm what cannot be undone; a question that died with the bot is repeated."""
        asked: set[str] = set()
        async with asyncio.timeout(CONFIRM_SECONDS):
            while await self.count(kind) < times:
                asked.add(await self.say(seat, text, place))
                with suppress(TimeoutError, Unreachable):
                    token = await self._token(seat, asked)
                    if await self.count(kind) < times:  # else the first question's was only slow
                        await self.say(seat, f"!bestätigen {token}", place)
                        await self.until(kind, times, within=CONFIRMED_SECONDS)

    async def _token(self, seat: str, asked: set[str]) -> str:
        """Wait for an answer that was not there yet; it may be to an earlier question."""
        member = self.members[seat]
        known = len(member.seen)

        def answers(item: Item) -> bool:
            fits = isinstance(item, TextMessage) and item.reply_to in asked
            fresh = all(item is not old for old in member.seen[:known])
            return fits and fresh and "!bestätigen " in getattr(item, "body", "")

        found = await member.wait_for(answers, within=ANSWER_SECONDS)
        assert isinstance(found, TextMessage)
        return found.body.rsplit(" ", 1)[1]


async def the_evening(evening: Evening) -> None:
    """From planning to signed minutes; each step waits for what it makes of the journal."""
    office = Place.OFFICE
    await evening.say("S", '!sitzung planen 1.12.2031 19:00 "Saal" "1. Sitzung"', office)
    await evening.until(e.MeetingPlanned)
    secret = '"Grundstück" nichtöffentlich\nDas Grundstück wird verkauft.'
    for number, item in enumerate(('"Spielplatz"', secret), start=1):
        await evening.say("S", f"!tagesordnung neu {item}", office)
        await evening.until(e.AgendaItemAdded, number)
    await evening.confirmed("S", "!einladen", e.InvitationSent, office)
    await evening.confirmed("1", "!sitzung eröffnen", e.MeetingOpened, Place.SESSION)
    await evening.say("1", "!namensaufruf")
    await evening.until(e.RollCallStarted)
    for number, seat in enumerate(VOTES, start=1):
        await evening.say(seat, "hier")
        await evening.until(e.MemberArrived, number)
    await evening.say("S", "!entschuldigt 5 Krankheit", office)
    await evening.until(e.AbsenceRecorded)
    await evening.say("1", "!namensaufruf schließen")
    await evening.until(e.RollCallClosed)
    await evening.say("1", "!top 1")
    await evening.until(e.ItemCalled)
    await evening.say("2", "!antrag Der Spielplatz wird erneuert.")
    await evening.until(e.MotionMoved)
    for number, subject in enumerate(('geschäftsordnung "Schluss"', "A1 namentlich"), start=1):
        await evening.say("1", f"!abstimmung öffnen {subject}")
        await evening.until(e.BallotOpened, number)
        for seat, word in VOTES.items():
            await evening.say(seat, word)
        await evening.until(e.VoteCast, number * len(VOTES))
        await evening.say("1", "!abstimmung schließen")
        await evening.until(e.BallotClosed, number)
    await evening.say("1", "!top schließen")
    await evening.until(e.ItemClosed)
    await behind_closed_doors(evening)
    await evening.confirmed("1", "!sitzung schließen", e.MeetingClosed, Place.SESSION)
    await evening.say("S", "!niederschrift entwerfen", office)
    await evening.until(e.MinutesDrafted)
    await evening.confirmed("1", "!unterschreiben", e.MinutesSigned, office, 1)
    await evening.confirmed("S", "!unterschreiben", e.MinutesSigned, office, 2)


async def behind_closed_doors(evening: Evening) -> None:
    """The item that is not for the public, in the room that is for those entitled alone."""
    closed = Place.CLOSED
    await evening.step("1", "!nichtöffentlich", e.PublicExcluded, Place.SESSION)
    await evening.step("1", "!top N1", e.ItemCalled, closed)
    await evening.step("1", "!abstimmung öffnen", e.BallotOpened, closed)
    for seat, word in VOTES.items():
        await evening.say(seat, word, closed)
    await evening.until(e.VoteCast, 3 * len(VOTES))
    await evening.step("1", "!abstimmung schließen", e.BallotClosed, closed)
    await evening.step("1", "!top schließen", e.ItemClosed, closed)
    await evening.step("1", "!öffentlich", e.PublicRestored, closed)


@dataclass
class Held:
    """What is left of an evening."""

    journal: list[tuple[str, Any]]
    said: Counter[str]
    results: list[tuple[int, int, int]]
    passes: Counter[str]
    kills: list[tuple[str, int]]
    lives: int
    proof: str
    notices: list[str]
    seconds: float

    def equals(self, calm: Held) -> None:
        """Nothing was lost and nothing done twice."""
        assert self.journal == calm.journal, _differs(self.journal, calm.journal)
        assert self.results == calm.results
        assert self.said == calm.said, (self.said - calm.said, calm.said - self.said)


def _differs(killed: list[Any], calm: list[Any]) -> str:
    """The entries only one of them has, in order."""
    lines = difflib.unified_diff(
        [repr(one) for one in calm],
        [repr(one) for one in killed],
        "calm",
        "killed",
        n=1,
        lineterm="",
    )
    return "\n".join(lines)


@dataclass
class Calm:
    """The evening nothing happened in, and what was asked of the homeserver in it."""

    held: Held
    steps: Steps


async def calm_evening(synapse: Homeserver, folder: Path) -> Calm:
    """Hold it, and count. Every kind of step of the bot must have come."""
    async with counting(synapse) as steps:
        held = await hold(steps.homeserver, folder, {}, steps.arm)
    assert held.lives == 1
    assert set(held.passes) == POINTS
    assert held.results == [(2, 1, 1)] * 3
    return Calm(held, steps)


async def hold(
    synapse: Homeserver, folder: Path, plan: Plan, begin: Callable[[], None] | None = None
) -> Held:
    """Hold the evening in lives that end as planned; `begin` is called once all are enrolled."""
    made = await synapse.register(f"gremium-{secrets.token_hex(3)}")
    account = (made.user_id, made.password)
    async with council_bot(synapse, folder, account=account) as council:
        await enrol(council)
        rooms = {place: council.room(place) for place in Place}
        members = dict(council.members)
        for member in members.values():
            await member.accept(rooms[Place.CLOSED])
        await _everything_performed(council.app.journal)
    began = monotonic()
    try:
        for member in members.values():
            await member.restart()
            member.http.patience = PATIENT
        await members["S"].sync(0)
        before = await _lying(members["S"], made.user_id)
        if begin is not None:
            begin()
        with Nursery(folder, synapse.url, account, plan) as nursery:
            await _lived(nursery, folder, Evening(rooms=rooms, members=members))
        return await _held(nursery, folder, members, made.user_id, before, began)
    finally:
        for member in members.values():
            await member.close()


async def _lived(nursery: Nursery, folder: Path, evening: Evening) -> None:
    """Go through the evening while life follows life."""
    codec = Codec[e.Event](e.Event)
    async with await Journal.open(_database(folder), codec=codec, signer=None) as evening.journal:
        going = asyncio.create_task(the_evening(evening))
        living = asyncio.create_task(nursery.keep_alive())
        try:
            await asyncio.wait({going, living}, return_when=asyncio.FIRST_COMPLETED)
            if living.done():
                living.result()
            await going
            await _everything_performed(evening.journal)
        finally:
            for task in (going, living):
                task.cancel()
            await asyncio.gather(going, living, return_exceptions=True)


async def _held(
    nursery: Nursery,
    folder: Path,
    members: dict[str, Member],
    bot: str,
    before: set[str],
    began: float,
) -> Held:
    audited = await audit_journal(_database(folder), folder=folder / "bot")
    assert audited.ok, audited.line()
    said, notices = await _heard(members, bot, before)
    passes, kills = nursery.ledger.read()
    results = [one.result for one in await _events(folder) if isinstance(one, e.BallotClosed)]
    return Held(
        journal=await _journal(folder),
        said=said,
        results=[(result.yes, result.no, result.abstain) for result in results],
        passes=passes,
        kills=kills,
        lives=nursery.lives,
        proof=audited.line(),
        notices=notices,
        seconds=monotonic() - began,
    )


def _database(folder: Path) -> str:
    return str(folder / "bot" / "journal.db")


async def _everything_performed(journal: Journal[e.Event]) -> None:
    """Wait until all that is owed is done; as long as it goes on, however slowly, it may take."""
    for stream, head in (await journal.heads()).items():
        reached = -1
        while reached < head.seq:
            async with asyncio.timeout(STEP_SECONDS):
                while (seq := await journal.cursor(stream)) == reached:  # noqa: ASYNC110
                    await asyncio.sleep(0.2)
            reached = seq


async def _events(folder: Path) -> list[e.Event]:
    codec = Codec[e.Event](e.Event)
    async with await Journal.open(_database(folder), codec=codec, signer=None) as journal:
        return [
            codec.event(entry)
            for stream in await journal.streams()
            async for entry in journal.read(stream)
        ]


async def _journal(folder: Path) -> list[tuple[str, Any]]:
    """The journal without times, ids, keys and hashes."""
    codec = Codec[e.Event](e.Event)
    async with await Journal.open(_database(folder), codec=codec, signer=None) as journal:
        return [
            (f"{stream} {entry.seq} {entry.kind}", _plain(entry.body.payload))
            for stream in await journal.streams()
            async for entry in journal.read(stream)
            if entry.body is not None
        ]


def _plain(value: Any) -> Any:
    match value:
        case dict():
            return {key: _plain(part) for key, part in value.items()}
        case list() | tuple():
            return [_plain(part) for part in value]
        case str() if VARIABLE.search(value):
            return "*"
        case str():
            return CLOCK.sub("*", value)
    return value


async def _heard(
    members: dict[str, Member], bot: str, before: set[str]
) -> tuple[Counter[str], list[str]]:
    """What the clerk, who is in all rooms, read of the bot: answers and edits left out.

    What was said `before` the evening does not count: nobody dies then, and whether she came into
    a room before or after somebody was welcomed there is a matter of chance. Words and numbers that
    hang on the journal's hashes are taken away; each message counts. What she could not read
    counts, too, with the reason, and what never came to her though it lies on the homeserver: so a
    difference tells who lost what.
    """
    clerk = members["S"]
    for _ in range(3):
        await clerk.sync(0)
    said: Counter[str] = Counter()
    notices: list[str] = []
    came = {getattr(item, "event_id", None) for item in clerk.seen}
    said["(never came to the clerk)"] = len(await _lying(clerk, bot) - before - came)
    for item in clerk.seen:
        if getattr(item, "sender", "") != bot or getattr(item, "event_id", None) in before:
            continue
        match item:
            case Suspicious(kind=kind) if kind in UNREAD:
                said[f"({kind})"] += 1
            case TextMessage(is_edit_of=None, reply_to=None, body=body):
                if NOTICES[0] in body or NOTICES[1] in body:
                    notices.append(body)
                else:
                    said[_plain(" ".join(body.split()[:3]))] += 1
            case PollQuestion():
                said["poll"] += 1
            case FileMessage(name=name):
                said[name] += 1
    return said, notices


async def _lying(member: Member, sender: str) -> set[str]:
    """Return the ids of all sealed messages of one sender in the rooms a member reads in."""
    found: set[str] = set()
    for room in {item.room for item in member.seen if isinstance(item, TextMessage)}:
        where, begin = path("rooms", room, "messages"), {"dir": "b", "limit": "1000"}
        page = await member.http.get(where, begin)
        while page["chunk"]:
            found |= {
                event["event_id"]
                for event in page["chunk"]
                if event["sender"] == sender and event["type"] == "m.room.encrypted"
            }
            if "end" not in page:
                break
            page = await member.http.get(where, {**begin, "from": page["end"]})
    return found
