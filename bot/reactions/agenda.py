# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Planning, agenda, invitation."""

from __future__ import annotations

from typing import assert_never
from zoneinfo import ZoneInfo

from bot.domain import events as e
from bot.domain.ids import ItemId
from bot.domain.meeting import Meeting
from bot.domain.notice import latest_receipt, latest_urgent
from bot.domain.rules import Rules
from bot.domain.shortened import RULE, is_refused, objecting, to_object
from bot.domain.values import AgendaItem
from bot.effects import Effect, Line, Paper, Place, Publish, Style
from bot.reactions import closed_room
from bot.reactions.paperwork import handed_out
from bot.reactions.turn import Turn
from bot.texts import Key

SHOWN = 80
"""Agenda items a message lists; the document lists all."""


def planning(
    turn: Turn, event: e.MeetingPlanned | e.MeetingRescheduled | e.MeetingCancelled
) -> list[Effect]:
    meeting = turn.after
    facts = {"title": meeting.title, "starts": meeting.starts, "place": meeting.place}
    match event:
        case e.MeetingPlanned():
            first = [Line("say.planned", facts, Style.TITLE), Line("say.planned_next")]
            return [turn.office(*first, *deadlines(meeting), *unread(meeting.law()))]
        case e.MeetingRescheduled():
            return [turn.office(Line("say.rescheduled", facts), *deadlines(meeting))]
        case e.MeetingCancelled(reason=reason):
            line = Line("say.cancelled", {**facts, "reason": reason}, Style.WARNING)
            told = [turn.office(line)]
            return [*told, turn.say(line)] if turn.before.invited else [*told]
        case _:
            assert_never(event)


def deadlines(meeting: Meeting) -> list[Line]:
    """Say until when the invitation has to have been received, regular and shortened."""
    if meeting.starts is None:
        return []
    law, zone = meeting.law(), meeting.time_zone
    latest = latest_receipt(meeting.starts, law.notice.full_days, ZoneInfo(zone))
    urgent = latest_urgent(meeting.starts, law.notice, zone)
    facts = {"latest": latest, "urgent": urgent, "norm": law.norm("notice") or Key("word.own_rule")}
    return [Line("say.notice_latest", facts)]


def unread(rules: Rules) -> list[Line]:
    """Warn of the values nobody has compared with the official text."""
    keys = tuple(key for key, _ in rules.unverified())
    return [Line("say.rules_unread", {"n": len(keys)}, Style.WARNING)] if keys else []


def rules(turn: Turn, event: e.RulesTaken | e.RuleResolved) -> list[Effect]:
    """A confirmation is told where it is given; what the body resolves concerns all."""
    if isinstance(event, e.RulesTaken):
        return []
    facts = {"key": event.key, "value": event.value, "norm": event.norm}
    return [turn.say(Line("say.rule_resolved", facts))]


def emergency(turn: Turn, event: e.EmergencyDeclared) -> list[Effect]:
    """Tell all why they do not meet in the hall, and on which paragraph."""
    facts = {"trigger": event.trigger, "evidence": event.evidence, "norm": event.norm}
    line = Line("say.emergency_declared", facts, Style.WARNING)
    return [turn.say(line), turn.office(line, Line("say.emergency_next"))]


def second_call(turn: Turn, event: e.SecondCallStated) -> list[Effect]:
    return [turn.office(Line("say.second_call", _second(turn)))]


def _second(turn: Turn) -> dict[str, object]:
    law = turn.after.law()
    least = law.number("quorum.second") or 0
    return {
        "first": turn.after.second_call,
        "needed": least,
        "norm": turn.norm(law.norm("quorum.second")),
    }


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
            if turn.before.invited:
                return _to_all(turn, removed, "say.item_removed", "say.item_removed_concealed")
            return [turn.office(_line(turn, "say.item_removed", removed))]
        case _:
            assert_never(event)


def resolved(turn: Turn, event: e.ItemReclassified | e.LateItemTakenUp) -> list[Effect]:
    if isinstance(event, e.LateItemTakenUp):
        full, concealed = "say.late_item_taken_up", "say.late_item_taken_up_concealed"
        return _to_all(turn, event.item, full, concealed)
    key = "say.item_made_public" if event.public else "say.item_reclassified"
    return [turn.say(_line(turn, key, event.item))]


def _line(turn: Turn, key: str, item: ItemId) -> Line:
    return Line(key, {"number": turn.number(item), "title": turn.title(item)})


def _to_all(turn: Turn, item: ItemId, key: str, concealed: str) -> list[Effect]:
    """Tell the room; of an item the public must not know, the title to the office alone."""
    if not turn.conceals(item):
        return [turn.say(_line(turn, key, item))]
    number = {"number": turn.number(item)}
    return [turn.say(Line(concealed, number)), turn.office(_line(turn, key, item))]


def invitation(turn: Turn, event: e.InvitationSent) -> list[Effect]:
    """Invite: in the session room, and with the non-public items in the closed room.

    Guests read the session room, so titles of non-public items and the letter with all of them go
    to the closed room, where all but guests are.
    """
    meeting = turn.after
    secret = [item for item in meeting.agenda if not item.public]
    lines = [
        *_heading(turn),
        *agenda_lines(meeting.agenda, turn, public=True),
        *([Line("say.second_call", _second(turn))] if meeting.second_call else []),
        *([Line("say.agenda_elsewhere", {"n": len(secret)}, n=len(secret))] if secret else []),
        _notice_line(turn, event),
    ]
    counted = {"n": len(event.seats), **_counted(event)}
    return [
        turn.say(*lines, slot=f"invitation/{meeting.id}"),
        Publish(place=Place.SESSION, paper=Paper.INVITATION, through=turn.seq, public=bool(secret)),
        *(_invitation_closed(turn, event) if secret else []),
        *handed_out(turn),
        turn.office(Line("say.invitation_sent", counted)),
    ]


def _invitation_closed(turn: Turn, event: e.InvitationSent) -> list[Effect]:
    agenda = turn.after.agenda
    lines = [
        *_heading(turn),
        *agenda_lines(agenda, turn, public=False),
        _notice_line(turn, event),
    ]
    paper = Paper.INVITATION
    return [
        *closed_room.gather(turn),
        turn.say(*lines, place=Place.CLOSED),
        Publish(place=Place.CLOSED, paper=paper, through=turn.seq, public=False),
    ]


def _heading(turn: Turn) -> list[Line]:
    meeting = turn.after
    facts = {
        "title": meeting.title,
        "starts": meeting.starts,
        "place": meeting.place,
        "body": meeting.body_name,
    }
    return [
        Line("say.invitation", facts, Style.TITLE),
        Line("say.invitation_when", facts),
    ]


def _counted(event: e.InvitationSent) -> dict[str, object]:
    notice = event.notice
    return {"days": notice.full_days, "needed": notice.needed, "received": notice.received}


def _notice_line(turn: Turn, event: e.InvitationSent) -> Line:
    if not event.notice.urgent:
        return Line("say.notice_kept", _counted(event), Style.SMALL)
    needed = to_object(turn.after)
    facts = {**_counted(event), "reason": event.urgency_reason, "objecting": needed}
    key = "say.notice_shortened" if needed else "say.notice_urgent"
    return Line(key, facts, Style.WARNING)


def agenda_lines(agenda: tuple[AgendaItem, ...], turn: Turn, *, public: bool) -> list[Line]:
    """Return the public or the non-public part of the agenda as a numbered block."""
    part = [item for item in agenda if item.public == public]
    if not part:
        return []
    heading = "say.agenda_public" if public else "say.agenda_non_public"
    lines = [Line(heading, style=Style.TITLE)]
    lines += [
        Line("say.agenda_item", {"number": turn.number(item.id), "title": item.title}, Style.ITEM)
        for item in part[:SHOWN]
    ]
    left = len(part) - SHOWN
    return [*lines, Line("say.agenda_more", {"n": left}, Style.SMALL)] if left > 0 else lines


Notice = e.NoticeObjected | e.NoticeObjectionWithdrawn | e.UrgencyEstablished


def notice(turn: Turn, event: Notice) -> list[Effect]:
    if isinstance(event, e.UrgencyEstablished):
        return [turn.say(Line("say.urgency_established"))]
    if isinstance(event, e.NoticeObjectionWithdrawn):
        lines = [Line("say.notice_objection_withdrawn", {"name": turn.name(event.seat)})]
        return [turn.say(*lines), turn.office(*lines)]
    facts = {"name": turn.name(event.seat), "reason": event.reason}
    lines = [Line("say.notice_objected", facts, Style.WARNING), *_short_notice(turn)]
    return [turn.say(*lines), turn.office(*lines)]


def _short_notice(turn: Turn) -> list[Line]:
    """Say how many object to a shortened notice, and what it means once they are enough."""
    needed = to_object(turn.after)
    if not needed:
        return []
    facts = {
        "objections": len(objecting(turn.after)),
        "needed": needed,
        "norm": turn.norm(turn.after.law().norm(RULE)),
    }
    fails = is_refused(turn.after)
    key = "say.short_notice_refused" if fails else "say.short_notice_objections"
    return [Line(key, facts, Style.WARNING if fails else Style.SMALL)]
