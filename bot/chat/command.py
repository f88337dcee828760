# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a chat command is: data. Help, permissions and the reference page are read off it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from bot.chat.arguments import Arguments
from bot.chat.context import Context, Place
from bot.chat.grammar import Call
from bot.chat.misunderstood import Misunderstood
from bot.chat.requests import Request
from bot.domain.commands import Command
from bot.domain.ids import SeatId
from bot.domain.meeting import Meeting
from bot.domain.permissions import EVERYBODY, LEAD
from bot.domain.values import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """What is left of a call that began with a meeting to come: it is about that meeting."""

    meeting: Meeting
    call: Call


Make = Callable[[Arguments, Context], Command | Request | Ahead]


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something that speaks against a command for now: the sentence ``key`` with ``facts``."""

    key: str
    facts: Mapping[str, object] = field(default_factory=dict)
    for_good: bool = True
    """What is passed over cannot be made up for later."""


Doubts = Callable[[Command, Context], tuple[Doubt, ...]]

EVERYWHERE = frozenset(Place)
ROOMS = frozenset({Place.SESSION, Place.CLOSED, Place.OFFICE})
FLOOR = frozenset({Place.SESSION, Place.CLOSED})
BACK = frozenset({Place.OFFICE, Place.DIRECT})


PRINTED = date(2026, 12, 1)
"""What printed examples take for today; who asks the bot gets days that fit."""
_DAYS = {"{soon}": 14, "{lately}": -14}
"""Days in examples, by how far they are from today."""


def _day(day: date, language: str) -> str:
    return f"{day.day}.{day.month}.{day.year}" if language == "de" else day.isoformat()


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatCommand:
    """One command: its words in each language, who is shown it where, and what it becomes.

    ``roles`` is courtesy for what the domain decides (its own check is the law) and binding for
    requests, which the domain never sees.
    """

    name: str
    words: Mapping[str, tuple[str, ...]]
    """By language code; the first form is the one help shows."""
    make: Make
    roles: frozenset[Role] = EVERYBODY
    places: frozenset[Place] = EVERYWHERE
    usage: Mapping[str, str] = field(default_factory=dict)
    """What follows the words, by language."""
    example: Mapping[str, str] = field(default_factory=dict)
    """A complete thing to type after the words, by language; ``{soon}``, ``{lately}`` are days."""
    irreversible: bool = False
    """Asks back before it is done."""
    doubts: Doubts | None = None
    """What speaks against it for now, to be asked back about; None: nothing ever does."""
    by_post: bool = False
    """Between meetings read against the one that waits for papers sent home (Briefabstimmung)."""
    ahead: bool = False
    """Prepares a meeting: one to come may be named before it, whichever is held now."""
    strangers: bool = False
    """Open to people who are not on the roster yet."""

    @property
    def topic(self) -> str:
        """The part of help it stands in."""
        return self.name.partition(".")[0]

    @property
    def summary(self) -> str:
        """Name of the sentence that says what it does."""
        return f"command.{self.name}"

    def typed(self, language: str) -> str:
        """Return how the command is called in ``language``: ``!top``."""
        return f"!{self.words[language][0]}"

    def pattern(self, language: str) -> str:
        """Return the command with its parts: ``!top <Nummer>``."""
        return f"{self.typed(language)} {self.usage.get(language, '')}".strip()

    def sample(self, language: str, today: date = PRINTED) -> str:
        """Return a line that can be typed as it stands: ``!top 3``, with days near ``today``."""
        shown = self.example.get(language, "")
        for name, days in _DAYS.items():
            shown = shown.replace(name, _day(today + timedelta(days=days), language))
        return f"{self.typed(language)} {shown}".strip()

    @property
    def open_to_all(self) -> bool:
        """Whether everybody on the roster may use it."""
        return self.roles >= EVERYBODY

    @property
    def ordered_roles(self) -> tuple[Role, ...]:
        """Who may use it, in the order of `Role`."""
        return tuple(role for role in Role if role in self.roles)

    @property
    def ordered_places(self) -> tuple[Place, ...]:
        """Where it may be typed, in the order of `Place`."""
        return tuple(place for place in Place if place in self.places)

    def open_to(self, role: Role | None) -> bool:
        """Tell whether a person of ``role`` (None: a stranger) may use it."""
        return self.strangers if role is None else role in self.roles


def speaker(context: Context) -> SeatId:
    """Return the seat of who speaks; strangers are told that they are not on the roster."""
    if context.by is None:
        raise Misunderstood("refusal.not_on_roster", user=context.user)
    return context.by


def leads(context: Context) -> bool:
    """Tell whether who speaks may enter things for others."""
    return context.role in LEAD


def asking(request: Request) -> Make:
    """Return a maker for a command without parts."""

    def make(arguments: Arguments, _context: Context) -> Request:
        arguments.end()
        return request

    return make
