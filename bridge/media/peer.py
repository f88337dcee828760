# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""One participant in the media plane: its one (v1) or two (v0) connections, data and bandwidth."""

from __future__ import annotations

from collections.abc import Callable
from weakref import WeakKeyDictionary

from livekit.protocol import models, rtc

from bridge.errors import PeerBroke
from bridge.media import rtcp
from bridge.media.bandwidth import (
    Allowance,
    Estimate,
    Ladder,
    Wish,
    in_reach,
    next_up,
    rising,
    share_out,
)
from bridge.media.connection import Connection
from bridge.media.downlink import Downlink
from bridge.media.plane import REPORT_EVERY, Plane
from bridge.media.prober import Prober
from bridge.media.sctp import MAX_MESSAGE, DataChannels
from bridge.media.uplink import Uplink
from bridge.participant import Participant
from bridge.tracks import Subscription, Track

AUDIO_RESERVE = 50_000
"""Bit/s per sound, taken off before any video is considered."""
ENOUGH = 100
"""Packets after which a share of loss means something."""


class Peer:
    """What `bridge.participant.Media` asks for."""

    def __init__(self, plane: Plane, participant: Participant, *, dual: bool) -> None:
        self.plane = plane
        self.participant = participant
        self.dual = dual
        self.publisher = Connection(plane)
        self.subscriber = Connection(plane) if dual else self.publisher
        self.renegotiate: Callable[[], None] = lambda: None
        """The subscriber's sections no longer say what is forwarded."""
        self.on_connected: Callable[[], None] = lambda: None
        self.on_broken: Callable[[PeerBroke], None] = lambda _error: None
        self.on_data: Callable[[bytes, bool], None] = lambda _data, _reliable: None
        self.estimate = Estimate()
        self._prober = Prober(plane.port, self.subscriber.down.values)
        self.allow_pause = True
        self._ladders: WeakKeyDictionary[Downlink, Ladder] = WeakKeyDictionary()
        self._expected, self._missing = 0, 0.0
        self._channels: dict[Connection, DataChannels] = {}
        self._early: list[bytes] = []
        """Reliable data for somebody who is shown to the others and not connected yet."""
        self._sent_before = 0
        self._allowance = Allowance(float(plane.settings.max_publish_bitrate))
        self._closed = False
        plane.peers.add(self)
        for connection in self._connections():
            self._wire(connection)
        self.subscriber.estimate = self._claimed

    # ── Media ───────────────────────────────────────────────────────────────────────

    def subscribe(self, subscription: Subscription) -> None:
        """Queue for the next negotiation."""
        self.subscriber.waiting.append(subscription)
        self.renegotiate()

    def unsubscribe(self, subscription: Subscription) -> None:
        """Stop at once."""
        if self.subscriber.unsubscribe(subscription):
            self.renegotiate()

    def retract(self, track: Track) -> None:
        """Forget a published track."""
        self.publisher.retract(track)

    def send_data(self, packet: bytes, *, reliable: bool) -> None:
        """Queue one packet; a reliable one waits until there is a connection."""
        if (channels := self._channels.get(self.subscriber)) is not None:
            channels.send(packet, reliable=reliable)
        elif reliable and sum(map(len, self._early)) < MAX_MESSAGE:
            self._early.append(packet)

    def close(self) -> None:
        """Free everything."""
        if self._closed:
            return
        self._closed = True
        self.plane.peers.discard(self)
        self._prober.close()
        for channels in self._channels.values():
            channels.close()
        for connection in self._connections():
            connection.close()

    @property
    def loss(self) -> float:
        """Share of packets lost on the way to this participant."""
        return self.estimate.lost

    # ── life ────────────────────────────────────────────────────────────────────────

    @property
    def connected(self) -> bool:
        """Any media connection stands."""
        return any(one.transport.connected for one in self._connections())

    def lost(self, now: float) -> bool:
        """No connection has proved it is alive for longer than consent lasts."""
        used = [one for one in self._connections() if one.transport.checked_at is not None]
        return bool(used) and all(one.transport.lost(now) for one in used)

    def _connections(self) -> list[Connection]:
        return [self.publisher] if not self.dual else [self.publisher, self.subscriber]

    def _wire(self, connection: Connection) -> None:
        transport = connection.transport

        def connected() -> None:
            opens = self.dual and connection is self.subscriber
            channels = self._channels[connection] = DataChannels(
                transport.send_data,
                self._message,
                self._broken,
                opens=opens,
                calls=transport.calls,
            )
            transport.on_data = channels.receive
            if connection is self.subscriber:
                for packet in self._early:
                    channels.send(packet, reliable=True)
                self._early.clear()
            self.on_connected()

        transport.on_connected = connected
        transport.on_broken = self._broken

    def _message(self, data: bytes, reliable: bool) -> None:
        self.on_data(data, reliable)

    def _broken(self, error: PeerBroke) -> None:
        self.on_broken(error)

    # ── every half second ───────────────────────────────────────────────────────────

    def report(self, now: float) -> None:
        """Tell the publisher how it arrives and what it may send; share out the bandwidth."""
        self._report_up(now)
        if self.subscriber.transport.connected:
            self._share(now)

    def _report_up(self, now: float) -> None:
        transport = self.publisher.transport
        links = [
            link
            for up in self.publisher.up.values()
            for link in up.uplinks.values()
            if link.alive(now)
        ]
        if not links or not transport.connected:
            return
        blocks = [link.block(now) for link in links]
        arriving = sum(link.arriving for link in links)
        worst = max(block.fraction for block in blocks) / 256
        allowed = self._allowance.update(arriving, worst)
        transport.send_rtcp(
            rtcp.receiver_report(1, blocks)
            + rtcp.remb(1, int(allowed), [link.ssrc for link in links])
        )

    def _share(self, now: float) -> None:
        downs = list(self.subscriber.down.values())
        octets = sum(down.octets for down in downs)
        sent = max(0, octets - self._sent_before) * 8 / REPORT_EVERY
        self._sent_before = octets
        self._take_reports(downs, now)
        wishes: list[Wish] = []
        videos: dict[str, Downlink] = {}
        reserved = 0
        for down in downs:
            if not down.subscription.track.is_video:
                reserved += AUDIO_RESERVE
            elif down.subscription.active:
                videos[down.subscription.track.sid] = down
                wishes.append(self._wish(down, now))
        ladders = {sid: self._ladders.setdefault(down, Ladder()) for sid, down in videos.items()}
        given = {sid: ladder.level for sid, ladder in ladders.items()}
        reach = reserved + in_reach(wishes, given)
        more = next_up(wishes, given)
        need = reach if more is not None else 0.0
        proved = self._prober.look(sent, need, self.estimate.lost, now)
        if proved:
            self.estimate.prove(self._prober.proved)
        budget = self.estimate.update(sent, now, reach) - reserved
        self.subscriber.resends.allow(self.estimate.bitrate, sent, REPORT_EVERY)
        granted = share_out(max(budget, 0.0), wishes)
        changed = []
        for wish in wishes:
            top = len(wish.layers) - 1
            ladder = ladders[wish.key]
            known = None if proved and (more is None or wish.key != more[0]) else proved
            level = ladder.step(granted[wish.key], now, top, proved=known)
            if self._limit(videos[wish.key], level, top, now):
                changed.append(videos[wish.key].subscription)
        if changed:
            self._tell_paused(changed)

    def _claimed(self, bitrate: int, now: float) -> None:
        self.estimate.remb(bitrate, now)
        self._prober.claimed(bitrate, now, steady=self.estimate.steady)

    def _limit(self, down: Downlink, level: int | None, top: int, now: float) -> bool:
        """Hold a video to this level of its layers; True if it was paused or let in again."""
        wish = down.subscription
        paused = level is None and self.allow_pause
        limit = int(models.VideoQuality.HIGH)
        if level is None:
            limit = int(models.VideoQuality.LOW)
        elif level < top:
            limit = self._layers(down, now)[level].quality
        turned = paused != wish.paused
        if turned or limit != wish.limit:
            wish.paused, wish.limit = paused, limit
            if wish.changed is not None:
                wish.changed()
        return turned

    def _take_reports(self, downs: list[Downlink], now: float) -> None:
        """What the receiver told of its streams, all together: loss, and jitter by the sound."""
        jitter = 0.0
        for down in downs:
            expected, missing = down.arrival.taken()
            self._expected += expected
            self._missing += missing
            if down.again is not None:
                self._missing -= down.again.recovered()
            if not down.subscription.track.is_video:
                jitter = max(jitter, down.arrival.jitter / 48_000)
                down.weigh_doubling(now)
        self.estimate.jitter(jitter)
        for down in downs:
            if down.subscription.track.is_video:
                down.weigh_playout(jitter)
        if self._expected >= ENOUGH:
            self.plane.told_out += self._expected
            self.plane.lost_out += max(0.0, self._missing)
            self.estimate.loss(self._missing / self._expected)
            self._expected, self._missing = 0, 0.0

    def _layers(self, down: Downlink, now: float) -> list[Uplink]:
        """What flows of the layers that are wanted, lowest first, else the lowest that flows."""
        up = self.plane.source_of(down)
        links = up.layers() if up is not None else []
        flowing = [link for link in links if link.bitrate and link.alive(now)]
        wanted = [link for link in flowing if link.quality <= down.subscription.quality]
        return wanted or flowing[:1]

    def _wish(self, down: Downlink, now: float) -> Wish:
        wish = down.subscription
        screen = wish.track.info.source == models.TrackSource.SCREEN_SHARE
        importance = (wish.priority, int(screen), int(wish.quality))
        rates = rising(link.bitrate for link in self._layers(down, now))
        return Wish(wish.track.sid, importance, rates or (0,))

    def _tell_paused(self, wishes: list[Subscription]) -> None:
        states = [
            rtc.StreamStateInfo(
                participant_sid=wish.track.publisher.sid,
                track_sid=wish.track.sid,
                state=rtc.StreamState.PAUSED if wish.paused else rtc.StreamState.ACTIVE,
            )
            for wish in wishes
        ]
        self.participant.tell(
            rtc.SignalResponse(stream_state_update=rtc.StreamStateUpdate(stream_states=states))
        )
