# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The first tables: entries that cannot be changed, intake, settings, effects."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_REFUSAL = "the journal is append-only"
_SQLITE = """
CREATE TRIGGER entries_no_{verb} BEFORE {verb} ON entries
BEGIN SELECT RAISE(ABORT, '{refusal}'); END
"""
_POSTGRES_FUNCTION = f"""
CREATE FUNCTION entries_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '{_REFUSAL}'; END $$
"""
_POSTGRES_TRIGGER = """
CREATE TRIGGER entries_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON entries
FOR EACH STATEMENT EXECUTE FUNCTION entries_refuse()
"""


def upgrade() -> None:
    """Create everything."""
    _journal()
    _taken_in()
    _effects()
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(_SQLITE.format(verb=verb, refusal=_REFUSAL))
    else:
        op.execute(_POSTGRES_FUNCTION)
        op.execute(_POSTGRES_TRIGGER)


def downgrade() -> None:
    """A journal never goes back: restore the backup made before the update."""
    raise NotImplementedError


def _journal() -> None:
    op.create_table(
        "entries",
        sa.Column("stream", sa.Text, primary_key=True),
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("line", sa.Text, nullable=False),
    )
    op.create_table("signing_keys", sa.Column("public", sa.Text, primary_key=True))
    op.create_table(
        "kv",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
    )


def _taken_in() -> None:
    op.create_table(
        "intake",
        sa.Column("event_id", sa.Text, primary_key=True),
        sa.Column("room", sa.Text, nullable=False),
        sa.Column("session_id", sa.Text),
        sa.Column("message_index", sa.BigInteger),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("verdict", sa.Text, nullable=False),
        sa.UniqueConstraint("session_id", "message_index"),
    )
    op.create_table(
        "session_floors",
        sa.Column("session_id", sa.Text, primary_key=True),
        sa.Column("highest", sa.BigInteger, nullable=False),
    )


def _effects() -> None:
    op.create_table(
        "effects",
        sa.Column("txn_id", sa.Text, primary_key=True),
        sa.Column("stream", sa.Text, nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("n", sa.Integer, nullable=False),
        sa.Column("key", sa.Text),
        sa.Column("result", sa.Text, nullable=False),
    )
    op.create_index("effects_by_key", "effects", ["key", "seq", "n"])
    op.create_index("effects_by_entry", "effects", ["stream", "seq"])
    op.create_table(
        "cursors",
        sa.Column("stream", sa.Text, primary_key=True),
        sa.Column("seq", sa.Integer, nullable=False),
    )
