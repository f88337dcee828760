# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A stream of several sizes, taken apart: every receiver's numbers go on without a gap."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.media import rtp
from bridge.media.fanout import Fanout, Packet
from bridge.media.spatial import SpatialLayer
from bridge.media.uplink import Uplink

pytestmark = pytest.mark.unit

SIZES = 3


def layers() -> list[SpatialLayer]:
    track: Any = SimpleNamespace(
        transport=SimpleNamespace(port=SimpleNamespace(fanout=Fanout())),
        track=SimpleNamespace(is_video=True),
    )
    whole = Uplink(1, track, 2, 90_000)
    return [SpatialLayer(whole, track, place, place) for place in range(SIZES)]


Sent = tuple[Packet, int, bool]
"""The packet, its size, and whether it is the last of its picture in that size."""


def stream(sizes: list[int], first: int) -> list[Sent]:
    """Pictures in three sizes of so many packets each, one after the other as libwebrtc sends."""
    sent: list[Sent] = []
    for picture, packets in enumerate(sizes):
        for place in range(SIZES):
            for part in range(packets):
                ends = part == packets - 1
                seq = (first + len(sent)) & 0xFFFF
                marker = 0x80 if ends and place == SIZES - 1 else 0
                payload = bytes([picture & 0xFF, place, part])
                sent.append(((seq, picture * 3_000, marker, payload, 0, 0, 0, -1), place, ends))
    return sent


@given(
    st.lists(st.integers(1, 4), min_size=1, max_size=30),
    st.integers(0, 0xFFFF),
)
def test_who_gets_a_small_size_gets_all_of_it_without_gaps_and_nothing_else(
    sizes: list[int], first: int
) -> None:
    for layer in layers():
        got = [layer.passed(*sent, 1.0) for sent in stream(sizes, first)]
        kept = [one for one in got if one is not None]
        numbers = [one[0] for one in kept]
        assert numbers == [(numbers[0] + step) & 0xFFFF for step in range(len(numbers))]
        assert [one[3] for one in kept] == [
            packet[3] for packet, place, _ in stream(sizes, first) if place <= layer.place
        ]
        assert sum(bool(one[2]) for one in kept) == len(sizes), "one mark ends each picture"
        assert kept[-1][2]
        assert layer.payload == 3 * len(kept)


@given(
    st.lists(st.integers(1, 4), min_size=2, max_size=30),
    st.integers(0, 0xFFFF),
    st.data(),
)
def test_what_comes_late_finds_its_number_kept_and_no_number_is_used_twice(
    sizes: list[int], first: int, data: st.DataObject
) -> None:
    """Given packets that come up to twenty places too late, as resent ones do."""
    sent = stream(sizes, first)
    delays = data.draw(st.lists(st.integers(0, 20), min_size=len(sent), max_size=len(sent)))
    # The first comes first: a stream does not begin in the middle of its own past.
    order = sorted(range(len(sent)), key=lambda at: (at and at + delays[at], at))
    for layer in layers():
        used: dict[int, bytes] = {}
        of_packet: dict[int, int] = {}
        for at in order:
            made = layer.passed(*sent[at], 1.0)
            if made is None:
                continue
            assert made[0] not in used, "sealed once only"
            used[made[0]] = made[3]
            of_packet[at] = made[0]
            assert layer.find(made[0]) == made, "and can be sent again"
        wanted = [at for at, (_, place, _) in enumerate(sent) if place <= layer.place]
        assert set(wanted) <= set(of_packet), "nothing of its size is lost"
        distances = [(of_packet[at] - of_packet[wanted[0]]) & 0xFFFF for at in wanted]
        assert distances == sorted(distances), "in the order of sending"
        span = (max(distances) if distances else 0) + 1
        holes = span - len([n for n in used if (n - of_packet[wanted[0]]) & 0xFFFF < span])
        assert holes == 0, "a number kept for one that is left out goes as padding"


def test_a_size_lives_as_long_as_packets_of_it_come() -> None:
    small, middle, large = layers()
    for packet, place, ends in stream([1], 7):
        for layer in (small, middle, large):
            layer.passed(packet, place, ends, 10.0)
    for packet, place, ends in stream([1], 10):
        if place < 2:
            for layer in (small, middle, large):
                layer.passed(packet, place, ends, 12.0)
    assert (small.alive(12.1), middle.alive(12.1), large.alive(12.1)) == (True, True, False)


def test_one_question_for_a_key_frame_serves_all_sizes() -> None:
    small, middle, _ = layers()
    assert small.may_ask_key_frame(5.0)
    assert not middle.may_ask_key_frame(5.1)


@pytest.mark.parametrize(
    ("descriptor", "told"),
    [
        ("", (0, False)),
        ("08", (0, False)),
        ("0c", (0, True)),
        ("ac 92 34 04 07", (2, True)),
        ("a8 12 02 07", (1, False)),
        ("20", (0, False)),
    ],
)
def test_the_size_a_vp9_packet_belongs_to_stands_in_front_of_it(
    descriptor: str, told: tuple[int, bool]
) -> None:
    assert rtp.vp9_layer(bytes.fromhex(descriptor)) == told
