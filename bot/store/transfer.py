# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A whole journal from one database into another: for backups, and between SQLite and PostgreSQL.

All tables are read as they stood at one moment, also while the bot writes, and written in one
transaction. Nothing is interpreted: lines that were hashed arrive as the same bytes.
"""

from __future__ import annotations

from sqlalchemy import Connection, func, insert, select, text

from bot.faults import COPY
from bot.store.database import Database
from bot.store.errors import JournalNotEmpty
from bot.store.schema import entries, metadata

ROWS = 500
"""Rows held in memory at a time."""


def transfer(source: str, target: str) -> None:
    """Copy the journal at `source` into the empty or new one at `target`, flushed at the return.

    Addresses as in `Journal.open`. Raises JournalNotEmpty if something is there already,
    JournalInUse if a bot writes there, and the other errors of opening a journal.
    """
    reading = Database(source, writable=False)
    writing = Database(target, writable=True)
    try:
        reading.open()
        writing.open()

        def work(old: Connection) -> None:
            if old.dialect.name == "postgresql":
                old.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
            writing.write(COPY, lambda new: _copy(old, new, target))

        reading.read(work)
    finally:
        reading.close()
        writing.close()


def _copy(old: Connection, new: Connection, target: str) -> None:
    if new.scalar(select(func.count()).select_from(entries)):
        raise JournalNotEmpty(
            "There is a journal with entries already where this one should go. Nothing was "
            "changed: name an empty database, or move the other one away."
        )
    for table in metadata.sorted_tables:
        rows = old.execute(select(table), execution_options={"yield_per": ROWS})
        for part in rows.mappings().partitions(ROWS):
            new.execute(insert(table), [dict(row) for row in part])
