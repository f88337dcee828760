# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who gets what when a line is thin: the least important video goes first, sound never."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.media.bandwidth import BEGIN, FLOOR, SLOW, Estimate, Ladder, Wish, share_out

pytestmark = pytest.mark.unit

SCREEN = Wish("screen", (0, 1, 2), (200, 1_500))
SPEAKER = Wish("speaker", (0, 0, 2), (100, 400, 1_200))
TILE = Wish("tile", (0, 0, 0), (100,))


@pytest.mark.parametrize(
    ("budget", "granted"),
    [
        (5_000, {"screen": 1, "speaker": 2, "tile": 0}),
        (2_100, {"screen": 1, "speaker": 1, "tile": 0}),
        (400, {"screen": 0, "speaker": 0, "tile": 0}),
        (300, {"screen": 0, "speaker": 0, "tile": None}),
        (200, {"screen": 0, "speaker": None, "tile": None}),
        (0, {"screen": None, "speaker": None, "tile": None}),
    ],
)
def test_the_least_important_is_paused_first(budget: int, granted: dict[str, int | None]) -> None:
    assert share_out(budget, [TILE, SPEAKER, SCREEN]) == granted


@given(
    st.integers(0, 10_000),
    st.lists(st.lists(st.integers(1, 3_000), min_size=1, max_size=3).map(sorted), max_size=6),
)
def test_never_more_is_granted_than_there_is(budget: int, layers: list[list[int]]) -> None:
    wishes = [Wish(str(n), (n,), tuple(one)) for n, one in enumerate(layers)]
    granted = share_out(budget, wishes)
    spent = sum(wish.layers[level] for wish in wishes if (level := granted[wish.key]) is not None)
    assert spent <= budget


def test_a_receiver_that_complains_twice_is_believed_once_it_stops_we_grow() -> None:
    estimate = Estimate()
    estimate.remb(500_000, 0.0)
    assert estimate.update(2_000_000, 0.1) >= BEGIN
    assert estimate.update(2_000_000, 0.6) >= BEGIN, "the same word is not a second one"
    estimate.remb(500_000, 1.0)
    assert estimate.update(2_000_000, 1.1) == 500_000
    grown = [estimate.update(400_000, 1.0 + step) for step in range(20)]
    assert grown == sorted(grown)
    assert grown[-1] > 1_500_000


def test_a_receiver_that_was_busy_for_a_moment_gets_its_pictures_back() -> None:
    """Given a claim from a busy moment that moves only while pictures flow, 8 % a second at most.

    So does libwebrtc's; before, each attempt was ended after one second, for minutes.
    """
    estimate, ladder = Estimate(), Ladder()
    claim, sound, picture = 95_000.0, 100_000.0, 150_000.0
    level = ladder.step(None, 0.0)
    shown = 0.0
    for half in range(1, 120):
        now = half / 2
        sent = sound + (picture if level is not None else 0)
        if half % 2 == 0 and level is not None:
            claim = min(claim * 1.08, 1.5 * sent)
        estimate.remb(int(claim), now)
        budget = estimate.update(sent, now) - sound
        level = ladder.step(share_out(budget, [Wish("face", (0,), (int(picture),))])["face"], now)
        shown += 0.5 if level is not None else 0
    assert shown > 50


def test_a_line_that_is_full_is_heard_within_three_seconds() -> None:
    """Given a receiver whose claim stays where the line ends, told once a second."""
    estimate = Estimate()
    for half in range(6):
        if half % 2 == 0:
            estimate.remb(300_000, half / 2)
        estimate.update(600_000, half / 2)
    assert estimate.bitrate == pytest.approx(300_000, rel=0.1)


def test_five_percent_of_random_loss_is_no_reason_to_pause() -> None:
    estimate = Estimate()
    for step in range(100):
        estimate.loss(0.05)
        estimate.update(2_000_000, step / 2)
    assert estimate.bitrate > BEGIN


def test_heavy_loss_shrinks_but_not_below_the_floor() -> None:
    estimate = Estimate()
    for step in range(100):
        estimate.loss(0.4)
        estimate.update(estimate.bitrate, step / 2)
    assert estimate.bitrate == pytest.approx(FLOOR, rel=0.1)


def test_a_line_that_delays_at_random_is_not_believed_to_be_full() -> None:
    estimate = Estimate()
    estimate.jitter(0.033)
    for step in range(10):
        estimate.remb(120_000, step / 2)
        estimate.update(1_200_000, step / 2)
    assert estimate.bitrate > BEGIN
    estimate.jitter(0.004)
    for step in range(10, 14):
        estimate.remb(120_000, step / 2)
        estimate.update(1_200_000, step / 2)
    assert estimate.bitrate == FLOOR, "a steady line that says so is"


def test_layers_go_down_at_once_and_up_slowly_and_slower_each_time() -> None:
    ladder = Ladder()
    assert ladder.step(2, 0.0) == 2, "begins with what there is"
    assert ladder.step(0, 1.0) == 0
    waits, now = [], 1.0
    for _ in range(3):
        began = now
        while ladder.step(2, now) == 0:
            now += 0.5
        waits.append(now - began)
        assert ladder.step(None, now) is None
        assert ladder.step(0, now) is None, "paused is let in again only after a while"
        while ladder.step(0, now) is None:
            now += 0.5
    assert waits == sorted(waits)
    assert waits[0] >= SLOW
    assert waits[-1] > 2 * waits[0]


def test_a_moment_of_plenty_lifts_nothing() -> None:
    ladder = Ladder()
    ladder.step(0, 0.0)
    for second in range(40):
        assert ladder.step(1 if second % 3 else 0, float(second)) == 0
