# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the journal holds, as values: entries, their origin, heads, and what was taken in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Generic, TypeVar

Event = TypeVar("Event")
"""The union of domain events the journal is made for."""

MAX_ID_BYTES = 255
"""Matrix ids are at most so long (Matrix specification, appendix "Common identifier format")."""


class Via(StrEnum):
    """Which door an act came through."""

    MATRIX = "matrix"
    OPERATOR = "operator"
    TIMER = "timer"


def storable_id(text: str) -> bool:
    """Tell whether `text` can be kept as an id: 1 to 255 bytes of UTF-8, no control characters.

    A hostile homeserver may send ids with NUL or lone surrogates; the caller refuses the event.
    """
    try:
        size = len(text.encode())
    except UnicodeEncodeError:
        return False
    return 0 < size <= MAX_ID_BYTES and text.isprintable()


def _check_ids(where: str, *ids: str | None) -> None:
    for text in ids:
        if text is not None and not storable_id(text):
            raise ValueError(f"{where}: an id is empty, too long or holds control characters.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where an act came from. Ids are Matrix ids; `index` is the Megolm message index."""

    via: Via
    event: str | None = None
    room: str | None = None
    sender: str | None = None
    device: str | None = None
    session: str | None = None
    index: int | None = None

    def __post_init__(self) -> None:
        _check_ids("Origin", self.event, self.room, self.sender, self.device, self.session)


OPERATOR = Origin(via=Via.OPERATOR)
TIMER = Origin(via=Via.TIMER)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEntry(Generic[Event]):
    """An event to be written down. `at` is the bot's time, aware; it is stored in UTC."""

    stream: str
    event: Event
    at: datetime
    origin: Origin

    def __post_init__(self) -> None:
        _check_ids("Stream name", self.stream)
        if self.at.tzinfo is None:
            raise ValueError("The time of an entry must carry a time zone.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """The part of an entry that a public excerpt may leave out."""

    kind: str
    version: int
    """Version of the stored format of this kind, from 1."""
    origin: Origin
    payload: Mapping[str, Any]
    """The event as JSON without what was erased; do not change it."""
    salt: str
    """32 hex digits. Keeps a left-out body from being guessed from its digest."""
    withheld: Mapping[str, str] = field(default_factory=dict)
    """Field to commitment (hex): what stands in the digest instead of an erasable field."""
    blinds: Mapping[str, str] = field(default_factory=dict)
    """Field to salt (hex) of its commitment; a withheld field without one was erased."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the journal. Hashes, salt and signature are lower-case hex.

    `body` is None in an excerpt where it was left out; the chain still holds.
    """

    stream: str
    seq: int
    """Number within the stream, from 1 without gaps."""
    prev: str
    """Hash of the entry before, 64 zeros at the first."""
    at: datetime
    """The bot's time in UTC, to the microsecond."""
    digest: str
    """SHA-256 over salt and body."""
    hash: str
    """SHA-256 over stream, seq, prev, at and digest."""
    signature: str
    """Ed25519 over the hash."""
    body: Body | None
    form: int = 1
    """Version of the form of the line: 2 where fields are committed to one by one."""

    @property
    def kind(self) -> str | None:
        """Kind of the event, None if the body was left out."""
        return self.body.kind if self.body else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Damaged:
    """A line or row that cannot be read as an entry."""

    stream: str
    seq: int | None
    """Number of the entry if it could be read."""
    line: int
    """Place in the file or stream, from 1."""
    problem: str


Record = Entry | Damaged


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The last entry of a stream."""

    seq: int
    hash: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """A Matrix event that was taken in, whether it was accepted or refused.

    Plaintext events have neither session nor index. `verdict` is a short word without content,
    such as "accepted" or the name of the refusal.
    """

    event_id: str
    room: str
    at: datetime
    session_id: str | None = None
    message_index: int | None = None
    verdict: str = "accepted"

    def __post_init__(self) -> None:
        _check_ids("Intake", self.event_id, self.room, self.session_id)
        if (self.session_id is None) != (self.message_index is None):
            raise ValueError("Intake: session and message index belong together.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """An effect that was performed. (stream, seq, n): the n-th effect of that entry."""

    txn_id: str
    stream: str
    seq: int
    n: int
    key: str | None
    """Name under which later effects find it, such as "tally/b3"; the newest wins."""
    result: Any
    """JSON: the Matrix event id, a room id, an error."""


def instant(at: datetime) -> str:
    """Write a time the one way the journal does: ``2026-03-12T18:04:05.000000Z``."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def read_instant(text: str) -> datetime:
    """Read what `instant` wrote. Raises ValueError for every other form."""
    at = datetime.fromisoformat(text)
    if at.tzinfo is None or instant(at) != text:
        raise ValueError("a time must look like 2026-03-12T18:04:05.000000Z")
    return at
