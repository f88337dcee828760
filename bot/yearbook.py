# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Tables over many meetings and the OParl objects of a body, written as files from its journal."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import StringIO
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.agendafile import safe
from bot.archive import records_of, write_private
from bot.domain import events as e
from bot.domain import roster
from bot.domain.records import Recorded
from bot.domain.roster import Body
from bot.domain.statistics import Presence, presences, totals
from bot.oparl import Held, held, objects
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


async def shelf(journal: Journal[e.Event], body: str | None) -> Shelf:
    """Read one body's streams. Raises NothingThere."""
    streams = await journal.streams()
    bodies = sorted({stream.partition("/")[0] for stream in streams})
    if body is None and len(bodies) == 1:
        body = bodies[0]
    if body is None or body not in bodies:
        known = ", ".join(bodies) or "none"
        raise NothingThere(f"Name one body with --body. Known: {known}.")
    state = Body()
    async for entry in journal.read(body):
        event = journal.codec.event(entry)
        if isinstance(event, e.BodyEvent):
            state = roster.evolve(state, event)
    meetings = {}
    for stream in sorted(streams):
        if stream.startswith(f"{body}/"):
            entries = [entry async for entry in journal.read(stream)]
            meetings[stream.partition("/")[2]] = records_of(entries, journal.codec.event)
    return Shelf(body=state, meetings=meetings)


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


def write_oparl(known: Shelf, target: Path, base: str) -> int:
    """Write each public object as a file at its path; return how many. Raises NothingThere."""
    public = [one for records in known.meetings.values() if isinstance(one := held(records), Held)]
    if not public:
        raise NothingThere("No meeting was invited to yet.")
    made = objects(base, known.body, public)
    for path, value in made.items():
        file = target / f"{path}.json"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return len(made)


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
