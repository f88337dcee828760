# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A disk that is full, read-only or damaged gets a sentence, and nothing that stood is lost."""

from __future__ import annotations

import asyncio
import errno
import os
import sqlite3
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from postgres import Postgres
from sample_events import CODEC, SIGNER, SampleEvent, said
from sqlalchemy import Connection, text

from bot import faults
from bot.store import (
    DiskFull,
    Intake,
    Journal,
    JournalDamaged,
    JournalInUse,
    StoreUnavailable,
    check_journal,
)
from bot.store.database import Database

from .conftest import Open

LONG = "x" * 30_000


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.db"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of one megabyte, where the system lets us have one."""
    folder = tmp_path / "small"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)]
    try:
        done = subprocess.run(mount, capture_output=True, timeout=20, check=False)
    except OSError:
        pytest.skip("mount(8) is missing")
    if done.returncode:
        pytest.skip("this user may not mount a small file system")
    yield folder
    subprocess.run(["umount", str(folder)], timeout=20, check=True)


async def fill(journal: Journal[SampleEvent]) -> int:
    """Append until there is no room; return how many entries were reported as written."""
    for number in range(1000):
        try:
            await journal.append([said(LONG)])
        except DiskFull:
            return number
    raise AssertionError("the disk never became full")


async def test_a_full_disk_loses_nothing(small_disk: Path) -> None:
    async with await Journal.open(
        str(small_disk / "journal.db"), codec=CODEC, signer=SIGNER
    ) as journal:
        ballast = small_disk / "ballast"
        ballast.write_bytes(b"x" * 200_000)
        written = await fill(journal)
        assert (await check_journal(journal, keys=[SIGNER.public])).entries == written
        ballast.unlink()
        await journal.append([said("room again")])
        report = await check_journal(journal, keys=[SIGNER.public])
        assert report.ok
        assert report.entries == written + 1


async def test_a_full_database_loses_nothing(path: Path, opened: Open) -> None:
    journal = await opened(str(path))
    await journal.append([said("a")])

    def limit(pages: int) -> None:
        def work(connection: Connection) -> None:
            connection.execute(text(f"PRAGMA max_page_count = {pages}"))

        _database(journal).write(faults.KV, work)

    limit(60)
    written = 1 + await fill(journal)
    limit(60)  # after a failure the journal works on a new connection
    intake = Intake(event_id="$late", room="!r", at=said("").at)
    with pytest.raises(DiskFull, match="Nothing was lost: free some space"):
        await journal.append([said(LONG), said(LONG)], intake=intake)
    assert not await journal.taken("$late")
    limit(100_000)
    await journal.append([said("room again")], intake=intake)
    report = await check_journal(journal, keys=[SIGNER.public])
    assert report.ok
    assert report.entries == written + 1


def _database(journal: Journal[SampleEvent]) -> Database:
    return journal._database


async def test_a_fault_before_the_commit_takes_everything_back(address: str, opened: Open) -> None:
    journal = await opened(address)

    def fail(point: str) -> None:
        if point == "journal.append.before_commit":
            raise OSError(errno.EIO, "played")

    with faults.installed(fail), pytest.raises(OSError, match="played"):
        await journal.append([said("a")], kv={"x": 1})
    assert await journal.streams() == []
    assert await journal.get("x") is None
    await journal.append([said("b")], expect={"rat": 0})


async def test_a_fault_after_the_commit_does_not_confuse_the_chain(
    address: str, opened: Open
) -> None:
    journal = await opened(address)

    def fail(point: str) -> None:
        if point == "journal.append.after_commit":
            raise OSError(errno.EIO, "played")

    with faults.installed(fail), pytest.raises(OSError, match="played"):
        await journal.append([said("a")])
    await journal.append([said("b")], expect={"rat": 1})
    assert (await check_journal(journal, keys=[SIGNER.public])).entries == 2


async def test_a_damaged_page_is_told_and_nothing_is_appended(path: Path) -> None:
    async with await Journal.open(str(path), codec=CODEC, signer=SIGNER) as journal:
        await journal.append([said(f"{n} {LONG}") for n in range(20)])
    _damage(path)
    with pytest.raises((JournalDamaged, StoreUnavailable), match=r"damaged|failed"):
        async with await Journal.open(str(path), codec=CODEC, signer=SIGNER) as journal:
            await journal.append([said("b")])


def _damage(path: Path) -> None:
    size = path.stat().st_size
    with path.open("r+b") as file:
        for place in range(4096, size, 4096):
            file.seek(place)
            file.write(os.urandom(512))


@pytest.fixture
def letter(path: Path) -> Iterator[Path]:
    """A file somebody put where the journal should be; it must survive."""
    path.write_bytes(b"This is a letter to the mayor. " * 100)
    yield path
    assert path.read_bytes() == b"This is a letter to the mayor. " * 100


async def test_a_file_that_is_no_database_is_told(letter: Path) -> None:
    with pytest.raises(JournalDamaged, match="restore the last backup"):
        await Journal.open(str(letter), codec=CODEC, signer=SIGNER)


async def test_a_chain_with_an_unreadable_end_is_not_continued(path: Path, opened: Open) -> None:
    await (await opened(str(path))).append([said("a")])
    other = sqlite3.connect(path)
    other.executescript("DROP TRIGGER entries_no_UPDATE; UPDATE entries SET line = '{}';")
    other.close()
    again = await opened(str(path.with_name("other.db")))
    await again.close()
    reader = await opened(str(path), None)
    with pytest.raises(JournalDamaged, match=r"cannot be read.*gremium verify"):
        await reader.head("rat")
    with pytest.raises(JournalDamaged, match="is not an entry"):
        _ = [entry async for entry in reader.read("rat")]


async def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable, match=r"cannot be opened for writing: No such file"):
        await Journal.open(str(tmp_path / "a" / "journal.db"), codec=CODEC, signer=SIGNER)
    with pytest.raises(StoreUnavailable, match="There is no journal at"):
        await Journal.open(str(tmp_path / "journal.db"), codec=CODEC, signer=None)
    assert os.listdir(tmp_path) == []


async def test_a_lost_connection_is_opened_anew(postgres: Postgres, opened: Open) -> None:
    journal = await opened(postgres.url(name := postgres.create_database()))
    await journal.append([said("a")])
    _end_connections(postgres, name)
    assert await journal.streams() == ["rat"]
    await journal.append([said("b")], expect={"rat": 1})
    assert (await check_journal(journal, keys=[SIGNER.public])).entries == 2
    with pytest.raises(JournalInUse):
        await opened(postgres.url(name))


async def test_a_connection_lost_in_the_commit_is_told(postgres: Postgres, opened: Open) -> None:
    journal = await opened(postgres.url(name := postgres.create_database()))

    def cut(point: str) -> None:
        if point == "journal.append.before_commit":
            _end_connections(postgres, name)

    with faults.installed(cut), pytest.raises(StoreUnavailable, match="after the next start"):
        await journal.append([said("a")])
    assert await journal.streams() == []
    await journal.append([said("b")], expect={"rat": 0})


async def test_who_lost_the_lock_to_another_writes_no_more(
    postgres: Postgres, opened: Open
) -> None:
    first = await opened(postgres.url(name := postgres.create_database()))
    await first.append([said("a")])
    _end_connections(postgres, name)
    second = await opened(postgres.url(name))
    await second.append([said("b")])
    with pytest.raises(JournalInUse):
        await first.append([said("c")])
    assert (await check_journal(second, keys=[SIGNER.public])).entries == 2


async def test_the_next_writer_waits_a_moment_for_the_one_before_it_to_be_gone(
    postgres: Postgres, opened: Open
) -> None:
    url = postgres.url(postgres.create_database())
    before = Database(url, writable=True)
    await asyncio.to_thread(before.open)
    asyncio.get_running_loop().call_later(0.2, before.close)
    journal = await opened(url)
    await journal.append([said("my turn")])


def _end_connections(postgres: Postgres, name: str) -> None:
    with psycopg.connect(postgres.conninfo(), autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s",
            [name],
        )


async def test_only_its_owner_can_read_the_journal(path: Path, opened: Open) -> None:
    await (await opened(str(path))).append([said("a")])
    for file in path.parent.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600, file.name


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("mysql://root@localhost/x", "'mysql' is not supported"),
        ("sqlite://", "in memory would be lost"),
        ("://", "not a URL"),
        ("postgresql://u:geheim@127.0.0.1:1/none", "no connection"),
    ],
)
async def test_an_address_that_leads_nowhere_is_told_without_its_password(
    address: str, sentence: str
) -> None:
    with pytest.raises(StoreUnavailable, match=sentence) as caught:
        await Journal.open(address, codec=CODEC, signer=SIGNER)
    assert "geheim" not in str(caught.value)
