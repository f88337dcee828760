# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Tokens that run out under a call, rights that change in it, and who is waited for how long."""

from __future__ import annotations

import asyncio
import time
from datetime import timedelta

import jwt
import pytest
from aiohttp import ClientSession
from browser import browser
from conference import KEY, SECRET, Caller, Hall, callers, hall, until
from livekit import api, rtc
from livekit.protocol import models
from livekit.protocol import rtc as signalling
from raw_peer import RawPeer, raw_peers

from bridge.settings import Settings

pytestmark = [pytest.mark.integration, pytest.mark.alone]

FULL = rtc.SimulateScenarioKind.SIMULATE_FULL_RECONNECT
LIFETIME = 12
"""Seconds a refreshed token lasts here: a new one comes every six."""


def short_lived(identity: str, seconds: int) -> str:
    """A token that soon runs out."""
    made = api.AccessToken(KEY, SECRET).with_identity(identity)
    grants = api.VideoGrants(room_join=True, room="council")
    return made.with_ttl(timedelta(seconds=seconds)).with_grants(grants).to_jwt()


async def opens(place: Hall, token: str) -> bool:
    """Whether the door would open for it now."""
    address = place.url.replace("ws", "http", 1) + "/rtc/validate"
    asked = {"access_token": token}
    async with ClientSession() as session, session.get(address, params=asked) as answer:
        return answer.status == 200


async def test_a_call_outlives_the_tokens_it_began_with() -> None:
    settings = Settings(media_host=("127.0.0.1",), media_port=0, token_lifetime=LIFETIME)
    async with hall(settings) as place, browser() as chromium:
        ayse, bernd = Caller(place, "ayse"), Caller(place, "bernd")
        carla = await chromium.caller("carla")
        async with callers(ayse, bernd):
            await bernd.enter()
            first = [short_lived(name, LIFETIME) for name in ("ayse", "carla")]
            await ayse.enter(token=first[0])
            await carla.enter(place.url, first[1])
            entered = time.monotonic()
            await ayse.sing(440)
            await carla.sing(880)
            await until(lambda: bernd.hears("ayse", 440) and bernd.hears("carla", 880))
            # So long that the tokens sent at the join have run out as well.
            await until(lambda: time.monotonic() - entered > LIFETIME + 1)
            assert not any([await opens(place, token) for token in first])

            await ayse.room.simulate_scenario(FULL)
            await carla.do("simulate", "full-reconnect")
            await until(lambda: "reconnected" in ayse.events)
            await carla.until(lambda s: "Reconnected" in s["happened"])
            for name in ("ayse", "carla"):
                bernd.of(name).loudness = 0.0
            await until(lambda: bernd.hears("ayse", 440) and bernd.hears("carla", 880))
            assert "disconnected" not in ayse.events
        await carla.close()


async def test_who_lost_the_floor_comes_back_without_it() -> None:
    async with hall() as place:
        ayse, bernd = Caller(place, "ayse"), Caller(place, "bernd")
        async with callers(ayse, bernd):
            token = place.token("ayse")
            await ayse.enter(token=token)
            await bernd.enter()
            await ayse.sing(440)
            await until(lambda: bernd.hears("ayse", 440))
            listen = models.ParticipantPermission(can_subscribe=True, can_publish=False)
            place.rooms.update_participant("council", "ayse", permission=listen)
            await until(lambda: not bernd.room.remote_participants["ayse"].track_publications)

            await ayse.room.simulate_scenario(FULL)
            await until(lambda: "reconnected" in ayse.events)
            assert not place.rooms.get("council", "ayse").permission.can_publish
        # Nor does whoever kept the first token, and begins anew with it.
        again = RawPeer(place.url, token)
        async with raw_peers(again):
            await again.announce("audio")
            refused = await again.answered("request_response")
            assert refused.reason == signalling.RequestResponse.NOT_ALLOWED


async def test_a_token_for_the_next_time_comes_at_once_and_whenever_rights_change() -> None:
    async with hall() as place:
        peer = RawPeer(place.url, place.token("ayse"))
        async with raw_peers(peer):
            first = await peer.answered("refresh_token")
            assert claims(first)["video"]["canPublish"] is True
            assert await opens(place, first)
            listen = models.ParticipantPermission(can_subscribe=True, can_publish=False)
            place.rooms.update_participant("council", "ayse", permission=listen)
            second = await peer.answered("refresh_token")
            assert claims(second)["video"]["canPublish"] is False
            assert not set(claims(second)["video"]) & {"roomAdmin", "roomCreate", "roomList"}
            place.rooms.remove("council", "ayse")
            assert not await opens(place, first)
            assert not await opens(place, second)


async def test_who_brings_no_media_up_is_told_to_go_and_the_empty_room_ends() -> None:
    settings = Settings(
        media_host=("127.0.0.1",), media_port=0, join_timeout=1.0, departure_timeout=1
    )
    async with hall(settings) as place:
        happened: list[str] = []
        place.rooms.on_event(lambda event, *_about: happened.append(event))
        peer = RawPeer(place.url, place.token("ayse"))
        async with raw_peers(peer):
            told: signalling.LeaveRequest = await peer.answered("leave")
            assert told.reason == models.DisconnectReason.CONNECTION_TIMEOUT
            await until(lambda: peer.closed)
            await until(lambda: not place.rooms.list())
    assert happened == ["room_started", "room_finished"]


async def test_whose_media_line_is_dead_is_told_to_come_anew_and_not_to_stay_away(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """After half a minute without a line the socket is often back first; it was sent home then."""
    monkeypatch.setattr("bridge.media.transport.CONSENT", 1.0)
    async with hall() as place:
        peer = RawPeer(place.url, place.token("ayse"))
        async with raw_peers(peer):
            await peer.announce("audio")
            await peer.offer("audio")
            await peer.connect()
            told: signalling.LeaveRequest = await peer.answered("leave")
            assert told.action == signalling.LeaveRequest.RECONNECT
            await until(lambda: peer.closed)
            again = RawPeer(place.url, place.token("ayse"))
            async with raw_peers(again):
                assert "ayse" in place.rooms.rooms["council"].participants


async def test_a_client_that_falls_silent_is_waited_for_and_then_has_left() -> None:
    """Its media stands and its socket is open, but nothing is said: as from a frozen tab."""
    settings = Settings(
        media_host=("127.0.0.1",),
        media_port=0,
        ping_interval=1,
        ping_timeout=1,
        resume_window=1.0,
    )
    async with hall(settings) as place:
        peer, other = (RawPeer(place.url, place.token(name)) for name in ("ayse", "bernd"))
        async with raw_peers(peer, other):
            await peer.announce("audio")
            await peer.offer("audio")
            await peer.connect()
            here = place.rooms.rooms["council"].participants
            await until(lambda: "ayse" in here and here["ayse"].was_active)
            participant = here["ayse"]

            async def alive() -> None:
                while True:
                    await other.ask(ping=1)
                    await asyncio.sleep(0.2)

            speaking = asyncio.create_task(alive())
            await until(lambda: "ayse" not in here)
            assert "bernd" in here, "who says something stays"
            speaking.cancel()
            await asyncio.gather(speaking, return_exceptions=True)
            reason = models.DisconnectReason.SIGNAL_CLOSE
            assert participant.info.disconnect_reason == reason
            assert peer.closed


def claims(token: str) -> dict[str, dict[str, object]]:
    told: dict[str, dict[str, object]] = jwt.decode(token, SECRET, algorithms=["HS256"])
    return told
