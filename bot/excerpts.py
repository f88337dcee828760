# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""`gremium export`: journal, tables and papers of a body as open formats, whole or for the public.

```text
<target>/journal/…          see bot.store.export
<target>/attendance.csv     one line per stay: who was there from when to when, or why not
<target>/ballots.csv        one line per ballot: question, numbers, rule
<target>/votes.csv          one line per vote by name (recorded ballots only)
<target>/papers/…           minutes and invitations as they were published, HTML and PDF
<target>/letterheads/…      what the papers were made with
```
CSV as in RFC 4180: commas, UTF-8, a head line; times in UTC.
"""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from bot import letterheads
from bot.archive import records_of
from bot.domain import events as e
from bot.domain.minutes import Minutes, Part, minutes
from bot.papercheck import SUFFIXES, Due, Papers
from bot.publicity import public_entries, public_in_body
from bot.store import Entry, ExportRefused, Journal, export

_FORMULA = ("=", "+", "-", "@", "\t", "\r")

ATTENDANCE = (
    *("body", "meeting", "seat", "name", "group", "role", "votes", "mode", "late", "from", "until"),
    *("reason_left", "absent_reason", "excused"),
)
BALLOTS = (
    *("body", "meeting", "ballot", "item", "subject", "question", "mode", "opened", "closed"),
    *("yes", "no", "abstain", "not_voted", "entitled", "base", "needed", "adopted", "rule", "norm"),
    "broken_off",
)
VOTES = ("body", "meeting", "ballot", "item", "seat", "name", "group", "choice")

Row = tuple[object, ...]


async def export_body(
    journal: Journal[e.Event],
    target: Path,
    *,
    data: Path,
    body: str | None = None,
    meeting: str | None = None,
    public: bool = False,
) -> Path:
    """Write streams, tables and papers into the new folder `target` and return it.

    Raises ExportRefused (also for a body or meeting there is none of) and what the journal raises.
    """
    streams = _chosen(await journal.streams(), body, meeting)
    keep = await _public(journal, streams) if public else None
    extra = _Tables(journal, data, public=public)

    def kept(entry: Entry) -> bool:
        extra.see(entry)
        return keep is None or entry.seq in keep[entry.stream]

    return await export(journal, target, streams=streams, keep=kept, extras=[extra])


def _chosen(streams: Sequence[str], body: str | None, meeting: str | None) -> list[str]:
    bodies = sorted({stream.partition("/")[0] for stream in streams})
    if body is not None and body not in bodies:
        raise ExportRefused(f"There is no body {body!r}. Known: {', '.join(bodies) or 'none'}.")
    if body is not None:
        streams = [s for s in streams if s.partition("/")[0] == body]
    if meeting is None:
        return list(streams)
    found = [s for s in streams if s.partition("/")[2] == meeting]
    if not found:
        known = ", ".join(s for s in streams if "/" in s) or "none"
        raise ExportRefused(f"There is no meeting {meeting!r}. Known: {known}.")
    owners = {stream.partition("/")[0] for stream in found}
    return [*(s for s in streams if s in owners), *found]


async def _public(
    journal: Journal[e.Event], streams: Sequence[str]
) -> Mapping[str, frozenset[int]]:
    """Return by stream the entries whose bodies the public may read.

    What is written between this look and the export itself is left out: it was not judged.
    """
    kept: dict[str, frozenset[int]] = {}
    for stream in streams:
        entries = [entry async for entry in journal.read(stream)]
        if "/" in stream:
            kept[stream] = public_entries(records_of(entries, journal.codec.event))
        else:
            decoded = ((entry.seq, journal.codec.event(entry)) for entry in entries)
            kept[stream] = public_in_body(decoded)
    return kept


class _Tables:
    """Writes tables and papers; sees every entry whole, and writes what may be published."""

    def __init__(self, journal: Journal[e.Event], data: Path, *, public: bool) -> None:
        self._decode = journal.codec.event
        self._data = data
        self._public = public
        self._meetings: dict[str, list[Entry]] = {}
        self._bodies: set[str] = set()
        self._papers = Papers(None, journal.codec)

    def see(self, entry: Entry) -> None:
        """Take an entry before anything is left out of it."""
        self._papers.entry(entry)
        self._bodies.add(entry.stream.partition("/")[0])
        if "/" in entry.stream:
            self._meetings.setdefault(entry.stream, []).append(entry)

    def entry(self, entry: Entry) -> None:
        """Everything was seen by `see` already."""

    def write(self, target: Path) -> None:
        held = {
            stream: minutes(records_of(entries, self._decode))
            for stream, entries in sorted(self._meetings.items())
        }
        parts = (Part.PUBLIC,) if self._public else tuple(Part)
        _table(target / "attendance.csv", ATTENDANCE, _attendance(held, public=self._public))
        _table(target / "ballots.csv", BALLOTS, _ballots(held, parts))
        _table(target / "votes.csv", VOTES, _votes(held, parts))
        for due in self._papers.due():
            if due.wanted.public or not self._public:
                self._copy(due, target)
        for body in self._bodies:
            kept = letterheads.folder_of(self._data, body)
            if kept.is_dir():
                shutil.copytree(kept, letterheads.folder_of(target, body))

    def _copy(self, due: Due, target: Path) -> None:
        for suffix in SUFFIXES:
            kept, copy = due.path(self._data, suffix), due.path(target, suffix)
            if kept.exists():
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(kept, copy)


def _attendance(held: Mapping[str, Minutes], *, public: bool) -> Iterator[Row]:
    """Return the stays; for the public as the public version of the minutes has them."""
    for stream, told in held.items():
        for line in told.roll:
            if line.came and not told.named(line, public=public):
                continue
            who = (*_split(stream), line.person.seat, line.person.name, line.person.group)
            what = (*who, line.role, _yes(line.votes))
            silent = public and not told.reasons_public
            for stay in told.stays(line, public=public):
                until = stay.span.until or told.closed
                times = (stay.mode, _yes(stay.late), _at(stay.span.since), _at(until))
                yield (*what, *times, "" if silent else stay.reason, "", "")
            if not line.stays:
                absence = line.absence
                why = absence.reason if absence and not silent else ""
                told_why = (why, _yes(absence.excused)) if absence else ("", "")
                yield (*what, "", "", "", "", "", *told_why)


def _ballots(held: Mapping[str, Minutes], parts: Sequence[Part]) -> Iterator[Row]:
    for stream, told in held.items():
        for record in (r for part in parts for r in told.of(part)):
            for b in record.ballots:
                start = (*_split(stream), b.id, record.number, b.subject.kind, b.question, b.mode)
                r = b.result
                numbers: Row = ("",) * 10
                if r is not None:
                    count = (r.yes, r.no, r.abstain, r.not_voted, r.entitled, r.base, r.needed)
                    numbers = (*count, _yes(r.adopted), r.rule, r.norm)
                yield (*start, _at(b.opened), _at(b.closed), *numbers, b.broken_off or "")


def _votes(held: Mapping[str, Minutes], parts: Sequence[Part]) -> Iterator[Row]:
    for stream, told in held.items():
        for record in (r for part in parts for r in told.of(part)):
            for ballot in record.ballots:
                for vote in ballot.votes:
                    who = (vote.person.seat, vote.person.name, vote.person.group)
                    yield (*_split(stream), ballot.id, record.number, *who, vote.choice or "")


def _table(path: Path, head: Sequence[str], rows: Iterator[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(head)
        for row in rows:
            writer.writerow([_cell(value) for value in row])


def _cell(value: object) -> object:
    """Keep a spreadsheet from taking what a person typed for a formula."""
    text = str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _split(stream: str) -> tuple[str, str]:
    body, _, meeting = stream.partition("/")
    return body, meeting


def _yes(value: bool) -> str:
    return "yes" if value else "no"


def _at(moment: datetime | None) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if moment else ""
