# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A published track and the wish of one participant to receive it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from livekit.protocol import models, rtc

from bridge.codecs import codec_of
from bridge.ids import new_sid
from bridge.messages import QUALITIES

if TYPE_CHECKING:
    from bridge.participant import Participant

RID_QUALITY = {
    "q": models.VideoQuality.LOW,
    "h": models.VideoQuality.MEDIUM,
    "f": models.VideoQuality.HIGH,
}


STREAMS = {
    models.TrackSource.CAMERA: "camera",
    models.TrackSource.MICROPHONE: "camera",
    models.TrackSource.SCREEN_SHARE: "screen",
    models.TrackSource.SCREEN_SHARE_AUDIO: "screen",
}
"""Lips and voice belong together, and so do a film and its sound."""
KEEP_IN_STEP = (models.ClientInfo.JS, models.ClientInfo.PYTHON, models.ClientInfo.RUST)
"""Clients that find their tracks in such a stream."""


class Gate(Protocol):
    """The track's side in the packet path."""

    def set_open(self, is_open: bool) -> None:
        """Forward (or drop) every packet of the track from the next one on."""

    def close(self) -> None:
        """Forget the track; its packets are unknown from now on."""


@dataclass(slots=True, eq=False)
class Track:
    """One published track; `info` is what everybody is told about it."""

    info: models.TrackInfo
    cid: str
    publisher: Participant
    gate: Gate | None = None
    visible: bool = False
    """True from when its media section is bound: announced any earlier, it never arrives."""
    silenced: bool = False
    """Muted by the chair; the publisher's own unmute lifts it."""
    subscriptions: dict[str, Subscription] = field(default_factory=dict)
    asked_qualities: tuple[bool, ...] = ()
    codecs: tuple[str, ...] = ()
    """Of a picture: those it may be published in, best first."""

    @property
    def sid(self) -> str:
        """The track's `TR_…`."""
        return self.info.sid

    @property
    def is_video(self) -> bool:
        """True for camera and screen."""
        return self.info.type == models.TrackType.VIDEO

    def may_flow(self) -> bool:
        """Whether the packet path may forward it: permission, source and mute."""
        return self.publisher.may_publish(self.info.source) and not self.info.muted

    def regate(self) -> None:
        """Bring the packet path in line with permission and mute, at once."""
        if self.gate is not None:
            self.gate.set_open(self.may_flow())

    def qualities_wanted(self) -> tuple[bool, ...]:
        """Which of low, medium and high somebody watches (dynacast)."""
        best = -1
        wanted = [False, False, False]
        for sub in self.subscriptions.values():
            if sub.active:
                wanted[sub.quality] = True
                best = max(best, sub.quality)
        # A subscriber short of bandwidth falls to a lower layer, so the lower ones stay on.
        return tuple(index <= best for index in range(3)) if any(wanted) else (False,) * 3


@dataclass(slots=True, eq=False)
class Subscription:
    """One participant receives one track; the settings come from its adaptive stream."""

    track: Track
    subscriber: Participant
    disabled: bool = False
    quality: int = models.VideoQuality.HIGH
    fps: int = 0
    priority: int = 0
    paused: bool = False
    """Held back for want of bandwidth."""
    limit: int = models.VideoQuality.HIGH
    """The best layer bandwidth allows."""
    allowed: bool = True
    """The publisher's own `subscription_permission`."""
    changed: Callable[[], None] | None = None
    """Told when the packet path has to look again."""

    @property
    def stream(self) -> str:
        """The receiver's media stream it belongs to: what is in one is kept in step.

        Firefox knows a track only by its stream, and Pion (LiveKit's Go client) takes one track of
        a stream for another, so there each has its own, as with any client that was not tried.
        """
        client = self.subscriber.client
        if client.sdk not in KEEP_IN_STEP or client.browser.lower() == "firefox":
            return self.track.sid
        return STREAMS.get(self.track.info.source, self.track.sid)

    @property
    def known_by_packet(self) -> bool:
        """The client tells nobody of a track before its first packet came, as Pion does."""
        return self.subscriber.client.sdk not in KEEP_IN_STEP

    @property
    def active(self) -> bool:
        """Somebody looks at it."""
        return not self.disabled and self.allowed

    def apply(self, settings: rtc.UpdateTrackSettings) -> None:
        """Take over quality, size and pause from `track_setting`."""
        self.disabled = settings.disabled
        self.fps = settings.fps
        self.priority = settings.priority
        if settings.width and settings.height:
            self.quality = quality_for(self.track.info, settings.width, settings.height)
        else:
            self.quality = min(int(settings.quality), int(models.VideoQuality.HIGH))
        if self.changed is not None:
            self.changed()


def quality_for(info: models.TrackInfo, width: int, height: int) -> int:
    """The lowest layer that fills a tile of `width` x `height` pixels (physical)."""
    for layer in sorted(info.layers, key=lambda layer: layer.width * layer.height):
        if layer.quality in QUALITIES and (layer.height >= height * 0.9 or layer.width >= width):
            return int(layer.quality)
    return int(models.VideoQuality.HIGH)


def track_info(request: rtc.AddTrackRequest) -> models.TrackInfo:
    """What everybody is told of a track that is announced so; its identifier is new."""
    layers = list(request.layers)
    codecs = [codec_of(codec.codec) for codec in request.simulcast_codecs if codec.codec]
    is_video = request.type == models.TrackType.VIDEO
    mime = f"video/{codecs[0].upper()}" if codecs else "video/VP8"
    for layer in layers:
        if layer.rid in RID_QUALITY:
            layer.quality = RID_QUALITY[layer.rid]
    return models.TrackInfo(
        sid=new_sid("TR_"),
        type=request.type,
        name=request.name,
        muted=request.muted,
        width=request.width,
        height=request.height,
        simulcast=len(layers) > 1,
        disable_dtx=request.disable_dtx,
        source=request.source,
        layers=layers,
        mime_type=mime if is_video else "audio/opus",
        stereo=request.stereo,
        disable_red=True,
        encryption=request.encryption,
        stream=request.stream,
        audio_features=list(request.audio_features),
        backup_codec_policy=request.backup_codec_policy,
        packet_trailer_features=list(request.packet_trailer_features),
    )
