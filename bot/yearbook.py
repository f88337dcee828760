# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Tables over many meetings and the OParl objects of a body, written as files from its journal."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import assert_never
from zoneinfo import ZoneInfo

from bot.agendafile import safe
from bot.archive import kept_minutes, records_of, write_private
from bot.domain import events as e
from bot.domain import roster
from bot.domain.records import Recorded
from bot.domain.roster import Body
from bot.domain.statistics import Presence, presences, totals
from bot.oparl import Content, Held, Kind, Site, Term, held, terms
from bot.store import Journal

PRESENCES = (
    "meeting", "title", "day", "seat", "name", "group", "role", "came", "minutes", "absence",
    "excused", "seconds_spoken",
)  # fmt: skip
TOTALS = (
    "seat", "name", "group", "meetings", "came", "excused", "minutes", "seconds_spoken",
)  # fmt: skip


class NothingThere(Exception):
    """There is no such body, or nothing to write of it; the sentence says what."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """What a journal holds of one body."""

    body: Body
    meetings: Mapping[str, Sequence[Recorded]]
    terms: tuple[Term, ...] = ()


async def shelf(journal: Journal[e.Event], body: str | None) -> Shelf:
    """Read one body's streams. Raises NothingThere."""
    streams = await journal.streams()
    bodies = sorted({stream.partition("/")[0] for stream in streams})
    if body is None and len(bodies) == 1:
        body = bodies[0]
    if body is None or body not in bodies:
        known = ", ".join(bodies) or "none"
        raise NothingThere(f"Name one body with --body. Known: {known}.")
    state, ever = await roster_of(journal, body)
    meetings = {}
    for stream in sorted(streams):
        if stream.startswith(f"{body}/"):
            entries = [entry async for entry in journal.read(stream)]
            meetings[stream.partition("/")[2]] = records_of(entries, journal.codec.event)
    return Shelf(body=state, meetings=meetings, terms=ever)


async def roster_of(journal: Journal[e.Event], body: str) -> tuple[Body, tuple[Term, ...]]:
    """Return a body as it is now, and who has ever been on its roster."""
    state, events = Body(), []
    async for entry in journal.read(body):
        event = journal.codec.event(entry)
        if isinstance(event, e.BodyEvent):
            state = roster.evolve(state, event)
            events.append((entry.at, event))
    return state, terms(events)


def write_statistics(known: Shelf, target: Path, year: int | None) -> tuple[Path, Path]:
    """Write ``attendance.csv`` (each person in each meeting) and ``totals.csv``, 0600.

    Raises NothingThere if no meeting was held.
    """
    zone = ZoneInfo(known.body.time_zone)
    rows = [
        one
        for records in known.meetings.values()
        for one in presences(records)
        if year in (None, one.opened.astimezone(zone).year)
    ]
    if not rows:
        raise NothingThere("No meeting was held in that time.")
    attendance, sums = target / "attendance.csv", target / "totals.csv"
    _table(attendance, PRESENCES, [_presence(one, zone) for one in rows])
    _table(sums, TOTALS, [_total(one) for one in totals(rows)])
    return attendance, sums


def write_oparl(known: Shelf, target: Path, base: str, data: Path, *, early: bool = False) -> int:
    """Write each public object and file at its path; return how many. Raises NothingThere."""
    public = [one for records in known.meetings.values() if isinstance(one := held(records), Held)]
    if not public:
        raise NothingThere("No meeting was invited to yet.")
    site = Site(base, known.body, public, known.terms, early=early)
    made = site.files()
    for path, value in made.items():
        text = json.dumps(value, ensure_ascii=False, indent=1) + "\n"
        _place(target / f"{path}.json", text.encode())
    for path, content in site.contents.items():
        if (found := content_bytes(data, known.body.id, content)) is not None:
            _place(target / path, found)
    return len(made)


def content_bytes(data: Path, body: str, content: Content) -> bytes | None:
    """Return the bytes of a public file; None if the archive holds them no longer, or changed."""
    match content.kind:
        case Kind.TEXT:
            return content.text.encode()
        case Kind.MINUTES:
            path = kept_minutes(data, body, content.meeting)
            return path.read_bytes() if path else None
        case Kind.PAPER:
            path = data / "attachments" / body / content.digest
            found = path.read_bytes() if path.is_file() else b""
            return found if hashlib.sha256(found).hexdigest() == content.digest else None
        case _:
            assert_never(content.kind)


def _place(file: Path, data: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)


def _presence(one: Presence, zone: ZoneInfo) -> Sequence[object]:
    day: datetime = one.opened.astimezone(zone)
    return (
        one.meeting, one.title, day.date().isoformat(), one.seat, one.name, one.group, one.role,
        _word(one.came), one.minutes, one.reason, _word(one.excused), one.spoken,
    )  # fmt: skip


def _total(one: object) -> Sequence[object]:
    names = ("seat", "name", "group", "meetings", "came", "excused", "minutes", "spoken")
    return [getattr(one, name) for name in names]


def _word(value: bool) -> str:
    return "yes" if value else "no"


def _table(path: Path, head: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    out = StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows([[safe(str(cell)) for cell in row] for row in rows])
    write_private(path, out.getvalue().encode("utf-8-sig"))
