# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""State of our rooms that we did not set: nobody else has the power to, except those who lie.

Room state decides nothing here, but it decides what members' programs do: a false tombstone sends
them elsewhere, false power levels take the floor from them. So it is told.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.matrix.events import Kind, Suspicious
from bot.matrix.signing import canonical

StateName = tuple[str, str, str]
"""(room, type, state key)"""

HANDOVER = 30.0
"""Seconds a server has to show what it confirmed; many workers tell each other late."""

_KINDS = {
    "m.room.encryption": Kind.ENCRYPTION_CHANGED,
    "m.room.power_levels": Kind.POWER_CHANGED,
    "m.room.join_rules": Kind.ACCESS_CHANGED,
    "m.room.guest_access": Kind.ACCESS_CHANGED,
    "m.room.history_visibility": Kind.ACCESS_CHANGED,
    "m.room.server_acl": Kind.ACCESS_CHANGED,
    "m.room.tombstone": Kind.ROOM_UPGRADED,
}
_MEMBERS_OWN = ("m.room.member", "call.member", "rtc.member")
"""Ends of the types that members set themselves: membership, and their place in a call."""
_BASIS = frozenset({"m.room.encryption", "m.room.power_levels"})
"""What a room has once it stands; before, its first state is still arriving."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Intended:
    """State we set, or are about to set."""

    digest: str
    done: float | None = None
    """When the server said that it is set, on the watch's clock; None while it is under way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """What one piece of state was by our own doing, in the order we wanted it.

    Servers may show it in this order only, each step or not: what lies behind `at` is over.
    """

    shown: str | None = None
    """The digest it had where the committed sync ended; None if there was none yet."""
    ahead: tuple[Intended, ...] = ()
    """What we have set since."""
    at: int = 0
    """How many of `ahead` the server has shown since."""

    def place_of(self, digest: str) -> int | None:
        """Return where the digest stands, not before `at`; None if it is not ours any more."""
        if self.at == 0 and self.shown == digest:
            return 0
        first = max(self.at, 1)
        later = (n for n, one in enumerate(self.ahead[first - 1 :], first) if one.digest == digest)
        return next(later, None)

    def committed(self) -> Course:
        """Forget what is over for good."""
        if self.at == 0:
            return self
        return Course(shown=self.ahead[self.at - 1].digest, ahead=self.ahead[self.at :])


Remember = Callable[[StateName, Course], None]


class StateWatch:
    """Remembers, as digests, the state of our rooms: as first seen, then as we set it.

    Of what we set, the last the server has shown counts, and what was set after that: its own older
    state is no more the bot's than anybody else's. What a server has confirmed must have been shown
    `HANDOVER` later, or else it counts as shown.

    A turn of the sync may name the state at several moments, so `listed` state is compared with
    where the turn began. A turn that is not committed comes again, with the state of its beginning.
    """

    def __init__(
        self,
        known: Mapping[StateName, Course] | None = None,
        remember: Remember = lambda _name, _course: None,
    ) -> None:
        """`known` outlived a restart thanks to `remember`."""
        self._courses = dict(known or {})
        self._remember = remember
        self._settled = set(_standing(self._courses))
        self._unfinished = {name for name, course in self._courses.items() if course.ahead}
        self._begun: dict[StateName, int] = {}
        """Where the courses touched in this turn stood when it began."""
        self._listed: dict[StateName, int] = {}
        self._moved: set[StateName] = set()
        """What is to be remembered with the next commit."""

    def intend(self, room: str, type: str, state_key: str, content: Mapping[str, Any]) -> None:
        """Note what we are about to set."""
        name, digest = (room, type, state_key), _digest(content)
        course = self._courses.get(name, Course())
        last = course.ahead[-1].digest if course.ahead else course.shown
        if last != digest:
            self._keep(name, replace(course, ahead=(*course.ahead, Intended(digest=digest))))

    def confirm(
        self, room: str, type: str, state_key: str, content: Mapping[str, Any], now: float
    ) -> None:
        """Note that the server says it has set it."""
        name, digest = (room, type, state_key), _digest(content)
        course = self._courses.get(name, Course())
        if course.ahead and (last := course.ahead[-1]).digest == digest and last.done is None:
            done = Intended(digest=digest, done=now)
            self._keep(name, replace(course, ahead=(*course.ahead[:-1], done)))

    def withdraw(self, room: str, type: str, state_key: str, content: Mapping[str, Any]) -> None:
        """Note that the server refuses to set it."""
        name, digest = (room, type, state_key), _digest(content)
        course = self._courses.get(name, Course())
        *_, last = course.ahead or (None,)
        if last == Intended(digest=digest) and course.at < len(course.ahead):
            self._keep(name, replace(course, ahead=course.ahead[:-1]))

    def rewind(self) -> None:
        """Expect the news since the last commit once more."""
        for name in self._unfinished:
            self._courses[name] = replace(self._courses[name], at=0)
        self._begun.clear()
        self._listed.clear()

    def settle(self, began: float = 0.0) -> None:
        """End a turn of the sync that asked the server at `began`."""
        for name in self._unfinished:
            course = self._courses[name]
            shown = max(course.at, self._listed.get(name, 0), _overdue(course, began))
            self._move(name, shown)
        self._begun.clear()
        self._listed.clear()

    def commit(self) -> None:
        """Let what was shown outlive a restart, and what was before be over.

        Rooms that now stand are taken as they are.
        """
        for name in self._moved:
            self._courses[name] = course = self._courses[name].committed()
            self._remember(name, course)
            if not course.ahead:
                self._unfinished.discard(name)
        if self._moved:
            self._settled |= set(_standing(self._courses))
        self._moved.clear()

    def judge(
        self, room: str, event: Mapping[str, Any], *, listed: bool = False
    ) -> list[Suspicious]:
        """Take in a state event; return a suspicion if it is neither known nor ours.

        `listed`: the server lists what the state is, it does not tell when it came to be.
        """
        type, state_key, content = event.get("type"), event.get("state_key"), event.get("content")
        if not isinstance(type, str) or not isinstance(state_key, str):
            return []
        if type.endswith(_MEMBERS_OWN):
            return []
        name = (room, type, state_key)
        digest = _digest(content if isinstance(content, Mapping) else {})
        if self._is_ours(name, digest, listed):
            return []
        if room not in self._settled:
            self._accept(name, digest)
            return []
        return [
            Suspicious(
                kind=_KINDS.get(type, Kind.ROOM_CHANGED),
                sender=str(event.get("sender", "")),
                room=room,
                event_id=event_id if isinstance(event_id := event.get("event_id"), str) else None,
                detail=type[:255],
            )
        ]

    def _is_ours(self, name: StateName, digest: str, listed: bool) -> bool:
        course = self._courses.get(name, Course())
        if not listed:
            place = course.place_of(digest)
            if place is not None:
                self._move(name, place)
            return place is not None
        begun = self._begun.get(name, course.at)
        place = replace(course, at=begun).place_of(digest)
        if place is not None:
            self._listed[name] = max(place, self._listed.get(name, 0))
        return place is not None

    def _accept(self, name: StateName, digest: str) -> None:
        """Take state of a room that is still being made as the server's answer to our asking."""
        course = self._courses.get(name, Course())
        self._courses[name] = Course(shown=digest, ahead=course.ahead[course.at :])
        self._begun.pop(name, None)
        self._listed.pop(name, None)
        self._moved.add(name)

    def _move(self, name: StateName, place: int) -> None:
        course = self._courses[name]
        if place != course.at:
            self._begun.setdefault(name, course.at)
            self._courses[name] = replace(course, at=place)
            self._moved.add(name)

    def _keep(self, name: StateName, course: Course) -> None:
        """Change what we mean to set: that must outlive us before the server hears of it."""
        self._courses[name] = course
        self._unfinished.add(name)
        self._remember(name, replace(course, at=0))


def _overdue(course: Course, began: float) -> int:
    """Return the place of the last that a turn begun at `began` should have shown."""
    places = (
        n
        for n, one in enumerate(course.ahead, 1)
        if one.done is not None and one.done + HANDOVER <= began
    )
    return max(places, default=0)


def _standing(known: Mapping[StateName, Course]) -> Iterable[str]:
    types: dict[str, set[str]] = {}
    for (room, type, _), course in known.items():
        if course.shown is not None or course.at:
            types.setdefault(room, set()).add(type)
    return (room for room, seen in types.items() if seen >= _BASIS)


def _digest(content: Mapping[str, Any]) -> str:
    """Return a digest that is the same for the same content; what is no JSON has one of its own."""
    try:
        return hashlib.sha256(canonical(content)).hexdigest()
    except (ValueError, TypeError):
        return hashlib.sha256(repr(sorted(content.items(), key=repr)).encode()).hexdigest()
