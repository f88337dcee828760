# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Which amendment goes furthest (der weitestgehende Antrag): an order of votes, with reasons.

The rule is old, its application a matter of judgement; so this is a proposal the chair may depart
from with a reason. What replaces the whole goes before what replaces a part. Of parts: what strikes
a passage, then the figure that is furthest from the one moved, then the larger passage, then what
was moved first. Of counter-motions: the figure furthest from the motion's, then what was moved
first; the motion they stand against comes last.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from bot.domain.ids import MotionId


class Why(StrEnum):
    """What sets an amendment before those that follow it."""

    WHOLE = "whole"
    """It replaces the whole text."""
    STRIKES = "strikes"
    """It strikes a passage."""
    FIGURE = "figure"
    """Its figure is furthest from the one in the motion."""
    PASSAGE = "passage"
    """It changes more of the text."""
    EARLIER = "earlier"
    """It was moved earlier."""
    AGAINST = "against"
    """It stands against the whole motion."""
    MAIN = "main"
    """It is what the counter-motions stand against."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """An amendment as far as its reach depends on it."""

    id: MotionId
    replaces: str
    """The passage of the motion it replaces; empty if it is only described."""
    text: str


_NUMBER = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:,\d+)?")
"""As people write figures in German: ``1.250.000,50``."""


def proposed(motion: str, changes: Sequence[Change]) -> tuple[tuple[MotionId, Why], ...]:
    """Return the changes, the most far-reaching first, each with what puts it there."""
    reach = {change.id: _reach(motion, change) for change in changes}
    ordered = sorted(changes, key=lambda change: reach[change.id], reverse=True)
    return tuple((change.id, _why(reach[change.id])) for change in ordered)


def competing(
    main: MotionId | None, counters: Sequence[Change]
) -> tuple[tuple[MotionId, Why], ...]:
    """Return the order of votes on a motion and its counter-motions, the most far-reaching first.

    ``replaces`` of a counter-motion is the text of the motion; ``main`` None if that is decided.
    """
    far = {change.id: _distance(change.replaces, change.text) for change in counters}
    ordered = sorted(counters, key=lambda change: far[change.id], reverse=True)
    found = tuple((one.id, Why.FIGURE if far[one.id] else Why.AGAINST) for one in ordered)
    return (*found, (main, Why.MAIN)) if main else found


def figures(change: Change) -> tuple[str, str, int]:
    """Return the first figure before and after, as written, and how far it moves in per cent.

    Only of a change whose reason is `Why.FIGURE`; whole per cents, 0 for less than one.
    """
    before, after = _NUMBER.search(change.replaces), _NUMBER.search(change.text)
    if before is None or after is None:
        raise LookupError("the change moves no figure")
    return before[0], after[0], int(100 * _distance(change.replaces, change.text))


_Reach = tuple[bool, bool, Fraction, int]


def _reach(motion: str, change: Change) -> _Reach:
    """Return whole, strikes, distance of figures, letters: compared in this order."""
    whole = bool(change.replaces) and change.replaces.strip() == motion.strip()
    strikes = bool(change.replaces) and not change.text.strip()
    return whole, strikes, _distance(change.replaces, change.text), len(change.replaces)


def _why(reach: _Reach) -> Why:
    whole, strikes, distance, letters = reach
    found = ((whole, Why.WHOLE), (strikes, Why.STRIKES), (distance > 0, Why.FIGURE))
    return next((why for holds, why in found if holds), Why.PASSAGE if letters else Why.EARLIER)


def _distance(old: str, new: str) -> Fraction:
    """Return how far the first figure moves, as a share of the one that stood there."""
    before, after = _figure(old), _figure(new)
    if before is None or after is None or before == after:
        return Fraction(0)
    return abs(after - before) / max(before, Fraction(1))


def _figure(text: str) -> Fraction | None:
    found = _NUMBER.search(text)
    return Fraction(found[0].replace(".", "").replace(",", ".")) if found else None
