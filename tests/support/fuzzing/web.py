# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What strangers may send over HTTP and media: to the bot's endpoints, and to the bridge."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from typing import Any
from unittest.mock import AsyncMock, Mock

import jwt
from aiohttp import StreamReader, web
from aiohttp.base_protocol import BaseProtocol
from aiohttp.test_utils import make_mocked_request
from google.protobuf.message import DecodeError
from livekit.protocol import rtc
from multidict import CIMultiDict

from bot.conference import Conference, ForgedWebhook
from bot.web.openid import OpenId, OpenIdRefused, _split
from bot.web.server import WebServer
from bridge.control.keys import Keys
from bridge.control.roomservice import CALLS, PREFIX, RoomService
from bridge.control.tokens import Grants, TokenRefused, Tokens
from bridge.errors import PeerBroke
from bridge.media import rtcp, rtp, sdp
from bridge.media.plane import Plane
from bridge.rooms import Rooms
from bridge.settings import Settings
from bridge.signal.join import from_v0, from_v1
from bridge.signal.session import Session
from bridge.signal.socket import _from_json
from fuzzing.target import Target

KEY, SECRET = "town", "s" * 40
_PART = b"\n%%\n"
RTP_HEADER = 12


class _Protocol(BaseProtocol):
    """A connection nobody reads from."""

    def __init__(self) -> None:
        super().__init__(asyncio.get_running_loop())


async def _answered(
    app: web.Application, method: str, path: str, headers: dict[str, str], body: bytes
) -> web.StreamResponse:
    """Let the application answer a request, as its server would after reading the head."""
    protocol = _Protocol()
    stream = StreamReader(protocol, 2**16)
    stream.feed_data(body)
    stream.feed_eof()
    request = make_mocked_request(
        method, path, CIMultiDict(headers), payload=stream, app=app, client_max_size=65_536
    )
    found = await app.router.resolve(request)
    found.add_app(app)
    request._match_info = found
    try:
        answer = await found.handler(request)
    except web.HTTPException as error:
        return error
    assert isinstance(answer, web.StreamResponse)
    return answer


def bot_web(data: bytes) -> None:
    """A request to the bot: path and method by two bytes, then a header, then the body."""
    asyncio.run(_bot_web(data))


async def _bot_web(data: bytes) -> None:
    head, _, body = data[2:].partition(_PART)
    conference = Mock(spec=Conference, public_url="wss://x")
    conference.token = AsyncMock(return_value="jwt")
    conference.heard = AsyncMock(side_effect=ForgedWebhook)
    openid = Mock(spec=OpenId)
    openid.user = AsyncMock(side_effect=OpenIdRefused("no"))
    app = WebServer(conference, openid).application()
    paths = ("/sfu/get", "/get_token", "/webhook", "/healthz", "/conference/get_token")
    first = data[:1] or b"\0"
    answer = await _answered(
        app,
        ("POST", "GET", "OPTIONS")[first[0] // 64 % 3],
        paths[first[0] % len(paths)],
        {"Authorization": _header(head)},
        body,
    )
    assert answer.status < 500, answer.status


def _header(raw: bytes) -> str:
    """Return what a header may hold: no line ends, which the HTTP parser takes away."""
    return raw.decode("utf-8", "replace").translate({10: None, 13: None, 0: None})


def _token(**more: Any) -> str:
    video = {"roomJoin": True, "room": "R", "roomCreate": True, "roomList": True, "roomAdmin": True}
    claims = {"iss": KEY, "sub": "me", "exp": 2**40, "video": video, **more}
    return jwt.encode(claims, SECRET, algorithm="HS256")


def twirp(data: bytes) -> None:
    """A call of RoomService by somebody with every right; the body is the fuzzer's."""
    asyncio.run(_twirp(data))


async def _twirp(data: bytes) -> None:
    app = web.Application()
    service = RoomService(Rooms(Settings()), Tokens(Keys({KEY: SECRET})), now=lambda: 1_795e6)
    app.add_routes(service.routes())
    calls = [*CALLS, "Nothing"]
    choice, body = (data[:1] or b"\0")[0], data[1:]
    headers = {
        "Authorization": f"Bearer {_token()}",
        "Content-Type": "application/json" if choice & 1 else "application/protobuf",
    }
    for name in ("CreateRoom", calls[(choice >> 1) % len(calls)]):
        answer = await _answered(app, "POST", PREFIX + name, headers, body)
        assert answer.status < 500 or answer.status == 501, answer.status


def token(data: bytes) -> None:
    """An access token, as it is or with our signature under the fuzzer's claims."""
    tokens = Tokens(Keys({KEY: SECRET}))
    head, _, claims = data.partition(_PART)
    signed = jwt.api_jws.encode(claims, SECRET, algorithm="HS256")
    for one in (head.decode("utf-8", "surrogateescape"), signed):
        try:
            grants = tokens.verify_join(one, 1_795e6)
        except TokenRefused:
            continue
        assert isinstance(grants, Grants)
        assert grants.key == KEY
        grants.permission()
        tokens.refreshed(grants, 1_795e6, 60.0)


def knock(data: bytes) -> None:
    """What a client brings when it opens a socket, and texts it sends over it."""
    text = data.decode("utf-8", "replace")  # aiohttp lets no halves of letters through
    wanted: list[Callable[[], object]] = [
        lambda: from_v1(text, limit=10_000),
        lambda: from_v0(dict(p.split("=", 1) for p in text.split("&") if "=" in p)),
        lambda: _from_json(text),
    ]
    for read in wanted:
        try:
            read()
        except PeerBroke:
            continue


def session(data: bytes) -> None:
    """Signalling messages, one after the other, to a participant in a room."""
    asyncio.run(_session(data))


async def _session(data: bytes) -> None:
    settings = Settings(media_host=("127.0.0.1",), media_port=0)
    rooms, plane = Rooms(settings), Plane(settings)
    try:
        claims = Tokens(Keys({KEY: SECRET})).verify_join(_token(), 1_795e6)
        participant = rooms.join(claims, rtc.JoinRequest().client_info)
        participant.send = _written
        talk = Session(rooms.room("R"), participant, plane, dual=bool(len(data) & 1))
        first, *more = data.split(_PART)
        try:
            talk.begin(rtc.JoinRequest.FromString(first))
        except DecodeError:
            talk.begin(rtc.JoinRequest())
        except PeerBroke:
            return
        for frame in more:
            await asyncio.sleep(0)
            try:
                talk.receive(frame)
            except PeerBroke:
                return
        await asyncio.sleep(0)
    finally:
        rooms.close()
        plane.close()


def _written(answer: rtc.SignalResponse) -> None:
    answer.SerializeToString()


def description(data: bytes) -> None:
    """A session description, written again: nothing of the peer's leaves its line."""
    try:
        found = sdp.parse(data.decode("utf-8", "replace"), max_sections=10)
    except PeerBroke:
        return
    local = sdp.Local(ufrag="u", pwd="p", fingerprint="F", candidates=(), setup="passive")
    written = sdp.write([sdp.Written(one) for one in found.sections], local, session=1, version=1)
    assert all(line[1:2] == "=" for line in written.split("\r\n")[:-1])


def packet(data: bytes) -> None:
    """An RTP or RTCP packet, as it comes out of SRTP."""
    with contextlib.suppress(PeerBroke):
        list(rtcp.parse(data))
    if len(data) < RTP_HEADER:  # SRTP lets no shorter one through
        return
    try:
        start, end = rtp.payload_span(data)
        rtp.extensions(data)
    except PeerBroke:
        return
    for codec in (rtp.vp8_descriptor, rtp.h264_key, rtp.vp9_descriptor, rtp.vp9_layer):
        codec(data[start:end])


def server_name(data: bytes) -> None:
    """Names of homeservers, as a client or a .well-known file gives them."""
    try:
        host, port = _split(data.decode("utf-8", "replace"))
    except ValueError:
        return
    assert host
    assert port is None or port < 100_000


_JSON = (b'"', b"{", b"}", b"[" * 60, b"null", b"9" * 400, b"1e999", b"NaN", b'"\\ud800"', _PART)
TARGETS = (
    Target(
        name="bot_web",
        run=bot_web,
        tokens=(
            *_JSON,
            b'"openid_token":',
            b'"member":',
            b'"access_token":"t"',
            b'"matrix_server_name":"x"',
        ),
    ),
    Target(
        name="twirp", run=twirp, tokens=(*_JSON, b'"room":"R"', b'"name":"R"', b'"attributes":')
    ),
    Target(name="token", run=token, tokens=(*_JSON, b'"exp":', b'"iss":"town"', b'"video":')),
    Target(name="knock", run=knock, tokens=(*_JSON, b"reconnect=1&", b"sdk=js&", b"protocol=")),
    Target(name="session", run=session, tokens=(_PART, b"\x0a\x02", b"v=0\r\nm=audio 9 X 111\r\n")),
    Target(
        name="description",
        run=description,
        tokens=(
            b"a=mid:0\r\n",
            b"m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n",
            b"a=ssrc:1 cname:x\r\n",
            b"a=simulcast:send q;h\r\n",
            b"a=rid:q send\r\n",
            b"a=extmap:1 ",
        ),
    ),
    Target(
        name="packet",
        run=packet,
        tokens=(b"\x90\xe4", b"\xbe\xde\x00\x01", b"\x81\xc8\x00\x06", b"\x8f\xce"),
    ),
    Target(name="server_name", run=server_name, tokens=(b":8448", b"[::1]", b".", "٣".encode())),
)
