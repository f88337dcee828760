# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A running bridge and its real clients: the livekit SDK with libwebrtc and E2EE."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Protocol

import numpy as np
from aiohttp import web
from livekit import api, rtc

from bridge.control.keys import Keys
from bridge.control.removals import Removals
from bridge.control.tokens import Tokens
from bridge.rooms import Rooms
from bridge.server import ROOMS, RUNNING, Running, build
from bridge.settings import Settings

KEY, SECRET = "council", "a-secret-of-the-tests-that-is-long-enough"
PASSPHRASE = b"what the council agreed on"
WIDTH, HEIGHT = 160, 120
RATE = 48_000
PATIENCE = 60.0
"""Seconds; encoders of several clients share two cores."""


@dataclass
class Hall:
    """A bridge on loopback and the way to talk to it."""

    url: str
    rooms: Rooms
    running: Running

    def token(self, identity: str, room: str = "council", **grants: Any) -> str:
        """An access token as livekit-api makes it."""
        video = api.VideoGrants(room_join=True, room=room, **grants)
        return (
            api.AccessToken(KEY, SECRET)
            .with_identity(identity)
            .with_ttl(timedelta(minutes=10))
            .with_grants(video)
            .to_jwt()
        )


@asynccontextmanager
async def hall(
    settings: Settings | None = None, *, host: str = "127.0.0.1", port: int = 0
) -> AsyncIterator[Hall]:
    """Run a bridge in this loop until the block ends."""
    settings = settings or Settings(
        media_host=(host,), media_port=0, ping_interval=10, ping_timeout=60
    )
    removals = Removals()
    app = build(settings, Tokens(Keys({KEY: SECRET}), removals), removals)
    runner = web.AppRunner(app, shutdown_timeout=1)
    await runner.setup()
    site = web.TCPSite(runner, host, port)
    await site.start()
    bound = runner.addresses[0][1]
    try:
        where = f"[{host}]" if ":" in host else host
        yield Hall(f"ws://{where}:{bound}", app[ROOMS], app[RUNNING])
    finally:
        await runner.cleanup()


async def until(condition: Callable[[], object], patience: float = PATIENCE) -> None:
    """Wait until `condition` holds; fail with its source otherwise."""
    end = time.monotonic() + patience
    while not condition():
        if time.monotonic() > end:
            raise AssertionError(f"did not come true within {patience} s: {condition}")
        await asyncio.sleep(0.05)


LOUD = 1_000
"""Root mean square of what counts as a tone that is heard."""


@dataclass
class Heard:
    """What arrived at one client from one other."""

    frames: int = 0
    colour: tuple[int, int, int] = (0, 0, 0)
    """Mean of the last picture in RGB."""
    size: tuple[int, int] = (0, 0)
    frame_times: list[float] = field(default_factory=list, repr=False)
    tone: float = 0.0
    """Frequency (Hz) that is strongest in the last half second."""
    loudness: float = 0.0
    """Root mean square of the last half second, 0-32767."""
    tones: set[float] = field(default_factory=set, repr=False)
    """The strongest frequency (Hz) of every half second that was loud."""


class Place(Protocol):
    """Where clients come in: the bridge of this test, or any server that speaks the protocol."""

    @property
    def url(self) -> str:
        """Of the signalling, ws(s)."""

    def token(self, identity: str, **grants: Any) -> str:
        """An access token for the one room of the test."""


class Caller:
    """One real client."""

    def __init__(
        self,
        place: Place,
        identity: str,
        *,
        key: bytes | None = PASSPHRASE,
        size: tuple[int, int] = (WIDTH, HEIGHT),
    ) -> None:
        self.place = place
        self.identity = identity
        self.room = rtc.Room()
        self.heard: dict[str, Heard] = {}
        self.data: list[tuple[str, bytes, str]] = []
        self.speakers: list[set[str]] = []
        self.events: list[str] = []
        self.encryption: rtc.E2EEOptions | None = None
        if key is not None:
            keys = rtc.KeyProviderOptions(shared_key=key)
            self.encryption = rtc.E2EEOptions(key_provider_options=keys)
        self._size = size
        self._tasks: list[asyncio.Task[None]] = []
        self.video: rtc.LocalTrackPublication | None = None
        self.audio: rtc.LocalTrackPublication | None = None
        self.colour = (0, 0, 0)
        self.room.on("track_subscribed", self._subscribed)
        self.room.on("data_received", self._data)
        self.room.on("active_speakers_changed", self._speakers)
        for name in ("reconnecting", "reconnected", "disconnected", "participant_disconnected"):
            self.room.on(name, lambda *_args, name=name: self.events.append(name))

    async def enter(
        self,
        *,
        single: bool = True,
        auto: bool = True,
        relay: bool = False,
        token: str | None = None,
        **grants: Any,
    ) -> Caller:
        """Connect with the v1 (`single`) or v0 protocol; with `relay` by TURN only."""
        options = rtc.RoomOptions(
            auto_subscribe=auto,
            encryption=self.encryption,
            single_peer_connection=single,
            connect_timeout=20,
            dynacast=True,
        )
        if relay:
            options.rtc_config = rtc.RtcConfiguration(
                ice_transport_type=rtc.IceTransportType.TRANSPORT_RELAY
            )
        token = token or self.place.token(self.identity, **grants)
        await self.room.connect(self.place.url, token, options)
        return self

    async def show(
        self,
        colour: tuple[int, int, int],
        *,
        simulcast: bool = False,
        codec: rtc.VideoCodec.ValueType = rtc.VideoCodec.VP8,
    ) -> None:
        """Publish a camera that shows one colour."""
        width, height = self._size
        source = rtc.VideoSource(width, height)
        track = rtc.LocalVideoTrack.create_video_track("camera", source)
        self.colour = colour

        async def play() -> None:
            while True:
                pixels = bytes((*self.colour, 255)) * (width * height)
                kind = rtc.VideoBufferType.RGBA
                source.capture_frame(rtc.VideoFrame(width, height, kind, pixels))
                await asyncio.sleep(1 / 8)

        self._tasks.append(asyncio.create_task(play()))
        options = rtc.TrackPublishOptions(
            source=rtc.TrackSource.SOURCE_CAMERA,
            simulcast=simulcast,
            video_codec=codec,
        )
        self.video = await self.room.local_participant.publish_track(track, options)

    async def sing(self, tone: float) -> None:
        """Publish a microphone that carries one tone."""
        source = rtc.AudioSource(RATE, 1)
        track = rtc.LocalAudioTrack.create_audio_track("microphone", source)

        async def play() -> None:
            size = RATE // 10  # a tenth of a second holds whole waves of every tone used
            wave = np.sin(2 * np.pi * tone * np.arange(size) / RATE) * 12_000
            frame = rtc.AudioFrame(wave.astype(np.int16).tobytes(), RATE, 1, size)
            while True:
                await source.capture_frame(frame)

        self._tasks.append(asyncio.create_task(play()))
        options = rtc.TrackPublishOptions(source=rtc.TrackSource.SOURCE_MICROPHONE)
        self.audio = await self.room.local_participant.publish_track(track, options)

    async def say(self, data: bytes, *, topic: str = "", reliable: bool = True, **to: Any) -> None:
        """Send a data packet."""
        await self.room.local_participant.publish_data(
            data,
            reliable=reliable,
            topic=topic,
            **to,
        )

    def of(self, other: str) -> Heard:
        """What came from `other`."""
        return self.heard.setdefault(other, Heard())

    def sees(self, other: str, colour: tuple[int, int, int], *, off: int = 24) -> bool:
        """The last picture from `other` has this colour."""
        got = self.of(other).colour
        near = all(abs(a - b) <= off for a, b in zip(got, colour, strict=True))
        return self.of(other).frames > 0 and near

    def hears(self, other: str, tone: float) -> bool:
        """The sound from `other` is this tone."""
        heard = self.of(other)
        return heard.loudness > LOUD and abs(heard.tone - tone) < 15

    async def leave(self) -> None:
        """Disconnect."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.room.disconnect()

    def _subscribed(
        self, track: rtc.Track, _publication: object, participant: rtc.RemoteParticipant
    ) -> None:
        watch = self._watch if track.kind == rtc.TrackKind.KIND_VIDEO else self._listen
        self._tasks.append(asyncio.create_task(watch(track, participant.identity)))

    def _data(self, packet: rtc.DataPacket) -> None:
        sender = packet.participant.identity if packet.participant else ""
        self.data.append((sender, packet.data, packet.topic or ""))

    def _speakers(self, speakers: list[rtc.Participant]) -> None:
        self.speakers.append({speaker.identity for speaker in speakers})

    async def _watch(self, track: rtc.Track, other: str) -> None:
        heard = self.of(other)
        async for event in rtc.VideoStream(track, format=rtc.VideoBufferType.RGBA, capacity=1):
            frame = event.frame
            pixels = np.frombuffer(frame.data, dtype=np.uint8).reshape(-1, 4)[::97, :3]
            red, green, blue = (int(value) for value in pixels.mean(axis=0))
            heard.colour = (red, green, blue)
            heard.size = (frame.width, frame.height)
            heard.frames += 1
            heard.frame_times.append(time.monotonic())

    async def _listen(self, track: rtc.Track, other: str) -> None:
        heard = self.of(other)
        half = RATE // 2
        kept: list[np.ndarray] = []
        async for event in rtc.AudioStream(
            track, sample_rate=RATE, num_channels=1, frame_size_ms=100, capacity=10
        ):
            kept = [*kept, np.frombuffer(event.frame.data, dtype=np.int16)][-5:]
            if len(kept) == 5:
                wave = np.concatenate(kept).astype(np.float64)
                heard.loudness = float(np.sqrt((wave**2).mean()))
                heard.tone = float(np.abs(np.fft.rfft(wave))[1:].argmax() + 1) * RATE / half
                if heard.loudness > LOUD:
                    heard.tones.add(heard.tone)


@asynccontextmanager
async def callers(*some: Caller) -> AsyncIterator[None]:
    """Send everybody home afterwards."""
    try:
        yield
    finally:
        for one in some:
            await asyncio.wait_for(one.leave(), 20)
