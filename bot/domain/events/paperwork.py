# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What may have happened: paperwork before and after a meeting."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from bot.domain.ids import BallotId, ElectionId, ItemId, MeetingId, SeatId
from bot.domain.released import Released
from bot.domain.values import ContestOutcome, Reminder, Result, Supervision


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationReceived:
    """The invitation has reached ``seat`` (Zugang der Ladung), on whose word ``by`` tells."""

    seat: SeatId
    by: SeatId
    """The seat itself, or who entered it for a person invited on paper."""
    received: datetime
    full_days: int
    """Full calendar days that were left until the meeting."""
    kept: bool
    """Whether the period of notice was kept towards this person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationMailed:
    """The invitation went out by mail, or could not; proves sending, never receipt."""

    seat: SeatId
    sent: bool
    detail: str
    """Why it did not go out, without any address."""
    final: bool
    """Whether nothing more is tried."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperAttached:
    """A paper was put to an item (Vorlage, Anlage); the file is kept under its digest."""

    item: ItemId
    name: str
    digest: str
    """SHA-256, lower-case hex."""
    size: int
    """Bytes."""
    mime: str
    by: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemsJoined:
    """These items are debated together (gemeinsame Beratung); each is voted on by itself."""

    items: tuple[ItemId, ...]
    by: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutesTextSet:
    """Free text of the minutes on an item, None: on the meeting; empty takes it out."""

    item: ItemId | None
    text: str
    by: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutesCirculated:
    """The signed minutes went out to the members (Versendung)."""

    by: SeatId
    version: int
    until: datetime | None
    """Last moment for objections; None: until they are approved."""
    templates: str = field(default="", compare=False)
    """With which templates the paper that follows was made; empty: before that was kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutesObjected:
    """A member objects to the minutes (Einwendung)."""

    seat: SeatId
    number: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutesObjectionSettled:
    number: int
    upheld: bool
    """Whether the minutes are to be corrected."""
    note: str
    by: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutesReopened:
    """Approved minutes are to be corrected (Berichtigung); the approval is void."""

    by: SeatId
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractIssued:
    """A certified extract of one resolution (Beschlussausfertigung) under its running number."""

    ballot: BallotId
    number: str
    """Such as ``12/2026``."""
    by: SeatId
    templates: str = field(default="", compare=False)
    """With which templates the paper that follows was made; empty: before that was kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolutionContested:
    """The resolution is contested as unlawful (Beanstandung); it is not carried out."""

    ballot: BallotId
    by: SeatId
    reason: str
    norm: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ContestSettled:
    ballot: BallotId
    outcome: ContestOutcome
    note: str
    by: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class ContestDecided:
    """The body has voted again on a contested resolution (erneute Entscheidung).

    With a Yes it keeps to the resolution, which stays contested until that is settled; with a No
    the resolution is repealed.
    """

    ballot: BallotId
    meeting: MeetingId
    """The meeting the body has voted in; ``vote`` is the ballot there."""
    vote: BallotId
    number: str
    """Running number of the resolution, such as ``12/2026``."""
    decided: datetime
    result: Result


@dataclass(frozen=True, slots=True, kw_only=True)
class ContestDecisionVoided:
    """The vote on a contested resolution is void; the body has not decided on it."""

    ballot: BallotId
    meeting: MeetingId
    vote: BallotId
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisionNoted:
    """Where the approval of the supervisory authority stands (Genehmigung der Kommunalaufsicht)."""

    ballot: BallotId
    state: Supervision
    note: str
    by: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskAssigned:
    """Who carries a resolution out, and until when (Beschlusskontrolle)."""

    ballot: BallotId
    office: str
    due: date
    by: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskReported:
    """How far a resolution is carried out (Vollzugsbericht)."""

    ballot: BallotId
    text: str
    done: bool
    by: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseWorded:
    """What the public is to be told in place of a non-public resolution's own words."""

    ballot: BallotId
    title: str
    text: str
    by: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolutionReleased:
    """A non-public resolution was made known (Bekanntgabe); the public may read all of this."""

    ballot: BallotId
    released: Released
    by: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class ElectionReleaseWorded:
    """What the public is to be told of an election that was held without it."""

    election: ElectionId
    title: str
    text: str
    by: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class ElectionReleased:
    """An election held without the public was made known; the public may read all of this."""

    election: ElectionId
    released: Released
    by: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseAnnounced:
    """What was decided elsewhere was made known in this meeting; the public may read it."""

    released: Released


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminded:
    """The office was reminded; ``ref`` names the ballot or seat it is about, if any."""

    reminder: Reminder
    ref: str


PaperEvent = (
    InvitationReceived
    | InvitationMailed
    | PaperAttached
    | ItemsJoined
    | MinutesTextSet
    | MinutesCirculated
    | MinutesObjected
    | MinutesObjectionSettled
    | MinutesReopened
    | ExtractIssued
    | ResolutionContested
    | ContestSettled
    | ContestDecided
    | ContestDecisionVoided
    | SupervisionNoted
    | TaskAssigned
    | TaskReported
    | ReleaseWorded
    | ResolutionReleased
    | ElectionReleaseWorded
    | ElectionReleased
    | ReleaseAnnounced
    | Reminded
)
