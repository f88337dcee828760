# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The bridge as one aiohttp application: signalling here, `bridge.control` mounted into it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

from aiohttp import web

from bridge.control.removals import Removals
from bridge.control.tokens import Tokens
from bridge.rooms import Rooms
from bridge.settings import Settings

ROOMS: web.AppKey[Rooms] = web.AppKey("rooms", Rooms)


def build(settings: Settings, tokens: Tokens, removals: Removals) -> web.Application:
    """The application with signalling; `app[ROOMS]` is what control drives.

    Control adds its own routes, start-up and clean-up to the application returned.
    """
    app = web.Application(client_max_size=settings.limits.message_bytes)
    rooms = app[ROOMS] = Rooms(settings, removals=removals)

    async def ticking(_app: web.Application) -> AsyncIterator[None]:
        task = asyncio.create_task(_tick(rooms))
        yield
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
        rooms.close()

    app.cleanup_ctx.append(ticking)
    return app


async def _tick(rooms: Rooms) -> None:
    while True:
        await asyncio.sleep(1)
        rooms.tick()
