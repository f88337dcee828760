# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Procedural motions as the room hears them: raised, spoken to, ended, carried out."""

from __future__ import annotations

from typing import assert_never

from bot.domain import events as e
from bot.domain.debating import Procedural, ProceduralEnd, ProceduralKind
from bot.domain.procedural import in_order, share_needed, wording
from bot.effects import Effect, Line, Style
from bot.reactions.turn import Turn

BY_VOTE = (ProceduralEnd.ADOPTED, ProceduralEnd.REJECTED)
"""Ends the result of the vote has told already."""


def motion(turn: Turn, event: e.ProceduralEvent) -> list[Effect]:
    known = turn.after.procedural[event.motion]
    facts = {"motion": known.id, "text": wording(turn.after, known)}
    match event:
        case e.ProceduralRaised(by=by):
            raised = Line("say.procedural_raised", {**facts, "name": turn.name(by)}, Style.TITLE)
            return [turn.say(raised, *_next(turn, known))]
        case e.ProceduralSpoken(seat=seat, against=against):
            key = "say.procedural_against" if against else "say.procedural_for"
            return [turn.say(Line(key, {**facts, "name": turn.name(seat)}))]
        case e.ProceduralSupported(seat=seat):
            told = Line("say.procedural_supported", {**facts, "name": turn.name(seat)})
            return [turn.say(told, *_support(turn, known))]
        case e.ProceduralEnded(end=end, reason=reason):
            if end in BY_VOTE:
                return []
            ended = {**facts, "reason": turn.norm(reason)}
            return [turn.say(Line(f"say.procedural_{end}", ended))]
        case _:
            assert_never(event)


def resolved(
    turn: Turn,
    event: e.SpeakersListClosed | e.DebateClosed | e.VoteModeResolved | e.ItemsPostponed,
) -> list[Effect]:
    """Say what holds for the item, or the items, from now on."""
    if isinstance(event, e.ItemsPostponed):
        numbers = {"numbers": tuple(map(turn.number, event.items))}
        return [turn.say(Line("say.items_postponed", numbers))]
    number = {"number": turn.number(event.item)}
    match event:
        case e.SpeakersListClosed():
            return [turn.say(Line("say.list_closed", number))]
        case e.DebateClosed():
            return [turn.say(Line("say.debate_closed", number))]
        case e.VoteModeResolved(mode=mode):
            return [turn.say(Line("say.vote_mode_resolved", {**number, "mode": mode}))]
        case _:
            assert_never(event)


def _next(turn: Turn, known: Procedural) -> list[Line]:
    """Say who is to be heard now, and what comes first where several wait."""
    first = in_order(turn.after)
    lines = _support(turn, known)
    if not lines:
        lines.append(Line("say.procedural_how", {"motion": known.id}, Style.SMALL))
    if known.kind is ProceduralKind.EXCLUDE_PUBLIC and not turn.after.non_public:
        lines.append(Line("say.procedural_non_public", style=Style.SMALL))
    if len(first) > 1:
        order = tuple(waiting.id for waiting in first)
        lines.append(Line("say.procedural_order", {"order": order}, Style.SMALL))
    return lines


def _support(turn: Turn, known: Procedural) -> list[Line]:
    """Say how many still have to join in, where so many may demand it."""
    needed = share_needed(turn.after, known)
    if needed is None or len(known.supporters) >= needed:
        return []
    facts = {"motion": known.id, "supporters": len(known.supporters), "needed": needed}
    return [Line("say.procedural_support", facts, Style.SMALL)]
