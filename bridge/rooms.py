# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Every room of this process, with the operations of LiveKit's RoomService.

The methods are synchronous and act on objects in memory; whoever calls them over the wire
(`bridge.control`) has checked the caller's token before.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence

from livekit.protocol import models, rtc

from bridge.control.removals import Removals
from bridge.control.tokens import Grants
from bridge.errors import LimitReached, NotAllowed, NotFound
from bridge.ids import new_sid
from bridge.messages import Action, Reason
from bridge.participant import Participant
from bridge.room import Hook, Room
from bridge.settings import Settings
from bridge.tracks import Subscription, Track

__all__ = ["Hook", "Participant", "Reason", "Room", "Rooms", "Subscription", "Track"]


class Rooms:
    """All rooms; `on_event` hooks are called in the order things happen."""

    def __init__(
        self,
        settings: Settings | None = None,
        *,
        removals: Removals | None = None,
        now: Callable[[], float] = time.time,
    ) -> None:
        self.settings = settings or Settings()
        self.rooms: dict[str, Room] = {}
        self._now = now
        self._hooks: list[Hook] = []
        self._removals = removals or Removals()
        self.auto_create = True
        """Whether joining opens a room that is not there, as LiveKit does by default."""
        self.elsewhere: Callable[[], Sequence[models.Room]] = lambda: ()
        """Rooms in processes of their own."""
        self.draining = False
        """No new rooms: the process is about to end."""

    def on_event(self, hook: Hook) -> None:
        """Call `hook(event, room, participant, track)` for every webhook-worthy event.

        Events: room_started, room_finished, participant_joined, participant_left,
        track_published, track_unpublished. The models are live: copy what is kept.
        """
        self._hooks.append(hook)

    # ── rooms ───────────────────────────────────────────────────────────────────────

    def create(
        self,
        name: str,
        *,
        empty_timeout: int = 0,
        departure_timeout: int = 0,
        max_participants: int = 0,
        metadata: str | None = None,
    ) -> models.Room:
        """Open a room, or return the open one with the given settings taken over.

        Raises `LimitReached` for a new one too many, or while draining.
        """
        if self.draining and name not in self.rooms:
            raise LimitReached("the bridge is about to stop and opens no new rooms")
        room = self._open(name)
        if empty_timeout:
            room.info.empty_timeout = empty_timeout
        if departure_timeout:
            room.info.departure_timeout = departure_timeout
        if max_participants:
            room.info.max_participants = max_participants
        if metadata is not None and metadata != room.info.metadata:
            room.set_metadata(metadata)
        return room.info

    def list(self, names: Iterable[str] = ()) -> Sequence[models.Room]:
        """All rooms, or those of `names` that exist."""
        wanted = set(names)
        open_ = [*(room.info for room in self.rooms.values()), *self.elsewhere()]
        return [info for info in open_ if not wanted or info.name in wanted]

    def delete(self, name: str) -> None:
        """Put everybody out and forget the room; raises `NotFound`."""
        self._finish(self.room(name), Reason.ROOM_DELETED)

    def restore(self, info: models.Room) -> None:
        """Open a room that was open in another process: nobody is told, it goes on."""
        if info.name not in self.rooms:
            info.num_participants = info.num_publishers = 0
            self.rooms[info.name] = self._made(info)

    def hand_over(self, name: str) -> None:
        """The room goes on in another process: send everybody there. Raises `NotFound`."""
        room = self.room(name)
        again = rtc.LeaveRequest(reason=Reason.MIGRATION, action=Action.RECONNECT)
        room.broadcast(rtc.SignalResponse(leave=again))
        room.close(Reason.MIGRATION, notify=False)
        del self.rooms[name]

    def room(self, name: str) -> Room:
        """The open room of this name; raises `NotFound`."""
        if (room := self.rooms.get(name)) is None:
            raise NotFound("requested room does not exist")
        return room

    def update_room_metadata(self, name: str, metadata: str) -> models.Room:
        """Change the metadata and tell everybody in it."""
        room = self.room(name)
        room.set_metadata(metadata)
        return room.info

    # ── participants ────────────────────────────────────────────────────────────────

    def join(self, grants: Grants, client: models.ClientInfo | None = None) -> Participant:
        """Let the bearer of `grants` into its room, opening the room if need be.

        Raises `NotAllowed` (no `room_join`, no room, or removed since the token was issued)
        `NotFound` (no such room, and none is opened by joining) and `LimitReached`.
        """
        self.admit(grants)
        return self._open(grants.room).join(grants, client)

    def admit(self, grants: Grants) -> None:
        """Raise what `join` would raise for these grants, without joining."""
        if not grants.room_join or not grants.room or not grants.identity:
            raise NotAllowed("the token opens no room")
        if self._removals.bars(grants.room, grants.identity, grants.issued):
            raise NotAllowed("the bearer was removed after this token was issued")
        if grants.room not in self.rooms and (self.draining or not self.auto_create):
            raise NotFound("requested room does not exist")

    def participants(self, room: str) -> Sequence[models.ParticipantInfo]:
        """Everybody in the room, the hidden too."""
        here = self.room(room)
        return [here._shown(one) for one in here.participants.values()]

    def get(self, room: str, identity: str) -> models.ParticipantInfo:
        """One participant; raises `NotFound`."""
        here = self.room(room)
        return here._shown(here.get(identity))

    def remove(self, room: str, identity: str, reason: int = Reason.PARTICIPANT_REMOVED) -> None:
        """Put a participant out; tokens issued until now are no longer accepted for it."""
        here = self.room(room)
        participant = here.get(identity)
        self._removals.remember(room, identity, self._now())
        here.leave(participant, reason, notify=True)

    def mute_track(self, room: str, identity: str, sid: str, muted: bool) -> models.TrackInfo:
        """Mute a published track at the router and tell its publisher; raises `NotFound`.

        Raises `NotAllowed` for unmuting: nobody switches on another's microphone.
        """
        here = self.room(room)
        track = here.get(identity).tracks.get(sid)
        if track is None:
            raise NotFound("no such track")
        if not muted and track.info.muted:
            raise NotAllowed("only the participant itself can unmute")
        here.set_muted(track, muted, by_chair=True)
        return track.info

    def update_participant(
        self,
        room: str,
        identity: str,
        *,
        permission: models.ParticipantPermission | None = None,
        metadata: str | None = None,
        name: str | None = None,
        attributes: Mapping[str, str] | None = None,
    ) -> models.ParticipantInfo:
        """Change rights and names; withdrawn rights hold in the packet path on return."""
        here = self.room(room)
        participant = here.get(identity)
        if permission is not None:
            here.set_permission(participant, permission)
        if metadata is not None or name is not None or attributes is not None:
            here.update_participant(
                participant, metadata=metadata, name=name, attributes=attributes
            )
        return here._shown(participant)

    def update_subscriptions(
        self, room: str, identity: str, sids: Iterable[str], subscribe: bool
    ) -> None:
        """Subscribe a participant to tracks, or end that; unknown tracks are skipped."""
        here = self.room(room)
        participant = here.get(identity)
        for sid in sids:
            if not subscribe:
                here.unsubscribe(participant, sid)
            elif (track := here.find_track(sid)) is not None:
                here.subscribe(participant, track)

    def send_data(
        self,
        room: str,
        data: bytes,
        *,
        kind: int = models.DataPacket.RELIABLE,
        identities: Iterable[str] = (),
        sids: Iterable[str] = (),
        topic: str | None = None,
    ) -> None:
        """Send a packet in the server's name, in the clear: clients see that no one signed it."""
        here = self.room(room)
        user = models.UserPacket(payload=data)
        if topic is not None:
            user.topic = topic
        packet = models.DataPacket(user=user, destination_identities=list(identities))
        packet.kind = kind  # type: ignore[assignment]  # enums are integers at run time
        here.send_data(packet, sender=None, sids=sids)

    # ── time ────────────────────────────────────────────────────────────────────────

    def tick(self) -> None:
        """Once a second: end what has been empty or silent for too long."""
        now = self._now()
        for room in [*self.rooms.values()]:
            for participant in [*room.participants.values()]:
                self._check(room, participant, now)
            wait = room.info.departure_timeout if room.was_entered else room.info.empty_timeout
            if not room.participants and now - room.empty_since >= wait:
                self._finish(room, Reason.ROOM_CLOSED)

    def close(self) -> None:
        """Send every client away so that it comes back by itself; used when draining."""
        again = rtc.SignalResponse(
            leave=rtc.LeaveRequest(reason=Reason.SERVER_SHUTDOWN, action=Action.RECONNECT)
        )
        for room in [*self.rooms.values()]:
            room.broadcast(again)
            self._finish(room, Reason.SERVER_SHUTDOWN, notify=False)

    def _check(self, room: Room, participant: Participant, now: float) -> None:
        lost = participant.socket_lost_at
        if lost is not None and now - lost > self.settings.resume_window:
            room.leave(participant, Reason.SIGNAL_CLOSE)
        elif not participant.was_active and now - participant.joined > self.settings.join_timeout:
            room.leave(participant, Reason.CONNECTION_TIMEOUT, notify=True)

    def _open(self, name: str) -> Room:
        if (room := self.rooms.get(name)) is not None:
            return room
        if len(self.rooms) + len(self.elsewhere()) >= self.settings.limits.rooms:
            raise LimitReached(f"at most {self.settings.limits.rooms} rooms")
        now = self._now()
        info = models.Room(
            sid=new_sid("RM_"),
            name=name,
            empty_timeout=self.settings.empty_timeout,
            departure_timeout=self.settings.departure_timeout,
            creation_time=int(now),
            creation_time_ms=int(now * 1000),
            enabled_codecs=[
                models.Codec(mime="audio/opus"),
                *(models.Codec(mime=f"video/{codec}") for codec in self.settings.video_codecs),
            ],
        )
        room = self.rooms[name] = self._made(info)
        self._happened("room_started", info, None, None)
        return room

    def _made(self, info: models.Room) -> Room:
        return Room(info, self.settings, now=self._now, hook=self._happened)

    def _finish(self, room: Room, reason: int, *, notify: bool = True) -> None:
        room.close(reason, notify=notify)
        if self.rooms.pop(room.name, None) is not None:
            self._happened("room_finished", room.info, None, None)

    def _happened(
        self,
        event: str,
        room: models.Room,
        participant: models.ParticipantInfo | None,
        track: models.TrackInfo | None,
    ) -> None:
        for hook in self._hooks:
            hook(event, room, participant, track)
