# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The conference of a running bot, put together: rights, steps of the chair, web server."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial

from bot.body import Chamber
from bot.conference import Conference
from bot.conferencefile import ConferenceSettings
from bot.domain.ids import MeetingId
from bot.effects import Steer
from bot.matrix.gateway import Gateway
from bot.web.openid import OpenId, Servers
from bot.web.server import WebServer, listening


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """What runs beside the bot's bodies."""

    conference: Conference
    port: int
    """Where the web server listens."""


@asynccontextmanager
async def open_service(
    settings: ConferenceSettings, gateway: Gateway, chambers: Sequence[Chamber], homeserver: str
) -> AsyncIterator[Service]:
    """Answer clients and webhooks while the block runs. Raises OSError for a port in use."""
    conference = Conference(settings.server, chambers, gateway.identities, gateway.membership)
    await conference.open()
    own = gateway.user_id.partition(":")[2]
    servers = Servers(
        own={own: homeserver.rstrip("/")},
        known=lambda: servers_of(chambers),
        reachable=lambda address: settings.private_servers or address.is_global,
        tls=settings.tls,
    )
    async with AsyncExitStack() as stack:
        stack.push_async_callback(conference.close)
        openid = await stack.enter_async_context(OpenId(servers))
        app = WebServer(conference, openid).application()
        port = await stack.enter_async_context(listening(app, settings.host, settings.port))
        for chamber in chambers:
            chamber.desk.changed = conference.changed
            chamber.stage.steer = partial(_steer, conference, chamber)
        yield Service(conference=conference, port=port)


async def _steer(
    conference: Conference, chamber: Chamber, _meeting: MeetingId | None, effect: Steer
) -> None:
    await conference.steer(chamber, effect)


def servers_of(chambers: Sequence[Chamber]) -> frozenset[str]:
    """Return the homeservers somebody on a roster is on."""
    users = {
        user
        for chamber in chambers
        for seat in chamber.desk.body.seats
        for user in chamber.desk.body.users_of(seat)
    }
    return frozenset(user.partition(":")[2] for user in users)
