# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What one receiver was sent in one stream: which layer each number came from, and when it was."""

from __future__ import annotations

from collections import deque
from typing import Any

from bridge.media.fanout import Packet
from bridge.media.uplink import HISTORY, Uplink

SEGMENTS = 16
"""Layer switches and pauses remembered for resending."""
FILLERS = 16
"""Of so many packets the largest is the one to fill a line with."""
ASKED_LATELY = 2.0
"""Seconds within which the same number is still the same packet."""

KEPT = 2 * HISTORY
"""Packets behind the newest that may still be asked for."""

Offsets = tuple[int, int, int, int]
"""What is added to sequence, timestamp, picture id, TL0PICIDX."""
Segment = tuple[int, Uplink, int, int, int, int]
"""(first outgoing sequence, source, the four offsets)."""


class Sent:
    """The memory of a stream whose numbers `lane` counts."""

    __slots__ = ("_asked", "_kept", "_lane", "_segments")

    def __init__(self, lane: Any) -> None:
        self._lane = lane
        self._segments: deque[Segment] = deque(maxlen=SEGMENTS)
        self._kept: tuple[Packet, Segment] | None = None
        self._asked: dict[int, tuple[int, float]] = {}

    def begin(self, first: int, source: Uplink) -> None:
        """From the outgoing number `first` on `source` feeds the stream, by the lane's offsets."""
        self._segments.append((first, source, *offsets(self._lane)))

    def keep_up(self) -> None:
        """Twice a second: what was sent too long ago to be asked for is no segment any more.

        Numbers come again after 65,536 packets, ten minutes of a camera: what began before that
        would be taken for something that has yet to come.
        """
        last = int(self._lane.last_seq)
        while len(self._segments) > 1 and _is_past(self._segments[1][0], last):
            self._segments.popleft()
        newest = self._segments[-1]
        if _is_past(newest[0], last):
            self._segments[-1] = ((last - KEPT) & 0xFFFF, *newest[1:])

    def keep(self) -> None:
        """Nothing feeds the stream for now: what it was sent last has to be remembered here."""
        self._kept = self._last_large() or self._kept

    def forget(self) -> None:
        """It is over."""
        self._segments.clear()
        self._kept = None

    def find(self, out: int) -> tuple[Packet, Segment] | None:
        """What went out under a number; nothing for one that was not sent yet."""
        segment = self._segment(out)
        if segment is None or (self._lane.last_seq - out) & 0xFFFF >= 0x8000:  # noqa: PLR2004
            return None
        packet = segment[1].find((out - segment[2]) & 0xFFFF)
        return None if packet is None else (packet, segment)

    def had(self) -> tuple[Packet, Segment] | None:
        """Something large the receiver has already."""
        return self._last_large() or self._kept

    def asked(self, out: int, now: float) -> int:
        """How many times a number was asked for, with this one."""
        times, last = self._asked.pop(out, (0, now))
        times = times + 1 if now - last < ASKED_LATELY else 1
        self._asked[out] = times, now
        if len(self._asked) > HISTORY:
            del self._asked[next(iter(self._asked))]
        return times

    def continued(self, source: Uplink, ts: int, now: float) -> int:
        """The outgoing timestamp of a packet that is the first from `source`."""
        lane = self._lane
        before = self._segments[-1] if self._segments else None
        if before is None:
            return int(lane.last_ts)
        old = before[1]
        if old is source:
            return (ts + before[3]) & 0xFFFFFFFF
        if old.sr_ntp and source.sr_ntp:
            # Both layers' clocks are known by the wall clock: no drift against the sound.
            apart = (source.sr_ntp - old.sr_ntp) * source.clock / (1 << 32)
            there = (
                old.sr_rtp + apart + (((ts - source.sr_rtp) + (1 << 31)) % (1 << 32) - (1 << 31))
            )
            candidate = (int(there) + before[3]) & 0xFFFFFFFF
        else:
            candidate = (
                lane.last_ts + max(1, int((now - old.last_at) * source.clock))
            ) & 0xFFFFFFFF
        ahead = (candidate - lane.last_ts) & 0xFFFFFFFF
        return candidate if 0 < ahead < 1 << 31 else (lane.last_ts + 1) & 0xFFFFFFFF

    def _last_large(self) -> tuple[Packet, Segment] | None:
        last = int(self._lane.last_seq)
        known = (self.find(out & 0xFFFF) for out in range(last, last - FILLERS, -1))
        found = [one for one in known if one is not None]
        return max(found, key=lambda one: len(one[0][3]), default=None)

    def _segment(self, out: int) -> Segment | None:
        for segment in reversed(self._segments):
            if (out - segment[0]) & 0xFFFF < 0x8000:  # noqa: PLR2004
                return segment
        return None


def _is_past(first: int, last: int) -> bool:
    """Whether a segment began longer ago than is kept; one nothing was sent of yet lies ahead."""
    return KEPT < (last - first) & 0xFFFF < 0x8000  # noqa: PLR2004


def offsets(lane: Any) -> Offsets:
    """Those a lane rewrites with now."""
    return int(lane.seq_off), int(lane.ts_off), int(lane.picture_off), int(lane.tl0_off)
