# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What receiver reports say in the end: what came late after all was not lost."""

from __future__ import annotations

import struct

import pytest

from bridge.media import rtcp
from bridge.media.arrival import LONGEST, PROOF, RELIEF, Arrival, Playout

pytestmark = pytest.mark.unit


def test_loss_is_counted_between_reports_and_repairs_are_taken_off_again() -> None:
    arrival = Arrival()
    arrival.report(rtcp.Report(ssrc=1, lost=10, highest=1_000, jitter=0))
    assert arrival.taken() == (0, 0), "the first one says where we stand"
    arrival.report(rtcp.Report(ssrc=1, lost=16, highest=1_100, jitter=0))
    arrival.report(rtcp.Report(ssrc=1, lost=12, highest=1_150, jitter=48))
    assert arrival.taken() == (150, 2)
    assert arrival.taken() == (0, 0)
    assert arrival.jitter == 48


def test_more_arrived_than_was_expected_is_a_negative_number_on_the_wire() -> None:
    """RFC 3550 6.4.1: duplicates make the cumulative loss negative."""
    body = struct.pack("!IIIIIII", 5, 9, 0xFFFFFE, 70_000, 3, 0, 0)
    packet = struct.pack("!BBH", 0x81, rtcp.RR, len(body) // 4) + body
    assert list(rtcp.parse(packet)) == [rtcp.Report(ssrc=9, lost=-2, highest=70_000, jitter=3)]


def told(playout: Playout, jitter: float, times: int = PROOF) -> float:
    """What is asked for after so many half seconds of this jitter."""
    return [playout.update(jitter) for _ in range(times)][-1]


def test_a_steady_line_shows_pictures_as_they_come() -> None:
    assert told(Playout(), 0.035, 200) == 0.0


def test_a_machine_that_stumbles_for_a_moment_is_no_bad_line() -> None:
    playout = Playout()
    assert told(playout, 0.2, PROOF - 1) == 0.0
    assert told(playout, 0.01) == 0.0


def test_packets_that_overtake_each_other_are_waited_for_half_a_second_at_most() -> None:
    assert told(Playout(), 0.066) == pytest.approx(0.4)
    assert told(Playout(), 3.0) == LONGEST


def test_pictures_are_kept_back_longer_soon_and_shorter_after_a_while() -> None:
    playout = Playout()
    assert told(playout, 0.045) == pytest.approx(0.3)
    assert told(playout, 0.09) == LONGEST
    assert told(playout, 0.001, RELIEF) == LONGEST
    assert told(playout, 0.09, 1) == LONGEST, "the calm was one before the next gust"
    assert told(playout, 0.001, RELIEF + 1) == 0.0
