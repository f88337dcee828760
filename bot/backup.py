# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""`gremium backup`: everything one installation needs to go on elsewhere, sealed in one file.

A running bot is not disturbed: databases are copied as they stood at one moment. First the
journal, then everything else: papers and messages may be ahead of the journal, never behind it.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
import tempfile
import tomllib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from bot.agefile import Phrase, Recipients
from bot.backupfile import COUNCILS, FILES, BackupRefused, Manifest, Writer, write
from bot.domain.events import Event
from bot.homeserver.layout import Layout
from bot.installation import Installation, Remembered
from bot.store import Codec, Entry, Journal, transfer
from bot.store.chain import to_line
from bot.store.export import redacted

JOURNAL = "journal.db"
LEFT_OUT_SUFFIXES = (".lock", "-wal", "-shm", "-journal", ".part", ".pid", ".log")
LEFT_OUT = ("export", "recovery-key.txt", "restored.json")
"""Can be made again, or belongs on paper only."""
_SQLITE = b"SQLite format 3\0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A finished backup."""

    path: Path
    size: int
    """Bytes."""
    files: int
    manifest: Manifest


async def back_up(
    home: Installation, target: Path, lock: Recipients | Phrase, *, journal: str, now: datetime
) -> Made:
    """Back up one data folder into the new file `target`.

    `journal` is the database's URL, empty for SQLite in the folder. Raises BackupRefused,
    SealRefused, StoreError or OSError; then there is no file.
    """
    source = _source(home, target, journal)
    known = home.recall() or Remembered(homeserver="")
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=home.root) as staging:
        copied = Path(staging) / JOURNAL
        await asyncio.to_thread(transfer, source, str(copied))
        heads = await _heads(str(copied))
        made: list[Manifest] = []

        def fill(archive: Writer) -> None:
            archive.add(f"{FILES}/{JOURNAL}", _whole(copied))
            for path in _files(home.root):
                name = path.relative_to(home.root)
                archive.add(f"{FILES}/{name.as_posix()}", _content(path, Path(staging)))
            councils = dict(_councils(archive, home, known))
            manifest = Manifest(
                made=now.isoformat(timespec="seconds"),
                program=version("gremium"),
                root=str(home.root),
                journal_at="postgresql" if journal.startswith("postgres") else "",
                heads=heads,
                councils=councils,
                outside=_outside(home, known),
                sums=archive.sums,
            )
            archive.finish(manifest)
            made.append(manifest)

        await asyncio.to_thread(write, target, lock, fill)
    [manifest] = made
    return Made(
        path=target,
        size=await asyncio.to_thread(os.path.getsize, target),
        files=len(manifest.sums) - 1,
        manifest=manifest,
    )


def _source(home: Installation, target: Path, journal: str) -> str:
    """Return the journal's address. Raises BackupRefused."""
    if not home.root.is_dir():
        raise BackupRefused(f"There is no data folder {home.root}.")
    source = journal or (str(home.journal) if home.journal.exists() else "")
    if not source:
        raise BackupRefused(f"There is no journal in {home.root}; start the bot once.")
    if target.exists():
        raise BackupRefused(f"{target} exists already; a backup never replaces another.")
    return source


async def _heads(journal: str) -> dict[str, str]:
    """Return the last entry of each stream without content: what a restore must arrive at."""
    codec = Codec[Event](Event)
    found = {}
    async with await Journal.open(journal, codec=codec, signer=None) as opened:
        for stream, head in (await opened.heads()).items():
            async for record in opened.records(stream, head.seq - 1):
                if isinstance(record, Entry):
                    found[stream] = to_line(redacted(record)).decode()
    return found


def _files(root: Path) -> Iterator[Path]:
    """Walk the plain files of the data folder but what is copied apart or can be made again."""
    for folder, folders, names in os.walk(root):
        here = Path(folder)
        top = here == root
        folders[:] = sorted(
            name
            for name in folders
            if not (name.startswith(".backup-") or (top and name in LEFT_OUT))
        )
        for name in sorted(names):
            path = here / name
            passing = name.endswith(LEFT_OUT_SUFFIXES) or ".log." in name
            ours = top and (name in LEFT_OUT or name.startswith(("journal.db", "welcome-codes")))
            if not passing and not ours and path.is_file() and not path.is_symlink():
                yield path


def _content(path: Path, staging: Path) -> bytes:
    """Return a file's bytes; of a database those of a copy made at one moment."""
    with path.open("rb") as file:
        if file.read(len(_SQLITE)) != _SQLITE:
            file.seek(0)
            return file.read()
    copy = staging / "database"
    copy.unlink(missing_ok=True)
    with (
        closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as old,
        closing(sqlite3.connect(copy)) as new,
    ):
        old.backup(new)
    return copy.read_bytes()


def _whole(database: Path) -> bytes:
    """Return a closed database in one file."""
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
    return database.read_bytes()


def _councils(archive: Writer, home: Installation, known: Remembered) -> Iterator[tuple[str, str]]:
    """Add council files that lie outside of the folder, and the files they name beside them."""
    for number, text in enumerate(known.councils):
        path = Path(text)
        if path.is_relative_to(home.root):
            yield text, f"{FILES}/{path.relative_to(home.root).as_posix()}"
            continue
        if not path.is_file():
            raise BackupRefused(
                f"The council file {path} of the last start is not there any more. Start the bot "
                "with the one that counts, or put it back."
            )
        data = path.read_bytes()
        for beside in (path, *_named(data, path.parent)):
            name = beside.relative_to(path.parent).as_posix()
            archive.add(f"{COUNCILS}/{number}/{name}", beside.read_bytes())
        yield text, f"{COUNCILS}/{number}/{path.name}"


def _named(data: bytes, folder: Path) -> list[Path]:
    """Return the files a council file names: roster, coat of arms, own rules."""
    found: set[Path] = set()

    def look(value: Any) -> None:
        if isinstance(value, dict):
            for part in value.values():
                look(part)
        elif isinstance(value, list):
            for part in value:
                look(part)
        elif isinstance(value, str) and value and "\n" not in value and "\0" not in value:
            path = Path(os.path.normpath(folder / value))
            if len(value) < 256 and path.is_relative_to(folder) and path.is_file():  # noqa: PLR2004
                found.add(path)

    try:
        look(tomllib.loads(data.decode("utf-8-sig")))
    except (ValueError, OSError):
        return []
    return sorted(found)


def _outside(home: Installation, known: Remembered) -> tuple[str, ...]:
    """Return what a start needs and the backup does not hold: secrets kept apart on purpose."""
    paths = [path for path in (known.key_file, known.passphrase_file) if path]
    apart = [path for path in paths if not Path(path).is_relative_to(home.root)]
    layout = Layout.at(home.homeserver)
    if known.embedded and not layout.database.exists():
        apart.append("the homeserver's own database")
    return tuple(apart)
