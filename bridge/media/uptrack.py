# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A published track in the packet path: its layers, its gate, and which layer feeds whom."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bridge.media import rtcp, rtp
from bridge.media.downlink import Downlink
from bridge.media.fanout import Packet
from bridge.media.outbox import LARGEST
from bridge.media.spatial import MOST, SpatialLayer
from bridge.media.uplink import HISTORY, Uplink
from bridge.tracks import RID_QUALITY, Track

if TYPE_CHECKING:
    from bridge.media.transport import Transport

ANNOUNCED = 5
"""Packets without content that tell a client of a track that is muted: some get lost."""
STARVED = 0.35
"""Seconds a layer may be silent while others of the same picture come."""
FLOWS = 2.0
"""Seconds after which a layer that ran dry is flowing again."""

KeyTest = Callable[[bytes], tuple[bool, int, int]]


KEY_TESTS: dict[str, KeyTest] = {
    "opus": lambda _payload: (True, 0, 0),
    "vp8": rtp.vp8_descriptor,
    "h264": lambda payload: (rtp.h264_key(payload), 0, 0),
    "vp9": rtp.vp9_descriptor,
}


@dataclass(frozen=True, slots=True)
class UpSection:
    """What the publisher's description says about the track's section."""

    mid: str
    payload_type: int
    codec: str
    clock: int
    rids: tuple[str, ...]
    level_id: int
    orientation_id: int


class UpTrack:
    """Router-side half of a `Track`; see `bridge.tracks.Gate`."""

    def __init__(self, track: Track, transport: Transport, section: UpSection) -> None:
        self.track = track
        self.transport = transport
        self.section = section
        self.uplinks: dict[int, Uplink] = {}
        """By SSRC."""
        self.downs: list[Downlink] = []
        self.loudness = 0.0
        self.open = track.may_flow()
        self.missing_soon: Callable[[], None] | None = None
        self._key_test = KEY_TESTS[section.codec]
        self._sizes = 1 if section.codec != "vp9" or section.rids else len(track.info.layers)
        """In one stream (SVC)."""
        self._fanout = transport.port.fanout

    # ── Gate ────────────────────────────────────────────────────────────────────────

    def set_open(self, is_open: bool) -> None:
        """Drop or forward from the next packet on."""
        if is_open == self.open:
            return
        self.open = is_open
        for down in self.downs:
            down.forget_target()
            down.stop()
            if is_open:
                self.choose(down, time.monotonic())

    def close(self) -> None:
        """Nothing of this track is forwarded any more."""
        self.open = False
        for down in [*self.downs]:
            down.close()
        self.downs.clear()

    # ── packets ─────────────────────────────────────────────────────────────────────

    def uplink(self, ssrc: int, rid: str) -> Uplink | None:
        """The state of an SSRC of this track, new if it names a layer we agreed on."""
        if (known := self.uplinks.get(ssrc)) is not None:
            return known
        if self.section.rids and rid not in self.section.rids:
            return None
        quality = RID_QUALITY.get(rid, 2) if self.section.rids else 2
        if self.section.rids and rid not in RID_QUALITY:
            quality = min(2, self.section.rids.index(rid))
        for old in [*self.uplinks.values()]:
            if int(old.quality) == int(quality):  # the publisher began anew with another SSRC
                self._retire(old)
        link = self.uplinks[ssrc] = Uplink(ssrc, self, int(quality), self.section.clock)
        now = time.monotonic()
        link.last_at = now
        if 1 < self._sizes <= MOST:
            lowest = int(link.quality) + 1 - self._sizes
            link.spatial = tuple(
                SpatialLayer(link, self, place, lowest + place) for place in range(self._sizes)
            )
        for down in self.downs:
            self.choose(down, now)
        return link

    def layers(self) -> list[Uplink]:
        """What receivers can be fed from, lowest first."""
        found = [layer for link in self.uplinks.values() for layer in link.spatial or (link,)]
        return sorted(found, key=lambda link: link.quality)

    def packet(self, link: Uplink, data: bytes, span: tuple[int, int], now: float) -> None:
        """Forward one opened packet to everybody who receives this layer."""
        _, second, seq, ts, _ = rtp.HEADER.unpack_from(data)
        start, end = span
        payload = data[start:end]
        if second & 0x7F != self.section.payload_type or len(data) > LARGEST:
            return
        if not link.count(seq, ts, len(data), now):
            return
        key, picture, tl0 = self._key_test(payload)
        link.payload += len(payload)
        orientation = -1
        if data[0] & 0x10 and (self.section.orientation_id or self.section.level_id):
            found = rtp.extensions(data)
            if turned := found.get(self.section.orientation_id):
                orientation = turned[0]
            level = found.get(self.section.level_id)
            if level and self.section.level_id:
                self.loudness = max(self.loudness, (127 - (level[0] & 127)) / 127)
        if not self.open:
            return
        packet: Packet = (
            seq,
            ts,
            second & 0x80,
            payload,
            picture,
            tl0,
            rtp.abs_send_time(now),
            orientation,
        )
        link.history[seq % HISTORY] = packet
        if not link.spatial:
            self._forward(link, packet, key, now)
            return
        place, ends = rtp.vp9_layer(payload)
        for layer in link.spatial:
            if (passed := layer.passed(packet, place, ends, now)) is not None:
                self._forward(layer, passed, key, now)

    def _forward(self, link: Uplink, packet: Packet, key: bool, now: float) -> None:
        if key and link.waiting:
            for down in [*link.waiting]:
                down.forget_target()
                down.feed_from(link, packet, now)
        self._fanout.send(packet, link.lanes)
        if link.doubled and (before := link.find((packet[0] - 1) & 0xFFFF)) is not None:
            self._fanout.send(before, link.doubled)

    def sender_report(self, link: Uplink, ntp: int, rtp_time: int, now: float) -> None:
        """Pass the publisher's clock on, shifted as each receiver's stream is."""
        cname = self.track.publisher.sid
        for layer in (link, *link.spatial):
            layer.sender_report(ntp, rtp_time, now)
            for down in layer.downs:
                down.transport.send_rtcp(
                    rtcp.sender_report(
                        down.ssrc, ntp, rtp_time + down.lane.ts_off, down.sent, down.octets, cname
                    )
                )

    # ── layers ──────────────────────────────────────────────────────────────────────

    def add(self, down: Downlink) -> None:
        """A receiver's section stands."""
        self.downs.append(down)
        self.choose(down, time.monotonic())

    def remove(self, down: Downlink) -> None:
        """A receiver is gone."""
        down.close()
        if down in self.downs:
            self.downs.remove(down)

    def choose(self, down: Downlink, now: float) -> None:
        """Bring the layer that feeds `down` in line with its wishes; video waits for a key."""
        wish = down.subscription
        if not self.open or not wish.active or wish.paused:
            down.forget_target()
            down.stop()
            return
        best = self._best(min(wish.quality, wish.limit), now, down)
        if best is None or best is down.target:
            return
        if best is down.current:
            down.forget_target()
            return
        down.forget_target()
        down.target = best
        best.waiting.append(down)
        if self.track.is_video:
            self.want_key_frame(best, now)

    def choose_all(self, now: float) -> None:
        """Layers come and go: look at every receiver, and ask again for key frames waited for."""
        for down in self.downs:
            self.choose(down, now)
            if not self.open and down.subscription.known_by_packet and down.sent < ANNOUNCED:
                down.announce(now)
        if self.track.is_video:
            for link in self.layers():
                if link.waiting and link.alive(now):
                    self.want_key_frame(link, now)

    def leave_starved(self, now: float) -> None:
        """A publisher short of bandwidth ends its largest layer without a word: go to the next.

        If it was a stumble and the layer flows again before that has come, stay.
        """
        for link in self.layers():
            if self._starved(link):
                link.dry_at = now
        for down in self.downs:
            current, target = down.current, down.target
            if current is None:
                continue
            if self._starved(current):
                down.left = current
                self.choose(down, now)
            elif target is not None and target.quality < current.quality:
                self.choose(down, now)

    def want_key_frame(self, link: Uplink, now: float) -> None:
        """Ask the publisher, not more often than the layer's throttle allows."""
        if self.track.is_video and link.may_ask_key_frame(now):
            self.transport.send_rtcp(rtcp.pli(1, link.ssrc))

    def ask_missing(self, link: Uplink, now: float) -> None:
        """A gap was seen: ask for sound at once, for a picture when the clock says so."""
        if self.open and not self.track.is_video:
            self.transport.send_rtcp(rtcp.nack(1, link.ssrc, link.due(now)))
        if self.missing_soon is not None:
            self.missing_soon()

    def bitrate(self, quality: int) -> int:
        """Bit/s of the layer that would serve `quality`, as measured."""
        link = self._best(quality, time.monotonic())
        return link.bitrate if link is not None else 0

    def _best(self, quality: int, now: float, down: Downlink | None = None) -> Uplink | None:
        """The highest layer not above `quality` that flows, else lives; else the lowest, else any.

        One that has run dry is left for a smaller one, never for a larger one. Whoever left it so
        comes back when it has flowed for a while: the key frame of the return may stop it again.
        """
        links = self.layers()
        living = [link for link in links if link.alive(now)] or links
        fitting = [link for link in living if link.quality <= quality]
        flowing = [
            link for link in fitting if not self._starved(link) and not _was_left(down, link, now)
        ]
        return next(iter((flowing or fitting)[-1:] or living[:1]), None)

    def _starved(self, link: Uplink) -> bool:
        newest = max(one.last_at for one in self.layers())
        return newest - link.last_at >= STARVED

    def _retire(self, link: Uplink) -> None:
        for layer in (link, *link.spatial):
            for down in [*layer.downs]:
                down.stop()
            for down in [*layer.waiting]:
                down.forget_target()
        self.uplinks.pop(link.ssrc, None)


def _was_left(down: Downlink | None, link: Uplink, now: float) -> bool:
    """This receiver is fed by another layer because this one ran dry a moment ago."""
    if down is None or down.left is not link or down.current is link:
        return False
    return now - link.dry_at < FLOWS
