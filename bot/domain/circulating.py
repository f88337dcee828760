# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is known of the circulation procedures of a body, and their fold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import assert_never

from bot.domain import events as e
from bot.domain.circulated import CirculationEnd, Outcome, Reply
from bot.domain.ids import CirculationId, SeatId
from bot.domain.released import Released, Wording


@dataclass(frozen=True, slots=True, kw_only=True)
class Circulation:
    """One procedure; ``asked`` is None until the members are."""

    moved: e.CirculationMoved
    signed: tuple[SeatId, ...]
    asked: e.CirculationOpened | None = None
    replies: Mapping[SeatId, Reply] = field(default_factory=dict)
    recused: tuple[SeatId, ...] = ()
    reminded: bool = False
    end: CirculationEnd | None = None
    outcome: Outcome | None = None
    """None while it runs, and if it was withdrawn."""
    worded: Wording | None = None
    """What the public is to be told in place of its own words."""
    released: Released | None = None
    """What the public was told, if it was decided without it and made known since."""
    extract: str = ""
    """Number under which an extract was issued last; empty if none was."""

    @property
    def id(self) -> CirculationId:
        return self.moved.circulation

    @property
    def supported(self) -> bool:
        """Whether enough have moved it for the members to be asked."""
        return len(self.signed) >= self.moved.needed


Circulations = Mapping[CirculationId, Circulation]


def evolve(known: Circulations, event: e.CirculationEvent) -> Circulations:
    """Return the procedures after ``event``."""
    if isinstance(event, e.CirculationMoved):
        return {**known, event.circulation: Circulation(moved=event, signed=(event.by,))}
    one = event.outcome.circulation if isinstance(event, e.CirculationClosed) else event.circulation
    return {**known, one: after(known[one], event)}


def after(known: Circulation, event: e.CirculationStep) -> Circulation:
    """Return one procedure after ``event``."""
    match event:
        case e.CirculationSupported(by=by):
            return replace(known, signed=(*known.signed, by))
        case e.CirculationOpened():
            return replace(known, asked=event)
        case e.CirculationAnswered(reply=reply):
            return replace(known, replies={**known.replies, reply.seat: reply})
        case e.CirculationRecused(seat=seat):
            left = {other: reply for other, reply in known.replies.items() if other != seat}
            return replace(known, replies=left, recused=(*known.recused, seat))
        case e.CirculationReminded():
            return replace(known, reminded=True)
        case e.CirculationClosed(outcome=outcome):
            return replace(known, end=outcome.end, outcome=outcome)
        case e.CirculationWithdrawn():
            return replace(known, end=CirculationEnd.WITHDRAWN)
        case e.CirculationReleaseWorded(title=title, text=text):
            return replace(known, worded=Wording(title=title, text=text))
        case e.CirculationReleased(released=released):
            return replace(known, released=released)
        case e.CirculationExtractIssued(number=number):
            return replace(known, extract=number)
        case _:
            assert_never(event)
