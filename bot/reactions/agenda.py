# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Planning, agenda, invitation."""

from __future__ import annotations

from bot.domain import events as e
from bot.domain.values import AgendaItem
from bot.effects import Effect, Line, Paper, Place, Publish, Style
from bot.reactions.turn import Turn

SHOWN = 80
"""Agenda items a message lists; the document lists all."""


def planning(
    turn: Turn, event: e.MeetingPlanned | e.MeetingRescheduled | e.MeetingCancelled
) -> list[Effect]:
    meeting = turn.after
    facts = {"title": meeting.title, "starts": meeting.starts, "place": meeting.place}
    match event:
        case e.MeetingPlanned():
            return [turn.office(Line("say.planned", facts, Style.TITLE), Line("say.planned_next"))]
        case e.MeetingRescheduled():
            return [turn.office(Line("say.rescheduled", facts))]
        case e.MeetingCancelled(reason=reason):
            line = Line("say.cancelled", {**facts, "reason": reason}, Style.WARNING)
            told = [turn.office(line)]
            return [*told, turn.say(line)] if turn.before.invited else [*told]


def changed(
    turn: Turn, event: e.AgendaItemAdded | e.AgendaItemMoved | e.AgendaItemRemoved
) -> list[Effect]:
    match event:
        case e.AgendaItemAdded(item=item):
            key = "say.late_item_added" if item.late else "say.item_added"
            line = Line(key, {"number": turn.number(item.id), "title": item.title})
            told: list[Effect] = [turn.office(line)]
            return [*told, turn.say(line)] if item.late and item.public else told
        case e.AgendaItemMoved(item=moved):
            facts = {"number": turn.number(moved), "title": turn.title(moved)}
            return [turn.office(Line("say.item_moved", facts))]
        case e.AgendaItemRemoved(item=removed):
            facts = {"number": turn.before.number_of(removed), "title": turn.title(removed)}
            line = Line("say.item_removed", facts)
            return [turn.say(line)] if turn.before.invited else [turn.office(line)]


def resolved(turn: Turn, event: e.ItemReclassified | e.LateItemTakenUp) -> list[Effect]:
    facts = {"number": turn.number(event.item), "title": turn.title(event.item)}
    if isinstance(event, e.LateItemTakenUp):
        return [turn.say(Line("say.late_item_taken_up", facts))]
    return [turn.say(Line("say.item_reclassified", facts))]


def invitation(turn: Turn, event: e.InvitationSent) -> list[Effect]:
    meeting, notice = turn.after, event.notice
    facts = {
        "title": meeting.title,
        "starts": meeting.starts,
        "place": meeting.place,
        "body": meeting.body_name,
    }
    counted = {"days": notice.full_days, "needed": notice.needed, "received": notice.received}
    lines = [
        Line("say.invitation", facts, Style.TITLE),
        Line("say.invitation_when", facts),
        *agenda_lines(meeting.agenda, turn),
    ]
    if notice.urgent:
        lines.append(
            Line("say.notice_urgent", {**counted, "reason": event.urgency_reason}, Style.WARNING)
        )
    else:
        lines.append(Line("say.notice_kept", counted, Style.SMALL))
    return [
        turn.say(*lines, slot=f"invitation/{meeting.id}"),
        Publish(place=Place.SESSION, paper=Paper.INVITATION, through=turn.seq),
        turn.office(Line("say.invitation_sent", {"n": len(event.seats), **counted})),
    ]


def agenda_lines(agenda: tuple[AgendaItem, ...], turn: Turn) -> list[Line]:
    """Return the agenda as two numbered blocks."""
    lines: list[Line] = []
    for public in (True, False):
        part = [item for item in agenda if item.public == public]
        if part:
            heading = "say.agenda_public" if public else "say.agenda_non_public"
            lines.append(Line(heading, style=Style.TITLE))
        lines += [
            Line(
                "say.agenda_item", {"number": turn.number(item.id), "title": item.title}, Style.ITEM
            )
            for item in part[:SHOWN]
        ]
        if len(part) > SHOWN:
            lines.append(Line("say.agenda_more", {"n": len(part) - SHOWN}, Style.SMALL))
    return lines


def notice(turn: Turn, event: e.NoticeObjected | e.UrgencyEstablished) -> list[Effect]:
    if isinstance(event, e.UrgencyEstablished):
        return [turn.say(Line("say.urgency_established"))]
    facts = {"name": turn.name(event.seat), "reason": event.reason}
    line = Line("say.notice_objected", facts, Style.WARNING)
    return [turn.say(line), turn.office(line)]
