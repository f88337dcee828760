# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The tables of the store as SQLAlchemy Core sees them; made and changed by `migrations`.

Everything that is hashed is kept as text in its canonical form, never as a type of the database,
so that both databases return the very bytes that were hashed.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, MetaData, Table, Text, UniqueConstraint

metadata = MetaData()

entries = Table(
    "entries",
    metadata,
    Column("stream", Text, primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("line", Text, nullable=False),
)
"""Append-only (a trigger refuses changes). `line` is the canonical line of the whole entry."""

signing_keys = Table(
    "signing_keys",
    metadata,
    Column("public", Text, primary_key=True),
)

intake = Table(
    "intake",
    metadata,
    Column("event_id", Text, primary_key=True),
    Column("room", Text, nullable=False),
    Column("session_id", Text),
    Column("message_index", BigInteger),
    Column("at", Text, nullable=False),
    Column("verdict", Text, nullable=False),
    UniqueConstraint("session_id", "message_index"),
)

session_floors = Table(
    "session_floors",
    metadata,
    Column("session_id", Text, primary_key=True),
    Column("highest", BigInteger, nullable=False),
)
"""What is left of the intake of a finished Megolm session: every index up to `highest` is used."""

kv = Table(
    "kv",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

effects = Table(
    "effects",
    metadata,
    Column("txn_id", Text, primary_key=True),
    Column("stream", Text, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("n", Integer, nullable=False),
    Column("key", Text),
    Column("result", Text, nullable=False),
    Index("effects_by_key", "key", "seq", "n"),
    Index("effects_by_entry", "stream", "seq"),
)

cursors = Table(
    "cursors",
    metadata,
    Column("stream", Text, primary_key=True),
    Column("seq", Integer, nullable=False),
)
