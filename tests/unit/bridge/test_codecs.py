# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A picture is published in a codec that everybody in the room can receive."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from livekit.protocol import models, rtc

from bridge.codecs import CommonCodecs
from bridge.control.tokens import Grants
from bridge.media import sdp
from bridge.media.connection import Connection
from bridge.media.dtls import Identity
from bridge.media.fanout import Fanout
from bridge.participant import Participant
from bridge.room import Room
from bridge.settings import Settings

pytestmark = pytest.mark.unit

VP8_ONLY = frozenset({"vp8"})
Told = list[rtc.SignalResponse]


def room() -> Room:
    def hook(*_about: Any) -> None:
        """Nobody listens."""

    return Room(models.Room(name="council"), Settings(), now=lambda: 1_000.0, hook=hook)


def member(council: Room, identity: str) -> tuple[Participant, Told]:
    grants = Grants(
        key="council",
        identity=identity,
        attributes={},
        expires=2_000,
        issued=1_000,
        room="council",
        room_join=True,
    )
    participant, told = council.join(grants), Told()
    participant.send = told.append
    return participant, told


def shows(council: Room, participant: Participant, codec: str) -> str:
    """Publish a camera in this codec if possible; returns the one that it became."""
    track = council.announce_track(
        participant,
        rtc.AddTrackRequest(
            cid="camera",
            type=models.TrackType.VIDEO,
            source=models.TrackSource.CAMERA,
            encryption=models.Encryption.GCM,
            simulcast_codecs=[rtc.SimulcastCodec(codec=codec, cid="camera")],
        ),
    )
    council.bind_track(track)
    return track.info.mime_type


def asked_to_come_anew(told: Told) -> int:
    leaves = [one.leave for one in told if one.WhichOneof("message") == "leave"]
    return sum(one.action == rtc.LeaveRequest.Action.RECONNECT for one in leaves)


def test_who_comes_first_chooses_and_who_cannot_receive_that_changes_it_once() -> None:
    """Before, the newcomer had no picture for as long as the meeting lasted."""
    council = room()
    ayse, told = member(council, "ayse")
    assert shows(council, ayse, "vp9") == "video/VP9"
    council.receives(frozenset({"vp8", "h264", "vp9", "av1"}))
    assert not asked_to_come_anew(told)
    council.receives(VP8_ONLY)
    council.receives(VP8_ONLY)
    assert asked_to_come_anew(told) == 1


def test_a_codec_is_known_by_its_short_and_by_its_whole_name() -> None:
    council = room()
    ayse, _ = member(council, "ayse")
    assert shows(council, ayse, "video/H264") == "video/H264", "as LiveKit's Go client writes it"


def test_who_shows_what_everybody_receives_is_not_disturbed() -> None:
    council = room()
    ayse, told = member(council, "ayse")
    assert shows(council, ayse, "vp8") == "video/VP8"
    council.receives(VP8_ONLY)
    assert not asked_to_come_anew(told)


def test_a_camera_turned_on_later_is_told_another_codec_at_once() -> None:
    council = room()
    council.receives(VP8_ONLY)
    ayse, _ = member(council, "ayse")
    assert shows(council, ayse, "vp9") == "video/VP8"
    (track,) = ayse.tracks.values()
    assert [one.mime_type for one in track.info.codecs] == ["video/VP8"]
    assert track.codecs[0] == "vp8"
    assert set(track.codecs) == {"vp8", "h264", "vp9"}, "for a client that offers nothing else"


def test_who_receives_none_of_them_takes_nothing_from_the_others() -> None:
    common = CommonCodecs(["VP8", "VP9"])
    assert not common.limit(frozenset({"av1"}))
    assert "vp9" in common


def test_sound_is_never_left_out_of_what_may_be_published() -> None:
    common = CommonCodecs(["VP8", "H264"])
    common.limit(VP8_ONLY)
    every = [models.Codec(mime=mime) for mime in ("audio/opus", "video/VP8", "video/H264")]
    assert [one.mime for one in common.allowed(every)] == ["audio/opus", "video/VP8"]


def test_what_a_client_receives_is_read_from_the_sections_it_receives_in() -> None:
    text = (
        "v=0\r\n"
        "m=video 9 UDP/TLS/RTP/SAVPF 96 98\r\na=mid:0\r\na=sendonly\r\n"
        "a=rtpmap:96 VP8/90000\r\na=rtpmap:98 VP9/90000\r\n"
        "m=video 9 UDP/TLS/RTP/SAVPF 96 102\r\na=mid:1\r\na=recvonly\r\n"
        "a=rtpmap:96 VP8/90000\r\na=rtpmap:102 H264/90000\r\na=fmtp:102 packetization-mode=0\r\n"
    )
    assert sdp.receivable(sdp.parse(text, max_sections=9).sections) == VP8_ONLY


def test_who_offers_nothing_but_what_nobody_takes_loses_the_track_and_not_the_meeting() -> None:
    """Before, LiveKit's SDK was put out of the meeting for publishing in AV1."""
    council = room()
    ayse, _ = member(council, "ayse")
    track = council.announce_track(
        ayse,
        rtc.AddTrackRequest(
            cid="camera",
            type=models.TrackType.VIDEO,
            source=models.TrackSource.CAMERA,
            encryption=models.Encryption.GCM,
        ),
    )
    identity = Identity()
    port: Any = SimpleNamespace(
        fanout=Fanout(), register=lambda _one: None, candidates=lambda: ("192.0.2.1",), port=9
    )
    plane: Any = SimpleNamespace(port=port, identity=identity, settings=Settings())
    offer = (
        "v=0\r\n"
        "m=video 9 UDP/TLS/RTP/SAVPF 45\r\na=mid:0\r\na=sendonly\r\na=msid:- camera\r\n"
        f"a=ice-ufrag:ufrag\r\na=fingerprint:sha-256 {identity.fingerprint}\r\n"
        "a=setup:actpass\r\na=rtpmap:45 AV1/90000\r\n"
    )
    text, bound, ended = Connection(plane).answer(offer, lambda _cid, _kind: track)
    assert "a=inactive" in text
    assert (bound, ended) == ([], [track])
