# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What one receiver can take, and what it gets of it: pure, time is an argument.

The receiver's own estimate (REMB) is believed when it lies below what we send, since libwebrtc
never claims much more than arrives; otherwise we grow until loss or REMB says stop. It is read from
how packets are delayed: on a line that delays them at random it means nothing and would fall for
ever, so there only loss counts. It moves only while pictures flow, and then by a few percent a
second: one that climbs is behind, not unhappy (a receiver that was busy for a moment would else be
left without pictures for good, each attempt ending before its claim could follow).

What was never sent proves nothing: while the sender has less to send than the line may take, the
estimate stays within half again of what is sent (draft-ietf-rmcat-gcc 5.5; RFC 7661 says the same
of TCP), or of what one more layer would need. That layer is the probe: it is the next thing sent.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import accumulate

BEGIN, FLOOR, CEILING = 4_000_000, 150_000, 40_000_000
"""Bit/s."""
BEGIN_UP = 1_500_000
"""Bit/s allowed to a publisher before anything is known of its way to us."""
GROW = 1.2
"""Per half second without complaint."""
HEADROOM = 1.5
"""How far the estimate may run ahead of what is sent or could be sent next."""
FORGET = 0.98
"""Per half second: what came half a minute ago says little about a line."""
UP_LOST = 0.1
"""Fraction; from here on a publisher shrinks by itself."""
MANY_LOST = 0.12
"""Fraction; random loss of a bad radio link stays below it, a full queue does not."""
SPEECHLESS = 30_000
"""Bit/s; a claim below what sound alone needs says nothing. libwebrtc's falls to 5 kbit/s on a
full line and climbs by 8 % a second from there: a minute and more to what a picture needs."""
FRESH = 3.0
AGAIN = 0.1
"""Of what a line takes, so much may always be what was lost and is sent again, and more where it
has room: on a full line each answer is lost like what it answers, and asked for once more."""
RANDOM = 0.02
"""Seconds of jitter of a sound from which on delays are the line's weather, not a queue of ours."""
SLOW, SLOWEST = 4.0, 32.0
"""Seconds a better layer must have been affordable before it is given; twice as long after each
try that failed, so that a line on the edge does not swing, and with it ask for key frames."""
SLOWEST_PICTURE = 12.0
"""The same for the lowest layer: without it there is no picture at all, and it costs little."""
HELD = 6.0
"""Seconds after which a layer was no mere try: if it falls then, the line has changed."""
BEST = 2
"""The highest layer there is: three are sent at most."""


class Estimate:
    """Bit/s one receiver can take."""

    def __init__(self) -> None:
        self.bitrate = float(BEGIN)
        self._remb: tuple[int, float] | None = None
        self._climbing = False
        self._heard = False
        self._loss = 0.0
        self._jitter = 0.0
        self._complaints = 0

    @property
    def lost(self) -> float:
        """Smoothed share of packets lost."""
        return self._loss

    def remb(self, bitrate: int, now: float) -> None:
        """The receiver told its estimate."""
        self._climbing = self._remb is not None and bitrate > self._remb[0]
        self._remb, self._heard = (bitrate, now), True

    def loss(self, fraction: float) -> None:
        """This share of the packets since the last time is missing, in spite of resending.

        With sound alone that is one word in two seconds: what is over must not weigh for ten.
        """
        change = max(0.0, fraction) - self._loss
        self._loss += change / (4 if change > 0 else 2)

    def jitter(self, seconds: float) -> None:
        """How unsteadily a sound arrives (RFC 3550 6.4.1)."""
        self._jitter = seconds

    @property
    def steady(self) -> bool:
        """Packets do not come late at random: a delay that grows is a queue of ours."""
        return self._jitter <= RANDOM

    def prove(self, bitrate: float) -> None:
        """So much was sent and arrived."""
        self.bitrate = min(max(self.bitrate, bitrate), float(CEILING))

    def update(self, sent: float, now: float, reach: float = CEILING) -> float:
        """Every half second, with the bit/s sent since the last time, each packet once: what was
        sent again into a full queue proves nothing.

        `reach` is what could be sent next (`in_reach`): growing is good for no more than that.
        """
        claimed = self._remb if self._remb and now - self._remb[1] < FRESH else None
        if claimed and not (self.steady and claimed[0] >= SPEECHLESS):
            claimed = None
        behind = claimed is not None and sent > FLOOR and claimed[0] < 0.9 * sent
        if claimed is not None and behind and not self._climbing:
            self._complaints += self._heard
            if self._complaints >= 2:  # noqa: PLR2004  # one may be an accident
                self.bitrate = float(claimed[0])
        elif self._loss > MANY_LOST and sent > FLOOR:
            self._complaints = 0
            self.bitrate = min(self.bitrate, sent) * (1 - self._loss / 2)
        else:
            self._complaints = 0
            grown = min(self.bitrate * GROW, HEADROOM * max(sent, reach))
            self.bitrate = max(self.bitrate, grown, float(claimed[0]) if claimed else 0.0)
        self._heard = False
        self.bitrate = min(max(self.bitrate, FLOOR), CEILING)
        return self.bitrate


class Resends:
    """Bytes of pictures that may be sent again to one receiver, all streams together."""

    def __init__(self) -> None:
        self._left = BEGIN / 8

    def allow(self, bitrate: float, sent: float, seconds: float) -> None:
        """So many `seconds` more, of this estimate, with so many bit/s `sent` for the first time.

        What is not used is kept for a second.
        """
        most = max(bitrate - sent, AGAIN * bitrate) / 8
        self._left = min(self._left + most * seconds, most)

    def spend(self, size: int) -> bool:
        """Whether so many bytes may go now; then they count as gone."""
        if size > self._left:
            return False
        self._left -= size
        return True


class Allowance:
    """Bit/s one publisher may send, told to it as REMB.

    It is always ahead of what comes, so that the publisher's own loss control decides; but only as
    far as what came lately has proved, so that time alone proves nothing: one who speaks for an
    hour and then shows a screen begins where any other begins.
    """

    def __init__(self, most: float) -> None:
        self.most = most
        self.bitrate = min(float(BEGIN_UP), most)
        self._proved = 0.0

    def update(self, arriving: float, lost: float) -> float:
        """Every half second, with bit/s that came since the last time and the share lost of it."""
        self._proved = max(float(arriving), self._proved * FORGET)
        ahead = max(float(BEGIN_UP), HEADROOM * self._proved)
        grown = self.bitrate if lost > UP_LOST else max(self.bitrate * GROW, HEADROOM * arriving)
        self.bitrate = min(grown, ahead, self.most)
        return self.bitrate


class Ladder:
    """Up slowly and layer by layer, down at once: the layer of one video that is really given.

    A video that was paused comes back in its lowest layer, and each layer proves that the line
    bears it before the next is tried. Only a wish that grew while nothing was held back is met at
    once: that is a larger tile, not a better line.
    """

    def __init__(self) -> None:
        self.level: int | None = None
        self._patience: dict[int, float] = {}
        self._climbed = -HELD
        self._since: float | None = None
        self._top: int | None = None

    def step(
        self, affordable: int | None, now: float, top: int = BEST, *, proved: bool | None = None
    ) -> int | None:
        """Return the level for now, given what the bandwidth allows (None: nothing).

        `top` is the best level that is wanted; `affordable` is never above it. Once the line was
        `proved` to bear the next level nothing is waited for; where that is in doubt (False), long.
        """
        before = -1 if self.level is None else self.level
        after = -1 if affordable is None else affordable
        free = self._top is None or before == self._top
        self._top = top
        if after < before or (free and after > before):
            if after < min(before, top):
                self._fell_from(before, now)
            self._since, self.level = None, affordable
        elif after == before:
            self._since = None
        elif proved or (self._since is not None and now - self._since >= self._wait(proved)):
            self._since, self.level, self._climbed = None, before + 1, now
        elif self._since is None:
            self._since = now
        return self.level

    def _wait(self, proved: bool | None) -> float:
        """Seconds until the next level is tried."""
        above = 0 if self.level is None else self.level + 1
        return self._patience.get(above, SLOW) if proved is None else SLOWEST

    def _fell_from(self, level: int, now: float) -> None:
        """A try that failed is repeated later and later; what was tried on a better line is void.

        To try what lies above it the line must first bear this layer, and is another one then.
        """
        tried = now - self._climbed < HELD
        most = SLOWEST if level else SLOWEST_PICTURE
        again = min(2 * self._patience.get(level, SLOW), most)
        kept = {lower: wait for lower, wait in self._patience.items() if lower < level}
        self._patience = kept | {level: again} if tried else {}


@dataclass(frozen=True, slots=True)
class Wish:
    """One video somebody wants: bit/s of each layer up to the one wanted, lowest first."""

    key: str
    importance: tuple[int, ...]
    """Larger first: the client's priority, screen before camera, size of the tile."""
    layers: tuple[int, ...]


def rising(rates: Iterable[int]) -> tuple[int, ...]:
    """Bit/s per layer, lowest first, none below the one before: a still picture may cost less."""
    return tuple(accumulate(rates, max))


def next_up(wishes: list[Wish], given: Mapping[str, int | None]) -> tuple[str, int] | None:
    """The video that would be given more next, and how many bit/s more that takes."""
    order = _by_importance(wishes)
    for wish in order:
        if given.get(wish.key) is None:
            return wish.key, wish.layers[0]
    for wish in order:
        at = given.get(wish.key)
        if at is not None and at + 1 < len(wish.layers):
            return wish.key, wish.layers[at + 1] - wish.layers[at]
    return None


def in_reach(wishes: list[Wish], given: Mapping[str, int | None]) -> int:
    """Bit/s of what is `given`, and of the one layer that would be given next."""
    levels = ((wish, given.get(wish.key)) for wish in wishes)
    spent = sum(
        wish.layers[min(level, len(wish.layers) - 1)] for wish, level in levels if level is not None
    )
    more = next_up(wishes, given)
    return spent + (more[1] if more is not None else 0)


def share_out(budget: float, wishes: list[Wish]) -> dict[str, int | None]:
    """Layer per wish, None = paused: every video its lowest layer, then up by importance.

    The least important is paused first; sound is not in `wishes`, it is never up for decision.
    """
    order = _by_importance(wishes)
    granted: dict[str, int | None] = {}
    for wish in order:
        fits = wish.layers[0] <= budget
        granted[wish.key] = 0 if fits else None
        budget -= wish.layers[0] if fits else 0
    for wish in order:
        level = granted[wish.key]
        if level is None:
            continue
        for higher in range(level + 1, len(wish.layers)):
            extra = wish.layers[higher] - wish.layers[level]
            if extra > budget:
                break
            budget -= extra
            level = higher
        granted[wish.key] = level
    return granted


def _by_importance(wishes: list[Wish]) -> list[Wish]:
    return sorted(wishes, key=lambda wish: wish.importance, reverse=True)
