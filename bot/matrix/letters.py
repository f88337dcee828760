# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Letters that come once more because a server died over them.

A client whose message to our device got no answer sends it again. Servers know such a repetition
only as long as they live (Synapse keeps the transaction ids of `/sendToDevice` in memory), so one
that died after it took a letter in has it twice. The copy opens nothing, and nobody did wrong.
"""

from __future__ import annotations

import hashlib
import json
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any

REPEATED_WITHIN = 300.0
"""So many seconds after the server came back clients may still repeat what was not answered."""
REMEMBERED = 1_000
"""Letters remembered; a copy of an older one is told."""


class Letters:
    """Which letters were read, to know a copy that a server made by dying from one played in."""

    def __init__(self) -> None:
        self._read: OrderedDict[bytes, bool] = OrderedDict()
        """Marks of letters, and whether a copy of each was passed over already."""

    def was_read(self, letter: Mapping[str, Any]) -> None:
        """Note that the letter was opened."""
        self._read.setdefault(_mark(letter), False)
        while len(self._read) > REMEMBERED:
            self._read.popitem(last=False)

    def is_repetition(self, letter: Mapping[str, Any], since_back: float) -> bool:
        """Whether it is the first copy of a letter read, soon after the server was away.

        `since_back` are the seconds since it came back.
        """
        mark = _mark(letter)
        if since_back > REPEATED_WITHIN or self._read.get(mark, True):
            return False
        self._read[mark] = True
        return True


def _mark(letter: Mapping[str, Any]) -> bytes:
    words = json.dumps([letter.get("sender"), letter.get("content")], sort_keys=True)
    return hashlib.sha256(words.encode()).digest()
