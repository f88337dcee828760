# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""An authentication service a real Synapse delegates to, as far as Synapse asks it.

    async with auth_service() as service:
        with running_synapse(folder, **service.settings()) as synapse:
            service.homeserver = synapse.url
            token = await service.issue("gremium", "BOTDEVICE")

The Matrix Authentication Service is no package here. This one stands in for its two endpoints
Synapse calls (metadata, token introspection), and calls Synapse's own `/_synapse/mas/…` as the
service does; log-in pages and OAuth flows it has none. Everything behind that is Synapse's code.
"""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from aiohttp import web

SCOPE = "urn:matrix:client:api:*"


@dataclass
class AuthService:
    """Compatibility tokens by what they belong to."""

    secret: str = field(default_factory=lambda: secrets.token_hex(16))
    url: str = ""
    homeserver: str = ""
    tokens: dict[str, tuple[str, str | None]] = field(default_factory=dict)
    asked: int = 0
    """How often Synapse has had a token looked up."""

    def settings(self) -> dict[str, Any]:
        """Settings by which a Synapse delegates to this service."""
        service = {"enabled": True, "endpoint": self.url, "secret": self.secret}
        return {"matrix_authentication_service": service, "password_config": {"enabled": False}}

    async def issue(self, localpart: str, device: str | None) -> str:
        """Issue a compatibility token; account and device are made if they do not exist."""
        await self.call("provision_user", localpart=localpart)
        if device is not None:
            await self.call("upsert_device", localpart=localpart, device_id=device)
        token = f"mct_{secrets.token_urlsafe(24)}"
        self.tokens[token] = (localpart, device)
        return token

    async def revoke(self, token: str) -> None:
        """End a session; the service has its device deleted, as it does at a log-out."""
        localpart, device = self.tokens.pop(token)
        await self.call("delete_device", localpart=localpart, device_id=device)

    async def allow_reset(self, localpart: str) -> None:
        """A person has consented, for ten minutes, to other cross-signing keys."""
        await self.call("allow_cross_signing_reset", localpart=localpart)

    async def call(self, what: str, **body: Any) -> None:
        """Tell Synapse something, as the service."""
        headers = {"Authorization": f"Bearer {self.secret}"}
        timeout = aiohttp.ClientTimeout(total=30)
        async with (
            aiohttp.ClientSession(timeout=timeout, headers=headers) as http,
            http.post(f"{self.homeserver}/_synapse/mas/{what}", json=body) as response,
        ):
            assert response.status < 300, (what, await response.text())

    async def metadata(self, _: web.Request) -> web.Response:
        """What clients learn from the service."""
        return web.json_response(
            {
                "issuer": f"{self.url}/",
                "account_management_uri": f"{self.url}/account/",
                "introspection_endpoint": f"{self.url}/oauth2/introspect",
            }
        )

    async def introspect(self, request: web.Request) -> web.Response:
        """Whose token it is (RFC 7662)."""
        assert request.headers["Authorization"] == f"Bearer {self.secret}"
        self.asked += 1
        token = str((await request.post()).get("token", ""))
        known = self.tokens.get(token)
        if known is None:
            return web.json_response({"active": False})
        localpart, device = known
        return web.json_response(
            {
                "active": True,
                "scope": SCOPE,
                "username": localpart,
                "sub": f"01{localpart.upper()}",
                "device_id": device,
            }
        )


@asynccontextmanager
async def auth_service() -> AsyncIterator[AuthService]:
    """A service on a free loopback port, ended with the block."""
    service = AuthService()
    app = web.Application()
    app.router.add_get("/.well-known/openid-configuration", service.metadata)
    app.router.add_post("/oauth2/introspect", service.introspect)
    runner = web.AppRunner(app)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        host, port = runner.addresses[0][:2]
        service.url = f"http://{host}:{port}"
        yield service
    finally:
        await runner.cleanup()
