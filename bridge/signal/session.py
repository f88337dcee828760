# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""One participant's signalling: every message a client may send has its handler in `HANDLERS`.

Sans-IO apart from the event loop's timers: messages come in at `receive`, answers leave through
`Participant.tell`.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable
from typing import Any

from google.protobuf.message import DecodeError
from livekit.protocol import models, rtc

from bridge.control.turn import ice_servers
from bridge.errors import BridgeError, LimitReached, NotAllowed, PeerBroke
from bridge.media.peer import Peer
from bridge.media.plane import Plane
from bridge.messages import Reason, changed, come_anew
from bridge.participant import Participant
from bridge.room import Room
from bridge.settings import Settings
from bridge.tracks import Track

PROTOCOL = 16
VERSION = "1.9.0"
"""Version of the LiveKit server whose behaviour is kept; clients look at it for features."""
ASK_AGAIN = 3.0
"""Seconds after which sections that were asked for and never came are asked for once more."""
READ = 0.1
"""Seconds a client has to take in an answer: Pion puts what comes earlier into any section."""

Refusal = rtc.RequestResponse.Reason
TLS = rtc.CandidateProtocol.TLS


class Session:
    """Signalling of one participant, over as many sockets as it takes."""

    def __init__(self, room: Room, participant: Participant, plane: Plane, *, dual: bool) -> None:
        self.room = room
        self.participant = participant
        self.dual = dual
        self.settings: Settings = room.settings
        self.peer = Peer(plane, participant, dual=dual)
        self.peer.renegotiate = self.renegotiate
        self.peer.on_connected = lambda: room.media_up(participant)
        self.peer.on_broken = self._broken
        self.peer.on_data = self._data
        participant.media = self.peer
        self._loop = asyncio.get_running_loop()
        self._soon: asyncio.Handle | None = None
        self._again: asyncio.TimerHandle | None = None
        self._asked: tuple[int, int, float] = (0, 0, 0.0)
        self._refused: deque[str] = deque(maxlen=64)
        self._offer_id = 0
        self._offer_open = self._offer_again = False
        self._data_credit, self._data_at = self.settings.limits.data_bytes_per_second, 0.0

    # ── coming ──────────────────────────────────────────────────────────────────────

    def begin(self, request: rtc.JoinRequest) -> None:
        """Send `join`, then answer what the join request carried."""
        participant = self.participant
        settings = request.connection_settings
        participant.auto_subscribe = settings.auto_subscribe
        participant.adaptive_stream = settings.adaptive_stream
        if settings.HasField("subscriber_allow_pause"):
            self.peer.allow_pause = settings.subscriber_allow_pause
        if request.metadata and participant.info.permission.can_update_metadata:
            participant.info.metadata = request.metadata
        participant.tell(rtc.SignalResponse(join=self._join()))
        self.room.entered(participant)
        for wanted in request.add_track_requests:
            self._add_track(wanted)
        if request.HasField("publisher_offer"):
            self._offer(request.publisher_offer)
        if self.dual:
            self.renegotiate()
        if participant.auto_subscribe:
            self.room.subscribe_all(participant)

    def resume(self, request: rtc.JoinRequest) -> None:
        """A new socket for the same participant: media went on, catch up on the rest."""
        participant = self.participant
        participant.socket_lost_at = None
        participant.tell(
            rtc.SignalResponse(
                reconnect=rtc.ReconnectResponse(
                    ice_servers=self._ice_servers(),
                    client_configuration=self._configuration(),
                    server_info=_server_info(),
                )
            )
        )
        everybody = [*self.room.others(participant), participant.info]
        participant.tell(changed(everybody))
        participant.tell(rtc.SignalResponse(room_update=rtc.RoomUpdate(room=self.room.info)))
        self._offer_open = False
        self._asked = (0, 0, 0.0)
        if request.HasField("sync_state"):
            self._sync_state(request.sync_state)
        if request.HasField("publisher_offer"):
            self._offer(request.publisher_offer)
        if self.dual:
            self.peer.subscriber.restart()
        self.renegotiate()

    # ── messages ────────────────────────────────────────────────────────────────────

    def receive(self, data: bytes) -> None:
        """One binary frame; raises `PeerBroke` if it is no `SignalRequest`."""
        try:
            request = rtc.SignalRequest.FromString(data)
        except DecodeError as error:
            raise PeerBroke("no signalling message") from error
        self.handle(request)

    def handle(self, request: rtc.SignalRequest) -> None:
        """Dispatch by the table; an unknown message of a newer client is passed over."""
        kind = request.WhichOneof("message")
        if kind is None or (self.participant.gone and kind != "simulate"):
            return  # a wish about the way back may arrive after the media it leaves has closed
        handler = HANDLERS.get(kind)
        if handler is not None:
            handler(self, getattr(request, kind))

    def _offer(self, offer: rtc.SessionDescription) -> None:
        """Answer it; new tracks are published, vanished ones unpublished."""
        connection = self.peer.publisher
        text, bound, ended = connection.answer(offer.sdp, self._find)
        answer = rtc.SessionDescription(type="answer", sdp=text, id=offer.id)
        answer.mid_to_track_id.update(connection.mid_to_track())
        self.participant.tell(rtc.SignalResponse(answer=answer))
        self._loop.call_later(READ, connection.begin)
        for track in ended:
            if self._own(track.sid) is not None:
                self.room.unpublish(track)
        for track in bound:
            self.room.bind_track(track)
            self.room.refresh_qualities(track)
        if not self.dual:
            self._learn_codecs(connection.receivable)
            audios, videos = connection.missing_sections()
            held = sum(self._asked[:2])
            if not audios and not videos:
                self._asked = (0, 0, 0.0)
            elif not held or time.monotonic() - self._asked[2] > ASK_AGAIN:
                self.renegotiate()
            if connection.awaiting_clean():
                self.renegotiate()

    def _answer(self, answer: rtc.SessionDescription) -> None:
        """The subscriber connection of v0; an answer to an older offer is dropped."""
        if not self.dual or not self._offer_open or (answer.id and answer.id != self._offer_id):
            return
        self._learn_codecs(self.peer.subscriber.take_answer(answer.sdp))
        self._offer_open = False
        if self._offer_again:
            self._offer_again = False
            self.renegotiate()

    def _trickle(self, _trickle: rtc.TrickleRequest) -> None:
        """With ICE-lite addresses are learnt from checks."""

    def _add_track(self, request: rtc.AddTrackRequest) -> None:
        """Announce a track, or say why not."""
        try:
            track = self.room.announce_track(self.participant, request)
        except BridgeError as error:
            limit = isinstance(error, LimitReached)
            self._refused.append(request.cid)
            self.participant.tell(
                rtc.SignalResponse(
                    request_response=rtc.RequestResponse(
                        reason=Refusal.LIMIT_EXCEEDED if limit else Refusal.NOT_ALLOWED,
                        message=str(error),
                        add_track=request,
                    )
                )
            )
            return
        if request.cid in self._refused:
            self._refused.remove(request.cid)
        self.participant.tell(
            rtc.SignalResponse(
                track_published=rtc.TrackPublishedResponse(cid=request.cid, track=track.info)
            )
        )
        if request.cid in self.peer.publisher.unclaimed and not self.dual:
            self.renegotiate(force=True)

    def _mute(self, request: rtc.MuteTrackRequest) -> None:
        """The publisher mutes or unmutes its own track."""
        track = self._own(request.sid)
        if track is not None:
            self.room.set_muted(track, request.muted)

    def _subscription(self, request: rtc.UpdateSubscription) -> None:
        """Subscribe or unsubscribe by track, alone or under its participant."""
        sids = [*request.track_sids]
        for group in request.participant_tracks:
            sids += group.track_sids
        for sid in sids[: 4 * self.settings.limits.sections]:
            if not request.subscribe:
                self.room.unsubscribe(self.participant, sid)
            elif (track := self.room.find_track(sid)) is None:
                error = models.SubscriptionError.SE_TRACK_NOTFOUND
                response = rtc.SubscriptionResponse(track_sid=sid, err=error)
                self.participant.tell(rtc.SignalResponse(subscription_response=response))
            else:
                self.room.subscribe(self.participant, track)

    def _track_setting(self, request: rtc.UpdateTrackSettings) -> None:
        """Adaptive stream: pause, quality or size, priority."""
        for sid in request.track_sids:
            if (subscription := self.participant.subscriptions.get(sid)) is not None:
                subscription.apply(request)
                self.room.refresh_qualities(subscription.track)

    def _leave(self, _request: rtc.LeaveRequest) -> None:
        """A clean goodbye."""
        self.room.leave(self.participant, Reason.CLIENT_INITIATED)

    def _update_layers(self, request: rtc.UpdateVideoLayers) -> None:
        """Deprecated by LiveKit; the sizes are taken over."""
        track = self._own(request.track_sid)
        if track is not None and len(request.layers) <= 3:  # noqa: PLR2004
            del track.info.layers[:]
            track.info.layers.extend(request.layers)

    def _subscription_permission(self, request: rtc.SubscriptionPermission) -> None:
        """Who may receive this participant, by its own choice."""
        self.room.set_receivers(self.participant, request)

    def _sync_state(self, request: rtc.SyncState) -> None:
        """After a resume: what the client believes; wishes it lost on the way are taken over."""
        for sid in request.track_sids_disabled:
            if (subscription := self.participant.subscriptions.get(sid)) is not None:
                subscription.disabled = True
                if subscription.changed is not None:
                    subscription.changed()
        known = {published.track.sid for published in request.publish_tracks}
        for track in [*self.participant.tracks.values()]:
            if known and track.sid not in known:
                self.room.unpublish(track)
        if request.HasField("subscription"):
            # The client lists what it receives if it picks itself, else what it gave up.
            self._subscription(request.subscription)

    def _simulate(self, request: rtc.SimulateScenario) -> None:
        """Only what a participant may do to itself: fall out, come back, go through a relay."""
        scenario = request.WhichOneof("scenario")
        if scenario == "leave_request_full_reconnect":
            self.participant.tell(come_anew())
        elif scenario in ("disconnect_signal_on_resume", "migration"):
            if self.participant.hang_up is not None:
                self.participant.hang_up()
        elif scenario == "switch_candidate_protocol":
            self.room.wish_way(self.participant, relayed=request.switch_candidate_protocol == TLS)
        elif scenario == "node_failure":
            # As if the machine were gone: nothing is left here that could be resumed.
            self.room.leave(self.participant, Reason.STATE_MISMATCH)
        elif scenario == "server_leave":
            self.room.leave(self.participant, Reason.SERVER_SHUTDOWN, notify=True)

    def _ping(self, _sent: int) -> None:
        """Milliseconds of our clock."""
        self.participant.tell(rtc.SignalResponse(pong=int(time.time() * 1000)))

    def _ping_req(self, ping: rtc.Ping) -> None:
        """The newer form, with the client's own time back."""
        pong = rtc.Pong(last_ping_timestamp=ping.timestamp, timestamp=int(time.time() * 1000))
        self.participant.tell(rtc.SignalResponse(pong_resp=pong))

    def _update_metadata(self, request: rtc.UpdateParticipantMetadata) -> None:
        """Own name, metadata and attributes, if the token allows it."""
        reason, message = Refusal.OK, ""
        if not self.participant.info.permission.can_update_metadata:
            reason, message = Refusal.NOT_ALLOWED, "no permission to change own metadata"
        else:
            try:
                self.room.update_participant(
                    self.participant,
                    metadata=request.metadata or None,
                    name=request.name or None,
                    attributes=dict(request.attributes) or None,
                )
            except LimitReached as error:
                reason, message = Refusal.LIMIT_EXCEEDED, str(error)
        self.participant.tell(
            rtc.SignalResponse(
                request_response=rtc.RequestResponse(
                    request_id=request.request_id, reason=reason, message=message
                )
            )
        )

    def _update_audio_track(self, request: rtc.UpdateLocalAudioTrack) -> None:
        """Noise suppression and the like, shown to the others."""
        track = self._own(request.track_sid)
        if track is not None:
            del track.info.audio_features[:]
            track.info.audio_features.extend(request.features)

    def _update_video_track(self, request: rtc.UpdateLocalVideoTrack) -> None:
        """New size of the picture."""
        track = self._own(request.track_sid)
        if track is not None:
            track.info.width, track.info.height = request.width, request.height

    def _unsupported(self, request: Any) -> None:
        """Data tracks and blobs: nobody here needs them; the client is told so."""
        reason = Refusal.UNSUPPORTED_TYPE
        self.participant.tell(
            rtc.SignalResponse(
                request_response=rtc.RequestResponse(
                    request_id=getattr(request, "request_id", 0), reason=reason
                )
            )
        )

    # ── negotiation of what is received ─────────────────────────────────────────────

    def renegotiate(self, *, force: bool = False) -> None:
        """Once this turn is over, bring the receiving sections in line; many wishes, one round."""
        if force:
            self._asked = (0, 0, 0.0)
        if self._soon is None and not self.participant.gone:
            self._soon = self._loop.call_soon(self._renegotiate_now)

    def _renegotiate_now(self) -> None:
        self._soon = None
        if self.participant.gone or self.participant.send is None:
            return
        if self.dual:
            self._send_offer()
            return
        # v1: the server cannot offer; 0/0 is valid and means "just offer again".
        audios, videos = self.peer.publisher.missing_sections()
        now = time.monotonic()
        fresh = now - self._asked[2] < ASK_AGAIN
        more_audios = max(0, audios - (self._asked[0] if fresh else 0))
        more_videos = max(0, videos - (self._asked[1] if fresh else 0))
        self._asked = (max(audios, 0), max(videos, 0), now)
        if (audios or videos) and self._again is None:
            self._again = self._loop.call_later(ASK_AGAIN, self._ask_again)
        self.participant.tell(
            rtc.SignalResponse(
                media_sections_requirement=rtc.MediaSectionsRequirement(
                    num_audios=more_audios, num_videos=more_videos
                )
            )
        )

    def _ask_again(self) -> None:
        """A client that was asked several times at once may have answered for one only."""
        self._again = None
        if not self.participant.gone and any(self.peer.publisher.missing_sections()):
            self.renegotiate(force=True)

    def _send_offer(self) -> None:
        if self._offer_open:
            self._offer_again = True
            return
        self._offer_open = True
        self._offer_id += 1
        connection = self.peer.subscriber
        offer = rtc.SessionDescription(type="offer", sdp=connection.offer(), id=self._offer_id)
        offer.mid_to_track_id.update(connection.mid_to_track())
        self.participant.tell(rtc.SignalResponse(offer=offer))

    # ── helpers ─────────────────────────────────────────────────────────────────────

    def _find(self, cid: str, kind: str) -> Track | None:
        """The announced track of a section: by the client's id, else the next of its kind.

        Firefox names another id in its offer than in `add_track`. An id that was bound or refused
        before stands for that track and for no other.
        """
        wanted = models.TrackType.VIDEO if kind == "video" else models.TrackType.AUDIO
        for track in [*self.participant.pending.values(), *self.participant.tracks.values()]:
            if track.cid == cid and track.info.type == wanted:
                return track
        publisher = self.peer.publisher
        if cid in self._refused or cid in publisher.bound_as.values():
            return None
        pending = self.participant.pending.values()
        open_ones = (t for t in pending if t.info.type == wanted)
        return next((t for t in open_ones if t.cid not in publisher.offered), None)

    def _learn_codecs(self, receivable: frozenset[str]) -> None:
        """What the client can receive, once a description of its has said so."""
        if receivable:
            self.room.receives(receivable)

    def _own(self, sid: str) -> Track | None:
        pending = {track.sid: track for track in self.participant.pending.values()}
        return self.participant.tracks.get(sid) or pending.get(sid)

    def _data(self, data: bytes, reliable: bool) -> None:
        """A packet from a data channel: counted, stamped, handed on."""
        limits = self.settings.limits
        now = time.monotonic()
        rate = limits.data_bytes_per_second
        self._data_credit = min(rate, self._data_credit + rate * (now - self._data_at))
        self._data_at = now
        if len(data) > limits.data_bytes or len(data) > self._data_credit:
            return
        self._data_credit -= len(data)
        try:
            packet = models.DataPacket.FromString(data)
            packet.kind = models.DataPacket.RELIABLE if reliable else models.DataPacket.LOSSY
            self.room.send_data(packet, sender=self.participant)
        except DecodeError:
            self._broken(PeerBroke("no data packet"))
        except NotAllowed:
            return

    def _broken(self, _error: PeerBroke) -> None:
        """The peer broke a protocol: it goes, the others stay."""
        self.room.leave(self.participant, Reason.MEDIA_FAILURE, notify=True)

    def _join(self) -> rtc.JoinResponse:
        return rtc.JoinResponse(
            room=self.room.info,
            participant=self.participant.info,
            other_participants=self.room.others(self.participant),
            server_version=VERSION,
            server_info=_server_info(),
            ice_servers=self._ice_servers(),
            subscriber_primary=self.dual,
            client_configuration=self._configuration(),
            ping_interval=self.settings.ping_interval,
            ping_timeout=self.settings.ping_timeout,
            fast_publish=True,
            enabled_publish_codecs=self.room.codecs.allowed(self.room.info.enabled_codecs),
        )

    def _configuration(self) -> models.ClientConfiguration | None:
        """Sends through a relay who asked for it; where there is none, they would be lost."""
        urls = (url for server in self.settings.ice_servers for url in server.urls)
        if not self.room.relays(self.participant) or not any(
            url.startswith("turn") for url in urls
        ):
            return None
        return models.ClientConfiguration(force_relay=models.ClientConfigSetting.ENABLED)

    def _ice_servers(self) -> list[rtc.ICEServer]:
        return ice_servers(self.settings.ice_servers, self.participant.identity, time.time())


def _server_info() -> models.ServerInfo:
    return models.ServerInfo(version=VERSION, protocol=PROTOCOL, edition=models.ServerInfo.Standard)


HANDLERS: dict[str, Callable[[Session, Any], None]] = {
    "offer": Session._offer,
    "answer": Session._answer,
    "trickle": Session._trickle,
    "add_track": Session._add_track,
    "mute": Session._mute,
    "subscription": Session._subscription,
    "track_setting": Session._track_setting,
    "leave": Session._leave,
    "update_layers": Session._update_layers,
    "subscription_permission": Session._subscription_permission,
    "sync_state": Session._sync_state,
    "simulate": Session._simulate,
    "ping": Session._ping,
    "update_metadata": Session._update_metadata,
    "ping_req": Session._ping_req,
    "update_audio_track": Session._update_audio_track,
    "update_video_track": Session._update_video_track,
    "publish_data_track_request": Session._unsupported,
    "unpublish_data_track_request": Session._unsupported,
    "update_data_subscription": Session._unsupported,
    "store_data_blob_request": Session._unsupported,
    "get_data_blob_request": Session._unsupported,
}
