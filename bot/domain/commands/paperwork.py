# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What may be asked: paperwork before and after a meeting."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.commands.base import Asked
from bot.domain.ids import BallotId, ElectionId, ItemId, MeetingId, SeatId
from bot.domain.rules import Rules
from bot.domain.values import AgendaItem, ContestOutcome, Reminder, Result, Supervision


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportReceipt(Asked):
    """Say that the invitation has reached ``seat``; ``received`` None means now."""

    seat: SeatId
    received: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordMail(Asked):
    """Put on record that a letter went out, or why not; asked by the bot (``by`` is OPERATOR)."""

    seat: SeatId
    sent: bool
    detail: str = ""
    """Why it did not go out, without any address."""
    final: bool = True
    """Whether nothing more is tried."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachPaper(Asked):
    """Put a paper (Vorlage, Anlage) to an item; the shell keeps the file under its digest."""

    item: ItemId
    name: str
    digest: str
    size: int
    mime: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportItems(Asked):
    """Put the items of a file on the agenda, in their order; ids are given anew."""

    items: tuple[AgendaItem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinItems(Asked):
    """Debate items together (gemeinsame Beratung)."""

    items: tuple[ItemId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SetMinutesText(Asked):
    """Write free text of the minutes on an item, None: on the meeting; empty takes it out."""

    item: ItemId | None
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeMinutesTexts(Asked):
    """Write several of those texts, as an edited document has them: all, or none."""

    texts: tuple[tuple[ItemId | None, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CirculateMinutes(Asked):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectToMinutes(Asked):
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SettleMinutesObjection(Asked):
    number: int
    upheld: bool
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReopenMinutes(Asked):
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueExtract(Asked):
    """``number`` is the resolution's running number; the books know it."""

    ballot: BallotId
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ContestResolution(Asked):
    ballot: BallotId
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SettleContest(Asked):
    ballot: BallotId
    outcome: ContestOutcome
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideContest(Asked):
    """Take over how the body has voted on a contested resolution; asked by the bot itself."""

    ballot: BallotId
    meeting: MeetingId
    """The meeting it has voted in, and the vote there."""
    vote: BallotId
    number: str
    result: Result


@dataclass(frozen=True, slots=True, kw_only=True)
class VoidContestDecision(Asked):
    """Take back what a vote has decided on a contested resolution: the vote is void."""

    ballot: BallotId
    meeting: MeetingId
    vote: BallotId
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteSupervision(Asked):
    """Note that the supervisory authority must approve a resolution, or what it has decided."""

    ballot: BallotId
    state: Supervision
    note: str
    """Which authority, on which ground, by which letter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignTask(Asked):
    ballot: BallotId
    office: str
    due: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportTask(Asked):
    ballot: BallotId
    text: str
    done: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WordRelease(Asked):
    """Word a non-public resolution for the public, where its own words would say too much."""

    ballot: BallotId
    title: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseResolution(Asked):
    """Release a non-public resolution; which one the books know by its number."""

    number: str
    reason: str
    """Why the ground for secrecy is gone; needed unless the body has resolved the release."""
    ballot: BallotId
    decided: datetime | None = None
    """When the ballot was closed; None: not known yet."""
    resolved_in: MeetingId | None = None
    rules: Rules | None = None
    """The law of the day; None: that of the meeting it was resolved in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WordElectionRelease(Asked):
    """Word an election held without the public for it."""

    election: ElectionId
    title: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseElection(Asked):
    """Release an election held without the public; the books make it of `ReleaseResolution`."""

    number: str
    reason: str
    election: ElectionId
    decided: datetime | None = None
    resolved_in: MeetingId | None = None
    rules: Rules | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Remind(Asked):
    """Something is due; asked by the bot itself (``by`` is OPERATOR)."""

    reminder: Reminder
    ref: str = ""


PaperCommand = (
    ReportReceipt
    | RecordMail
    | AttachPaper
    | ImportItems
    | JoinItems
    | SetMinutesText
    | TakeMinutesTexts
    | CirculateMinutes
    | ObjectToMinutes
    | SettleMinutesObjection
    | ReopenMinutes
    | IssueExtract
    | ContestResolution
    | SettleContest
    | DecideContest
    | VoidContestDecision
    | NoteSupervision
    | AssignTask
    | ReportTask
    | WordRelease
    | ReleaseResolution
    | WordElectionRelease
    | ReleaseElection
    | Remind
)
