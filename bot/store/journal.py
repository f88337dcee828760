# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The journal as the rest of the bot sees it: asynchronous, one writer, on disk before it returns.

A thread of its own writes, another reads, so the event loop never waits for a disk. When a call
that writes returns, its data has been flushed to stable storage (SQLite: WAL, synchronous=FULL;
PostgreSQL: a synchronous commit). If a writing call is cancelled or raises `StoreUnavailable`, the
caller must look at `head` to learn whether it stands.

The one exception is `gathering`: what its task appends waits for a common flush, so that sixty
votes that arrive together cost one. Until then nothing may be made visible: a caller hands what
follows to `Waiting.then`, and whoever is about to tell the world anything awaits `flush` first.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from types import TracebackType
from typing import Any, Generic, Self, TypeVar

from sqlalchemy import Connection

from bot.faults import APPEND, CURSOR, ERASE, KV, OUTCOME, PRUNE
from bot.store import erasing, ledger, tables
from bot.store.chain import SALT_BYTES
from bot.store.codec import Codec
from bot.store.database import Database
from bot.store.entries import Entry, Event, Head, Intake, NewEntry, Outcome, Record
from bot.store.erasable import ordered_by
from bot.store.errors import AlreadyTaken, JournalDamaged, Replayed, StoreError
from bot.store.gathering import Gathering, Waiting, nothing
from bot.store.signing import Signer

PAGE = 500
"""Entries fetched at a time; keeps memory flat however long a stream is."""

T = TypeVar("T")


def random_salt() -> bytes:
    """Return 16 bytes of the system's randomness."""
    return secrets.token_bytes(SALT_BYTES)


class Journal(Generic[Event]):
    """All streams of one municipality. Get one with `open`, end it with `close` or `async with`."""

    def __init__(
        self,
        database: Database,
        codec: Codec[Event],
        signer: Signer | None,
        salt: Callable[[], bytes],
    ) -> None:
        self._database = database
        self._codec = codec
        self._signer = signer
        self._salt = salt
        self._heads: dict[str, Head] = {}
        self._written: Mapping[str, Head] = {}
        self._gathering: Gathering | None = None
        self._flushing = asyncio.Lock()
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="journal-writer")
        self._reader = ThreadPoolExecutor(1, thread_name_prefix="journal-reader")

    @classmethod
    async def open(
        cls,
        url: str,
        *,
        codec: Codec[Event],
        signer: Signer | None,
        salt: Callable[[], bytes] = random_salt,
    ) -> Self:
        """Open the journal at `url`, making or migrating its tables.

        `url` is a path, ``sqlite:///path`` or ``postgresql://user@host/name``. Without a signer
        the journal can only be read, also while another process writes.
        Raises JournalInUse, JournalTooNew, StoreUnavailable, each with a sentence.
        """
        database = Database(url, writable=signer is not None)
        journal = cls(database, codec, signer, salt)
        try:
            await journal._run(journal._writer, database.open)
            if signer is not None:
                public = signer.public.hex()
                await journal._write(KV, lambda connection: tables.add_key(connection, public))
        except BaseException:
            await journal.close()
            raise
        return journal

    async def close(self) -> None:
        """Finish what is queued, give the lock back. Closing twice is harmless."""
        self._reader.shutdown()  # reads are short; the connection is closed only after them
        with suppress(RuntimeError):
            await self._run(self._writer, self._database.close)
        self._writer.shutdown()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    @property
    def codec(self) -> Codec[Event]:
        """The codec the journal was opened with."""
        return self._codec

    @property
    def written(self) -> Mapping[str, Head]:
        """The last entry of each stream that was appended since the journal was opened."""
        return self._written

    def vouch(self, message: bytes) -> tuple[bytes, bytes]:
        """Return the journal's public key and its signature over `message`.

        The caller puts a context before the message that no entry begins with.
        Raises StoreError for a journal opened for reading.
        """
        if self._signer is None:
            raise StoreError("The journal was opened for reading; nothing can be signed.")
        return self._signer.public, self._signer.sign(message)

    async def append(
        self,
        batch: Sequence[NewEntry[Event]],
        *,
        intake: Intake | Iterable[Intake] | None = None,
        kv: Mapping[str, Any] | None = None,
        expect: Mapping[str, int] | None = None,
        then: Callable[[list[Entry]], None] = nothing,
        undo: Callable[[], None] = nothing,
    ) -> list[Entry]:
        """Write a batch of events, what was taken in, and settings: all of it or nothing.

        `expect` names for streams the number of the last entry the caller decided on (0: none);
        the batch may span several streams and may be empty (a refused act is taken in, too).
        `then` is called when it stands on the disk: at once, or at the end of a `gathering`. In one
        it may turn out later that nothing could be written; `undo` is called then.
        Raises StaleHead, AlreadyTaken, Replayed, CodecError, StoreUnavailable, DiskFull.
        """
        signer = self._signer
        if signer is None:
            raise StoreError("The journal was opened for reading; nothing can be appended.")
        acts = [intake] if isinstance(intake, Intake) else list(intake or ())
        order = ledger.Order(
            batch=[(new, self._codec.encode(new.event)) for new in batch],
            intake=acts,
            kv=dict(kv or {}),
            expect=dict(expect or {}),
        )
        gathering = self._gathering
        if gathering is not None and gathering.is_mine():
            return await self._later(gathering, Waiting(order=order, then=then, undo=undo), signer)
        await self.flush()
        entries = await self._run(self._writer, self._append, order, signer)
        if gathering is not None:
            gathering.moved(entries)
        then(entries)
        return entries

    def _append(self, order: ledger.Order, signer: Signer) -> list[Entry]:
        def work(connection: Connection) -> list[Entry]:
            return ledger.append(connection, order, signer, self._salt, self._heads)

        return self._committed(work)

    async def erase(self, order: NewEntry[Event]) -> Entry:
        """Append an order of erasure and carry it out, all or nothing; then compact the database.

        `order` is an event of kind `erasable.ORDER`. Chain, hashes and signatures of the entries it
        names still hold. Raises NotErasable, and what `append` raises.
        """
        signer = self._signer
        if signer is None:
            raise StoreError("The journal was opened for reading; nothing can be erased.")
        await self.flush()
        batch = [(order, self._codec.encode(order.event))]
        new = ledger.Order(batch=batch, intake=(), kv={}, expect={})
        [entry] = await self._run(self._writer, self._erase, new, signer)
        await self.compact()
        return entry

    def _erase(self, order: ledger.Order, signer: Signer) -> list[Entry]:
        def work(connection: Connection) -> list[Entry]:
            [entry] = ledger.append(connection, order, signer, self._salt, self._heads)
            erasing.exchange(connection, ordered_by(entry))
            return [entry]

        return self._committed(work, ERASE)

    async def compact(self) -> None:
        """Leave nothing of erased fields in free pages and logs of the database; repeatable."""
        await self._run(self._writer, self._database.aside, erasing.compact)

    def _committed(
        self, work: Callable[[Connection], list[Entry]], name: str = APPEND
    ) -> list[Entry]:
        try:
            entries = self._database.write(name, work)
        except BaseException:
            self._heads.clear()  # whether it was committed is known to the database only
            raise
        written = {entry.stream: ledger.head_of(entry) for entry in entries}
        self._heads.update(written)
        self._written = {**self._written, **written}  # replaced whole: others may be reading it
        return entries

    # ── many acts, one flush ────────────────────────────────────────────────────────────
    @asynccontextmanager
    async def gathering(self, events: Iterable[str] = ()) -> AsyncIterator[None]:
        """Let what this task appends and sets wait for one flush at the end of the block.

        `events` are the Matrix events to be taken in, looked up together. If the flush fails, now
        or on somebody else's behalf, everything since the last one is undone, and what the flush
        raised is raised here: the caller takes the whole batch in again. An error of the block
        itself leaves standing what was appended before it.
        """
        wanted = frozenset(events)
        known = await self._read(tables.taken_of, wanted) if wanted else frozenset()
        mine = self._gathering = Gathering(asked=wanted, known=known)
        try:
            yield
        finally:
            try:
                await self.flush()
            finally:
                self._gathering = None
            mine.check()

    async def flush(self) -> None:
        """Return when nothing waits any more; whoever makes something visible awaits this before.

        Raises what the disk raised; all that waited is undone then.
        """
        gathering = self._gathering
        if gathering is None or not gathering.waits:
            return
        async with self._flushing:
            waiting = gathering.take()
            if not waiting:
                gathering.check()
                return
            orders = [(one.order, one.entries) for one in waiting]
            try:
                await self._run(self._writer, self._write_waiting, orders)
            except BaseException as error:
                gathering.fail(waiting, error)
                raise
            for one in waiting:
                one.then(one.entries)
            gathering.settled()

    def _write_waiting(self, orders: Sequence[tuple[ledger.Order, list[Entry]]]) -> list[Entry]:
        def work(connection: Connection) -> list[Entry]:
            return ledger.write(connection, orders, self._heads)

        return self._committed(work)

    async def _later(self, gathering: Gathering, one: Waiting, signer: Signer) -> list[Entry]:
        gathering.check()
        for act in one.order.intake:
            await self._refuse_known(gathering, act)
        streams = {*one.order.expect, *(new.stream for new, _ in one.order.batch)}
        for stream in streams - gathering.heads.keys():
            found = self._heads.get(stream) or await self._read(ledger.head, stream)
            gathering.heads[stream] = found
        ledger.expected(one.order.expect, gathering.heads)
        one.entries[:] = ledger.seal_all(one.order.batch, gathering.heads, signer, self._salt)
        gathering.add(one)
        return one.entries

    async def _refuse_known(self, gathering: Gathering, act: Intake) -> None:
        if await self.taken(act.event_id):
            raise AlreadyTaken(act.event_id)
        if gathering.uses(act):
            raise Replayed(str(act.session_id), act.message_index or 0)

    async def read(self, stream: str, after: int = 0) -> AsyncIterator[Entry]:
        """Walk the entries of a stream with numbers above `after`, in order.

        Raises JournalDamaged at the first row that is not an entry.
        """
        async for record in self.records(stream, after):
            if not isinstance(record, Entry):
                raise JournalDamaged(
                    f"Row {record.line} of stream {stream!r} is not an entry: {record.problem}. "
                    "Run `gremium verify`, then restore the last backup."
                )
            yield record

    async def records(self, stream: str, after: int = 0) -> AsyncIterator[Record]:
        """Walk a stream like `read`, but hand out unreadable rows as `Damaged`."""
        while True:
            page = await self._settled(ledger.page, stream, after, PAGE)
            for _, record in page:
                yield record
            if len(page) < PAGE:
                return
            after = page[-1][0]

    async def streams(self) -> list[str]:
        """Names of all streams, sorted."""
        return await self._settled(ledger.streams)

    async def head(self, stream: str) -> Head | None:
        """The last entry of a stream, None if there is none yet."""
        return await self._settled(ledger.head, stream)

    async def heads(self) -> dict[str, Head]:
        """The last entry of every stream."""
        return await self._settled(ledger.heads)

    async def keys(self) -> list[str]:
        """Public keys (hex) that ever signed here. A copy for convenience, not a root of trust."""
        return await self._read(tables.keys)

    async def taken(self, event_id: str) -> bool:
        """Tell whether this Matrix event was taken in (pruned sessions are forgotten)."""
        gathering = self._gathering
        if gathering is not None and (known := gathering.knows(event_id)) is not None:
            return known
        return await self._read(tables.taken, event_id)

    async def places(self, event_ids: Iterable[str]) -> dict[str, tuple[str | None, int | None]]:
        """Return, of these Matrix events, those taken in, with the place in the Megolm session."""
        return await self._settled(tables.places_of, event_ids)

    async def seen(self, session_id: str, message_index: int) -> bool:
        """Tell whether this Megolm index was taken in, also after its session was pruned."""
        return await self._settled(tables.seen, session_id, message_index)

    async def highest(self, session_id: str) -> int | None:
        """The highest Megolm index taken in from a session."""
        return await self._settled(tables.highest, session_id)

    async def positions(self) -> list[tuple[str, int, str | None]]:
        """All (session, index, event) taken in; no event where only a pruned session's floor is."""
        return await self._settled(tables.positions)

    async def sessions_used(self, since: datetime) -> list[str]:
        """The Megolm sessions something was taken in from at `since` or later."""
        return await self._settled(tables.sessions_used, since)

    async def prune(self, session_ids: Iterable[str], before: datetime | None = None) -> None:
        """Forget the single messages of finished Megolm sessions, keep their highest index.

        From then on every index up to it counts as seen, so that nothing can be replayed even if
        the key comes again. With `before` also unsealed events are forgotten that came earlier.
        When a session is finished, `bot.tidying` says.
        """
        wanted = list(session_ids)

        def work(connection: Connection) -> None:
            tables.prune(connection, wanted)
            if before is not None:
                tables.forget_unsealed(connection, before)

        await self.flush()
        await self._write(PRUNE, work)

    async def get(self, key: str, default: Any = None) -> Any:
        """Return a setting (JSON) or `default`."""
        return await self._settled(tables.get, key, default)

    async def set(self, key: str, value: Any) -> None:
        """Store a setting (JSON); None removes it. In a `gathering` together with its acts."""
        if self._gathering is not None and self._gathering.is_mine():
            await self.append([], kv={key: value})
            return
        await self._write(KV, lambda connection: tables.put(connection, {key: value}))

    async def cursor(self, stream: str) -> int:
        """Number of the last entry whose effects are all done; 0 at the start."""
        return await self._read(tables.cursor, stream)

    async def advance(self, stream: str, seq: int) -> None:
        """Move the cursor; it never moves back."""
        await self._write(CURSOR, lambda connection: tables.advance(connection, stream, seq))

    async def outcome(self, txn_id: str) -> Outcome | None:
        """What came of an effect, None if it was not yet performed."""
        return await self._read(tables.outcome, txn_id)

    async def outcomes(self, stream: str, after: int = 0) -> dict[str, Outcome]:
        """All outcomes of a stream's entries above `after`, by transaction id."""
        return await self._read(tables.outcomes, stream, after)

    async def find_outcome(self, stream: str, key: str) -> Outcome | None:
        """The stream's newest outcome under `key`, such as the message a tally is edited into.

        Other streams may use the same key: two bodies each have a first meeting of the year.
        """
        return await self._read(tables.find_outcome, stream, key)

    async def record_outcome(
        self,
        txn_id: str,
        result: Any,
        *,
        stream: str,
        seq: int,
        n: int = 0,
        key: str | None = None,
        advance: bool = False,
    ) -> None:
        """Write down what came of an effect (JSON); the first record of a transaction id stands.

        With `advance` the cursor of the stream moves to `seq` in the same transaction: for the
        last effect of an entry, saving one flush.
        """
        outcome = Outcome(txn_id=txn_id, stream=stream, seq=seq, n=n, key=key, result=result)

        def write(connection: Connection) -> None:
            tables.record(connection, outcome)
            if advance:
                tables.advance(connection, stream, seq)

        await self._write(OUTCOME, write)

    async def _write(self, name: str, work: Callable[[Connection], T]) -> T:
        return await self._run(self._writer, self._database.write, name, work)

    async def _settled(self, work: Callable[..., T], *arguments: Any) -> T:
        """Read what may be waiting for its flush."""
        await self.flush()
        return await self._read(work, *arguments)

    async def _read(self, work: Callable[..., T], *arguments: Any) -> T:
        return await self._run(self._reader, self._database.read, work, *arguments)

    @staticmethod
    async def _run(pool: ThreadPoolExecutor, work: Callable[..., T], *arguments: Any) -> T:
        return await asyncio.get_running_loop().run_in_executor(pool, work, *arguments)
