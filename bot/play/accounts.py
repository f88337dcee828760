# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The accounts of the played members, and the file that lets a person join as one of them."""

from __future__ import annotations

import json
import secrets
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.archive import write_private
from bot.domain.ids import SeatId
from bot.domain.values import Seat
from bot.texts import Texts

ACCOUNTS = "demo-accounts.txt"
PASSWORDS = "players.json"
"""Passwords of the accounts; there only until the first member is enrolled."""
_LETTERS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ı": "i", "ł": "l", "ø": "o", "đ": "d", "æ": "ae"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A seat with the account somebody plays it with."""

    seat: SeatId
    name: str
    user: str
    """Matrix id."""
    password: str = field(repr=False)

    @property
    def localpart(self) -> str:
        return self.user[1:].partition(":")[0]


def people(
    seats: Iterable[Seat], server: str, passwords: Mapping[str, str] | None = None
) -> dict[SeatId, Person]:
    """Return a person for each seat, with an account name made of the name, and a password.

    ``passwords`` are those drawn before, by account name; the others are new.
    """
    known = passwords or {}
    found: dict[SeatId, Person] = {}
    taken: set[str] = set()
    for seat in seats:
        name = localpart(seat.name)
        if not name or name in taken:
            name = f"{name}.{localpart(seat.id)}".strip(".")
        taken.add(name)
        found[seat.id] = Person(
            seat=seat.id,
            name=seat.name,
            user=f"@{name}:{server}",
            password=known.get(name) or secrets.token_urlsafe(12),
        )
    return found


def keep_passwords(folder: Path, passwords: Mapping[str, str]) -> None:
    """Write the passwords down before accounts are made with them, mode 0600."""
    write_private(folder / PASSWORDS, json.dumps(dict(passwords)).encode())


def known_passwords(folder: Path) -> dict[str, str]:
    """Return what a start that was broken off has written down; empty if there was none."""
    path = folder / PASSWORDS
    try:
        told = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    except ValueError:
        told = {}
    return {str(name): str(word) for name, word in told.items()} if isinstance(told, dict) else {}


def localpart(name: str) -> str:
    """Return ``vu.thi.lan.anh`` for ``Vũ Thị Lan Anh``: what a Matrix account may be called."""
    plain = unicodedata.normalize("NFC", name).casefold().translate(_LETTERS)
    bare = unicodedata.normalize("NFD", plain)
    kept = (c if c.isascii() and c.isalnum() else " " for c in bare if not unicodedata.combining(c))
    return ".".join("".join(kept).split())


def write_accounts(
    folder: Path,
    texts: Texts,
    language: str,
    homeserver: str,
    who: Sequence[tuple[Person, str]],
) -> Path:
    """Write who can log in and how, mode 0600: each person with the recovery key."""
    lines = [texts.say(language, "play.accounts_head", homeserver=homeserver), ""]
    for person, recovery in who:
        facts = {
            "name": person.name,
            "seat": person.seat,
            "user": person.user,
            "password": person.password,
            "recovery": recovery,
        }
        lines += [texts.say(language, "play.account", **facts), ""]
    path = folder / ACCOUNTS
    write_private(path, "\n".join(lines).encode())
    return path
