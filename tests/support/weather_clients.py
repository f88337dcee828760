# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Two real clients with E2EE behind a bad network: one shows and speaks, one measures.

    python weather_clients.py URL TOKEN-OF-SPEAKER TOKEN-OF-LISTENER WARM-UP SECONDS

Every two seconds the picture flashes and a tone sounds for the same moment; the listener tells how
far apart they arrive. Written to standard output: one JSON object.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import sys
import time
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np
from livekit import rtc

WIDTH, HEIGHT, RATE = 1280, 720, 48_000
FRAMES = 15
"""Pictures per second."""
EVERY, LONG = 2.0, 0.3
"""Seconds between flashes, and how long each lasts."""
KEY = b"what the council agreed on"


def encrypted(**more: Any) -> rtc.RoomOptions:
    """The options of both."""
    keys = rtc.KeyProviderOptions(shared_key=KEY)
    encryption = rtc.E2EEOptions(key_provider_options=keys)
    return rtc.RoomOptions(encryption=encryption, connect_timeout=60, dynacast=True, **more)


async def speak(room: rtc.Room) -> list[asyncio.Task[None]]:
    """Publish picture and sound of one clock."""
    video, audio = rtc.VideoSource(WIDTH, HEIGHT), rtc.AudioSource(RATE, 1, queue_size_ms=100)
    began = time.monotonic()
    dice = np.random.default_rng(4)
    scene = np.repeat(np.repeat(dice.integers(40, 90, (90, 160, 4), np.uint8), 8, 0), 8, 1)
    flash = np.full((HEIGHT, WIDTH, 4), 255, np.uint8)

    async def show() -> None:
        count = 0
        while True:
            passed = time.monotonic() - began
            pixels = flash if passed % EVERY < LONG else np.roll(scene, count * 8, axis=1)
            frame = rtc.VideoFrame(WIDTH, HEIGHT, rtc.VideoBufferType.RGBA, pixels.tobytes())
            video.capture_frame(frame)
            count += 1
            await asyncio.sleep(max(0.0, began + count / FRAMES - time.monotonic()))

    async def sound() -> None:
        size, count = RATE // 50, 0
        wave = np.sin(2 * np.pi * 500 * np.arange(size) / RATE)
        while True:
            loud = (time.monotonic() - began) % EVERY < LONG
            told = (wave * (12_000 if loud else 300)).astype(np.int16)
            await audio.capture_frame(rtc.AudioFrame(told.tobytes(), RATE, 1, size))
            count += 1
            await asyncio.sleep(max(0.0, began + count / 50 - time.monotonic()))

    camera = rtc.LocalVideoTrack.create_video_track("camera", video)
    microphone = rtc.LocalAudioTrack.create_audio_track("microphone", audio)
    me = room.local_participant
    await me.publish_track(
        camera,
        rtc.TrackPublishOptions(
            source=rtc.TrackSource.SOURCE_CAMERA,
            video_codec=rtc.VideoCodec.VP8,
            simulcast=True,
            video_encoding=rtc.VideoEncoding(max_bitrate=1_200_000, max_framerate=FRAMES),
        ),
    )
    await me.publish_track(
        microphone, rtc.TrackPublishOptions(source=rtc.TrackSource.SOURCE_MICROPHONE)
    )
    return [asyncio.create_task(show()), asyncio.create_task(sound())]


@dataclass
class Ear:
    """What the listener gets."""

    tracks: dict[str, rtc.Track] = field(default_factory=dict)
    onsets: dict[str, list[float]] = field(default_factory=lambda: {"video": [], "audio": []})
    frames: list[float] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)

    def onset(self, kind: str, loud: bool, was: bool) -> bool:
        """Note when it begins."""
        if loud and not was:
            self.onsets[kind].append(time.monotonic())
        return loud

    async def watch(self, track: rtc.Track) -> None:
        """Pictures."""
        bright = False
        async for event in rtc.VideoStream(track, format=rtc.VideoBufferType.I420, capacity=2):
            frame = event.frame
            luma = np.frombuffer(frame.data, np.uint8)[: frame.width * frame.height : 997].mean()
            bright = self.onset("video", bool(luma > 160), bright)
            self.frames.append(time.monotonic())
            self.sizes.append(frame.height)

    async def listen(self, track: rtc.Track) -> None:
        """Sound."""
        loud = False
        stream = rtc.AudioStream(
            track, sample_rate=RATE, num_channels=1, frame_size_ms=10, capacity=20
        )
        async for event in stream:
            level = np.abs(np.frombuffer(event.frame.data, np.int16).astype(np.int32)).mean()
            loud = self.onset("audio", bool(level > 2_000), loud)

    def skews(self) -> list[float]:
        """How much later than its tone each flash came, in seconds."""
        found = []
        for seen in self.onsets["video"]:
            near = min(self.onsets["audio"], key=lambda heard: abs(heard - seen), default=None)
            if near is not None and abs(near - seen) < EVERY / 2:
                found.append(seen - near)
        return found


class Pulse:
    """How late this very process comes to what is due: the machine's fault, nobody else's."""

    def __init__(self) -> None:
        self.worst = self.total = 0.0

    async def beat(self) -> None:
        """Count."""
        while True:
            due = time.monotonic() + 0.02
            await asyncio.sleep(0.02)
            late = time.monotonic() - due
            self.worst = max(self.worst, late)
            self.total += late if late > 0.04 else 0.0  # what a queue of 100 ms hides


async def inbound(track: rtc.Track) -> Any:
    """The receiver's own figures of a track."""
    for one in await track.get_stats():
        if one.WhichOneof("stats") == "inbound_rtp":
            return one.inbound_rtp
    raise RuntimeError("no figures")


async def figures(ear: Ear) -> dict[str, float]:
    """Counters so far."""
    sound, picture = await inbound(ear.tracks["audio"]), await inbound(ear.tracks["video"])
    heard, seen = sound.inbound, picture.inbound
    return {
        "samples": heard.total_samples_received,
        "concealed": heard.concealed_samples - heard.silent_concealed_samples,
        "freezes": seen.freeze_count,
        "frozen": seen.total_freeze_duration,
        "arrived": seen.frames_received,
        "decoded": seen.frames_decoded,
        "dropped": seen.frames_dropped,
        "waited": seen.jitter_buffer_delay,
        "emitted": seen.jitter_buffer_emitted_count,
        "keys": seen.key_frames_decoded,
        "plis": seen.pli_count,
        "nacks": seen.nack_count + heard.nack_count,
        "received": picture.received.packets_received,
        "again": seen.retransmitted_packets_received,
        "discarded": seen.packets_discarded,
        "audio_lost": sound.received.packets_lost,
        "video_lost": picture.received.packets_lost,
        "height": seen.frame_height,
    }


async def main(url: str, speaker: str, listener: str, warm_up: float, seconds: float) -> None:
    """Measure and print."""
    speaking, listening, ear = rtc.Room(), rtc.Room(), Ear()
    here, tasks = asyncio.Event(), []

    def subscribed(track: rtc.Track, *_: object) -> None:
        kind = "video" if track.kind == rtc.TrackKind.KIND_VIDEO else "audio"
        ear.tracks[kind] = track
        tasks.append(asyncio.create_task((ear.watch if kind == "video" else ear.listen)(track)))
        if len(ear.tracks) == 2:
            here.set()

    listening.on("track_subscribed", subscribed)
    await listening.connect(url, listener, encrypted(auto_subscribe=True))
    await speaking.connect(url, speaker, encrypted(auto_subscribe=False))
    tasks += await speak(speaking)
    await asyncio.wait_for(here.wait(), 90)
    await asyncio.sleep(warm_up)
    ear.frames.clear()
    ear.sizes.clear()
    for some in ear.onsets.values():
        some.clear()
    pulse = Pulse()
    tasks.append(asyncio.create_task(pulse.beat()))
    before, began = await figures(ear), time.monotonic()
    await asyncio.sleep(seconds)
    after = await figures(ear)
    skews = ear.skews()
    part = max(1, len(skews) // 4)
    # A picture that never comes back is the longest gap of all.
    gaps = [later - earlier for earlier, later in pairwise((began, *ear.frames, time.monotonic()))]
    told = {name: after[name] - before[name] for name in before if name != "height"}
    told |= {
        "starved": pulse.total / seconds,
        "worst_late": pulse.worst,
        "concealment": told["concealed"] / max(1, told["samples"]),
        "heard": told["samples"] / RATE / seconds,
        "pictures": len(ear.frames) / seconds,
        "long_gaps": sum(gap > 0.5 for gap in gaps),
        "longest_gap": max(gaps),
        "height": int(statistics.median(ear.sizes or [0])),
        "skews": len(skews),
        "skew": statistics.median(skews or [9.0]),
        "drift": statistics.median(skews[-part:] or [9.0])
        - statistics.median(skews[:part] or [0.0]),
    }
    print(json.dumps(told), flush=True)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await speaking.disconnect()
    await listening.disconnect()


if __name__ == "__main__":
    _, url_, speaker_, listener_, warm_up_, seconds_ = sys.argv
    asyncio.run(main(url_, speaker_, listener_, float(warm_up_), float(seconds_)))
