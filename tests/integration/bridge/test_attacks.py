# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Hostile peers on the wire: the offender is closed or unheard, and nobody else notices."""

from __future__ import annotations

import asyncio
import base64
import secrets
import socket
from typing import Any

import pytest
from aiohttp import ClientSession, ClientWebSocketResponse, WSMsgType, WSServerHandshakeError
from aioice import stun
from conference import Hall, hall, until
from livekit.protocol import models, rtc

from bridge.settings import Limits, Settings

pytestmark = pytest.mark.integration

SMALL = Settings(
    media_host=("127.0.0.1",),
    media_port=0,
    limits=Limits(
        participants=2, tracks=2, message_bytes=20_000, messages_per_second=5, sockets_per_address=3
    ),
)


async def knock(
    session: ClientSession, place: Hall, identity: str, **grants: Any
) -> ClientWebSocketResponse:
    """Join by hand, with the v1 protocol and no media."""
    wrapped = rtc.WrappedJoinRequest(join_request=rtc.JoinRequest().SerializeToString())
    encoded = base64.urlsafe_b64encode(wrapped.SerializeToString()).decode()
    query = {"access_token": place.token(identity, **grants), "join_request": encoded}
    return await session.ws_connect(f"{place.url}/rtc/v1", params=query)


async def told(socket_: ClientWebSocketResponse, kind: str) -> rtc.SignalResponse:
    """The next message of this kind."""
    while True:
        message = await socket_.receive(timeout=20)
        assert message.type is WSMsgType.BINARY, f"closed before {kind}"
        response = rtc.SignalResponse.FromString(message.data)
        if response.WhichOneof("message") == kind:
            return response


@pytest.mark.parametrize(
    "attack",
    [
        pytest.param([b"\xff\xff\xff\xff"], id="no-protobuf"),
        pytest.param([rtc.SignalRequest(ping=5).SerializeToString()[:-1]], id="truncated"),
        pytest.param([bytes(30_000)], id="too-long"),
        pytest.param([rtc.SignalRequest(ping=5).SerializeToString()] * 80, id="too-many"),
        pytest.param(
            [
                rtc.SignalRequest(
                    offer=rtc.SessionDescription(type="offer", sdp="v=0\nm=audio 99999999999 X")
                ).SerializeToString()
            ],
            id="hostile-description",
        ),
    ],
)
async def test_a_broken_message_closes_its_sender_only(attack: list[bytes]) -> None:
    async with hall(SMALL) as place, ClientSession() as session:
        good, bad = await knock(session, place, "good"), await knock(session, place, "bad")
        await told(good, "join")
        for message in attack:
            await bad.send_bytes(message)
        while (await bad.receive(timeout=20)).type is WSMsgType.BINARY:
            continue
        assert bad.closed
        await until(lambda: len(place.rooms.rooms["council"].participants) == 1 or not attack, 40)
        await good.send_bytes(rtc.SignalRequest(ping=1).SerializeToString())
        await told(good, "pong")


async def test_tracks_without_right_without_seal_and_over_the_limit_are_refused() -> None:
    async with hall(SMALL) as place, ClientSession() as session:
        listener = await knock(session, place, "listener", can_publish=False)
        member = await knock(session, place, "member")

        def track(cid: str, encryption: models.Encryption.Type) -> bytes:
            wanted = rtc.AddTrackRequest(
                cid=cid, source=models.TrackSource.MICROPHONE, encryption=encryption
            )
            return rtc.SignalRequest(add_track=wanted).SerializeToString()

        sealed, clear = models.Encryption.GCM, models.Encryption.NONE
        reasons = rtc.RequestResponse.Reason
        await listener.send_bytes(track("a", sealed))
        assert (await told(listener, "request_response")).request_response.reason == (
            reasons.NOT_ALLOWED
        )
        await member.send_bytes(track("b", clear))
        assert (await told(member, "request_response")).request_response.reason == (
            reasons.NOT_ALLOWED
        )
        for cid in ("c", "d", "e"):
            await member.send_bytes(track(cid, sealed))
        assert (await told(member, "track_published")).track_published.cid == "c"
        assert (await told(member, "request_response")).request_response.reason == (
            reasons.LIMIT_EXCEEDED
        )


async def test_rooms_sockets_and_doors_have_limits() -> None:
    async with hall(SMALL) as place, ClientSession() as session:
        kept = [await knock(session, place, name) for name in ("one", "two")]
        with pytest.raises(WSServerHandshakeError) as full:
            await knock(session, place, "three")
        assert full.value.status == 403
        kept.append(await knock(session, place, "one", room="other"))
        with pytest.raises(WSServerHandshakeError) as crowded:
            await knock(session, place, "four", room="other")
        assert crowded.value.status == 429
        assert not any(one.closed for one in kept)

        validate = f"{place.url.replace('ws', 'http', 1)}/rtc/v1/validate"
        async with session.get(validate, params={"access_token": "no token"}) as checked:
            assert checked.status == 401
        for one in kept:
            await one.close()


async def test_a_second_client_of_the_same_identity_puts_the_first_one_out() -> None:
    async with hall(SMALL) as place, ClientSession() as session:
        first = await knock(session, place, "ayse")
        await told(first, "join")
        second = await knock(session, place, "ayse")
        await told(second, "join")
        leave = (await told(first, "leave")).leave
        assert leave.reason == models.DisconnectReason.DUPLICATE_IDENTITY
        assert leave.action == rtc.LeaveRequest.DISCONNECT


async def test_nothing_unproven_draws_an_answer_from_the_media_port() -> None:
    """Amplification: STUN of strangers, DTLS and RTP from foreign addresses are met by silence."""
    async with hall(SMALL) as place:
        port = place.running.the_plane().port
        stranger = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        stranger.setblocking(False)
        try:
            request = stun.Message(stun.Method.BINDING, stun.Class.REQUEST)
            request.attributes["USERNAME"] = "nobody:here"
            request.add_message_integrity(b"guessed")
            hello = bytes([22, 254, 255]) + bytes(8) + (300).to_bytes(2, "big") + bytes(300)
            media = b"\x80\x60" + secrets.token_bytes(200)
            report = b"\x80\xc9" + secrets.token_bytes(60)
            noise = [bytes([first]) + secrets.token_bytes(40) for first in range(0, 256, 5)]
            sent = [bytes(request), hello, media, report, b"", b"\x00", *noise]
            for data in sent:
                stranger.sendto(data, ("127.0.0.1", port.port))
            await until(lambda: port.received >= len(sent) and port.foreign >= 2)
            await asyncio.sleep(0.3)
            with pytest.raises(BlockingIOError):
                stranger.recv(2048)
        finally:
            stranger.close()
