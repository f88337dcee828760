# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a device said and never came: its messages are numbered in ciphertext, session by session.

A server can keep a message from everybody for ever, but the next one of the same session has a
number that is too high. Only what came in this run is compared: after a restart the first message
of a session begins anew. A program that gave up sending leaves the same gap.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import TypeVar

K = TypeVar("K")
REMEMBERED = 10_000
"""Sessions, and gaps, remembered at most."""


class Numbering:
    """The numbers of messages that came, for each session."""

    def __init__(self) -> None:
        self._highest: OrderedDict[str, int] = OrderedDict()
        """The highest number of an act that came."""
        self._beside: dict[str, set[int | str]] = {}
        """What came since and is no act: by number, or by event id if nobody could read it."""
        self._gaps: OrderedDict[tuple[str, int], int] = OrderedDict()

    def beside(self, session_id: str, what: int | str) -> None:
        """Note something that takes a number and is no act: unreadable, or a verification."""
        self._beside.setdefault(session_id, set()).add(what)
        while len(self._beside) > REMEMBERED:
            del self._beside[next(iter(self._beside))]

    def skipped(self, session_id: str, number: int) -> int:
        """Take in an act; return how many messages directly before it never came.

        An act that comes again, since a turn of the sync was lost, has the gap it had.
        """
        highest = self._highest.get(session_id)
        if highest is not None and number <= highest:
            return self._gaps.get((session_id, number), 0)
        came = self._beside.pop(session_id, set())
        self._highest[session_id] = number
        _trim(self._highest)
        gap = 0 if highest is None else max(0, number - highest - 1 - len(came))
        if gap:
            self._gaps[session_id, number] = gap
            _trim(self._gaps)
        return gap


def _trim(known: OrderedDict[K, int]) -> None:
    while len(known) > REMEMBERED:
        known.popitem(last=False)
