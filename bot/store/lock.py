# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""One writer per journal: a lock the system takes back by itself when its holder dies."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError

from bot.store.address import FILE_MODE, file_of, prepare_file, shown
from bot.store.errors import JournalInUse, StoreUnavailable

# Advisory locks count per database; the schema keeps two journals in one database apart.
_TAKE = text("SELECT pg_advisory_lock(hashtextextended('gremium journal ' || current_schema(), 0))")

GIVEN_BACK_MS = 2000
"""How long a writer waits on PostgreSQL for one that has just ended: the server gives the lock
back a moment after the connection is closed, so a bot started at once would be refused."""

_WAIT = text(f"SET LOCAL lock_timeout = {GIVEN_BACK_MS}")
_LOCK_NOT_AVAILABLE = "55P03"


class Lock(Protocol):
    """Taken in two steps, since PostgreSQL keeps it with the connection."""

    def before_connect(self) -> None:
        """Take the lock if it does not need a connection. Raises JournalInUse."""
        ...

    def after_connect(self, connection: Connection) -> None:
        """Take the lock on the connection that writes. Raises JournalInUse."""
        ...

    def release(self) -> None:
        """Give the lock back; harmless if it is not held."""
        ...


def lock_for(url: URL) -> Lock:
    """Return the lock that suits the database."""
    path = file_of(url)
    return ServerLock(shown(url)) if path is None else FileLock(path)


class FileLock:
    """flock(2) on a file beside the database; the kernel releases it with the process."""

    def __init__(self, database: Path) -> None:
        self._database = database
        self._path = database.with_name(database.name + ".lock")
        self._descriptor: int | None = None

    def before_connect(self) -> None:
        if self._descriptor is not None:
            return
        prepare_file(self._database)
        try:
            descriptor = os.open(self._path, os.O_CREAT | os.O_RDWR, FILE_MODE)
        except OSError as error:
            raise StoreUnavailable(
                f"The lock {self._path} cannot be opened: {error.strerror}."
            ) from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = os.pread(descriptor, 20, 0).decode("ascii", "replace").strip()
            os.close(descriptor)
            raise JournalInUse(
                f"The journal {self._database} is in use by process {holder or 'unknown'}. "
                "Only one bot may write to it: stop the other one, then start again."
            ) from error
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, str(os.getpid()).encode(), 0)
        self._descriptor = descriptor

    def after_connect(self, connection: Connection) -> None:
        return

    def release(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


class ServerLock:
    """A PostgreSQL advisory lock; the server releases it with the connection."""

    def __init__(self, address: str) -> None:
        self._address = address

    def before_connect(self) -> None:
        return

    def after_connect(self, connection: Connection) -> None:
        try:
            with connection.begin():
                connection.execute(_WAIT)
                connection.execute(_TAKE)
        except DBAPIError as error:
            if getattr(error.orig, "sqlstate", None) != _LOCK_NOT_AVAILABLE:
                raise
            raise JournalInUse(
                f"The journal {self._address} is in use by another process. Only one bot may "
                "write to it: stop the other one, then start again."
            ) from error

    def release(self) -> None:
        return
