# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A journal head as six German words, so that the chair can read it aloud. Home of `xkcdpass`.

The list is the short German Diceware list of dys2p (1,296 words, BSD-3-Clause), as the package
`xkcdpass` carries it. Six words hold 62 bits: enough that nobody finds a second history with the
same words between two readings. A test pins the list's digest, since other words would mean
other readings of old heads.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

WORDS = 6
HASH_BYTES = 32


@cache
def word_list() -> tuple[str, ...]:
    """The 1,296 words in the order of the list."""
    text = files("xkcdpass").joinpath("static", "ger-short").read_text(encoding="utf-8")
    return tuple(text.split())


def head_words(head: str) -> str:
    """Return the six words for a head (64 hex digits), separated by spaces.

    The hash, read as a fraction of 2^256, is written in base 1,296; the first six digits are
    the words. Raises ValueError if `head` is not 32 bytes in hex.
    """
    raw = bytes.fromhex(head)
    if len(raw) != HASH_BYTES:
        raise ValueError(f"A head has 64 hex digits, this one {len(head)}.")
    words = word_list()
    rest = int.from_bytes(raw, "big")
    said = []
    for _ in range(WORDS):
        index, rest = divmod(rest * len(words), 1 << 256)
        said.append(words[index])
        # The remainder stays below 2^256: each step takes the next digit behind the point.
    return " ".join(said)
