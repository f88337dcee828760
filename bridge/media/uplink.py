# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""One stream as it comes from its publisher: loss, reports, key frames, and the last packets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bridge.media import rtp
from bridge.media.fanout import Packet
from bridge.media.rtcp import Block

if TYPE_CHECKING:
    from bridge.media.downlink import Downlink
    from bridge.media.spatial import SpatialLayer
    from bridge.media.uptrack import UpTrack

HISTORY = 512
"""Packets kept for resending: two seconds of a 720p camera."""
MAX_MISSING = 128
"""A larger gap is not worth asking for packet by packet."""
NACK_PATIENCE, NACK_AGAIN, NACK_SOUND_AGAIN, NACK_TRIES = 0.05, 0.08, 0.03, 10
"""Seconds a picture's packet may be overtaken before it is asked for; sound cannot wait, and as the
question may be delayed or lost, it is put again soon: who sends answers once per round trip."""
SOUND_TOO_LATE = 0.06
"""Seconds; a receiver has gone on without it by then."""
KEY_FRAME_GAP = 1.0
"""Seconds between two key frames asked of one layer."""
ALIVE = 1.5
"""Seconds without packets after which a layer counts as switched off."""


class Uplink:
    """State of one incoming SSRC."""

    __slots__ = (
        "_base",
        "_cycles",
        "_expected_before",
        "_received_before",
        "_transit",
        "arriving",
        "bitrate",
        "clock",
        "doubled",
        "downs",
        "dry_at",
        "given_up",
        "history",
        "jitter",
        "key_asked",
        "lanes",
        "last_at",
        "last_sr",
        "last_ts",
        "late",
        "max_seq",
        "missing",
        "octets",
        "payload",
        "quality",
        "received",
        "spatial",
        "sr_at",
        "sr_ntp",
        "sr_rtp",
        "ssrc",
        "track",
        "waiting",
        "window",
    )

    def __init__(self, ssrc: int, track: UpTrack, quality: int, clock: int) -> None:
        self.ssrc = ssrc
        self.track = track
        self.quality = quality
        self.clock = clock
        self.downs: list[Downlink] = []
        self.lanes = track.transport.port.fanout.lanes()
        """Those of `downs`, for the fan-out."""
        self.doubled = track.transport.port.fanout.lanes()
        """Those among them that get each packet once more with the next."""
        self.waiting: list[Downlink] = []
        self.spatial: tuple[SpatialLayer, ...] = ()
        """Where it carries several sizes, smallest first: receivers are fed from these instead."""
        self.history: list[Packet | None] = [None] * HISTORY
        self.missing: dict[int, list[float]] = {}
        self.max_seq = -1
        self.late = 0
        """Packets missed for more than `SOUND_TOO_LATE` that came, since the last report."""
        self.given_up = 0
        """Packets asked for in vain since somebody looked."""
        self.received = self.octets = self.window = self.payload = 0
        self.arriving = 0
        """Bit/s with all padding, as the way to us carries it."""
        self.bitrate = 0
        """Bit/s of what is worth forwarding."""
        self.last_at = self.key_asked = self.dry_at = -1e9
        self.last_ts = 0
        self.sr_ntp = self.sr_rtp = self.last_sr = 0
        self.sr_at = 0.0
        self.jitter = 0.0
        self._base = self._cycles = 0
        self._expected_before = self._received_before = 0
        self._transit: float | None = None

    def count(self, seq: int, ts: int, size: int, now: float) -> bool:
        """Note an arrival; False for a packet that is here already or hopelessly late."""
        if self.max_seq < 0:
            self._base = self.max_seq = seq
        elif rtp.newer(seq, self.max_seq):
            self._note_gap(seq, now)
            if seq < self.max_seq:
                self._cycles += 1
            self.max_seq = seq
        elif (asked := self.missing.pop(seq, None)) is not None:
            self.late += now - asked[2] > SOUND_TOO_LATE
        else:
            held = self.history[seq % HISTORY]
            if (held is not None and held[0] == seq) or (self.max_seq - seq) & 0xFFFF >= HISTORY:
                return False
        self.received += 1
        self.window += size
        self.octets += size
        self.last_at = now
        transit = now * self.clock - ts
        if self._transit is not None:
            drift = abs(transit - self._transit)
            if drift < self.clock:  # a jump of the clock is no jitter
                self.jitter += (drift - self.jitter) / 16
        self._transit = transit
        self.last_ts = ts
        return True

    @property
    def newest(self) -> int:
        """The highest number passed on, 16 bit."""
        return self.max_seq

    def measure(self, seconds: float) -> None:
        """Every so often: bit/s since the last time, and what is usual; layers are chosen by that.

        A key frame fills one half second, and counts as four times the usual at most.
        """
        self.arriving = int(self.window * 8 / seconds)
        fresh = self.payload * 8 / seconds
        if self.bitrate:
            fresh = self.bitrate + 0.2 * (min(fresh, 4 * self.bitrate) - self.bitrate)
        self.bitrate = int(fresh)
        self.window = self.payload = 0

    def find(self, seq: int) -> Packet | None:
        """A packet of the last `HISTORY`."""
        held = self.history[seq % HISTORY]
        return held if held is not None and held[0] == seq else None

    def due(self, now: float) -> list[int]:
        """Sequence numbers to ask for now; those asked in vain are given up."""
        asked = []
        again = NACK_AGAIN if self.track.track.is_video else NACK_SOUND_AGAIN
        for seq, state in [*self.missing.items()]:
            if now >= state[0]:
                state[0] = now + again
                state[1] += 1
                if state[1] > NACK_TRIES:
                    del self.missing[seq]
                    self.given_up += 1
                else:
                    asked.append(seq)
        return asked

    def may_ask_key_frame(self, now: float) -> bool:
        """At most one per `KEY_FRAME_GAP`; True books it."""
        if now - self.key_asked < KEY_FRAME_GAP:
            return False
        self.key_asked = now
        return True

    def alive(self, now: float) -> bool:
        """Packets came lately."""
        return now - self.last_at < ALIVE

    def sender_report(self, ntp: int, rtp_time: int, now: float) -> None:
        """The publisher told what its clock says."""
        self.sr_ntp, self.sr_rtp, self.sr_at = ntp, rtp_time, now
        self.last_sr = ntp >> 16 & 0xFFFFFFFF

    def block(self, now: float) -> Block:
        """What a receiver report says about it; fraction since the last one.

        What is still being asked for is not lost yet: a publisher told otherwise would shrink its
        picture for packets that were merely overtaken. Sound that came too late to be heard is lost
        all the same: told so, its encoder adds to each packet what the one before it said.
        """
        highest = (self._cycles << 16) + max(self.max_seq, 0)
        expected = highest - self._base + 1
        settled = expected - len(self.missing)
        since, got = settled - self._expected_before, self.received - self._received_before
        if not self.track.track.is_video:
            got -= self.late
            self.late = 0
        self._expected_before, self._received_before = settled, self.received
        lost = max(0, since - got)
        return Block(
            ssrc=self.ssrc,
            fraction=min(255, lost * 256 // since) if since > 0 else 0,
            lost=max(0, settled - self.received),
            highest=highest & 0xFFFFFFFF,
            jitter=int(self.jitter),
            last_sr=self.last_sr,
            delay=int((now - self.sr_at) * 65_536) & 0xFFFFFFFF if self.last_sr else 0,
        )

    def _note_gap(self, seq: int, now: float) -> None:
        gap = (seq - self.max_seq - 1) & 0xFFFF
        if gap > MAX_MISSING:
            self.given_up += gap + len(self.missing)
            self.missing.clear()
            self.track.want_key_frame(self, now)
            return
        patience = 0.0
        if self.track.track.is_video:
            patience = min(self.jitter / self.clock, NACK_PATIENCE)
        for step in range(1, gap + 1):
            self.missing[(self.max_seq + step) & 0xFFFF] = [now + patience, 0, now]
        if gap:
            self.track.ask_missing(self, now)
        while len(self.missing) > 2 * MAX_MISSING:
            del self.missing[next(iter(self.missing))]
            self.given_up += 1
