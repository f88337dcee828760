# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What all views share: their size, what is cut, what is concealed."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.domain.ids import ItemId
from bot.domain.meeting import Meeting
from bot.domain.values import Result

View = dict[str, Any]
LIMIT = 24_000
"""UTF-8 bytes of a view, so that it and a message's text stay below 64 KiB sealed."""


@dataclass(frozen=True, slots=True)
class Lengths:
    """UTF-8 bytes for each title, wording and name, and how many papers of an item are named."""

    title: int
    text: int
    name: int
    papers: int

    def shortened(self, text: str) -> View:
        """Return a wording, and whether it was cut."""
        shown = cut(text, self.text)
        return {"text": shown, "cut": shown != text}


STEPS = (
    Lengths(200, 1_000, 120, 8),
    Lengths(100, 500, 80, 4),
    Lengths(40, 200, 40, 1),
    Lengths(15, 80, 20, 0),
    Lengths(8, 40, 10, 0),
)


def fitting(make: Callable[[Lengths], View]) -> View:
    """Return the view with the longest texts that keep it within `LIMIT`, else the shortest."""
    shown: View = {}
    for lengths in STEPS:
        shown = make(lengths)
        if size(shown) <= LIMIT:
            break
    return shown


def cut(text: str, limit: int) -> str:
    """Return the beginning of ``text`` that fits into ``limit`` bytes."""
    return text.encode()[:limit].decode(errors="ignore")


def size(shown: View) -> int:
    """Return how many bytes a view takes in a message."""
    return len(json.dumps(shown, ensure_ascii=False).encode())


def concealed(meeting: Meeting, item: ItemId | None) -> bool:
    """Tell whether ``item`` is one the public must not read more of than its number."""
    known = meeting.item_named(item) if item else None
    return known is not None and not known.public


def counted(result: Result) -> View:
    """Return the figures of a result, and what they were measured by."""
    return {
        "yes": result.yes,
        "no": result.no,
        "abstain": result.abstain,
        "not_voted": result.not_voted,
        "entitled": result.entitled,
        "base": result.base,
        "needed": result.needed,
        "adopted": result.adopted,
        "rule": result.rule,
    }
