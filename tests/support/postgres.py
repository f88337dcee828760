# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A real PostgreSQL for tests: fixture `postgres`, one server per session, databases on demand.

The server comes from Debian's package (or PATH), listens on loopback only, keeps its data in a
temporary folder and runs as an unprivileged user, because it refuses to run as root.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

START_SECONDS = 150.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Postgres:
    """A running PostgreSQL server; `user` may do everything, and logs in with `password`."""

    host: str
    port: int
    user: str
    password: str

    def conninfo(self, database: str = "postgres") -> str:
        """The connection string for libpq (psycopg)."""
        return (
            f"host={self.host} port={self.port} user={self.user} "
            f"password={self.password} dbname={database}"
        )

    def url(self, database: str) -> str:
        """The connection URL for SQLAlchemy with psycopg 3."""
        return (
            f"postgresql+psycopg://{self.user}:{self.password}@{self.host}:{self.port}/{database}"
        )

    def create_database(self, *, prefix: str = "test") -> str:
        """Create an empty database (UTF-8, collation C, as Synapse demands) and return its name."""
        name = f"{prefix}_{secrets.token_hex(6)}"
        with psycopg.connect(self.conninfo(), autocommit=True) as connection:
            connection.execute(
                sql.SQL(
                    "CREATE DATABASE {} ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C' "
                    "TEMPLATE template0"
                ).format(sql.Identifier(name))
            )
        return name


def _program(name: str) -> str:
    candidates = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)
    found = str(candidates[0]) if candidates else shutil.which(name)
    if found is None:
        pytest.fail(f"PostgreSQL's {name} is missing. Install it: apt-get install postgresql")
    return found


def _unprivileged() -> str | None:
    """The user to become when we are root, else None."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name).pw_name
    raise AssertionError("neither user postgres nor user nobody exists on this machine")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _initialise(data: Path, user: str | None, password: str) -> None:
    password_file = data.parent / "password"
    password_file.write_text(password)
    if user is not None:
        shutil.chown(data.parent, user)
        shutil.chown(password_file, user)
    subprocess.run(
        [
            *(_program("initdb"), "-D", str(data), "-U", "gremium", "--pwfile", str(password_file)),
            *("-A", "scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-sync"),
        ],
        user=user,
        group=None if user is None else pwd.getpwnam(user).pw_gid,
        extra_groups=None if user is None else [],
        check=True,
        capture_output=True,
        cwd=data.parent,
        timeout=START_SECONDS,
    )


def _start(data: Path, user: str | None, port: int) -> subprocess.Popen[bytes]:
    options = {
        "listen_addresses": "127.0.0.1",
        "port": str(port),
        "unix_socket_directories": "",
        "fsync": "off",  # the data live as long as the test run
        "max_connections": "60",
    }
    with (data.parent / "postgres.log").open("ab") as log:
        return subprocess.Popen(
            [_program("postgres"), "-D", str(data)]
            + [part for key, value in options.items() for part in ("-c", f"{key}={value}")],
            user=user,
            group=None if user is None else pwd.getpwnam(user).pw_gid,
            extra_groups=None if user is None else [],
            cwd=data.parent,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def _wait_until_ready(process: subprocess.Popen[bytes], server: Postgres, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise AssertionError(f"PostgreSQL ended with {process.returncode}: {log.read_text()}")
        with (
            contextlib.suppress(psycopg.OperationalError),
            psycopg.connect(server.conninfo(), connect_timeout=2),
        ):
            return
        time.sleep(0.1)
    raise AssertionError(f"PostgreSQL was not ready after {START_SECONDS} s: {log.read_text()}")


@contextlib.contextmanager
def running_postgres() -> Iterator[Postgres]:
    """Start a PostgreSQL server on a free loopback port; stop it and remove its data at the end."""
    # Not under pytest's tmp_path: its folders are closed to the unprivileged user.
    base = Path(tempfile.mkdtemp(prefix="gremium-postgres-"))
    server = Postgres(
        host="127.0.0.1", port=_free_port(), user="gremium", password=secrets.token_urlsafe(16)
    )
    user = _unprivileged()
    try:
        _initialise(base / "data", user, server.password)
        process = _start(base / "data", user, server.port)
        try:
            _wait_until_ready(process, server, base / "postgres.log")
            yield server
        finally:
            process.send_signal(signal.SIGINT)  # "fast" shutdown: do not wait for clients
            process.wait(timeout=20)
    finally:
        shutil.rmtree(base, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """The PostgreSQL server all tests of this worker share: ask it for a database of your own."""
    with running_postgres() as server:
        yield server
