# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What was read of a vote before it closes need not be read again, and says nothing else."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from fuzzing import matrix
from fuzzing.matrix import BOT, ROOM
from hypothesis import given
from hypothesis import strategies as st

from bot.matrix.events import Json
from bot.matrix.gateway import Gateway
from bot.matrix.history import History, HistoryIncomplete, SpanReversed
from bot.matrix.http import Http
from bot.matrix.machine import Machine
from bot.matrix.readahead import ReadAhead


@dataclass
class Room:
    """A homeserver's room: hands out its newest events, as many as are wanted."""

    events: list[str] = field(default_factory=list)
    limits: list[int] = field(default_factory=list)
    hidden: set[str] = field(default_factory=set)

    def say(self, *events: str) -> None:
        self.events += events

    async def raw(self, _method: str, where: str, **more: Any) -> tuple[bytes, str]:
        if not where.endswith("/messages"):
            return b"{}", "application/json"
        wanted: Mapping[str, str] = more["params"]
        end = int(wanted.get("from", len(self.events)))
        start = max(0, end - int(wanted["limit"]))
        self.limits.append(end - start)
        page = [{"event_id": e} for e in self.events[start:end][::-1] if e not in self.hidden]
        told = {"chunk": page} | ({"end": str(start)} if start else {})
        return json.dumps(told).encode(), "application/json"

    def history(self) -> History:
        server = _Server(base_url="http://x")
        server.room = self
        return History(server, pages=3)

    def behind(self, _room: str, event: str) -> int | None:
        return len(self.events) - 1 - self.events.index(event) if event in self.events else None


class _Server(Http):
    room: Room

    async def raw(self, method: str, where: str, **more: Any) -> tuple[bytes, str]:
        return await self.room.raw(method, where, **more)


def ids(events: list[Json]) -> list[str]:
    return [event["event_id"] for event in events]


async def test_of_what_was_read_ahead_only_the_end_is_read() -> None:
    """Given sixty votes, of which all are in when the chair says that the vote is closed."""
    room = Room(["$asked", *(f"${n}" for n in range(60))])
    ahead = ReadAhead(room.history(), room.behind)
    ahead.begin(ROOM, "$asked", "$59")
    await asyncio.sleep(0.05)
    room.say("$close")
    found = await ahead.span(ROOM, "$asked", "$close")
    assert ids(found) == [*(f"${n}" for n in range(60)), "$close"]
    assert room.limits[0] >= 60
    assert room.limits[1] < 15
    assert len(room.limits) == 2


@given(
    votes=st.integers(1, 30), read=st.integers(1, 30), more=st.integers(0, 5), wait=st.booleans()
)
def test_read_ahead_or_not_the_span_is_the_same(
    votes: int, read: int, more: int, wait: bool
) -> None:
    async def held() -> None:
        room = Room(["$early", "$asked", *(f"${n}" for n in range(1, votes + 1))])
        ahead = ReadAhead(room.history(), room.behind)
        ahead.begin(ROOM, "$asked", f"${min(read, votes)}")
        if wait:
            await asyncio.sleep(0)
        room.say(*(f"$more{n}" for n in range(more)), "$close")
        whole = await room.history().span(ROOM, "$asked", "$close")
        assert await ahead.span(ROOM, "$asked", "$close") == whole

    asyncio.run(held())


@pytest.mark.parametrize("since", ["$asked", "$other"])
async def test_another_ballots_reading_is_none_of_this_one(since: str) -> None:
    room = Room(["$other", "$asked", "$1"])
    ahead = ReadAhead(room.history(), room.behind)
    ahead.begin(ROOM, "$other", "$1")
    room.say("$close")
    found = ids(await ahead.span(ROOM, since, "$close"))
    assert found == (["$1", "$close"] if since == "$asked" else ["$asked", "$1", "$close"])


async def test_an_end_that_does_not_fit_is_read_whole() -> None:
    """Given a homeserver that knows nothing any more of the last vote it has shown."""
    room = Room(["$asked", "$1", "$2"])
    ahead = ReadAhead(room.history(), room.behind)
    ahead.begin(ROOM, "$asked", "$2")
    await asyncio.sleep(0.05)
    room.hidden.add("$2")
    room.say("$close")
    assert ids(await ahead.span(ROOM, "$asked", "$close")) == ["$1", "$close"]


async def test_what_could_not_be_read_ahead_is_read_and_its_gap_is_told() -> None:
    room = Room(["$1", "$2"])
    ahead = ReadAhead(room.history(), room.behind)
    ahead.begin(ROOM, "$asked", "$2")
    await asyncio.sleep(0.05)
    with pytest.raises(HistoryIncomplete):
        await ahead.span(ROOM, "$asked", "$2")
    room.say("$asked")
    ahead.begin(ROOM, "$asked", "$2")
    with pytest.raises(SpanReversed):
        await ahead.span(ROOM, "$asked", "$2")


async def test_who_votes_again_and_again_makes_nobody_read_again_and_again() -> None:
    room = Room(["$asked", *(f"${n}" for n in range(20))])
    ahead = ReadAhead(room.history(), room.behind)
    for n in range(20):
        ahead.begin(ROOM, "$asked", f"${n}")
        await asyncio.sleep(0.01)
    assert len(room.limits) == 1
    ahead.forget()
    ahead.forget()


@pytest.fixture
def gateway(tmp_path: Path) -> Gateway:
    return matrix.answering({"messages": {"chunk": []}}, Machine(BOT, "BOT", tmp_path, "key"))


@pytest.mark.parametrize(("other", "reads"), [("@a:x", 1), ("@a:elsewhere", 0)])
async def test_where_others_servers_take_part_nothing_is_read_ahead(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch, other: str, reads: int
) -> None:
    """What they have sent may yet find its place before what was read."""
    room = Room(["$asked", "$1"])
    monkeypatch.setattr(gateway.http, "raw", room.raw)
    state = [
        {"type": "m.room.member", "state_key": user, "sender": user, "content": {"membership": m}}
        for user, m in ((BOT, "join"), (other, "join"))
    ]
    for event in state:
        gateway._rooms.apply(ROOM, event)
    gateway.read_ahead(ROOM, "$asked", "$1")
    await asyncio.sleep(0.05)
    assert len(room.limits) == reads
