# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Where a journal lives: a path, an SQLite URL or a PostgreSQL URL."""

from __future__ import annotations

import os
from pathlib import Path

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from bot.store.errors import StoreUnavailable

FILE_MODE = 0o600


def journal_url(address: str) -> URL:
    """Return the URL with the driver we use. Raises StoreUnavailable for anything else."""
    if "://" not in address:
        return URL.create("sqlite+pysqlite", database=address)
    try:
        url = make_url(address)
    except ArgumentError as error:
        raise StoreUnavailable(
            "The journal's address is not a URL: see `journal` in the configuration."
        ) from error
    match url.get_backend_name():
        case "sqlite":
            return url.set(drivername="sqlite+pysqlite")
        case "postgresql" | "postgres":
            return url.set(drivername="postgresql+psycopg")
        case other:
            raise StoreUnavailable(
                f"A journal in {other!r} is not supported. Use a file path or postgresql://…"
            )


def shown(url: URL) -> str:
    """The address as it may stand in a message: a path, or a URL without password."""
    if url.get_backend_name() == "sqlite":
        return str(url.database)
    return url.set(drivername="postgresql").render_as_string(hide_password=True)


def file_of(url: URL) -> Path | None:
    """The database file of an SQLite URL. Raises StoreUnavailable for a database in memory."""
    if url.get_backend_name() != "sqlite":
        return None
    if not url.database or url.database == ":memory:":
        raise StoreUnavailable("A journal in memory would be lost; give it a file.")
    return Path(url.database)


def prepare_file(path: Path) -> None:
    """Make an empty database file only its owner can read. Raises StoreUnavailable."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, FILE_MODE))
    except OSError as error:
        raise StoreUnavailable(
            f"The journal {path} cannot be opened for writing: {error.strerror}. Check folder, "
            "owner and free space."
        ) from error
