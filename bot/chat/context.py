# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who speaks, where and when: what a message is read against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, tzinfo
from enum import StrEnum

from bot.chat.grammar import Addressee
from bot.domain.ids import MeetingId, SeatId, UserId
from bot.domain.meeting import Meeting
from bot.domain.permissions import LEAD
from bot.domain.roster import Body
from bot.domain.values import Language, Role


class Place(StrEnum):
    """The rooms of a body, and the direct message."""

    SESSION = "session"
    CLOSED = "closed"
    """The room of the non-public part."""
    OFFICE = "office"
    """Chair, clerk and bot."""
    DIRECT = "direct"


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """Everything a message is read against; the clock is the caller's."""

    by: SeatId | None
    """The seat the device speaks for; None for a stranger."""
    user: UserId
    place: Place
    at: datetime
    body: Body
    meeting: Meeting | None
    language: Language
    zone: tzinfo
    waiting: Meeting | None = None
    """The meeting that is over and waits for papers sent home; None while one is held."""
    addressee: Addressee = field(default_factory=Addressee)
    meetings: Mapping[MeetingId, Meeting] = field(default_factory=dict)
    """All meetings of the body, for who names one."""
    named: MeetingId | None = None
    """The meeting to come that was named; None: what is said is about ``meeting``, as always."""

    def about(self, meeting: Meeting) -> Context:
        """Return the same for something said about ``meeting``, which was named."""
        return replace(self, meeting=meeting, named=meeting.id)

    @property
    def today(self) -> date:
        """The day it is where the body meets."""
        return self.at.astimezone(self.zone).date()

    @property
    def role(self) -> Role | None:
        """The role of who speaks, None for a stranger; a substitute who stands in is a member.

        A plain member who leads the meeting may do as long what the deputy may.
        """
        seat = self.body.seats.get(self.by) if self.by is not None else None
        if seat is None:
            return None
        meeting = self.meeting
        if meeting and meeting.running and seat.id == meeting.chair and seat.role not in LEAD:
            return Role.DEPUTY
        return Role.MEMBER if meeting and seat.id in meeting.substitutes else seat.role
