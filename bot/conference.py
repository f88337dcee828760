# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The bot leads the conference: tokens with exactly the session's rights, and steps of the chair.

Speaks LiveKit's server API through `livekit-api`, its only home here, so that our bridge and a
LiveKit server are the same to it. What the state of the meeting says is brought to the server by
`align`, again and again: a step lost on the way is made up for at the next look.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

import aiohttp
from livekit import api
from livekit.api.twirp_client import ServerError
from livekit.protocol import models

from bot.body import Chamber
from bot.domain import commands as c
from bot.domain.conference import Right, right
from bot.domain.ids import DeviceId, Key, SeatId, UserId
from bot.domain.roster import Distrust
from bot.domain.values import Link, Step
from bot.effects import Place, Steer
from bot.matrix.events import Identity
from bot.reactions.body import places_of
from bot.store import TIMER

log = logging.getLogger(__name__)

SLOT = "m.call#ROOM"
"""The one call of a room (MSC4143)."""
PACE = 5.0
"""Seconds between two looks at who is there and what they may."""
SOURCES = ("camera", "microphone", "screen_share", "screen_share_audio")
_SOURCE_NUMBERS = (
    api.TrackSource.CAMERA,
    api.TrackSource.MICROPHONE,
    api.TrackSource.SCREEN_SHARE,
    api.TrackSource.SCREEN_SHARE_AUDIO,
)
REMEMBERED = 2_000
"""Identities whose person is remembered."""
Identities = Callable[[Sequence[str]], Awaitable[dict[str, Identity]]]
Membership = Callable[[str, str], str | None]
"""What was last heard of a user in a room."""
OUT = ("leave", "ban")


class AccessRefused(Exception):
    """No token for this person, device or room; ``str()`` is what the client is told."""


class ConferenceUnreachable(Exception):
    """The conference server gives no usable answer."""


class ForgedWebhook(Exception):
    """Nothing our conference server has signed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """The conference server, whoever wrote it."""

    url: str
    """Of RoomService, http(s)."""
    public_url: str
    """Where clients connect to, ws(s)."""
    key: str
    secret: str
    lifetime: timedelta = timedelta(minutes=10)
    """Of a token: as long as joining may take; the server itself renews it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Who stands behind an identity in a conference."""

    user: str
    device: str


def room_name(room: str, slot: str = SLOT) -> str:
    """Return the conference's name for a slot of a Matrix room (MSC4195)."""
    return _digest([room, slot])


def legacy_identity(user: str, device: str) -> str:
    """Return the identity ``/sfu/get`` gives: in the clear, as its clients expect."""
    return f"{user}:{device}"


def hashed_identity(user: str, device: str, member: str) -> str:
    """Return the identity ``/get_token`` gives: it tells the server no name (MSC4195)."""
    return _digest([user, device, member])


def _digest(parts: Sequence[str]) -> str:
    told = json.dumps(list(parts), ensure_ascii=False, separators=(",", ":")).encode()
    return base64.b64encode(hashlib.sha256(told).digest()).decode().rstrip("=")


def _memory(chamber: Chamber) -> str:
    return f"conference/{chamber.desk.id}"


class Conference:
    """All conferences of one bot."""

    def __init__(
        self,
        server: Server,
        chambers: Sequence[Chamber],
        identities: Identities,
        membership: Membership,
    ) -> None:
        self._server = server
        self._chambers = chambers
        self._identities = identities
        self._membership = membership
        self._members: dict[str, Member] = {}
        self._changed = asyncio.Event()
        self.api = api.LiveKitAPI(server.url, server.key, server.secret, failover=False)

    async def close(self) -> None:
        """Let go of the connections."""
        await self.api.aclose()

    async def token(self, user: str, device: str, room: str, identity: str, slot: str) -> str:
        """Return a token for a proven user and a claimed device.

        Raises `AccessRefused` or `ConferenceUnreachable`.

        The conference server is asked to open the room first, so that it need not do so for
        everybody who comes with a name.
        """
        if slot != SLOT:
            raise AccessRefused("there is one call in a room")
        chamber, place = self._of_room(room)
        seat = await self._seat(chamber, user, device)
        if self._is_out(room, user):
            raise AccessRefused("only who is in the room enters its conference")
        granted = self._right(chamber, seat, place)
        if granted is Right.NOTHING:
            raise AccessRefused("the meeting gives no access to this conference now")
        await self._remember(chamber, identity, Member(user=user, device=device))
        name = room_name(room, slot)
        try:
            await self.api.room.create_room(api.CreateRoomRequest(name=name))
        except (ServerError, aiohttp.ClientError, TimeoutError) as error:
            raise ConferenceUnreachable(type(error).__name__) from None
        speaks = granted is Right.SPEAK
        grants = api.VideoGrants(
            room_join=True,
            room=name,
            can_subscribe=True,
            can_publish=speaks,
            can_publish_data=speaks,
            can_publish_sources=list(SOURCES) if speaks else None,
        )
        await self._written_down()
        token = api.AccessToken(self._server.key, self._server.secret)
        made = token.with_identity(identity).with_ttl(self._server.lifetime).with_grants(grants)
        return made.to_jwt()

    @property
    def public_url(self) -> str:
        return self._server.public_url

    def changed(self) -> None:
        """Something was journalled: look at the rights at once."""
        self._changed.set()

    async def run(self) -> None:
        """Keep every conference in line with its meeting until cancelled."""
        while True:
            try:
                await self.align()
            except (ServerError, aiohttp.ClientError, TimeoutError) as error:
                log.warning("the conference server does not answer: %s", type(error).__name__)
            try:
                async with asyncio.timeout(PACE):
                    await self._changed.wait()
            except TimeoutError:
                continue
            finally:
                self._changed.clear()

    async def open(self) -> None:
        """Recall who stands behind the identities given out before a restart."""
        for chamber in self._chambers:
            told = await chamber.desk.journal.get(_memory(chamber), {})
            for identity, (user, device) in told.items():
                self._members[identity] = Member(user=user, device=device)

    async def _remember(self, chamber: Chamber, identity: str, member: Member) -> None:
        if self._members.get(identity) == member:
            return
        self._members[identity] = member
        while len(self._members) > REMEMBERED:
            del self._members[next(iter(self._members))]
        told = {key: [known.user, known.device] for key, known in self._members.items()}
        await chamber.desk.journal.set(_memory(chamber), told)

    async def align(self) -> None:
        """Give everybody in every conference the rights of this moment; note who is there."""
        listed = await self.api.room.list_rooms(api.ListRoomsRequest(names=list(self._rooms())))
        open_rooms = {room.name for room in listed.rooms}
        for name, (chamber, place) in self._rooms().items():
            people = await self._people(name) if name in open_rooms else []
            here: dict[SeatId, tuple[bool, bool]] = {}
            room = chamber.rooms.room(place)
            for person in people:
                seat = self._whose(chamber, person.identity)
                granted = self._right(chamber, seat, place) if seat else Right.NOTHING
                if self._is_out(room, self._user(person.identity)):
                    granted = Right.NOTHING
                await self._grant(name, person, granted)
                if seat is not None and granted is not Right.NOTHING:
                    kinds = {track.source for track in person.tracks}
                    before = here.get(seat, (False, False))
                    here[seat] = (
                        before[0] or api.TrackSource.MICROPHONE in kinds,
                        before[1] or api.TrackSource.CAMERA in kinds,
                    )
            await self._note_links(chamber, place, here)

    async def steer(self, chamber: Chamber, effect: Steer) -> None:
        """Do a step of the chair that is done once."""
        for name in (room_name(chamber.rooms.room(p)) for p in (Place.SESSION, Place.CLOSED)):
            if effect.step is Step.END:
                await self._forgiving(self.api.room.delete_room(api.DeleteRoomRequest(room=name)))
                continue
            for person in await self._people(name):
                seat = self._whose(chamber, person.identity)
                if self._is_muted_by(chamber, effect, seat):
                    await self._mute(name, person)

    async def _written_down(self) -> None:
        """Wait until what the rights rest upon is on the disk."""
        for chamber in self._chambers:
            await chamber.desk.journal.flush()

    # Who and what.

    def _rooms(self) -> dict[str, tuple[Chamber, Place]]:
        return {
            room_name(chamber.rooms.room(place)): (chamber, place)
            for chamber in self._chambers
            for place in Place
        }

    def _of_room(self, room: str) -> tuple[Chamber, Place]:
        for chamber in self._chambers:
            place = chamber.rooms.place(room)
            if place is not None:
                return chamber, place
        raise AccessRefused("there is no conference in this room")

    async def _seat(self, chamber: Chamber, user: str, device: str) -> SeatId:
        """Return the seat a device speaks for: the account alone is not enough."""
        identity = (await self._identities([user])).get(user)
        facts = (
            next((d for d in identity.devices if d.device_id == device), None) if identity else None
        )
        if facts is None:
            raise AccessRefused("this device is not known")
        judged = chamber.desk.body.judge(
            UserId(user),
            DeviceId(device),
            Key(facts.ed25519),
            Key(facts.master) if facts.master else None,
        )
        if isinstance(judged, Distrust):
            raise AccessRefused("this device does not speak for anybody on the roster")
        return judged

    def _user(self, identity: str) -> str:
        member = self._members.get(identity)
        return member.user if member else identity.rpartition(":")[0]

    def _is_out(self, room: str, user: str) -> bool:
        """Tell whether somebody left the Matrix room or was put out of it, by whomever.

        It is only what the homeserver says. It takes away the conference, which that server could
        cut off anyway, and gives nobody anything: who may be there the roster and the meeting say.
        """
        return self._membership(room, user) in OUT

    def _whose(self, chamber: Chamber, identity: str) -> SeatId | None:
        user = self._user(identity)
        return chamber.desk.body.seat_of(UserId(user)) or next(
            (
                s
                for s, known in chamber.desk.body.devices.items()
                if any(d.user == user for d in known)
            ),
            None,
        )

    def _right(self, chamber: Chamber, seat: SeatId, place: Place) -> Right:
        known = chamber.desk.body.seats.get(seat)
        if known is None or place not in places_of(known.role):
            return Right.NOTHING
        enrolled = chamber.desk.body.enrolments.get(seat)
        if enrolled is not None and enrolled.suspended:
            return Right.NOTHING
        if place is Place.OFFICE:
            return Right.SPEAK
        meeting = chamber.desk.current()
        return right(meeting, known.role, seat, closed=place is Place.CLOSED)

    # What is asked of the server.

    async def _people(self, name: str) -> list[api.ParticipantInfo]:
        try:
            told = await self.api.room.list_participants(api.ListParticipantsRequest(room=name))
        except ServerError as error:
            if error.code == "not_found":
                return []
            raise
        return list(told.participants)

    async def _grant(self, name: str, person: api.ParticipantInfo, granted: Right) -> None:
        """Change what differs only: every change is told to everybody."""
        who = api.RoomParticipantIdentity(room=name, identity=person.identity)
        if granted is Right.NOTHING:
            await self._forgiving(self.api.room.remove_participant(who))
            return
        speaks = granted is Right.SPEAK
        has = person.permission
        if has.can_publish == speaks and has.can_publish_data == speaks and has.can_subscribe:
            return
        permission = api.ParticipantPermission(
            can_subscribe=True,
            can_publish=speaks,
            can_publish_data=speaks,
            can_publish_sources=_SOURCE_NUMBERS if speaks else (),
        )
        asked = api.UpdateParticipantRequest(
            room=name, identity=person.identity, permission=permission
        )
        await self._forgiving(self.api.room.update_participant(asked))

    async def _mute(self, name: str, person: api.ParticipantInfo) -> None:
        for track in person.tracks:
            if track.source == api.TrackSource.MICROPHONE and not track.muted:
                asked = api.MuteRoomTrackRequest(
                    room=name, identity=person.identity, track_sid=track.sid, muted=True
                )
                await self._forgiving(self.api.room.mute_published_track(asked))

    def _is_muted_by(self, chamber: Chamber, effect: Steer, seat: SeatId | None) -> bool:
        if effect.step is Step.MUTE:
            return seat is not None and seat == effect.seat
        meeting = chamber.desk.current()
        speaking = (effect.seat,) if effect.seat else (meeting.floor if meeting else ())
        return effect.step is Step.MUTE_OTHERS and seat not in speaking

    async def _forgiving(self, asked: Awaitable[object]) -> None:
        """Who or what is gone meanwhile needs nothing done."""
        await self._written_down()
        try:
            await asked
        except ServerError as error:
            if error.code != "not_found":
                raise

    async def _note_links(
        self, chamber: Chamber, place: Place, here: dict[SeatId, tuple[bool, bool]]
    ) -> None:
        """Write down who is connected where business is done, and who no longer is."""
        meeting = chamber.desk.current()
        if meeting is None or not meeting.running:
            return
        if place is not (Place.CLOSED if meeting.non_public else Place.SESSION):
            return
        for seat, (microphone, camera) in here.items():
            await self._report(chamber, seat, Link.CONNECTED, microphone, camera)
        for seat, linked in meeting.links.items():
            if linked.link is Link.CONNECTED and seat not in here:
                await self._report(chamber, seat, Link.LOST, False, False)

    async def _report(
        self, chamber: Chamber, seat: SeatId, link: Link, microphone: bool, camera: bool
    ) -> None:
        now = chamber.desk.now()
        await chamber.desk.submit(
            c.ReportLink(
                by=c.OPERATOR, at=now, seat=seat, link=link, microphone=microphone, camera=camera
            ),
            TIMER,
        )

    async def heard(self, body: str, token: str) -> None:
        """Take in a webhook of the conference server. Raises `ForgedWebhook`."""
        verifier = api.TokenVerifier(self._server.key, self._server.secret)
        try:
            told = api.WebhookReceiver(verifier).receive(body, token)
        except Exception as error:  # the package raises bare exceptions, too
            raise ForgedWebhook(type(error).__name__) from None
        hung_up = told.participant.disconnect_reason == models.DisconnectReason.CLIENT_INITIATED
        if told.event == "participant_left" and hung_up:
            await self._took_leave(told.room.name, told.participant.identity)
        self.changed()

    async def _took_leave(self, room: str, identity: str) -> None:
        """The server told that somebody hung up: no disturbance."""
        found = self._rooms().get(room)
        if found is None:
            return
        chamber, _ = found
        seat, meeting = self._whose(chamber, identity), chamber.desk.current()
        if seat is not None and meeting is not None and seat in meeting.links:
            await self._report(chamber, seat, Link.LEFT, False, False)
