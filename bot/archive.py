# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Papers of a body: made from the journal, kept on disk, handed out for posting.

``<data>/papers/<body>/<meeting>/`` holds every document that was published, as PDF and HTML, under
a name that tells kind, part and the entry it follows from. Files are 0600: the non-public minutes
are among them.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import re
from collections.abc import Callable
from pathlib import Path

from bot import letterheads
from bot.domain import events as e
from bot.domain.evolve import replay
from bot.domain.ids import BallotId, MeetingId, UrgentId
from bot.domain.meeting import Meeting
from bot.domain.minutes import Minutes, Part, minutes
from bot.domain.records import Recorded
from bot.domain.roster import Body
from bot.domain.roster import evolve as evolve_body
from bot.effects import Paper, Publish
from bot.paper.calendar import calendar_of
from bot.paper.circulation import CirculationExtract, render_circulation_extract
from bot.paper.decision import UrgentExtract, render_urgent_extract
from bot.paper.document import Document, JournalHead, Letterhead
from bot.paper.render import render, render_extract, render_invitation
from bot.publicity import public_entries
from bot.stage import Sheet
from bot.store import Entry, Journal, head_words
from bot.store.chain import to_line
from bot.store.export import export, redacted

NAMES = {
    (Paper.INVITATION, True): "bekanntmachung",
    (Paper.INVITATION, False): "einladung",
    (Paper.DRAFT, True): "niederschrift-entwurf",
    (Paper.DRAFT, False): "niederschrift-entwurf-nichtoeffentlich",
    (Paper.EXTRACT, True): "beschlussausfertigung",
    (Paper.EXTRACT, False): "beschlussausfertigung-nichtoeffentlich",
    (Paper.MINUTES, True): "niederschrift",
    (Paper.MINUTES, False): "niederschrift-nichtoeffentlich",
}


class Archive:
    """Makes and keeps the papers of one body."""

    def __init__(
        self,
        *,
        journal: Journal[e.Event],
        body: str,
        folder: Path,
        letterhead: Callable[[], Letterhead],
    ) -> None:
        self._journal = journal
        self._body = body
        self._folder = folder
        self._letterhead = letterhead

    async def make(self, meeting: MeetingId | None, wanted: Publish) -> Sheet:
        """Make the document an effect asks for, keep it, and return it.

        Without a meeting it follows from the stream of the body.
        """
        entries = await self._entries(meeting, wanted.through)
        letterhead = self._letterhead()
        decode = self._journal.codec.event
        document = await asyncio.to_thread(make_anew, entries, decode, wanted, letterhead)
        name = paper_name(meeting, wanted)
        await asyncio.to_thread(letterheads.remember, self._folder, self._body, letterhead)
        await asyncio.to_thread(self._keep, meeting, name, document)
        return Sheet(name=f"{name}.pdf", data=document.pdf)

    async def minutes_now(self, meeting: MeetingId) -> Sheet:
        """Make the public minutes as they would stand now, without keeping them."""
        entries = await self._entries(meeting, None)
        document = await asyncio.to_thread(
            build, entries, self._records(entries), Paper.DRAFT, True, self._letterhead()
        )
        return Sheet(name=f"stand-{meeting}-{entries[-1].seq}.pdf", data=document.pdf)

    async def invitation(self, meeting: MeetingId, *, public: bool) -> tuple[Sheet, bytes]:
        """Make invitation (or public notice) and calendar entry as they stand, keeping neither.

        Raises ValueError for a meeting without a day.
        """
        entries = await self._entries(meeting, None)
        value = minutes(self._records(entries))
        part = Part.PUBLIC if public else Part.NON_PUBLIC
        head = self._letterhead()
        document = await asyncio.to_thread(render_invitation, value, part, head)
        name = f"{NAMES[Paper.INVITATION, public]}-{meeting}.pdf"
        return Sheet(name=name, data=document.pdf), calendar_of(value, entries[-1].at)

    async def export(self, meeting: Meeting) -> str:
        """Write journal and tables of a meeting as open formats; return the folder's name."""
        stream = f"{self._body}/{meeting.id}"
        head = await self._journal.head(stream)
        target = self._folder / "export" / self._body / f"{meeting.id}-{head.seq if head else 0}"
        if not target.exists():
            await export(self._journal, target, streams=[self._body, stream])
        return str(target)

    async def keep_attachment(self, data: bytes) -> tuple[str, bool]:
        """Keep a file; return its digest (SHA-256, hex), and whether it was not kept before."""
        digest = hashlib.sha256(data).hexdigest()
        new = not await asyncio.to_thread(self._attachment(digest).exists)
        if new:
            await asyncio.to_thread(write_private, self._attachment(digest), data)
        return digest, new

    async def drop_attachment(self, digest: str) -> None:
        """Forget a file that belongs to nothing after all."""
        await asyncio.to_thread(self._attachment(digest).unlink, missing_ok=True)

    async def attachment(self, digest: str) -> bytes:
        """Return a kept file. Raises OSError if it is gone, ValueError if it was changed."""
        data = await asyncio.to_thread(self._attachment(digest).read_bytes)
        if hashlib.sha256(data).hexdigest() != digest:
            raise ValueError("a kept file was changed")
        return data

    async def minutes_and_meeting(self, meeting: MeetingId) -> tuple[Minutes, Meeting]:
        """Return what the journal says of a meeting now."""
        records = self._records(await self._entries(meeting, None))
        return minutes(records), replay(record.event for record in records)

    def _attachment(self, digest: str) -> Path:
        return self._folder / "attachments" / self._body / digest

    def path(self, meeting: MeetingId | None, name: str) -> Path:
        """Return where a paper is kept."""
        return self._folder / "papers" / self._body / (meeting or "") / name

    def _keep(self, meeting: MeetingId | None, name: str, document: Document) -> None:
        for suffix, data in (("pdf", document.pdf), ("html", document.html)):
            write_private(self.path(meeting, f"{name}.{suffix}"), data)

    async def _entries(self, meeting: MeetingId | None, through: int | None) -> list[Entry]:
        stream = f"{self._body}/{meeting}" if meeting else self._body
        return [
            entry
            async for entry in self._journal.read(stream)
            if through is None or entry.seq <= through
        ]

    def _records(self, entries: list[Entry]) -> list[Recorded]:
        return records_of(entries, self._journal.codec.event)


def kept_minutes(folder: Path, body: str, meeting: str) -> Path | None:
    """Return the approved minutes of the public part as they were published last, if there are."""
    name = NAMES[Paper.MINUTES, True]
    form = re.compile(rf"{re.escape(f'{name}-{meeting}')}-(\d+)\.pdf")
    kept = (folder / "papers" / body / meeting).glob("*.pdf")
    found = [(int(match[1]), path) for path in kept if (match := form.fullmatch(path.name))]
    return max(found)[1] if found else None


def paper_name(meeting: MeetingId | None, wanted: Publish) -> str:
    """Return a document's name without suffix: what it is, of which meeting, up to which entry."""
    if meeting is None:
        of = wanted.decision or wanted.circulation
        return f"{NAMES[wanted.paper, wanted.public]}-{of}-{wanted.through}"
    about = f"-{wanted.ballot}" if wanted.ballot else ""
    return f"{NAMES[wanted.paper, wanted.public]}-{meeting}{about}-{wanted.through}"


def records_of(entries: list[Entry], decode: Callable[[Entry], e.Event]) -> list[Recorded]:
    """Return a meeting's entries as the core sees them."""
    records = []
    for entry in entries:
        event = decode(entry)
        if not isinstance(event, e.MeetingEvent):
            raise TypeError(f"{entry.kind} does not belong into the stream of a meeting")
        records.append(Recorded(seq=entry.seq, at=entry.at, event=event))
    return records


def make_anew(
    entries: list[Entry],
    decode: Callable[[Entry], e.Event],
    wanted: Publish,
    letterhead: Letterhead,
) -> Document:
    """Make what was asked for from the entries of its stream up to the one it follows from."""
    if wanted.decision is not None:
        return _urgent_extract(entries, decode, wanted.decision, letterhead)
    if wanted.circulation is not None:
        last, body = entries[-1], _body(entries, decode)
        known = body.circulations[wanted.circulation]
        extract = CirculationExtract(body=body, known=known, last_seq=last.seq, last_at=last.at)
        return render_circulation_extract(extract, letterhead)
    records = records_of(entries, decode)
    return build(entries, records, wanted.paper, wanted.public, letterhead, wanted.ballot)


def _urgent_extract(
    entries: list[Entry],
    decode: Callable[[Entry], e.Event],
    decision: UrgentId,
    letterhead: Letterhead,
) -> Document:
    last, body = entries[-1], _body(entries, decode)
    extract = UrgentExtract(
        body=body, decision=body.urgent[decision], last_seq=last.seq, last_at=last.at
    )
    return render_urgent_extract(extract, letterhead)


def _body(entries: list[Entry], decode: Callable[[Entry], e.Event]) -> Body:
    body = Body()
    for entry in entries:
        event = decode(entry)
        if not isinstance(event, e.BodyEvent):
            raise TypeError(f"{entry.kind} does not belong into the stream of a body")
        body = evolve_body(body, event)
    return body


def build(
    entries: list[Entry],
    records: list[Recorded],
    paper: Paper,
    public: bool,
    letterhead: Letterhead,
    ballot: BallotId | None = None,
) -> Document:
    """Make a document from the journal alone: the same entries give the same bytes."""
    value = minutes(records)
    if paper is Paper.INVITATION:
        return render_invitation(value, Part.PUBLIC if public else Part.NON_PUBLIC, letterhead)
    if paper is Paper.EXTRACT and ballot is not None:
        return render_extract(value, ballot, letterhead)
    last = entries[-1]
    head = JournalHead(seq=last.seq, hash=last.hash, words=head_words(last.hash))
    kept = public_entries(records) if public else frozenset(entry.seq for entry in entries)
    lines = [to_line(entry if entry.seq in kept else redacted(entry)) for entry in entries]
    part = Part.PUBLIC if public else Part.NON_PUBLIC
    return render(value, part, letterhead, journal=b"\n".join(lines) + b"\n", head=head)


def write_private(path: Path, data: bytes) -> None:
    """Write a file whole or not at all, readable by its owner only."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    unfinished = path.with_name(f".{path.name}.part")
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
