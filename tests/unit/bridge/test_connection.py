# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Where the bridge offers: the second stream of a picture is there for who answers that it is."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from livekit.protocol import models

from bridge.media.connection import Connection
from bridge.media.plane import Plane
from bridge.media.uptrack import UpSection, UpTrack
from bridge.settings import Settings

pytestmark = pytest.mark.unit

ANSWER = """v=0
m=application 9 UDP/DTLS/SCTP webrtc-datachannel
a=mid:0
a=setup:active
a=fingerprint:sha-256 AA:BB
m=video 9 UDP/TLS/RTP/SAVPF 96 97
a=mid:1
a=recvonly
a=rtpmap:96 VP8/90000
a=rtpmap:97 rtx/90000
a=fmtp:97 apt=96
"""


def offered(plane: Plane) -> Connection:
    """A connection on which one picture was offered."""
    connection = Connection(plane)
    publisher: Any = SimpleNamespace(sid="PA_x")
    track: Any = SimpleNamespace(
        sid="TR_y",
        is_video=True,
        info=models.TrackInfo(mime_type="video/VP8"),
        publisher=publisher,
        may_flow=lambda: True,
        gate=None,
    )
    section = UpSection("1", 96, "vp8", 90_000, (), 0, 0)
    plane.publish(UpTrack(track, connection.transport, section))
    wish: Any = SimpleNamespace(
        track=track, stream="camera", active=True, paused=False, quality=2, limit=2, changed=None
    )
    connection.waiting.append(wish)
    assert "a=ssrc-group:FID " in connection.offer()
    return connection


@pytest.mark.parametrize(
    ("answer", "second"),
    [(ANSWER, True), (ANSWER.replace("a=fmtp:97 apt=96\n", ""), False)],
    ids=["takes it", "knows none"],
)
async def test_who_answers_without_the_second_stream_gets_none(answer: str, second: bool) -> None:
    plane = Plane(Settings(media_host=("127.0.0.1",), media_port=0))
    try:
        connection = offered(plane)
        connection.take_answer(answer)
        (down,) = connection.down.values()
        assert (down.again is not None) == second
        assert ("a=ssrc-group:FID " in connection.offer()) == second
    finally:
        plane.close()
