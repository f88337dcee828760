# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""One stream that carries a picture in several sizes (SVC), as receivers of each size get it.

Assumed: VP9 with sizes that depend on each other in key pictures only (K-SVC), which is what
clients send under E2EE; so a change of size waits for a key frame, as among simulcast's streams.
Which size a packet belongs to stands in the clear in front of the sealed frame.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bridge.media import rtp
from bridge.media.fanout import Packet
from bridge.media.uplink import HISTORY, Uplink

if TYPE_CHECKING:
    from bridge.media.uptrack import UpTrack

MOST = 3
"""Sizes in one stream."""


class SpatialLayer(Uplink):
    """What receivers of the sizes up to one get of a stream: the others left out, no gaps left.

    It is fed by the stream, which asks for what is lost and reports; receivers see no difference
    to a stream that was sent in this size.
    """

    __slots__ = ("_left_out", "_shifts", "place", "whole")

    def __init__(self, whole: Uplink, track: UpTrack, place: int, quality: int) -> None:
        """`place` is the largest spatial layer that is passed on, 0 the smallest there is."""
        super().__init__(whole.ssrc, track, quality, whole.clock)
        self.whole = whole
        self.place = place
        self._left_out = 0
        self._shifts = [0] * HISTORY
        """By how much each of the last packets is renumbered."""

    @property
    def newest(self) -> int:
        """The highest number passed on, 16 bit."""
        return (self.max_seq - self._left_out) & 0xFFFF

    def may_ask_key_frame(self, now: float) -> bool:
        """One answer serves all sizes."""
        return self.whole.may_ask_key_frame(now)

    def passed(self, packet: Packet, place: int, ends: bool, now: float) -> Packet | None:
        """The packet as it is sent on; None if it is of a larger size.

        `ends`: it is the last of its picture in the size it belongs to. One that comes late may
        have been given a number before it showed that it is left out: it goes as padding.
        """
        seq = packet[0]
        larger = place > self.place
        if self.max_seq < 0 or rtp.newer(seq, self.max_seq):
            self._go_on(seq)
            if larger:
                self._left_out = (self._left_out + 1) & 0xFFFF
                return None
        number = (seq - self._shifts[seq % HISTORY]) & 0xFFFF
        if larger:
            made: Packet = (number, packet[1], 0, b"", 0, 0, packet[6], -1)
        else:
            marker = 0x80 if ends and place == self.place else packet[2]
            made = (number, packet[1], marker, *packet[3:])
            self.payload += len(packet[3])
            if place == self.place:
                self.last_at = now
        self.history[number % HISTORY] = made
        return made

    def _go_on(self, seq: int) -> None:
        """What lies between is missing as yet, and keeps its numbers."""
        gap = (seq - self.max_seq) & 0xFFFF if self.max_seq >= 0 else 1
        for back in range(min(gap, HISTORY)):
            self._shifts[(seq - back) % HISTORY] = self._left_out
        self.max_seq = seq
