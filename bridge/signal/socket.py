# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The WebSocket endpoints: who may come in, one session per participant, resume on a new socket."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import replace

from aiohttp import WSMsgType, web
from google.protobuf import json_format
from livekit.protocol import rtc

from bridge import messages
from bridge.control.tokens import Grants, TokenRefused, Tokens
from bridge.errors import BridgeError, LimitReached, NotAllowed, NotFound, PeerBroke
from bridge.media.plane import Plane
from bridge.messages import Reason
from bridge.participant import Participant
from bridge.rooms import Rooms
from bridge.signal.join import from_v0, from_v1
from bridge.signal.session import Session

log = logging.getLogger(__name__)
MAX_QUEUED = 2_000
"""Messages waiting for one client; who reads slower than that is cut off."""
CORS = {"Access-Control-Allow-Origin": "*"}


class Signalling:
    """The endpoints `/rtc`, `/rtc/v1` and their `validate`."""

    def __init__(self, rooms: Rooms, tokens: Tokens, plane: Callable[[], Plane]) -> None:
        self._rooms = rooms
        self._tokens = tokens
        self._plane = plane
        self._sessions: dict[str, Session] = {}
        self._sockets: Counter[str] = Counter()
        self._settings = rooms.settings

    def routes(self) -> list[web.RouteDef]:
        """What is mounted into the application."""
        return [
            web.get("/rtc/v1", self._v1),
            web.get("/rtc", self._v0),
            web.get("/rtc/v1/validate", self._validate),
            web.get("/rtc/validate", self._validate),
        ]

    async def _validate(self, request: web.Request) -> web.Response:
        try:
            self._rooms.admit(self._grants(request))
        except NotFound as error:
            return web.Response(status=404, text=str(error), headers=CORS)
        except (TokenRefused, BridgeError) as error:
            return web.Response(status=401, text=str(error), headers=CORS)
        return web.Response(text="success", headers=CORS)

    async def _v1(self, request: web.Request) -> web.StreamResponse:
        encoded = request.query.get("join_request", "")
        try:
            wanted = from_v1(encoded, limit=self._settings.limits.message_bytes)
        except PeerBroke as error:
            return web.Response(status=400, text=str(error), headers=CORS)
        return await self._serve(request, wanted, dual=False)

    async def _v0(self, request: web.Request) -> web.StreamResponse:
        if "join_request" in request.query:  # LiveKit's Go client asks for the newer form here
            return await self._v1(request)
        return await self._serve(request, from_v0(request.query), dual=True)

    def _grants(self, request: web.Request) -> Grants:
        return self._tokens.verify_join(token_of(request), time.time())

    async def _serve(
        self, request: web.Request, wanted: rtc.JoinRequest, *, dual: bool
    ) -> web.StreamResponse:
        host = request.remote or ""
        if self._sockets[host] >= self._settings.limits.sockets_per_address:
            return web.Response(status=429, text="too many sockets", headers=CORS)
        try:
            grants = self._grants(request)
            self._rooms.admit(grants)
        except (TokenRefused, NotAllowed) as error:
            return web.Response(status=401, text=str(error), headers=CORS)
        except NotFound as error:
            return web.Response(status=404, text=str(error), headers=CORS)
        socket = web.WebSocketResponse(max_msg_size=self._settings.limits.message_bytes)
        if not socket.can_prepare(request).ok:
            return web.Response(status=400, text="a WebSocket is expected", headers=CORS)
        session, refusal = self._enter(grants, wanted, dual=dual)
        if session is None and not wanted.reconnect:
            return web.Response(status=403, text=refusal, headers=CORS)
        self._sockets[host] += 1
        try:
            await socket.prepare(request)
            if session is None:
                await socket.send_bytes(messages.come_anew().SerializeToString())
                await socket.close()
            else:
                await self._Line(self, socket, session, grants).run(wanted)
        finally:
            self._sockets[host] -= 1
            if not self._sockets[host]:
                del self._sockets[host]
        return socket

    def _enter(
        self, grants: Grants, wanted: rtc.JoinRequest, *, dual: bool
    ) -> tuple[Session | None, str]:
        if wanted.reconnect:
            session = self._sessions.get(wanted.participant_sid)
            if session is None or session.participant.gone or session.dual != dual:
                return None, ""
            participant = session.participant
            if participant.identity != grants.identity or session.room.name != grants.room:
                return None, ""
            return session, ""
        try:
            participant = self._rooms.join(grants, wanted.client_info)
        except (NotAllowed, LimitReached) as error:
            return None, str(error)
        room = self._rooms.room(grants.room)
        session = Session(room, participant, self._plane(), dual=dual)
        gone = [sid for sid, one in self._sessions.items() if one.participant.gone]
        for sid in gone:
            del self._sessions[sid]
        self._sessions[participant.sid] = session
        return session, ""

    class _Line:
        """One socket of one session."""

        def __init__(
            self,
            signalling: Signalling,
            socket: web.WebSocketResponse,
            session: Session,
            grants: Grants,
        ) -> None:
            self._tokens = signalling._tokens
            self._socket = socket
            self._session = session
            self._grants = grants
            self._settings = signalling._settings
            self._queue: asyncio.Queue[bytes | None] = asyncio.Queue(MAX_QUEUED)
            self._json = False
            self._credit = 10 * self._settings.limits.messages_per_second
            self._credit_at = time.monotonic()

        async def run(self, wanted: rtc.JoinRequest) -> None:
            """Serve until the socket closes."""
            participant = self._session.participant
            if participant.hang_up is not None:
                participant.hang_up()
            send, hang_up = self._send, self._hang_up
            participant.send, participant.hang_up, participant.renew = send, hang_up, self._renew
            participant.socket_lost_at = None
            tasks = [
                asyncio.create_task(self._writing()),
                asyncio.create_task(self._refreshing()),
            ]
            try:
                if wanted.reconnect:
                    self._session.resume(wanted)
                else:
                    self._session.begin(wanted)
                await self._reading()
            except PeerBroke as error:
                log.info("closed a peer: %s", error)
                self._session.room.leave(participant, Reason.STATE_MISMATCH, notify=True)
            finally:
                if participant.send == send:
                    participant.send = participant.hang_up = participant.renew = None
                    participant.socket_lost_at = None if participant.gone else time.time()
                self._hang_up()
                with contextlib.suppress(asyncio.TimeoutError):
                    async with asyncio.timeout(2):
                        await tasks[0]
                for task in tasks:
                    task.cancel()
                await self._socket.close()

        def _send(self, response: rtc.SignalResponse) -> None:
            try:
                self._queue.put_nowait(
                    json_format.MessageToJson(response).encode()
                    if self._json
                    else response.SerializeToString()
                )
            except asyncio.QueueFull:
                self._cut()

        def _hang_up(self) -> None:
            with contextlib.suppress(asyncio.QueueFull):
                self._queue.put_nowait(None)

        def _cut(self) -> None:
            while not self._queue.empty():
                self._queue.get_nowait()
            self._queue.put_nowait(None)

        async def _writing(self) -> None:
            while (data := await self._queue.get()) is not None:
                send: Awaitable[None] = (
                    self._socket.send_str(data.decode())
                    if self._json
                    else self._socket.send_bytes(data)
                )
                # A client that closes while it is written to is gone, and nothing more.
                try:
                    await send
                except (ConnectionError, RuntimeError):
                    return
            with contextlib.suppress(ConnectionError, RuntimeError):
                await self._socket.close()

        async def _reading(self) -> None:
            patience = self._settings.ping_timeout + 2 * self._settings.ping_interval
            while True:
                try:
                    message = await self._socket.receive(timeout=patience)
                except TimeoutError:
                    return
                if message.type == WSMsgType.BINARY:
                    self._count()
                    self._session.receive(message.data)
                elif message.type == WSMsgType.TEXT:
                    self._count()
                    self._json = True
                    self._session.handle(_from_json(message.data))
                else:
                    return

        def _count(self) -> None:
            rate = self._settings.limits.messages_per_second
            now = time.monotonic()
            self._credit = min(10 * rate, self._credit + rate * (now - self._credit_at)) - 1
            self._credit_at = now
            if self._credit < 0:
                raise PeerBroke("too many messages")

        async def _refreshing(self) -> None:
            """A token for the next reconnect, before the one in hand runs out."""
            while True:
                self._renew()
                await asyncio.sleep(self._settings.token_lifetime / 2)

        def _renew(self) -> None:
            lifetime = self._settings.token_lifetime
            now_granted = grants_now(self._grants, self._session.participant)
            with contextlib.suppress(TokenRefused):
                token = self._tokens.refreshed(now_granted, time.time(), lifetime)
                self._session.participant.tell(rtc.SignalResponse(refresh_token=token))


def token_of(request: web.Request) -> str:
    """The access token: from the query (browsers) or the header (the native SDKs)."""
    token = request.query.get("access_token", "")
    scheme, _, bearer = request.headers.get("Authorization", "").partition(" ")
    return bearer.strip() if not token and scheme.lower() == "bearer" else token


def grants_now(grants: Grants, participant: Participant) -> Grants:
    """The grants with the rights the participant has now, whatever its first token said."""
    permission = participant.info.permission
    return replace(
        grants,
        name=participant.info.name,
        metadata=participant.info.metadata,
        attributes=dict(participant.info.attributes),
        can_publish=permission.can_publish,
        can_subscribe=permission.can_subscribe,
        can_publish_data=permission.can_publish_data,
        can_publish_sources=tuple(permission.can_publish_sources),
        can_update_own_metadata=permission.can_update_metadata,
        hidden=permission.hidden,
    )


def _from_json(text: str) -> rtc.SignalRequest:
    try:
        return json_format.Parse(text, rtc.SignalRequest(), ignore_unknown_fields=True)
    except json_format.ParseError as error:
        raise PeerBroke("no signalling message") from error
