# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Before the meeting: planning, agenda (Tagesordnung), convocation (Einberufung, Ladung)."""

from __future__ import annotations

from dataclasses import replace

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain import formats
from bot.domain import refusals as r
from bot.domain.ids import ItemId
from bot.domain.meeting import NON_PUBLIC, Meeting
from bot.domain.notice import assess, latest_urgent
from bot.domain.permissions import check_for
from bot.domain.refusals import Refused
from bot.domain.rules import Rules
from bot.domain.urgent import UrgentDecision
from bot.domain.values import OUTSIDE, AgendaItem, Base, Phase

TITLE_LIMIT = 500
TEXT_LIMIT = 20_000
BEFORE = (Phase.PLANNED, Phase.INVITED)
AGENDA_PHASES = (Phase.PLANNED, Phase.INVITED, Phase.OPEN, Phase.INTERRUPTED)


def need_phase(meeting: Meeting, *phases: Phase) -> None:
    """Refuse unless the meeting is in one of ``phases``."""
    if meeting.phase not in phases:
        raise wrong_phase(meeting, *phases)


def wrong_phase(meeting: Meeting, *needed: Phase) -> Refused:
    """Return the refusal for what the meeting would have to be in another phase for."""
    return Refused(
        r.WrongPhase(phase=meeting.phase, needed=needed, meeting=meeting.id, title=meeting.title)
    )


def need_text(text: str, limit: int = TEXT_LIMIT) -> str:
    """Return ``text`` trimmed; refuse an empty or overlong one."""
    trimmed = text.strip()
    if not trimmed:
        raise Refused(r.TextMissing())
    if len(trimmed) > limit:
        raise Refused(r.TooLong(length=len(trimmed), limit=limit))
    return trimmed


def need_reason(reason: str) -> str:
    """Return the reason trimmed; refuse to go on without one."""
    if not reason.strip():
        raise Refused(r.ReasonMissing())
    return need_text(reason, TITLE_LIMIT)


def need_majority(rules: Rules, rule: str) -> str:
    """Return the name of a majority the rules know. Raises Refused, naming those they do.

    ``two_thirds_present`` is ``two_thirds`` where the rules measure that against who is present.
    """
    plain = rules.majorities.get(rule.removesuffix("_present"))
    if plain is not None and plain.base is Base.PRESENT:
        return rule.removesuffix("_present")
    if rule not in rules.majorities:
        raise Refused(r.RuleUnknown(rule=rule, known=tuple(sorted(rules.majorities))))
    return rule


def need_item(meeting: Meeting, item: ItemId) -> AgendaItem:
    known = meeting.item_named(item)
    if known is None:
        raise Refused(r.ItemUnknown(item=item))
    return known


def plan(meeting: Meeting, command: c.PlanMeeting) -> list[e.MeetingEvent]:
    if meeting.planned:
        raise Refused(r.MeetingExists(meeting=meeting.id))
    formats.need_lawful(command.rules, command.kind, command.format)
    if command.starts <= command.at:
        raise Refused(r.StartPassed(starts=command.starts))
    planned = e.MeetingPlanned(
        meeting=command.meeting,
        body=command.body,
        body_name=command.body_name,
        municipality=command.municipality,
        kind=command.kind,
        statutory_members=command.statutory_members,
        title=need_text(command.title, TITLE_LIMIT),
        starts=command.starts,
        place=need_text(command.place, TITLE_LIMIT),
        format=command.format,
        language=command.language,
        time_zone=command.time_zone,
        rules=command.rules,
    )
    return [planned, e.RosterTaken(seats=command.seats, marks=command.marks)]


def reschedule(meeting: Meeting, command: c.RescheduleMeeting) -> list[e.MeetingEvent]:
    """Change day or place before the invitation; afterwards a new meeting is convened."""
    if meeting.phase is Phase.INVITED:
        raise Refused(r.InvitedAlready())
    need_phase(meeting, Phase.PLANNED)
    if command.starts <= command.at:
        raise Refused(r.StartPassed(starts=command.starts))
    if (command.starts, command.place) == (meeting.starts, meeting.place):
        return []
    moved = e.MeetingRescheduled(starts=command.starts, place=need_text(command.place, TITLE_LIMIT))
    if command.rules is None or command.rules == meeting.rules:
        return [moved]
    return [moved, e.RulesTaken(rules=command.rules)]


def cancel(meeting: Meeting, command: c.CancelMeeting) -> list[e.MeetingEvent]:
    need_phase(meeting, *BEFORE)
    return [e.MeetingCancelled(reason=need_reason(command.reason))]


def take_roster(meeting: Meeting, command: c.TakeRoster) -> list[e.MeetingEvent]:
    need_phase(meeting, Phase.PLANNED, Phase.INVITED, Phase.OPEN, Phase.INTERRUPTED)
    now = (tuple(meeting.seats.values()), tuple(meeting.marks.items()))
    # A roster that names a seat twice is taken as it will be remembered: by its last mention.
    seats = tuple({seat.id: seat for seat in command.seats}.values())
    if now == (seats, tuple(dict(command.marks).items())):
        return []
    return [e.RosterTaken(seats=command.seats, marks=command.marks)]


def add_item(meeting: Meeting, command: c.AddAgendaItem) -> list[e.MeetingEvent]:
    need_phase(meeting, *AGENDA_PHASES)
    if len(command.text) > TEXT_LIMIT:
        raise Refused(r.TooLong(length=len(command.text), limit=TEXT_LIMIT))
    item = AgendaItem(
        id=ItemId(f"T{meeting.items_numbered + 1}"),
        title=need_text(command.title, TITLE_LIMIT),
        public=command.public,
        text=command.text.strip(),
        by=command.brought_by.strip()[:TITLE_LIMIT],
        late=meeting.phase is not Phase.PLANNED,
    )
    position = _index(meeting, item, command.position)
    return [e.AgendaItemAdded(item=item, position=position)]


def import_items(meeting: Meeting, command: c.ImportItems) -> list[e.MeetingEvent]:
    """Put items of a file behind those there are; after the invitation they are late."""
    need_phase(meeting, *AGENDA_PHASES)
    events: list[e.MeetingEvent] = []
    for number, item in enumerate(command.items, meeting.items_numbered + 1):
        added = replace(item, id=ItemId(f"T{number}"), late=meeting.phase is not Phase.PLANNED)
        position = _index(meeting, added, None)
        agenda = (*meeting.agenda[:position], added, *meeting.agenda[position:])
        meeting = replace(meeting, agenda=agenda)
        events.append(e.AgendaItemAdded(item=added, position=position))
    return events


def take_over(meeting: Meeting, command: c.TakeOverItems) -> list[e.MeetingEvent]:
    """Put on the agenda what other meetings left, each once; after the invitation it is late."""
    need_phase(meeting, *AGENDA_PHASES)
    known = {(item.carried_from, item.duty) for item in meeting.agenda}
    new = [item for item in command.items if (item.carried_from, item.duty) not in known]
    events: list[e.MeetingEvent] = []
    for number, item in enumerate(new, meeting.items_numbered + 1):
        taken = replace(item, id=ItemId(f"T{number}"), late=meeting.phase is not Phase.PLANNED)
        position = _index(meeting, taken, None)
        agenda = (*meeting.agenda[:position], taken, *meeting.agenda[position:])
        meeting = replace(meeting, agenda=agenda)
        events.append(e.AgendaItemAdded(item=taken, position=position))
    return events


def make_known(meeting: Meeting, command: c.MakeKnown) -> list[e.MeetingEvent]:
    """Put on the agenda what was decided between the meetings, to be made known there.

    The law puts it there, so it is no addition that would have to be resolved on.
    """
    need_phase(meeting, Phase.PLANNED, Phase.INVITED)
    if any(item.duty == command.item.duty for item in meeting.agenda):
        return []
    item = replace(command.item, id=ItemId(f"T{meeting.items_numbered + 1}"))
    added = e.AgendaItemAdded(item=item, position=_index(meeting, item, None))
    if isinstance(command.outcome, UrgentDecision):
        return [added, e.UrgentDecisionMadeKnown(item=item.id, decision=command.outcome)]
    return [added, e.CirculationMadeKnown(item=item.id, outcome=command.outcome)]


def remove_item(meeting: Meeting, command: c.RemoveAgendaItem) -> list[e.MeetingEvent]:
    """Take an item off before the invitation is out; later the body resolves on it."""
    need_phase(meeting, Phase.PLANNED)
    item = need_item(meeting, command.item)
    formats.need_no_duty(meeting, item)
    return [e.AgendaItemRemoved(item=item.id, reason=command.reason.strip())]


def move_item(meeting: Meeting, command: c.MoveAgendaItem) -> list[e.MeetingEvent]:
    need_phase(meeting, *AGENDA_PHASES)
    item = need_item(meeting, command.item)
    if item.id in meeting.done:
        raise Refused(r.ItemDone(item=item.id))
    if item.id == meeting.item:
        raise Refused(r.ItemOpen(item=item.id))
    position = _index(meeting, item, _place(meeting, item, command.position))
    if meeting.agenda.index(item) == position:
        return []
    return [e.AgendaItemMoved(item=item.id, position=position)]


def invite(meeting: Meeting, command: c.SendInvitation) -> list[e.MeetingEvent]:
    if meeting.phase is Phase.INVITED:
        raise Refused(r.AlreadyInvited())
    need_phase(meeting, Phase.PLANNED)
    formats.need_open(meeting)
    if not meeting.agenda:
        raise Refused(r.AgendaEmpty())
    rules, starts = meeting.law(), meeting.starts
    if starts is None or starts <= command.at:
        raise Refused(r.StartPassed(starts=starts or command.at))
    notice = assess(command.at, starts, rules.notice, meeting.time_zone)
    if notice.urgent:
        latest = latest_urgent(starts, rules.notice, meeting.time_zone)
        if command.at > latest:
            raise Refused(r.NoticeTooShort(latest=latest, norm=rules.norm("notice.urgent")))
        if not command.urgency_reason.strip():
            raise Refused(
                r.UrgencyReasonMissing(
                    days=notice.full_days,
                    needed=notice.needed,
                    latest=notice.latest,
                    norm=rules.norm("notice"),
                )
            )
    elif command.urgency_reason.strip():
        raise Refused(r.UrgencyNotNeeded(days=notice.full_days, needed=notice.needed))
    invited = tuple(seat.id for seat in meeting.seats.values() if seat.role not in OUTSIDE)
    return [
        e.InvitationSent(
            notice=notice, seats=invited, urgency_reason=command.urgency_reason.strip()
        )
    ]


def object_to_notice(meeting: Meeting, command: c.ObjectToNotice) -> list[e.MeetingEvent]:
    need_phase(meeting, Phase.INVITED, Phase.OPEN, Phase.INTERRUPTED)
    seat = command.seat or command.by
    check_for(seat, command.by, meeting.role_of(command.by))
    if seat in meeting.objections:
        return []
    return [e.NoticeObjected(seat=seat, reason=need_reason(command.reason))]


def withdraw_objection(
    meeting: Meeting, command: c.WithdrawNoticeObjection
) -> list[e.MeetingEvent]:
    need_phase(meeting, Phase.INVITED, Phase.OPEN, Phase.INTERRUPTED)
    check_for(command.seat, command.by, meeting.role_of(command.by))
    if command.seat not in meeting.objections:
        return []
    return [e.NoticeObjectionWithdrawn(seat=command.seat)]


def late_item(meeting: Meeting, item_id: ItemId) -> AgendaItem:
    """Return the late item a ballot is to take up; refuse one that needs no resolution."""
    item = need_item(meeting, item_id)
    if not item.late or item.id in meeting.admitted_late:
        raise Refused(r.NotLate(item=item.id))
    return item


def _place(meeting: Meeting, item: AgendaItem, number: int) -> int:
    """Return the place the item with ``number`` has, where items keep their numbers.

    People say the number they see; it is the place only as long as numbers move up.
    """
    if not meeting.numbers:
        return number
    part = [other for other in meeting.agenda if other.public == item.public]
    shown = f"{'' if item.public else NON_PUBLIC}{number}"
    place = next((n for n, other in enumerate(part) if meeting.number_of(other.id) == shown), None)
    if place is None:
        raise Refused(r.ItemUnknown(item=ItemId(shown)))
    called = {*meeting.done, *meeting.postponed, meeting.item}
    behind = next((other for other in part[place:] if other.id in called), None)
    if behind is not None:
        raise Refused(r.BeforeCalled(item=behind.id))
    return place + 1


def _index(meeting: Meeting, item: AgendaItem, position: int | None) -> int:
    """Return the index for the 1-based ``position`` within the item's part of the agenda.

    Nothing goes before an item that was called already: its number stands in people's notes.
    """
    agenda = tuple(other for other in meeting.agenda if other.id != item.id)
    part = [index for index, other in enumerate(agenda) if other.public == item.public]
    called = {*meeting.done, *meeting.postponed, meeting.item}
    first = 1 + max((n for n, at in enumerate(part, 1) if agenda[at].id in called), default=0)
    last = len(part) + 1
    wanted = last if position is None else position
    if not first <= wanted <= last:
        raise Refused(r.PositionOutOfRange(position=wanted, first=first, last=last))
    if wanted == last:
        return part[-1] + 1 if part else (0 if item.public else len(agenda))
    return part[wanted - 1]


def need_no_vote(meeting: Meeting) -> None:
    """Refuse while a ballot is open or the papers of an election are out."""
    if meeting.ballot:
        raise Refused(r.BallotOpen(ballot=meeting.ballot))
    if running := meeting.open_round():
        raise Refused(r.RoundOpenNow(number=running.number))
