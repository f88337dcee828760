# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The two things people check: the journal as it lives, and an export somebody handed them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Iterable, Mapping
from pathlib import Path
from typing import Protocol

from bot.store.entries import Head, Record
from bot.store.export import read_export
from bot.store.verify import Follower, Report, Verifier, verify


class Readable(Protocol):
    """What is checked: a `Journal`, also one opened for reading beside a running bot."""

    def records(self, stream: str, after: int = 0) -> AsyncIterator[Record]: ...

    async def streams(self) -> list[str]: ...


async def check_journal(
    journal: Readable,
    *,
    keys: Collection[bytes],
    expected: Mapping[str, Head] | None = None,
    followers: Iterable[Follower] = (),
) -> Report:
    """Check all streams of a live journal; arguments as for `verify`."""
    verifier = Verifier(keys=keys, expected=expected, followers=followers)
    for stream in await journal.streams():
        async for record in journal.records(stream):
            if not verifier.take(record):
                return verifier.report()
    return verifier.report()


def check_export(
    path: Path,
    *,
    keys: Collection[bytes] | None = None,
    expected: Mapping[str, Head] | None = None,
    followers: Iterable[Follower] = (),
) -> Report:
    """Check an export: its entries first, then that no other file was changed.

    Without `keys` those in the export are believed: enough to find damage, not forgery.
    Raises ExportRefused if `path` is no export.
    """
    exported = read_export(path)
    report = verify(
        exported.records(),
        keys=exported.keys if keys is None else keys,
        expected={**exported.heads, **(expected or {})},
        followers=followers,
    )
    if not report.ok:
        return report
    return Report(
        streams=report.streams, deviation=exported.changed_file(), warnings=report.warnings
    )
