# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""When to send one receiver more than it needs, to learn what its line bears: pure, time is given.

A better picture that turns out too large costs a key frame, a queue, and words. What a receiver
has already costs it nothing but the line, and can be stopped within a packet. So it goes first, as
much as the next picture would need: growing by a quarter four times a second, held for a second,
ended at the first word that the line is full. If nobody objects, the picture follows at once.
"""

from __future__ import annotations

from dataclasses import dataclass

from bridge.media.bandwidth import SPEECHLESS

PACE = 0.02
"""Seconds; what leaves in one go is meant to queue nowhere."""
GROWTH, STEP = 1.25, 0.25
"""All that is sent grows by this factor in so many seconds: an estimate follows that, and a queue
of a third of a second is not filled before its growth is noticed."""
HELD = 1.0
"""Seconds at the full rate after which a line has shown that it bears it."""
MARGIN = 1.1
"""More than the next picture needs: it will not always be as still as now."""
SOON, LATER, LATEST = 2.0, 5.0, 10.0
"""Seconds until what is held back is probed for; after a probe that failed, and at most."""
FELL = 0.97
"""A claim below so much of the one before has fallen; less is rounding."""
STOOD = 1.0
"""Seconds in which a claim must have climbed: it is told with each report, but renewed slowly."""
LOST = 0.1
"""A share of the packets more than before: a queue that is full, not bad weather."""
LEAST = 30_000
"""Bit/s; where nothing is sent, growing begins here."""


@dataclass(slots=True)
class _Run:
    """One probe under way."""

    began: float
    base: float
    goal: float
    turned: float
    held: float | None = None
    owed: float = 0.0
    """Bytes."""


class Probing:
    """The probes of one receiver, one at a time."""

    def __init__(self) -> None:
        self._run: _Run | None = None
        self._wanted: float | None = None
        self._wait, self._next = LATER, 0.0
        self._claim: int | None = None
        self._climbed = 0.0
        self._refused = False
        self.proved = 0.0
        """Bit/s the last probe has shown the line to bear."""

    @property
    def doubts(self) -> bool:
        """The last probe failed, or one is under way: better not to try with a picture."""
        return self._refused or self._run is not None

    @property
    def running(self) -> bool:
        """Something is to be sent now."""
        return self._run is not None

    def look(self, sent: float, need: float, now: float) -> bool:
        """Every half second; True when the line was just shown to bear the next better picture.

        `sent` (bit/s) is without probes and without what was lost and sent again: that comes in
        gusts, and what went into a full queue proves nothing. `need` is with that picture, 0 where
        nothing is held back.
        """
        run = self._run
        if not need:
            self._run = self._wanted = None
            self._refused = False
            return False
        if run is not None:
            if run.held is None or now - run.held < HELD:
                return False
            self._run, self.proved, self._refused = None, run.goal, False
            self._wait, self._next = LATER, now
            return True
        if self._wanted is None:
            self._wanted, self._next = now, max(self._next, now + SOON)
        if now >= self._next:
            goal = MARGIN * need
            base = min(max(sent, LEAST), goal)
            self._run = _Run(began=now, base=base, goal=goal, turned=now)
            self._climbed = now
        return False

    def due(self, now: float) -> int:
        """Bytes to be sent since the last time; 0 while nothing is probed."""
        run = self._run
        if run is None:
            return 0
        whole = self._whole(run, now)
        if whole >= run.goal and run.held is None:
            run.held = now
        run.owed += (whole - run.base) * (now - run.turned) / 8
        run.turned = now
        owed = int(run.owed)
        run.owed -= owed
        return owed

    def claimed(self, bitrate: int, now: float, *, steady: bool = True) -> None:
        """The receiver told its estimate; one below what it is sent that does not climb ends it.

        libwebrtc's climbs by 8 % a second while all is well, and falls, or stays where it fell the
        last time, when packets come later and later. Where delays are not `steady` it would stand
        in any case; but it does not fall to its floor just while more is sent.
        """
        before, self._claim = self._claim, bitrate
        if before is None or bitrate > before:
            self._climbed = now
        run = self._run
        if run is None or before is None or bitrate >= self._whole(run, now):
            return
        fell = bitrate < FELL * before
        if fell or now - self._climbed >= STOOD if steady else bitrate < SPEECHLESS <= before:
            self.failed(now)

    def lost(self, share: float, usual: float, now: float) -> None:
        """This share of what was sent to probe is missing, where so much is usual."""
        if share > usual + LOST:
            self.failed(now)

    def failed(self, now: float) -> None:
        """The line is full: stop at once, and try again later and later."""
        if self._run is not None:
            self._run, self._refused = None, True
            self._next = now + self._wait
            self._wait = min(1.5 * self._wait, LATEST)

    def _whole(self, run: _Run, now: float) -> float:
        """Bit/s sent in all."""
        grown: float = run.base * GROWTH ** ((now - run.began) / STEP)
        return min(run.goal, grown)
