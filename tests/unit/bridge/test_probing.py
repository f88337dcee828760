# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A line is asked what it bears with what its receiver has already, and stopped at the first no."""

from __future__ import annotations

import pytest

from bridge.media.bandwidth import Estimate, Ladder, Wish, in_reach, share_out
from bridge.media.probing import HELD, LATER, LATEST, MARGIN, PACE, SOON, STOOD, Probing

pytestmark = pytest.mark.unit

SOUND = 60_000
LAYERS = (150_000, 400_000, 1_200_000)
QUEUE = 0.3
"""Seconds that may wait in front of a thin line."""


def begun(sent: float = 100_000, need: float = 400_000) -> tuple[Probing, float]:
    """A probe under way, and when it began."""
    probing = Probing()
    assert not probing.look(sent, need, 0.0)
    assert not probing.look(sent, need, SOON)
    assert probing.running
    return probing, SOON


def octets(probing: Probing, since: float, until: float) -> int:
    steps = round((until - since) / PACE)
    return sum(probing.due(since + step * PACE) for step in range(1, steps + 1))


def test_what_is_sent_grows_slowly_to_what_the_picture_needs_and_holds() -> None:
    probing, began = begun()
    rates = [8 * octets(probing, began + n, began + n + 1) for n in range(4)]
    assert 0 < rates[0] < 100_000, "at first the line carries less than twice as much"
    assert rates == sorted(rates)
    assert rates[-1] == pytest.approx(MARGIN * 400_000 - 100_000, rel=0.02)


def test_a_line_that_says_nothing_against_it_has_proved_it() -> None:
    probing, now = begun()
    told: list[float] = []
    while not told:
        octets(probing, now, now + 0.5)
        now += 0.5
        if probing.look(100_000, 400_000, now):
            told.append(now)
    assert SOON + HELD < told[0] < SOON + HELD + 3
    assert probing.proved == MARGIN * 400_000
    assert not probing.running
    assert octets(probing, now, now + 1) == 0


@pytest.mark.parametrize("last", [140_000, 150_000])
def test_a_claim_that_falls_or_stands_for_a_second_ends_the_probe_and_one_that_climbs_does_not(
    last: int,
) -> None:
    probing, now = begun()
    for claim in (130_000, 140_000, 150_000):
        now += 0.5
        probing.claimed(claim, now)
    assert probing.running
    for later in (0.01, 0.5, STOOD):
        probing.claimed(last, now + later)
    assert octets(probing, now, now + 1) == 0


def test_a_claim_that_is_only_told_again_says_nothing() -> None:
    """It comes with each report, every few milliseconds where packets are asked for again."""
    probing, now = begun()
    for n in range(100):
        probing.claimed(130_000 + 1_000 * (n // 50), now + n / 100)
    assert probing.running


@pytest.mark.parametrize(("before", "ends"), [(128_000, True), (6_000, False)])
def test_a_claim_that_falls_to_nothing_just_then_ends_it_though_delays_are_unsteady(
    before: int, ends: bool
) -> None:
    """In bad weather it lies on its floor all the time, so there it says nothing."""
    probing = Probing()
    probing.claimed(before, 0.0, steady=False)
    for now in (0.0, SOON):
        probing.look(100_000, 400_000, now)
    probing.claimed(5_000, SOON + 0.5, steady=False)
    assert probing.running != ends


def test_what_was_sent_before_proves_no_more_than_the_next_picture_needs() -> None:
    """7 Mbit/s of answers into the queue of a line of 170 kbit/s stood as proved before."""
    probing, now = begun(sent=7_000_000)
    assert octets(probing, now, now + 1) == 0
    assert probing.look(60_000, 400_000, now + HELD + 0.5)
    assert probing.proved == MARGIN * 400_000


def test_a_claim_beyond_what_is_sent_says_nothing_by_standing() -> None:
    probing, now = begun()
    for _ in range(3):
        probing.claimed(4_000_000, now)
    assert probing.running


def test_a_full_queue_ends_the_probe_and_bad_weather_does_not() -> None:
    probing, now = begun()
    probing.lost(0.12, 0.05, now)
    assert probing.running
    probing.lost(0.3, 0.05, now)
    assert not probing.running


def test_what_failed_is_tried_again_later_but_never_much_later() -> None:
    probing, now = begun()
    waits = []
    for _ in range(6):
        probing.failed(now)
        failed = now
        while not probing.running:
            now += 0.5
            probing.look(100_000, 400_000, now)
        waits.append(now - failed)
    assert waits[0] == LATER
    assert waits == sorted(waits)
    assert waits[-1] == LATEST


def test_who_has_all_pictures_is_sent_nothing_more() -> None:
    probing, now = begun()
    assert not probing.look(500_000, 0, now)
    assert octets(probing, now, now + 5) == 0


class Line:
    """One receiver's line with a queue, and a claim as libwebrtc makes it."""

    def __init__(self) -> None:
        self.bears = 10_000_000.0
        self.now = 0.0
        self.queue = 0.0
        """Bits."""
        self.claim = 4_000_000.0
        self.longest = 0.0
        """Seconds a packet waited at most."""
        self.dropped = 0.0
        self.sent = 0.0
        self.halves = 0
        self.full = -1.0
        """When packets last came later and later."""
        self.probing, self.estimate, self.ladder = Probing(), Estimate(), Ladder()

    def live(self, seconds: float) -> None:
        for _ in range(round(2 * seconds)):
            level = self.ladder.level
            rate = SOUND + (0 if level is None else LAYERS[level])
            for _ in range(round(0.5 / PACE)):
                self.now += PACE
                self._carry(rate * PACE + 8 * self.probing.due(self.now))
            self.halves += 1
            if self.halves % 2:
                if self.now - self.full > 1:
                    self._claims(min(1.08 * self.claim, max(self.claim, 1.5 * self.sent)))
                self.sent = 0.0
            self._decide(rate)

    def _carry(self, bits: float) -> None:
        before, most = self.queue, QUEUE * self.bears
        self.sent += bits
        self.queue = max(0.0, self.queue + bits - self.bears * PACE)
        self.dropped += max(0.0, self.queue - most)
        self.queue = min(self.queue, most)
        self.longest = max(self.longest, self.queue / self.bears)
        # What arrives later and later is noticed, and told at once.
        if self.queue >= before and self.queue > 0.1 * self.bears:
            self.full = self.now
            self._claims(0.85 * self.bears)

    def _claims(self, bitrate: float) -> None:
        self.claim = bitrate
        self.estimate.remb(int(bitrate), self.now)
        self.probing.claimed(int(bitrate), self.now)

    def _decide(self, sent: float) -> None:
        wishes = [Wish("face", (0,), LAYERS)]
        level = self.ladder.level
        reach = SOUND + in_reach(wishes, {"face": level})
        need = reach if level is None or level < 2 else 0
        proved = self.probing.look(sent, need, self.now)
        if proved:
            self.estimate.prove(self.probing.proved)
        budget = max(self.estimate.update(sent, self.now, reach) - SOUND, 0.0)
        known = True if proved else False if self.probing.doubts else None
        self.ladder.step(share_out(budget, wishes)["face"], self.now, 2, proved=known)


@pytest.mark.parametrize("thin", [15, 20, 40, 90, 300])
def test_a_line_that_is_wide_again_gives_the_whole_picture_within_twenty_seconds(
    thin: int,
) -> None:
    """Without probes it took up to 35: what had failed was tried again later and later."""
    line = Line()
    line.live(30)
    assert line.ladder.level == 2
    for bears in (500_000, 170_000):
        line.bears = bears
        line.live(thin)
    line.bears = 10_000_000
    widened = line.now
    while line.ladder.level != 2:
        line.live(0.5)
        assert line.now - widened < 20


@pytest.mark.parametrize(("bears", "level"), [(170_000, None), (500_000, 1)])
def test_asking_a_thin_line_makes_sound_wait_and_loses_none(bears: int, level: int | None) -> None:
    """Given a line that carries what it can: behind a probe sound is a quarter of a second late."""
    line = Line()
    line.ladder.level = level
    line.ladder.step = lambda *_args, **_more: level  # type: ignore[method-assign]
    line.bears = bears
    line.live(120)
    assert line.dropped == 0
    assert 0.1 < line.longest < 0.25
