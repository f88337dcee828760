# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who may be, speak and listen in the conference, and how the chair leads it.

The conference's server enforces what `right` says; what it tells back is a fact to show, never
attendance: who is present is what the roll call says.
"""

from __future__ import annotations

from enum import StrEnum

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain import refusals as r
from bot.domain import speeches
from bot.domain.attendance import RUNNING
from bot.domain.ids import SeatId
from bot.domain.meeting import Linked, Meeting
from bot.domain.permissions import LEAD, check_for
from bot.domain.preparation import need_phase
from bot.domain.refusals import Refused
from bot.domain.values import OUTSIDE, Link, Role, Step

STANDING = frozenset({Role.CHAIR, Role.CLERK})
"""Speak without being given the floor: who leads, and who keeps the minutes."""


class Right(StrEnum):
    """What a seat may do in a conference."""

    NOTHING = "nothing"
    LISTEN = "listen"
    SPEAK = "speak"


def right(meeting: Meeting | None, role: Role, seat: SeatId, *, closed: bool) -> Right:
    """Return the right of ``seat`` in the conference of the session room, or the ``closed`` one.

    ``role`` is that of the body's roster; it is asked only while no meeting runs.
    """
    if meeting is None or not meeting.running:
        if role in OUTSIDE:
            return Right.NOTHING if closed else Right.LISTEN
        return Right.SPEAK
    if seat in meeting.barred or meeting.conference_ended or meeting.is_expelled(seat):
        return Right.NOTHING
    if meeting.is_recused(seat, meeting.item) or seat not in meeting.seats:
        return Right.NOTHING
    if closed and not (meeting.non_public and meeting.may_follow(seat)):
        return Right.NOTHING
    if meeting.non_public and not closed:
        # Nothing of the closed part is said where guests listen.
        return Right.LISTEN
    if meeting.role_of(seat) in STANDING or seat in meeting.floor:
        return Right.SPEAK
    return Right.LISTEN


def give_floor(meeting: Meeting, command: c.GiveFloor) -> list[e.MeetingEvent]:
    _need_conference(meeting)
    seat = _on_roster(meeting, command.seat)
    if meeting.item and meeting.is_recused(seat, meeting.item):
        raise Refused(r.Recused(seat=seat, item=meeting.item))
    if seat in meeting.barred:
        raise Refused(r.RemovedFromConference(seat=seat))
    given = [] if seat in meeting.floor else [e.FloorGiven(seat=seat, by=command.by)]
    return [*given, *speeches.begun(meeting, seat, command.kind, command.at)]


def take_floor(meeting: Meeting, command: c.TakeFloor) -> list[e.MeetingEvent]:
    """A member may give back its own; who leads may take anybody's."""
    _need_conference(meeting)
    role = meeting.role_of(command.by)
    seats = meeting.floor
    if command.seat is not None:
        check_for(command.seat, command.by, role)
        seats = (command.seat,) if command.seat in meeting.floor else ()
    elif role not in LEAD:
        seats = (command.by,) if command.by in meeting.floor else ()
    taken = [e.FloorTaken(seat=seat, by=command.by) for seat in seats]
    return [*taken, *speeches.resumed(meeting, seats, command.at)]


def lead(meeting: Meeting, command: c.LeadConference) -> list[e.MeetingEvent]:
    """Mute, remove, let in, end, open. What is so already is not done again."""
    need_phase(meeting, *RUNNING)
    led = e.ConferenceLed(step=command.step, by=command.by, seat=command.seat)
    if command.step is Step.OPEN:
        return [led] if meeting.conference_ended else []
    if meeting.conference_ended:
        raise Refused(r.ConferenceOver())
    if command.seat is None:
        return [led]
    seat = _on_roster(meeting, command.seat)
    linked = meeting.links.get(seat)
    if command.step is Step.MUTE and (linked is None or linked.link is not Link.CONNECTED):
        raise Refused(r.NotInConference(seat=seat))
    if command.step is Step.REMOVE:
        return [] if seat in meeting.barred else [led]
    if command.step is Step.ADMIT:
        return [led] if seat in meeting.barred else []
    return [led]


def report_link(meeting: Meeting, command: c.ReportLink) -> list[e.MeetingEvent]:
    """Write down a change of the connection of somebody on the roster of a running meeting."""
    told = Linked(link=command.link, microphone=command.microphone, camera=command.camera)
    gone = command.link is not Link.CONNECTED
    if not meeting.running or command.seat not in meeting.seats:
        return []
    if meeting.links.get(command.seat) == told or (gone and command.seat not in meeting.links):
        return []
    return [
        e.ConferenceLinked(
            seat=command.seat,
            link=command.link,
            microphone=command.microphone,
            camera=command.camera,
        )
    ]


def _need_conference(meeting: Meeting) -> None:
    need_phase(meeting, *RUNNING)
    if meeting.conference_ended:
        raise Refused(r.ConferenceOver())


def _on_roster(meeting: Meeting, seat: SeatId) -> SeatId:
    if seat not in meeting.seats:
        raise Refused(r.SeatUnknown(seat=seat))
    return seat
