# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The course of the meeting: items, motions, the public, statements."""

from __future__ import annotations

from bot.domain import events as e
from bot.domain.ids import SeatId
from bot.effects import Admit, Effect, Exclude, Line, Place, RotateKeys, ShareKeys, Style
from bot.reactions.turn import Turn

Course = e.MeetingOpened | e.ChairTaken | e.MeetingInterrupted | e.MeetingResumed


def course(turn: Turn, event: Course) -> list[Effect]:
    match event:
        case e.MeetingOpened(chair=chair):
            facts = {"title": turn.after.title, "name": turn.name(chair), "at": turn.at}
            lines = [Line("say.opened", facts, Style.TITLE)]
            if turn.after.notice and turn.after.notice.urgent:
                lines.append(Line("say.urgency_needed", style=Style.WARNING))
            return [turn.say(*lines)]
        case e.ChairTaken(chair=chair):
            return [turn.say(Line("say.chair_taken", {"name": turn.name(chair), "at": turn.at}))]
        case e.MeetingInterrupted(reason=reason):
            return [turn.say(Line("say.interrupted", {"reason": reason, "at": turn.at}))]
        case e.MeetingResumed():
            return [turn.say(Line("say.resumed", {"at": turn.at}))]


def closed(turn: Turn, event: e.MeetingClosed) -> list[Effect]:
    lines = [Line("say.closed", {"title": turn.after.title, "at": turn.at}, Style.TITLE)]
    if event.open_items:
        numbers = tuple(turn.number(item) for item in event.open_items)
        lines.append(Line("say.items_left", {"numbers": numbers}))
    lines.append(Line("say.closed_head", {"seq": turn.seq, "head": turn.hash[:16]}, Style.SMALL))
    told: list[Effect] = [turn.say(*lines), turn.office(Line("say.closed_next"))]
    return [*told, *_empty_closed_room(turn)] if turn.before.non_public else told


def item(turn: Turn, event: e.ItemCalled | e.ItemClosed) -> list[Effect]:
    facts = {"number": turn.number(event.item), "title": turn.title(event.item)}
    recused = [seat for seat, on in turn.after.recusals if on == event.item]
    if isinstance(event, e.ItemCalled):
        out: list[Effect] = []
        if turn.after.non_public:
            reason = Line("say.out_recused", {"name": "", **facts})
            out = [
                Exclude(place=Place.CLOSED, user=None, seat=seat, reason=reason)
                for seat in sorted(recused)
            ]
        lines = [Line("say.item_called", facts, Style.TITLE)]
        if recused:
            lines.append(Line("say.recused_now", {"names": turn.names(sorted(recused))}))
        return [*out, turn.say(*lines)]
    key = "say.item_closed_note" if event.note else "say.item_closed"
    told = turn.with_quorum(Line(key, {**facts, "note": event.note}))
    back: list[Effect] = []
    if turn.after.non_public:
        back = [
            Admit(place=Place.CLOSED, user=None, seat=seat)
            for seat in sorted(recused)
            if turn.after.may_follow(seat)
        ]
    return [*told, *back]


def motion(
    turn: Turn, event: e.MotionMoved | e.AmendmentMoved | e.AmendmentsOrdered
) -> list[Effect]:
    match event:
        case e.MotionMoved():
            facts = {"motion": event.motion, "name": turn.name(event.by)}
            return [turn.say(Line("say.motion", facts, Style.TITLE), quote(event.text))]
        case e.AmendmentMoved(replaces=""):
            return [turn.say(_amendment(turn, event), quote(event.text))]
        case e.AmendmentMoved():
            return [
                turn.say(
                    _amendment(turn, event),
                    Line("say.replaces", style=Style.SMALL),
                    quote(event.replaces),
                    Line("say.replaced_by", style=Style.SMALL),
                    quote(event.text or "–"),
                )
            ]
        case e.AmendmentsOrdered():
            ordered = {"motion": event.motion, "order": event.order}
            return [turn.say(Line("say.amendments_ordered", ordered))]


def wording(turn: Turn, event: e.MotionWithdrawn | e.MotionConsolidated) -> list[Effect]:
    if isinstance(event, e.MotionWithdrawn):
        facts = {"motion": event.motion, "name": turn.name(event.by)}
        return [turn.say(Line("say.motion_withdrawn", facts))]
    return [
        turn.say(Line("say.consolidated", {"motion": event.motion}, Style.TITLE), quote(event.text))
    ]


def public(turn: Turn, event: e.PublicExcluded | e.PublicRestored) -> list[Effect]:
    """Move business between the rooms; who leaves the closed room cannot read on."""
    if isinstance(event, e.PublicRestored):
        line = Line("say.public_restored", {"at": turn.at}, Style.TITLE)
        return [turn.say(line, place=Place.SESSION), *_empty_closed_room(turn)]
    line = Line("say.public_excluded", {"at": turn.at}, Style.TITLE)
    admitted: list[Effect] = [
        Admit(place=Place.CLOSED, user=None, seat=seat)
        for seat in turn.after.seats
        if turn.after.may_follow(seat)
    ]
    return [
        turn.say(line, Line("say.public_excluded_where"), place=Place.SESSION),
        *admitted,
        RotateKeys(place=Place.CLOSED),
        ShareKeys(place=Place.CLOSED),
        turn.say(line, place=Place.CLOSED),
    ]


def statement(turn: Turn, event: e.StatementRecorded) -> list[Effect]:
    return [turn.say(Line("say.statement", {"name": turn.name(event.seat)}), quote(event.text))]


def quote(text: str) -> Line:
    """Return a person's own words as a line."""
    return Line("say.quote", {"text": text}, Style.QUOTE)


def _amendment(turn: Turn, event: e.AmendmentMoved) -> Line:
    facts = {"motion": event.motion, "amends": event.amends, "name": turn.name(event.by)}
    return Line("say.amendment", facts, Style.TITLE)


def _empty_closed_room(turn: Turn) -> list[Effect]:
    """Guests of the non-public part leave the closed room; a member keeps what it may read."""
    reason = Line("say.out_over")
    leaving: list[SeatId] = [seat for seat in turn.after.seats if not turn.after.may_follow(seat)]
    return [Exclude(place=Place.CLOSED, user=None, seat=seat, reason=reason) for seat in leaving]
