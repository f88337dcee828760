# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Everything out in open formats, and back in for a check.

```text
<target>/README.txt            how to check by hand, German and English
<target>/journal/*.jsonl       one canonical entry per line, one file per stream
<target>/keys.json             public keys the entries are signed with, heads with their words
<target>/…                     what extras add: votes.csv, attendance.csv, minutes
<target>/SHA256SUMS            for sha256sum -c
```
The folder appears whole or not at all: it is written beside its place and then renamed.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import file_digest
from importlib.resources import files
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote, unquote

from bot.store.chain import from_line, to_line
from bot.store.entries import Damaged, Entry, Head, Record, instant, read_instant
from bot.store.errors import ExportRefused
from bot.store.verify import Check, Deviation
from bot.store.words import head_words

Keep = Callable[[Entry], bool]
MAX_LINE_BYTES = 16 * 1024 * 1024
"""No entry is longer; a longer line in a file is damage."""


class Source(Protocol):
    """What is exported: a `Journal`."""

    def read(self, stream: str, after: int = 0) -> AsyncIterator[Entry]: ...

    async def streams(self) -> list[str]: ...

    async def keys(self) -> list[str]: ...


class Extra(Protocol):
    """Adds files of its own to an export, such as votes as CSV."""

    def entry(self, entry: Entry) -> None:
        """Take the next exported entry, already without body if it was left out."""
        ...

    def write(self, target: Path) -> None:
        """Write files below `target`."""
        ...


def keep_all(_entry: Entry) -> bool:
    """Leave nothing out."""
    return True


def redacted(entry: Entry) -> Entry:
    """Return the entry without its body; chain, hash and signature still hold."""
    return replace(entry, body=None)


async def export(
    journal: Source,
    target: Path,
    *,
    streams: Collection[str] | None = None,
    keep: Keep = keep_all,
    extras: Sequence[Extra] = (),
) -> Path:
    """Write the streams (default: all) to the new folder `target` and return it.

    Bodies for which `keep` says no are left out: a public excerpt. Raises ExportRefused if the
    target exists or cannot be written, and what the journal raises.
    """
    made = _begin(target)
    try:
        await _write_all(journal, made, streams, keep, extras)
        os.rename(made, target)
    except OSError as error:
        raise ExportRefused(f"The export to {target} failed: {error.strerror}.") from error
    finally:
        shutil.rmtree(made, ignore_errors=True)
    return target


def _begin(target: Path) -> Path:
    if target.exists():
        raise ExportRefused(f"{target} exists already; choose a new folder for the export.")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        return Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    except OSError as error:
        raise ExportRefused(f"{target.parent} cannot be written: {error.strerror}.") from error


async def _write_all(
    journal: Source,
    target: Path,
    streams: Collection[str] | None,
    keep: Keep,
    extras: Sequence[Extra],
) -> None:
    (target / "journal").mkdir()
    heads: dict[str, Head] = {}
    for stream in sorted(streams) if streams is not None else await journal.streams():
        with (target / "journal" / file_name(stream)).open("wb") as file:
            async for whole in journal.read(stream):
                entry = whole if keep(whole) else redacted(whole)
                file.write(to_line(entry) + b"\n")
                heads[stream] = Head(seq=entry.seq, hash=entry.hash, at=entry.at)
                for extra in extras:
                    extra.entry(entry)
    _write_keys(target, await journal.keys(), heads)
    readme = files("bot.store").joinpath("export_readme.txt").read_text(encoding="utf-8")
    (target / "README.txt").write_text(readme, encoding="utf-8")
    for extra in extras:
        extra.write(target)
    _write_sums(target)


def _write_keys(target: Path, keys: Sequence[str], heads: dict[str, Head]) -> None:
    told = {
        "keys": list(keys),
        "heads": {
            stream: {
                "seq": head.seq,
                "hash": head.hash,
                "at": instant(head.at),
                "words": head_words(head.hash),
            }
            for stream, head in heads.items()
        },
    }
    text = json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    (target / "keys.json").write_text(text, encoding="utf-8")


def _write_sums(target: Path) -> None:
    lines = [f"{_sum(path)}  {path.relative_to(target).as_posix()}\n" for path in _files(target)]
    (target / "SHA256SUMS").write_text("".join(lines), encoding="utf-8")


def _files(target: Path) -> list[Path]:
    return sorted(
        path for path in target.rglob("*") if path.is_file() and path.name != "SHA256SUMS"
    )


def _sum(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def file_name(stream: str) -> str:
    """Name of a stream's file: ``rat/2026-03`` → ``rat%2F2026-03.jsonl``."""
    return quote(stream, safe="") + ".jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """An export read back. `keys` and `heads` are what it says of itself, not a proof."""

    path: Path
    keys: tuple[bytes, ...]
    heads: dict[str, Head]

    def records(self) -> Iterator[Record]:
        """Walk the entries of all streams, one stream after the other."""
        for path in sorted((self.path / "journal").glob("*.jsonl")):
            yield from read_lines(path, unquote(path.name.removesuffix(".jsonl")))

    def changed_file(self) -> Deviation | None:
        """The first file that does not fit SHA256SUMS, None if all do."""
        listed = dict(_listed(self.path))
        present = {path.relative_to(self.path).as_posix(): path for path in _files(self.path)}
        for name in sorted(listed.keys() | present.keys()):
            found = _sum(present[name]) if name in present else "no such file"
            if found != listed.get(name):
                return Deviation(
                    check=Check.FILE,
                    stream=name,
                    seq=None,
                    expected=listed.get(name, "no such file"),
                    found=found,
                )
        return None


def read_export(path: Path) -> Export:
    """Open an export. Raises ExportRefused if `path` is none or its keys.json is unreadable."""
    try:
        told: dict[str, Any] = json.loads((path / "keys.json").read_text(encoding="utf-8"))
        heads = {
            stream: Head(seq=head["seq"], hash=head["hash"], at=read_instant(head["at"]))
            for stream, head in told["heads"].items()
        }
        keys = tuple(bytes.fromhex(key) for key in told["keys"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ExportRefused(
            f"{path} is not an export of a journal, or its keys.json was damaged: {error}."
        ) from error
    return Export(path=path, keys=keys, heads=heads)


def read_lines(path: Path, stream: str) -> Iterator[Record]:
    """Walk the lines of a journal file; what is no entry of `stream` comes out as `Damaged`."""
    with path.open("rb") as file:
        for number in range(1, os.stat(path).st_size + 2):
            line = file.readline(MAX_LINE_BYTES)
            if not line:
                return
            yield _record(line, stream, number)


def _record(line: bytes, stream: str, number: int) -> Record:
    try:
        if not line.endswith(b"\n"):
            raise ValueError("the line has no end")
        entry = from_line(line[:-1])
        if entry.stream != stream:
            raise ValueError(f"an entry of another stream ({entry.stream!r})")
    except ValueError as error:
        return Damaged(stream=stream, seq=None, line=number, problem=str(error))
    return entry


def _listed(path: Path) -> Iterator[tuple[str, str]]:
    try:
        text = (path / "SHA256SUMS").read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ExportRefused(f"{path / 'SHA256SUMS'} cannot be read: {error}.") from error
    for line in text.splitlines():
        digest, _, name = line.partition("  ")
        yield name, digest
