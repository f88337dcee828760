# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a failing database means to the operator, as our errors with a sentence."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from sqlalchemy.exc import DBAPIError

from bot.store.errors import DiskFull, JournalDamaged, ReadOnly, StoreError, StoreUnavailable

_FULL = (
    "There is no room left for the journal {where}. Nothing was lost: free some space and repeat."
)
_DAMAGED = (
    "The database {where} is damaged ({code}). Stop the bot, keep a copy of the file for "
    "examination and restore the last backup."
)
_READ_ONLY = (
    "The journal {where} cannot be written ({code}). Check the owner of file and folder and "
    "whether the disk is mounted read-only."
)
_BUSY = "The database {where} is locked by another program ({code}). End it and try again."
_FAILED = (
    "The journal {where} failed ({code}). Whether the last write stands is known after the next "
    "start. Check disk or database server."
)

_SQLITE: tuple[tuple[str, type[StoreError], str], ...] = (
    ("SQLITE_FULL", DiskFull, _FULL),
    ("SQLITE_CORRUPT", JournalDamaged, _DAMAGED),
    ("SQLITE_NOTADB", JournalDamaged, _DAMAGED),
    ("SQLITE_READONLY", ReadOnly, _READ_ONLY),
    ("SQLITE_CANTOPEN", StoreUnavailable, _READ_ONLY),
    ("SQLITE_PERM", StoreUnavailable, _READ_ONLY),
    ("SQLITE_BUSY", StoreUnavailable, _BUSY),
    ("SQLITE_LOCKED", StoreUnavailable, _BUSY),
)
# SQLSTATE classes, PostgreSQL documentation, appendix A.
_POSTGRES: tuple[tuple[str, type[StoreError], str], ...] = (
    ("53100", DiskFull, _FULL),
    ("XX001", JournalDamaged, _DAMAGED),
    ("XX002", JournalDamaged, _DAMAGED),
    ("25006", ReadOnly, _READ_ONLY),
    ("42501", StoreUnavailable, _READ_ONLY),
)


@contextmanager
def explained(where: str) -> Iterator[None]:
    """Turn errors of the database driver into ours. `where` is the address as it may be shown."""
    try:
        yield
    except DBAPIError as error:
        raise explain(error, where) from error


def explain(error: DBAPIError, where: str) -> StoreError:
    """Return the error to raise. Never repeats statements or values: they may hold votes."""
    code, table = _code(error.orig)
    for prefix, kind, sentence in table:
        if code.startswith(prefix):
            return kind(sentence.format(where=where, code=code))
    return StoreUnavailable(_FAILED.format(where=where, code=code))


def _code(origin: object) -> tuple[str, tuple[tuple[str, type[StoreError], str], ...]]:
    match origin:
        case sqlite3.Error():
            # Python itself raises some errors without a code of SQLite.
            return getattr(origin, "sqlite_errorname", type(origin).__name__), _SQLITE
        case psycopg.Error():
            return origin.sqlstate or "no connection", _POSTGRES
        case _:
            return type(origin).__name__, ()
