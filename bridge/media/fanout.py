# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""One opened packet to many receivers: renumbered, sealed in place, queued. The hot path.

`Fanout` does it in Python and works everywhere. `bridge.media.native` does the same in C where a
compiler was at hand; tests put both to the same packets. Whoever forwards sees only this interface.
"""

from __future__ import annotations

import socket
from collections.abc import Iterable
from typing import Any

from bridge.media import rtp
from bridge.media.foreign import SRTP_OK, srtp_protect
from bridge.media.outbox import SLOT, Outbox, Target

Packet = tuple[int, int, int, bytes, int, int, int, int]
"""(sequence, timestamp, marker bit, payload, picture id offset, TL0PICIDX offset,
absolute send time, orientation or -1): one tuple per packet received, none per packet sent."""


class Route:
    """Where one peer's packets go and what seals them; None while that is not known."""

    __slots__ = ("session", "target")

    def __init__(self) -> None:
        self.target: Target | None = None
        self.session: Any = None

    def aim(self, target: Target | None) -> None:
        """Send to `target` from now on."""
        self.target = target

    def seal(self, session: Any) -> None:
        """Seal with this SRTP session (its C handle, which the caller keeps alive)."""
        self.session = session


class Lane:
    """What one receiver's stream is rewritten with, and how far it has got.

    The offsets are added to what comes in; `seq_first` is the first incoming number that counts.
    `delay` is the playout delay from the outgoing number `delay_first` on, `delay_before` that of
    the numbers before, 0 where none is told: a number must never be sealed with two contents.
    """

    __slots__ = (
        "delay",
        "delay_before",
        "delay_first",
        "delay_id",
        "last_picture",
        "last_seq",
        "last_tl0",
        "last_ts",
        "octets",
        "orientation_id",
        "payload_type",
        "picture_off",
        "route",
        "sent",
        "seq_first",
        "seq_off",
        "ssrc",
        "time_id",
        "tl0_off",
        "ts_off",
    )

    def __init__(self, route: Route) -> None:
        self.route = route
        self.ssrc = self.payload_type = self.time_id = self.orientation_id = 0
        self.seq_off = self.ts_off = self.picture_off = self.tl0_off = self.seq_first = 0
        self.delay_id = self.delay = self.delay_before = self.delay_first = 0
        self.last_seq = self.last_ts = self.last_picture = self.last_tl0 = 0
        self.sent = self.octets = 0


class Fanout:
    """The way in Python."""

    name = "python"

    def outbox(self, sock: socket.socket) -> Outbox:
        """The queue of packets in front of a socket."""
        return Outbox(sock)

    def route(self) -> Route:
        """A way to a peer nothing is known of yet."""
        return Route()

    def lane(self, route: Route) -> Any:
        """A stream to one receiver, all numbers 0."""
        return Lane(route)

    def lanes(self, some: Iterable[Any] = ()) -> list[Any]:
        """Streams that are fed by the same packets; changed by `append` and `remove` only."""
        return list(some)

    def send(self, packet: Packet, lanes: list[Any]) -> None:
        """Queue `packet` for every lane; the outboxes flush when full."""
        tails: dict[tuple[int, int, int, int], tuple[bytes, int]] = {}
        for lane in lanes:
            ids = lane.time_id, lane.orientation_id, lane.delay_id, _delay(lane, packet[0])
            tail = tails.get(ids)
            if tail is None:
                tail = tails[ids] = tail_for(packet, ids)
            _send_one(lane, packet, tail[0], tail[1])


def _delay(lane: Lane, seq: int) -> int:
    if not lane.delay_id:
        return 0
    before = (seq + lane.seq_off - lane.delay_first) & 0xFFFF >= 0x8000  # noqa: PLR2004
    return lane.delay_before if before else lane.delay


def tail_for(packet: Packet, ids: tuple[int, int, int, int]) -> tuple[bytes, int]:
    """Extensions and payload for a receiver, and the first byte of its header.

    `ids`: those of send time, orientation and playout delay, and the delay itself.
    """
    items = []
    if ids[0]:
        items.append((ids[0], packet[6].to_bytes(3, "big")))
    if ids[1] and packet[7] >= 0:
        items.append((ids[1], bytes((packet[7],))))
    if ids[3]:
        items.append((ids[2], ids[3].to_bytes(3, "big")))
    if not packet[3]:
        # Padding that probes the way to us: keep its number, spare the receivers its bytes.
        return rtp.pack_extensions(items) + b"\x01", 0xB0 if items else 0xA0
    return rtp.pack_extensions(items) + packet[3], 0x90 if items else 0x80


def _send_one(lane: Lane, packet: Packet, tail: bytes, first: int) -> None:
    seq, ts, marker, payload, picture, tl0, _, _ = packet
    if (seq - lane.seq_first) & 0xFFFF >= 0x8000:  # noqa: PLR2004
        return  # from before the switch
    target, session = lane.route.target, lane.route.session
    if target is None or session is None:
        return
    outbox = target.outbox
    index = outbox.count
    at = index * SLOT
    memory = outbox.memory
    out = (seq + lane.seq_off) & 0xFFFF
    out_ts = (ts + lane.ts_off) & 0xFFFFFFFF
    rtp.HEADER.pack_into(memory, at, first, marker | lane.payload_type, out, out_ts, lane.ssrc)
    end = at + 12 + len(tail)
    memory[at + 12 : end] = tail
    if picture and lane.picture_off:
        place = end - len(payload) + picture
        number = (memory[place] << 8 | memory[place + 1]) + lane.picture_off
        memory[place] = 0x80 | number >> 8 & 0x7F
        memory[place + 1] = number & 0xFF
    if tl0 and lane.tl0_off:
        place = end - len(payload) + tl0
        memory[place] = (memory[place] + lane.tl0_off) & 0xFF
    length = outbox.length
    length[0] = end - at
    if srtp_protect(session, outbox.pointers[index], length) != SRTP_OK:
        return
    outbox.commit(length[0], target)
    lane.sent += 1
    lane.octets += len(tail)
    if (out - lane.last_seq) & 0xFFFF < 0x8000:  # noqa: PLR2004
        lane.last_seq, lane.last_ts = out, out_ts
        if picture:
            number = payload[picture] << 8 | payload[picture + 1]
            lane.last_picture = (number + lane.picture_off) & 0x7FFF
            if tl0:
                lane.last_tl0 = (payload[tl0] + lane.tl0_off) & 0xFF
