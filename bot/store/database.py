# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""One database, one writer: connections, durability and the one function every write goes by."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from bot import faults
from bot.store import migrate
from bot.store.address import file_of, journal_url, shown
from bot.store.errors import StoreError, StoreUnavailable
from bot.store.failures import explain, explained
from bot.store.lock import Lock, lock_for

T = TypeVar("T")

LOCK_WAIT_MS = 5000
"""How long SQLite waits for a checkpoint of another connection."""


class Database:
    """Holds one connection that writes and one that reads; each is used by one thread only."""

    def __init__(self, address: str, *, writable: bool) -> None:
        self._url = journal_url(address)
        self._where = shown(self._url)
        self._writable = writable
        self._lock: Lock = lock_for(self._url)
        self._write_engine = _engine(self._url, writable=writable)
        self._read_engine = _engine(self._url, writable=False)
        self._writing: Connection | None = None
        self._reading: Connection | None = None

    def open(self) -> None:
        """Take the writer's lock and bring the tables up to date; a reader only checks them."""
        with explained(self._where):
            if self._writable:
                self._writer()
                return
            path = file_of(self._url)
            if path is not None and not path.exists():
                raise StoreUnavailable(f"There is no journal at {path}.")
            migrate.check(self._reader())

    def close(self) -> None:
        """Close both connections and give the lock back. Harmless when repeated."""
        self._drop_writer()
        self._drop_reader()
        self._lock.release()

    def write(self, name: str, work: Callable[[Connection], T]) -> T:
        """Do `work` in a transaction of its own and flush it. Every write comes by here.

        A connection found dead before the commit is opened anew and `work` done again, once.
        """
        if not self._writable:
            raise StoreError("The journal was opened for reading; nothing can be written.")
        with explained(self._where):
            try:
                return self._transact(name, work)
            except _LostBeforeCommit:
                return self._transact(name, work)

    def aside(self, work: Callable[[Connection], None]) -> None:
        """Do `work` on the writing connection outside any transaction."""
        with explained(self._where):
            work(self._writer())

    def read(self, work: Callable[..., T], *arguments: Any) -> T:
        """Do `work` on the reading connection; it sees everything committed before."""
        with explained(self._where):
            try:
                return self._look(work, *arguments)
            except DBAPIError as error:
                self._drop_reader()
                if not error.connection_invalidated:
                    raise
                return self._look(work, *arguments)

    def _transact(self, name: str, work: Callable[[Connection], T]) -> T:
        connection = self._writer()
        committing = False
        try:
            with connection.begin():
                done = work(connection)
                faults.hit(f"{name}.before_commit")
                committing = True
        except DBAPIError as error:
            self._drop_writer()
            if error.connection_invalidated and not committing:
                raise _LostBeforeCommit(str(explain(error, self._where))) from error
            raise
        faults.hit(f"{name}.after_commit")
        return done

    def _look(self, work: Callable[..., T], *arguments: Any) -> T:
        connection = self._reader()
        with connection.begin():
            return work(connection, *arguments)

    def _writer(self) -> Connection:
        if self._writing is None:
            self._lock.before_connect()
            connection = self._write_engine.connect()
            try:
                self._lock.after_connect(connection)
                migrate.upgrade(connection)
            except BaseException:
                connection.close()
                raise
            self._writing = connection
        return self._writing

    def _reader(self) -> Connection:
        if self._reading is None:
            self._reading = self._read_engine.connect()
        return self._reading

    def _drop_writer(self) -> None:
        connection, self._writing = self._writing, None
        _close(connection)

    def _drop_reader(self) -> None:
        connection, self._reading = self._reading, None
        _close(connection)


class _LostBeforeCommit(StoreUnavailable):
    """The connection broke before anything was committed; the work may be repeated."""


def _close(connection: Connection | None) -> None:
    if connection is not None:
        with suppress(SQLAlchemyError):
            connection.close()


def _engine(url: URL, *, writable: bool) -> Engine:
    if url.get_backend_name() != "sqlite":
        return create_engine(url, poolclass=NullPool, hide_parameters=True)
    # Opened and closed by different threads, but never used by two at a time.
    engine = create_engine(
        url,
        poolclass=NullPool,
        hide_parameters=True,
        connect_args={"check_same_thread": False},
    )
    begin = "BEGIN IMMEDIATE" if writable else "BEGIN"

    @event.listens_for(engine, "connect")
    def _connected(driver: Any, _record: object) -> None:
        driver.isolation_level = None  # transactions are begun by us, not by the driver
        driver.execute(f"PRAGMA busy_timeout = {LOCK_WAIT_MS}")
        if writable:
            driver.execute("PRAGMA journal_mode = WAL")
            driver.execute("PRAGMA synchronous = FULL")
            driver.execute("PRAGMA fullfsync = ON")
        else:
            driver.execute("PRAGMA query_only = ON")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine
