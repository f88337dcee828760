# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A decision between meetings (Umlaufverfahren) that a real bot has opened."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

from hall import Hall

from bot.domain import commands as c
from bot.domain.circulating import Circulation
from bot.domain.ids import SeatId
from bot.domain.rules import Rules
from bot.domain.values import Base, Majority

PERIOD = timedelta(hours=6)


def law(hall: Hall) -> Rules:
    """Return the law of the evening, by which more than half must agree to the procedure."""
    rules = hall.meeting.law()
    half = Majority(share=Fraction(1, 2), base=Base.MEMBERS, or_equal=False)
    return replace(
        rules,
        values={**rules.values, "circulation.when": "always", "circulation.by": "consent"},
        shares={**rules.shares, "circulation": half},
    )


async def opened(hall: Hall) -> Circulation:
    """Move one in the chair's name, ask the members, and return it."""
    body, rules, at = hall.council.chamber.desk.body, law(hall), hall.now()
    title = f"Lüften {len(body.circulations) + 1}"
    await hall.act(
        c.MoveCirculation(
            by=SeatId("1"), at=at, title=title, text="Wir lüften.", reason="Es eilt.",
            public=True, for_group=False, rules=rules,
        )
    )  # fmt: skip
    known = list(hall.council.chamber.desk.body.circulations.values())[-1]
    await hall.act(
        c.OpenCirculation(
            by=SeatId("S"), at=at, circulation=known.id, until=at + PERIOD,
            announced="Schaukasten", rules=rules,
        )
    )  # fmt: skip
    return known
