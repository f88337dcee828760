# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The opening of a meeting: what was stated is said where business is done, gaps to the office."""

from __future__ import annotations

from typing import assert_never

from bot.domain import events as e
from bot.domain.convoked import OpeningStep, Publication
from bot.domain.meeting import Meeting
from bot.domain.opening import faults, remaining
from bot.effects import Effect, Line, Place, Style
from bot.reactions.turn import Turn
from bot.texts import Key


def opening(turn: Turn, event: e.OpeningEvent) -> list[Effect]:
    """Return what follows from a step of the opening."""
    match event:
        case e.PublicationProven(publication=publication):
            return [turn.office(published_line(publication)), *_shown(turn, publication)]
        case e.ConvocationStated():
            return [turn.say(*_convocation(turn, event))]
        case e.AgendaSettled():
            return [turn.say(Line("say.agenda_settled"))]
        case e.OpeningStepSkipped(step=step, reason=reason):
            return [turn.say(Line("say.opening_skipped", {"step": step, "reason": reason}))]
        case _:
            assert_never(event)


def _shown(turn: Turn, publication: Publication) -> list[Effect]:
    """Tell the body where the notice is, so that pages show the proof; not who put it up."""
    if turn.view(Place.SESSION)["opening"] is None:
        return []
    facts = {
        "medium": publication.medium,
        "where": publication.where,
        "since": publication.since,
    }
    line = Line("say.notice_proven", facts, Style.SMALL)
    return [turn.say(line, place=Place.SESSION)]


def _convocation(turn: Turn, event: e.ConvocationStated) -> list[Line]:
    facts = {"norm": turn.norm(event.norm)}
    if not event.faults:
        return [Line("say.convocation_stated", facts)]
    return [
        Line("say.convocation_stated_all_the_same", {**facts, "note": event.note}),
        Line("say.convocation_faults", {"faults": event.faults}, Style.SMALL),
    ]


def published_line(publication: Publication) -> Line:
    """Say where the notice was published, and whether that kept period and medium."""
    facts = {
        "medium": publication.medium,
        "where": publication.where,
        "since": publication.since,
        "until": publication.until,
        "by": publication.by,
        "latest": publication.latest,
        "norm": publication.norm or Key("word.own_rule"),
        "flaws": publication.flaws,
    }
    if publication.flaws:
        return Line("say.published_flawed", facts, Style.WARNING)
    return Line("say.published_until" if publication.until else "say.published", facts)


def at_opening(turn: Turn) -> list[Effect]:
    """Tell the office at the opening what proves the notice, and what is held against it."""
    meeting = turn.after
    if "public.notice" not in meeting.law().sources:
        return []
    lines = [published_line(one) for one in meeting.published]
    lines = lines or [Line("say.unpublished", style=Style.WARNING)]
    return [turn.office(*lines)]


def before_first_item(turn: Turn) -> list[Effect]:
    """Tell the office which steps were passed over when the first item was called."""
    before = turn.before
    if not isinstance(turn.event, e.ItemCalled) or before.done or before.postponed:
        return []
    # Whether earlier minutes wait to be approved, the meeting itself does not know.
    left = tuple(step for step in remaining(before) if step is not OpeningStep.MINUTES)
    if not left:
        return []
    return [turn.office(Line("say.opening_left", {"steps": left}, Style.SMALL))]


def after_roll_call(turn: Turn) -> list[Effect]:
    """Tell the office what is held against a convocation that has to be stated before a vote."""
    meeting: Meeting = turn.after
    known = faults(meeting)
    if not meeting.law().flag("opening.convocation") or not known:
        return []
    if meeting.opening.convocation is not None:
        return []
    return [turn.office(Line("say.convocation_faulty", {"faults": known}, Style.WARNING))]
