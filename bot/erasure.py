# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Personal data leaves the journal (Löschung, Art. 5 (1) e and 17 DSGVO): what is due, and how.

Only fields of `bot.store.ERASABLE` can go; votes and results cannot. The order is an entry of its
own in the stream of the body, the papers of the meeting are made anew from what is left, and a
report tells what nobody here can reach: rooms, older backups, printed papers.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

from bot.archive import records_of, write_private
from bot.domain import events as e
from bot.domain.evolve import replay
from bot.domain.rules import Rules
from bot.domain.values import Phase
from bot.papercheck import Papers
from bot.store import ERASABLE, OPERATOR, Entry, Journal, NewEntry, NotErasable
from bot.store.erasable import ORDER

ABSENCES, RESIDENTS = "retention.absences", "retention.residents"
KINDS: Mapping[str, tuple[str, ...]] = {
    ABSENCES: ("absence_recorded", "member_left"),
    RESIDENTS: ("question_registered", "question_answered"),
}
"""Rule of retention to the kinds of entries whose erasable fields it ends."""
_DONE = (Phase.APPROVED, Phase.CANCELLED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """What is to go from one stream on one ground."""

    stream: str
    fields: tuple[e.ErasedField, ...]
    ground: str
    before: int = 0
    """Fields of these kinds written by a version of this program that could not yet erase."""

    @property
    def body(self) -> str:
        return self.stream.partition("/")[0]


async def over(journal: Journal[e.Event], body: str, rules: Rules, now: datetime) -> list[Due]:
    """Return what the periods of the body end, in a fixed order.

    A period begins with the last entry of a meeting whose minutes are approved.
    """
    found = []
    for stream in await journal.streams():
        if not stream.startswith(f"{body}/"):
            continue
        entries = [entry async for entry in journal.read(stream)]
        meeting = replay(one.event for one in records_of(entries, journal.codec.event))
        if meeting.phase in _DONE:
            found += [
                due
                for rule in KINDS
                if (due := _of_rule(rule, rules, entries, now)) and (due.fields or due.before)
            ]
    return found


def _of_rule(rule: str, rules: Rules, entries: Sequence[Entry], now: datetime) -> Due | None:
    days = rules.number(rule)
    if days is None or entries[-1].at + timedelta(days=days) >= now:
        return None
    ours = [entry for entry in entries if entry.kind in KINDS[rule]]
    norm = rules.norm(rule)
    return Due(
        stream=entries[-1].stream,
        fields=tuple(one for entry in ours for one in _left(entry)),
        ground=f"{rule}: {days} d" + (f", {norm}" if norm else ""),
        before=sum(entry.form == 1 for entry in ours),
    )


def _left(entry: Entry) -> Iterator[e.ErasedField]:
    """Walk the fields of an entry that can still be erased and hold anything."""
    body = entry.body
    for name in sorted(body.blinds) if body is not None else ():
        if body is not None and body.payload[name]:
            yield e.ErasedField(seq=entry.seq, kind=body.kind, field=name)


async def named(
    journal: Journal[e.Event], stream: str, seq: int, fields: Sequence[str], ground: str
) -> Due:
    """Return the order for single fields of one entry; none named means all that can go.

    Raises NotErasable with what there is.
    """
    entry = await _entry(journal, stream, seq)
    left = tuple(_left(entry))
    chosen = tuple(one for one in left if not fields or one.field in fields)
    if not chosen or set(fields) - {one.field for one in chosen}:
        raise NotErasable(_why_not(entry, left))
    return Due(stream=stream, fields=chosen, ground=ground)


async def _entry(journal: Journal[e.Event], stream: str, seq: int) -> Entry:
    async for entry in journal.read(stream, max(seq - 1, 0)):
        if entry.seq == seq:
            return entry
        break
    raise NotErasable(f"There is no entry {seq} in {stream!r}. Nothing was erased.")


def _why_not(entry: Entry, left: Sequence[e.ErasedField]) -> str:
    kind = entry.kind or ""
    where = f"entry {entry.seq} of {entry.stream!r} ({kind})"
    if left:
        return f"Of {where} only {', '.join(one.field for one in left)} can be erased."
    if kind not in ERASABLE:
        kinds = ", ".join(sorted(ERASABLE))
        return f"Nothing can be erased of {where}; there are erasable fields in: {kinds}."
    if entry.form == 1:
        return (
            f"Nothing can be erased of {where}: it was written by a version of this program that "
            "sealed the entry as a whole."
        )
    return f"Nothing is left to be erased of {where}."


async def carry_out(
    journal: Journal[e.Event], folder: Path, due: Due, now: datetime
) -> tuple[Path, int]:
    """Erase, make the papers anew, write a report; return its path and the order's number.

    Killed in between, the journal holds the order and what it erased, or neither; `finish` then
    does what is missing.
    """
    event = e.EntriesErased(stream=due.stream, fields=due.fields, ground=due.ground)
    papers = await _papers(journal, folder, due.stream)
    order = await journal.erase(NewEntry(stream=due.body, event=event, at=now, origin=OPERATOR))
    await finish(journal, folder, due.body, papers)
    return report_path(folder, due.body, order.seq), order.seq


async def finish(
    journal: Journal[e.Event], folder: Path, body: str, before: Papers | None = None
) -> int:
    """Do what follows from the orders of a body and was not done; return how many reports.

    Papers are made anew with the letterhead they were made with (`before`: as they stood), the
    database is compacted, and every order gets its report.
    """
    orders = await unreported(journal, folder, body)
    for entry in orders:
        event = journal.codec.event(entry)
        if not isinstance(event, e.EntriesErased):
            raise TypeError(f"{entry.kind} is no order of erasure")
        papers = await _papers(journal, folder, event.stream)
        anew = papers.anew(before)
        for path, data in anew.items():
            write_private(path, data)
        if before is None:
            await journal.compact()
        report = await _report(journal, entry, event, sorted(map(str, anew)), folder)
        write_private(report_path(folder, body, entry.seq), report)
    return len(orders)


async def unreported(journal: Journal[e.Event], folder: Path, body: str) -> list[Entry]:
    """Return the orders of a body whose carrying out was broken off before its report."""
    return [
        entry
        async for entry in journal.read(body)
        if entry.kind == ORDER and not report_path(folder, body, entry.seq).exists()
    ]


def report_path(folder: Path, body: str, seq: int) -> Path:
    """Return where the report of the order with that number is kept."""
    return folder / "retention" / f"{body}-erased-{seq}.json"


async def _papers(journal: Journal[e.Event], folder: Path, stream: str) -> Papers:
    papers = Papers(folder, journal.codec)
    for name in dict.fromkeys((stream.partition("/")[0], stream)):
        async for entry in journal.read(name):
            papers.entry(entry)
    return papers


async def _report(
    journal: Journal[e.Event],
    order: Entry,
    event: e.EntriesErased,
    anew: Sequence[str],
    folder: Path,
) -> bytes:
    numbers = {one.seq for one in event.fields}
    said = [
        {"seq": entry.seq, "room": entry.body.origin.room, "event": entry.body.origin.event}
        async for entry in journal.read(event.stream)
        if entry.seq in numbers and entry.body is not None and entry.body.origin.event
    ]
    told = {
        "order": {"stream": order.stream, "seq": order.seq, "hash": order.hash},
        "at": order.at.isoformat(timespec="seconds"),
        "ground": event.ground,
        "stream": event.stream,
        "erased": [asdict(one) for one in event.fields],
        "papers made anew": [str(Path(path).relative_to(folder)) for path in anew],
        "again": [
            f"gremium erase {event.stream} {one.seq} --field {one.field} "
            f"--ground {shlex.quote(event.ground)}"
            for one in event.fields
        ],
        "not reached": {
            "messages in Matrix rooms that said it (redact them in a client)": said,
            "elsewhere": [
                "backups made before this time: delete them; after a restore of one, the commands "
                "below erase anew",
                "exports, papers and files that were handed out, posted or printed before",
                "archives of a PostgreSQL server's write-ahead log",
            ],
        },
    }
    return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()
