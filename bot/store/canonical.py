# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Canonical JSON (RFC 8785): one value, one sequence of bytes. Home of `rfc8785`.

Our values are objects with text keys, arrays, text, integers up to 2^53-1, true, false and null.
Fractional numbers are refused: shares are written as text ("2/3"), so no rounding can creep in.
"""

from __future__ import annotations

import json
from typing import Any

import rfc8785

Json = Any
"""A value as `json.loads` returns it."""


def canonical(value: Json) -> bytes:
    """Return the RFC 8785 form of `value` in UTF-8.

    Raises ValueError for what has no such form here: numbers with a fraction or beyond 2^53-1,
    text with lone surrogates, keys that are not text.
    """
    try:
        encoded: bytes = rfc8785.dumps(value)
    except UnicodeEncodeError as error:
        raise ValueError("a key contains a lone surrogate") from error
    return encoded


def parse(text: str | bytes) -> Json:
    """Read JSON and refuse numbers with a fraction. Raises ValueError, also for bad UTF-8."""
    return json.loads(text, parse_float=_refuse, parse_constant=_refuse)


def parse_canonical(text: str | bytes) -> Json:
    """Read JSON that must already be in canonical form. Raises ValueError otherwise."""
    raw = text.encode() if isinstance(text, str) else text
    value = parse(raw)
    if canonical(value) != raw:
        raise ValueError("the text is not in canonical form (RFC 8785)")
    return value


def _refuse(number: str) -> None:
    raise ValueError(f"the number {number[:20]} is not an integer")
