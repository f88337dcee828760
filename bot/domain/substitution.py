# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Substitutes in committees (Stellvertretung): who stands in for whom, and until when.

A substitute has the vote of the member they stand in for, and only while that member is absent: the
body never has more votes than seats. A mandate in the council itself is personal; nobody stands in
for a councillor there. While a ballot or a round of an election runs nothing changes hands.
"""

from __future__ import annotations

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain import refusals as r
from bot.domain.attendance import RUNNING, need_seat
from bot.domain.ids import SeatId
from bot.domain.meeting import Meeting
from bot.domain.permissions import check_for
from bot.domain.preparation import need_no_vote, need_phase
from bot.domain.refusals import Refused
from bot.domain.values import BodyKind, Phase, Role

PERSONAL = (BodyKind.COUNCIL, BodyKind.DISTRICT_COUNCIL)
"""Bodies whose members were elected themselves."""


def seat_substitute(meeting: Meeting, command: c.SeatSubstitute) -> list[e.MeetingEvent]:
    need_phase(meeting, Phase.INVITED, *RUNNING)
    _need_lawful(meeting)
    need_seat(meeting, command.seat)
    need_seat(meeting, command.principal)
    check_for(command.seat, command.by, meeting.role_of(command.by))
    need_no_vote(meeting)
    _need_free(meeting, command.seat, command.principal)
    if meeting.substitutes.get(command.seat) == command.principal:
        return []
    if meeting.is_expelled(command.principal):
        raise Refused(r.Expelled(seat=command.principal))
    if meeting.is_present(command.principal):
        raise Refused(r.PrincipalThere(seat=command.principal))
    if command.principal not in meeting.attendance:
        # The minutes name every absent member with the reason (§ 42 (1) ThürKO).
        raise Refused(r.PrincipalUnexplained(seat=command.principal))
    return [
        e.SubstituteSeated(
            seat=command.seat,
            principal=command.principal,
            by=command.by,
            norm=meeting.law().norm("substitutes"),
        )
    ]


def end_substitution(meeting: Meeting, command: c.EndSubstitution) -> list[e.MeetingEvent]:
    need_phase(meeting, Phase.INVITED, *RUNNING)
    need_seat(meeting, command.seat)
    if command.seat not in meeting.substitutes:
        raise Refused(r.NotStandingIn(seat=command.seat))
    need_no_vote(meeting)
    return [e.SubstituteStoodDown(seat=command.seat, by=command.by)]


def _need_lawful(meeting: Meeting) -> None:
    norm = meeting.law().norm("substitutes")
    if meeting.kind in PERSONAL or not meeting.law().flag("substitutes", otherwise=True):
        raise Refused(r.SubstitutesForbidden(kind=meeting.kind, norm=norm))


def _need_free(meeting: Meeting, seat: SeatId, principal: SeatId) -> None:
    """Refuse who is no substitute, or has another seat or group; and a seat that is taken."""
    substitute, member = meeting.seats[seat], meeting.seats[principal]
    if substitute.role is not Role.SUBSTITUTE:
        raise Refused(r.NoSubstitute(seat=seat))
    if not member.votes:
        raise Refused(r.NotVoting(seat=principal))
    if substitute.group and substitute.group != member.group:
        # Or the groups would no longer have the shares the body was composed by.
        raise Refused(r.SubstituteOfOtherGroup(seat=seat, principal=principal))
    stands_for = meeting.substitutes.get(seat)
    if stands_for not in (None, principal):
        raise Refused(r.AlreadyStandingIn(seat=seat, principal=stands_for or principal))
    held_by = meeting.substitute_of(principal)
    if held_by not in (None, seat) and meeting.is_present(held_by or seat):
        raise Refused(r.AlreadyStandingIn(seat=held_by or seat, principal=principal))
