# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Measures to keep order as the room hears them."""

from __future__ import annotations

from typing import assert_never

from bot.domain import events as e
from bot.domain.measures import CALLS
from bot.effects import Effect, Line, Style
from bot.reactions.turn import Turn


def kept(turn: Turn, event: e.OrderEvent) -> list[Effect]:
    """Say what was done to whom and why; that one may object, where the rules know that."""
    known = turn.after.measures[event.measure]
    facts = {"measure": known.id, "name": turn.name(known.seat), "reason": known.reason}
    match event:
        case e.OrderMeasureTaken(step=step):
            style = Style.TEXT if step in CALLS else Style.WARNING
            lines = [Line(f"say.order_step_{step}", facts, style)]
            if turn.after.law().flag("order.objection"):
                lines.append(Line("say.order_step_objectable", facts, Style.SMALL))
            return [turn.say(*lines)]
        case e.OrderMeasureObjected():
            return [turn.say(Line("say.order_step_objected", facts))]
        case e.OrderMeasureLifted():
            return [turn.say(Line("say.order_step_lifted", facts))]
        case _:
            assert_never(event)
