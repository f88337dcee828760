# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""How often one address may ask."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Callable

PER_MINUTE = 240
"""Requests from one address: a whole council may sit behind one."""
ADDRESSES = 10_000


class Rate:
    """Counts requests of the last minute, for the addresses that asked last."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._recent: OrderedDict[str, deque[float]] = OrderedDict()

    def exceeded(self, address: str) -> bool:
        """Count a request; tell whether it is one too many."""
        now = self._clock()
        recent = self._recent.setdefault(address, deque(maxlen=PER_MINUTE))
        self._recent.move_to_end(address)
        while len(self._recent) > ADDRESSES:
            self._recent.popitem(last=False)
        if len(recent) == PER_MINUTE and now - recent[0] < 60:  # noqa: PLR2004 - a minute
            return True
        recent.append(now)
        return False
