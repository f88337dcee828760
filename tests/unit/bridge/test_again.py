# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A second stream for what is sent once more (RFC 4588)."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from bridge.media import rtp, sdp
from bridge.media.again import Again
from bridge.media.bandwidth import Resends
from bridge.media.downlink import Downlink
from bridge.media.fanout import Fanout, Packet
from bridge.media.rtcp import Report
from bridge.media.uplink import HISTORY, Uplink

pytestmark = pytest.mark.unit

PICTURE = bytes([0x90, 0xC0, 0x80, 0x07, 0x05]) + bytes(300)
"""VP8 with picture id (two bytes at 2) and TL0PICIDX (at 4)."""


class Noted(Fanout):
    """Sends nothing: what would leave is kept, as (SSRC, type, number, time, packet)."""

    def __init__(self) -> None:
        self.left: list[tuple[int, int, int, int, Packet]] = []

    def send(self, packet: Packet, lanes: list[Any]) -> None:
        for lane in lanes:
            seq, ts = (packet[0] + lane.seq_off) & 0xFFFF, (packet[1] + lane.ts_off) & 0xFFFFFFFF
            if (packet[0] - lane.seq_first) & 0xFFFF >= 0x8000:
                continue  # from before the switch
            self.left.append((lane.ssrc, lane.payload_type, seq, ts, packet))
            if (seq - lane.last_seq) & 0xFFFF < 0x8000:
                lane.last_seq, lane.last_ts = seq, ts
            lane.octets += len(packet[3])


class Line:
    """One picture to one receiver that may be sent again under type 97."""

    def __init__(self, again: int = 97) -> None:
        self.fanout = Noted()
        transport: Any = SimpleNamespace(
            port=SimpleNamespace(fanout=self.fanout, resent=0), route=self.fanout.route()
        )
        track: Any = SimpleNamespace(is_video=True)
        up: Any = SimpleNamespace(transport=transport, track=track)
        self.link = Uplink(5, up, 2, 90_000)
        wish: Any = SimpleNamespace(track=track)
        self.resends = Resends()
        self.down = Downlink(
            wish,
            transport,
            mid="1",
            payload_type=96,
            extensions=(0, 0, 0),
            resends=self.resends,
            again=again,
        )

    def comes(self, seq: int, payload: bytes = PICTURE) -> None:
        packet: Packet = (seq, seq * 3_000, 0, payload, 2, 4, 1, -1)
        self.link.history[seq % HISTORY] = packet
        self.link.max_seq = seq
        if self.down.current is None:
            self.down.feed_from(self.link, packet, 1.0)
        self.fanout.send(packet, self.link.lanes)

    def leaves(self) -> list[tuple[int, int, int, int, Packet]]:
        left, self.fanout.left = self.fanout.left, []
        return left


def test_what_is_lost_comes_in_the_second_stream_with_its_number_in_front() -> None:
    line = Line()
    for seq in (7, 8, 9):
        line.comes(seq)
    first, second, _ = line.leaves()
    assert line.down.again is not None
    line.down.resend((second[2], first[2]), 30.0)
    for lost, came in zip((second, first), line.leaves(), strict=True):
        assert came[:2] == (line.down.again.ssrc, 97)
        assert came[3] == lost[3], "the time of the picture it belongs to"
        assert came[4][3] == lost[2].to_bytes(2, "big") + PICTURE
        assert came[4][4:6] == (4, 6), "the picture's own numbers are behind it"
        assert came[4][6] == rtp.abs_send_time(30.0), "and the time it leaves"


def test_numbers_of_the_second_stream_never_repeat_though_the_same_is_asked_for() -> None:
    line = Line()
    line.comes(1)
    ((_, _, lost, _, _),) = line.leaves()
    for turn in range(3):
        line.down.resend((lost,), 10.0 * turn)
    numbers = [came[2] for came in line.leaves()]
    assert [(one - numbers[0]) & 0xFFFF for one in numbers] == [0, 1, 2]


@pytest.mark.parametrize("again", [97, 0])
def test_what_is_asked_for_a_third_time_comes_twice(again: int) -> None:
    """On a line that loses 5 % each way every tenth answer fails, and the picture waits for it."""
    line = Line(again=again)
    line.comes(1)
    ((_, _, lost, _, _),) = line.leaves()
    came = []
    for now in (1.0, 1.1, 1.2, 9.0):
        line.down.resend((lost,), now)
        came.append(len(line.leaves()))
    assert came == [1, 1, 2, 1]


@pytest.mark.parametrize("again", [97, 0])
def test_a_full_line_is_sent_again_a_tenth_of_what_it_takes_and_a_wide_one_what_it_needs(
    again: int,
) -> None:
    """400 packets a second went down a line of 170 kbit/s, each answer lost like the one before."""
    line = Line(again=again)
    for seq in range(300):
        line.comes(seq, PICTURE + bytes(1_000))
    lost = tuple(one[2] for one in line.leaves())
    line.down.resend(lost, 1.0)
    line.leaves()
    for now in (3.0, 5.0, 7.0):
        line.resends.allow(170_000, 170_000, 1.0)
        line.down.resend(lost, now)
        assert 0 < sum(8 * len(one[4][3]) for one in line.leaves()) <= 18_000
    line.resends.allow(4_000_000, 1_000_000, 1.0)
    line.down.resend(lost[:200], 9.0)
    assert len(line.leaves()) >= 200


@pytest.mark.parametrize("again", [97, 0])
def test_a_picture_that_is_held_back_is_not_made_whole(again: int) -> None:
    line = Line(again=again)
    line.comes(1)
    ((_, _, lost, _, _),) = line.leaves()
    line.down.stop()
    line.down.resend((lost,), 1.0)
    assert not line.leaves()


@pytest.mark.parametrize("again", [97, 0])
def test_a_stream_goes_on_and_is_sent_again_for_longer_than_its_numbers_last(again: int) -> None:
    """Before, it ended after 32,768 packets from one source, eight minutes of a camera."""
    line = Line(again=again)
    for n in range(200_000):
        line.comes(n & 0xFFFF)
        if n % 30:
            continue
        line.down.keep_up()
        *_, newest = line.leaves()
        if n % 30_000 == 0:
            line.down.resend((newest[2],), n / 60)
            ((_, _, _, ts, _),) = line.leaves()
            assert ts == newest[3]


@pytest.mark.parametrize("again", [97, 0])
def test_a_source_nothing_was_sent_of_yet_answers_for_no_number_of_the_one_before(
    again: int,
) -> None:
    """Its packets under those numbers would be sealed a second time, with other content."""
    line = Line(again=again)
    for seq in range(600):
        line.comes(seq)
    newest = line.leaves()[-1]
    other = Uplink(6, line.link.track, 1, 90_000)
    for seq in range(600):
        other.history[seq % HISTORY] = (seq, 0, 0, b"other", 0, 0, 1, -1)
    other.max_seq = 599
    line.down.feed_from(other, (599, 0, 0, b"other", 0, 0, 1, -1), 2.0)
    line.down.keep_up()  # the way to the receiver is not open: nothing has left
    line.down.resend((newest[2],), 3.0)
    ((_, _, _, _, packet),) = line.leaves()
    assert packet[3].endswith(PICTURE)


def test_what_was_sent_before_all_numbers_came_again_is_not_taken_for_something_newer() -> None:
    """Given a picture that goes from one source to another, and on for ten minutes."""
    line = Line()
    for seq in range(10):
        line.comes(seq)
    early = line.leaves()[5][2]
    line.down.stop()
    for n in range(0x1_0000 - 8):
        line.comes(n & 0xFFFF)
        if n % 30 == 0:
            line.down.keep_up()
    line.leaves()
    line.down.resend((early,), 1.0)
    assert not line.leaves(), "it has not been sent once more yet"


def test_who_has_no_second_stream_is_sent_the_very_packet() -> None:
    line = Line(again=0)
    line.comes(1)
    (sent,) = line.leaves()
    line.down.resend((sent[2],), 1.0)
    assert line.leaves() == [sent]
    assert not line.down.fills


def test_a_line_is_probed_with_the_largest_of_the_last_packets() -> None:
    line = Line()
    for seq, size in enumerate((900, 1_100, 20, 300)):
        line.comes(seq, PICTURE + bytes(size))
    line.leaves()
    assert line.down.fill(2.0) > 1_300
    ((_, _, _, _, packet),) = line.leaves()
    assert packet[3][2:] == PICTURE + bytes(1_100)


def test_a_picture_that_was_paused_is_probed_for_with_what_was_shown_of_it_last() -> None:
    """Given that what came since was never sent: its numbers would be taken for new ones."""
    line = Line()
    line.comes(1)
    line.down.stop()
    for seq in range(2, HISTORY + 10):
        line.link.history[seq % HISTORY] = (seq, 0, 0, b"new", 0, 0, 0, -1)
    (shown,) = line.leaves()
    line.down.fill(9.0)
    ((_, _, _, _, packet),) = line.leaves()
    assert packet[3] == shown[2].to_bytes(2, "big") + PICTURE


def test_what_came_in_the_second_stream_is_known_but_for_what_that_lost() -> None:
    """A receiver reports what was lost before it came again: 5 % of bad weather is no full line."""
    line = Line()
    for seq in range(20):
        line.comes(seq)
    lost = tuple(left[2] for left in line.leaves())
    again = line.down.again
    assert again is not None
    again.arrival.report(Report(again.ssrc, 0, 100, 0))
    again.arrival.report(Report(again.ssrc, 20, 200, 0))
    again.missing()
    line.down.resend(lost, 1.0)
    line.down.resend(lost[:3], 1.1)
    assert again.recovered() == pytest.approx(20 * 0.95), "a fourth of what is new about its loss"
    assert again.recovered() == 0


def test_before_the_first_picture_there_is_nothing_to_probe_with() -> None:
    line = Line()
    assert not line.down.fills
    line.down.fill(1.0)
    assert line.leaves() == []


def test_the_share_that_is_missing_is_that_of_the_second_stream() -> None:
    line, again = probed()
    assert again.missing() is None
    line.down.fill(1.0)
    ((_, _, first, _, _),) = line.leaves()
    again.arrival.report(Report(again.ssrc, 0, first - 1, 0))
    again.arrival.report(Report(again.ssrc, 5, first + 49, 0))
    assert again.missing() == 0.1
    assert again.missing() is None, "told once"


def test_what_was_lost_before_a_probe_says_nothing_about_it() -> None:
    """Given the end of a probe that was too much, of which the receiver tells in the next."""
    line, again = probed()
    line.down.fill(1.0)
    ((_, _, first, _, _),) = line.leaves()
    again.arrival.report(Report(again.ssrc, 0, first - 41, 0))
    again.arrival.report(Report(again.ssrc, 40, first + 9, 0))
    assert again.missing() == 0
    again.arrival.report(Report(again.ssrc, 45, first + 19, 0))
    assert again.missing() == 0.5


def probed() -> tuple[Line, Again]:
    """A line that is probed from now on."""
    line = Line()
    line.comes(1)
    line.leaves()
    again = line.down.again
    assert again is not None
    again.begin()
    return line, again


OFFER = """v=0
m=video 9 UDP/TLS/RTP/SAVPF 96 97 98 99
a=mid:1
a=recvonly
a=rtpmap:96 VP8/90000
a=rtpmap:97 rtx/90000
a=fmtp:97 apt=96
a=rtpmap:98 VP9/90000
a=fmtp:98 profile-id=0
a=rtpmap:99 rtx/90000
a=fmtp:99 rtx-time=3000; apt=98
"""


@pytest.mark.parametrize(("codec", "again"), [(96, 97), (98, 99)])
def test_the_second_stream_of_a_codec_is_the_one_that_names_it(codec: int, again: int) -> None:
    (section,) = sdp.parse(OFFER, max_sections=3).sections
    found = sdp.resent_as(section, section.codecs[codec])
    assert found is not None
    assert found.number == again


def test_who_offers_none_has_none() -> None:
    (section,) = sdp.parse(OFFER.replace("apt=96", "apt=100"), max_sections=3).sections
    assert sdp.resent_as(section, section.codecs[96]) is None


def test_an_answer_names_both_streams_and_that_they_belong_together() -> None:
    (section,) = sdp.parse(OFFER, max_sections=3).sections
    codec = section.codecs[96]
    written = sdp.Written(
        section,
        codec,
        "sendonly",
        stream="PA_x|camera",
        track="TR_y",
        ssrc=11,
        cname="PA_x",
        again=sdp.resent_as(section, codec),
        again_ssrc=12,
    )
    local = sdp.Local(ufrag="u", pwd="p", fingerprint="f", candidates=(), setup="passive")
    lines = sdp.write([written], local, session=1, version=1).splitlines()
    assert "m=video 9 UDP/TLS/RTP/SAVPF 96 97" in lines
    assert "a=rtpmap:97 rtx/90000" in lines
    assert "a=fmtp:97 apt=96" in lines
    assert "a=ssrc-group:FID 11 12" in lines
    assert "a=ssrc:12 msid:PA_x|camera TR_y" in lines
