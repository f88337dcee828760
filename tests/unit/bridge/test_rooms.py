# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""How long rooms and participants last without anybody or anything, to the second."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from livekit.protocol import models, rtc

from bridge.control.tokens import Grants
from bridge.messages import Reason
from bridge.participant import Participant
from bridge.rooms import Rooms
from bridge.settings import Settings
from bridge.tracks import Subscription, Track

pytestmark = pytest.mark.unit

SETTINGS = Settings(empty_timeout=300, departure_timeout=20, resume_window=15.0, join_timeout=20.0)
MORNING = 1_000_000.0


@dataclass
class House:
    """Rooms under a clock that is moved by hand."""

    now: float = MORNING
    happened: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.rooms = Rooms(SETTINGS, now=lambda: self.now)
        self.rooms.on_event(lambda event, *_about: self.happened.append(event))

    def after(self, seconds: float) -> None:
        """Let time go by, and look once."""
        self.now += seconds
        self.rooms.tick()

    def enter(self) -> tuple[Participant, list[str]]:
        """Come in with a token of this moment; what the client is told is listed by kind."""
        return self.bring(token("ayse", self.now))

    def bring(self, grants: Grants) -> tuple[Participant, list[str]]:
        """Come in with this token."""
        participant = self.rooms.join(grants)
        told: list[str] = []

        def send(message: rtc.SignalResponse) -> None:
            kind = message.WhichOneof("message") or ""
            reason = f" {Reason.Name(message.leave.reason)}" if kind == "leave" else ""
            told.append(kind + reason)

        participant.send = send
        return participant, told

    def open_rooms(self) -> list[str]:
        return [room.name for room in self.rooms.list()]


def token(identity: str, issued: float) -> Grants:
    """One that lets its bearer speak."""
    return Grants(
        key="council",
        identity=identity,
        attributes={},
        expires=issued + 600,
        issued=issued,
        room="council",
        room_join=True,
        can_publish=True,
    )


def is_gone(participant: Participant) -> bool:
    return participant.gone


def test_a_room_nobody_enters_is_closed_when_its_time_is_up_and_not_before() -> None:
    house = House()
    house.rooms.create("council")
    house.after(299)
    assert house.open_rooms() == ["council"]
    house.after(1)
    assert house.open_rooms() == []
    assert house.happened == ["room_started", "room_finished"]


def test_a_room_lives_as_long_as_whoever_made_it_said() -> None:
    house = House()
    house.rooms.create("council", empty_timeout=5, departure_timeout=60)
    house.rooms.create("committee")
    house.after(5)
    assert house.open_rooms() == ["committee"]
    house.rooms.create("council", departure_timeout=60)
    participant, _ = house.enter()
    house.rooms.room("council").leave(participant, Reason.CLIENT_INITIATED)
    house.after(59)
    assert "council" in house.open_rooms()
    house.after(1)
    assert "council" not in house.open_rooms()


def test_a_room_outlives_its_last_participant_for_a_while_and_a_return_stops_the_clock() -> None:
    house = House()
    participant, _ = house.enter()
    house.rooms.room("council").media_up(participant)
    house.after(3_600)
    assert house.open_rooms() == ["council"], "one who is here keeps it open"
    house.rooms.room("council").leave(participant, Reason.CLIENT_INITIATED)
    house.after(19)
    again, _ = house.enter()
    house.rooms.room("council").media_up(again)
    house.after(19)
    house.rooms.room("council").leave(again, Reason.CLIENT_INITIATED)
    house.after(19)
    assert house.open_rooms() == ["council"]
    house.after(1)
    assert house.open_rooms() == []
    assert house.happened.count("room_finished") == 1


def test_who_brings_no_media_up_is_put_out_and_told_so() -> None:
    house = House()
    participant, told = house.enter()
    house.after(20)
    assert not is_gone(participant)
    house.after(0.5)
    assert is_gone(participant)
    assert told[-1] == "leave CONNECTION_TIMEOUT"
    assert "participant_joined" not in house.happened, "it never counted as here"
    assert "participant_left" not in house.happened


def test_who_has_media_stays_as_long_as_the_socket_stands() -> None:
    house = House()
    participant, _ = house.enter()
    house.rooms.room("council").media_up(participant)
    house.after(36_000)
    assert not is_gone(participant)


def test_a_lost_socket_is_waited_for_and_then_the_participant_has_left() -> None:
    house = House()
    participant, _ = house.enter()
    house.rooms.room("council").media_up(participant)
    participant.socket_lost_at = house.now
    house.after(15)
    assert not is_gone(participant)
    participant.socket_lost_at = None  # it came back
    house.after(15)
    assert not is_gone(participant)
    participant.socket_lost_at = house.now
    house.after(15.5)
    assert is_gone(participant)
    assert participant.info.disconnect_reason == Reason.SIGNAL_CLOSE
    assert house.happened[-1] == "participant_left"


def test_who_was_denied_the_floor_does_not_get_it_back_with_an_older_token() -> None:
    """Before, a reconnect with the first token brought it back until the bot looked again."""
    house = House()
    old = token("ayse", house.now)
    participant, told = house.bring(old)
    renewed: list[bool] = []
    participant.renew = lambda: renewed.append(participant.info.permission.can_publish)
    assert participant.may_publish(models.TrackSource.MICROPHONE)

    house.now += 60
    listen = models.ParticipantPermission(can_subscribe=True, can_publish=False)
    house.rooms.update_participant("council", "ayse", permission=listen)
    assert renewed == [False], "its client gets a token that says so"
    assert told[-1] == "update"

    back, _ = house.bring(old)
    assert not back.may_publish(models.TrackSource.MICROPHONE)
    house.now += 0.9  # tokens count whole seconds
    again, _ = house.enter()
    assert not again.may_publish(models.TrackSource.MICROPHONE)
    house.now += 1
    newer, _ = house.enter()
    assert newer.may_publish(models.TrackSource.MICROPHONE)
    other, _ = house.bring(token("bernd", MORNING))
    assert other.may_publish(models.TrackSource.MICROPHONE), "and nobody else is meant"


def test_what_one_shows_and_says_is_in_one_stream_except_where_that_names_the_track() -> None:
    """Before, voice and lips were apart by what each was buffered: up to 0.3 s on a bad line."""
    house = House()
    ayse, _ = house.enter()
    streams: dict[str, set[str]] = {}
    sdks = {"Chrome": models.ClientInfo.JS, "Firefox": models.ClientInfo.JS}
    for browser, sdk in (sdks | {"": models.ClientInfo.GO}).items():
        client = models.ClientInfo(browser=browser, sdk=sdk)
        other = house.rooms.join(token(browser or "go", house.now), client)
        for source in (models.TrackSource.CAMERA, models.TrackSource.MICROPHONE):
            info = models.TrackInfo(sid=f"TR_{source}", source=source)
            one = Subscription(Track(info, "cid", ayse), other)
            streams.setdefault(browser, set()).add(one.stream)
    assert streams == {"Chrome": {"camera"}, "Firefox": {"TR_1", "TR_2"}, "": {"TR_1", "TR_2"}}
