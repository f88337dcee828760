# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Meetings in processes of their own: one is killed, its clients come back, nobody else notices."""

from __future__ import annotations

import asyncio
import os
import re
import signal
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from bridge_process import KEY, SECRET, Bridge, bridge
from conference import PATIENCE, Caller, callers, until
from livekit import api

pytestmark = pytest.mark.integration

RED, BLUE, GREEN = (200, 40, 40), (40, 40, 200), (40, 160, 40)


@dataclass(frozen=True)
class Place:
    """A room of a bridge that is a process of its own."""

    running: Bridge
    room: str

    @property
    def url(self) -> str:
        return self.running.url

    def token(self, identity: str, **grants: Any) -> str:
        video = api.VideoGrants(room_join=True, room=self.room, **grants)
        made = api.AccessToken(KEY, SECRET).with_identity(identity).with_grants(video)
        return made.with_ttl(timedelta(minutes=30)).to_jwt()


def processes(running: Bridge) -> list[int]:
    """The processes of meetings, in the order of their beginning."""
    return [int(found[1]) for line in running.said if (found := re.search(r"now: (\d+)$", line))]


async def figures(running: Bridge) -> dict[str, float]:
    async with aiohttp.ClientSession() as session, session.get(running.metrics) as answer:
        lines = (await answer.text()).splitlines()
    pairs = (line.rsplit(" ", 1) for line in lines if not line.startswith("#"))
    return {name.removeprefix("gremium_bridge_"): float(value) for name, value in pairs}


@pytest.mark.timeout(400)
async def test_a_killed_meeting_comes_back_and_the_other_does_not_notice(tmp_path: Path) -> None:
    own = "own_process_from = 2\n"
    async with bridge(tmp_path, server=own, media="meeting_ports = []") as running:
        town, shire = Place(running, "town"), Place(running, "shire")
        ayse, bernd = Caller(town, "ayse"), Caller(town, "bernd")
        carla, david = Caller(shire, "carla"), Caller(shire, "david")
        async with callers(ayse, bernd, carla, david), running.api() as lk:
            await lk.room.create_room(api.CreateRoomRequest(name="town", metadata="agenda"))
            await ayse.enter()
            assert processes(running) == [], "alone she is served by the first process"
            await ayse.show(RED)
            await bernd.enter()
            await until(lambda: bernd.sees("ayse", RED))
            await carla.enter()
            await david.enter()
            await carla.show(GREEN)
            await until(lambda: david.sees("carla", GREEN))
            doomed, other = processes(running)
            wanted = {"meeting_processes": 2, "rooms": 2, "participants": 4}
            async with asyncio.timeout(PATIENCE):
                while not wanted.items() <= (await figures(running)).items():  # noqa: ASYNC110
                    await asyncio.sleep(0.2)

            carla.events.clear()  # she moved to the meeting's process when david came
            shown = len(david.of("carla").frame_times)
            os.kill(doomed, signal.SIGKILL)
            ayse.colour = BLUE

            await until(lambda: bernd.sees("ayse", BLUE), 2 * PATIENCE)
            assert carla.events == david.events == []
            times = david.of("carla").frame_times[shown:]
            assert len(times) > 2
            assert max(after - before for before, after in pairwise(times)) < 5
            assert len(processes(running)) == 3
            assert processes(running)[1] == other
            rooms = await lk.room.list_rooms(api.ListRoomsRequest(names=["town"]))
            assert [room.metadata for room in rooms.rooms] == ["agenda"], "as it was before"
            here = await lk.room.list_participants(api.ListParticipantsRequest(room="town"))
            assert sorted(one.identity for one in here.participants) == ["ayse", "bernd"]
            assert (await figures(running))["meeting_crashes_total"] == 1

            # Calls reach the meeting wherever it is, and a removed one stays out of it.
            await lk.room.remove_participant(
                api.RoomParticipantIdentity(room="town", identity="bernd")
            )
            await until(lambda: "disconnected" in bernd.events)
            with pytest.raises(Exception):  # noqa: B017, PT011  # the SDK wraps it as it likes
                await bernd.enter()
    assert running.process.returncode == 0
    for one in processes(running):
        with pytest.raises(ProcessLookupError):
            os.kill(one, 0)


async def test_when_the_first_process_is_killed_no_meeting_is_left_behind(tmp_path: Path) -> None:
    own = "own_process_from = 1\n"
    async with bridge(tmp_path, server=own, media="meeting_ports = []") as running:
        async with running.api() as lk:
            await lk.room.create_room(api.CreateRoomRequest(name="town"))
            rooms = await lk.room.list_rooms(api.ListRoomsRequest())
        await until(lambda: len(processes(running)) == 1)
        assert len(rooms.rooms) <= 1
        running.process.kill()
        (left,) = processes(running)
        async with asyncio.timeout(PATIENCE):
            while Path(f"/proc/{left}/cmdline").exists() and (  # noqa: ASYNC110, ASYNC240
                b"bridge" in Path(f"/proc/{left}/cmdline").read_bytes()  # noqa: ASYNC240
            ):
                await asyncio.sleep(0.1)


async def test_without_a_free_port_a_meeting_stays_where_it_is(tmp_path: Path) -> None:
    own = "own_process_from = 1\n"
    async with bridge(tmp_path, server=own, media="meeting_ports = [47883, 47883]") as running:
        async with running.api() as lk:
            for name in ("one", "two"):
                await lk.room.create_room(api.CreateRoomRequest(name=name))
        told = await figures(running)
        assert told["meeting_processes"] == 1
        await until(lambda: any("no port" in line for line in running.said))
