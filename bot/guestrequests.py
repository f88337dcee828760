# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""People who ask to listen to a public meeting (Zuhörende): who waits, and for how long.

Pure: the clock is the caller's. A request is nobody's act and stands in no journal: what a citizen
has written is forgotten when the office has decided, or after `LIFE`. Anybody can ask, as often as
they like, so everything is bounded, and what is asked twice is one request.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
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
"""So many requests are told to the office within so long."""
LIFE = timedelta(days=14)
_USER = re.compile(r"@[a-z0-9._=/+-]{1,200}:[A-Za-z0-9.-]{1,200}(?::[0-9]{1,5})?\Z")
"""Of today's Matrix ids; the historical ones, with any character, are not for a public form."""
_BESIDE = frozenset(" -'’·")
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


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
class GuestBook:
    """The requests of one body that wait, the oldest first."""

    waiting: tuple[GuestRequest, ...] = ()
    last: int = 0
    """The number given last; none is given twice."""
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
        recent=tuple(one for one in book.recent if at - one < WITHIN),
    )


def asked(book: GuestBook, name: str, user: UserId, at: datetime) -> GuestBook:
    """Return the book with one more request, or as it was if that person waits already.

    Raises TooManyWait.
    """
    book = current(book, at)
    if any(one.user == user for one in book.waiting):
        return book
    if len(book.waiting) >= MOST or len(book.recent) >= OFTEN:
        raise TooManyWait
    new = GuestRequest(number=book.last + 1, name=name, user=user, at=at)
    return GuestBook(waiting=(*book.waiting, new), last=new.number, recent=(*book.recent, at))


def decided(book: GuestBook, request: GuestRequest) -> GuestBook:
    """Return the book without a request: what it said is forgotten."""
    return replace(book, waiting=tuple(one for one in book.waiting if one != request))


def kept(book: GuestBook) -> dict[str, Any]:
    """Return the book as it is stored."""
    return {
        "last": book.last,
        "recent": [one.isoformat() for one in book.recent],
        "waiting": [
            {"number": one.number, "name": one.name, "user": one.user, "at": one.at.isoformat()}
            for one in book.waiting
        ],
    }


def recalled(told: Mapping[str, Any] | None) -> GuestBook:
    """Return the book as it was stored."""
    if told is None:
        return GuestBook()
    return GuestBook(
        waiting=tuple(
            GuestRequest(
                number=one["number"],
                name=one["name"],
                user=UserId(one["user"]),
                at=datetime.fromisoformat(one["at"]),
            )
            for one in told["waiting"]
        ),
        last=told["last"],
        recent=tuple(datetime.fromisoformat(one) for one in told["recent"]),
    )
