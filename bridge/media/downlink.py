# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""One track as it goes to one receiver: one SSRC without gaps, whatever layer feeds it."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from bridge.media import rtp
from bridge.media.again import Again
from bridge.media.arrival import Arrival, Playout
from bridge.media.fanout import Packet
from bridge.media.sent import KEPT, Offsets, Sent, offsets
from bridge.media.uplink import HISTORY, Uplink

if TYPE_CHECKING:
    from bridge.media.bandwidth import Resends
    from bridge.media.transport import Transport
    from bridge.tracks import Subscription

BACK_OFF_MAX = 32.0
CONTENT = 2.0
"""Seconds without a request after which a receiver has its picture: one without the key asks on."""
ASKED_OFTEN, DOUBLE_FOR = 1.5, 30.0
"""Smoothed requests per half second from which sound is doubled (2 %), and for how many seconds."""
OFTEN = 3
"""Times a number is asked for from which it comes twice: a picture stands still for it. The second
time is no sign of that, since on a long way clients ask before an answer can be there."""
RESEND_BURST = 400
"""Packets resent to one receiver in one second at most, per track."""


class Downlink:
    """State of one outgoing SSRC; `lane` holds the numbers every packet is rewritten with."""

    __slots__ = (
        "__weakref__",
        "_alone",
        "_asked_again",
        "_asked_before",
        "_lossy_at",
        "_playout",
        "_resend_window",
        "_resends",
        "_resent",
        "again",
        "arrival",
        "back_off",
        "current",
        "doubled",
        "history",
        "key_asked",
        "lane",
        "left",
        "mid",
        "payload_type",
        "ssrc",
        "subscription",
        "target",
        "transport",
    )

    def __init__(
        self,
        subscription: Subscription,
        transport: Transport,
        *,
        mid: str,
        payload_type: int,
        extensions: tuple[int, int, int],
        resends: Resends,
        again: int = 0,
    ) -> None:
        """`extensions` are the receiver's ids of send time, orientation and playout delay, 0 = not
        wanted; `again` is the payload type of what is sent again in a stream of its own, 0 = none;
        `resends` is what the receiver's streams may take for that together.
        """
        self.subscription = subscription
        self.transport = transport
        self.mid = mid
        self.payload_type = payload_type
        self.ssrc = secrets.randbits(31) | 1
        self.current: Uplink | None = None
        self.target: Uplink | None = None
        self.left: Uplink | None = None
        """The last one that was left because it ran dry."""
        fanout = transport.port.fanout
        lane = self.lane = fanout.lane(transport.route)
        lane.ssrc, lane.payload_type = self.ssrc, payload_type
        lane.time_id, lane.orientation_id, lane.delay_id = extensions
        lane.last_seq, lane.last_ts = secrets.randbits(15), secrets.randbits(31)
        lane.last_picture, lane.last_tl0 = secrets.randbits(14), secrets.randbits(8)
        self._alone = fanout.lanes([lane])
        self.history = Sent(lane)
        self.again = Again(transport, again, extensions) if again else None
        self._resends = resends
        self.arrival = Arrival()
        self._playout = Playout()
        self.doubled = False
        """Each packet is sent once more with the next: sound on a line that loses."""
        self._asked_again, self._lossy_at = 0.0, -1e9
        self.back_off = 1.0
        self.key_asked = self._asked_before = -1e9
        self._resend_window, self._resent = 0.0, 0

    @property
    def sent(self) -> int:
        """Packets."""
        return int(self.lane.sent)

    @property
    def octets(self) -> int:
        """Bytes of payload and extensions."""
        return int(self.lane.octets)

    def feed_from(self, source: Uplink, packet: Packet, now: float) -> None:
        """From `packet` on, `source` feeds this stream; numbering goes on without a gap."""
        seq, ts, _, payload, picture, tl0, _, _ = packet
        self.stop()
        lane = self.lane
        first = (lane.last_seq + 1) & 0xFFFF
        lane.ts_off = (self.history.continued(source, ts, now) - ts) & 0xFFFFFFFF
        lane.seq_off = (first - seq) & 0xFFFF
        lane.picture_off = lane.tl0_off = 0
        if picture:
            number = int.from_bytes(payload[picture : picture + 2], "big") & 0x7FFF
            lane.picture_off = (lane.last_picture + 1 - number) & 0x7FFF
        if tl0:
            lane.tl0_off = (lane.last_tl0 + 1 - payload[tl0]) & 0xFF
        lane.seq_first = seq
        self.current, self.target = source, None
        source.downs.append(self)
        source.lanes.append(lane)
        if self.doubled:
            source.doubled.append(lane)
        self.history.begin(first, source)

    def announce(self, now: float) -> None:
        """Send a packet without content, before there is any."""
        lane = self.lane
        seq = lane.seq_first = (lane.last_seq + 1 - lane.seq_off) & 0xFFFF
        ts = (lane.last_ts - lane.ts_off) & 0xFFFFFFFF
        packet: Packet = (seq, ts, 0, b"", 0, 0, rtp.abs_send_time(now), -1)
        self.transport.port.fanout.send(packet, self._alone)

    def stop(self) -> None:
        """Nothing feeds this stream for now."""
        if self.current is not None:
            self.history.keep()
            self.current.downs.remove(self)
            self.current.lanes.remove(self.lane)
            if self.doubled:
                self.current.doubled.remove(self.lane)
            self.current = None

    def keep_up(self) -> None:
        """Twice a second while it is fed: what is known of the switch to the source moves along.

        Half of all numbers lie behind the first that counts: without this a stream would end after
        32,768 packets of one source.
        """
        source, lane = self.current, self.lane
        if source is None:
            return
        begins = (source.newest - KEPT) & 0xFFFF
        if (begins - lane.seq_first) & 0xFFFF < 0x8000:  # noqa: PLR2004
            lane.seq_first = begins
        self.history.keep_up()

    def weigh_doubling(self, now: float) -> None:
        """Twice a second: double a sound that is asked for again, until that has long ended.

        Asking takes a round trip, which sound has no time for; the second copy is the first one
        bit for bit, and who has the first drops it.
        """
        self._asked_again *= 0.8
        if self._asked_again > ASKED_OFTEN:
            self._lossy_at = now
        wanted = now - self._lossy_at < DOUBLE_FOR
        if wanted != self.doubled:
            self.doubled = wanted
            if self.current is not None:
                lanes = self.current.doubled
                (lanes.append if wanted else lanes.remove)(self.lane)

    def weigh_playout(self, jitter: float) -> None:
        """Twice a second: tell the receiver how long to keep pictures back, by the jitter to it.

        What was sealed may be asked for again and has to be the same, so the next change waits
        until all that is kept for resending was sent after the last.
        """
        lane = self.lane
        if self.current is not None:
            jitter += self.current.jitter / self.current.clock
        least = self._playout.update(jitter)
        told = rtp.playout_delay(least) if least or lane.delay else 0
        if lane.delay != lane.delay_before:
            if (lane.last_seq - lane.delay_first) & 0xFFFF > 2 * HISTORY:
                lane.delay_before = lane.delay
        elif told != lane.delay:
            lane.delay, lane.delay_first = told, (lane.last_seq + 1) & 0xFFFF

    def forget_target(self) -> None:
        """No switch is waited for any longer."""
        if self.target is not None:
            self.target.waiting.remove(self)
            self.target = None

    def close(self) -> None:
        """Detach for good."""
        self.stop()
        self.forget_target()
        self.history.forget()

    def may_ask_key_frame(self, now: float) -> bool:
        """Throttle with back-off: one without the key asks for ever and must not be heard."""
        if now - self._asked_before > CONTENT:
            self.back_off = 1.0
        self._asked_before = now
        if now - self.key_asked < self.back_off:
            return False
        self.key_asked = now
        self.back_off = min(2 * self.back_off, BACK_OFF_MAX)
        return True

    def resend(self, lost: tuple[int, ...], now: float) -> None:
        """Answer a NACK: in the stream made for it, else with the very same packets, bit for bit.

        A number that was not sent yet is never answered: it would be sealed twice. A picture that
        is held back goes on with a key frame; until then what it lacks would only fill the line.
        """
        video = self.subscription.track.is_video
        if video and self.current is None:
            return
        if now - self._resend_window > 1:
            self._resend_window, self._resent = now, 0
        lane = self.lane
        self._asked_again += len(lost)
        held, first = offsets(lane), lane.seq_first
        for out in lost:
            found = self.history.find(out)
            if self._resent >= RESEND_BURST or found is None:
                continue
            asked = self.history.asked(out, now)
            size = len(found[0][3]) if video else 0
            if not self._resends.spend(size):
                break
            copies = 2 if asked >= OFTEN and self._resends.spend(size) else 1
            self._resent += copies
            self.transport.port.resent += copies
            if self.again is not None:
                self.again.answered += asked == 1
                for _ in range(copies):
                    self.again.send(*found, int(lane.delay), now)
                continue
            packet, segment = found
            _set_offsets(lane, segment[2:])
            lane.seq_first = packet[0]
            for _ in range(copies):
                self.transport.port.fanout.send(packet, self._alone)
        _set_offsets(lane, held)
        lane.seq_first = first

    @property
    def fills(self) -> bool:
        """There is something the receiver has already, and a stream to send it in."""
        return self.again is not None and self.history.had() is not None

    def fill(self, now: float) -> int:
        """Send the receiver a packet it has, to see what its line bears; returns its bytes."""
        had = self.history.had()
        if self.again is None or had is None:
            return 0
        return self.again.send(*had, int(self.lane.delay), now)


def _set_offsets(lane: Any, offsets: Offsets) -> None:
    lane.seq_off, lane.ts_off, lane.picture_off, lane.tl0_off = offsets
