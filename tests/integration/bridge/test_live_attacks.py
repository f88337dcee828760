# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Hostile peers over live SRTP: what they inject is heard by nobody, and nobody else notices."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from conference import Hall, hall, until
from livekit.protocol import models, rtc
from raw_peer import RawPeer, raw_peers

from bridge.media import native, rtcp, rtp
from bridge.settings import Settings

pytestmark = [pytest.mark.integration, pytest.mark.alone]

WAYS = [pytest.param(False, id="python")]
if native.build():
    WAYS.append(pytest.param(True, id="native"))
QUIET = 0.4
"""Seconds in which what was injected would have arrived."""


@asynccontextmanager
async def meeting(*, compiled: bool = True) -> AsyncIterator[tuple[Hall, RawPeer, RawPeer]]:
    """A hall with one who speaks and one who listens, over real DTLS and SRTP."""
    settings = Settings(media_host=("127.0.0.1",), media_port=0, compiled=compiled)
    async with hall(settings) as place:
        speaker = RawPeer(place.url, place.token("speaker"))
        listener = RawPeer(place.url, place.token("listener"), receives=1)
        async with raw_peers(speaker, listener):
            await speaker.announce("audio")
            await speaker.offer("audio")
            await speaker.connect()
            await listener.offer()
            await listener.connect()
            yield place, speaker, listener


async def heard(speaker: RawPeer, listener: RawPeer, payload: bytes) -> None:
    """Say it until it arrives: the way may still be in the making."""

    def again() -> bool:
        speaker.send("audio", payload, mid="0")
        return payload in listener.payloads()

    await until(again)


@pytest.mark.parametrize("compiled", WAYS)
async def test_only_what_the_speaker_sealed_and_sent_from_her_address_is_heard_once(
    compiled: bool,
) -> None:
    async with meeting(compiled=compiled) as (_, speaker, listener):
        await heard(speaker, listener, b"good morning")
        elsewhere = speaker.new_socket()
        speaker.sock.sendto(speaker.packet("audio", b"in the clear", mid="0"), speaker.remote)
        foreign = speaker.seal(speaker.packet("audio", b"from elsewhere", mid="0"))
        elsewhere.sendto(foreign, speaker.remote)
        once = speaker.send("audio", b"once", mid="0")
        for _ in range(20):
            speaker.sock.sendto(once, speaker.remote)
            bent = bytearray(speaker.seal(speaker.packet("audio", b"bent", mid="0")))
            bent[20] ^= 1
            speaker.sock.sendto(bent, speaker.remote)
        await heard(speaker, listener, b"and good bye")
        await asyncio.sleep(QUIET)
        got = listener.payloads()
        assert got.count(b"once") == 1
        assert not {b"in the clear", b"from elsewhere", b"bent"} & set(got)
        elsewhere.close()


@pytest.mark.parametrize("compiled", WAYS)
async def test_a_speech_is_heard_for_longer_than_its_numbers_last(compiled: bool) -> None:
    """65,536 packets are 22 minutes of a sound, ten of a camera; half of them were the end once."""
    async with meeting(compiled=compiled) as (_, speaker, listener):
        for turn in range(14):
            for n in range(5_000):
                speaker.send("audio", b"word", mid="0")
                if n % 200 == 0:
                    await asyncio.sleep(0.001)
            listener.got.clear()
            await heard(speaker, listener, b"%d" % turn)


async def test_nobody_speaks_under_the_number_of_somebody_else() -> None:
    async with meeting() as (place, speaker, listener):
        thief = RawPeer(place.url, place.token("thief"))
        async with raw_peers(thief):
            await thief.announce("audio")
            await thief.offer("audio")
            await thief.connect()
            await heard(speaker, listener, b"mine")
            number = listener.got[-1][8:12]
            for mid in ("", "0", "1"):
                thief.seq[speaker.ssrc["audio"]] = speaker.seq[speaker.ssrc["audio"]] + 5
                thief.send("audio", b"stolen", ssrc=speaker.ssrc["audio"], mid=mid)
            await heard(speaker, listener, b"still mine")
            await asyncio.sleep(QUIET)
            under = [one for one in listener.got if one[8:12] == number]
            assert not any(b"stolen" in one for one in under)
            assert any(b"still mine" in one for one in under)


@pytest.mark.parametrize("encryption", [models.Encryption.GCM, models.Encryption.NONE])
async def test_media_without_the_right_or_without_seal_goes_nowhere(
    encryption: models.Encryption.Type,
) -> None:
    may = encryption == models.Encryption.NONE
    async with hall() as place:
        listener = RawPeer(place.url, place.token("listener"), receives=1)
        intruder = RawPeer(place.url, place.token("intruder", can_publish=may))
        async with raw_peers(intruder, listener):
            await listener.offer()
            await listener.connect()
            await intruder.announce("audio", encryption=encryption)
            await intruder.answered("request_response")
            await intruder.offer("audio")
            await intruder.connect()
            for _ in range(20):
                intruder.send("audio", b"unasked", mid="0")
                intruder.send("audio", b"unasked")
            await asyncio.sleep(QUIET)
            assert listener.got == []
            assert place.running.the_plane().uptracks() == []


async def test_withdrawn_permission_is_silence_within_a_tenth_of_a_second() -> None:
    async with meeting() as (place, speaker, listener):
        await heard(speaker, listener, b"0")
        sent: dict[bytes, float] = {}
        withdrawn = 0.0
        for count in range(150):
            payload = b"%d" % (1000 + count)
            sent[payload] = time.monotonic()
            speaker.send("audio", payload)
            await asyncio.sleep(0.005)
            if count == 50:
                listen = models.ParticipantPermission(can_subscribe=True, can_publish=False)
                withdrawn = time.monotonic()
                place.rooms.update_participant("council", "speaker", permission=listen)
        await asyncio.sleep(QUIET)
        through = [sent[one] for one in listener.payloads() if one in sent]
        assert len(through) > 20
        assert max(through) < withdrawn + 0.1


async def test_an_unproven_address_draws_at_most_three_times_what_it_sent() -> None:
    """Even with the right password: the first flight of DTLS is larger than any ClientHello."""
    async with hall() as place:
        peer = RawPeer(place.url, place.token("reflector"))
        async with raw_peers(peer):
            await peer.announce("audio")
            await peer.offer("audio")
            sent = 0
            for data in (peer.check(), peer.hello()):
                peer.sock.sendto(data, peer.remote)
                sent += len(data)
            drawn = 0
            end = time.monotonic() + 4  # two retransmissions
            loop = asyncio.get_running_loop()
            while (left := end - time.monotonic()) > 0:
                try:
                    drawn += len(await asyncio.wait_for(loop.sock_recv(peer.sock, 4096), left))
                except TimeoutError:
                    break
            assert 0 < drawn <= 3 * sent


async def test_one_without_the_key_causes_no_storm_of_key_frames() -> None:
    async with meeting() as (place, speaker, _):
        await speaker.announce("video")
        await speaker.offer("audio", "video")
        watchers = [
            RawPeer(place.url, place.token(name), watches=1, receives=1)
            for name in ("blind", "honest")
        ]
        async with raw_peers(*watchers):
            for one in watchers:
                await one.offer()
                await one.connect()
            blind, honest = watchers

            def shown() -> bool:
                speaker.send("video", b"\x10\x00key", mid="1")
                return all(b"\x10\x00key" in one.payloads() for one in watchers)

            await until(shown)
            await asyncio.sleep(1.1)
            speaker.reports.clear()
            began = time.monotonic()
            streams = {
                one: next(data[8:12] for data in one.got if b"key" in data) for one in watchers
            }
            while time.monotonic() - began < 6:
                blind.report(rtcp.pli(1, int.from_bytes(streams[blind], "big")))
                speaker.send("video", b"\x10\x01delta", mid="1")
                await asyncio.sleep(0.02)
            asked = _key_frames_asked(speaker)
            assert 1 <= asked <= 4, "back-off: after 1, 2 and 4 seconds"
            speaker.reports.clear()
            honest.report(rtcp.pli(1, int.from_bytes(streams[honest], "big")))
            await until(lambda: _key_frames_asked(speaker) == 1, 2)


def _key_frames_asked(speaker: RawPeer) -> int:
    found = [message for packet in speaker.reports for message in rtcp.parse(packet)]
    return sum(isinstance(message, rtcp.KeyFrameWanted) for message in found)


@pytest.mark.parametrize(
    "broken",
    [
        pytest.param(bytes([0x90]) + bytes(11) + b"\xbe\xde\x01\x00" + bytes(1024), id="absurd"),
        pytest.param(bytes([0xA0]) + bytes(11) + b"\xff\xff", id="padding"),
    ],
)
async def test_absurd_rtp_closes_its_sender_with_a_reason_and_nobody_else(broken: bytes) -> None:
    async with meeting() as (place, speaker, listener):
        fool = RawPeer(place.url, place.token("fool"))
        async with raw_peers(fool):
            await fool.announce("audio")
            await fool.offer("audio")
            await fool.connect()
            fool.sock.sendto(fool.seal(broken), fool.remote)
            leave: rtc.LeaveRequest = await fool.answered("leave")
            assert leave.reason == models.DisconnectReason.MEDIA_FAILURE
            await heard(speaker, listener, b"unmoved")
            assert "fool" not in place.rooms.rooms["council"].participants


async def test_a_number_that_was_never_sent_is_never_resent() -> None:
    """Else a packet of another time would be sealed under a number that is still to come."""
    async with meeting() as (_, speaker, listener):
        await heard(speaker, listener, b"real")
        last = listener.got[-1]
        ssrc, seq = int.from_bytes(last[8:12], "big"), rtp.HEADER.unpack_from(last)[2]
        await asyncio.sleep(QUIET)
        count = len(listener.got)
        coming = [(seq + step) & 0xFFFF for step in range(1, 200)]
        listener.report(rtcp.nack(1, ssrc, coming))
        await asyncio.sleep(QUIET)
        assert len(listener.got) == count
