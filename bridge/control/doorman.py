# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""In front of all doors: what is about a meeting with its own process is passed on to that.

Nothing is believed here: the token is checked to find the room, and again by whoever answers.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import Counter

import aiohttp
from aiohttp import WSMsgType, web
from aiohttp.typedefs import Handler, Middleware

from bridge.control import roomservice, twirp
from bridge.control.meetings import Meeting, Meetings
from bridge.control.removals import Removals
from bridge.control.roomservice import CALLS, PREFIX
from bridge.control.tokens import TokenRefused, Tokens
from bridge.control.twirp import Code, TwirpError
from bridge.errors import NotFound
from bridge.rooms import Rooms
from bridge.signal.socket import CORS, token_of

PASSED_ON = ("Authorization", "Content-Type", "Accept")
"""Headers of a call that mean something to the answerer."""


class Doorman:
    """The middleware that decides who answers."""

    def __init__(
        self, meetings: Meetings, rooms: Rooms, tokens: Tokens, removals: Removals
    ) -> None:
        self._meetings = meetings
        self._rooms = rooms
        self._tokens = tokens
        self._removals = removals
        self._sockets: Counter[str] = Counter()

    def middleware(self) -> Middleware:
        """What is mounted into the application."""

        @web.middleware
        async def pass_on(request: web.Request, handler: Handler) -> web.StreamResponse:
            if request.path.startswith("/rtc"):
                return await self._signalling(request, handler)
            if request.path.startswith(PREFIX) and request.method == "POST":
                return await self._call(request, handler)
            return await handler(request)

        return pass_on

    # ── signalling ──────────────────────────────────────────────────────────────────

    async def _signalling(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            room = self._tokens.verify_join(token_of(request), time.time()).room
        except TokenRefused:
            return await handler(request)  # which says why
        meeting = self._meetings.of(room)
        if meeting is None and self._grows(room):
            meeting = await self._move(room)
        elif meeting is not None:
            meeting = await self._meetings.open(room, None)
            if meeting is None and self._meetings.of(room) is not None:
                return web.Response(status=503, text="the meeting is about to begin anew")
        if meeting is None or meeting.http is None:
            return await handler(request)
        if request.path.endswith("/validate"):
            return await self._forward(request, meeting)
        return await self._line(request, meeting)

    def _grows(self, room: str) -> bool:
        """One more, and the meeting has the size of those with their own process."""
        size = self._meetings.size
        if not size or self._rooms.draining:
            return False
        here = self._rooms.rooms.get(room)
        if here is None:
            return size == 1 and self._rooms.auto_create
        return len(here.participants) + 1 >= size or here.info.max_participants >= size

    async def _move(self, room: str) -> Meeting | None:
        """Give the room its own process; who is in it already is told to come there."""
        here = self._rooms.rooms.get(room)
        meeting = await self._meetings.open(room, here.info if here is not None else None)
        if meeting is not None:
            with contextlib.suppress(NotFound):
                self._rooms.hand_over(room)
        return meeting

    async def _line(self, request: web.Request, meeting: Meeting) -> web.StreamResponse:
        """Both directions of one signalling socket, until either end closes."""
        host = request.remote or ""
        limits = self._rooms.settings.limits
        if self._sockets[host] >= limits.sockets_per_address:
            return web.Response(status=429, text="too many sockets", headers=CORS)
        near = web.WebSocketResponse(max_msg_size=limits.message_bytes)
        if meeting.http is None or not near.can_prepare(request).ok:
            return web.Response(status=400, text="a WebSocket is expected", headers=CORS)
        self._sockets[host] += 1
        meeting.lines += 1
        try:
            far = await meeting.http.ws_connect(
                f"http://meeting{request.raw_path}",
                headers=_headers(request),
                max_msg_size=0,
            )
        except aiohttp.WSServerHandshakeError as error:
            return web.Response(status=error.status, text=error.message, headers=CORS)
        except (aiohttp.ClientError, OSError):
            return web.Response(status=503, text="the meeting is about to begin anew")
        else:
            async with far:
                await near.prepare(request)
                await _join(near, far)
            return near
        finally:
            meeting.lines -= 1
            self._sockets[host] -= 1
            if not self._sockets[host]:
                del self._sockets[host]

    # ── calls ───────────────────────────────────────────────────────────────────────

    async def _call(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        name = request.path.removeprefix(PREFIX)
        call = CALLS.get(name)
        if call is None:
            return await handler(request)
        asked = call.asked()
        try:
            grants = self._tokens.verify(roomservice.bearer(request), time.time())
            await twirp.read(request, asked)
        except TokenRefused:
            return await handler(request)  # which says why
        except TwirpError as error:
            return error.response()
        room = getattr(asked, "name" if name == "CreateRoom" else "room", "")
        meeting = self._meetings.of(room) if room else None
        size = self._meetings.size
        if not call.need.met(grants, getattr(asked, "room", "")):
            return await handler(request)
        if name == "CreateRoom" and meeting is None and 0 < size <= max(asked.max_participants, 1):
            meeting = await self._move(room)
        if meeting is None:
            return await handler(request)
        if name == "RemoveParticipant":
            self._removals.remember(room, asked.identity, time.time())
        opened = await self._meetings.open(room, None)
        if opened is None:
            return TwirpError(Code.UNAVAILABLE, "the meeting is about to begin anew").response()
        return await self._forward(request, opened)

    async def _forward(self, request: web.Request, meeting: Meeting) -> web.Response:
        body = await request.read()
        try:
            if meeting.http is None:
                raise aiohttp.ClientConnectionError
            async with meeting.http.request(
                request.method,
                f"http://meeting{request.raw_path}",
                data=body,
                headers=_headers(request),
            ) as answer:
                return web.Response(
                    status=answer.status,
                    body=await answer.read(),
                    content_type=answer.content_type,
                    headers=CORS,
                )
        except (aiohttp.ClientError, OSError):
            return TwirpError(Code.UNAVAILABLE, "the meeting is about to begin anew").response()


def _headers(request: web.Request) -> dict[str, str]:
    return {name: request.headers[name] for name in PASSED_ON if name in request.headers}


async def _join(near: web.WebSocketResponse, far: aiohttp.ClientWebSocketResponse) -> None:
    """Carry messages both ways; when one end is gone, so is the other."""
    ways = [asyncio.create_task(_carry(near, far)), asyncio.create_task(_carry(far, near))]
    try:
        await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for way in ways:
            way.cancel()
        await asyncio.gather(*ways, return_exceptions=True)
        with contextlib.suppress(ConnectionError, RuntimeError):
            await near.close()


Socket = web.WebSocketResponse | aiohttp.ClientWebSocketResponse


async def _carry(source: Socket, to: Socket) -> None:
    async for message in source:
        try:
            if message.type == WSMsgType.BINARY:
                await to.send_bytes(message.data)
            elif message.type == WSMsgType.TEXT:
                await to.send_str(message.data)
        except (ConnectionError, RuntimeError):
            return
