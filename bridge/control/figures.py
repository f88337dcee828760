# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Figures for Prometheus. The only home of prometheus_client here; no figure carries a name."""

from __future__ import annotations

import asyncio
import contextlib
import resource
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager

from aiohttp import web
from prometheus_client import CollectorRegistry, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from bridge.control.webhooks import Webhooks
from bridge.rooms import Rooms

PACE = 0.1
"""Seconds between two looks at how late the event loop is."""
LAGS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0)
Traffic = Callable[[], Mapping[str, float]]
"""Counters of the packet path, by name: packets_in, packets_out, packets_lost …"""


class Figures:
    """Everything shown at ``/metrics``."""

    def __init__(self, rooms: Rooms, webhooks: Webhooks, traffic: Traffic) -> None:
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

    def collect(self) -> list[Metric]:
        """Return the figures of this moment; called by prometheus_client."""
        rooms = list(self._rooms.rooms.values())
        people = [one for room in rooms for one in room.participants.values()]
        traffic = self._traffic()
        cpu = _cpu_seconds()
        out = traffic.get("packets_out", 0.0)
        told: list[Metric] = [
            GaugeMetricFamily("gremium_bridge_rooms", "Open rooms.", len(rooms)),
            GaugeMetricFamily("gremium_bridge_participants", "Participants.", len(people)),
            GaugeMetricFamily(
                "gremium_bridge_tracks", "Published tracks.", sum(len(p.tracks) for p in people)
            ),
            CounterMetricFamily("gremium_bridge_cpu_seconds", "CPU time of this process.", cpu),
            GaugeMetricFamily(
                "gremium_bridge_cpu_seconds_per_packet",
                "CPU time of this process for each packet forwarded since it started.",
                cpu / out if out else 0.0,
            ),
            CounterMetricFamily(
                "gremium_bridge_webhooks_delivered",
                "Webhooks that arrived.",
                self._webhooks.delivered,
            ),
            CounterMetricFamily(
                "gremium_bridge_webhooks_dropped", "Webhooks given up.", self._webhooks.dropped
            ),
        ]
        told += [
            CounterMetricFamily(f"gremium_bridge_{name}", "Counted in the packet path.", value)
            for name, value in sorted(traffic.items())
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
            self._lag.observe(max(0.0, time.perf_counter() - due))

    async def handle(self, _request: web.Request) -> web.Response:
        """Answer a scrape."""
        return web.Response(
            body=generate_latest(self.registry), headers={"Content-Type": CONTENT_TYPE_LATEST}
        )


def _cpu_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime
