# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What participants are told of rooms and tracks, in the words of the LiveKit protocol."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from livekit.protocol import models, rtc

from bridge.codecs import codec_of

if TYPE_CHECKING:
    from bridge.participant import Participant
    from bridge.tracks import Track

Reason = models.DisconnectReason
Action = rtc.LeaveRequest.Action
QUALITIES = (models.VideoQuality.LOW, models.VideoQuality.MEDIUM, models.VideoQuality.HIGH)


def enum(value: int) -> Any:
    """Enums are plain integers at run time; the stubs want the class."""
    return value


def put_out(reason: int) -> rtc.SignalResponse:
    """It is over for this client, which must not come back by itself."""
    leave = rtc.LeaveRequest(reason=enum(reason), action=Action.DISCONNECT)
    return rtc.SignalResponse(leave=leave)


def come_anew() -> rtc.SignalResponse:
    """Ask a client to begin from the start: it publishes everything again and loses a second."""
    leave = rtc.LeaveRequest(
        reason=Reason.STATE_MISMATCH, action=Action.RECONNECT, can_reconnect=True
    )
    return rtc.SignalResponse(leave=leave)


def changed(participants: Iterable[models.ParticipantInfo]) -> rtc.SignalResponse:
    """How these participants and their tracks are now."""
    return rtc.SignalResponse(update=rtc.ParticipantUpdate(participants=list(participants)))


def unpublished(track: Track) -> rtc.SignalResponse:
    """To its publisher: the track is withdrawn."""
    return rtc.SignalResponse(track_unpublished=rtc.TrackUnpublishedResponse(track_sid=track.sid))


def muted(track: Track, *, is_muted: bool) -> rtc.SignalResponse:
    """To its publisher: the chair has muted the track."""
    return rtc.SignalResponse(mute=rtc.MuteTrackRequest(sid=track.sid, muted=is_muted))


def may_receive(publisher: Participant, track: Track, *, allowed: bool) -> rtc.SignalResponse:
    """To a receiver: the publisher lets it have the track, or no longer."""
    return rtc.SignalResponse(
        subscription_permission_update=rtc.SubscriptionPermissionUpdate(
            participant_sid=publisher.sid, track_sid=track.sid, allowed=allowed
        )
    )


def qualities(track: Track, wanted: Iterable[bool]) -> rtc.SignalResponse:
    """To its publisher: which layers somebody watches (dynacast)."""
    layers = [
        rtc.SubscribedQuality(quality=quality, enabled=on)
        for quality, on in zip(QUALITIES, wanted, strict=True)
    ]
    codec = rtc.SubscribedCodec(codec=codec_of(track.info.mime_type), qualities=layers)
    return rtc.SignalResponse(
        subscribed_quality_update=rtc.SubscribedQualityUpdate(
            track_sid=track.sid, subscribed_qualities=layers, subscribed_codecs=[codec]
        )
    )
