# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""`gremium verify`: chain and signatures of a journal, and that the papers follow from it.

Whom to trust: keys given by the caller count alone. Without them the key that the body's first
entry names is believed, which finds damage and not a journal written anew by somebody else.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.domain import events as e
from bot.paper.edition import edition
from bot.papercheck import Due, Papers
from bot.store import (
    Check,
    Codec,
    CodecError,
    Damaged,
    Deviation,
    Entry,
    Journal,
    Report,
    check_export,
    check_journal,
    head_words,
    read_export,
)

KEY_BYTES = 32
LEAST_HASH_DIGITS = 16
_HEX = re.compile(r"[0-9a-f]+\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenHead:
    """A head somebody wrote down: the entry of that number must have that hash."""

    stream: str
    seq: int
    text: str
    """The hash, or at least its first 16 digits, or its six words."""

    def fits(self, entry_hash: str) -> bool:
        if _HEX.match(self.text):
            return entry_hash.startswith(self.text)
        return head_words(entry_hash).split() == self.text.split()


def read_head(text: str) -> WrittenHead:
    """Read ``stadtrat/2026-01:397:apfel-brücke-…`` or with a hash. Raises ValueError."""
    stream, _, rest = text.strip().partition(":")
    number, _, head = rest.partition(":")
    head = " ".join(head.casefold().replace("-", " ").split())
    usable = len(head.split()) == len(head_words("0" * 64).split()) or (
        _HEX.match(head) is not None and len(head) >= LEAST_HASH_DIGITS
    )
    if not (stream and number.isdecimal() and int(number) > 0 and usable):
        raise ValueError(
            f"{text!r} is no head. Write STREAM:NUMBER:HEAD, the head as six words joined by - or "
            f"as at least {LEAST_HASH_DIGITS} digits of the hash: stadtrat/2026-01:397:…"
        )
    return WrittenHead(stream=stream, seq=int(number), text=head)


def read_key(text: str) -> bytes:
    """Read a public key as 64 hex digits. Raises ValueError."""
    try:
        key = bytes.fromhex(text)
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise ValueError(f"A public key has {2 * KEY_BYTES} hexadecimal digits; this is none.")
    return key


class Heads:
    """Compares heads that were written down with the entries of those numbers."""

    def __init__(self, wanted: Sequence[WrittenHead]) -> None:
        self._open = {(head.stream, head.seq): head for head in wanted}
        self._last: dict[str, int] = {}
        self._found: Deviation | None = None

    def entry(self, entry: Entry) -> None:
        self._last[entry.stream] = entry.seq
        head = self._open.pop((entry.stream, entry.seq), None)
        if head is not None and not head.fits(entry.hash) and self._found is None:
            found = f"{entry.hash[:16]}…, in words: {head_words(entry.hash)}"
            self._found = _head(entry.stream, entry.seq, head.text, found)

    def finish(self) -> Deviation | None:
        if self._found is not None:
            return self._found
        for (stream, seq), head in sorted(self._open.items()):
            last = self._last.get(stream)
            found = f"the end after entry {last}" if last else "no such stream"
            return _head(stream, seq, f"entry {seq} with head {head.text}", found)
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Audited:
    """What was found, and how much was looked at."""

    report: Report
    followed: int
    """Papers made again and found equal."""
    missing: tuple[str, ...] = ()
    otherwise: tuple[Due, ...] = ()
    """Papers an earlier version made that this one makes otherwise: neither proved nor refuted."""
    excerpt: bool = False
    """Bodies were left out; papers could not be made again."""
    declared: bool = False
    """The keys were taken from the journal itself."""
    keys: tuple[bytes, ...] = field(default=())

    @property
    def ok(self) -> bool:
        return self.report.ok

    def line(self) -> str:
        """Return the proof, or the first deviation, on one line."""
        report = self.report
        if report.deviation is not None:
            return f"deviation: {report.deviation.explain()}"
        newest = max(report.streams, key=lambda s: (s.head.at, s.stream), default=None)
        if newest is None:
            return "ok: the journal is empty."
        papers = (
            "an excerpt, from which papers cannot be made"
            if self.excerpt and not self.followed
            else f"{_count(self.followed, 'paper')} {_verb(self.followed)} from the journal"
        )
        return (
            f"ok: {_count(report.entries, 'entry', 'entries')} in "
            f"{_count(len(report.streams), 'stream')}, signatures good, {papers}; "
            f"head of {newest.stream}: {newest.head.seq} {'-'.join(newest.words.split())}"
        )

    def remarks(self) -> list[str]:
        """Return what is odd and no deviation."""
        odd = [
            f"{name} was published and is not among the papers any more." for name in self.missing
        ]
        odd += map(_otherwise, self.otherwise)
        for warned in self.report.warnings:
            odd.append(
                f"Entry {warned.seq} of {warned.stream} is older than the one before it: the clock "
                "was set back."
            )
        if self.report.erased:
            odd.append(
                f"{_count(self.report.erased, 'field was', 'fields were')} erased; an order in the "
                "journal names each."
            )
        if self.declared and self.keys:
            known = ", ".join(key.hex() for key in self.keys)
            odd.append(
                f"The key was taken from the journal itself: {known}. Compare it with the one the "
                "municipality published, or give that with --key."
            )
        return odd


async def audit_journal(
    url: str,
    *,
    folder: Path | None,
    keys: Collection[bytes] = (),
    heads: Sequence[WrittenHead] = (),
) -> Audited:
    """Check a live journal, also beside a running bot, and the papers kept in `folder`.

    Raises StoreError when the journal cannot be opened or read.
    """
    codec = Codec[e.Event](e.Event)
    async with await Journal.open(url, codec=codec, signer=None) as journal:
        trusted = tuple(keys) or await _declared(journal, codec)
        papers = Papers(folder, codec)
        report = await check_journal(journal, keys=trusted, followers=[papers, Heads(heads)])
    return _audited(report, papers, trusted, declared=not keys)


def audit_export(
    path: Path, *, keys: Collection[bytes] = (), heads: Sequence[WrittenHead] = ()
) -> Audited:
    """Check an export and the papers in it. Raises ExportRefused if `path` is none."""
    codec = Codec[e.Event](e.Event)
    exported = read_export(path)
    first = (record for record in exported.records() if isinstance(record, Entry))
    trusted = tuple(keys) or _keys_in(first, codec) or exported.keys
    papers = Papers(path, codec)
    report = check_export(path, keys=trusted, followers=[papers, Heads(heads)])
    return _audited(report, papers, trusted, declared=not keys)


def _audited(report: Report, papers: Papers, keys: tuple[bytes, ...], *, declared: bool) -> Audited:
    return Audited(
        report=report,
        followed=papers.followed,
        missing=() if papers.excerpts else tuple(papers.missing),
        otherwise=tuple(papers.otherwise),
        excerpt=bool(papers.excerpts),
        declared=declared,
        keys=keys,
    )


async def _declared(journal: Journal[e.Event], codec: Codec[e.Event]) -> tuple[bytes, ...]:
    """Return the keys the bodies' first entries name, else those the database remembers."""
    firsts = []
    for stream in await journal.streams():
        if "/" not in stream:
            async for record in journal.records(stream):
                if not isinstance(record, Damaged):
                    firsts.append(record)
                break
    found = _keys_in(firsts, codec)
    return found or tuple(bytes.fromhex(key) for key in await journal.keys())


def _keys_in(entries: Iterable[Entry], codec: Codec[e.Event]) -> tuple[bytes, ...]:
    found: dict[bytes, None] = {}
    for entry in entries:
        if entry.seq != 1 or "/" in entry.stream:
            continue
        try:
            event = codec.event(entry)
            if isinstance(event, e.BodyEstablished):
                found[read_key(event.journal_key)] = None
        except (CodecError, ValueError):
            continue
    return tuple(found)


def _otherwise(due: Due) -> str:
    """Say of a paper that differs with whose templates it was made, and how it can be proved."""
    if not due.templates:
        return (
            f"{due.name} was made before versions were kept, and differs from what this version "
            "makes of the journal; whether it was changed since cannot be told here."
        )
    return (
        f"{due.name} was made with other templates ({due.templates}, here {edition()}); whether it "
        "was changed since is told by `gremium verify` of that version."
    )


def _head(stream: str, seq: int, expected: str, found: str) -> Deviation:
    return Deviation(check=Check.HEAD, stream=stream, seq=seq, expected=expected, found=found)


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"


def _verb(number: int) -> str:
    return "follows" if number == 1 else "follow"
