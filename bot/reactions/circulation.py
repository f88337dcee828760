# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Decisions between meetings: everybody with a vote is asked alone, the result is told to all.

What is to be decided without the public is told in the closed room only. Until the end nobody is
shown how somebody else has voted; then everybody is, so that each can see their own vote counted.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import assert_never

from bot.domain import events as e
from bot.domain.circulated import CirculationEnd, Outcome, VoteByName
from bot.domain.circulating import Circulation
from bot.domain.circulation import voting
from bot.domain.ids import CirculationId
from bot.domain.roster import Body
from bot.domain.values import Choice
from bot.effects import Effect, Line, Paper, Place, Publish, Revise, Say, Style, Tell
from bot.reactions.releases import released_lines, worded_lines
from bot.texts import Key
from bot.views import View, circulations


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The body after entry ``seq`` of its stream, and the room its members are told in."""

    body: Body
    seq: int
    hash: str
    public: bool

    @property
    def room(self) -> Place:
        return Place.SESSION if self.public else Place.CLOSED

    def view(self) -> View:
        """Return the view for that room: what else is told there."""
        return circulations(
            self.body,
            seq=self.seq,
            head=self.hash,
            shown=lambda one: one.moved.public == self.public,
        )

    def say(self, *lines: Line, slot: str = "") -> Say:
        return Say(place=self.room, lines=lines, slot=slot, circulations=self.view())


def circulated(
    before: Body, after: Body, event: e.CirculationEvent, *, seq: int, hash: str
) -> list[Effect]:
    """Return what follows from an event of a decision between meetings: entry ``seq``."""
    known = after.circulations[_named(event)]
    told = Told(body=after, seq=seq, hash=hash, public=known.moved.public)
    match event:
        case e.CirculationMoved() | e.CirculationSupported():
            return _moved(before, told, known)
        case e.CirculationOpened():
            return _opened(told, known, event)
        case e.CirculationAnswered():
            return _answered(told, known, event)
        case e.CirculationRecused(seat=seat, reason=reason):
            facts = {**_facts(after, known), "name": after.seats[seat].name, "reason": reason}
            line = Line("say.circulation_recused", facts)
            return [_office(line), told.say(line)]
        case e.CirculationReminded():
            return _reminded(after, known, event)
        case e.CirculationClosed(outcome=outcome):
            return _closed(told, outcome)
        case e.CirculationReleaseWorded(title=title, text=text):
            return [_office(*worded_lines(known.id, known.moved.title, title, text))]
        case e.CirculationReleased(released=released):
            lines = released_lines(released)
            return [Say(place=Place.SESSION, lines=lines), _office(lines[0], lines[-1])]
        case e.CirculationExtractIssued(number=number):
            facts = {**_facts(after, known), "number": number}
            paper = Publish(
                place=Place.OFFICE,
                paper=Paper.EXTRACT,
                through=seq,
                public=known.moved.public,
                circulation=known.id,
            )
            return [_office(Line("say.circulation_extract_issued", facts)), paper]
        case e.CirculationWithdrawn(by=by, reason=reason):
            facts = {**_facts(after, known), "name": after.seats[by].name, "reason": reason}
            line = Line("say.circulation_withdrawn", facts, Style.WARNING)
            return [_office(line), told.say(line)]
        case _:
            assert_never(event)


def _named(event: e.CirculationEvent) -> CirculationId:
    if isinstance(event, e.CirculationClosed):
        return event.outcome.circulation
    return event.circulation


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


def _office(*lines: Line) -> Say:
    return Say(place=Place.OFFICE, lines=lines)


def _slot(known: Circulation) -> str:
    """Name the message that asks, which is edited with every answer."""
    return f"circulation/{known.id}"


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


def _moved(before: Body, told: Told, known: Circulation) -> list[Effect]:
    """Show the motion, and to the office once enough have moved it."""
    facts, was = _facts(told.body, known), before.circulations.get(known.id)
    signed = (
        "say.circulation_supported" if known.moved.needed else "say.circulation_support_not_needed"
    )
    key = signed if was else "say.circulation_moved"
    lines = [Line(key, facts)]
    if not was:
        lines.append(Line("say.quote", {"text": known.moved.text}, Style.QUOTE))
    if not known.supported:
        lines.append(Line("say.circulation_support", facts, Style.SMALL))
    said: list[Effect] = [told.say(*lines)]
    if known.supported and not (was and was.supported):
        said.append(_office(Line("say.circulation_ready", facts, Style.WARNING)))
    return said


def _opened(told: Told, known: Circulation, event: e.CirculationOpened) -> list[Effect]:
    facts = _asking(told, known, event)
    asked = _question(facts, known)
    how = "say.circulation_how" if event.agreement else "say.circulation_how_silence"
    return [
        told.say(*asked, *_announced(facts, event), slot=_slot(known)),
        *(Tell(user=None, seat=seat, lines=(*asked, Line(how, facts))) for seat in event.voters),
    ]


def _asking(told: Told, known: Circulation, event: e.CirculationOpened) -> dict[str, object]:
    return {
        **_facts(told.body, known),
        "until": event.until,
        "agreement": event.agreement,
        "members": len(event.voters),
        "announced": event.announced,
        "norm": event.norm or Key("word.own_rule"),
    }


def _question(facts: dict[str, object], known: Circulation) -> tuple[Line, ...]:
    return (
        Line("say.circulation_opened", facts, Style.TITLE),
        Line("say.quote", {"text": known.moved.text}, Style.QUOTE),
    )


def _announced(facts: dict[str, object], event: e.CirculationOpened) -> tuple[Line, ...]:
    return (Line("say.circulation_announced", facts, Style.SMALL),) if event.announced else ()


def _answered(told: Told, known: Circulation, event: e.CirculationAnswered) -> list[Effect]:
    """Tell the member what stands for them, the office and the room how many have answered."""
    reply, after = event.reply, told.body
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
    progress = Line("say.circulation_progress", facts)
    objection = () if reply.agrees else (Line("say.circulation_objection", facts),)
    return [
        Tell(user=None, seat=reply.seat, lines=(Line(key, facts),)),
        _office(progress, *objection),
        *_recounted(told, known, progress),
    ]


def _reminded(after: Body, known: Circulation, event: e.CirculationReminded) -> list[Effect]:
    """Remind each alone of their own vote, and tell the office alone whose are missing."""
    facts = {**_facts(after, known), "until": event.until}
    names = tuple(after.seats[seat].name for seat in event.seats)
    asks = Line("say.circulation_reminder", facts, Style.WARNING)
    told = Line("say.circulation_missing", {**facts, "names": names}, Style.WARNING)
    return [
        *(Tell(user=None, seat=seat, lines=(asks,)) for seat in event.seats),
        _office(told),
    ]


def _recounted(told: Told, known: Circulation, progress: Line) -> list[Effect]:
    """Return the edit of the message that asks: how many have answered, not what."""
    if known.asked is None:
        return []
    facts = _asking(told, known, known.asked)
    lines = (*_question(facts, known), *_announced(facts, known.asked), progress)
    return [Revise(place=told.room, slot=_slot(known), lines=lines, circulations=told.view())]


def _closed(told: Told, outcome: Outcome) -> list[Effect]:
    lines = outcome_lines(outcome, names=True)
    failed = outcome.end in (CirculationEnd.NOT_AGREED, CirculationEnd.OBJECTED)
    more = [Line("say.circulation_to_meeting", {"circulation": outcome.circulation})]
    return [told.say(*lines), _office(*lines, *(more if failed else []))]
