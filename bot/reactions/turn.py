# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""One journal entry of a meeting with the states around it, and the words they share."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.domain import quorum
from bot.domain.events import MeetingEvent
from bot.domain.ids import BallotId, ItemId, SeatId
from bot.domain.meeting import LIVE, Meeting
from bot.domain.values import QuorumCheck
from bot.effects import Effect, Line, Place, Revise, Say, Style
from bot.texts import Key
from bot.views import View, concealed, view


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """``before`` and ``after`` the entry ``seq`` with this ``hash``, made at ``at``."""

    before: Meeting
    after: Meeting
    event: MeetingEvent
    seq: int
    hash: str
    at: datetime
    registered: Callable[[BallotId], str] = str
    """The number of a resolution in the register; the name of its vote where nobody keeps one."""

    @property
    def place(self) -> Place:
        """Where business is done now."""
        return Place.CLOSED if self.after.non_public else Place.SESSION

    def view(self, place: Place) -> View:
        """Return the view for a room: all of it in the closed one only."""
        public = place is not Place.CLOSED
        return view(self.after, seq=self.seq, head=self.hash, public=public)

    def conceals(self, item: ItemId) -> bool:
        """Tell whether the title of ``item`` must not be read where business is done now."""
        state = self.after if self.after.item_named(item) else self.before
        return self.place is not Place.CLOSED and concealed(state, item)

    def name(self, seat: SeatId | None) -> str:
        """Return the name on a seat, also of one that has just been vacated."""
        if seat is None:
            return ""
        known = self.after.seats.get(seat) or self.before.seats.get(seat)
        return known.name if known else seat

    def names(self, seats: Iterable[SeatId]) -> tuple[str, ...]:
        return tuple(self.name(seat) for seat in seats)

    def norm(self, norm: str) -> str:
        """Return the paragraph, or that the body has set this rule itself."""
        return norm or Key("word.own_rule")

    def number(self, item: ItemId) -> str:
        return self.after.number_of(item) or self.before.number_of(item)

    def title(self, item: ItemId) -> str:
        known = self.after.item_named(item) or self.before.item_named(item)
        return known.title if known else ""

    def say(self, *lines: Line, slot: str = "", place: Place | None = None) -> Say:
        """Return a message to where business is done, with the view."""
        where = place or self.place
        return Say(place=where, lines=lines, slot=slot, view=self.view(where))

    def office(self, *lines: Line) -> Say:
        """Return a message to the office, with the public view until the meeting is over.

        Later it would show the office's pages a meeting of long ago instead of the next one.
        """
        shown = self.view(Place.OFFICE) if self.after.phase in LIVE else None
        return Say(place=Place.OFFICE, lines=lines, view=shown)

    def revise(self, slot: str, *lines: Line) -> Revise:
        return Revise(place=self.place, slot=slot, lines=lines, view=self.view(self.place))

    def quorum_lines(self) -> tuple[Line, ...]:
        """Warn when the quorum was lost with this event, tell when it is back."""
        if not (self.before.roll_call_held and self.after.roll_call_held):
            return ()
        was = self.before.quorum(self.before.item)
        now = self.after.quorum(self.after.item)
        facts: dict[str, Any] = {"present": now.present, "needed": now.needed}
        if was.quorate and not now.quorate:
            if quorum.is_presumed(self.after, self.after.item, now):
                return (quorum_presumed(self, now),)
            return (Line("say.quorum_lost", facts, Style.WARNING),)
        if now.quorate and not was.quorate:
            return (Line("say.quorum_back", facts),)
        return ()

    def with_quorum(self, *lines: Line) -> list[Effect]:
        """Return a message, and the quorum's loss or return in the same breath."""
        return [self.say(*lines, *self.quorum_lines())]


def quorum_presumed(turn: Turn, check: QuorumCheck) -> Line:
    """Say that a quorum is presumed, by which paragraph, and until when."""
    facts = {
        "present": check.present,
        "needed": check.needed,
        "norm": turn.norm(turn.after.law().norm("quorum.presumed")),
    }
    return Line("say.quorum_presumed", facts, Style.WARNING)
