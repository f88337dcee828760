# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""One track as it goes to one receiver: one SSRC without gaps, whatever layer feeds it."""

from __future__ import annotations

import secrets
from collections import deque
from typing import TYPE_CHECKING

from bridge.media import rtp
from bridge.media.foreign import SRTP_OK, srtp_protect
from bridge.media.outbox import LARGEST, SLOT
from bridge.media.uplink import Packet, Uplink

if TYPE_CHECKING:
    from bridge.media.transport import Transport
    from bridge.tracks import Subscription

SEGMENTS = 16
"""Layer switches and pauses remembered for resending."""
BACK_OFF_MAX = 32.0
RESENDS_PER_PACKET = 4
RESEND_BURST = 400
"""Packets resent to one receiver in one second at most, per track."""

Segment = tuple[int, Uplink, int, int, int, int]
"""(first outgoing sequence, source, offsets of sequence, timestamp, picture id, TL0PICIDX)."""


class Downlink:
    """State of one outgoing SSRC."""

    __slots__ = (
        "_asked_before",
        "_resend_window",
        "_resent",
        "back_off",
        "current",
        "extensions",
        "key_asked",
        "last_picture",
        "last_seq",
        "last_tl0",
        "last_ts",
        "last_ts_at",
        "loss",
        "mid",
        "octets",
        "payload_type",
        "picture_off",
        "segments",
        "sent",
        "seq_first",
        "seq_off",
        "ssrc",
        "subscription",
        "target",
        "tl0_off",
        "transport",
        "ts_off",
    )

    def __init__(
        self,
        subscription: Subscription,
        transport: Transport,
        *,
        mid: str,
        payload_type: int,
        extensions: tuple[int, int],
    ) -> None:
        """`extensions` are the receiver's ids of send time and orientation, 0 = not wanted."""
        self.subscription = subscription
        self.transport = transport
        self.mid = mid
        self.payload_type = payload_type
        self.extensions = extensions
        self.ssrc = secrets.randbits(31) | 1
        self.current: Uplink | None = None
        self.target: Uplink | None = None
        self.last_seq = secrets.randbits(15)
        self.last_ts = secrets.randbits(31)
        self.last_ts_at = 0.0
        self.last_picture, self.last_tl0 = secrets.randbits(14), secrets.randbits(8)
        self.seq_off = self.ts_off = self.picture_off = self.tl0_off = self.seq_first = 0
        self.segments: deque[Segment] = deque(maxlen=SEGMENTS)
        self.sent = self.octets = self.loss = 0
        self.back_off = 1.0
        self.key_asked = self._asked_before = -1e9
        self._resend_window, self._resent = 0.0, 0

    def feed_from(self, source: Uplink, packet: Packet, now: float) -> None:
        """From `packet` on, `source` feeds this stream; numbering goes on without a gap."""
        seq, ts, _, payload, picture, tl0, _, _ = packet
        self.stop()
        new_ts = self._continued(source, ts, now)
        self.seq_off = (self.last_seq + 1 - seq) & 0xFFFF
        self.ts_off = (new_ts - ts) & 0xFFFFFFFF
        self.picture_off = self.tl0_off = 0
        if picture:
            number = int.from_bytes(payload[picture : picture + 2], "big") & 0x7FFF
            self.picture_off = (self.last_picture + 1 - number) & 0x7FFF
        if tl0:
            self.tl0_off = (self.last_tl0 + 1 - payload[tl0]) & 0xFF
        self.seq_first = seq
        self.current, self.target = source, None
        source.downs.append(self)
        self.segments.append(
            (
                (self.last_seq + 1) & 0xFFFF,
                source,
                self.seq_off,
                self.ts_off,
                self.picture_off,
                self.tl0_off,
            )
        )

    def stop(self) -> None:
        """Nothing feeds this stream for now."""
        if self.current is not None:
            self.current.downs.remove(self)
            self.current = None

    def forget_target(self) -> None:
        """No switch is waited for any longer."""
        if self.target is not None:
            self.target.waiting.remove(self)
            self.target = None

    def close(self) -> None:
        """Detach for good."""
        self.stop()
        self.forget_target()
        self.segments.clear()

    def may_ask_key_frame(self, now: float) -> bool:
        """Throttle with back-off: one without the key asks for ever and must not be heard."""
        if now - self._asked_before > 2 * self.back_off:
            self.back_off = 1.0
        self._asked_before = now
        if now - self.key_asked < self.back_off:
            return False
        self.key_asked = now
        self.back_off = min(2 * self.back_off, BACK_OFF_MAX)
        return True

    def send(self, packet: Packet, tail: bytes, has_extension: int) -> None:
        """Write, seal and queue one packet; the hot path, once per receiver."""
        seq, ts, marker, _, picture, tl0, _, _ = packet
        if (seq - self.seq_first) & 0xFFFF >= 0x8000:  # noqa: PLR2004
            return  # from before the switch
        transport = self.transport
        target, session = transport.target, transport.tx
        if target is None or session is None:
            return
        outbox = target.outbox
        index = outbox.count
        at = index * SLOT
        memory = outbox.memory
        out = (seq + self.seq_off) & 0xFFFF
        out_ts = (ts + self.ts_off) & 0xFFFFFFFF
        rtp.HEADER.pack_into(
            memory, at, has_extension, marker | self.payload_type, out, out_ts, self.ssrc
        )
        end = at + 12 + len(tail)
        memory[at + 12 : end] = tail
        if picture and self.picture_off:
            place = end - len(packet[3]) + picture
            number = (memory[place] << 8 | memory[place + 1]) + self.picture_off
            memory[place] = 0x80 | number >> 8 & 0x7F
            memory[place + 1] = number & 0xFF
        if tl0 and self.tl0_off:
            place = end - len(packet[3]) + tl0
            memory[place] = (memory[place] + self.tl0_off) & 0xFF
        length = outbox.length
        length[0] = end - at
        if srtp_protect(session, outbox.pointers[index], length) != SRTP_OK:
            return
        outbox.commit(length[0], target)
        self.sent += 1
        self.octets += len(tail)
        if (out - self.last_seq) & 0xFFFF < 0x8000:  # noqa: PLR2004
            self.last_seq, self.last_ts = out, out_ts
            if picture:
                payload = packet[3]
                number = payload[picture] << 8 | payload[picture + 1]
                self.last_picture = (number + self.picture_off) & 0x7FFF
                if tl0:
                    self.last_tl0 = (payload[tl0] + self.tl0_off) & 0xFF

    def resend(self, lost: tuple[int, ...], now: float) -> None:
        """Answer a NACK with the very same packets, bit for bit."""
        if now - self._resend_window > 1:
            self._resend_window, self._resent = now, 0
        for out in lost:
            if self._resent >= RESEND_BURST:
                return
            segment = self._segment(out)
            if segment is None:
                continue
            _, source, seq_off, ts_off, picture_off, tl0_off = segment
            packet = source.find((out - seq_off) & 0xFFFF)
            if packet is None:
                continue
            self._resent += 1
            held = (
                self.seq_off,
                self.ts_off,
                self.picture_off,
                self.tl0_off,
                self.seq_first,
                self.last_seq,
                self.last_ts,
                self.last_picture,
                self.last_tl0,
            )
            self.seq_off, self.ts_off = seq_off, ts_off
            self.picture_off, self.tl0_off, self.seq_first = picture_off, tl0_off, packet[0]
            self.send(packet, *tail_for(packet, self.extensions))
            (
                self.seq_off,
                self.ts_off,
                self.picture_off,
                self.tl0_off,
                self.seq_first,
                self.last_seq,
                self.last_ts,
                self.last_picture,
                self.last_tl0,
            ) = held

    def _segment(self, out: int) -> Segment | None:
        for segment in reversed(self.segments):
            if (out - segment[0]) & 0xFFFF < 0x8000:  # noqa: PLR2004
                return segment
        return None

    def _continued(self, source: Uplink, ts: int, now: float) -> int:
        """The outgoing timestamp of a packet that is the first from `source`."""
        before = self.segments[-1] if self.segments else None
        if before is None:
            self.last_ts_at = now
            return self.last_ts
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
                self.last_ts + max(1, int((now - old.last_at) * source.clock))
            ) & 0xFFFFFFFF
        ahead = (candidate - self.last_ts) & 0xFFFFFFFF
        return candidate if 0 < ahead < 1 << 31 else (self.last_ts + 1) & 0xFFFFFFFF


def tail_for(packet: Packet, ids: tuple[int, int]) -> tuple[bytes, int]:
    """Extensions and payload for a receiver with these ids, and the first byte of its header."""
    items = []
    if ids[0]:
        items.append((ids[0], packet[6]))
    if ids[1] and packet[7]:
        items.append((ids[1], packet[7]))
    if not packet[3]:
        # Padding that probes the way to us: keep its number, spare the receivers its bytes.
        return rtp.pack_extensions(items) + b"\x01", 0xB0 if items else 0xA0
    return rtp.pack_extensions(items) + packet[3], 0x90 if items else 0x80


__all__ = ["LARGEST", "Downlink", "tail_for"]
