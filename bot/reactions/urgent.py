# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What follows from urgent decisions (Eilentscheidung): the members are told at once, and why."""

from __future__ import annotations

from typing import assert_never

from bot.domain import events as e
from bot.domain.roster import Body
from bot.domain.urgent import UrgentDecision
from bot.effects import Effect, Line, Paper, Place, Publish, Say, Style
from bot.texts import Key


def urgent(body: Body, event: e.UrgentEvent, seq: int) -> list[Effect]:
    """Return what follows from entry ``seq`` of the body's stream."""
    match event:
        case e.UrgentDecisionTaken():
            return taken(event)
        case e.UrgentExtractIssued(decision=decision, number=number):
            line = Line("say.urgent_extract_issued", {"number": number})
            paper = Publish(
                place=Place.OFFICE,
                paper=Paper.EXTRACT,
                through=seq,
                public=body.urgent[decision].public,
                decision=decision,
            )
            return [Say(place=Place.OFFICE, lines=(line,)), paper]
        case _:
            assert_never(event)


def taken(event: e.UrgentDecisionTaken) -> list[Effect]:
    """Tell every member entitled to know, and the office what comes next."""
    decision = event.decision
    lines = tuple(decision_lines(decision))
    room = Place.SESSION if decision.public else Place.CLOSED
    next_ = Line(f"say.urgent_{decision.afterwards}", {"decision": decision.id}, Style.SMALL)
    return [
        Say(place=room, lines=(*lines, next_)),
        Say(place=Place.OFFICE, lines=(*lines, next_)),
    ]


def decision_lines(decision: UrgentDecision) -> list[Line]:
    """Read out what was decided, by whom, and why it could not wait."""
    facts: dict[str, object] = {
        "decision": decision.id,
        "title": decision.title,
        "name": decision.by,
        "decided": decision.decided,
        "reason": decision.reason,
        "norm": decision.norm or Key("word.own_rule"),
    }
    lines = [
        Line("say.urgent_decision", facts, Style.TITLE),
        Line("say.quote", {"text": decision.text}, Style.QUOTE),
        Line("say.urgent_reason", facts),
    ]
    if decision.agreed:
        lines.append(Line("say.urgent_agreed", {"names": decision.agreed}, Style.SMALL))
    return lines
