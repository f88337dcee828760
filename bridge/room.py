# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""One room: who enters and leaves, who publishes, who receives, and who is told what."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fnmatch import fnmatchcase
from typing import Any

from livekit.protocol import models, rtc

from bridge import messages, packets
from bridge.codecs import CommonCodecs, codec_of
from bridge.control.tokens import Grants
from bridge.errors import LimitReached, NotAllowed, NotFound
from bridge.ids import new_sid
from bridge.messages import Reason
from bridge.participant import Participant, State
from bridge.rights import Rulings
from bridge.settings import Settings
from bridge.tracks import Subscription, Track, track_info

Hook = Callable[
    [str, models.Room, models.ParticipantInfo | None, models.TrackInfo | None],
    None,
]
"""Called with the webhook's event name, the room, and the participant and track it is about."""


class Room:
    """The state of one room; every method is synchronous and leaves it consistent."""

    def __init__(
        self, info: models.Room, settings: Settings, *, now: Callable[[], float], hook: Hook
    ) -> None:
        self.info = info
        self.settings = settings
        self.participants: dict[str, Participant] = {}
        self.empty_since = now()
        self.was_entered = False
        self.codecs = CommonCodecs(settings.video_codecs)
        self._now = now
        self._hook = hook
        self._rulings = Rulings()
        self._relayed: set[str] = set()

    @property
    def name(self) -> str:
        """The room's name; for MatrixRTC a hash of room and slot."""
        return self.info.name

    @property
    def welcomes_clear(self) -> bool:
        """True for the gallery: unencrypted media and data are forwarded."""
        return any(fnmatchcase(self.name, pattern) for pattern in self.settings.clear_rooms)

    # ── coming and going ────────────────────────────────────────────────────────────

    def join(self, grants: Grants, client: models.ClientInfo | None = None) -> Participant:
        """Let a participant in; one with the same identity is put out first.

        Raises `NotAllowed` without `room_join` and `LimitReached` when the room is full.
        """
        if not grants.room_join or grants.room != self.name:
            raise NotAllowed("the token does not open this room")
        if (before := self.participants.get(grants.identity)) is not None:
            self.leave(before, Reason.DUPLICATE_IDENTITY, notify=True)
        limit = min(
            self.info.max_participants or self.settings.limits.participants,
            self.settings.limits.participants,
        )
        if len(self.participants) >= limit:
            raise LimitReached(f"the room holds at most {limit} participants")
        now = self._now()
        participant = Participant(
            info=models.ParticipantInfo(
                sid=new_sid("PA_"),
                identity=grants.identity,
                name=grants.name,
                metadata=grants.metadata,
                attributes=dict(grants.attributes),
                state=State.JOINING,
                joined_at=int(now),
                joined_at_ms=int(now * 1000),
                version=1,
                permission=self._rulings.permission(grants),
                kind=_kind(grants.kind),
            ),
            grants=grants,
            joined=now,
        )
        if client is not None:
            participant.client = client
            participant.info.client_protocol = client.client_protocol
        self.participants[participant.identity] = participant
        self.was_entered = True
        self._recount()
        return participant

    def entered(self, participant: Participant) -> None:
        """The join answer is out: show the newcomer to the others."""
        self._advance(participant, State.JOINED)

    def media_up(self, participant: Participant) -> None:
        """Its media transport stands: it counts as here from now on."""
        if participant.gone or participant.was_active:
            return
        participant.was_active = True
        self._advance(participant, State.ACTIVE)
        self._hook("participant_joined", self.info, participant.info, None)

    def leave(self, participant: Participant, reason: int, *, notify: bool = False) -> None:
        """Take a participant out; with `notify` its client is told and must not come back."""
        if participant.gone:
            return
        participant.gone = True
        if notify:
            participant.tell(messages.put_out(reason))
        for track in [*participant.tracks.values()]:
            self._forget(track)
        participant.pending.clear()
        for subscription in [*participant.subscriptions.values()]:
            self._end(subscription)
        self.participants.pop(participant.identity, None)
        participant.info.state = State.DISCONNECTED
        participant.info.disconnect_reason = messages.enum(reason)
        self._announce(participant)
        if participant.media is not None:
            participant.media.close()
        if participant.hang_up is not None:
            participant.hang_up()
        self._recount()
        if not self.participants:
            self.empty_since = self._now()
        if participant.was_active:
            self._hook("participant_left", self.info, participant.info, None)

    def close(self, reason: int, *, notify: bool = True) -> None:
        """Put everybody out."""
        for participant in [*self.participants.values()]:
            self.leave(participant, reason, notify=notify)

    def get(self, identity: str) -> Participant:
        """The participant with this identity; raises `NotFound`."""
        if (participant := self.participants.get(identity)) is None:
            raise NotFound("no such participant in the room")
        return participant

    def others(self, participant: Participant) -> list[models.ParticipantInfo]:
        """Everybody but `participant` and the hidden, as `join` lists them."""
        return [
            self._shown(other)
            for other in self.participants.values()
            if other is not participant and not other.hidden
        ]

    # ── publishing ──────────────────────────────────────────────────────────────────

    def announce_track(self, participant: Participant, request: rtc.AddTrackRequest) -> Track:
        """Accept `add_track`; the track becomes visible once its media section is bound.

        Raises `NotAllowed` without permission or encryption, `LimitReached` over the limit.
        """
        if not participant.may_publish(request.source):
            raise NotAllowed("no permission to publish this source")
        if request.encryption == models.Encryption.NONE and not self.welcomes_clear:
            raise NotAllowed("this room takes end-to-end encrypted tracks only")
        if request.cid in participant.pending:
            return participant.pending[request.cid]
        if request.sid in participant.tracks:
            # A second codec of a published track: the first is enough here.
            return participant.tracks[request.sid]
        limit = self.settings.limits.tracks
        if len(participant.tracks) + len(participant.pending) >= limit:
            raise LimitReached(f"at most {limit} tracks each")
        track = Track(info=track_info(request), cid=request.cid, publisher=participant)
        if track.is_video:
            track.codecs = self.codecs.choose(track.info, track.cid)
        participant.pending[request.cid] = track
        return track

    def bind_track(self, track: Track) -> None:
        """The track's media section stands: publish it to everybody."""
        participant = track.publisher
        participant.pending.pop(track.cid, None)
        if participant.gone or track.visible:
            return
        track.visible = True
        participant.tracks[track.sid] = track
        track.regate()
        self._announce(participant)
        self._recount()
        self._hook("track_published", self.info, participant.info, track.info)
        for other in self.participants.values():
            if other is not participant and other.auto_subscribe:
                self.subscribe(other, track)

    def unpublish(self, track: Track) -> None:
        """Withdraw a track and tell everybody, its publisher too."""
        track.publisher.pending.pop(track.cid, None)
        self._forget(track)
        track.publisher.tell(messages.unpublished(track))
        self._announce(track.publisher)
        self._recount()

    def set_muted(self, track: Track, muted: bool, *, by_chair: bool = False) -> None:
        """Mute or unmute; the chair's mute reaches the packet path before anything else."""
        track.silenced = by_chair and muted
        if track.info.muted == muted:
            return
        track.info.muted = muted
        track.regate()
        if by_chair:
            track.publisher.tell(messages.muted(track, is_muted=muted))
        if track.visible:
            self._announce(track.publisher)

    def find_track(self, sid: str) -> Track | None:
        """A published track of anybody."""
        for participant in self.participants.values():
            if (track := participant.tracks.get(sid)) is not None:
                return track
        return None

    # ── receiving ───────────────────────────────────────────────────────────────────

    def subscribe(self, participant: Participant, track: Track) -> Subscription | None:
        """Let `participant` receive `track`; None if it may not or it is its own."""
        if (known := participant.subscriptions.get(track.sid)) is not None:
            return known
        if track.publisher is participant or not participant.info.permission.can_subscribe:
            return None
        if not track.publisher.admits(participant, track):
            return None
        subscription = Subscription(track=track, subscriber=participant)
        participant.subscriptions[track.sid] = subscription
        track.subscriptions[participant.identity] = subscription
        if participant.media is not None:
            participant.media.subscribe(subscription)
        self.refresh_qualities(track)
        return subscription

    def unsubscribe(self, participant: Participant, sid: str) -> None:
        """Stop; unknown tracks are fine, the wish may be older than their end."""
        if (subscription := participant.subscriptions.get(sid)) is not None:
            self._end(subscription)

    def subscribe_all(self, participant: Participant) -> None:
        """What `auto_subscribe` asks for at the join."""
        for other in [*self.participants.values()]:
            for track in [*other.tracks.values()]:
                self.subscribe(participant, track)

    def set_receivers(self, participant: Participant, rules: rtc.SubscriptionPermission) -> None:
        """Take over who may receive `participant`, by its own choice."""
        participant.receivers = rules
        for track in participant.tracks.values():
            for other in self.participants.values():
                if other is participant:
                    continue
                allowed = participant.admits(other, track)
                if not allowed and track.sid in other.subscriptions:
                    self._end(other.subscriptions[track.sid])
                elif not allowed or track.sid in other.subscriptions or not other.auto_subscribe:
                    continue
                else:
                    self.subscribe(other, track)
                other.tell(messages.may_receive(participant, track, allowed=allowed))

    def refresh_qualities(self, track: Track) -> None:
        """Dynacast: tell the publisher which layers somebody watches, when that changes."""
        if not track.is_video or track.publisher.gone:
            return
        wanted = track.qualities_wanted()
        if wanted == track.asked_qualities:
            return
        track.asked_qualities = wanted
        track.publisher.tell(messages.qualities(track, wanted))

    def receives(self, codecs: frozenset[str]) -> None:
        """Somebody can receive these video codecs and no others.

        Who publishes in another one is asked to come anew, and publishes in one for all then.
        """
        if not self.codecs.limit(codecs):
            return
        for participant in self.participants.values():
            shown = (track for track in participant.tracks.values() if track.is_video)
            if any(codec_of(track.info.mime_type) not in self.codecs for track in shown):
                participant.tell(messages.come_anew())

    def wish_way(self, participant: Participant, *, relayed: bool) -> None:
        """Whoever this is wants to be sent through a relay from the next reconnect on, or not."""
        (self._relayed.add if relayed else self._relayed.discard)(participant.identity)

    def relays(self, participant: Participant) -> bool:
        """Whether it wanted that."""
        return participant.identity in self._relayed

    # ── rights and names ────────────────────────────────────────────────────────────

    def set_permission(
        self, participant: Participant, permission: models.ParticipantPermission
    ) -> None:
        """Change rights; what is withdrawn is dropped in the packet path before anybody is told.

        It outlives a reconnect: no token issued before brings back what was withdrawn.
        """
        participant.info.permission.CopyFrom(permission)
        self._rulings.note(participant.identity, permission, self._now())
        for track in participant.tracks.values():
            track.regate()
        for track in [*participant.pending.values(), *participant.tracks.values()]:
            if not participant.may_publish(track.info.source):
                self.unpublish(track)
        if not permission.can_subscribe:
            for subscription in [*participant.subscriptions.values()]:
                self._end(subscription)
        elif participant.auto_subscribe:
            self.subscribe_all(participant)
        self._announce(participant)
        if participant.renew is not None:
            participant.renew()

    def update_participant(
        self,
        participant: Participant,
        *,
        metadata: str | None = None,
        name: str | None = None,
        attributes: Mapping[str, str] | None = None,
    ) -> None:
        """Change what others read of a participant; an attribute set to "" is removed.

        Raises `LimitReached` when it grows beyond the limit.
        """
        limits = self.settings.limits
        limit = limits.metadata_bytes
        merged = {**participant.info.attributes, **(attributes or {})}
        size = sum(len(key.encode()) + len(value.encode()) for key, value in merged.items())
        if (
            size > limit
            or len((metadata or "").encode()) > limit
            or len(name or "") > limits.name_letters
        ):
            raise LimitReached(f"at most {limit} bytes and {limits.name_letters} letters of name")
        if metadata is not None:
            participant.info.metadata = metadata
        if name is not None:
            participant.info.name = name
        if attributes is not None:
            participant.info.attributes.clear()
            participant.info.attributes.update({k: v for k, v in merged.items() if v})
        self._announce(participant)

    def set_metadata(self, metadata: str) -> None:
        """Change the room's metadata and tell everybody; raises `LimitReached`."""
        if len(metadata.encode()) > self.settings.limits.metadata_bytes:
            raise LimitReached("the room's metadata are too large")
        self.info.metadata = metadata
        self.broadcast(rtc.SignalResponse(room_update=rtc.RoomUpdate(room=self.info)))

    # ── data ────────────────────────────────────────────────────────────────────────

    def send_data(
        self, packet: models.DataPacket, *, sender: Participant | None, sids: Iterable[str] = ()
    ) -> None:
        """Hand a data packet to its destinations; no destination means everybody else.

        Raises `NotAllowed` without permission, or for clear content where that is refused.
        """
        if sender is not None:
            packets.stamp(packet, sender, clear=self.welcomes_clear)
        body = packet.SerializeToString()
        reliable = packet.kind == models.DataPacket.RELIABLE
        for other in packets.receivers(packet, self.participants.values(), sids):
            if other is not sender and other.media is not None:
                other.media.send_data(body, reliable=reliable)

    # ── telling ─────────────────────────────────────────────────────────────────────

    def broadcast(
        self, response: rtc.SignalResponse, *, without: Participant | None = None
    ) -> None:
        """Tell everybody with a socket."""
        for participant in self.participants.values():
            if participant is not without:
                participant.tell(response)

    def _announce(self, participant: Participant) -> None:
        participant.info.version += 1
        response = messages.changed([self._shown(participant)])
        if participant.hidden:
            participant.tell(response)
        else:
            self.broadcast(response)
        if participant.gone:
            return
        if participant.identity not in self.participants:
            participant.tell(response)

    def _shown(self, participant: Participant) -> models.ParticipantInfo:
        info = participant.info
        del info.tracks[:]
        info.tracks.extend(track.info for track in participant.tracks.values() if track.visible)
        info.is_publisher = bool(info.tracks)
        return info

    def _advance(self, participant: Participant, state: Any) -> None:
        if participant.gone or participant.info.state >= state:
            return
        participant.info.state = state
        self._announce(participant)

    def _forget(self, track: Track) -> None:
        if track.gate is not None:
            track.gate.close()
            track.gate = None
        track.publisher.tracks.pop(track.sid, None)
        for subscription in [*track.subscriptions.values()]:
            self._end(subscription)
        if track.publisher.media is not None:
            track.publisher.media.retract(track)
        if track.visible:
            track.visible = False
            self._hook("track_unpublished", self.info, track.publisher.info, track.info)

    def _end(self, subscription: Subscription) -> None:
        track, subscriber = subscription.track, subscription.subscriber
        subscriber.subscriptions.pop(track.sid, None)
        track.subscriptions.pop(subscriber.identity, None)
        if subscriber.media is not None:
            subscriber.media.unsubscribe(subscription)
        if track.visible:
            self.refresh_qualities(track)

    def _recount(self) -> None:
        people = self.participants.values()
        self.info.num_participants = sum(1 for one in people if not one.hidden)
        self.info.num_publishers = sum(1 for one in people if one.tracks)


def _kind(told: str) -> Any:
    """What a token says of its bearer; anybody not of a special kind is a person like others."""
    kinds = models.ParticipantInfo.Kind
    return kinds.Value(told.upper()) if told.upper() in kinds.keys() else kinds.STANDARD  # noqa: SIM118
