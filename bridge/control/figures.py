# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Figures for Prometheus. The only home of prometheus_client here; no figure carries a name."""

from __future__ import annotations

import asyncio
import contextlib
import resource
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web
from google.protobuf import json_format
from prometheus_client import CollectorRegistry, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from bridge.control.webhooks import Webhooks
from bridge.rooms import Rooms

PACE = 0.1
"""Seconds between two looks at how late the event loop is."""
LAGS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0)
COUNTED = "Counted in the packet path."
TEXTS = {
    "cpu_seconds": "CPU time of all processes.",
    "packets_dropped": "Packets the kernel did not take.",
    "packets_foreign": "Packets from addresses that have not proved to be a client's.",
    "packets_in": "Packets that arrived.",
    "packets_lost_in": "Packets of publishers that never came, though they were asked for.",
    "packets_lost_out": "Packets to receivers that never came, by their own word.",
    "packets_out": "Packets sent.",
    "packets_reported": "Packets to receivers they have told of; the whole for packets_lost_out.",
    "packets_resent": "Packets sent once more to receivers that lost them.",
    "meeting_crashes": "Processes of meetings that ended by themselves.",
    "webhooks_delivered": "Webhooks that arrived.",
    "webhooks_dropped": "Webhooks given up.",
}
Traffic = Callable[[], Mapping[str, float]]
"""Counters of the packet path, by name: packets_in, packets_out, packets_lost_in …"""


class Figures:
    """Everything shown at ``/metrics``."""

    def __init__(
        self,
        rooms: Rooms,
        webhooks: Webhooks,
        traffic: Traffic,
        meetings: Callable[[], list[dict[str, Any]]] = list,
    ) -> None:
        """`meetings` returns what every process of a meeting says of itself (`told`)."""
        self._meetings = meetings
        self._late = 0.0
        self._rooms = rooms
        self._webhooks = webhooks
        self._traffic = traffic
        self.registry = CollectorRegistry()
        self.registry.register(self)
        self._lag = Histogram(
            "gremium_bridge_loop_lag_seconds",
            "How late the event loop gets to what is due.",
            buckets=LAGS,
            registry=self.registry,
        )

    def told(self) -> dict[str, Any]:
        """Return the figures of this moment for whoever adds them up; the lag begins anew."""
        people = [one for room in self._rooms.rooms.values() for one in room.participants.values()]
        late, self._late = self._late, 0.0
        return {
            "rooms": [json_format.MessageToDict(one.info) for one in self._rooms.rooms.values()],
            "participants": len(people),
            "tracks": sum(len(one.tracks) for one in people),
            "late": late,
            "sums": {
                "cpu_seconds": _cpu_seconds(),
                "webhooks_delivered": self._webhooks.delivered,
                "webhooks_dropped": self._webhooks.dropped,
                **self._traffic(),
            },
        }

    def collect(self) -> list[Metric]:
        """Return the figures of this moment; called by prometheus_client."""
        late = self._late
        ours, others = self.told(), self._meetings()
        self._late = late
        every = [ours, *others]
        sums: Counter[str] = Counter()
        for one in every:
            sums.update(one.get("sums", {}))
        out = sums["packets_out"]
        gauges = {
            "rooms": ("Open rooms.", sum(len(one.get("rooms", ())) for one in every)),
            "participants": ("Participants.", sum(one.get("participants", 0) for one in every)),
            "tracks": ("Published tracks.", sum(one.get("tracks", 0) for one in every)),
            "meeting_processes": (
                "Meetings with a process of their own.",
                sum("rooms" in one for one in others),
            ),
            "meeting_loop_lag_seconds": (
                "The latest any of those got to what was due, in the last half second.",
                max((one.get("late", 0.0) for one in others), default=0.0),
            ),
            "cpu_seconds_per_packet": (
                "CPU time for each packet forwarded since the start.",
                sums["cpu_seconds"] / out if out else 0.0,
            ),
        }
        told: list[Metric] = [
            GaugeMetricFamily(f"gremium_bridge_{name}", text, value)
            for name, (text, value) in gauges.items()
        ]
        told += [
            CounterMetricFamily(f"gremium_bridge_{name}", TEXTS.get(name, COUNTED), value)
            for name, value in sorted(sums.items())
        ]
        return told

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Watch the event loop while the application runs."""
        task = asyncio.create_task(self._watch())
        try:
            yield
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    async def _watch(self) -> None:
        while True:
            due = time.perf_counter() + PACE
            await asyncio.sleep(PACE)
            late = max(0.0, time.perf_counter() - due)
            self._late = max(self._late, late)
            self._lag.observe(late)

    async def handle(self, _request: web.Request) -> web.Response:
        """Answer a scrape."""
        return web.Response(
            body=generate_latest(self.registry), headers={"Content-Type": CONTENT_TYPE_LATEST}
        )


def _cpu_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime
