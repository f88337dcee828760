# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A small union of events that uses every shape of field, and a journal's other ingredients."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import IntEnum, StrEnum
from fractions import Fraction
from itertools import count
from typing import NewType

from bot.store import Codec, Ed25519Signer, Entry, NewEntry, Origin, Via
from bot.store.chain import GENESIS, seal
from bot.store.entries import Body

SeatId = NewType("SeatId", str)
START = datetime(2026, 3, 12, 18, 0, tzinfo=UTC)
SIGNER = Ed25519Signer(bytes(range(32)))
STRANGER = Ed25519Signer(bytes(range(1, 33)))


class Colour(StrEnum):
    GREEN = "green"
    RED = "red"


class Level(IntEnum):
    LOW = 1
    HIGH = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Motion:
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Amendment:
    text: str
    to: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """The simplest event."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Everything:
    """One field of every shape."""

    text: str
    seat: SeatId
    maybe: SeatId | None
    colour: Colour
    level: Level
    number: int
    flag: bool
    at: datetime
    day: date
    clock: time
    share: Fraction
    seats: tuple[SeatId, ...]
    pair: tuple[SeatId, int]
    colours: frozenset[Colour]
    motions: frozenset[Motion]
    by_colour: Mapping[Colour, Fraction]
    by_number: Mapping[int, tuple[Motion, ...]]
    motion: Motion
    target: Motion | Amendment
    other: Motion | Amendment | None
    key: SeatId | int | None


SampleEvent = Said | Everything
CODEC = Codec[SampleEvent](SampleEvent)


def salts() -> Callable[[], bytes]:
    """Return a source of salts that never repeats and is the same in every run."""
    numbers = count(1)
    return lambda: next(numbers).to_bytes(16, "big")


def origin(number: int = 0) -> Origin:
    """Where the `number`-th act came from."""
    return Origin(
        via=Via.MATRIX,
        event=f"$event{number}",
        room="!room:example.org",
        sender="@ayşe:example.org",
        device="DEVICE",
        session="session",
        index=number,
    )


def said(text: str, stream: str = "rat", minute: int = 0) -> NewEntry[SampleEvent]:
    """Return a new entry that says `text`."""
    at = START + timedelta(minutes=minute)
    return NewEntry(stream=stream, event=Said(text=text), at=at, origin=origin(minute))


def chain(batch: Iterable[NewEntry[SampleEvent]]) -> list[Entry]:
    """Seal new entries the way a journal does, without a database."""
    salt = salts()
    heads: dict[str, Entry] = {}
    entries = []
    for new in batch:
        before = heads.get(new.stream)
        encoded = CODEC.encode(new.event)
        body = Body(
            kind=encoded.kind,
            version=encoded.version,
            origin=new.origin,
            payload=encoded.payload,
            salt=salt().hex(),
        )
        heads[new.stream] = seal(
            stream=new.stream,
            seq=before.seq + 1 if before else 1,
            prev=before.hash if before else GENESIS,
            at=new.at,
            body=body,
            signer=SIGNER,
        )
        entries.append(heads[new.stream])
    return entries
