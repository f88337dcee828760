# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A backup as one file: a tar archive sealed by age, its last member the list of all others.

```text
files/…          the data folder as it was, databases as they stood at one moment
councils/0/…     council files that lie elsewhere, with what they name beside them
manifest.json    what it is, when and of what it was made, SHA-256 of each member, heads
```
Written and read as a stream: nothing is ever on disk in the clear but in the data folder itself.
``age --decrypt FILE | tar --list`` shows it without our program.
"""

from __future__ import annotations

import errno
import io
import json
import os
import tarfile
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field, fields
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import IO, Any

from bot.agefile import Identities, Phrase, Recipients, SealRefused, seal, unseal

FORMAT = "gremium-backup"
VERSION = 1
MANIFEST = "manifest.json"
FILES, COUNCILS = "files", "councils"
_PRIVATE = 0o600
_PIECE = 1 << 20
_LARGEST_MANIFEST = 64 << 20
"""Bytes; a line for each file and each meeting, of which a municipality has thousands."""


class BackupRefused(Exception):
    """A backup cannot be made or restored like this; the sentence says why and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a backup says of itself."""

    made: str
    """Time in UTC, ISO 8601."""
    program: str
    """Version of the program that made it."""
    root: str
    """The data folder it was made of."""
    journal_at: str
    """Where the journal was: empty for SQLite in the data folder, else ``postgresql``."""
    heads: dict[str, str]
    """Stream to the line of its last entry, content left out: signed by the journal's key."""
    councils: dict[str, str]
    """Path where a council file lay, to its member in the archive."""
    outside: tuple[str, ...]
    """Files needed to start that lie elsewhere and are not in here."""
    sums: dict[str, str] = field(default_factory=dict)
    """Member to SHA-256, without the manifest."""
    format: str = FORMAT
    version: int = VERSION


class Writer:
    """Adds members and notes their sums."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        self.sums: dict[str, str] = {}

    def add(self, name: str, data: bytes) -> None:
        """Add a member readable by its owner."""
        member = tarfile.TarInfo(name)
        member.size, member.mode = len(data), _PRIVATE
        self._tar.addfile(member, io.BytesIO(data))
        self.sums[name] = sha256(data).hexdigest()

    def finish(self, manifest: Manifest) -> None:
        """Add the list of all members; nothing may follow."""
        told = json.dumps(asdict(manifest), ensure_ascii=False, indent=1, sort_keys=True)
        self.add(MANIFEST, told.encode())


def write(target: Path, lock: Recipients | Phrase, fill: Callable[[Writer], None]) -> None:
    """Write a backup to the new file `target`: whole, flushed, or not at all.

    Raises BackupRefused if there is a file, SealRefused, and what `fill` raises.
    """
    draft = target.with_name(f".{target.name}.part")
    try:
        with (
            os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _PRIVATE), "wb") as out,
            _pipe(lambda source: seal(source, out, lock)) as plain,
            tarfile.open(fileobj=plain, mode="w|", format=tarfile.PAX_FORMAT) as tar,
        ):
            fill(Writer(tar))
        with draft.open("rb") as written:
            os.fsync(written.fileno())
        if target.exists():
            raise BackupRefused(f"{target} exists already; a backup never replaces another.")
        draft.replace(target)  # not a link: memory sticks know none
    finally:
        draft.unlink(missing_ok=True)


def unpack(backup: Path, key: Identities | Phrase, folder: Path) -> Manifest:
    """Unpack a backup into the empty `folder` and check every byte of it.

    Raises SealRefused or BackupRefused; what lies in `folder` then must not be used.
    """
    sums: dict[str, str] = {}
    raw: bytes | None = None
    with backup.open("rb") as sealed, _pipe_from(lambda out: unseal(sealed, out, key)) as plain:
        try:
            with tarfile.open(fileobj=plain, mode="r|") as tar:
                for name, content in _members(tar):
                    if name == MANIFEST:
                        raw = _manifest_text(content)
                        continue
                    if name in sums:
                        raise BackupRefused(f"The backup holds {name!r} twice; no backup does.")
                    sums[name] = _keep(folder / name, content)
        except (tarfile.TarError, ValueError, OverflowError) as error:
            while plain.read(1 << 20):
                pass  # lets the opener say what is wrong, if it was that
            raise BackupRefused(f"{backup} is no backup of Gremium ({error}).") from error
        while plain.read(1 << 20):
            pass
    manifest = _manifest(backup, raw)
    if manifest.sums != sums:
        differing = sorted(set(manifest.sums.items()) ^ set(sums.items()))
        raise BackupRefused(
            f"{backup} is damaged: {differing[0][0]} is missing or is not what was backed up. "
            "Use another backup."
        )
    return manifest


def _manifest(backup: Path, raw: bytes | None) -> Manifest:
    try:
        told: Any = json.loads(raw or b"")
        if told["format"] != FORMAT:
            raise ValueError("another format")
        if told["version"] > VERSION:
            raise BackupRefused(
                f"{backup} was made by a newer Gremium (format {told['version']}, this one reads "
                f"up to {VERSION}). Install that version."
            )
        known = {one.name for one in fields(Manifest)}
        if not isinstance(told["sums"], dict):
            raise TypeError("no list of members")
        chosen = {name: value for name, value in told.items() if name in known}
        return Manifest(**{**chosen, "outside": tuple(chosen["outside"])})
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise BackupRefused(f"{backup} is no whole backup of Gremium.") from error


def _members(tar: tarfile.TarFile) -> Iterator[tuple[str, IO[bytes]]]:
    """Yield plain files with names that stay inside; anything else is refused.

    A sparse file is none of ours: a few bytes of it stand for any number of zeros.
    """
    for member in tar:
        parts = PurePosixPath(member.name).parts
        inside = member.name == MANIFEST or (parts and parts[0] in (FILES, COUNCILS))
        plain = member.isreg() and member.sparse is None and member.name.isprintable()
        if not (plain and inside) or ".." in parts or "\\" in member.name:
            raise BackupRefused(f"The backup holds {member.name!r}, which no backup of ours does.")
        content = tar.extractfile(member)
        yield member.name, content if content is not None else io.BytesIO()


def _manifest_text(content: IO[bytes]) -> bytes:
    raw = content.read(_LARGEST_MANIFEST + 1)
    if len(raw) > _LARGEST_MANIFEST:
        raise BackupRefused(
            f"The backup's {MANIFEST} has more than {_LARGEST_MANIFEST:,} bytes; no backup of ours "
            "has one like that."
        )
    return raw


def _keep(path: Path, content: IO[bytes]) -> str:
    """Write a file, piece by piece; return its SHA-256. Raises BackupRefused."""
    digest = sha256()
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE)
    except (FileExistsError, NotADirectoryError, IsADirectoryError, ValueError) as error:
        raise BackupRefused(f"The backup holds {path.name!r} as a file and as a folder.") from error
    except OSError as error:
        if error.errno != errno.ENAMETOOLONG:
            raise
        raise BackupRefused("The backup holds a name too long for any disk.") from error
    with os.fdopen(opened, "wb") as file:
        while piece := content.read(_PIECE):
            digest.update(piece)
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())
    return digest.hexdigest()


@contextmanager
def _pipe(consume: Callable[[IO[bytes]], None]) -> Iterator[IO[bytes]]:
    """Hand out a file to write into; what is written is consumed in a thread beside us."""
    reading, writing = os.pipe()
    with ThreadPoolExecutor(1, thread_name_prefix="backup") as pool:
        work: Future[None]

        def consumer() -> None:
            with os.fdopen(reading, "rb") as source:
                consume(source)

        work = pool.submit(consumer)
        try:
            with suppress(BrokenPipeError), os.fdopen(writing, "wb") as target:
                yield target
        finally:
            work.result()


@contextmanager
def _pipe_from(produce: Callable[[IO[bytes]], None]) -> Iterator[IO[bytes]]:
    """Hand out a file to read from; a thread beside us produces what is read.

    What the producer raises counts more than what came of it here.
    """
    reading, writing = os.pipe()
    with ThreadPoolExecutor(1, thread_name_prefix="restore") as pool:

        def producer() -> None:
            with os.fdopen(writing, "wb") as target:
                produce(target)

        work = pool.submit(producer)
        try:
            with os.fdopen(reading, "rb") as source:
                yield source
        finally:
            error = work.exception()
            if isinstance(error, SealRefused):
                raise error
