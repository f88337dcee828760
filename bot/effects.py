# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What may be done to the world, as data. `reactions` decides which, `stage` performs them.

A message is a list of lines; a line names its sentence in the catalogues and carries the facts.
So what is said follows from the journal alone, and in whose language is settled when it is said.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from bot.domain.ids import BallotId, CirculationId, SeatId, UrgentId, UserId
from bot.domain.values import Choice, Step


class Place(StrEnum):
    """A room of the body, by what it is for."""

    SESSION = "session"
    """Members and bot: the public business."""
    CLOSED = "closed"
    """Those entitled to the current non-public item."""
    OFFICE = "office"
    """Chair, clerk, bot: preparation, confirmations, alarms."""


class Style(StrEnum):
    TITLE = "title"
    TEXT = "text"
    ITEM = "item"
    QUOTE = "quote"
    """Words of a person, such as a motion; shown as they are."""
    WARNING = "warning"
    SMALL = "small"
    MARKED = "marked"
    """A block of a help page in Markdown: **headings**, `commands`, lists."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a message. ``n`` chooses the plural form."""

    key: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    style: Style = Style.TEXT
    n: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Say:
    """Post a message. ``slot`` names it, so that `Revise` can find it later."""

    place: Place
    lines: tuple[Line, ...]
    slot: str = ""
    view: Mapping[str, Any] | None = None
    circulations: Mapping[str, Any] | None = None
    """The view of what is decided between meetings, if the message tells of that."""
    released: Mapping[str, Any] | None = None
    """The released resolution the message tells of, for pages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Revise:
    """Edit the message under ``slot``. Of several in a row only the last need be performed."""

    place: Place
    slot: str
    lines: tuple[Line, ...]
    view: Mapping[str, Any] | None = None
    circulations: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tell:
    """Write to one person alone; without ``user`` to whoever speaks for the seat now."""

    user: UserId | None
    seat: SeatId | None
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StartPoll:
    """Ask the question as a poll as well (MSC3381).

    The answers' ids hold part of a hash nobody could know before, so an answer proves which ballot
    it was given for, though clients leave the poll's own id in clear text.
    """

    place: Place
    ballot: BallotId
    question: Line
    answers: tuple[tuple[str, Choice], ...]
    disclosed: bool
    """Whether clients show the counts while it runs: in votes by name the bot shows them too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EndPoll:
    place: Place
    ballot: BallotId
    line: Line


@dataclass(frozen=True, slots=True, kw_only=True)
class Admit:
    """Let a person into a room."""

    place: Place
    user: UserId | None
    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclude:
    """Take a person out of a room; keys rotate before the next message.

    Why is told to the person alone: a removal stands in the room's state in clear text.
    """

    place: Place
    user: UserId | None
    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareKeys:
    """Hand the room's key to everybody entitled before it is needed."""

    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class RotateKeys:
    place: Place


class Paper(StrEnum):
    INVITATION = "invitation"
    DRAFT = "draft"
    MINUTES = "minutes"
    EXTRACT = "extract"
    """Certified extract of one resolution (Beschlussausfertigung)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Publish:
    """Make a document from the journal up to ``through``, keep it, and post it sealed.

    ``public``: without what was treated, or will be, without the public.
    """

    place: Place
    paper: Paper
    through: int
    public: bool = True
    ballot: BallotId | None = None
    """Which resolution an extract is of."""
    decision: UrgentId | None = None
    """Which urgent decision it is of; it follows from the stream of the body."""
    circulation: CirculationId | None = None
    """Which decision between meetings it is of; it follows from the stream of the body too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOut:
    """Post a kept file sealed: a paper on an item."""

    place: Place
    name: str
    digest: str
    mime: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Steer:
    """Do in the conference what is done once: mute, or send everybody out.

    Rights are no effects: they follow from the state, and are brought in line with it.
    """

    step: Step
    seat: SeatId | None


Effect = (
    Say
    | Revise
    | Tell
    | StartPoll
    | EndPoll
    | Admit
    | Exclude
    | ShareKeys
    | RotateKeys
    | Publish
    | HandOut
    | Steer
)
