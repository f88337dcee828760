# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""People who ask to listen to a public meeting (Zuhörende): who waits, and for how long.

Pure: the clock is the caller's. A request is nobody's act and stands in no journal: what a citizen
has written is forgotten when the office has decided, or after `LIFE`. Anybody can ask, as often as
they like, so everything is bounded, and what is asked twice is one request.

Taking a request (`asked`) does not look at whose it is, so that nobody learns from the answer, or
from how long it took, who is known; that is sorted out afterwards (`sorted_out`).
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bot.domain.ids import UserId
from bot.texts import clean_name

NAME_LIMIT = 80
USER_LIMIT = 255
"""Characters of a Matrix id (specification, "Identifier Grammar")."""
MOST = 40
"""So many wait at once; then people are sent to the office."""
OFTEN, WITHIN = 20, timedelta(hours=1)
"""So many requests are taken within so long."""
LIFE = timedelta(days=14)
_USER = re.compile(r"@[a-z0-9._=/+-]{1,200}:[A-Za-z0-9.-]{1,200}(?::[0-9]{1,5})?\Z")
"""Of today's Matrix ids; the historical ones, with any character, are not for a public form."""
_BESIDE = frozenset(" -'’·")
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


GUESTS = "org.gremium.guests"
"""Field that tells the office's page who waits (``docs/reference/guests.schema.json``)."""
GUESTS_VERSION = 1
TOLD = 12_000
"""UTF-8 bytes of requests one message tells a page of."""


class NameUnusable(Exception):
    """Nobody is called so: too long, empty, or with signs no name has."""


class AccountUnusable(Exception):
    """That is no Matrix id."""


class TooManyWait(Exception):
    """More requests than the office can look at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GuestRequest:
    """Somebody who asks to listen."""

    number: int
    name: str
    user: UserId
    at: datetime

    @property
    def label(self) -> str:
        """Return how the office calls it: ``G3``."""
        return f"G{self.number}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What was typed into the form, and nobody has looked at yet."""

    name: str
    user: UserId
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class GuestBook:
    """The requests of one body that wait, the oldest first."""

    waiting: tuple[GuestRequest, ...] = ()
    taken: tuple[Taken, ...] = ()
    last: int = 0
    """The number given last; none is given twice."""
    changes: int = 0
    """How often who waits has changed: of two lists the one with more is newer."""
    recent: tuple[datetime, ...] = ()
    """When the last requests came in, also those that are decided."""

    def find(self, label: str) -> GuestRequest | None:
        return next((one for one in self.waiting if one.label == label.strip().upper()), None)


def read_name(typed: str) -> str:
    """Return a name as it may be shown in the office. Raises NameUnusable.

    Letters, and between them what names have: nothing a client would make a link, a mention or
    markup of, and nothing that turns the direction of what follows.
    """
    if len(typed) > NAME_LIMIT or any(_is_hidden(char) for char in typed):
        raise NameUnusable
    name = clean_name(typed)
    if not any(char.isalpha() for char in name) or not all(map(_is_named_so, name)):
        raise NameUnusable
    if re.search(r"\.(?! |\Z)", name):  # "Dr. Beispiel", but no address
        raise NameUnusable
    return name


def _is_hidden(char: str) -> bool:
    return unicodedata.category(char) in _HIDDEN


def _is_named_so(char: str) -> bool:
    return char.isalpha() or char in _BESIDE or char == "." or unicodedata.category(char) == "Mn"


def read_user(typed: str) -> UserId:
    """Return a Matrix id. Raises AccountUnusable."""
    user = typed.strip()
    if len(user) > USER_LIMIT or not _USER.match(user):
        raise AccountUnusable
    return UserId(user)


def current(book: GuestBook, at: datetime) -> GuestBook:
    """Return the book without what nobody has decided for too long."""
    return replace(
        book,
        waiting=tuple(one for one in book.waiting if at - one.at < LIFE),
        taken=tuple(one for one in book.taken if at - one.at < LIFE),
        recent=tuple(one for one in book.recent if at - one < WITHIN),
    )


def asked(book: GuestBook, name: str, user: UserId, at: datetime) -> GuestBook:
    """Return the book with what somebody has typed, whoever it is. Raises TooManyWait."""
    book = current(book, at)
    if len(book.waiting) + len(book.taken) >= MOST or len(book.recent) >= OFTEN:
        raise TooManyWait
    new = Taken(name=name, user=user, at=at)
    return replace(book, taken=(*book.taken, new), recent=(*book.recent, at))


def sorted_out(book: GuestBook, belongs: Callable[[UserId], bool]) -> GuestBook:
    """Return the book with what was taken as requests that wait.

    Who `belongs` to the body, or waits already, has no need to ask: that is dropped.
    """
    waiting, last = book.waiting, book.last
    for one in book.taken:
        if belongs(one.user) or any(known.user == one.user for known in waiting):
            continue
        last += 1
        waiting += (GuestRequest(number=last, name=one.name, user=one.user, at=one.at),)
    new = last - book.last
    return replace(book, waiting=waiting, taken=(), last=last, changes=book.changes + new)


def decided(book: GuestBook, request: GuestRequest) -> GuestBook:
    """Return the book without a request: what it said is forgotten."""
    left = tuple(one for one in book.waiting if one != request)
    return replace(book, waiting=left, changes=book.changes + 1)


def told(book: GuestBook) -> dict[str, Any]:
    """Return who waits as the office's page is told: the oldest, as far as they fit."""
    waiting, size = list[dict[str, str]](), 0
    for one in book.waiting:
        entry = {"request": one.label, "name": one.name, "user": one.user, "at": one.at.isoformat()}
        size += len(json.dumps(entry, ensure_ascii=False).encode())
        if size > TOLD:
            break
        waiting.append(entry)
    return {
        "v": GUESTS_VERSION,
        "waiting": waiting,
        "more": len(book.waiting) - len(waiting),
        "changes": book.changes,
    }


def kept(book: GuestBook) -> dict[str, Any]:
    """Return the book as it is stored."""
    return {
        "last": book.last,
        "changes": book.changes,
        "recent": [one.isoformat() for one in book.recent],
        "taken": [
            {"name": one.name, "user": one.user, "at": one.at.isoformat()} for one in book.taken
        ],
        "waiting": [
            {"number": one.number, "name": one.name, "user": one.user, "at": one.at.isoformat()}
            for one in book.waiting
        ],
    }


def recalled(stored: Mapping[str, Any] | None) -> GuestBook:
    """Return the book as it was stored, also by an earlier version."""
    if stored is None:
        return GuestBook()
    return GuestBook(
        waiting=tuple(
            GuestRequest(
                number=one["number"],
                name=one["name"],
                user=UserId(one["user"]),
                at=datetime.fromisoformat(one["at"]),
            )
            for one in stored["waiting"]
        ),
        taken=tuple(
            Taken(name=one["name"], user=UserId(one["user"]), at=datetime.fromisoformat(one["at"]))
            for one in stored.get("taken", ())
        ),
        last=stored["last"],
        changes=stored.get("changes", 0),
        recent=tuple(datetime.fromisoformat(one) for one in stored["recent"]),
    )
