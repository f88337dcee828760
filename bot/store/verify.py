# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Checks a journal, live or exported, and explains the first deviation in plain language.

Pure: it sees records, public keys and heads somebody wrote down, nothing else. That a chain is
whole says nothing about entries cut off at its end or about a journal written anew with another
key: for that a verifier brings `expected` heads (read aloud, posted in the room, from older
minutes) and the body's key.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from bot.store.chain import GENESIS, commitment, digest_of, hash_of, signed_message
from bot.store.entries import Damaged, Entry, Head, Record, instant
from bot.store.erasable import ERASABLE, Place, erased_in, ordered_by
from bot.store.signing import signed_by
from bot.store.words import head_words


class Check(StrEnum):
    """What may be wrong, in the order it is looked at."""

    UNREADABLE = "unreadable"
    SEQUENCE = "sequence"
    CHAIN = "chain"
    DIGEST = "digest"
    HASH = "hash"
    SIGNATURE = "signature"
    HEAD = "head"
    ERASURE = "erasure"
    FOLLOWS = "follows"
    FILE = "file"


MEANING: Mapping[Check, str] = {
    Check.UNREADABLE: "Somebody or something changed the stored text; it is no entry any more.",
    Check.SEQUENCE: "Entries were removed, repeated or put in another order.",
    Check.CHAIN: "An entry before this one was exchanged, or this one belongs to another history.",
    Check.DIGEST: "What the entry says was changed after it was written.",
    Check.HASH: "Time, place or digest of the entry was changed after it was written.",
    Check.SIGNATURE: "The entry was not written by the bot with this key.",
    Check.HEAD: "Entries are missing at the end (an old backup?), or there are two histories.",
    Check.ERASURE: "Something was taken out, or kept back, that no order of erasure names.",
    Check.FOLLOWS: "A document does not follow from the journal.",
    Check.FILE: "A file of the export was changed, removed or added after it was made.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Deviation:
    """What is wrong where. `seq` is None where no single entry can be named."""

    check: Check
    stream: str
    seq: int | None
    expected: str
    found: str

    @property
    def msgid(self) -> str:
        """Name of the sentence in the catalogues; its placeholders are the fields."""
        return f"verify.{self.check.value}"

    def explain(self) -> str:
        """Say in English which entry deviates, in what, and what that means."""
        where = f"Entry {self.seq} of {self.stream!r}" if self.seq else f"{self.stream!r}"
        return (
            f"{where} deviates ({self.check.value}): expected {self.expected}, found "
            f"{self.found}. {MEANING[self.check]}"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Warned:
    """Odd, but no deviation: the time of an entry lies before that of its predecessor."""

    stream: str
    seq: int
    before: datetime
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamReport:
    """What was found in one stream up to the first deviation."""

    stream: str
    entries: int
    redacted: int
    """Entries whose body was left out; their place in the chain was checked."""
    head: Head
    erased: int = 0
    """Fields that were erased; an order in the chain names each."""

    @property
    def words(self) -> str:
        """The head as six words, to be compared with what was read aloud."""
        return head_words(self.head.hash)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The whole answer. `ok` means: no deviation found (warnings may stand)."""

    streams: tuple[StreamReport, ...]
    deviation: Deviation | None
    warnings: tuple[Warned, ...]

    @property
    def ok(self) -> bool:
        return self.deviation is None

    @property
    def entries(self) -> int:
        """Number of entries checked."""
        return sum(stream.entries for stream in self.streams)

    @property
    def redacted(self) -> int:
        """Number of entries among them without body."""
        return sum(stream.redacted for stream in self.streams)

    @property
    def erased(self) -> int:
        """Number of fields that were erased on an order."""
        return sum(stream.erased for stream in self.streams)


class Follower(Protocol):
    """Reads along and tells at the end whether something follows from the journal."""

    def entry(self, entry: Entry) -> None:
        """Take the next sound entry; called in the order of the records."""
        ...

    def finish(self) -> Deviation | None:
        """Tell what does not follow (check FOLLOWS), None if everything does."""
        ...


class Verifier:
    """Takes records one by one, keeps one head per stream: memory does not grow with the journal.

    `keys` are trusted public keys (32 bytes each).
    """

    def __init__(
        self,
        *,
        keys: Collection[bytes],
        expected: Mapping[str, Head] | None = None,
        followers: Iterable[Follower] = (),
    ) -> None:
        self._keys = tuple(keys)
        self._expected = dict(expected or {})
        self._followers = tuple(followers)
        self._streams: dict[str, StreamReport] = {}
        self._warnings: list[Warned] = []
        self._deviation: Deviation | None = None
        self._erasures = Erasures()

    def take(self, record: Record) -> bool:
        """Check one record. False: there was a deviation, the rest need not be shown."""
        if self._deviation is not None:
            return False
        if isinstance(record, Damaged):
            self._deviation = _damage(record)
            return False
        before = self._streams.get(record.stream)
        for check in _CHECKS:
            self._deviation = check(record, before, self._keys)
            if self._deviation is not None:
                return False
        return self._accept(record, before)

    def report(self) -> Report:
        """Compare the heads, ask the followers and return the answer."""
        deviation = (
            self._deviation
            or self._missing_head()
            or self._erasures.finish(self._streams)
            or self._unfollowed()
        )
        streams = tuple(self._streams[name] for name in sorted(self._streams))
        return Report(streams=streams, deviation=deviation, warnings=tuple(self._warnings))

    def _accept(self, entry: Entry, before: StreamReport | None) -> bool:
        if before and entry.at < before.head.at:
            self._warnings.append(
                Warned(stream=entry.stream, seq=entry.seq, before=before.head.at, at=entry.at)
            )
        known = before or StreamReport(
            stream=entry.stream, entries=0, redacted=0, head=_head(entry)
        )
        self._streams[entry.stream] = replace(
            known,
            entries=known.entries + 1,
            redacted=known.redacted + (entry.body is None),
            head=_head(entry),
            erased=known.erased + len(erased_in(entry)),
        )
        self._deviation = self._other_history(entry) or self._erasures.take(entry)
        if self._deviation is None:
            for follower in self._followers:
                follower.entry(entry)
        return self._deviation is None

    def _other_history(self, entry: Entry) -> Deviation | None:
        wanted = self._expected.get(entry.stream)
        if wanted is None or wanted.seq != entry.seq or wanted.hash == entry.hash:
            return None
        return _deviation(entry, Check.HEAD, _spoken(wanted.hash), _spoken(entry.hash))

    def _missing_head(self) -> Deviation | None:
        for stream, wanted in sorted(self._expected.items()):
            known = self._streams.get(stream)
            last = known.head.seq if known else 0
            if last < wanted.seq:
                return Deviation(
                    check=Check.HEAD,
                    stream=stream,
                    seq=last + 1,
                    expected=f"entries up to number {wanted.seq} ({_spoken(wanted.hash)})",
                    found=f"the end after entry {last}" if last else "no entry at all",
                )
        return None

    def _unfollowed(self) -> Deviation | None:
        findings = (follower.finish() for follower in self._followers)
        return next((finding for finding in findings if finding), None)


class Erasures:
    """Compares what is gone with what the orders in the chain name; keeps nothing else in mind."""

    def __init__(self) -> None:
        self._gone: set[Place] = set()
        self._ordered: dict[Place, int] = {}
        self._bodiless: set[tuple[str, int]] = set()

    def take(self, entry: Entry) -> Deviation | None:
        """Take the next sound entry; tell at once if it keeps back what it may not."""
        if entry.body is None:
            self._bodiless.add((entry.stream, entry.seq))
            return None
        strange = entry.body.withheld.keys() - set(ERASABLE.get(entry.body.kind, ()))
        if strange:
            kept = f"{', '.join(sorted(strange))} kept back in an entry of kind {entry.body.kind}"
            return _deviation(entry, Check.ERASURE, "only fields that may be erased", kept)
        self._gone |= set(erased_in(entry))
        try:
            self._ordered |= dict.fromkeys(ordered_by(entry), entry.seq)
        except ValueError as error:
            return _deviation(entry, Check.ERASURE, "an order of erasures", str(error))
        return None

    def finish(self, read: Collection[str]) -> Deviation | None:
        """Tell the first field that is gone without an order, or there in spite of one.

        What an order says of a stream that is not at hand (`read`), or of an entry whose body was
        left out, cannot be compared.
        """
        for place in sorted(self._gone - self._ordered.keys()):
            return _erasure(place, "an order of erasure in the body's stream", "none")
        for place in sorted(self._ordered.keys() - self._gone):
            if place.stream in read and (place.stream, place.seq) not in self._bodiless:
                order = f"nothing, since entry {self._ordered[place]} ordered its erasure"
                return _erasure(place, order, "a value that is still there")
        return None


def verify(
    records: Iterable[Record],
    *,
    keys: Collection[bytes],
    expected: Mapping[str, Head] | None = None,
    followers: Iterable[Follower] = (),
) -> Report:
    """Check records of any number of streams, each stream in its own order.

    `expected` are heads that somebody wrote down: the entry of that number must have that hash.
    """
    verifier = Verifier(keys=keys, expected=expected, followers=followers)
    for record in records:
        if not verifier.take(record):
            break
    return verifier.report()


def _head(entry: Entry) -> Head:
    return Head(seq=entry.seq, hash=entry.hash, at=entry.at)


def _spoken(entry_hash: str) -> str:
    return f"{entry_hash[:16]}…, in words: {head_words(entry_hash)}"


def _damage(record: Damaged) -> Deviation:
    return Deviation(
        check=Check.UNREADABLE,
        stream=record.stream,
        seq=record.seq or record.line,
        expected="an entry in canonical form",
        found=record.problem,
    )


def _erasure(place: Place, expected: str, found: str) -> Deviation:
    return Deviation(
        check=Check.ERASURE,
        stream=place.stream,
        seq=place.seq,
        expected=f"for the field {place.field} {expected}",
        found=found,
    )


def _deviation(entry: Entry, check: Check, expected: str, found: str) -> Deviation:
    return Deviation(
        check=check, stream=entry.stream, seq=entry.seq, expected=expected, found=found
    )


def _sequence(entry: Entry, before: StreamReport | None, _keys: object) -> Deviation | None:
    wanted = before.head.seq + 1 if before else 1
    if entry.seq == wanted:
        return None
    # The gap is where the missing entry should stand, not where the next one was found.
    gap = Deviation(
        check=Check.SEQUENCE,
        stream=entry.stream,
        seq=wanted,
        expected=f"number {wanted}",
        found=f"number {entry.seq}",
    )
    return gap if entry.seq > wanted else replace(gap, seq=entry.seq)


def _chain(entry: Entry, before: StreamReport | None, _keys: object) -> Deviation | None:
    wanted = before.head.hash if before else GENESIS
    if entry.prev == wanted:
        return None
    return _deviation(entry, Check.CHAIN, f"predecessor {wanted}", f"predecessor {entry.prev}")


def _digest(entry: Entry, _before: object, _keys: object) -> Deviation | None:
    if entry.body is None or (made := digest_of(entry.body)) == entry.digest:
        return None
    return _deviation(entry, Check.DIGEST, f"digest {entry.digest}", f"content with digest {made}")


def _disclosed(entry: Entry, _before: object, _keys: object) -> Deviation | None:
    """What is said of an erasable field must be what was committed to."""
    body = entry.body
    if body is None:
        return None
    for name, blind in sorted(body.blinds.items()):
        wanted, made = body.withheld[name], commitment(blind, body.payload[name])
        if made != wanted:
            told = f"the field {name} committed to as {wanted}"
            return _deviation(entry, Check.DIGEST, told, f"content with commitment {made}")
    return None


def _hash(entry: Entry, _before: object, _keys: object) -> Deviation | None:
    made = hash_of(
        stream=entry.stream,
        seq=entry.seq,
        prev=entry.prev,
        at=entry.at,
        digest=entry.digest,
        form=entry.form,
    )
    if made == entry.hash:
        return None
    return _deviation(entry, Check.HASH, f"hash {entry.hash}", f"{made} (time {instant(entry.at)})")


def _signature(entry: Entry, _before: object, keys: Collection[bytes]) -> Deviation | None:
    message, signature = signed_message(entry.hash), bytes.fromhex(entry.signature)
    if any(signed_by(key, message, signature) for key in keys):
        return None
    known = ", ".join(key.hex() for key in keys) or "(none given)"
    return _deviation(
        entry, Check.SIGNATURE, f"a signature by {known}", f"signature {entry.signature[:32]}…"
    )


_CHECKS: tuple[Callable[[Entry, StreamReport | None, Collection[bytes]], Deviation | None], ...] = (
    _sequence,
    _chain,
    _digest,
    _disclosed,
    _hash,
    _signature,
)
