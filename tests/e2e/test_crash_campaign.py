# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A whole evening, again and again killed with SIGKILL at every kind of step, ends like any other.

A first evening goes undisturbed and tells how often it comes by each fault point. In the second the
bot is killed at each point: the first time, in the middle, and near the end. Then: the same journal
but for times and ids, every message in the room exactly once, no vote lost or doubled, the chain
sound and the papers follow from it.

Both take long and run when asked for: ``GREMIUM_KILLS=thirds`` as told, ``GREMIUM_KILLS=every``
(`make campaign-long`) at every pass of each point, one evening for each point.
"""

from __future__ import annotations

import asyncio
import os
import re
import secrets
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from campaign import Case
from council_bot import council_bot
from evening_parts import VOTES, enrol
from lives import EVERY, Nursery, Plan
from member import Member
from real_synapse import Homeserver

from bot import faults
from bot.audit import audit_journal
from bot.domain import events as e
from bot.effects import Place
from bot.matrix.events import FileMessage, Item, PollQuestion, TextMessage
from bot.store import Codec, Journal

STEP_SECONDS = 300.0
ASK_SECONDS = 60.0
"""A person who got no answer for so long repeats what must be confirmed."""
VARIABLE = re.compile(r"^[@!$]|^[0-9a-f]{16,}$|^[A-Za-z0-9+/]{40,}$|^\d{4}-\d\d-\d\dT")
NOTICES = ("Ich bin neu gestartet", "Ich hatte rund")


@dataclass
class Evening:
    """Members, and the journal as somebody beside the bot reads it."""

    bot: str
    rooms: dict[Place, str]
    members: dict[str, Member]
    journal: Journal[e.Event]
    read: dict[str, list[e.Event]] = field(default_factory=dict)

    async def happened(self) -> list[e.Event]:
        """Everything in the meeting's stream."""
        for stream in await self.journal.streams():
            known = self.read.setdefault(stream, [])
            async for entry in self.journal.read(stream, len(known)):
                known.append(self.journal.codec.event(entry))
        return [event for stream, events in self.read.items() if "/" in stream for event in events]

    async def until(self, kind: type[Any], times: int = 1, within: float = STEP_SECONDS) -> None:
        async with asyncio.timeout(within):
            while sum(isinstance(event, kind) for event in await self.happened()) < times:  # noqa: ASYNC110
                await asyncio.sleep(0.1)

    async def say(self, seat: str, text: str, place: Place = Place.SESSION) -> str:
        return await self.members[seat].say(self.rooms[place], text)

    async def confirmed(
        self, seat: str, text: str, kind: type[Any], place: Place, times: int = 1
    ) -> None:
        """Say and confirm what cannot be undone; a question that died with the bot is repeated."""
        asked: set[str] = set()
        async with asyncio.timeout(STEP_SECONDS):
            while True:
                asked.add(await self.say(seat, text, place))
                with suppress(TimeoutError):
                    token = await self._token(seat, asked)
                    await self.say(seat, f"!bestätigen {token}", place)
                    await self.until(kind, times, within=ASK_SECONDS)
                    return

    async def _token(self, seat: str, asked: set[str]) -> str:
        """Wait for an answer that was not there yet; it may be to an earlier question."""
        member = self.members[seat]
        known = len(member.seen)

        def answers(item: Item) -> bool:
            fits = isinstance(item, TextMessage) and item.reply_to in asked
            fresh = all(item is not old for old in member.seen[:known])
            return fits and fresh and "!bestätigen " in getattr(item, "body", "")

        found = await member.wait_for(answers, within=ASK_SECONDS)
        assert isinstance(found, TextMessage)
        return found.body.rsplit(" ", 1)[1]


async def the_evening(evening: Evening) -> None:
    """From planning to signed minutes; each step waits for what it makes of the journal."""
    office = Place.OFFICE
    await evening.say("S", '!sitzung planen 1.12.2031 19:00 "Saal" "1. Sitzung"', office)
    await evening.until(e.MeetingPlanned)
    await evening.say("S", '!tagesordnung neu "Spielplatz"', office)
    await evening.until(e.AgendaItemAdded)
    await evening.confirmed("S", "!einladen", e.InvitationSent, office)
    for text, kind in (
        ("!sitzung eröffnen", e.MeetingOpened),
        ("!namensaufruf", e.RollCallStarted),
    ):
        await evening.say("1", text)
        await evening.until(kind)
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
    await evening.confirmed("1", "!sitzung schließen", e.MeetingClosed, Place.SESSION)
    await evening.say("S", "!niederschrift entwerfen", office)
    await evening.until(e.MinutesDrafted)
    await evening.confirmed("1", "!unterschreiben", e.MinutesSigned, office, 1)
    await evening.confirmed("S", "!unterschreiben", e.MinutesSigned, office, 2)


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


async def hold(synapse: Homeserver, folder: Path, plan: Plan) -> Held:
    """Hold the evening in lives that end as planned."""
    made = await synapse.register(f"gremium-{secrets.token_hex(3)}")
    account = (made.user_id, made.password)
    async with council_bot(synapse, folder, account=account) as council:
        await enrol(council)
        rooms = {place: council.room(place) for place in (Place.SESSION, Place.OFFICE)}
        members = dict(council.members)
    for member in members.values():
        await member.restart()
    database = folder / "bot" / "journal.db"
    codec = Codec[e.Event](e.Event)
    with Nursery(folder, synapse.url, account, plan) as nursery:
        living = asyncio.create_task(nursery.keep_alive())
        try:
            async with await Journal.open(str(database), codec=codec, signer=None) as journal:
                evening = Evening(bot=made.user_id, rooms=rooms, members=members, journal=journal)
                going = asyncio.create_task(the_evening(evening))
                await asyncio.wait({going, living}, return_when=asyncio.FIRST_COMPLETED)
                if living.done():
                    living.result()
                going.result()
                await _everything_performed(journal)
        finally:
            living.cancel()
        passes, kills = nursery.ledger.read()
        lives = nursery.lives
    audited = await audit_journal(str(database), folder=folder / "bot")
    assert audited.ok, audited.line()
    said, notices = await _heard(members, made.user_id)
    held = Held(
        journal=await _journal(database),
        said=said,
        results=[
            (event.result.yes, event.result.no, event.result.abstain)
            for event in await _events(database)
            if isinstance(event, e.BallotClosed)
        ],
        passes=passes,
        kills=kills,
        lives=lives,
        proof=audited.line(),
        notices=notices,
    )
    for member in members.values():
        await member.close()
    return held


async def _everything_performed(journal: Journal[e.Event]) -> None:
    async with asyncio.timeout(STEP_SECONDS):
        for stream, head in (await journal.heads()).items():
            while await journal.cursor(stream) < head.seq:  # noqa: ASYNC110
                await asyncio.sleep(0.2)


async def _events(database: Path) -> list[e.Event]:
    codec = Codec[e.Event](e.Event)
    async with await Journal.open(str(database), codec=codec, signer=None) as journal:
        return [
            codec.event(entry)
            for stream in await journal.streams()
            async for entry in journal.read(stream)
        ]


async def _journal(database: Path) -> list[tuple[str, Any]]:
    """The journal without times, ids, keys and hashes."""
    codec = Codec[e.Event](e.Event)
    async with await Journal.open(str(database), codec=codec, signer=None) as journal:
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
    return value


async def _heard(members: dict[str, Member], bot: str) -> tuple[Counter[str], list[str]]:
    """What the clerk, who is in all rooms, read of the bot: answers and edits left out.

    Words and numbers that hang on the journal's hashes are taken away; each message counts.
    """
    clerk = members["S"]
    for _ in range(3):
        await clerk.sync(0)
    said: Counter[str] = Counter()
    notices: list[str] = []
    for item in clerk.seen:
        if getattr(item, "sender", "") != bot:
            continue
        match item:
            case TextMessage(is_edit_of=None, reply_to=None, body=body):
                if NOTICES[0] in body or NOTICES[1] in body:
                    notices.append(body)
                else:
                    said[" ".join(body.split()[:3])] += 1
            case PollQuestion():
                said["poll"] += 1
            case FileMessage(name=name):
                said[name] += 1
    return said, notices


def _thirds(passes: Counter[str]) -> Plan:
    """For each point the first pass, one in the middle, and one near the end."""
    return {
        point: sorted({1, max(1, count // 2), max(1, count - 2)}) for point, count in passes.items()
    }


def _same(killed: Held, calm: Held) -> None:
    assert killed.journal == calm.journal
    assert killed.results == calm.results == [(2, 1, 1)] * 2
    assert killed.said == calm.said


@pytest.mark.skipif("GREMIUM_KILLS" not in os.environ, reason="set GREMIUM_KILLS=thirds or every")
@pytest.mark.timeout(7200)
async def test_an_evening_killed_at_every_kind_of_step_ends_like_any_other(
    synapse: Homeserver, tmp_path: Path, case: Case
) -> None:
    calm = await hold(synapse, tmp_path / "calm", {})
    assert set(calm.passes) == set(faults.POINTS) - _not_of_an_evening()
    assert calm.lives == 1
    case("evening without faults", f"{sum(calm.passes.values())} fault points passed", calm.proof)
    if os.environ.get("GREMIUM_KILLS") == EVERY:
        for point in sorted(calm.passes):
            killed = await hold(synapse, tmp_path / point, {point: EVERY})
            _same(killed, calm)
            outcome = f"killed {len(killed.kills)} times: same journal, nothing lost or twice"
            case(f"killed at every {point}", outcome, killed.notices[:1])
        return
    killed = await hold(synapse, tmp_path / "killed", _thirds(calm.passes))
    assert {point for point, _ in killed.kills} == set(calm.passes)
    assert killed.lives == len(killed.kills) + 1
    _same(killed, calm)
    for point, times in sorted(Counter(point for point, _ in killed.kills).items()):
        outcome = f"killed {times} times: same journal, nothing lost or twice"
        case(f"killed at {point}", outcome, killed.notices[:1])


def _not_of_an_evening() -> set[str]:
    """Points no evening comes by: pruning is for later, copying for backups."""
    return {
        f"{write}.{when}"
        for write in (faults.PRUNE, faults.COPY)
        for when in ("before_commit", "after_commit")
    }
