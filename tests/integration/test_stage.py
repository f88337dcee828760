# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Effects behind the cursor: killed at any of them and started again, the room reads the same.

A recording server stands for Matrix, since only order and transaction ids are in question here;
the journal is a real one on disk. With a real server the same is shown in the evening's tests.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import pytest
from sample_events import SIGNER
from sample_journal import DIETZ, HORN, KAYA, LANGE, MAYOR, VOGT, WEBER, evening, planned

from bot.chambers import Chambers
from bot.desk import Desk
from bot.domain import commands as c
from bot.domain import events as e
from bot.domain.events import Event
from bot.domain.ids import BodyId, MeetingId, SeatId
from bot.domain.records import Recorded
from bot.domain.values import Channel, Choice, Undecided
from bot.effects import Publish
from bot.faults import EFFECT_AFTER, EFFECT_BEFORE, installed
from bot.matrix.gateway import Gateway
from bot.matrix.http import MatrixError, RateLimited
from bot.pacing import LULL, Pacing
from bot.stage import Sheet, Stage, txn_id
from bot.store import TIMER, Codec, Journal, NewEntry
from bot.store.chain import SALT_BYTES
from bot.texts import Texts

STREAM = "rat/2026-07"
TEXTS = Texts.load("Europe/Berlin")


def salt() -> bytes:
    """Return the same salt for ever, so that two runs say the same hashes."""
    return bytes(SALT_BYTES)


class Killed(BaseException):
    """Stands for SIGKILL: nothing in the program may catch it."""


@dataclass
class Server:
    """Keeps what it was sent, each transaction once, and counts what it was asked for."""

    sent: dict[str, tuple[str, str]] = field(default_factory=dict)
    contents: list[Mapping[str, Any]] = field(default_factory=list)
    asked: int = 0
    rooms: int = 0
    refuses: bool = False
    slower: int = 0
    """So many requests are answered with a wish for fewer of them."""

    async def create_room(self, _plan: object) -> str:
        self.rooms += 1
        return f"!{self.rooms}"

    async def send(self, room: str, type: str, content: Mapping[str, Any], txn: str) -> str:
        self.asked += 1
        if self.refuses:
            raise MatrixError(403, "M_FORBIDDEN", "no")
        if self.asked <= self.slower:
            raise RateLimited(429, "M_LIMIT_EXCEEDED", "slower")
        if txn not in self.sent:
            self.sent[txn] = (room, f"$e{len(self.sent)}")
            self.contents.append({"type": type, **content})
        return self.sent[txn][1]

    async def edit(self, room: str, event: str, content: Mapping[str, Any], txn: str) -> str:
        return await self.send(room, "edit", {"of": event, **content}, txn)

    async def upload_encrypted(self, data: bytes, *, mime: str, name: str) -> dict[str, str]:
        return {"body": name, "mime": mime, "size": str(len(data))}

    async def share_session(self, _room: str) -> None: ...

    async def rotate(self, _room: str) -> None: ...


async def write(path: Path, records: list[Recorded]) -> None:
    async with await Journal.open(
        str(path), codec=Codec[Event](Event), signer=SIGNER, salt=salt
    ) as journal:
        batch: list[NewEntry[Event]] = [
            NewEntry(stream=STREAM, event=record.event, at=record.at, origin=TIMER)
            for record in records
        ]
        await journal.append(batch)


async def paper(_meeting: MeetingId | None, wanted: Publish) -> Sheet:
    return Sheet(name=f"{wanted.paper}-{wanted.public}", data=b"%PDF")


def make_stage(
    desk: Desk, gateway: Gateway, rooms: Chambers, pacing: Pacing | None = None
) -> Stage:
    return Stage(
        desk=desk,
        gateway=gateway,
        chambers=rooms,
        texts=TEXTS,
        make_paper=paper,
        pacing=pacing or Pacing(),
    )


async def perform(path: Path, server: Server) -> None:
    """Start, do what is owed, and stop; `Killed` stops earlier."""
    async with AsyncExitStack() as stack:
        journal = await stack.enter_async_context(
            await Journal.open(str(path), codec=Codec[Event](Event), signer=SIGNER, salt=salt)
        )
        desk = Desk(journal, BodyId("rat"), lambda: datetime.now(UTC))
        await desk.open()
        gateway = cast(Gateway, server)
        rooms = Chambers(gateway, journal, lambda: desk.body)
        await rooms.open(TEXTS)
        stage = make_stage(desk, gateway, rooms)
        running = asyncio.ensure_future(stage.run())
        draining = asyncio.ensure_future(stage.drain())
        await asyncio.wait({running, draining}, return_when=asyncio.FIRST_COMPLETED)
        draining.cancel()
        if not running.done():
            running.cancel()
            await asyncio.wait({running})
            return
        running.result()


def killing(point: str, count: int) -> Any:
    left = {"n": count}

    def hook(name: str) -> None:
        if name == point:
            left["n"] -= 1
            if left["n"] == 0:
                raise Killed

    return hook


def shape(server: Server) -> list[tuple[str, str]]:
    """Return what was said in the end, in order: messages once, edits by what they changed."""
    return [
        (str(content["type"]), str(content.get("body")))
        for content in server.contents
        if content["type"] != "edit"
    ]


async def test_everything_owed_is_done_once_and_not_again_after_a_restart(tmp_path: Path) -> None:
    server, path = Server(), tmp_path / "journal.db"
    await write(path, evening())
    await perform(path, server)
    first = dict(server.sent)
    asked = server.asked
    await perform(path, server)
    assert server.sent == first
    assert server.asked == asked
    assert len([c for c in server.contents if c["type"] == "m.room.message"]) > 50


@pytest.mark.parametrize("point", [EFFECT_BEFORE, EFFECT_AFTER])
async def test_killed_at_each_effect_the_room_reads_the_same(tmp_path: Path, point: str) -> None:
    """Given a kill at every single effect of a preparation, one run after the other."""
    calm, path = Server(), tmp_path / "calm.db"
    await write(path, planned().records)
    await perform(path, calm)
    for count in range(1, 14):
        shaken, path = Server(), tmp_path / f"{count}.db"
        await write(path, planned().records)
        with pytest.raises(Killed), installed(killing(point, count)):
            await perform(path, shaken)
        await perform(path, shaken)
        assert shape(shaken) == shape(calm), count
        assert len(shaken.sent) == len(calm.sent)


async def test_killed_again_and_again_in_an_evening_no_message_is_lost_or_doubled(
    tmp_path: Path,
) -> None:
    """Given a kill after every seventh effect until the evening is through."""
    calm, path = Server(), tmp_path / "calm.db"
    await write(path, evening())
    await perform(path, calm)
    shaken, path = Server(), tmp_path / "shaken.db"
    await write(path, evening())
    for _ in range(200):
        try:
            with installed(killing(EFFECT_AFTER, 7)):
                await perform(path, shaken)
            break
        except Killed:
            continue
    assert shape(shaken) == shape(calm)


async def test_of_several_edits_only_the_last_is_sent(tmp_path: Path) -> None:
    server, path = Server(), tmp_path / "journal.db"
    await write(path, evening())
    await perform(path, server)
    slots = [content["of"] for content in server.contents if content["type"] == "edit"]
    assert len(slots) == len(set(slots))


async def test_a_poll_is_disclosed_only_in_a_vote_by_name(tmp_path: Path) -> None:
    server, path = Server(), tmp_path / "journal.db"
    await write(path, evening())
    await perform(path, server)
    polls = [c for c in server.contents if str(c["type"]).endswith("poll.start")]
    kinds = [poll["org.matrix.msc3381.poll.start"]["kind"].rpartition(".")[2] for poll in polls]
    assert set(kinds) == {"disclosed", "undisclosed"}


async def test_what_the_server_refuses_does_not_stop_the_rest(tmp_path: Path) -> None:
    server, path = Server(refuses=True), tmp_path / "journal.db"
    await write(path, planned().records)
    await perform(path, server)
    assert server.asked > 0
    async with await Journal.open(
        str(path), codec=Codec[Event](Event), signer=SIGNER, salt=salt
    ) as journal:
        assert await journal.cursor(STREAM) == len(planned().records)


async def test_what_a_busy_server_puts_off_is_said_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.stage.RETRY_SECONDS", 0.01)
    quick, busy = Server(), Server(slower=6)
    for name, server in (("quick", quick), ("busy", busy)):
        path = tmp_path / f"{name}.db"
        await write(path, planned().records)
        await perform(path, server)
    assert busy.asked == quick.asked + 6
    assert shape(busy) == shape(quick)


def test_a_transaction_id_follows_from_the_entry_and_tells_nothing() -> None:
    ids = {txn_id(stream, seq, n) for stream in ("rat", STREAM) for seq in (1, 11) for n in (0, 1)}
    assert len(ids) == 8
    assert txn_id(STREAM, 1, 0) == txn_id(STREAM, 1, 0)
    assert not any("rat" in known for known in ids)


@asynccontextmanager
async def voting(
    path: Path, server: Server, pacing: Pacing | None = None
) -> AsyncIterator[tuple[Desk, Stage]]:
    """A stage at work while a ballot is open."""
    records = evening()
    opened = next(n for n, one in enumerate(records) if isinstance(one.event, e.BallotOpened))
    await write(path, records[: opened + 1])
    async with await Journal.open(
        str(path), codec=Codec[Event](Event), signer=SIGNER, salt=salt
    ) as journal:
        desk = Desk(journal, BodyId("rat"), lambda: records[opened].at)
        await desk.open()
        gateway = cast(Gateway, server)
        rooms = Chambers(gateway, journal, lambda: desk.body)
        await rooms.open(TEXTS)
        stage = make_stage(desk, gateway, rooms, pacing)
        running = asyncio.ensure_future(stage.run())
        await stage.drain()
        try:
            yield desk, stage
        finally:
            running.cancel()
            await asyncio.wait({running})


async def cast_vote(desk: Desk, seat: SeatId) -> None:
    vote = c.CastVote(by=seat, at=desk.now(), seat=seat, choice=Choice.YES, channel=Channel.TEXT)
    await desk.submit(vote, TIMER)


def edits(server: Server) -> list[str]:
    """Return the edits of the ballot's running count."""
    said = [str(one["body"]) for one in server.contents if one["type"] == "edit"]
    return [body for body in said if body.startswith("V1")]


async def until(done: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not done():  # noqa: ASYNC110 - the stage announces nothing
            await asyncio.sleep(0.01)


async def test_a_running_count_is_edited_at_most_once_in_a_while(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.pacing.PACE", 3600.0)
    server, path = Server(), tmp_path / "journal.db"
    async with voting(path, server) as (desk, stage):
        await cast_vote(desk, MAYOR)
        await until(lambda: len(edits(server)) == 1)
        for seat in (WEBER, KAYA, LANGE):
            await cast_vote(desk, seat)
        await until(desk.owed.empty)
        assert len(edits(server)) == 1
        await stage.drain()
        assert len(edits(server)) == 2
        assert "4 von" in edits(server)[-1]
        assert await desk.journal.cursor(STREAM) == desk.head(MeetingId("2026-07"))


async def test_votes_that_pour_in_share_one_edit_and_no_stream_of_them_hides_the_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.pacing.POUR", 3600.0)
    monkeypatch.setattr("bot.pacing.LONGEST", 1.0)
    server, path = Server(), tmp_path / "journal.db"
    async with voting(path, server) as (desk, _):
        for seat in (MAYOR, WEBER, KAYA):
            await cast_vote(desk, seat)
        await until(lambda: bool(edits(server)))
        assert ["3 von" in edit for edit in edits(server)] == [True]


async def test_the_first_votes_and_any_pour_are_waited_for_as_long_as_a_busy_homeserver_takes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given a first vote, and a second that the homeserver tells of after the usual lull.

    Then they share one edit. So do three at once and one more, later on; one alone is shown soon.
    """
    monkeypatch.setattr("bot.pacing.SEVERAL", 2)
    monkeypatch.setattr("bot.pacing.POUR", 1.0)
    monkeypatch.setattr("bot.pacing.PACE", LULL)
    server, path = Server(), tmp_path / "journal.db"

    async def vote(*seats: SeatId) -> None:
        for seat in seats:
            await cast_vote(desk, seat)
        await until(desk.owed.empty)

    async with voting(path, server) as (desk, _):
        await vote(MAYOR)
        await asyncio.sleep(2 * LULL)
        await vote(WEBER)
        await until(lambda: bool(edits(server)))
        await asyncio.sleep(LULL)
        await vote(KAYA)
        await until(lambda: len(edits(server)) == 2)
        await vote(LANGE, HORN, VOGT)
        await asyncio.sleep(3 * LULL)
        await vote(DIETZ)
        await until(lambda: len(edits(server)) == 3)
        told = [edit.split(" von")[0].split()[-1] for edit in edits(server)]
        assert told == ["2", "3", "7"]


async def test_other_business_does_not_wait_for_the_running_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.pacing.PACE", 3600.0)
    server, path = Server(), tmp_path / "journal.db"
    async with voting(path, server) as (desk, _):
        await cast_vote(desk, MAYOR)
        await until(lambda: len(edits(server)) == 1)
        await cast_vote(desk, WEBER)
        await until(desk.owed.empty)
        await desk.submit(c.BreakOffBallot(by=MAYOR, at=desk.now(), reason=Undecided.CHAIR), TIMER)
        await until(lambda: any("abgebrochen" in str(one.get("body")) for one in server.contents))
        assert len(edits(server)) == 2


async def test_a_count_that_was_not_shown_before_the_crash_is_shown_after_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.pacing.PACE", 3600.0)
    server, path = Server(), tmp_path / "journal.db"
    async with voting(path, server) as (desk, _):
        for seat in (MAYOR, WEBER, KAYA):
            await cast_vote(desk, seat)
        await until(lambda: bool(edits(server)))
        await cast_vote(desk, LANGE)
        await until(desk.owed.empty)
    await perform(path, server)
    assert "4 von" in edits(server)[-1]


async def test_the_count_is_not_shown_while_the_vote_is_closed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given a close that takes longer than votes are waited for.

    Then the result is said at once, not behind one more count; and where the vote is not closed
    after all, the count is shown.
    """
    monkeypatch.setattr("bot.pacing.PACE", 2 * LULL)
    server, path, pacing = Server(), tmp_path / "journal.db", Pacing()
    async with voting(path, server, pacing) as (desk, _):
        with pacing.held():
            await cast_vote(desk, MAYOR)
            await until(desk.owed.empty)
            await asyncio.sleep(3 * LULL)
            assert edits(server) == []
        await until(lambda: len(edits(server)) == 1)
        await cast_vote(desk, WEBER)
        await until(desk.owed.empty)  # it waits already, for its turn
        with pacing.held():
            await asyncio.sleep(3 * LULL)
            over = c.BreakOffBallot(by=MAYOR, at=desk.now(), reason=Undecided.CHAIR)
            await desk.submit(over, TIMER)
        await until(lambda: any("abgebrochen" in str(one.get("body")) for one in server.contents))
        assert len(edits(server)) == 2


async def test_who_waits_for_everything_waits_for_no_pace(tmp_path: Path) -> None:
    server, path, pacing = Server(), tmp_path / "journal.db", Pacing()
    async with voting(path, server, pacing) as (desk, stage):
        with pacing.held():
            await cast_vote(desk, MAYOR)
            await until(desk.owed.empty)
            async with asyncio.timeout(30):
                await stage.drain()
        assert len(edits(server)) == 1
