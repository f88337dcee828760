# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Sends what `Probing` decides: packets the receiver has already, a few at a time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from bridge.media.probing import PACE, Probing

if TYPE_CHECKING:
    from bridge.media.downlink import Downlink
    from bridge.media.port import MediaPort


class Prober:
    """Probes the line to one receiver; `downs` are all its streams."""

    def __init__(self, port: MediaPort, downs: Callable[[], Iterable[Downlink]]) -> None:
        self._port = port
        self._downs = downs
        self._probing = Probing()
        self._timer: asyncio.TimerHandle | None = None
        self._ahead = 0
        """Bytes sent before they were due: packets come whole."""

    def look(self, sent: float, need: float, usual_loss: float, now: float) -> bool | None:
        """Every half second, as `Probing.look`: whether the next better picture was proved to pass.

        None where nothing is known, or nothing can be sent to find out.
        """
        fillers = [down for down in self._downs() if down.fills]
        for down in fillers:
            if down.again is not None and (share := down.again.missing()) is not None:
                self._probing.lost(share, usual_loss, now)
        proved = self._probing.look(sent, need if fillers else 0.0, now)
        if self._probing.running and self._timer is None:
            for down in fillers:
                if down.again is not None:
                    down.again.begin()
            self._ahead = 0
            self._turn()
        return True if proved else False if self._probing.doubts else None

    @property
    def proved(self) -> float:
        """Bit/s the last probe that succeeded has shown the line to bear."""
        return self._probing.proved

    def claimed(self, bitrate: int, now: float, *, steady: bool) -> None:
        """The receiver told its estimate; `steady` are the delays of its line without a probe."""
        self._probing.claimed(bitrate, now, steady=steady)

    def close(self) -> None:
        """Send nothing any more."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _turn(self) -> None:
        self._timer = None
        if not self._probing.running:
            return
        self._timer = asyncio.get_running_loop().call_later(PACE, self._turn)
        now = time.monotonic()
        self._ahead -= self._probing.due(now)
        down = next((one for one in self._downs() if one.fills), None)
        if down is None:
            self._probing.failed(now)  # nothing to send is no proof
            return
        while self._ahead < 0:
            self._ahead += down.fill(now)
        self._port.flush_soon()
