# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""LiveKit's unmodified server package leads a bridge that really runs.

``make test-livekit`` puts the same calls to a real LiveKit server: where the two differ, a test
fails here or there.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from bridge_process import KEY, SECRET, Server
from livekit import api
from livekit.api.twirp_client import ServerError

pytestmark = [pytest.mark.integration, pytest.mark.asyncio(loop_scope="module")]
TWIRP = "/twirp/livekit.RoomService/"
Call = Callable[[api.LiveKitAPI], Awaitable[Any]]


async def test_a_room_lives_from_create_to_delete_and_its_webhooks_are_signed(
    server: Server,
) -> None:
    async with server.api() as lk:
        made = await lk.room.create_room(
            api.CreateRoomRequest(
                name="life", empty_timeout=77, max_participants=5, metadata='{"a":1}'
            )
        )
        assert made.sid.startswith("RM_")
        assert (made.name, made.empty_timeout, made.max_participants) == ("life", 77, 5)
        again = await lk.room.create_room(api.CreateRoomRequest(name="life"))
        assert (again.sid, again.metadata) == (made.sid, '{"a":1}')

        changed = await lk.room.update_room_metadata(
            api.UpdateRoomMetadataRequest(room="life", metadata="{}")
        )
        assert changed.metadata == "{}"
        listed = await lk.room.list_rooms(api.ListRoomsRequest(names=["life", "nowhere"]))
        assert [room.sid for room in listed.rooms] == [made.sid]
        nobody = await lk.room.list_participants(api.ListParticipantsRequest(room="life"))
        assert list(nobody.participants) == []
        await lk.room.send_data(
            api.SendDataRequest(room="life", data=b"x", kind=api.DataPacket.RELIABLE, topic="t")
        )

        await lk.room.delete_room(api.DeleteRoomRequest(room="life"))
        assert not (await lk.room.list_rooms(api.ListRoomsRequest(names=["life"]))).rooms
    events = await server.hooks.wait("life", "room_started", "room_finished")
    assert {event.room.sid for event in events} == {made.sid}
    assert len({event.id for event in events}) == 2
    assert all(event.created_at for event in events)


NOWHERE: dict[str, Call] = {
    "delete": lambda lk: lk.room.delete_room(api.DeleteRoomRequest(room="no")),
    "get": lambda lk: lk.room.get_participant(api.RoomParticipantIdentity(room="no", identity="x")),
    "remove": lambda lk: lk.room.remove_participant(
        api.RoomParticipantIdentity(room="no", identity="x")
    ),
    "mute": lambda lk: lk.room.mute_published_track(
        api.MuteRoomTrackRequest(room="no", identity="x", track_sid="TR_x", muted=True)
    ),
    "update": lambda lk: lk.room.update_participant(
        api.UpdateParticipantRequest(room="no", identity="x", metadata="{}")
    ),
    "metadata": lambda lk: lk.room.update_room_metadata(
        api.UpdateRoomMetadataRequest(room="no", metadata="{}")
    ),
}


@pytest.mark.parametrize("name", NOWHERE)
async def test_what_is_not_there_is_not_found(server: Server, name: str) -> None:
    async with server.api() as lk:
        with pytest.raises(ServerError) as caught:
            await NOWHERE[name](lk)
    if name == "mute" and server.name == "livekit":
        # It asks the room's node and waits for it in vain; both ways nothing is muted.
        assert caught.value.code in ("not_found", "unavailable")
        return
    assert (caught.value.code, caught.value.status) == ("not_found", 404)


BODIES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "CreateRoom": ({"name": "g"}, {"roomCreate": True}),
    "ListRooms": ({}, {"roomList": True}),
    "DeleteRoom": ({"room": "g"}, {"roomCreate": True}),
    "ListParticipants": ({"room": "g"}, {"roomAdmin": True, "room": "g"}),
    "GetParticipant": ({"room": "g", "identity": "x"}, {"roomAdmin": True, "room": "g"}),
    "RemoveParticipant": ({"room": "g", "identity": "x"}, {"roomAdmin": True, "room": "g"}),
    "MutePublishedTrack": (
        {"room": "g", "identity": "x", "track_sid": "t", "muted": True},
        {"roomAdmin": True, "room": "g"},
    ),
    "UpdateParticipant": ({"room": "g", "identity": "x"}, {"roomAdmin": True, "room": "g"}),
    "UpdateSubscriptions": ({"room": "g", "identity": "x"}, {"roomAdmin": True, "room": "g"}),
    "SendData": ({"room": "g", "data": "eA=="}, {"roomAdmin": True, "room": "g"}),
    "UpdateRoomMetadata": ({"room": "g", "metadata": "m"}, {"roomAdmin": True, "room": "g"}),
}
WRONG: dict[str, dict[str, Any]] = {
    "only to join": {"roomJoin": True, "room": "g"},
    "for another room": {"roomAdmin": True, "room": "h"},
    "for no room": {"roomAdmin": True},
    "none": {},
}


@pytest.mark.parametrize("call", BODIES)
@pytest.mark.parametrize("grant", WRONG)
async def test_no_call_is_answered_without_its_grant(server: Server, call: str, grant: str) -> None:
    status, told = await _post(server, call, BODIES[call][0], _token(WRONG[grant]))
    assert (status, told["code"]) == (401, "unauthenticated")


@pytest.mark.parametrize("call", BODIES)
async def test_a_higher_grant_of_another_kind_opens_nothing(server: Server, call: str) -> None:
    needed = BODIES[call][1]
    others = {"roomCreate": True, "roomList": True, "roomAdmin": True, "room": "h"}
    for name in needed:
        if name != "roomAdmin":
            others.pop(name)
    status, _ = await _post(server, call, BODIES[call][0], _token(others))
    assert status == 401


@pytest.mark.parametrize(
    "token",
    [
        "",
        "rubbish",
        api.AccessToken(KEY, "x" * 40).with_grants(api.VideoGrants(room_list=True)).to_jwt(),
        api.AccessToken("no", SECRET).with_grants(api.VideoGrants(room_list=True)).to_jwt(),
        api.AccessToken(KEY, SECRET)
        .with_ttl(timedelta(hours=-1))
        .with_grants(api.VideoGrants(room_list=True))
        .to_jwt(),
    ],
    ids=["none", "rubbish", "other secret", "other key", "expired"],
)
async def test_no_call_is_answered_without_a_token_that_holds(server: Server, token: str) -> None:
    status, _ = await _post(server, "ListRooms", {}, token)
    assert status == 401


async def test_calls_may_be_made_in_json(server: Server) -> None:
    create = _token({"roomCreate": True})
    status, told = await _post(server, "CreateRoom", {"name": "json", "emptyTimeout": 9}, create)
    assert status == 200
    assert (told["name"], told["empty_timeout"], told["num_participants"]) == ("json", 9, 0)
    assert (await _post(server, "DeleteRoom", {"room": "json"}, create))[0] == 200


@pytest.mark.parametrize(
    ("call", "content_type", "body", "status", "code"),
    [
        ("ListRooms", "application/protobuf", b"\xff\xff\xff\xff", 400, "malformed"),
        ("ListRooms", "application/json", b"{", 400, "malformed"),
        ("ListRooms", "text/plain", b"", 404, "bad_route"),
        ("NoSuchCall", "application/json", b"{}", 404, "bad_route"),
    ],
)
async def test_a_broken_call_is_answered_in_twirps_words(
    server: Server, call: str, content_type: str, body: bytes, status: int, code: str
) -> None:
    headers = {
        "Authorization": f"Bearer {_token({'roomList': True})}",
        "Content-Type": content_type,
    }
    async with aiohttp.ClientSession() as session:
        async with session.post(server.url + TWIRP + call, data=body, headers=headers) as answer:
            assert (answer.status, (await answer.json())["code"]) == (status, code)
        async with session.get(server.url + TWIRP + "ListRooms", headers=headers) as answer:
            assert (answer.status, (await answer.json())["code"]) == (404, "bad_route")


async def test_many_rooms_at_once_tell_each_their_own_story_in_order(server: Server) -> None:
    names = [f"crowd-{n}" for n in range(12)]
    async with server.api() as lk:
        create, delete = lk.room.create_room, lk.room.delete_room
        await asyncio.gather(*(create(api.CreateRoomRequest(name=name)) for name in names))
        await asyncio.gather(*(delete(api.DeleteRoomRequest(room=name)) for name in names))
    for name in names:
        await server.hooks.wait(name, "room_started", "room_finished")


async def test_the_server_says_that_it_is_well(server: Server) -> None:
    async with aiohttp.ClientSession() as session, session.get(server.url) as answer:
        assert (answer.status, await answer.text()) == (200, "OK")


async def _post(
    server: Server, call: str, body: dict[str, Any], token: str
) -> tuple[int, dict[str, Any]]:
    headers = {"Content-Type": "application/json"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    async with (
        aiohttp.ClientSession() as session,
        session.post(server.url + TWIRP + call, data=json.dumps(body), headers=headers) as answer,
    ):
        text = await answer.text()
    return answer.status, json.loads(text) if text.startswith("{") else {}


def _token(video: dict[str, Any]) -> str:
    """Sign a grant as it stands, also one LiveKit's package would not."""
    token = api.AccessToken(KEY, SECRET).with_identity("test")
    grants = api.VideoGrants(can_publish=False, can_subscribe=False, can_publish_data=False)
    for name, value in video.items():
        setattr(grants, api.access_token.camel_to_snake(name), value)
    token.claims.video = grants
    return token.to_jwt() if grants.room or not grants.room_join else ""
