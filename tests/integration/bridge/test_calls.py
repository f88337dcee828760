# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Real clients with E2EE: who has the key sees and hears, who has not does not, and rights hold."""

from __future__ import annotations

import asyncio
import time
from itertools import pairwise

import pytest
from conference import PATIENCE, Caller, callers, hall, until
from livekit import rtc
from livekit.protocol import models

from bridge.participant import Participant
from bridge.room import Room

pytestmark = [pytest.mark.integration, pytest.mark.alone]

RED, BLUE = (200, 40, 40), (40, 40, 200)


@pytest.mark.parametrize("single", [True, False], ids=["one-connection", "two-connections"])
async def test_who_has_the_key_sees_hears_and_reads_and_who_has_not_does_not(single: bool) -> None:
    async with hall() as place:
        ayse, bernd = Caller(place, "ayse"), Caller(place, "bernd")
        spy = Caller(place, "spy", key=b"guessed")
        async with callers(ayse, bernd, spy):
            for one in (ayse, bernd, spy):
                await one.enter(single=single)
            await ayse.show(RED)
            await ayse.sing(440)
            await bernd.show(BLUE)
            await bernd.sing(880)

            await until(lambda: bernd.sees("ayse", RED) and bernd.hears("ayse", 440))
            await until(lambda: ayse.sees("bernd", BLUE) and ayse.hears("bernd", 880))
            await ayse.say(b"to all", topic="greeting")
            await bernd.say(b"to one", destination_identities=["ayse"])
            await until(lambda: ("ayse", b"to all", "greeting") in bernd.data)
            await until(lambda: ("bernd", b"to one", "") in ayse.data)
            await until(lambda: any({"ayse", "bernd"} & loud for loud in bernd.speakers))

            # The SDK plays sealed bytes as they are, for a moment, until its decryptor is in place:
            # noise of any pitch, never the tone.
            await until(lambda: spy.of("ayse").loudness < 50)
            assert not any(abs(tone - 440) < 15 for tone in spy.of("ayse").tones)
            assert any(abs(tone - 440) < 15 for tone in bernd.of("ayse").tones)
            assert spy.of("ayse").frames == 0
            assert spy.data == []


@pytest.mark.parametrize("single", [True, False], ids=["one-connection", "two-connections"])
async def test_what_is_said_to_one_who_is_just_coming_in_arrives(
    monkeypatch: pytest.MonkeyPatch, single: bool
) -> None:
    """Shown to the others and not connected yet: what was meant to be reliable was lost."""
    entered = Room.entered

    def greeted(self: Room, participant: Participant) -> None:
        entered(self, participant)
        welcome = models.UserPacket(payload=b"welcome")
        packet = models.DataPacket(kind=models.DataPacket.RELIABLE, user=welcome)
        self.send_data(packet, sender=None)

    monkeypatch.setattr(Room, "entered", greeted)
    async with hall() as place:
        bernd = Caller(place, "bernd", key=None)
        async with callers(bernd):
            await bernd.enter(single=single)
            await until(lambda: [text for _, text, _ in bernd.data] == [b"welcome"])


async def test_a_new_key_in_mid_call_shuts_out_who_does_not_get_it() -> None:
    async with hall() as place:
        ayse, bernd, left = (Caller(place, name) for name in ("ayse", "bernd", "left"))
        async with callers(ayse, bernd, left):
            for one in (ayse, bernd, left):
                await one.enter()
            await ayse.show(RED)
            await until(lambda: bernd.sees("ayse", RED) and left.sees("ayse", RED))

            for one in (ayse, bernd):
                keys = one.room.e2ee_manager.key_provider
                assert keys is not None
                keys.set_shared_key(b"only for those who stayed", 0)
            ayse.colour = BLUE

            await until(lambda: bernd.sees("ayse", BLUE))
            assert not left.sees("ayse", BLUE)


async def test_a_ratcheted_key_is_followed_without_being_sent() -> None:
    async with hall() as place:
        ayse, bernd = Caller(place, "ayse"), Caller(place, "bernd")
        async with callers(ayse, bernd):
            await ayse.enter()
            await bernd.enter()
            await ayse.show(RED)
            await until(lambda: bernd.sees("ayse", RED))

            keys = ayse.room.e2ee_manager.key_provider
            assert keys is not None
            keys.ratchet_shared_key(0)
            ayse.colour = BLUE

            await until(lambda: bernd.sees("ayse", BLUE))


async def test_withdrawn_rights_silence_at_the_router_whatever_the_client_does() -> None:
    async with hall() as place:
        ayse, bernd = Caller(place, "ayse"), Caller(place, "bernd")
        async with callers(ayse, bernd):
            await ayse.enter()
            await bernd.enter()
            await ayse.sing(440)
            await ayse.show(RED)
            await until(lambda: bernd.hears("ayse", 440) and bernd.sees("ayse", RED))
            plane = place.running.the_plane()
            ups = plane.uptracks()
            downs = [down for up in ups for down in up.downs]
            assert len(ups) == 2
            assert all(down.current is not None for down in downs)

            began = time.monotonic()
            listen = models.ParticipantPermission(can_subscribe=True, can_publish=False)
            place.rooms.update_participant("council", "ayse", permission=listen)
            counted = [down.sent for down in downs]

            assert time.monotonic() - began < 0.1
            assert all(down.current is None for down in downs)
            await asyncio.sleep(0.5)
            assert [down.sent for down in downs] == counted
            await until(lambda: "ayse" in place.rooms.rooms["council"].participants)
            assert place.rooms.get("council", "ayse").tracks == []


async def test_clear_media_and_clear_data_are_refused_unless_the_gallery_is_open() -> None:
    async with hall() as place:
        clear, ayse = Caller(place, "clear", key=None), Caller(place, "ayse")
        async with callers(clear, ayse):
            await clear.enter()
            await ayse.enter()
            with pytest.raises(Exception):  # noqa: B017, PT011  # the SDK wraps it as it likes
                await asyncio.wait_for(clear.show(RED), 5)
            await clear.say(b"in the clear")
            await ayse.say(b"sealed")
            await asyncio.sleep(1)
            assert ayse.data == []
            assert place.running.the_plane().uptracks() == []


async def test_a_lost_signalling_socket_does_not_stop_the_media() -> None:
    async with hall() as place:
        ayse, bernd = Caller(place, "ayse"), Caller(place, "bernd")
        async with callers(ayse, bernd):
            await ayse.enter()
            await bernd.enter()
            await ayse.show(RED)
            await until(lambda: bernd.sees("ayse", RED))
            sids = {one.sid for one in place.rooms.rooms["council"].participants.values()}

            for one in place.rooms.rooms["council"].participants.values():
                assert one.hang_up is not None
                one.hang_up()
            ayse.colour = BLUE

            await until(lambda: bernd.sees("ayse", BLUE), 10)
            await until(lambda: "reconnected" in ayse.events and "reconnected" in bernd.events)
            here = place.rooms.rooms["council"].participants.values()
            assert {one.sid for one in here} == sids
            times = bernd.of("ayse").frame_times
            await until(lambda: len(times) > 25)
            assert max(after - before for before, after in pairwise(times[3:])) < 5


async def test_a_restarted_bridge_gets_its_clients_back() -> None:
    ayse = bernd = None
    async with hall() as place:
        port = int(place.url.rpartition(":")[2])
        ayse, bernd = Caller(place, "ayse"), Caller(place, "bernd")
        await ayse.enter()
        await bernd.enter()
        await ayse.show(RED)
        await until(lambda: bernd.sees("ayse", RED))
    async with hall(port=port) as place, callers(ayse, bernd):
        await until(lambda: [room.num_participants for room in place.rooms.list()] == [2])
        ayse.colour = BLUE
        await until(lambda: bernd.sees("ayse", BLUE), 2 * PATIENCE)


async def test_a_removed_participant_is_told_and_its_token_opens_nothing_any_more() -> None:
    async with hall() as place:
        ayse = Caller(place, "ayse")
        async with callers(ayse):
            token = place.token("ayse")
            await ayse.enter(token=token)
            place.rooms.remove("council", "ayse")
            await until(lambda: "disconnected" in ayse.events)
            with pytest.raises(rtc.ConnectError):
                await Caller(place, "ayse").enter(token=token)
