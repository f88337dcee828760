# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""JSON of strangers, read so that whatever comes out can be hashed, stored and sent on."""

from __future__ import annotations

import json
from typing import Any

MAX_INT = 2**53 - 1
"""Matrix knows no larger number (specification, "Canonical JSON"); JSON itself does."""


def sound_json(text: str | bytes, *, strict: bool = False) -> Any:
    """Return the value, lone surrogates in its strings replaced: nobody could send them on.

    Raises ValueError, also for bad UTF-8 and for numbers of thousands of digits, or RecursionError;
    `strict` also where an object names a key twice: readers differ on which of the two they take,
    so that members could read another word than we count.
    """
    # Decoded here, as json itself would guess at encodings and let halves of letters pass.
    text = text if isinstance(text, str) else text.decode()
    value = json.loads(text, object_pairs_hook=_unambiguous if strict else None)
    if "\\ud" not in text.lower():
        return value
    return json.loads(json.dumps(value, ensure_ascii=False).encode("utf-8", "replace"))


def _unambiguous(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise ValueError("an object names a key twice")
    return value


def whole_number(value: object) -> int | None:
    """Return the value if it is a number as Matrix has them, else None."""
    usable = isinstance(value, int) and not isinstance(value, bool) and abs(value) <= MAX_INT
    return value if usable and isinstance(value, int) else None
