# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Bad networks and small tiles: loss on both ways, layers by size, pauses for want of bandwidth."""

from __future__ import annotations

import asyncio
import random

import pytest
from conference import Caller, Hall, callers, hall, until
from livekit.protocol import models, rtc

from bridge.media.outbox import Outbox, Target
from bridge.media.transport import Transport
from bridge.settings import Settings
from bridge.tracks import Subscription

pytestmark = [pytest.mark.integration, pytest.mark.alone]

RED, BLUE = (200, 40, 40), (40, 40, 200)


async def test_five_percent_loss_each_way_is_repaired(monkeypatch: pytest.MonkeyPatch) -> None:
    dice = random.Random(4)  # noqa: S311  # chance that repeats
    arrive, commit = Transport.media, Outbox.commit
    lost = {"up": 0, "down": 0}

    def lossy_media(self: Transport, data: bytes, now: float) -> None:
        if dice.random() < 0.05:
            lost["up"] += 1
            return
        arrive(self, data, now)

    def lossy_commit(self: Outbox, size: int, target: Target) -> None:
        if dice.random() < 0.05:
            lost["down"] += 1
            return
        commit(self, size, target)

    # In Python, where a packet can be lost between two lines; test_weather.py does it to both ways.
    settings = Settings(media_host=("127.0.0.1",), media_port=0, compiled=False)
    async with hall(settings) as place:
        ayse, bernd = Caller(place, "ayse"), Caller(place, "bernd")
        async with callers(ayse, bernd):
            await ayse.enter()
            await bernd.enter()
            monkeypatch.setattr(Transport, "media", lossy_media)
            monkeypatch.setattr(Outbox, "commit", lossy_commit)
            await ayse.show(RED)
            await ayse.sing(440)
            await until(lambda: bernd.sees("ayse", RED) and bernd.hears("ayse", 440))
            await asyncio.sleep(5)
            ayse.colour = BLUE
            await until(lambda: bernd.sees("ayse", BLUE))

            assert lost["up"] > 5
            assert lost["down"] > 5
            missing = [
                len(link.missing)
                for up in place.running.the_plane().uptracks()
                for link in up.uplinks.values()
            ]
            assert sum(missing) < 40, "holes are asked for and filled, or given up"


async def test_layers_follow_the_size_of_the_tile_without_losing_the_picture() -> None:
    async with hall() as place:
        ayse = Caller(place, "ayse", size=(640, 360))
        bernd = Caller(place, "bernd")
        async with callers(ayse, bernd):
            await ayse.enter()
            await bernd.enter()
            await ayse.show(RED, simulcast=True)
            await until(lambda: bernd.sees("ayse", RED))
            subscription = _subscription(place.rooms.rooms["council"].participants["bernd"])
            room = place.rooms.rooms["council"]

            for quality, colour in (
                (models.VideoQuality.LOW, BLUE),
                (models.VideoQuality.HIGH, RED),
                (models.VideoQuality.LOW, BLUE),
            ):
                subscription.apply(rtc.UpdateTrackSettings(quality=quality))
                room.refresh_qualities(subscription.track)
                layer = int(bool(quality))  # a small camera has two
                await until(lambda layer=layer: _layer(place) == layer)  # type: ignore[misc]
                ayse.colour = colour
                await until(lambda colour=colour: bernd.sees("ayse", colour))  # type: ignore[misc]


async def test_what_nobody_watches_is_not_sent() -> None:
    async with hall() as place:
        ayse, bernd = Caller(place, "ayse"), Caller(place, "bernd")
        async with callers(ayse, bernd):
            await ayse.enter()
            await bernd.enter()
            await ayse.show(RED)
            await until(lambda: bernd.sees("ayse", RED))
            subscription = _subscription(place.rooms.rooms["council"].participants["bernd"])

            subscription.apply(rtc.UpdateTrackSettings(disabled=True))
            down = place.running.the_plane().uptracks()[0].downs[0]
            before = down.sent
            await asyncio.sleep(1)
            assert down.sent == before

            subscription.apply(rtc.UpdateTrackSettings(quality=models.VideoQuality.HIGH))
            ayse.colour = BLUE
            await until(lambda: bernd.sees("ayse", BLUE))


def _layer(place: Hall) -> int | None:
    """What the only receiver of the only track is fed from."""
    (up,) = place.running.the_plane().uptracks()
    return up.downs[0].current.quality if up.downs[0].current is not None else None


def _subscription(participant: object) -> Subscription:
    subscriptions = list(participant.subscriptions.values())  # type: ignore[attr-defined]
    assert len(subscriptions) == 1
    assert isinstance(subscriptions[0], Subscription)
    return subscriptions[0]
