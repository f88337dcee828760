# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Periods of retention (Aufbewahrungsfristen): what is over them, and its deletion with a report.

Journal and approved minutes stay: they are for the archive. Recordings are never made. What may go
is derived or handed in: drafts of minutes that were approved, exports, papers on items. A period is
a rule of the body (``retention.…`` in days); without one, nothing of that kind is ever deleted.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from itertools import chain, count
from pathlib import Path

from bot.archive import NAMES, write_private
from bot.domain.evolve import replay
from bot.domain.meeting import Meeting
from bot.domain.records import Recorded
from bot.domain.rules import Rules
from bot.domain.values import Phase
from bot.effects import Paper
from bot.yearbook import Shelf

DRAFTS, EXPORTS, ATTACHMENTS = "retention.drafts", "retention.exports", "retention.attachments"
KINDS = (DRAFTS, EXPORTS, ATTACHMENTS)
_OVER = (Phase.CLOSED, Phase.DRAFTED, Phase.APPROVED, Phase.CANCELLED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Expired:
    """One file or folder whose period is over."""

    kind: str
    path: str
    """Below the data folder."""
    since: str
    """When the period began (ISO)."""
    days: int
    norm: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What came of a deletion, and where that is kept."""

    path: Path
    deleted: int
    failed: Mapping[str, str]
    """What is still there, and why."""


def expired(folder: Path, known: Shelf, rules: Rules, now: datetime) -> tuple[Expired, ...]:
    """Return what is over its period, in a fixed order; looks, and deletes nothing."""
    body = str(known.body.id)
    meetings = {name: _ended(records) for name, records in known.meetings.items()}
    found = [
        *_judged(DRAFTS, rules, now, _drafts(folder, body, meetings)),
        *_judged(EXPORTS, rules, now, _exports(folder, body)),
        *_judged(ATTACHMENTS, rules, now, _attachments(folder, body, meetings)),
    ]
    return tuple(
        Expired(
            kind=one.kind,
            path=str(Path(one.path).relative_to(folder)),
            since=one.since,
            days=one.days,
            norm=one.norm,
        )
        for one in sorted(found, key=lambda one: one.path)
    )


def delete(folder: Path, found: tuple[Expired, ...], body: str, now: datetime) -> Report:
    """Delete what was found. What is going to go stands in the report before the first of it goes.

    A link goes itself, never what it leads to. What cannot be deleted stays, and is told.
    """
    target = _free(folder / "retention", f"{body}-{now:%Y%m%dT%H%M%S}")
    kept = {
        "body": body,
        "at": now.isoformat(timespec="seconds"),
        "recordings": "none are made",
        "finished": False,
        "due": [asdict(one) for one in found],
    }
    _write(target, kept)
    failed = {one.path: said for one in found if (said := _remove(folder / one.path))}
    deleted = [one for one in found if one.path not in failed]
    told = {"deleted": [asdict(one) for one in deleted], "failed": failed}
    _write(target, {**kept, "finished": True, **told})
    return Report(path=target, deleted=len(deleted), failed=failed)


def _free(folder: Path, name: str) -> Path:
    """Return a place nothing stands at: a report of the same second is kept."""
    names = chain([name], (f"{name}-{n}" for n in count(2)))
    return next(path for one in names if not (path := folder / f"{one}.json").exists())


def _write(target: Path, told: Mapping[str, object]) -> None:
    write_private(target, (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode())


def _remove(path: Path) -> str:
    """Delete a file, a folder, or a link; return why it is still there, if it is."""
    try:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    except OSError as error:
        return error.strerror or type(error).__name__
    return ""


def _ended(records: Sequence[Recorded]) -> tuple[Meeting, datetime]:
    return replay(record.event for record in records), records[-1].at


def _judged(
    kind: str, rules: Rules, now: datetime, files: Iterator[tuple[Path, datetime]]
) -> Iterator[Expired]:
    days = rules.number(kind)
    if days is None:
        return
    for path, since in files:
        if since + timedelta(days=days) < now:
            yield Expired(
                kind=kind,
                path=str(path),
                since=since.isoformat(timespec="seconds"),
                days=days,
                norm=rules.norm(kind),
            )


def _drafts(
    folder: Path, body: str, meetings: Mapping[str, tuple[Meeting, datetime]]
) -> Iterator[tuple[Path, datetime]]:
    names = tuple(NAMES[Paper.DRAFT, public] for public in (True, False))
    for name, (meeting, last) in meetings.items():
        if meeting.phase is Phase.APPROVED:
            for path in (folder / "papers" / body / name).glob("*.*"):
                if path.name.startswith(names):
                    yield path, last


def _exports(folder: Path, body: str) -> Iterator[tuple[Path, datetime]]:
    for path in (folder / "export" / body).glob("*"):
        with suppress(FileNotFoundError):  # one that is being written gets its name only then
            yield path, datetime.fromtimestamp(path.lstat().st_mtime, UTC)


def _attachments(
    folder: Path, body: str, meetings: Mapping[str, tuple[Meeting, datetime]]
) -> Iterator[tuple[Path, datetime]]:
    """A paper goes once the last meeting it was put to is over for so long."""
    used = dict[str, datetime | None]()
    for meeting, last in meetings.values():
        for one in meeting.paperwork.attached:
            before = used.get(one.digest, datetime.min.replace(tzinfo=UTC))
            over = meeting.phase in _OVER and before is not None
            used[one.digest] = max(before, last) if over and before else None
    for digest, last_use in used.items():
        path = folder / "attachments" / body / digest
        if last_use is not None and path.exists():
            yield path, last_use
