# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Which layer feeds a receiver when a publisher's line falters, and what the receiver is told."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from livekit.protocol import models

from bridge.media.arrival import PROOF
from bridge.media.bandwidth import Resends
from bridge.media.downlink import BACK_OFF_MAX, Downlink
from bridge.media.fanout import Fanout, Packet
from bridge.media.uplink import HISTORY, NACK_TRIES, Uplink
from bridge.media.uptrack import ANNOUNCED, FLOWS, STARVED, UpSection, UpTrack

pytestmark = pytest.mark.unit

KEY = b"\x10" + bytes(200)
"""VP8: the first packet of a key frame."""
DELTA = b"\x10\x01" + bytes(200)
LOW, HIGH = 11, 13


class Stage:
    """A camera in two sizes and one receiver; time is what the test says."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 100.0
        self.asked: list[int] = []
        self.seq = {LOW: 0, HIGH: 0}
        monkeypatch.setattr("bridge.media.uptrack.time.monotonic", lambda: self.now)
        fanout = Fanout()
        transport: Any = SimpleNamespace(
            port=SimpleNamespace(fanout=fanout), route=fanout.route(), send_rtcp=self._told
        )
        track: Any = SimpleNamespace(
            is_video=True, info=models.TrackInfo(), may_flow=lambda: True, gate=None
        )
        section = UpSection(
            mid="1",
            payload_type=96,
            codec="vp8",
            clock=90_000,
            rids=("q", "f"),
            level_id=0,
            orientation_id=0,
        )
        self.up = UpTrack(track, transport, section)
        self.links = {LOW: self.up.uplink(LOW, "q"), HIGH: self.up.uplink(HIGH, "f")}
        wish: Any = SimpleNamespace(
            track=track,
            active=True,
            paused=False,
            quality=2,
            limit=2,
            changed=None,
            known_by_packet=False,
        )
        self.down = Downlink(
            wish, transport, mid="1", payload_type=96, extensions=(0, 0, 5), resends=Resends()
        )
        self.up.add(self.down)

    def _told(self, packet: bytes) -> None:
        self.asked.append(int.from_bytes(packet[8:12], "big"))

    def comes(self, ssrc: int, payload: bytes = DELTA) -> None:
        link = self.links[ssrc]
        assert isinstance(link, Uplink)
        self.seq[ssrc] += 1
        header = bytes((0x80, 96)) + self.seq[ssrc].to_bytes(2, "big")
        header += (self.seq[ssrc] * 3_000).to_bytes(4, "big") + ssrc.to_bytes(4, "big")
        self.up.packet(link, header + payload, (12, 12 + len(payload)), self.now)

    def pass_time(self, seconds: float, *ssrcs: int) -> None:
        """Pictures of these layers, ten a second."""
        for _ in range(round(10 * seconds)):
            self.now += 0.1
            for ssrc in ssrcs:
                self.comes(ssrc)
            self.up.leave_starved(self.now)

    @property
    def fed_by(self) -> int | None:
        return self.down.current.ssrc if self.down.current is not None else None


@pytest.fixture
def stage(monkeypatch: pytest.MonkeyPatch) -> Stage:
    made = Stage(monkeypatch)
    made.comes(HIGH, KEY)
    made.comes(LOW, KEY)
    made.pass_time(1.0, LOW, HIGH)
    assert made.fed_by == HIGH
    return made


def test_a_layer_that_runs_dry_is_left_before_anybody_sees_a_freeze(stage: Stage) -> None:
    """Before, it took 1.5 s until a silent layer counted as switched off, and then a report."""
    stage.asked.clear()
    stage.pass_time(STARVED + 0.15, LOW)
    assert stage.asked == [LOW], "asked for a key frame"
    stage.comes(LOW, KEY)
    assert stage.fed_by == LOW
    stage.comes(HIGH)
    stage.up.choose_all(stage.now)
    stage.comes(HIGH, KEY)
    assert stage.fed_by == LOW, "not at once: it stumbles over its own key frames"
    stage.pass_time(FLOWS + 0.2, LOW, HIGH)
    stage.up.choose_all(stage.now)
    stage.comes(HIGH, KEY)
    assert stage.fed_by == HIGH, "and it is taken up again when it comes back"


def test_a_layer_that_only_stumbled_is_not_left(stage: Stage) -> None:
    """Before, four tenths of a second without it cost two changes and two key frames."""
    stage.asked.clear()
    stage.pass_time(STARVED + 0.15, LOW)
    stage.pass_time(0.2, LOW, HIGH)
    stage.comes(LOW, KEY)
    stage.up.choose_all(stage.now)
    assert (stage.fed_by, stage.asked) == (HIGH, [LOW])


def test_a_layer_switched_off_for_want_of_viewers_is_given_at_once_when_it_is_wanted(
    stage: Stage,
) -> None:
    """Given a tile that was small: nobody left the large layer because it ran dry."""
    stage.down.subscription.quality = 0
    stage.up.choose_all(stage.now)
    stage.comes(LOW, KEY)
    stage.pass_time(5, LOW)
    stage.down.subscription.quality = 2
    stage.comes(HIGH)
    stage.up.choose_all(stage.now)
    stage.comes(HIGH, KEY)
    assert stage.fed_by == HIGH


def test_a_small_layer_that_runs_dry_for_a_moment_is_not_left_for_a_large_one(
    stage: Stage,
) -> None:
    """Given a receiver on a thin line: the large one would end its sound as well."""
    stage.down.subscription.limit = 0
    stage.up.choose_all(stage.now)
    stage.comes(LOW, KEY)
    assert stage.fed_by == LOW
    stage.asked.clear()
    stage.pass_time(STARVED + 0.5, HIGH)
    assert (stage.fed_by, stage.asked) == (LOW, [])


def test_a_screen_that_hardly_changes_is_not_starved(stage: Stage) -> None:
    stage.asked.clear()
    for _ in range(5):
        stage.pass_time(1.0)
        stage.comes(LOW)
        stage.comes(HIGH)
        stage.up.leave_starved(stage.now)
    assert (stage.fed_by, stage.asked) == (HIGH, [])


def test_one_who_lost_a_picture_now_and_then_is_heard_each_time(stage: Stage) -> None:
    """Before, each of several losses within a few seconds was answered later than the last."""
    heard = []
    for _ in range(6):
        asks = 0
        while not stage.down.may_ask_key_frame(stage.now):
            stage.now += 0.2
            asks += 1
        heard.append(asks)
        stage.now += 3.0
    assert heard == [0] * 6


def test_a_key_frame_is_not_taken_for_what_a_layer_costs(stage: Stage) -> None:
    """Before, the key frame of each change of layer could make the layer look too dear to keep."""
    link = stage.links[HIGH]
    assert link is not None
    for payload in (40_000, 40_000, 500_000):
        link.payload = payload
        link.measure(0.5)
    assert 600_000 < link.bitrate < 1_100_000
    for _ in range(30):
        link.payload = 500_000
        link.measure(0.5)
    assert link.bitrate > 7_500_000, "but what goes on is believed"


def test_one_who_asks_for_ever_is_heard_less_and_less(stage: Stage) -> None:
    answered = 0
    for _ in range(5 * 120):
        stage.now += 0.2
        answered += stage.down.may_ask_key_frame(stage.now)
    assert answered < 9
    assert stage.down.back_off == BACK_OFF_MAX


def test_the_next_word_on_playing_out_waits_until_no_number_of_before_can_be_asked_for(
    stage: Stage,
) -> None:
    """Given a receiver whose weather changes; a number sealed twice with two words breaks GCM."""
    lane, link = stage.down.lane, stage.links[HIGH]
    assert link is not None
    link.jitter = 0.0
    for _ in range(PROOF):
        stage.down.weigh_playout(0.045)
    first = lane.delay, lane.delay_first
    assert first[0]
    assert first[1] == (lane.last_seq + 1) & 0xFFFF
    lane.last_seq = (lane.last_seq + 2 * HISTORY) & 0xFFFF
    for _ in range(PROOF):
        stage.down.weigh_playout(0.09)
    assert (lane.delay, lane.delay_first) == first
    lane.last_seq = (lane.last_seq + 2) & 0xFFFF
    stage.down.weigh_playout(0.09)
    assert (lane.delay, lane.delay_before) == (first[0], first[0]), "settled"
    stage.down.weigh_playout(0.09)
    assert lane.delay > first[0]


def test_sound_that_comes_too_late_to_be_heard_is_told_as_lost_and_a_picture_is_not(
    stage: Stage,
) -> None:
    """Before, an encoder was told that nothing is lost, and added nothing to make up for it."""
    told = {}
    for is_video in (False, True):
        track: Any = SimpleNamespace(
            transport=stage.up.transport,
            track=SimpleNamespace(is_video=is_video),
            ask_missing=lambda *_: None,
        )
        link = Uplink(1, track, 2, 48_000)
        for seq in range(100):
            if seq % 10 != 5:
                link.count(seq, seq * 960, 100, seq * 0.02)
            if seq % 10 == 4 and seq > 10:
                link.count(seq - 9, (seq - 9) * 960, 100, seq * 0.02)
        told[is_video] = link.block(2.0).fraction / 256
    assert told == {False: pytest.approx(0.1, abs=0.02), True: 0}


@pytest.mark.parametrize("by_packet", [True, False])
def test_a_muted_track_is_made_known_to_clients_that_know_it_by_a_packet(
    monkeypatch: pytest.MonkeyPatch, by_packet: bool
) -> None:
    """LiveKit's Go client learnt of who came muted only when they spoke."""
    stage = Stage(monkeypatch)
    down, fanout = stage.down, stage.up.transport.port.fanout
    down.subscription.known_by_packet = by_packet  # type: ignore[misc]
    sent: list[tuple[int, bytes]] = []

    def send(packet: Packet, lanes: list[Any]) -> None:
        for lane in lanes:
            lane.last_seq = (packet[0] + lane.seq_off) & 0xFFFF
            lane.sent += 1
            sent.append((lane.last_seq, packet[3]))

    monkeypatch.setattr(fanout, "send", send)
    stage.up.set_open(False)
    first = (down.lane.last_seq + 1) & 0xFFFF
    for _ in range(20):
        stage.up.choose_all(stage.now)
    assert [content for _, content in sent] == [b""] * (ANNOUNCED if by_packet else 0)
    stage.up.set_open(True)
    stage.comes(HIGH, KEY)
    numbers = [number for number, _ in sent]
    assert numbers == [(first + n) & 0xFFFF for n in range(len(numbers))], "and none is left out"


def test_what_never_came_though_it_was_asked_for_is_counted_once(stage: Stage) -> None:
    link = stage.links[HIGH]
    assert link is not None
    stage.seq[HIGH] += 3
    stage.comes(HIGH)
    for _ in range(2 * NACK_TRIES):
        stage.now += 0.1
        link.due(stage.now)
    assert (link.given_up, link.missing) == (3, {})
