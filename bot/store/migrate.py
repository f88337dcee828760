# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Brings the tables up to date when a journal is opened. Home of Alembic."""

from __future__ import annotations

from pathlib import Path
from threading import Lock

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from bot.store.errors import JournalMissing, JournalTooNew, StoreUnavailable

SCRIPTS = Path(__file__).parent / "migrations"
_ONE_AT_A_TIME = Lock()
"""Alembic's operations go to whatever connection its process-wide context names."""


def upgrade(connection: Connection) -> None:
    """Make or migrate the tables, all steps in one transaction. Raises JournalTooNew."""
    with _ONE_AT_A_TIME, connection.begin():
        script = ScriptDirectory(str(SCRIPTS))
        if _state(connection, script) == script.get_current_head():
            return
        config = Config()
        # ConfigParser would read "%" in a path as the start of a reference.
        config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def check(connection: Connection) -> None:
    """Refuse to read tables of another age. Raises JournalTooNew, StoreUnavailable."""
    with connection.begin():
        script = ScriptDirectory(str(SCRIPTS))
        state = _state(connection, script)
        if state is None:
            raise JournalMissing("There is no journal at this address; start the bot once.")
        if state != script.get_current_head():
            raise StoreUnavailable(
                f"The journal has the older format {state}; start the bot once to bring it up to "
                "date, then read it."
            )


def _state(connection: Connection, script: ScriptDirectory) -> str | None:
    state = MigrationContext.configure(connection).get_current_revision()
    known = {revision.revision for revision in script.walk_revisions()}
    if state is not None and state not in known:
        raise JournalTooNew(
            f"The journal has format {state}, this program knows up to "
            f"{script.get_current_head()}. A newer version wrote it: install that version, or "
            "restore the backup made before the update."
        )
    return state
