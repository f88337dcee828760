# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Webhooks end with the bridge, whatever their receiver does."""

from __future__ import annotations

import asyncio
import time

from aiohttp import web
from aiohttp.test_utils import TestServer
from livekit.protocol import models

from bridge.control.keys import Keys
from bridge.control.webhooks import Patience, Webhooks

QUICK = Patience(timeout=0.3, farewell=0.1, first_wait=30, longest_wait=60, give_up=120)


async def test_a_bridge_told_to_stop_as_a_delivery_runs_out_of_time_stops() -> None:
    """A machine that slept, and is shut down as it wakes: both come in one turn of the loop."""
    arrived = asyncio.Event()

    async def never(_request: web.Request) -> web.Response:
        arrived.set()
        await asyncio.sleep(60)
        return web.Response()

    # Given a receiver that never answers
    app = web.Application()
    app.router.add_post("/", never)
    async with TestServer(app) as receiver:
        hooks = Webhooks(Keys({"key": "s" * 32}), [str(receiver.make_url("/"))], patience=QUICK)

        # When the delivery's time is up in the same turn in which the bridge takes leave
        async with asyncio.timeout(10), hooks.running():
            hooks.take("room_started", models.Room(name="rat"), None, None)
            await arrived.wait()
            asyncio.get_running_loop().call_soon(time.sleep, 1)

    # Then the bridge is gone at once, and did not wait for another try
    assert hooks.delivered == 0
