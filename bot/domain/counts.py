# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Against what a count is measured: the base of a majority, and how many Yes it takes."""

from __future__ import annotations

from fractions import Fraction

from bot.domain.values import Base, Majority, at_least


def measured(
    majority: Majority, *, yes: int, no: int, abstain: int, entitled: int, statutory: int
) -> tuple[int, int]:
    """Return the number ``majority`` is measured against, and the Yes votes needed: at least 1."""
    base = {
        Base.YES_VS_NO: yes + no,
        Base.VOTES_CAST: yes + no + abstain,
        Base.PRESENT: entitled,
        Base.MEMBERS: statutory,
    }[majority.base]
    return base, max(at_least(majority.share * base, or_equal=majority.or_equal), 1)


def can_tie(majority: Majority) -> bool:
    """Tell whether Yes and No can tie; a larger majority is reached or it is not."""
    return majority.base is Base.YES_VS_NO and majority.share == Fraction(1, 2)
