# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is lost is asked for and sent again, both ways: libwebrtc answers the bridge, and asks it.

On the way down pictures come again in a stream of their own (RTX, RFC 4588), sound as the very
packet it was; on the way up both do. Why is said in docs/explanation/media-path.md.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from conference import PATIENCE, Caller, callers, hall, until
from livekit import rtc
from weather_clients import inbound

from bridge.media import rtcp, rtp
from bridge.media.downlink import Downlink
from bridge.media.outbox import SLOT, Outbox, Target
from bridge.media.transport import Transport
from bridge.settings import Settings

pytestmark = [pytest.mark.integration, pytest.mark.alone]

RED = (200, 40, 40)
ENOUGH = 12
"""Packets of one stream that are dropped."""
Name = tuple[int, int]
"""SSRC and sequence number, which SRTP leaves readable."""


@dataclass
class Thief:
    """Takes every third packet of each stream off the wire, once, until it has `ENOUGH`."""

    taken: dict[int, dict[int, bytes]] = field(default_factory=dict)
    back: dict[int, dict[int, bytes]] = field(default_factory=dict)
    seen: dict[int, set[int]] = field(default_factory=dict)

    def takes(self, packet: bytes) -> bool:
        """Whether this one is lost; a packet taken before is let through and noted."""
        if rtp.is_rtcp(packet):
            return False
        ssrc, seq = name_of(packet)
        seen, taken = self.seen.setdefault(ssrc, set()), self.taken.setdefault(ssrc, {})
        if seq in taken:
            self.back.setdefault(ssrc, {}).setdefault(seq, packet)
            return False
        if seq in seen:
            return False
        seen.add(seq)
        # Not the first: they say what the stream is.
        if len(seen) < 30 or len(seen) % 3 or len(taken) >= ENOUGH:
            return False
        taken[seq] = packet
        return True

    def rich(self) -> bool:
        """Both streams, sound and picture, have lost enough."""
        return sum(len(one) >= ENOUGH for one in self.taken.values()) >= 2

    def share_back(self) -> list[float]:
        """Of each stream's lost packets, how many came again."""
        robbed = {ssrc: some for ssrc, some in self.taken.items() if some}
        return [len(self.back.get(ssrc, {})) / len(some) for ssrc, some in robbed.items()]


def name_of(packet: bytes) -> Name:
    return int.from_bytes(packet[8:12], "big"), int.from_bytes(packet[2:4], "big")


async def test_what_is_lost_on_the_way_up_is_asked_of_the_client_and_comes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    thief, asked = Thief(), set[Name]()
    arrive = Transport.media
    question: Callable[..., bytes] = rtcp.nack

    def media(self: Transport, data: bytes, now: float) -> None:
        if not thief.takes(data):
            arrive(self, data, now)

    def nack(sender: int, ssrc: int, lost: list[int]) -> bytes:
        asked.update((ssrc, seq) for seq in lost)
        return question(sender, ssrc, lost)

    async with hall() as place:
        ayse, bernd = Caller(place, "ayse"), Caller(place, "bernd")
        async with callers(ayse, bernd):
            await ayse.enter()
            await bernd.enter()
            monkeypatch.setattr(Transport, "media", media)
            monkeypatch.setattr(rtcp, "nack", nack)
            await ayse.show(RED)
            await ayse.sing(440)
            await until(thief.rich)
            lost = {(ssrc, seq) for ssrc, some in thief.taken.items() for seq in some}
            await until(lambda: lost <= asked)
            await until(lambda: min(thief.share_back()) == 1)
            await until(lambda: bernd.sees("ayse", RED) and bernd.hears("ayse", 440))


@pytest.mark.parametrize("single", [True, False], ids=["one-connection", "two-connections"])
async def test_what_is_lost_on_the_way_down_is_asked_by_the_client_and_sent_again(
    monkeypatch: pytest.MonkeyPatch, single: bool
) -> None:
    thief, asked = Thief(), set[Name]()
    commit, resend = Outbox.commit, Downlink.resend

    def lossy(self: Outbox, size: int, target: Target) -> None:
        at = self.count * SLOT
        if not thief.takes(bytes(self.memory[at : at + size])):
            commit(self, size, target)

    def noted(self: Downlink, lost: tuple[int, ...], now: float) -> None:
        asked.update((self.ssrc, seq) for seq in lost)
        resend(self, lost, now)

    def quiet(_self: Downlink, _now: float) -> None:
        """Sound is not doubled here: that would bring it back unasked."""

    # In Python, where a packet can be lost between two lines; test_fanout.py holds C to the same.
    settings = Settings(media_host=("127.0.0.1",), media_port=0, compiled=False)
    async with hall(settings) as place:
        ayse, bernd = Caller(place, "ayse"), Caller(place, "bernd")
        async with callers(ayse, bernd):
            await ayse.enter()
            await bernd.enter(single=single)
            monkeypatch.setattr(Outbox, "commit", lossy)
            monkeypatch.setattr(Downlink, "resend", noted)
            monkeypatch.setattr(Downlink, "weigh_doubling", quiet)
            await ayse.show(RED)
            await ayse.sing(440)
            await until(thief.rich)
            # A client gives up what it no longer has a use for: a sound that is past, a picture
            # before a key frame. On a busy machine that may be some.
            await until(lambda: any(share > 0.5 for share in thief.share_back()))
            publications = bernd.room.remote_participants["ayse"].track_publications.values()
            (picture,) = (one.track for one in publications if one.kind == rtc.TrackKind.KIND_VIDEO)
            assert picture is not None
            async with asyncio.timeout(PATIENCE):
                while await resent(picture) <= ENOUGH / 2:  # noqa: ASYNC110 - a test
                    await asyncio.sleep(0.1)
            await until(lambda: bernd.sees("ayse", RED) and bernd.hears("ayse", 440))
            assert place.running.the_plane().traffic()["packets_resent"] >= ENOUGH
    (again,) = (ssrc for ssrc, some in thief.back.items() if some)
    for seq, packet in thief.back[again].items():
        assert (again, seq) in asked
        assert packet == thief.taken[again][seq], "sound: bit for bit, for its number was used"


async def resent(picture: rtc.Track) -> int:
    """How many packets of its picture a receiver took from the second stream, by its own count."""
    return int((await inbound(picture)).inbound.retransmitted_packets_received)
