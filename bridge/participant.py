# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""One participant of a room: who it is, what it may, what it publishes and receives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from livekit.protocol import models, rtc

from bridge.control.tokens import Grants

if TYPE_CHECKING:
    from bridge.tracks import Subscription, Track

State = models.ParticipantInfo.State


class Media(Protocol):
    """The participant's side in the media plane."""

    def subscribe(self, subscription: Subscription) -> None:
        """Negotiate a section for the track and forward it from then on."""

    def unsubscribe(self, subscription: Subscription) -> None:
        """Stop forwarding at once and free the section."""

    def retract(self, track: Track) -> None:
        """Forget a published track."""

    def send_data(self, packet: bytes, *, reliable: bool) -> None:
        """Queue one serialised `DataPacket`."""

    def lost(self, now: float) -> bool:
        """Nothing proves any more that the client is there (monotonic seconds)."""

    def close(self) -> None:
        """Free everything; safe to call twice."""


@dataclass(slots=True, eq=False)
class Participant:
    """A participant from `join` to `leave`; `info` is what everybody else is told."""

    info: models.ParticipantInfo
    grants: Grants
    client: models.ClientInfo = field(default_factory=models.ClientInfo)
    auto_subscribe: bool = True
    adaptive_stream: bool = False
    media: Media | None = None
    send: Callable[[rtc.SignalResponse], None] | None = None
    """The signalling socket; None while it is lost and may be resumed."""
    hang_up: Callable[[], None] | None = None
    """Closes the signalling socket after what is queued was sent."""
    renew: Callable[[], None] | None = None
    """Sends the client a token with the rights it has now, for its next reconnect."""
    tracks: dict[str, Track] = field(default_factory=dict)
    pending: dict[str, Track] = field(default_factory=dict)
    """Announced by `add_track`, not yet bound to a media section; by cid."""
    subscriptions: dict[str, Subscription] = field(default_factory=dict)
    receivers: rtc.SubscriptionPermission | None = None
    """Who may receive this participant, by its own choice; None = everybody."""
    joined: float = 0.0
    was_active: bool = False
    socket_lost_at: float | None = None
    gone: bool = False

    @property
    def sid(self) -> str:
        """`PA_…`, new at every join."""
        return self.info.sid

    @property
    def identity(self) -> str:
        """The token's `sub`."""
        return self.info.identity

    @property
    def hidden(self) -> bool:
        """Not shown to the others."""
        return self.info.permission.hidden

    def may_publish(self, source: int) -> bool:
        """Whether permission covers this `TrackSource`; an empty list of sources means all."""
        permission = self.info.permission
        return permission.can_publish and (
            not permission.can_publish_sources or source in permission.can_publish_sources
        )

    def tell(self, response: rtc.SignalResponse) -> None:
        """Send a signalling message, if there is a socket."""
        if self.send is not None:
            self.send(response)

    def admits(self, receiver: Participant, track: Track) -> bool:
        """Whether the publisher itself lets `receiver` have `track`."""
        rules = self.receivers
        if rules is None or rules.all_participants:
            return True
        return any(
            (rule.participant_sid == receiver.sid or rule.participant_identity == receiver.identity)
            and (rule.all_tracks or track.sid in rule.track_sids)
            for rule in rules.track_permissions
        )
