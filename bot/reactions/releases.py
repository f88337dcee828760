# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Resolutions made known after all (Bekanntgabe): the room everybody reads is told, and no more
than what was released.
"""

from __future__ import annotations

from typing import assert_never

from bot.domain import events as e
from bot.domain.released import Elected, Released
from bot.effects import Effect, Line, Place, Say, Style
from bot.reactions.turn import Turn
from bot.texts import Key
from bot.views import released as shown

Releasing = (
    e.ReleaseWorded
    | e.ResolutionReleased
    | e.ElectionReleaseWorded
    | e.ElectionReleased
    | e.ReleaseAnnounced
)


def releases(turn: Turn, event: Releasing) -> list[Effect]:
    """Return what follows from a step of a release."""
    match event:
        case e.ReleaseWorded(ballot=ballot, title=title, text=text):
            return [turn.office(*worded_lines(ballot, turn.after.title, title, text))]
        case e.ElectionReleaseWorded(election=election, title=title, text=text):
            return [turn.office(*worded_lines(election, turn.after.title, title, text))]
        case e.ResolutionReleased(released=released) | e.ElectionReleased(released=released):
            lines = released_lines(released)
            # To the session room also during the non-public part, and without a view: it would
            # show widgets the meeting the resolution is of.
            public = Say(place=Place.SESSION, lines=lines, released=shown(released))
            return [public, turn.office(lines[0], lines[-1])]
        case e.ReleaseAnnounced():
            return []  # said where the resolution was released
        case _:
            assert_never(event)


def worded_lines(what: str, where: str, title: str, text: str) -> tuple[Line, Line]:
    """Say what the public is to be told once it is told."""
    facts = {"ballot": what, "meeting": where, "title": title}
    return Line("say.release_worded", facts), Line("say.quote", {"text": text}, Style.QUOTE)


def released_lines(released: Released) -> tuple[Line, ...]:
    """Say what was decided, how, and why everybody may know it now."""
    facts = {"number": released.number, "decided": released.decided, "title": released.title}
    lines = [Line("say.released", facts, Style.TITLE)]
    if released.text:
        lines.append(Line("say.quote", {"text": released.text}, Style.QUOTE))
    if result := released.result:
        counts = {"yes": result.yes, "no": result.no, "abstain": result.abstain}
        key = "say.released_adopted" if result.adopted else "say.released_rejected"
        lines.append(Line(key, counts))
    if released.elected:
        lines += _elected(released.elected)
    return (*lines, released_ground(released))


def _elected(known: Elected) -> list[Line]:
    """Say who was elected, and what the tellers found in the round that decided it."""
    lines = [Line("say.released_elected", {"office": known.office, "elected": known.elected})]
    if known.count:
        lines += [
            Line("say.released_papers", {"name": each.candidate, "papers": each.papers}, Style.ITEM)
            for each in known.count.votes
        ]
        count = known.count
        others = {"no": count.against, "blank": count.abstain, "invalid": count.invalid}
        lines.append(Line("say.released_other_papers", {**others, "issued": count.issued}))
    return lines


def released_ground(released: Released) -> Line:
    """Say why a resolution was made known."""
    facts = {"number": released.number, "norm": released.norm or Key("word.own_rule")}
    if released.resolved_in:
        return Line("say.released_resolved", {**facts, "meeting": released.resolved_in})
    return Line("say.released_ground", {**facts, "reason": released.reason})
