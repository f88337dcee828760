# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Minutes: draft, signatures, approval."""

from __future__ import annotations

from typing import assert_never

from bot.domain import events as e
from bot.effects import Effect, Line, Paper, Place, Publish, Say
from bot.reactions.turn import Turn


def minutes(
    turn: Turn, event: e.MinutesDrafted | e.MinutesSigned | e.MinutesApproved
) -> list[Effect]:
    facts = {"title": turn.after.title, "version": event.version}
    match event:
        case e.MinutesDrafted():
            return [
                *_papers(turn, Paper.DRAFT, Place.OFFICE),
                turn.office(Line("say.minutes_drafted", facts)),
            ]
        case e.MinutesSigned():
            signed = {**facts, "name": turn.name(event.seat)}
            both = len(turn.after.minutes.signed) > 1
            following = [Line("say.minutes_signed_both")] if both else []
            return [turn.office(Line("say.minutes_signed", signed), *following)]
        case e.MinutesApproved():
            # No view: it would show the earlier meeting to widgets that show the present one.
            told = Say(place=Place.SESSION, lines=(Line("say.minutes_approved", facts),))
            return [told, *_papers(turn, Paper.MINUTES, Place.SESSION)]
        case _:
            assert_never(event)


def _papers(turn: Turn, paper: Paper, place: Place) -> list[Effect]:
    """Return the public document and, if there was a non-public part, its own, for the office."""
    papers: list[Effect] = [Publish(place=place, paper=paper, through=turn.seq)]
    if turn.after.non_public_held:
        papers.append(Publish(place=Place.OFFICE, paper=paper, through=turn.seq, public=False))
    return papers
