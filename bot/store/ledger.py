# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Entries in the database: append a batch in the open transaction, read pages and heads."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert, select

from bot.store import tables
from bot.store.chain import GENESIS, committed, from_line, seal, to_line
from bot.store.codec import Encoded
from bot.store.entries import Body, Damaged, Entry, Head, Intake, NewEntry, Record
from bot.store.erasable import ERASABLE
from bot.store.errors import JournalDamaged, StaleHead
from bot.store.schema import entries
from bot.store.signing import Signer


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One append: what is written together or not at all."""

    batch: Sequence[tuple[NewEntry[Any], Encoded]]
    intake: Sequence[Intake]
    kv: Mapping[str, Any]
    expect: Mapping[str, int]


_INSERT = insert(entries)


def append(
    connection: Connection,
    order: Order,
    signer: Signer,
    salt: Callable[[], bytes],
    known: Mapping[str, Head],
) -> list[Entry]:
    """Write an order. Raises StaleHead, AlreadyTaken or Replayed; the caller then rolls back.

    `known` are heads the one writer remembers; all others are looked up.
    """
    touched = {*order.expect, *(new.stream for new, _ in order.batch)}
    heads = {stream: known.get(stream) or head(connection, stream) for stream in sorted(touched)}
    expected(order.expect, heads)
    tables.take(connection, order.intake)
    sealed = seal_all(order.batch, heads, signer, salt)
    if sealed:
        connection.execute(_INSERT, [_row(entry) for entry in sealed])
    tables.put(connection, order.kv)
    return sealed


def write(
    connection: Connection,
    orders: Sequence[tuple[Order, Sequence[Entry]]],
    known: Mapping[str, Head],
) -> list[Entry]:
    """Write orders whose entries are sealed already. Raises as `append` does."""
    written = [entry for _, sealed in orders for entry in sealed]
    begins: dict[str, int] = {}
    for entry in written:
        begins.setdefault(entry.stream, entry.seq - 1)
    expected(begins, {s: known.get(s) or head(connection, s) for s in sorted(begins)})
    tables.take(connection, [act for order, _ in orders for act in order.intake])
    if written:
        connection.execute(_INSERT, [_row(entry) for entry in written])
    settings: dict[str, Any] = {}
    for order, _ in orders:
        settings |= order.kv
    tables.put(connection, settings)
    return written


def expected(wanted: Mapping[str, int], heads: Mapping[str, Head | None]) -> None:
    """Raise StaleHead unless the streams end where somebody decided."""
    for stream, seq in wanted.items():
        found = _seq(heads[stream])
        if found != seq:
            raise StaleHead(stream, seq, found)


def seal_all(
    batch: Sequence[tuple[NewEntry[Any], Encoded]],
    heads: dict[str, Head | None],
    signer: Signer,
    salt: Callable[[], bytes],
) -> list[Entry]:
    """Chain and sign a batch behind `heads`, which are moved on."""
    sealed = []
    for new, encoded in batch:
        before = heads[new.stream]
        body = Body(
            kind=encoded.kind,
            version=encoded.version,
            origin=new.origin,
            payload=encoded.payload,
            salt=salt().hex(),
        )
        if fields := ERASABLE.get(encoded.kind):
            body = committed(body, fields, salt)
        entry = seal(
            stream=new.stream,
            seq=_seq(before) + 1,
            prev=before.hash if before else GENESIS,
            at=new.at,
            body=body,
            signer=signer,
        )
        heads[new.stream] = head_of(entry)
        sealed.append(entry)
    return sealed


def head_of(entry: Entry) -> Head:
    """The head of a stream that ends with this entry."""
    return Head(seq=entry.seq, hash=entry.hash, at=entry.at)


def _seq(known: Head | None) -> int:
    return known.seq if known else 0


def _row(entry: Entry) -> dict[str, Any]:
    return {"stream": entry.stream, "seq": entry.seq, "line": to_line(entry).decode()}


def page(connection: Connection, stream: str, after: int, size: int) -> list[tuple[int, Record]]:
    """Return up to `size` rows of a stream above `after` with their row numbers."""
    rows = connection.execute(
        select(entries.c.seq, entries.c.line)
        .where(entries.c.stream == stream, entries.c.seq > after)
        .order_by(entries.c.seq)
        .limit(size)
    )
    return [(row.seq, _record(stream, row.seq, row.line)) for row in rows]


def _record(stream: str, seq: int, line: str) -> Record:
    try:
        entry = from_line(line.encode())
        if (entry.stream, entry.seq) != (stream, seq):
            raise ValueError(f"it says it is entry {entry.seq} of {entry.stream!r}")
    except (ValueError, AttributeError) as error:
        return Damaged(stream=stream, seq=seq, line=seq, problem=str(error))
    return entry


def streams(connection: Connection) -> list[str]:
    """Names of all streams, sorted."""
    names = connection.scalars(select(entries.c.stream).distinct())
    return sorted(names)


def head(connection: Connection, stream: str) -> Head | None:
    """The last entry of a stream. Raises JournalDamaged if it cannot be read."""
    row = connection.execute(
        select(entries.c.seq, entries.c.line)
        .where(entries.c.stream == stream)
        .order_by(entries.c.seq.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    record = _record(stream, row.seq, row.line)
    if isinstance(record, Damaged):
        raise JournalDamaged(
            f"The last entry of stream {stream!r} (number {row.seq}) cannot be read: "
            f"{record.problem}. Nothing is appended to a broken chain. Run `gremium verify`, "
            "then restore the last backup."
        )
    return head_of(record)


def heads(connection: Connection) -> dict[str, Head]:
    """The last entry of every stream."""
    found = ((stream, head(connection, stream)) for stream in streams(connection))
    return {stream: known for stream, known in found if known}
