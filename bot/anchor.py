# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the bot lays down at its homeserver to find out two accidents: an old journal, a second bot.

In the account data of the bot's own account lie the last entries it has signed (content left out)
and who is at work. At the start the journal must hold these very entries: else somebody started it
on an old backup. And nobody else may be at work with the account: a bot on another machine would
share its device, and each would lose messages and spoil the keys of the other.

The server is not trusted with it. It cannot invent entries, since they are signed; it can hide that
a journal is old, which is what it is without this. Streams, numbers and hashes are no secret: the
head of each meeting is posted.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from http import HTTPStatus
from pathlib import Path
from socket import gethostname
from typing import Any

from bot.domain.events import Event
from bot.matrix.http import Http, MatrixError, UnknownToken, Unreachable, path
from bot.store import Entry, Journal
from bot.store.chain import from_line, hash_of, signed_message, to_line
from bot.store.export import redacted
from bot.store.signing import signed_by

log = logging.getLogger(__name__)

KIND = "org.gremium.journal"
STREAMS = 8
"""The newest streams are laid down; the account data may not grow for years."""


class AnchorError(Exception):
    """The bot must not work like this; the sentence says what to do."""


class JournalBehind(AnchorError):
    """The journal lacks entries which the bot has signed."""


class AnotherBot(AnchorError):
    """Another bot works with the same account."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How often the bot says that it is at work. Seconds."""

    busy: float = 5.0
    """While entries are written."""
    idle: float = 10.0
    patience: float = 25.0
    """So long a new bot watches whether the one that did not sign off is at work."""
    ending: float = 3.0
    """So long signing off may take."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """Entries of one stream that were signed once and are not in the journal."""

    stream: str
    have: int
    """Number of the last entry that is the same; 0 if there is none."""
    had: int
    """Number of the last entry laid down."""
    at: str
    """Its time, UTC."""
    forked: bool
    """There is another entry under that number."""

    def sentence(self) -> str:
        if self.forked:
            return f"entry {self.had} of {self.stream} is another one than was signed at {self.at}"
        return f"{self.stream} ends at entry {self.have}, but {self.had} was signed at {self.at}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What lies at the homeserver."""

    place: str
    run: str
    beat: int
    ended: bool
    heads: tuple[str, ...]

    @classmethod
    def read(cls, told: Mapping[str, Any]) -> Note | None:
        """Read account data; None if it is none of ours."""
        match told:
            case {
                "v": 1,
                "place": str(place),
                "run": str(run),
                "beat": int(beat),
                "ended": bool(ended),
                "heads": list(heads),
            }:
                lines = tuple(line for line in heads if isinstance(line, str))
                return cls(place=place, run=run, beat=beat, ended=ended, heads=lines)
        return None

    def content(self) -> dict[str, Any]:
        return {
            "v": 1,
            "place": self.place,
            "run": self.run,
            "beat": self.beat,
            "ended": self.ended,
            "heads": list(self.heads),
        }


def signed_entries(lines: tuple[str, ...], public: bytes) -> list[Entry]:
    """Return the entries among `lines` that our key has signed; others prove nothing."""
    found = []
    for line in lines:
        try:
            entry = from_line(line.encode())
        except ValueError:
            continue
        message, signature = signed_message(entry.hash), bytes.fromhex(entry.signature)
        if _sealed(entry) and signed_by(public, message, signature):
            found.append(entry)
    return found


def _sealed(entry: Entry) -> bool:
    return entry.hash == hash_of(
        stream=entry.stream, seq=entry.seq, prev=entry.prev, at=entry.at, digest=entry.digest
    )


async def compare(journal: Journal[Event], entries: list[Entry]) -> list[Lost]:
    """Return what of the signed entries the journal lacks."""
    lost = []
    for entry in entries:
        here = await _entry(journal, entry.stream, entry.seq)
        if here is not None and here.hash == entry.hash:
            continue
        head = await journal.head(entry.stream)
        lost.append(
            Lost(
                stream=entry.stream,
                have=head.seq if head and here is None else entry.seq - 1,
                had=entry.seq,
                at=entry.at.isoformat(timespec="seconds"),
                forked=here is not None,
            )
        )
    return lost


async def _entry(journal: Journal[Event], stream: str, seq: int) -> Entry | None:
    async for record in journal.records(stream, seq - 1):
        return record if isinstance(record, Entry) and record.seq == seq else None
    return None


def place_of(data: Path) -> str:
    """Return a name for this folder on this machine; it tells nobody which."""
    machine = Path("/etc/machine-id")
    known = machine.read_text() if machine.is_file() else ""
    return sha256(f"{known}\0{gethostname()}\0{data.resolve()}".encode()).hexdigest()[:16]


@dataclass(slots=True, kw_only=True)
class Anchor:
    """Lays down and compares, in the name of one running bot."""

    http: Http
    user: str
    journal: Journal[Event]
    public: bytes
    """The key entries are signed with."""
    place: str
    pace: Pace = field(default_factory=Pace)
    _run: str = field(default_factory=lambda: secrets.token_hex(8))
    _beat: int = 0
    _lines: dict[str, Entry] = field(default_factory=dict)

    async def board(self, *, accept_loss: bool) -> list[Lost]:
        """Compare, and sign on. Returns what was lost, if that was accepted.

        Raises AnotherBot or JournalBehind; then nothing was changed.
        """
        known = await self._load()
        lost: list[Lost] = []
        if known is not None:
            known = await self._nobody_else(known)
            lost = await compare(self.journal, signed_entries(known.heads, self.public))
            if lost and not accept_loss:
                raise JournalBehind(_behind(lost))
        newest = sorted((await self.journal.heads()).items(), key=lambda one: one[1].at)
        for stream, head in newest[-STREAMS:]:
            await self._learn(stream, head.seq)
        await self._lay_down()
        return lost

    async def run(self) -> None:
        """Lay down what was written until cancelled. Raises AnotherBot."""
        waited = 0.0
        while True:
            await asyncio.sleep(self.pace.busy)
            waited += self.pace.busy
            if await self._news() or waited >= self.pace.idle:
                waited = 0.0
                try:
                    await self.beat()
                except UnknownToken:
                    raise
                except (MatrixError, Unreachable) as error:
                    log.warning("the journal's head was not laid down: %s", type(error).__name__)

    async def beat(self) -> None:
        """Lay down what was written. Raises AnotherBot if another bot has signed on."""
        await self._news()
        known = await self._load()
        if known is not None and known.run != self._run:
            raise AnotherBot(
                f"Another bot has begun to work with the account {self.user}, so this one stops. "
                "Find out where it was started; only one may run."
            )
        await self._lay_down()

    async def end(self) -> None:
        """Sign off, if the homeserver is there; without it nothing is lost."""
        try:
            async with asyncio.timeout(self.pace.ending):
                known = await self._load()
                if known is not None and known.run == self._run:
                    await self._news()
                    await self._lay_down(ended=True)
        except (MatrixError, Unreachable, TimeoutError) as error:
            log.warning("could not sign off: %s", type(error).__name__)

    async def _nobody_else(self, known: Note) -> Note:
        """Return the newest note. Raises AnotherBot if somebody elsewhere goes on saying it works.

        Our own last run on this folder is dead: the journal's lock was free.
        """
        if known.ended or known.place == self.place:
            return known
        log.warning("another bot did not sign off; watching whether it still works")
        until = asyncio.get_running_loop().time() + self.pace.patience
        while asyncio.get_running_loop().time() < until:
            await asyncio.sleep(min(1.0, self.pace.busy))
            newer = await self._load()
            if newer is None or newer.ended:
                return newer or known
            if (newer.run, newer.beat) != (known.run, known.beat):
                raise AnotherBot(
                    f"A bot works with the account {self.user} already, on another machine or in "
                    "another data folder. Stop that one first; only one may run."
                )
        return known

    async def _news(self) -> bool:
        """Take in what the journal has written since; tell whether that was anything."""
        changed = False
        for stream, head in self.journal.written.items():
            mine = self._lines.get(stream)
            if mine is None or mine.seq < head.seq:
                await self._learn(stream, head.seq)
                changed = True
        return changed

    async def _learn(self, stream: str, seq: int) -> None:
        entry = await _entry(self.journal, stream, seq)
        if entry is not None:
            self._lines[stream] = redacted(entry)

    async def _load(self) -> Note | None:
        try:
            return Note.read(await self.http.get(self._where))
        except MatrixError as error:
            if error.status == HTTPStatus.NOT_FOUND:
                return None
            raise

    async def _lay_down(self, *, ended: bool = False) -> None:
        self._beat += 1
        newest = sorted(self._lines.values(), key=lambda entry: entry.at)[-STREAMS:]
        note = Note(
            place=self.place,
            run=self._run,
            beat=self._beat,
            ended=ended,
            heads=tuple(to_line(entry).decode() for entry in newest),
        )
        await self.http.put(self._where, note.content())

    @property
    def _where(self) -> str:
        return path("user", self.user, "account_data", KIND)


def _behind(lost: list[Lost]) -> str:
    told = "; ".join(one.sentence() for one in lost)
    return (
        f"This journal is older than what the bot has signed: {told}. It was started on an old "
        "backup, or the end of the journal was lost. Nothing was changed. Look for a newer journal "
        "or backup and restore that. If there is none, start once with --accept-lost-entries: the "
        "bot becomes a new device, the loss is put on record, the office is told, and what was "
        "decided since must be repeated."
    )
