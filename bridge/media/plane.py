# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The media plane of one process: the port, all published tracks, and what goes by the clock."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from bridge.media import rtcp
from bridge.media.downlink import Downlink
from bridge.media.dtls import Identity
from bridge.media.port import MediaPort
from bridge.media.uptrack import UpTrack
from bridge.settings import Settings
from bridge.tracks import Track

if TYPE_CHECKING:
    from bridge.media.peer import Peer

NACK_EVERY = 0.01
REPORT_EVERY = 0.5
LOOK_EVERY = 0.1


class Plane:
    """Everything the peers of a process share."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.identity = Identity()
        self.port = MediaPort(settings)
        self.peers: set[Peer] = set()
        self.lost_in = self.told_out = 0
        self.lost_out = 0.0
        self._up: dict[str, UpTrack] = {}
        self._up_of_down: dict[int, UpTrack] = {}
        self._loop = asyncio.get_running_loop()
        self._nack_timer: asyncio.TimerHandle | None = None
        self._report_timer = self._loop.call_later(REPORT_EVERY, self._report)
        self._look_timer = self._loop.call_later(LOOK_EVERY, self._look)
        self.on_tick: list[Callable[[float], None]] = []
        self.closed = False

    # ── tracks ──────────────────────────────────────────────────────────────────────

    def publish(self, up: UpTrack) -> None:
        """A published track's section stands."""
        up.missing_soon = self._nack_soon
        up.track.gate = up
        self._up[up.track.sid] = up

    def withdraw(self, up: UpTrack) -> None:
        """A published track is gone."""
        up.close()
        self._up.pop(up.track.sid, None)

    def uptrack(self, track: Track) -> UpTrack | None:
        """The packet path of a published track."""
        return self._up.get(track.sid)

    def uptracks(self) -> list[UpTrack]:
        """All of them."""
        return list(self._up.values())

    def attach(self, up: UpTrack, down: Downlink) -> None:
        """Forward `up` to `down`."""
        self._up_of_down[down.ssrc] = up
        wish = down.subscription
        wish.changed = lambda: up.choose(down, time.monotonic())
        up.add(down)

    def detach(self, down: Downlink) -> None:
        """Stop forwarding to `down`."""
        up = self._up_of_down.pop(down.ssrc, None)
        down.subscription.changed = None
        if up is not None:
            up.remove(down)

    def source_of(self, down: Downlink) -> UpTrack | None:
        """What feeds `down`."""
        return self._up_of_down.get(down.ssrc)

    def traffic(self) -> dict[str, float]:
        """Counters of the packet path since the start."""
        outboxes = self.port.outboxes
        return {
            "packets_in": self.port.received,
            "packets_foreign": self.port.foreign,
            "packets_out": sum(box.sent for box in outboxes),
            "packets_dropped": sum(box.dropped for box in outboxes),
            "packets_resent": self.port.resent,
            "packets_lost_in": self.lost_in,
            "packets_reported": self.told_out,
            "packets_lost_out": max(0.0, self.lost_out),
        }

    def close(self) -> None:
        """Close every peer and the port."""
        self.closed = True
        self._report_timer.cancel()
        self._look_timer.cancel()
        if self._nack_timer is not None:
            self._nack_timer.cancel()
        for peer in [*self.peers]:
            peer.close()
        self.port.close()

    # ── by the clock ────────────────────────────────────────────────────────────────

    def _nack_soon(self) -> None:
        if self._nack_timer is None and not self.closed:
            self._nack_timer = self._loop.call_later(NACK_EVERY, self._ask_missing)

    def _ask_missing(self) -> None:
        """Upstream NACK: packets lost between the publisher and us."""
        self._nack_timer = None
        now = time.monotonic()
        more = False
        for up in self._up.values():
            for link in up.uplinks.values():
                if link.missing:
                    if up.open and (asked := link.due(now)):
                        up.transport.send_rtcp(rtcp.nack(1, link.ssrc, asked))
                    more = more or bool(link.missing)
        if more:
            self._nack_soon()

    def _look(self) -> None:
        """Which layers have run dry; receivers need not wait for the next report to leave them."""
        self._look_timer = self._loop.call_later(LOOK_EVERY, self._look)
        now = time.monotonic()
        for up in self._up.values():
            up.leave_starved(now)

    def _report(self) -> None:
        """Receiver reports and REMB to publishers; layers and bandwidth of receivers."""
        self._report_timer = self._loop.call_later(REPORT_EVERY, self._report)
        now = time.monotonic()
        for up in self._up.values():
            for link in (one for whole in up.uplinks.values() for one in (whole, *whole.spatial)):
                link.measure(REPORT_EVERY)
                for down in link.downs:
                    down.keep_up()
                self.lost_in += link.given_up
                link.given_up = 0
            up.choose_all(now)
        for peer in [*self.peers]:
            peer.report(now)
        for tick in self.on_tick:
            tick(now)
        self.port.flush()
