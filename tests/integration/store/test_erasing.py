# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Erasing in a real database: all or nothing, nothing of it on the disk, and still append-only."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from erasing_writer import CODEC, STORY, WORD, main, ordered
from sample_events import SIGNER
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError

from bot.domain import events as e
from bot.faults import ERASE
from bot.store import ERASED, Journal, NotErasable, check_journal, transfer
from bot.store.address import journal_url

WRITER = Path(__file__).parents[2] / "support" / "erasing_writer.py"


def start(address: str, *, fault: str = "") -> int:
    """Write the story and erase in a process of its own; return how it ended."""
    paths = os.pathsep.join([str(WRITER.parents[2]), str(WRITER.parent)])
    surroundings = {**os.environ, "PYTHONPATH": paths, "GREMIUM_FAULT": fault}
    return subprocess.run(
        [sys.executable, str(WRITER), address], env=surroundings, timeout=60, check=False
    ).returncode


async def words_left(address: str) -> list[str]:
    """Check the journal; return what the absent member's reason reads as, and the orders."""
    async with await Journal.open(address, codec=CODEC, signer=None) as journal:
        report = await check_journal(journal, keys=[SIGNER.public])
        assert report.ok, report.deviation
        told = [CODEC.event(entry) async for entry in journal.read("rat/1")]
        orders = [entry async for entry in journal.read("rat")]
    reasons = [one.reason for one in told if isinstance(one, e.AbsenceRecorded)]
    return [*reasons, *(entry.kind or "" for entry in orders)]


@pytest.mark.parametrize(
    ("fault", "left"),
    [
        (f"{ERASE}.before_commit:1", [WORD]),
        (f"{ERASE}.after_commit:1", [ERASED, "entries_erased"]),
    ],
)
async def test_killed_at_the_write_there_are_order_and_erasure_or_neither(
    address: str, fault: str, left: list[str]
) -> None:
    assert start(address, fault=fault) == -signal.SIGKILL
    assert await words_left(address) == left
    await main(address)
    assert await words_left(address) == [ERASED, "entries_erased"]


def test_nothing_of_the_word_is_left_in_the_files_of_sqlite(tmp_path: Path) -> None:
    asyncio.run(main(str(tmp_path / "journal.db")))
    files = list(tmp_path.iterdir())
    assert files
    for path in files:
        assert WORD.encode() not in path.read_bytes(), path.name


async def test_the_journal_stays_append_only_and_a_copy_holds(address: str, tmp_path: Path) -> None:
    await main(address)
    engine = create_engine(journal_url(address))
    for change in ("UPDATE entries SET line = ''", "DELETE FROM entries"):
        with pytest.raises(DBAPIError, match="append-only"), engine.begin() as connection:
            connection.execute(text(change))
    engine.dispose()
    transfer(address, str(tmp_path / "copy.db"))
    assert await words_left(str(tmp_path / "copy.db")) == [ERASED, "entries_erased"]


async def test_what_cannot_be_erased_leaves_no_order_behind(address: str) -> None:
    async with await Journal.open(address, codec=CODEC, signer=SIGNER) as journal:
        await journal.append(STORY)
        for number, field in ((2, "seat"), (9, "reason")):
            with pytest.raises(NotErasable, match="Nothing was erased"):
                await journal.erase(ordered(number, field))
        assert await journal.head("rat") is None
        await journal.erase(ordered(2, "reason"))
        with pytest.raises(NotErasable):
            await journal.erase(ordered(2, "reason"))
        [entry] = await journal.append(STORY[1:2])  # and it goes on
        assert entry.seq == len(STORY) + 1
        assert (await check_journal(journal, keys=[SIGNER.public])).ok
