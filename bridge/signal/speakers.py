# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who talks (from the audio-level extension, RFC 6464) and how well everybody is connected."""

from __future__ import annotations

from livekit.protocol import models, rtc

from bridge.media.plane import Plane
from bridge.room import Room
from bridge.rooms import Rooms

AUDIBLE = (127 - 40) / 127
"""Louder than -40 dBov counts as speech; steady room noise lies below."""
SMOOTH = 0.5
QUALITIES = (
    (0.02, models.ConnectionQuality.EXCELLENT),
    (0.10, models.ConnectionQuality.GOOD),
    (1.01, models.ConnectionQuality.POOR),
)
"""Share of packets lost up to which each holds."""


class Observer:
    """Looks at every room twice a second and tells what changed."""

    def __init__(self, rooms: Rooms, plane: Plane) -> None:
        self._rooms = rooms
        self._plane = plane
        self._levels: dict[str, float] = {}
        self._speaking: dict[str, frozenset[str]] = {}
        self._quality: dict[str, int] = {}

    def look(self, _now: float) -> None:
        """One round."""
        loud: dict[str, float] = {}
        for up in self._plane.uptracks():
            sid = up.track.publisher.sid
            heard = up.loudness if up.open else 0.0
            loud[sid] = max(loud.get(sid, 0.0), heard)
            up.loudness = 0.0
        self._levels = {
            sid: SMOOTH * self._levels.get(sid, 0.0) + (1 - SMOOTH) * level
            if level < self._levels.get(sid, 0.0)
            else level
            for sid, level in loud.items()
        }
        for room in [*self._rooms.rooms.values()]:
            self._speakers(room)
            self._connections(room)

    def _speakers(self, room: Room) -> None:
        here = {one.sid for one in room.participants.values()}
        active = frozenset(sid for sid in here if self._levels.get(sid, 0.0) > AUDIBLE)
        before = self._speaking.get(room.info.sid, frozenset())
        if active == before and not active:
            return
        self._speaking[room.info.sid] = active
        speakers = [
            models.SpeakerInfo(sid=sid, level=self._levels.get(sid, 0.0), active=sid in active)
            for sid in sorted(active | before)
        ]
        room.broadcast(rtc.SignalResponse(speakers_changed=rtc.SpeakersChanged(speakers=speakers)))

    def _connections(self, room: Room) -> None:
        changed = []
        for participant in room.participants.values():
            if not participant.was_active:
                continue
            loss = getattr(participant.media, "loss", 0.0)
            quality = next(value for most, value in QUALITIES if loss <= most)
            if self._quality.get(participant.sid) != quality:
                self._quality[participant.sid] = quality
                changed.append(
                    rtc.ConnectionQualityInfo(participant_sid=participant.sid, quality=quality)
                )
        if changed:
            update = rtc.ConnectionQualityUpdate(updates=changed)
            room.broadcast(rtc.SignalResponse(connection_quality=update))
        if len(self._quality) > 4 * sum(len(r.participants) for r in self._rooms.rooms.values()):
            everyone = {
                one.sid for r in self._rooms.rooms.values() for one in r.participants.values()
            }
            self._quality = {k: v for k, v in self._quality.items() if k in everyone}
            self._speaking = {
                r.info.sid: self._speaking.get(r.info.sid, frozenset())
                for r in self._rooms.rooms.values()
            }
