# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Why the store could not do what it was asked; every message says what to do next.

```text
StoreError
 ├── CodecError        an event or an entry does not fit the stored format
 ├── StaleHead         somebody appended in between; nothing was written
 ├── AlreadyTaken      this Matrix event was taken in before; nothing was written
 ├── Replayed          this Megolm index was taken in before; nothing was written
 ├── JournalInUse      another process writes to this journal
 ├── JournalTooNew     written by a newer version of the program
 ├── JournalDamaged    an entry or the database file cannot be read
 ├── StoreUnavailable  disk or database server failed
 │    ├── DiskFull     no room left; nothing was lost
 │    └── ReadOnly     nothing may be written; nothing was lost
 ├── NotErasable       a field that was not made to be erased, or is gone already
 ├── JournalNotEmpty   a journal should go where another one is
 └── ExportRefused     the target of an export is not usable
```
"""

from __future__ import annotations


class StoreError(Exception):
    """Base of everything the store raises on purpose."""


class CodecError(StoreError):
    """An event or entry does not fit the stored format; names kind and field, never a value."""

    def __init__(self, kind: str, field: str, problem: str) -> None:
        super().__init__(f"Entry of kind {kind!r}, field {field or '(whole)'}: {problem}.")
        self.kind = kind
        self.field = field
        self.problem = problem


class StaleHead(StoreError):
    """The caller decided on an older state of the stream than the one stored."""

    def __init__(self, stream: str, expected: int, found: int) -> None:
        super().__init__(
            f"Stream {stream!r} stands at entry {found}, the caller expected {expected}; nothing "
            "was written. Read the stream again and decide anew."
        )
        self.stream = stream
        self.expected = expected
        self.found = found


class AlreadyTaken(StoreError):
    """The Matrix event was already taken in."""

    def __init__(self, event_id: str) -> None:
        super().__init__(f"Event {event_id} was already taken in; nothing was written.")
        self.event_id = event_id


class Replayed(StoreError):
    """The Megolm message index was already used by another event: a replay."""

    def __init__(self, session_id: str, message_index: int) -> None:
        super().__init__(
            f"Message {message_index} of Megolm session {session_id} was already taken in under "
            "another event id; nothing was written."
        )
        self.session_id = session_id
        self.message_index = message_index


class JournalInUse(StoreError):
    """Another process holds the writer's lock."""


class JournalTooNew(StoreError):
    """The database was migrated by a newer version of the program."""


class JournalDamaged(StoreError):
    """The database file or one of its rows cannot be read."""


class StoreUnavailable(StoreError):
    """Disk or database server failed; whether the last write stands is found by reading heads."""


class JournalMissing(StoreUnavailable):
    """The database can be had, but nobody has kept a journal in it yet."""


class DiskFull(StoreUnavailable):
    """No room is left. The transaction was rolled back, what stood before stands."""


class ReadOnly(StoreUnavailable):
    """Nothing may be written here now. Nothing was, what stood before stands."""


class NotErasable(StoreError):
    """A field cannot be erased; nothing was."""


class JournalNotEmpty(StoreError):
    """A journal should be written where there is one already."""


class ExportRefused(StoreError):
    """The target folder of an export exists already or cannot be written."""
