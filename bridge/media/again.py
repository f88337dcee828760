# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is sent once more to one receiver, in a stream of its own beside the picture (RFC 4588).

The number of the lost packet stands in front of its payload; the packet itself has a number and a
send time of its own. So what was lost can be told from what is late, and what the receiver has
already can be sent to find out how much its line bears: it drops that, and its estimate counts it.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from bridge.media import rtp
from bridge.media.arrival import Arrival
from bridge.media.fanout import Packet

if TYPE_CHECKING:
    from bridge.media.sent import Segment
    from bridge.media.transport import Transport

NUMBER = 2
"""Bytes in front of the payload: the number the packet had in the picture's stream."""


class Again:
    """State of the second stream of one picture."""

    __slots__ = (
        "_alone",
        "_began",
        "_lane",
        "_lost",
        "_seq",
        "_transport",
        "answered",
        "arrival",
        "ssrc",
    )

    def __init__(
        self, transport: Transport, payload_type: int, extensions: tuple[int, int, int]
    ) -> None:
        """`extensions` are those of the picture: ids of send time, orientation, playout delay."""
        self.ssrc = secrets.randbits(31) | 1
        self.arrival = Arrival()
        self.answered = 0
        """Numbers that were lost and sent here, each once, since they were last `recovered`."""
        self._lost = 0.0
        self._transport = transport
        self._seq = self._began = secrets.randbits(15)
        fanout = transport.port.fanout
        lane = self._lane = fanout.lane(transport.route)
        lane.ssrc, lane.payload_type = self.ssrc, payload_type
        lane.time_id, lane.orientation_id, lane.delay_id = extensions
        self._alone = fanout.lanes([lane])

    def begin(self) -> None:
        """A probe begins: what was lost before it says nothing about it."""
        self._began = self._seq

    def missing(self) -> float | None:
        """Share of what was sent since `begin` that is missing by the receiver's last word.

        None without one. A report spans what was sent since the last; what may have been lost
        before is taken for lost before.
        """
        expected, missing = self.arrival.taken()
        if expected <= 0 or self.arrival.highest is None:
            return None
        self._lost += (max(0.0, missing / expected) - self._lost) / 4
        since = (self.arrival.highest - self._began) & 0xFFFF
        fresh = min(expected, since if since < 0x8000 else 0)  # noqa: PLR2004
        return max(0, missing - (expected - fresh)) / fresh if fresh else None

    def recovered(self) -> float:
        """Packets of the picture that were lost and came in this stream since the last time."""
        answered, self.answered = self.answered, 0
        return answered * (1 - self._lost)

    def send(self, packet: Packet, segment: Segment, delay: int, now: float) -> int:
        """Send `packet` of `segment` under a number of this stream; returns its bytes of payload.

        `delay` is the playout delay (`rtp.playout_delay`) the picture's stream tells.
        """
        seq, ts, marker, payload, picture, tl0, _, orientation = packet
        _, _, seq_off, ts_off, picture_off, tl0_off = segment
        lost = (seq + seq_off) & 0xFFFF
        lane = self._lane
        self._seq = lane.seq_first = (self._seq + 1) & 0xFFFF
        lane.ts_off, lane.picture_off, lane.tl0_off = ts_off, picture_off, tl0_off
        lane.delay = lane.delay_before = delay
        whole = lost.to_bytes(NUMBER, "big") + payload
        at = picture and picture + NUMBER
        at_tl0 = tl0 and tl0 + NUMBER
        sent_at = rtp.abs_send_time(now)
        self._transport.port.fanout.send(
            (self._seq, ts, marker, whole, at, at_tl0, sent_at, orientation), self._alone
        )
        return len(whole)
