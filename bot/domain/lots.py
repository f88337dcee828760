# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A lot everybody can check (öffentlich nachprüfbares Los): hand in, seal, say.

The chair and at least one member each think of words nobody else knows and hand in their SHA-256
digest. Once the digests are sealed and published nobody can change anything; then everybody says
the words aloud, and the digest of all of it picks the name. It is fair as soon as one of them has
words the others could not guess. `transcript` is what is hashed, to the letter;
docs/explanation/lots.md shows how to check it with the tools of any computer.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from unicodedata import normalize

from bot.domain.ids import SeatId

LEAST_LETTERS = 12
"""Fewer letters are guessed by trying all of them."""
LEAST_PEOPLE = 2
_DIGEST = re.compile(r"sha256:([0-9a-f]{64})\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicLot:
    """One draw among ``among`` for ``places``. ``void`` is why it came to nothing."""

    among: tuple[str, ...]
    places: int
    commitments: Mapping[SeatId, str] = field(default_factory=dict)
    """Digest of the words, by who handed it in."""
    sealed: bool = False
    revealed: Mapping[SeatId, str] = field(default_factory=dict)
    """The words themselves."""
    void: str = ""

    @property
    def waiting(self) -> tuple[SeatId, ...]:
        """Who handed in a digest and has not said the words yet."""
        return tuple(seat for seat in self.commitments if seat not in self.revealed)

    @property
    def over(self) -> bool:
        return bool(self.void) or (self.sealed and not self.waiting)


def tidied(words: str) -> str:
    """Return the words as they are hashed: one space between them, letters in Unicode's form C."""
    return normalize("NFC", " ".join(words.split()))


def digest_of(words: str) -> str:
    """Return the SHA-256 digest of the tidied words, as 64 hexadecimal digits."""
    return sha256(tidied(words).encode()).hexdigest()


def handed_in(text: str) -> str | None:
    """Return a digest that somebody has computed themselves (``sha256:…``), None for words."""
    found = _DIGEST.match(text.strip())
    return found[1].lower() if found else None


def transcript(lot: PublicLot, draw: str, place: int, among: tuple[str, ...]) -> str:
    """Return the text whose digest picks the name for one place; lines end without a new line."""
    words = [f"{seat}: {lot.revealed[seat]}" for seat in sorted(lot.revealed)]
    return "\n".join((draw, f"{place}", *among, *words))


def picked(lot: PublicLot, draw: str) -> tuple[str, ...]:
    """Return who is drawn, one for each place; ``draw`` names election and round (``W1/1``).

    The digest read as a number, divided by how many are left: the remainder counts from 0.
    """
    left, found = lot.among, list[str]()
    for place in range(1, lot.places + 1):
        number = int(sha256(transcript(lot, draw, place, left).encode()).hexdigest(), 16)
        found.append(left[number % len(left)])
        left = tuple(name for name in left if name != found[-1])
    return tuple(found)
