# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The floor, the chair's steps in the conference, and lines that break."""

from __future__ import annotations

from bot.domain import events as e
from bot.domain.concerned import concerned_by
from bot.domain.values import Link, Step
from bot.effects import Effect, Line, Steer, Style
from bot.reactions.turn import Turn

ANNOUNCED = frozenset({Step.END, Step.OPEN})
"""Steps everybody hears of; the others concern one person, and the office."""
AT_ONCE = frozenset({Step.MUTE, Step.MUTE_OTHERS, Step.END})
"""Steps that are done once; the others change rights, which follow from the state."""


def floor(turn: Turn, event: e.FloorGiven | e.FloorTaken) -> list[Effect]:
    """Say whose turn it is: also for those who sit in the hall."""
    key = "say.floor_given" if isinstance(event, e.FloorGiven) else "say.floor_taken"
    return [turn.say(Line(key, {"name": turn.name(event.seat)}))]


def led(turn: Turn, event: e.ConferenceLed) -> list[Effect]:
    """Do the step, and say so."""
    line = Line(f"say.conference_{event.step}", {"name": turn.name(event.seat)})
    told = turn.say(line) if event.step in ANNOUNCED else turn.office(line)
    if event.step not in AT_ONCE:
        return [*_silenced(turn), told]
    return [Steer(step=event.step, seat=event.seat), told]


def _silenced(turn: Turn) -> list[Effect]:
    """Who is removed has the floor no longer, and everybody is to know it."""
    lost = set(turn.before.floor) - set(turn.after.floor)
    return [turn.say(Line("say.floor_taken", {"name": turn.name(seat)})) for seat in sorted(lost)]


def linked(turn: Turn, event: e.ConferenceLinked) -> list[Effect]:
    """Warn chair and clerk when a vote is open and one who may vote is cut off, or is back."""
    ballot = turn.after.open_ballot()
    if ballot is None or event.seat not in turn.after.entitled(concerned_by(turn.after, ballot)):
        return []
    before = turn.before.links.get(event.seat)
    was_lost = before is not None and before.link is Link.LOST
    facts = {"name": turn.name(event.seat), "ballot": ballot.id, "at": turn.at}
    if event.link is Link.LOST:
        return [turn.office(Line("say.link_lost", facts, Style.WARNING))]
    if event.link is Link.CONNECTED and was_lost:
        return [turn.office(Line("say.link_back", facts))]
    return []
