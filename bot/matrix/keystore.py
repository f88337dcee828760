# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Where keys lie: nio's SQLite store, with our policy as its trust and with few disk writes.

Differences to nio's own stores:
- trust is not stored; a device is trusted exactly while the sharing policy permits it;
- ratchets that change while a room key is handed out are written in one go, not one by one;
- write-ahead log, so that one transaction costs one disk sync;
- small tables: events that could not be read, users' last known master keys, their
  self-signing keys, our rooms' state,
  since when room keys lie here;
- what is not used any more can be forgotten.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from math import inf
from pathlib import Path
from typing import Any

import peewee  # type: ignore[import-untyped]
from nio.crypto import OlmDevice, Session
from nio.store import MatrixStore, OlmSessions
from nio.store.models import (
    Accounts,
    DeviceKeys,
    EncryptedRooms,
    Keys,
    MegolmInboundSessions,
)

from bot.matrix.roomstate import Course, Intended, StateName

DeviceName = tuple[str, str]
"""(user id, device id)"""

_PRAGMAS = ("PRAGMA journal_mode = wal", "PRAGMA synchronous = full")
_TABLES = (
    "CREATE TABLE IF NOT EXISTS gremium_unread (event_id TEXT PRIMARY KEY) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS gremium_masters"
    " (user TEXT PRIMARY KEY, master TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS gremium_signers"
    " (n INTEGER PRIMARY KEY, user TEXT NOT NULL, signer TEXT NOT NULL, UNIQUE (user, signer))",
    "CREATE TABLE IF NOT EXISTS gremium_state"
    " (room TEXT, type TEXT, state_key TEXT, digest TEXT NOT NULL,"
    " PRIMARY KEY (room, type, state_key)) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS gremium_state_ahead"
    " (room TEXT, type TEXT, state_key TEXT, ahead TEXT NOT NULL,"
    " PRIMARY KEY (room, type, state_key)) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS gremium_sessions"
    " (session_id TEXT PRIMARY KEY, since TEXT NOT NULL) WITHOUT ROWID",
)
_ROWS_PER_INSERT = 100  # SQLite allows 999 parameters in old builds


class KeysUnwritable(Exception):
    """The key store's disk failed or is full. What was under way must be done again later."""


@contextmanager
def told(file: Path) -> Iterator[None]:
    """Turn errors of the key store's database into ours, with a sentence."""
    try:
        yield
    except peewee.PeeweeException as error:
        raise KeysUnwritable(
            f"The key store {file} cannot be used ({error}). Check free space, owner and disk. If "
            "it is damaged: start once with --new-device, the bot's identity stays."
        ) from error


class KeyStore(MatrixStore):  # type: ignore[misc]  # nio is untyped
    """The key store of one device, in one SQLite file with mode 0600."""

    def __init__(self, user_id: str, device_id: str, folder: Path, key: str) -> None:
        """Open or create the store in `folder`; `key` encrypts everything secret in it."""
        self.permitted: frozenset[DeviceName] = frozenset()
        self._postponed: dict[str, tuple[str, Any]] | None = None
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.file = file = folder / "keys.db"
        file.touch(mode=0o600)
        super().__init__(user_id, device_id, str(folder), key, file.name)
        for statement in (*_PRAGMAS, *_TABLES):
            self.database.execute_sql(statement)
        rows = self.database.execute_sql("SELECT event_id FROM gremium_unread")
        self._unread = {event_id for (event_id,) in rows.fetchall()}

    def adopt(self, former: str) -> bool:
        """Take over what the account's earlier device could read, and forget the rest of it.

        Its conversations with other devices are never used again: two messages would be encrypted
        with one key if they are older than what was sent since. Tells whether there was anything.
        """
        with self.database.bind_ctx(self.models), self.database.atomic():
            ours = self._get_account()
            theirs = Accounts.get_or_none(
                Accounts.user_id == self.user_id, Accounts.device_id == former
            )
            if ours is None or theirs is None or ours.id == theirs.id:
                return False
            for table in (MegolmInboundSessions, EncryptedRooms):
                table.update(account=ours).where(table.account == theirs).execute()
            devices = DeviceKeys.select(DeviceKeys.id).where(DeviceKeys.account == theirs)
            Keys.delete().where(Keys.device.in_(devices)).execute()
            theirs.delete_instance()  # conversations and devices go with it
        return True

    def close(self) -> None:
        """Close the file."""
        self.database.close()

    # ── trust is the sharing policy ─────────────────────────────────────────────────────
    def is_device_verified(self, device: OlmDevice) -> bool:
        """Tell nio that it may encrypt for this device."""
        return (device.user_id, device.device_id) in self.permitted

    def is_device_blacklisted(self, device: OlmDevice) -> bool:
        """Tell nio that this device must not receive keys."""
        return not self.is_device_verified(device)

    def is_device_ignored(self, device: OlmDevice) -> bool:
        """Nobody is: a device is permitted or it is not."""
        return False

    # ── fewer writes ────────────────────────────────────────────────────────────────────
    def transaction(self) -> Any:
        """Return a context in which all writes end on the disk together or not at all."""
        return self.database.atomic()

    @contextmanager
    def postponed_sessions(self) -> Iterator[None]:
        """Collect changed Olm sessions and write each once, in one transaction, at the end."""
        self._postponed = {}
        try:
            yield
        finally:
            waiting, self._postponed = self._postponed, None
            self._write_sessions(waiting.values())

    def save_session(self, curve_key: str, session: Session) -> None:
        """Write an Olm session now, or at the end of `postponed_sessions`."""
        if self._postponed is None:
            super().save_session(curve_key, session)
        else:
            self._postponed[session.id] = (curve_key, session)

    def _write_sessions(self, sessions: Iterable[tuple[str, Any]]) -> None:
        with self.database.bind_ctx(self.models), self.database.atomic():
            account = self._get_account()
            rows = [
                {
                    "account": account,
                    "sender_key": curve_key,
                    "session": session.pickle(self.pickle_key),
                    "session_id": session.id,
                    "creation_time": session.creation_time,
                    "last_usage_date": session.use_time,
                }
                for curve_key, session in sessions
            ]
            for start in range(0, len(rows), _ROWS_PER_INSERT):
                OlmSessions.replace_many(rows[start : start + _ROWS_PER_INSERT]).execute()

    # ── what may go ─────────────────────────────────────────────────────────────────────
    def note_sessions(self, session_ids: Iterable[str], now: str) -> dict[str, str]:
        """Note room keys not noted before as here since `now`; return since when all are here."""
        here = set(session_ids)
        with self.database.atomic():
            rows = self.database.execute_sql("SELECT session_id, since FROM gremium_sessions")
            noted = dict(rows.fetchall())
            for session_id in noted.keys() - here:
                self._forget_note(session_id)
            for session_id in here - noted.keys():
                self.database.execute_sql(
                    "INSERT INTO gremium_sessions (session_id, since) VALUES (?, ?)",
                    (session_id, now),
                )
        return {session_id: noted.get(session_id, now) for session_id in here}

    def forget_group_sessions(self, session_ids: Iterable[str]) -> None:
        """Delete room keys we were given."""
        with self.database.bind_ctx(self.models), self.database.atomic():
            for session_id in session_ids:
                MegolmInboundSessions.delete().where(
                    MegolmInboundSessions.session_id == session_id
                ).execute()
                self._forget_note(session_id)

    def forget_olm_sessions(self, session_ids: Iterable[str]) -> None:
        """Delete conversations with other devices."""
        with self.database.bind_ctx(self.models), self.database.atomic():
            for session_id in session_ids:
                OlmSessions.delete().where(OlmSessions.session_id == session_id).execute()

    def _forget_note(self, session_id: str) -> None:
        self.database.execute_sql(
            "DELETE FROM gremium_sessions WHERE session_id = ?", (session_id,)
        )

    # ── our own memory ──────────────────────────────────────────────────────────────────
    def remember_unread(self, event_id: str) -> None:
        """Note that an event could not be read when it arrived."""
        if event_id in self._unread:
            return
        self.database.execute_sql(
            "INSERT OR IGNORE INTO gremium_unread (event_id) VALUES (?)", (event_id,)
        )
        self._unread.add(event_id)

    def was_unread(self, event_id: str) -> bool:
        """Tell whether the event could not be read when it arrived."""
        return event_id in self._unread

    def room_state(self) -> dict[StateName, Course]:
        """Return what we know of our rooms' state by room, type and state key."""
        rows = self.database.execute_sql("SELECT room, type, state_key, digest FROM gremium_state")
        known = {(*name,): Course(shown=digest) for *name, digest in rows.fetchall()}
        rows = self.database.execute_sql(
            "SELECT room, type, state_key, ahead FROM gremium_state_ahead"
        )
        for *name, ahead in rows.fetchall():
            shown = known.get((*name,), Course()).shown
            # What was confirmed was so before we started: by any clock long ago.
            intended = (
                Intended(digest=d, done=-inf if ok else None) for d, ok in json.loads(ahead)
            )
            known[(*name,)] = Course(shown=shown, ahead=tuple(intended))
        return known

    def remember_state(self, name: StateName, course: Course) -> None:
        """Note what we know of a piece of state."""
        ahead = json.dumps([(one.digest, one.done is not None) for one in course.ahead])
        with self.database.atomic():
            if course.shown is not None:
                self.database.execute_sql(
                    "INSERT INTO gremium_state (room, type, state_key, digest) VALUES (?, ?, ?, ?)"
                    " ON CONFLICT (room, type, state_key) DO UPDATE SET digest = excluded.digest",
                    (*name, course.shown),
                )
            self.database.execute_sql(
                "INSERT INTO gremium_state_ahead (room, type, state_key, ahead)"
                " VALUES (?, ?, ?, ?) ON CONFLICT (room, type, state_key)"
                " DO UPDATE SET ahead = excluded.ahead",
                (*name, ahead),
            )

    def masters(self) -> dict[str, str]:
        """Return the last known master key of each user."""
        rows = self.database.execute_sql("SELECT user, master FROM gremium_masters")
        return dict(rows.fetchall())

    def remember_master(self, user: str, master: str) -> None:
        """Note a user's master key."""
        self.database.execute_sql(
            "INSERT INTO gremium_masters (user, master) VALUES (?, ?)"
            " ON CONFLICT (user) DO UPDATE SET master = excluded.master",
            (user, master),
        )

    def signers(self) -> dict[str, list[str]]:
        """Return the self-signing keys each user ever had, as far as we saw, the newest last."""
        found: dict[str, list[str]] = {}
        rows = self.database.execute_sql("SELECT user, signer FROM gremium_signers ORDER BY n")
        for user, signer in rows.fetchall():
            found.setdefault(user, []).append(signer)
        return found

    def remember_signer(self, user: str, signer: str) -> None:
        """Note a self-signing key seen for the first time."""
        self.database.execute_sql(
            "INSERT OR IGNORE INTO gremium_signers (user, signer) VALUES (?, ?)", (user, signer)
        )
