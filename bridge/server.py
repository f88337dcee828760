# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The bridge as one aiohttp application: signalling here, `bridge.control` mounted into it."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator

from aiohttp import web
from livekit.protocol import models

from bridge import messages
from bridge.control.removals import Removals
from bridge.control.tokens import Tokens
from bridge.media.plane import Plane
from bridge.rooms import Rooms
from bridge.settings import Settings
from bridge.signal.socket import Signalling
from bridge.signal.speakers import Observer

ROOMS: web.AppKey[Rooms] = web.AppKey("rooms", Rooms)


class Running:
    """What exists while the application runs."""

    plane: Plane | None = None

    def the_plane(self) -> Plane:
        """The media plane; raises `RuntimeError` before the start."""
        if self.plane is None:
            raise RuntimeError("the bridge has not started")
        return self.plane


RUNNING: web.AppKey[Running] = web.AppKey("running", Running)
DRAIN = 0.5
"""Seconds clients are given to read that they shall come back."""


def build(settings: Settings, tokens: Tokens, removals: Removals) -> web.Application:
    """The application with signalling; `app[ROOMS]` is what control drives.

    Control adds its own routes, start-up and clean-up to the application returned;
    `app[RUNNING].plane` exists once the application has started.
    """
    app = web.Application(client_max_size=settings.limits.message_bytes)
    rooms = app[ROOMS] = Rooms(settings, removals=removals)
    running = app[RUNNING] = Running()
    app.add_routes(Signalling(rooms, tokens, running.the_plane).routes())
    app.cleanup_ctx.append(_running)
    app.on_shutdown.append(_drain)
    return app


async def _running(app: web.Application) -> AsyncIterator[None]:
    rooms = app[ROOMS]
    plane = app[RUNNING].plane = Plane(rooms.settings)
    plane.on_tick.append(Observer(rooms, plane).look)
    task = asyncio.create_task(_tick(rooms))
    yield
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
    plane.close()


async def _drain(app: web.Application) -> None:
    """Before the sockets close: every client is told to come back, to whoever serves then."""
    busy = any(room.participants for room in app[ROOMS].rooms.values())
    app[ROOMS].close()
    if busy:
        await asyncio.sleep(DRAIN)


async def _tick(rooms: Rooms) -> None:
    while True:
        await asyncio.sleep(1)
        rooms.tick()
        now = time.monotonic()
        for room in [*rooms.rooms.values()]:
            for participant in [*room.participants.values()]:
                if participant.media is not None and participant.media.lost(now):
                    # It may just have come back with its socket: media alone cannot be resumed.
                    participant.tell(messages.come_anew())
                    room.leave(participant, models.DisconnectReason.CONNECTION_TIMEOUT)
