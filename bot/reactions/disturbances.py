# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A disturbance as everybody hears of it: reported, decided on, mended."""

from __future__ import annotations

from typing import assert_never

from bot.domain import events as e
from bot.effects import Effect, Line, Style
from bot.reactions.turn import Turn


def disturbed(turn: Turn, event: e.DisturbanceEvent) -> list[Effect]:
    known = turn.after.disturbances[event.disturbance]
    facts = {"disturbance": known.id, "name": turn.name(known.seat), "at": turn.at}
    match event:
        case e.DisturbanceReported(what=what):
            line = Line("say.disturbance", {**facts, "what": what}, Style.WARNING)
            return [turn.say(line), turn.office(line, Line("say.disturbance_next", facts))]
        case e.DisturbanceJudged(sphere=sphere, reason=reason):
            judged = {**facts, "reason": reason}
            return [turn.say(Line(f"say.disturbance_{sphere}", judged))]
        case e.DisturbanceEnded(to_repeat=ballots):
            lines = [Line("say.disturbance_over", facts)]
            if ballots:
                repeat = {
                    "ballots": ballots,
                    "norm": turn.norm(turn.after.law().norm("disturbance")),
                }
                lines.append(Line("say.disturbance_repeat", repeat, Style.WARNING))
            return [turn.say(*lines)]
        case _:
            assert_never(event)
