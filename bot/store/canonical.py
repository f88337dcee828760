# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Canonical JSON (RFC 8785): one value, one sequence of bytes. Home of `canonicaljson`.

Our values are objects with text keys, arrays, text, integers up to 2^53-1, true, false and null.
For these `canonicaljson` writes what RFC 8785 demands (a test compares it with an implementation
of that RFC) at a fraction of its cost. Where the two would differ we refuse:

- Numbers with a fraction. Shares are written as text ("2/3"), so no rounding can creep in.
- Integers beyond 2^53-1, which other readers of JSON would round.
- Keys with characters from U+E000 on: RFC 8785 sorts by UTF-16, canonicaljson by code points.
"""

from __future__ import annotations

import json
from typing import Any

from canonicaljson import encode_canonical_json

Json = Any
"""A value as `json.loads` returns it."""

MAX_INT = 2**53 - 1
FIRST_BAD_IN_KEY = "\ue000"


def canonical(value: Json) -> bytes:
    """Return the RFC 8785 form of `value` in UTF-8.

    Raises ValueError for what has no such form here (see above, and text with lone surrogates).
    """
    _check(value)
    return encode_canonical_json(value)


def _check(value: Json) -> None:
    match value:
        case None | bool() | str():
            return
        case int():
            if abs(value) > MAX_INT:
                raise ValueError("an integer beyond 2^53-1")
        case dict():
            for key, item in value.items():
                if not isinstance(key, str) or (not key.isascii() and max(key) >= FIRST_BAD_IN_KEY):
                    raise ValueError("a key that is not text, or with rare characters")
                _check(item)
        case list() | tuple():
            for item in value:
                _check(item)
        case _:
            raise ValueError(f"a value of type {type(value).__name__} has no place in the journal")


def parse(text: str | bytes) -> Json:
    """Read JSON and refuse numbers with a fraction. Raises ValueError, also for bad UTF-8."""
    return json.loads(text, parse_float=_refuse, parse_constant=_refuse)


def _refuse(number: str) -> None:
    raise ValueError(f"the number {number[:20]} is not an integer")
