# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The endpoints: tokens for MatrixRTC clients (MSC4195), webhooks of the conference server, health.

    POST /sfu/get     room, openid_token, device_id                → url, jwt
    POST /get_token   room_id, slot_id, openid_token, member       → url, jwt
    POST /webhook     signed by the conference server
    GET  /healthz

Behind a proxy they may also be reached below ``/conference``.
"""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from time import monotonic
from typing import Any

from aiohttp import web

from bot.conference import (
    SLOT,
    AccessRefused,
    Conference,
    ConferenceUnreachable,
    ForgedWebhook,
    hashed_identity,
    legacy_identity,
)
from bot.web.openid import OpenId, OpenIdRefused, OpenIdUnreachable
from bot.web.rate import Rate

log = logging.getLogger(__name__)

LARGEST = 65_536
"""Bytes of a request."""
LONGEST = 255
"""Characters of an id; Matrix allows no more."""
CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "POST, OPTIONS",
    "Access-Control-Allow-Headers": "Accept, Content-Type, Content-Length, Accept-Encoding, "
    "X-CSRF-Token, Authorization",
}


class _Answer(Exception):
    """An error in Matrix' form."""

    def __init__(self, status: int, errcode: str, sentence: str) -> None:
        super().__init__(sentence)
        self.status, self.errcode = status, errcode


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What a client asks for, in either form."""

    room: str
    slot: str
    device: str
    token: str
    server: str
    claimed_user: str | None
    member: str | None
    """The id of the MatrixRTC membership; None in the older form."""


class WebServer:
    """Answers HTTP."""

    def __init__(
        self,
        conference: Conference,
        openid: OpenId,
        *,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._conference = conference
        self._openid = openid
        self._rate = Rate(clock)

    def application(self) -> web.Application:
        """Return the application with all routes."""
        app = web.Application(client_max_size=LARGEST)
        for prefix in ("", "/conference"):
            for path, reader in (("/sfu/get", _older), ("/get_token", _newer)):
                app.router.add_post(prefix + path, self._answering(reader))
                app.router.add_route("OPTIONS", prefix + path, _preflight)
            app.router.add_post(prefix + "/webhook", self._webhook)
            app.router.add_get(prefix + "/healthz", _health)
        return app

    def _answering(
        self, reader: Callable[[Mapping[str, Any]], _Asked]
    ) -> Callable[[web.Request], Any]:
        async def handle(request: web.Request) -> web.Response:
            try:
                self._count(request.remote or "")
                asked = reader(await _body(request))
                told = await self._token(asked)
            except _Answer as error:
                told = {"errcode": error.errcode, "error": str(error)}
                return web.json_response(told, status=error.status, headers=CORS)
            return web.json_response(told, headers=CORS)

        return handle

    async def _token(self, asked: _Asked) -> dict[str, str]:
        try:
            user = await self._openid.user(asked.token, asked.server)
        except OpenIdRefused as refused:
            raise _Answer(401, "M_UNAUTHORIZED", str(refused)) from None
        except OpenIdUnreachable as error:
            raise _Answer(401, "M_UNAUTHORIZED", str(error)) from None
        if asked.claimed_user is not None and asked.claimed_user != user:
            raise _Answer(401, "M_UNAUTHORIZED", "the OpenID token is another user's")
        if asked.member is None:
            identity = legacy_identity(user, asked.device)
        else:
            identity = hashed_identity(user, asked.device, asked.member)
        try:
            jwt = await self._conference.token(user, asked.device, asked.room, identity, asked.slot)
        except AccessRefused as refused:
            log.info("no access to the conference: %s", refused)
            raise _Answer(403, "M_FORBIDDEN", str(refused)) from None
        except ConferenceUnreachable as error:
            log.warning("the conference server does not answer: %s", error)
            raise _Answer(503, "M_UNKNOWN", "the conference does not answer") from None
        return {"url": self._conference.public_url, "jwt": jwt}

    async def _webhook(self, request: web.Request) -> web.Response:
        try:
            await self._conference.heard(
                (await request.read()).decode(), request.headers.get("Authorization", "")
            )
        except (ForgedWebhook, UnicodeDecodeError):
            log.warning("a webhook was not signed by the conference server")
            return web.Response(status=401)
        return web.Response()

    def _count(self, address: str) -> None:
        """Refuse an address that asks too often."""
        if self._rate.exceeded(address):
            raise _Answer(429, "M_LIMIT_EXCEEDED", "too many requests; try again in a minute")


async def _preflight(_request: web.Request) -> web.Response:
    return web.Response(headers=CORS)


async def _health(_request: web.Request) -> web.Response:
    return web.Response(text="OK")


async def _body(request: web.Request) -> Mapping[str, Any]:
    try:
        told = json.loads(await request.read())
    except web.HTTPRequestEntityTooLarge:
        raise _Answer(413, "M_TOO_LARGE", "the request is too large") from None
    except (ValueError, RecursionError):
        raise _Answer(400, "M_NOT_JSON", "the request is not JSON") from None
    if not isinstance(told, dict):
        raise _Answer(400, "M_BAD_JSON", "the request must be a JSON object")
    return told


def _older(body: Mapping[str, Any]) -> _Asked:
    token, server = _openid_of(body)
    return _Asked(
        room=_id(body, "room"),
        slot=SLOT,
        device=_id(body, "device_id"),
        token=token,
        server=server,
        claimed_user=None,
        member=None,
    )


def _newer(body: Mapping[str, Any]) -> _Asked:
    token, server = _openid_of(body)
    member = _object(body, "member")
    return _Asked(
        room=_id(body, "room_id"),
        slot=_id(body, "slot_id"),
        device=_id(member, "claimed_device_id"),
        token=token,
        server=server,
        claimed_user=_id(member, "claimed_user_id"),
        member=_id(member, "id"),
    )


def _openid_of(body: Mapping[str, Any]) -> tuple[str, str]:
    openid = _object(body, "openid_token")
    token = openid.get("access_token")
    if not isinstance(token, str):
        raise _Answer(400, "M_BAD_JSON", "openid_token.access_token must be a text")
    return token, _id(openid, "matrix_server_name")


def _object(body: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    told = body.get(key)
    if not isinstance(told, dict):
        raise _Answer(400, "M_BAD_JSON", f"{key} must be an object")
    return told


def _id(body: Mapping[str, Any], key: str) -> str:
    told = body.get(key)
    if not isinstance(told, str) or not told or len(told) > LONGEST or "\0" in told:
        raise _Answer(400, "M_BAD_JSON", f"{key} must be a text of at most {LONGEST} characters")
    return told


@asynccontextmanager
async def listening(app: web.Application, host: str, port: int) -> AsyncIterator[int]:
    """Serve while the block runs; gives the port. Raises OSError if nobody can listen there."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=2.0)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
        yield int(runner.addresses[0][1])
    finally:
        await runner.cleanup()
