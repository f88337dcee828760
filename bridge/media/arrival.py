# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""How a stream arrives at one receiver, by its own word, and how long it should keep pictures back.

A picture is a dozen packets; where they overtake each other, or have to be asked for again, it is
whole only after a while. libwebrtc does not learn that from pictures that were asked for again, and
shows every fourth (the lowest temporal layer) of what arrives. It is told instead, by the extension
that was made for it (`rtp.PLAYOUT_DELAY`).
"""

from __future__ import annotations

import math

from bridge.media.rtcp import Report

STEADY = 0.04
"""Seconds of jitter, both ways together, from which on a line does not just carry traffic."""
SPREAD = 6.0
"""A packet that is asked for again, once each way, comes so many times the jitter later."""
STEP, LONGEST = 0.1, 0.5
"""Seconds; beyond half a second people begin to interrupt each other."""
PROOF = 4
"""Half seconds of worse weather before more is asked for: each time pictures stand still for it."""
RELIEF = 40
"""Half seconds of better weather before less is asked for."""


class Arrival:
    """What a receiver told of one stream since it was last `taken`."""

    __slots__ = ("_lost", "expected", "highest", "jitter", "lost")

    def __init__(self) -> None:
        self.highest: int | None = None
        """The highest number (32 bit, RFC 3550 6.4.1) that has arrived."""
        self._lost = 0
        self.expected = self.lost = 0
        self.jitter = 0
        """In ticks of the stream's clock."""

    def report(self, told: Report) -> None:
        """Take in a receiver report. What was missing and came after all counts the other way."""
        if self.highest is not None:
            self.expected += (told.highest - self.highest) & 0xFFFFFFFF
            self.lost += told.lost - self._lost
        self.highest, self._lost, self.jitter = told.highest, told.lost, told.jitter

    def taken(self) -> tuple[int, int]:
        """Return packets expected and missing since the last time."""
        told = self.expected, self.lost
        self.expected = self.lost = 0
        return told


class Playout:
    """Seconds for which one receiver keeps the pictures of one stream back at least."""

    __slots__ = ("_better", "_worse", "seconds")

    def __init__(self) -> None:
        self.seconds = 0.0
        self._better = self._worse = 0

    def update(self, jitter: float) -> float:
        """Twice a second, with the seconds of jitter of both ways together (RFC 3550 6.4.1)."""
        wanted = 0.0
        if jitter > STEADY:
            wanted = min(STEP * math.ceil(SPREAD * jitter / STEP), LONGEST)
        self._better = self._better + 1 if wanted < self.seconds else 0
        self._worse = self._worse + 1 if wanted > self.seconds else 0
        if self._worse >= PROOF or self._better > RELIEF:
            self.seconds, self._better, self._worse = wanted, 0, 0
        return self.seconds
