# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Erasing fields in the database: the one change of stored entries there is.

The order is appended and the lines are exchanged in one transaction: whoever kills the program
finds both or neither. The trigger that refuses changes is away within that transaction only.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, select, text, update

from bot.store.chain import erase, from_line, to_line
from bot.store.erasable import Place
from bot.store.errors import NotErasable
from bot.store.schema import entries


def exchange(connection: Connection, places: Collection[Place]) -> None:
    """Take the values of those fields out of their lines, in the open transaction.

    Raises NotErasable if one of them cannot be erased; the caller then rolls back.
    """
    fields: dict[tuple[str, int], set[str]] = defaultdict(set)
    for place in places:
        fields[place.stream, place.seq].add(place.field)
    with _unguarded(connection):
        for (stream, seq), names in sorted(fields.items()):
            _exchange_one(connection, stream, seq, names)


def _exchange_one(connection: Connection, stream: str, seq: int, names: Collection[str]) -> None:
    here = (entries.c.stream == stream) & (entries.c.seq == seq)
    line = connection.scalar(select(entries.c.line).where(here))
    if line is None:
        raise NotErasable(f"There is no entry {seq} in {stream!r}. Nothing was erased.")
    try:
        left = erase(from_line(line.encode()), names)
    except ValueError as error:
        raise NotErasable(f"{error} Nothing was erased.") from error
    connection.execute(update(entries).where(here).values(line=to_line(left).decode()))


@contextmanager
def _unguarded(connection: Connection) -> Iterator[None]:
    """Take the trigger away that refuses changes, and put the same one back."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("ALTER TABLE entries DISABLE TRIGGER entries_append_only"))
        yield
        connection.execute(text("ALTER TABLE entries ENABLE TRIGGER entries_append_only"))
        return
    connection.execute(text("PRAGMA secure_delete = ON"))  # what is freed is overwritten
    guard = connection.execute(
        text("SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = 'entries_no_UPDATE'")
    ).scalar_one()
    connection.execute(text("DROP TRIGGER entries_no_UPDATE"))
    yield
    connection.exec_driver_sql(guard)


def compact(connection: Connection) -> None:
    """Leave nothing of what was erased in free pages, dead rows and the write-ahead log.

    Outside a transaction. On PostgreSQL the table is locked meanwhile; the server's own archive of
    its write-ahead log and its backups are the operator's.
    """
    driver: Any = connection.connection.driver_connection
    if connection.dialect.name == "postgresql":
        driver.autocommit = True
        driver.execute("VACUUM FULL entries")
        driver.autocommit = False
        return
    driver.execute("VACUUM")
    driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
