# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The bridge as a program: starts, is looked at, forgets nothing, ends."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

import aiohttp
import pytest
from bridge_process import KEY, SECRET, bridge, receiver
from livekit import api

pytestmark = pytest.mark.integration


async def test_health_and_figures_name_nobody(tmp_path: Path) -> None:
    async with bridge(tmp_path) as running, running.api() as lk:
        await lk.room.create_room(api.CreateRoomRequest(name="secret-room", metadata="Ayşe"))
        async with aiohttp.ClientSession() as session:
            async with session.get(running.url + "/health") as answer:
                assert (answer.status, await answer.text()) == (200, "OK")
            async with session.get(running.url + "/metrics") as answer:
                assert answer.status == 404, "the public port shows no figures"
            async with session.get(running.metrics) as answer:
                told = await answer.text()
        assert "gremium_bridge_rooms 1.0" in told
        assert "gremium_bridge_participants 0.0" in told
        assert "gremium_bridge_loop_lag_seconds_bucket" in told
        for lost in ("packets_lost_in", "packets_lost_out", "packets_reported", "packets_resent"):
            assert f"gremium_bridge_{lost}_total 0.0" in told
        assert "secret-room" not in told + "".join(running.said)
    assert running.process.returncode == 0


async def test_the_end_of_a_room_is_still_told_when_the_bridge_stops(tmp_path: Path) -> None:
    async with receiver() as hooks:
        async with bridge(tmp_path, more=f'[webhooks]\nurls = ["{hooks.url}"]\n') as running:
            async with running.api() as lk:
                await lk.room.create_room(api.CreateRoomRequest(name="r"))
            assert await running.stop() == 0
        assert hooks.names("r") == ["room_started", "room_finished"]


async def test_keys_are_rotated_while_it_runs(tmp_path: Path) -> None:
    async with bridge(tmp_path) as running:
        async with running.api("new", SECRET) as lk:
            with pytest.raises(api.TwirpError):
                await lk.room.list_rooms(api.ListRoomsRequest())
            (tmp_path / "keys").write_text(f"new: {SECRET}\n")
            await lk.room.list_rooms(api.ListRoomsRequest())
        async with running.api(KEY, SECRET) as lk:
            with pytest.raises(api.TwirpError):
                await lk.room.list_rooms(api.ListRoomsRequest())


async def test_a_receiver_that_was_away_is_told_all_in_order(tmp_path: Path) -> None:
    async with receiver() as hooks:
        down = iter([500, 503, None])
        hooks.refuse = lambda: next(down, None)
        async with (
            bridge(tmp_path, more=f'[webhooks]\nurls = ["{hooks.url}"]\n') as running,
            running.api() as lk,
        ):
            await lk.room.create_room(api.CreateRoomRequest(name="r"))
            await lk.room.delete_room(api.DeleteRoomRequest(room="r"))
            await lk.room.create_room(api.CreateRoomRequest(name="r"))
            await hooks.wait("r", "room_started", "room_finished", "room_started")
        assert hooks.tries >= 5


async def test_a_port_in_use_is_named(tmp_path: Path) -> None:
    async with bridge(tmp_path) as running:
        port = running.url.rpartition(":")[2]
        path = tmp_path / "second.toml"
        path.write_text(f'[server]\nport = {port}\nkeys = "keys"\n[media]\nport = 0\n')
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bridge", "--config", str(path)), stderr=asyncio.subprocess.PIPE
        )
        _, said = await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode == 2
    assert f"nobody can listen at 127.0.0.1:{port}" in said.decode()


async def test_a_body_too_large_is_refused_and_nothing_else_suffers(tmp_path: Path) -> None:
    token = api.AccessToken(KEY, SECRET).with_grants(api.VideoGrants(room_create=True)).to_jwt()
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    async with bridge(tmp_path) as running, aiohttp.ClientSession() as session:
        call = running.url + "/twirp/livekit.RoomService/CreateRoom"
        large = json.dumps({"name": "r", "metadata": "x" * 500_000})
        async with session.post(call, data=large, headers=headers) as answer:
            assert (await answer.json())["code"] == "resource_exhausted"
        async with session.post(call, data='{"name":"r"}', headers=headers) as answer:
            assert answer.status == 200
