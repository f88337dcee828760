# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is known of a meeting's paperwork: receipt of the invitation, minutes, resolutions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from bot.domain.ids import BallotId, ElectionId, ItemId, MeetingId, SeatId
from bot.domain.released import Released, Wording
from bot.domain.values import ContestOutcome, Reminder, Result, Supervision


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """When the invitation reached somebody (Zugang), and on whose word."""

    received: datetime
    by: SeatId
    kept: bool
    """Whether the period of notice was kept towards this person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailed:
    """Whether the invitation went out by mail; ``final``: nothing more is tried."""

    sent: bool
    detail: str
    final: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    """A paper on an item, kept as a file under its digest."""

    item: ItemId
    name: str
    digest: str
    size: int
    mime: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Circulation:
    """The minutes of a version went out; until is the last moment for objections."""

    version: int
    until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutesObjection:
    """An objection to the minutes (Einwendung); upheld is None until it is settled."""

    number: int
    seat: SeatId
    text: str
    upheld: bool | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondDecision:
    """How the body has voted again on a contested resolution, and where."""

    meeting: MeetingId
    vote: BallotId
    decided: datetime
    result: Result
    """A Yes keeps to the resolution."""

    @property
    def kept(self) -> bool:
        """Whether the body keeps to its resolution."""
        return self.result.adopted


@dataclass(frozen=True, slots=True, kw_only=True)
class Contest:
    """A contested resolution (Beanstandung); outcome is None while it is open."""

    reason: str
    outcome: ContestOutcome | None = None
    note: str = ""
    """How the office says it was settled; empty where the body's vote alone has."""
    second: SecondDecision | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisedBy:
    """Where the approval of the supervisory authority stands, and what is noted of it."""

    state: Supervision
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Who carries a resolution out until when, and what was reported of it."""

    office: str
    due: date
    reports: tuple[str, ...] = ()
    done: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Paperwork:
    """All of it, for one meeting."""

    receipts: Mapping[SeatId, Receipt] = field(default_factory=dict)
    mailed: Mapping[SeatId, Mailed] = field(default_factory=dict)
    attached: tuple[Attached, ...] = ()
    joined: tuple[tuple[ItemId, ...], ...] = ()
    """Items debated together."""
    texts: Mapping[ItemId | None, str] = field(default_factory=dict)
    """Free text of the minutes, by item; None: on the meeting as a whole."""
    circulated: Circulation | None = None
    objections: tuple[MinutesObjection, ...] = ()
    extracts: Mapping[BallotId, str] = field(default_factory=dict)
    """Running numbers of the extracts issued."""
    contests: Mapping[BallotId, Contest] = field(default_factory=dict)
    supervision: Mapping[BallotId, SupervisedBy] = field(default_factory=dict)
    """Resolutions the supervisory authority has to approve."""
    tasks: Mapping[BallotId, Task] = field(default_factory=dict)
    worded: Mapping[BallotId, Wording] = field(default_factory=dict)
    """What the public is to be told of a non-public resolution in place of its own words."""
    released: Mapping[BallotId, Released] = field(default_factory=dict)
    """Non-public resolutions of this meeting that were made known."""
    worded_elections: Mapping[ElectionId, Wording] = field(default_factory=dict)
    released_elections: Mapping[ElectionId, Released] = field(default_factory=dict)
    reminded: frozenset[tuple[Reminder, str]] = frozenset()

    @property
    def open_objections(self) -> tuple[MinutesObjection, ...]:
        """Return the objections nobody has settled."""
        return tuple(known for known in self.objections if known.upheld is None)

    def objection(self, number: int) -> MinutesObjection | None:
        return next((known for known in self.objections if known.number == number), None)

    def papers_on(self, item: ItemId) -> tuple[Attached, ...]:
        return tuple(known for known in self.attached if known.item == item)

    def contested(self, ballot: BallotId) -> bool:
        """Tell whether the resolution is contested and nobody has settled that."""
        known = self.contests.get(ballot)
        return known is not None and known.outcome is None

    def stands(self, ballot: BallotId) -> bool:
        """Tell whether the resolution was not repealed."""
        known = self.contests.get(ballot)
        return known is None or known.outcome is not ContestOutcome.REPEALED

    def owed(self, ballot: BallotId) -> Task | None:
        """Return what is still to be carried out; nothing of a resolution that was repealed."""
        task = self.tasks.get(ballot)
        return task if task and not task.done and self.stands(ballot) else None

    def debated_with(self, item: ItemId) -> tuple[ItemId, ...]:
        """Return the items debated together with ``item``, itself left out."""
        together = next((items for items in self.joined if item in items), ())
        return tuple(other for other in together if other != item)
