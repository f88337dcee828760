# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What one receiver can take, and what it gets of it: pure, time is an argument.

The receiver's own estimate (REMB) is believed when it lies below what we send, since libwebrtc
never claims much more than arrives; otherwise we grow until loss or REMB says stop. It is read from
how packets are delayed: on a line that delays them at random it means nothing and would fall for
ever, so there only loss counts. It moves only while pictures flow, and then by a few percent a
second: one that climbs is behind, not unhappy (a receiver that was busy for a moment would else be
left without pictures for good, each attempt ending before its claim could follow).
"""

from __future__ import annotations

from dataclasses import dataclass

BEGIN, FLOOR, CEILING = 4_000_000, 150_000, 40_000_000
"""Bit/s."""
GROW = 1.08
"""Per half second without complaint."""
MANY_LOST = 0.12
"""Fraction; random loss of a bad radio link stays below it, a full queue does not."""
FRESH = 3.0
RANDOM = 0.02
"""Seconds of jitter of a sound from which on delays are the line's weather, not a queue of ours."""
SLOW, SLOWEST = 4.0, 32.0
"""Seconds a better layer must have been affordable before it is given; twice as long after each
fall, so that a line on the edge does not swing, and with it ask for key frames."""


class Estimate:
    """Bit/s one receiver can take."""

    def __init__(self) -> None:
        self.bitrate = float(BEGIN)
        self._remb: tuple[int, float] | None = None
        self._climbing = False
        self._heard = False
        self._loss = 0.0
        self._jitter = 0.0
        self._complaints = 0

    @property
    def lost(self) -> float:
        """Smoothed share of packets lost."""
        return self._loss

    def remb(self, bitrate: int, now: float) -> None:
        """The receiver told its estimate."""
        self._climbing = self._remb is not None and bitrate > self._remb[0]
        self._remb, self._heard = (bitrate, now), True

    def loss(self, fraction: float) -> None:
        """This share of the packets since the last time is missing, in spite of resending."""
        self._loss += (max(0.0, fraction) - self._loss) / 4

    def jitter(self, seconds: float) -> None:
        """How unsteadily a sound arrives (RFC 3550 6.4.1)."""
        self._jitter = seconds

    def update(self, sent: float, now: float) -> float:
        """Every half second, with the bit/s sent since the last time."""
        claimed = self._remb if self._remb and now - self._remb[1] < FRESH else None
        if self._jitter > RANDOM:
            claimed = None
        if claimed is not None and sent > FLOOR and claimed[0] < 0.9 * sent:
            if self._climbing:
                self._complaints = 0
            elif self._heard:
                self._complaints += 1
            if self._complaints >= 2:  # noqa: PLR2004  # one may be an accident
                self.bitrate = float(claimed[0])
        elif self._loss > MANY_LOST and sent > FLOOR:
            self._complaints = 0
            self.bitrate = min(self.bitrate, sent) * (1 - self._loss / 2)
        else:
            self._complaints = 0
            self.bitrate = max(self.bitrate * GROW, float(claimed[0]) if claimed else 0.0)
        self._heard = False
        self.bitrate = min(max(self.bitrate, FLOOR), CEILING)
        return self.bitrate


class Ladder:
    """Up slowly, down at once: the layer of one video that is really given."""

    def __init__(self) -> None:
        self.level: int | None = None
        self._patience = SLOW
        self._since: float | None = None
        self._begun = False

    def step(self, affordable: int | None, now: float) -> int | None:
        """Return the level for now, given what the bandwidth allows (None: nothing)."""
        before = -1 if self.level is None else self.level
        after = -1 if affordable is None else affordable
        if not self._begun or after < before:
            if self._begun:
                self._patience = min(2 * self._patience, SLOWEST)
            self._begun, self._since, self.level = True, None, affordable
        elif after == before:
            self._since = None
        elif self._since is None:
            self._since = now
        elif now - self._since >= self._patience:
            self._since, self.level = None, affordable
        return self.level


@dataclass(frozen=True, slots=True)
class Wish:
    """One video somebody wants: bit/s of each layer up to the one wanted, lowest first."""

    key: str
    importance: tuple[int, ...]
    """Larger first: the client's priority, screen before camera, size of the tile."""
    layers: tuple[int, ...]


def share_out(budget: float, wishes: list[Wish]) -> dict[str, int | None]:
    """Layer per wish, None = paused: every video its lowest layer, then up by importance.

    The least important is paused first; sound is not in `wishes`, it is never up for decision.
    """
    order = sorted(wishes, key=lambda wish: wish.importance, reverse=True)
    granted: dict[str, int | None] = {}
    for wish in order:
        fits = wish.layers[0] <= budget
        granted[wish.key] = 0 if fits else None
        budget -= wish.layers[0] if fits else 0
    for wish in order:
        level = granted[wish.key]
        if level is None:
            continue
        for higher in range(level + 1, len(wish.layers)):
            extra = wish.layers[higher] - wish.layers[level]
            if extra > budget:
                break
            budget -= extra
            level = higher
        granted[wish.key] = level
    return granted
