# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Decisions between meetings: everybody with a vote is asked alone, the result is told to all.

What is to be decided without the public is told in the closed room only. Until the end nobody is
shown how somebody else has voted; then everybody is, so that each can see their own vote counted.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from bot.domain import events as e
from bot.domain.circulated import CirculationEnd, Outcome, VoteByName
from bot.domain.circulating import Circulation
from bot.domain.circulation import voting
from bot.domain.roster import Body
from bot.domain.values import Choice
from bot.effects import Effect, Line, Place, Say, Style, Tell
from bot.texts import Key


def circulated(before: Body, after: Body, event: e.CirculationEvent) -> list[Effect]:
    """Return what follows from an event of a decision between meetings."""
    if isinstance(event, e.CirculationClosed):
        return _closed(after, event.outcome)
    known = after.circulations[event.circulation]
    room = Place.SESSION if known.moved.public else Place.CLOSED
    match event:
        case e.CirculationMoved() | e.CirculationSupported():
            return _moved(before, after, known, room)
        case e.CirculationOpened():
            return _opened(after, known, event, room)
        case e.CirculationAnswered():
            return _answered(after, known, event)
        case e.CirculationRecused(seat=seat, reason=reason):
            facts = {**_facts(after, known), "name": after.seats[seat].name, "reason": reason}
            line = Line("say.circulation_recused", facts)
            return [_say(Place.OFFICE, line), _say(room, line)]
        case e.CirculationReminded():
            return _reminded(after, known, event)
        case e.CirculationWithdrawn(by=by, reason=reason):
            facts = {**_facts(after, known), "name": after.seats[by].name, "reason": reason}
            line = Line("say.circulation_withdrawn", facts, Style.WARNING)
            return [_say(Place.OFFICE, line), _say(room, line)]
        case _:
            assert_never(event)


def outcome_lines(outcome: Outcome, *, names: bool) -> list[Line]:
    """Say how it ended; with ``names``, how everybody has voted."""
    result = outcome.result
    facts: dict[str, object] = {
        "circulation": outcome.circulation,
        "title": outcome.title,
        "end": outcome.end,
        "ended": outcome.ended,
        "agreed": outcome.agreed,
        "agreement": outcome.agreement,
        "norm": outcome.norm or Key("word.own_rule"),
    }
    if result:
        counts = {"yes": result.yes, "no": result.no, "abstain": result.abstain}
        lines = [
            Line("say.circulation_result", {**facts, **counts}, Style.TITLE),
            Line("say.quote", {"text": outcome.text}, Style.QUOTE),
        ]
    else:
        lines = [Line("say.circulation_failed", facts, Style.WARNING)]
    if outcome.agreement:
        lines.append(Line("say.circulation_agreed", facts))
    if names:
        lines += _by_name(outcome.votes)
    lines += [
        Line("say.circulation_objection", {"name": one.name, "reason": one.reason or "–"})
        for one in outcome.objections
    ]
    if outcome.recused:
        lines.append(Line("say.circulation_without", {"names": outcome.recused}))
    if outcome.silent and names:
        lines.append(Line("say.circulation_silent", {"names": outcome.silent}, Style.SMALL))
    return lines


def _by_name(votes: Iterable[VoteByName]) -> list[Line]:
    named = {choice: tuple(v.name for v in votes if v.choice is choice) for choice in Choice}
    return [
        Line("say.circulation_votes", {"choice": choice, "names": names}, Style.ITEM)
        for choice, names in named.items()
        if names
    ]


def _say(place: Place, *lines: Line) -> Say:
    return Say(place=place, lines=lines)


def _facts(body: Body, known: Circulation) -> dict[str, object]:
    moved = known.moved
    return {
        "circulation": known.id,
        "title": moved.title,
        "by": moved.group or body.seats[moved.by].name if moved.by in body.seats else moved.group,
        "reason": moved.reason or "–",
        "signed": len(known.signed),
        "needed": moved.needed,
        "norm": moved.norm or Key("word.own_rule"),
    }


def _moved(before: Body, after: Body, known: Circulation, room: Place) -> list[Effect]:
    """Show the motion, and to the office once enough have moved it."""
    facts, was = _facts(after, known), before.circulations.get(known.id)
    key = "say.circulation_supported" if was else "say.circulation_moved"
    lines = [Line(key, facts)]
    if not was:
        lines.append(Line("say.quote", {"text": known.moved.text}, Style.QUOTE))
    if not known.supported:
        lines.append(Line("say.circulation_support", facts, Style.SMALL))
    told: list[Effect] = [_say(room, *lines)]
    if known.supported and not (was and was.supported):
        told.append(_say(Place.OFFICE, Line("say.circulation_ready", facts, Style.WARNING)))
    return told


def _opened(
    after: Body, known: Circulation, event: e.CirculationOpened, room: Place
) -> list[Effect]:
    facts = {
        **_facts(after, known),
        "until": event.until,
        "agreement": event.agreement,
        "members": len(event.voters),
        "announced": event.announced,
        "norm": event.norm or Key("word.own_rule"),
    }
    asked = (
        Line("say.circulation_opened", facts, Style.TITLE),
        Line("say.quote", {"text": known.moved.text}, Style.QUOTE),
    )
    how = "say.circulation_how" if event.agreement else "say.circulation_how_silence"
    public = [Line("say.circulation_announced", facts, Style.SMALL)] if event.announced else []
    return [
        _say(room, *asked, *public),
        *(Tell(user=None, seat=seat, lines=(*asked, Line(how, facts))) for seat in event.voters),
    ]


def _answered(after: Body, known: Circulation, event: e.CirculationAnswered) -> list[Effect]:
    """Tell the member what stands for them, and the office how many have answered."""
    reply = event.reply
    facts = {
        **_facts(after, known),
        "choice": reply.choice or Key("word.no_vote_yet"),
        "agrees": Key("word.agrees" if reply.agrees else "word.objects"),
        "proof": reply.proof,
        "answered": len(known.replies),
        "members": len(voting(after, known)),
        "name": after.seats[reply.seat].name,
        "reason": reply.reason or "–",
    }
    key = "say.circulation_entered" if reply.entered_by else "say.circulation_answered"
    lines = [Line("say.circulation_progress", facts)]
    if not reply.agrees:
        lines.append(Line("say.circulation_objection", facts))
    return [
        Tell(user=None, seat=reply.seat, lines=(Line(key, facts),)),
        _say(Place.OFFICE, *lines),
    ]


def _reminded(after: Body, known: Circulation, event: e.CirculationReminded) -> list[Effect]:
    """Remind each alone of their own vote, and tell the office alone whose are missing."""
    facts = {**_facts(after, known), "until": event.until}
    names = tuple(after.seats[seat].name for seat in event.seats)
    asks = Line("say.circulation_reminder", facts, Style.WARNING)
    told = Line("say.circulation_missing", {**facts, "names": names}, Style.WARNING)
    return [
        *(Tell(user=None, seat=seat, lines=(asks,)) for seat in event.seats),
        _say(Place.OFFICE, told),
    ]


def _closed(after: Body, outcome: Outcome) -> list[Effect]:
    room = Place.SESSION if outcome.public else Place.CLOSED
    lines = outcome_lines(outcome, names=True)
    failed = outcome.end in (CirculationEnd.NOT_AGREED, CirculationEnd.OBJECTED)
    more = [Line("say.circulation_to_meeting", {"circulation": outcome.circulation})]
    return [_say(room, *lines), _say(Place.OFFICE, *lines, *(more if failed else []))]
