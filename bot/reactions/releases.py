# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Resolutions made known after all (Bekanntgabe): the room everybody reads is told, and no more
than what was released.
"""

from __future__ import annotations

from typing import assert_never

from bot.domain import events as e
from bot.domain.released import Released
from bot.effects import Effect, Line, Place, Say, Style
from bot.reactions.turn import Turn
from bot.texts import Key

Releasing = e.ReleaseWorded | e.ResolutionReleased | e.ReleaseAnnounced


def releases(turn: Turn, event: Releasing) -> list[Effect]:
    """Return what follows from a step of a release."""
    match event:
        case e.ReleaseWorded(ballot=ballot, title=title, text=text):
            facts = {"ballot": ballot, "meeting": turn.after.title, "title": title}
            quoted = Line("say.quote", {"text": text}, Style.QUOTE)
            return [turn.office(Line("say.release_worded", facts), quoted)]
        case e.ResolutionReleased(released=released):
            lines = released_lines(released)
            # To the session room also during the non-public part, and without a view: it would
            # show widgets the meeting the resolution is of.
            return [Say(place=Place.SESSION, lines=lines), turn.office(lines[0], lines[-1])]
        case e.ReleaseAnnounced():
            return []  # said where the resolution was released
        case _:
            assert_never(event)


def released_lines(released: Released) -> tuple[Line, ...]:
    """Say what was resolved, how, and why everybody may know it now."""
    result = released.result
    facts = {"number": released.number, "decided": released.decided, "title": released.title}
    counts = {"yes": result.yes, "no": result.no, "abstain": result.abstain}
    return (
        Line("say.released", facts, Style.TITLE),
        Line("say.quote", {"text": released.text}, Style.QUOTE),
        Line("say.released_adopted" if result.adopted else "say.released_rejected", counts),
        released_ground(released),
    )


def released_ground(released: Released) -> Line:
    """Say why a resolution was made known."""
    facts = {"number": released.number, "norm": released.norm or Key("word.own_rule")}
    if released.resolved_in:
        return Line("say.released_resolved", {**facts, "meeting": released.resolved_in})
    return Line("say.released_ground", {**facts, "reason": released.reason})
