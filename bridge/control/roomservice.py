# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""LiveKit's RoomService: the calls by which a conference is led.

`CALLS` is the table: what a call takes, which grant it needs, what it does.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any, Generic, TypeVar

from aiohttp import web
from google.protobuf.message import Message
from livekit.protocol import room

from bridge.control import twirp
from bridge.control.tokens import Grants, TokenRefused, Tokens
from bridge.control.twirp import Code, TwirpError
from bridge.errors import BridgeError, LimitReached, NotAllowed, NotFound
from bridge.rooms import Rooms

log = logging.getLogger(__name__)

PREFIX = "/twirp/livekit.RoomService/"
LONGEST_ROOM = 256
Asked = TypeVar("Asked", bound=Message)


class Need(Enum):
    """The grant a call needs."""

    CREATE = "roomCreate"
    LIST = "roomList"
    ADMIN = "roomAdmin"
    """For the room the call is about, and no other."""

    def met(self, grants: Grants, about: str) -> bool:
        """Tell whether ``grants`` cover a call about the room ``about``."""
        match self:
            case Need.CREATE:
                return grants.room_create
            case Need.LIST:
                return grants.room_list
            case Need.ADMIN:
                return grants.room_admin and bool(about) and grants.room == about


@dataclass(frozen=True, slots=True)
class Call(Generic[Asked]):
    """One call: the request's class, the grant, and what is done."""

    asked: type[Asked]
    need: Need
    perform: Callable[[Rooms, Asked], Message]


def _create(rooms: Rooms, asked: room.CreateRoomRequest) -> Message:
    if not asked.name or len(asked.name) > LONGEST_ROOM:
        raise TwirpError(Code.INVALID_ARGUMENT, "a room needs a name of at most 256 characters")
    return rooms.create(
        asked.name,
        empty_timeout=asked.empty_timeout,
        departure_timeout=asked.departure_timeout,
        max_participants=asked.max_participants,
        metadata=asked.metadata or None,
    )


def _list(rooms: Rooms, asked: room.ListRoomsRequest) -> Message:
    return room.ListRoomsResponse(rooms=rooms.list(asked.names))


def _delete(rooms: Rooms, asked: room.DeleteRoomRequest) -> Message:
    rooms.delete(asked.room)
    return room.DeleteRoomResponse()


def _participants(rooms: Rooms, asked: room.ListParticipantsRequest) -> Message:
    return room.ListParticipantsResponse(participants=rooms.participants(asked.room))


def _participant(rooms: Rooms, asked: room.RoomParticipantIdentity) -> Message:
    return rooms.get(asked.room, asked.identity)


def _remove(rooms: Rooms, asked: room.RoomParticipantIdentity) -> Message:
    rooms.remove(asked.room, asked.identity)
    return room.RemoveParticipantResponse()


def _mute(rooms: Rooms, asked: room.MuteRoomTrackRequest) -> Message:
    track = rooms.mute_track(asked.room, asked.identity, asked.track_sid, asked.muted)
    return room.MuteRoomTrackResponse(track=track)


def _update(rooms: Rooms, asked: room.UpdateParticipantRequest) -> Message:
    return rooms.update_participant(
        asked.room,
        asked.identity,
        permission=asked.permission if asked.HasField("permission") else None,
        metadata=asked.metadata or None,
        name=asked.name or None,
        attributes=dict(asked.attributes) or None,
    )


def _subscriptions(rooms: Rooms, asked: room.UpdateSubscriptionsRequest) -> Message:
    named = [sid for tracks in asked.participant_tracks for sid in tracks.track_sids]
    rooms.update_subscriptions(
        asked.room, asked.identity, [*asked.track_sids, *named], asked.subscribe
    )
    return room.UpdateSubscriptionsResponse()


def _send(rooms: Rooms, asked: room.SendDataRequest) -> Message:
    rooms.send_data(
        asked.room,
        asked.data,
        kind=asked.kind,
        identities=asked.destination_identities,
        sids=asked.destination_sids,
        topic=asked.topic if asked.HasField("topic") else None,
    )
    return room.SendDataResponse()


def _metadata(rooms: Rooms, asked: room.UpdateRoomMetadataRequest) -> Message:
    return rooms.update_room_metadata(asked.room, asked.metadata)


CALLS: dict[str, Call[Any]] = {
    "CreateRoom": Call(room.CreateRoomRequest, Need.CREATE, _create),
    "ListRooms": Call(room.ListRoomsRequest, Need.LIST, _list),
    "DeleteRoom": Call(room.DeleteRoomRequest, Need.CREATE, _delete),
    "ListParticipants": Call(room.ListParticipantsRequest, Need.ADMIN, _participants),
    "GetParticipant": Call(room.RoomParticipantIdentity, Need.ADMIN, _participant),
    "RemoveParticipant": Call(room.RoomParticipantIdentity, Need.ADMIN, _remove),
    "MutePublishedTrack": Call(room.MuteRoomTrackRequest, Need.ADMIN, _mute),
    "UpdateParticipant": Call(room.UpdateParticipantRequest, Need.ADMIN, _update),
    "UpdateSubscriptions": Call(room.UpdateSubscriptionsRequest, Need.ADMIN, _subscriptions),
    "SendData": Call(room.SendDataRequest, Need.ADMIN, _send),
    "UpdateRoomMetadata": Call(room.UpdateRoomMetadataRequest, Need.ADMIN, _metadata),
}
NOT_HERE = frozenset({"ForwardParticipant", "MoveParticipant", "PerformRpc"})
"""Calls of LiveKit's that this server does not offer."""


class RoomService:
    """Answers the calls for one set of rooms."""

    def __init__(
        self, rooms: Rooms, tokens: Tokens, *, now: Callable[[], float] = time.time
    ) -> None:
        self._rooms = rooms
        self._tokens = tokens
        self._now = now

    def routes(self) -> list[web.RouteDef]:
        """Return the routes to mount."""
        return [web.route("*", PREFIX + "{call}", self.handle)]

    async def handle(self, request: web.Request) -> web.Response:
        """Answer one call. Raises nothing: every failure is an answer."""
        name = request.match_info["call"]
        try:
            return twirp.answer(request, await self._handled(name, request))
        except TwirpError as error:
            return error.response()
        except TokenRefused as refused:
            log.warning("%s refused: %s", name if name in CALLS else "a call", refused)
            return TwirpError(Code.UNAUTHENTICATED, str(refused)).response()
        except BridgeError as error:
            return TwirpError(_code(error), str(error)).response()

    async def _handled(self, name: str, request: web.Request) -> Message:
        if request.method != "POST":
            raise TwirpError(Code.BAD_ROUTE, "only POST is answered here")
        if name in NOT_HERE:
            raise TwirpError(Code.UNIMPLEMENTED, f"{name} is not offered by this server")
        call = CALLS.get(name)
        if call is None:
            raise TwirpError(Code.BAD_ROUTE, "no such call")
        grants = self._tokens.verify(bearer(request), self._now())
        asked = call.asked()
        await twirp.read(request, asked)
        if not call.need.met(grants, getattr(asked, "room", "")):
            # LiveKit's own code for it, which its clients know.
            raise TwirpError(Code.UNAUTHENTICATED, "permissions denied")
        return call.perform(self._rooms, asked)


def bearer(request: web.Request) -> str:
    """Return the token; only from the header, since addresses end up in logs."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def _code(error: BridgeError) -> Code:
    match error:
        case NotFound():
            return Code.NOT_FOUND
        case LimitReached():
            return Code.RESOURCE_EXHAUSTED
        case NotAllowed():
            return Code.FAILED_PRECONDITION
        case _:
            return Code.INTERNAL
