# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Group commit: many acts with one flush, whole acts only, and nothing follows before it stands."""

from __future__ import annotations

import asyncio
import errno
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import pytest
from sample_events import SIGNER, START, SampleEvent, said

from bot import faults
from bot.store import (
    AlreadyTaken,
    Entry,
    Intake,
    Journal,
    Replayed,
    StaleHead,
    check_journal,
)

from .conftest import Open
from .test_crash import promised, start
from .test_journal import act, texts

Log = Journal[SampleEvent]


@contextmanager
def counted() -> Iterator[Counter[str]]:
    """Count the points that are passed."""
    passed: Counter[str] = Counter()

    def hook(point: str) -> None:
        passed[point] += 1

    with faults.installed(hook):
        yield passed


@contextmanager
def failing(point: str, error: Exception) -> Iterator[None]:
    """Let the disk fail once at a point."""
    left = [error]

    def hook(passed: str) -> None:
        if passed == point and left:
            raise left.pop()

    with faults.installed(hook):
        yield


async def test_sixty_acts_cost_one_flush_and_stand_when_the_block_ends(journal: Log) -> None:
    with counted() as passed:
        async with journal.gathering(f"$s{n}" for n in range(60)):
            for n in range(60):
                await journal.append([said(f"{n}")], intake=act(n))
            await journal.set("token", "t60")
            assert passed[f"{faults.APPEND}.after_commit"] == 0
        assert passed[f"{faults.APPEND}.after_commit"] == 1
        assert passed[f"{faults.KV}.after_commit"] == 0
    assert await texts(journal) == [str(n) for n in range(60)]
    assert await journal.get("token") == "t60"
    assert await journal.highest("s") == 59
    assert (await check_journal(journal, keys=[SIGNER.public])).ok


async def test_what_follows_is_told_only_when_it_stands(journal: Log) -> None:
    told: list[Entry] = []
    async with journal.gathering():
        [entry] = await journal.append([said("a")], then=told.extend)
        assert told == []
        await journal.flush()
        assert told == [entry]
        await journal.append([said("b")], then=told.extend)
    assert [one.seq for one in told] == [1, 2]
    [third] = await journal.append([said("c")], then=told.extend)
    assert told[-1] == third


async def test_an_event_or_position_that_waits_already_is_refused(journal: Log) -> None:
    await journal.append([said("before")], intake=act(1))
    async with journal.gathering(["$s1", "$s2", "$s3"]):
        assert await journal.taken("$s1")
        assert not await journal.taken("$s2")
        with pytest.raises(AlreadyTaken):
            await journal.append([said("again")], intake=act(1))
        await journal.append([said("a")], intake=act(2))
        with pytest.raises(AlreadyTaken):
            await journal.append([said("again")], intake=act(2))
        replayed = Intake(event_id="$x", room="!r", at=START, session_id="s", message_index=2)
        with pytest.raises(Replayed):
            await journal.append([said("again")], intake=replayed)
        with pytest.raises(StaleHead):
            await journal.append([said("late")], expect={"rat": 1})
        await journal.append([said("b")], expect={"rat": 2})
    assert await texts(journal) == ["before", "a", "b"]


async def test_a_position_only_the_database_knows_takes_the_whole_flush_back(journal: Log) -> None:
    await journal.append([], intake=act(7))
    undone: list[str] = []

    async def batch() -> None:
        async with journal.gathering():
            await journal.append([said("a")], undo=lambda: undone.append("a"))
            other = Intake(event_id="$y", room="!r", at=START, session_id="s", message_index=7)
            await journal.append([said("b")], intake=other, undo=lambda: undone.append("b"))

    with pytest.raises(Replayed):
        await batch()
    assert undone == ["b", "a"]
    assert await texts(journal) == []
    await journal.append([said("one by one")], expect={"rat": 0})


async def test_a_disk_that_fails_takes_everything_back_and_can_be_tried_again(
    journal: Log,
) -> None:
    undone: list[int] = []

    async def batch() -> None:
        async with journal.gathering(["$s0", "$s1"]):
            for n in range(2):
                await journal.append([said(f"{n}")], intake=act(n), undo=partial(undone.append, n))

    point = f"{faults.APPEND}.before_commit"
    with failing(point, OSError(errno.EIO, "played")), pytest.raises(OSError, match="played"):
        await batch()
    assert undone == [1, 0]
    assert await texts(journal) == []
    await batch()
    assert await texts(journal) == ["0", "1"]


async def test_who_gathers_learns_of_a_flush_that_failed_for_somebody_else(journal: Log) -> None:
    async def other() -> None:
        with pytest.raises(OSError, match="played"):
            await journal.flush()

    async def batch() -> None:
        async with journal.gathering():
            await journal.append([said("lost")])
            await asyncio.create_task(other())
            with pytest.raises(OSError, match="played"):
                await journal.append([said("on sand")])
            await journal.set("token", "must not move")

    point = f"{faults.APPEND}.before_commit"
    with failing(point, OSError(errno.EIO, "played")), pytest.raises(OSError, match="played"):
        await batch()
    assert await journal.get("token") is None
    assert await journal.streams() == []


async def test_another_task_writes_at_once_and_after_what_waits(journal: Log) -> None:
    async def other() -> None:
        await journal.append([said("other")], expect={"rat": 1})

    async with journal.gathering():
        await journal.append([said("mine")])
        await asyncio.create_task(other())
        await journal.append([said("mine again")], expect={"rat": 2})
    assert await texts(journal) == ["mine", "other", "mine again"]
    assert (await check_journal(journal, keys=[SIGNER.public])).ok


async def test_reading_shows_what_waits_because_it_is_flushed_before(journal: Log) -> None:
    async with journal.gathering():
        await journal.append([said("a")], intake=act(3), kv={"x": 1})
        assert await texts(journal) == ["a"]
        await journal.append([said("b")], intake=act(4), kv={"x": 2})
        assert await journal.get("x") == 2
        assert await journal.seen("s", 4)
        head = await journal.head("rat")
        assert head is not None
        assert head.seq == 2


@pytest.mark.parametrize(("when", "reported"), [("before", 1), ("after", 1)])
async def test_a_kill_leaves_whole_batches_and_all_that_was_reported(
    address: str, opened: Open, when: str, reported: int
) -> None:
    process = start(address, f"{faults.APPEND}.{when}_commit:3", "--gathered")
    assert promised(process) == reported
    journal = await opened(address)
    last: int = await journal.get("batch")
    assert last == reported + (when == "after")
    assert len(await texts(journal)) == 10 * (last + 1)
    assert await journal.highest("s") == 10 * last + 9
    assert (await check_journal(journal, keys=[SIGNER.public])).ok
