# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is usually done next, read off the meeting: help for who has never led one."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from bot.domain.meeting import Meeting
from bot.domain.values import Phase


class Situation(Enum):
    """Where the meeting stands, with the names of the commands that usually follow."""

    NO_MEETING = ("meeting.plan",)
    PLANNED = ("agenda.add", "agenda.carry", "agenda.requests", "agenda.show", "meeting.invite")
    INVITED = ("meeting.delivery", "attendance.excused", "meeting.open")
    OPENED = ("attendance.roll_call", "meeting.chair")
    ROLL_CALL = ("attendance.present", "attendance.excused", "attendance.close")
    BETWEEN = ("agenda.call", "meeting.exclude", "meeting.restore", "meeting.close")
    DEBATE = ("motions.move", "motions.amend", "votes.open", "elections.open", "agenda.close")
    VOTE = ("votes.yes", "votes.no", "votes.abstain", "votes.hands", "votes.close")
    LOT = ("elections.lot", "elections.lot_prepare", "elections.tie")
    PAPERS = ("elections.count",)
    INTERRUPTED = ("meeting.resume",)
    CLOSED = ("attendance.excused", "minutes.text", "minutes.draft")
    DRAFTED = ("minutes.show", "minutes.sign", "minutes.circulate", "minutes.approve")
    OVER = ("meeting.plan", "resolutions.show", "resolutions.tasks")


_BY_PHASE: Mapping[Phase, Situation] = {
    Phase.PLANNED: Situation.PLANNED,
    Phase.INVITED: Situation.INVITED,
    Phase.INTERRUPTED: Situation.INTERRUPTED,
    Phase.CLOSED: Situation.CLOSED,
    Phase.DRAFTED: Situation.DRAFTED,
}


def situation(meeting: Meeting | None) -> Situation:
    """Tell where the meeting stands."""
    if meeting is None:
        return Situation.NO_MEETING
    if meeting.phase is not Phase.OPEN:
        return _BY_PHASE.get(meeting.phase, Situation.OVER)
    if meeting.roll_call_open:
        return Situation.ROLL_CALL
    if not meeting.roll_call_held:
        return Situation.OPENED
    if meeting.ballot:
        return Situation.VOTE
    if meeting.open_round():
        return Situation.PAPERS
    if any(known.tied for known in meeting.elections.values()):
        return Situation.LOT
    return Situation.DEBATE if meeting.item else Situation.BETWEEN
