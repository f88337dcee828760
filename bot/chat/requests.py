# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What may be asked of the bot that is no command to the domain: to show, to verify, to prepare."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.apportionment import Method
from bot.domain.commands import (
    AssignTask,
    ContestResolution,
    IssueExtract,
    NoteSupervision,
    ReportTask,
    SettleContest,
    WordRelease,
)
from bot.domain.ids import BallotId, DeviceId, ItemId, ItemRequestId, MotionId, SeatId, UserId
from bot.domain.values import Format, How


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowHelp:
    """``topic`` names one command; empty asks for all the person may use here."""

    topic: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowStatus:
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowAgenda:
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowAttendance:
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowRoster:
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowMotion:
    """One motion, or (None) all on the item under debate."""

    motion: MotionId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowBallot:
    """The ballot that is open, or how the last one ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowResults:
    """One ballot's result, or (None) all of the meeting."""

    ballot: BallotId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowHead:
    """The head of the journal, as words to read aloud."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowPage:
    """The page in the browser for members whose client shows no widgets."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskForLink:
    """A one-time link with which the member signs in on that page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowElections:
    """How the elections of the meeting stand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowProcedural:
    """The procedural motions that wait, in the order they are dealt with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowQuestions:
    """What residents ask in this meeting, and which answers of earlier ones are still owed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CompareMotion:
    """How the wording of one motion, or (None) of all on the item, has changed."""

    motion: MotionId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowSpeakers:
    """The speakers' list, who speaks, and how much time is left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowApportionment:
    """How ``seats`` are shared out among groups of these strengths."""

    seats: int
    method: Method
    strength: tuple[tuple[str, int], ...]
    majority: bool = False
    """Whether more than half of the strength is to mean more than half of the seats."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CompareHead:
    """Compare words somebody read out with the journal; ``seq`` is the entry's number, if said."""

    words: tuple[str, ...]
    seq: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowRule:
    """One rule with its source by key, or (empty) all rules in force."""

    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmRuleRequest:
    """The office has compared a rule with ``text``; the shell adds the value in force."""

    key: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FileItemRequest:
    """A member wants an item on the agenda; the shell adds the law in force."""

    title: str
    text: str
    public: bool
    for_group: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeUpRequest:
    """Put what members ask for on the next agenda; the shell finds it."""

    request: ItemRequestId


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowItemRequests:
    """Which requests for an item wait, and who may still sign."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowCirculations:
    """What is being decided without a meeting, who has answered, and the last results."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CarryOverRequest:
    """Take over what earlier meetings left; the shell finds it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowMinutes:
    """The minutes as they stand, as a file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetText:
    """Write free text of the minutes; the shell finds the item by its number, empty: none."""

    number: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowCalendar:
    """The meeting as a calendar file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowNotice:
    """The public notice (Bekanntmachung) as text to publish, and as a file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachUpload:
    """Put the file handed in last to an item; ``name`` empty: as the file is called."""

    item: ItemId
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportAgenda:
    """Take the items of the file handed in last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportAgenda:
    """The agenda as CSV; for the public without titles of non-public items."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EditMinutes:
    """The minutes as a document to edit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadMinutes:
    """Take the texts of the document handed in last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowNextStep:
    """What comes next, in the order of the rules of procedure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowDelivery:
    """Whom the invitation has reached."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowResolutions:
    """Resolutions with all of these words in number, title or wording, or standing so."""

    words: tuple[str, ...] = ()
    standings: Mapping[str, str] = field(default_factory=dict)
    """Which of the words ask for how a resolution stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowTasks:
    """What is still to be carried out."""


ActOnResolution = (
    IssueExtract
    | ContestResolution
    | SettleContest
    | NoteSupervision
    | AssignTask
    | ReportTask
    | WordRelease
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OnResolution:
    """Do something about a resolution; the shell finds meeting and ballot by its number."""

    number: str
    act: ActOnResolution


@dataclass(frozen=True, slots=True, kw_only=True)
class StartVerification:
    """Compare emoji with ``user``; None means who asks."""

    user: UserId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmVerification:
    """The emoji are the same. ``seat`` names whose, if the clerk says it; None means who asks."""

    seat: SeatId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelVerification:
    """The emoji differ, or the comparison is not wanted."""

    seat: SeatId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrol:
    """Pin the identity of ``user`` to ``seat``; the shell finds the key or draws the code."""

    user: UserId
    seat: SeatId
    how: How


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowGuests:
    """Who asks to listen, by the public page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AdmitGuest:
    """Give who asked a guest's seat; ``request`` is its label, such as ``G3``."""

    request: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RefuseGuest:
    request: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PresentCode:
    """A person presents an enrolment code; spaces and dashes are taken out already."""

    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AdmitDeviceRequest:
    """Admit one device that cannot cross-sign; the shell finds its key (of ``user``)."""

    seat: SeatId
    device: DeviceId
    user: UserId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListDevices:
    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRequest:
    """Plan a meeting; the shell adds id, rules and roster."""

    starts: datetime
    place: str
    title: str
    format: Format


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirm:
    """Do what was asked to be confirmed; an empty token means the last one of who asks."""

    token: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancel:
    token: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SelectMeeting:
    """Lead ``meeting`` from now on; an empty id asks which ones there are."""

    meeting: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportRequest:
    """Write everything of the meeting as open formats."""


Request = (
    ShowHelp
    | ShowStatus
    | ShowAgenda
    | ShowAttendance
    | ShowRoster
    | ShowMotion
    | ShowBallot
    | ShowResults
    | ShowElections
    | ShowApportionment
    | ShowSpeakers
    | CompareMotion
    | ShowProcedural
    | ShowQuestions
    | ShowHead
    | ShowPage
    | AskForLink
    | ShowGuests
    | AdmitGuest
    | RefuseGuest
    | CompareHead
    | ShowRule
    | CarryOverRequest
    | FileItemRequest
    | TakeUpRequest
    | ShowItemRequests
    | ShowCirculations
    | ConfirmRuleRequest
    | ShowMinutes
    | SetText
    | ShowCalendar
    | ShowNotice
    | AttachUpload
    | ImportAgenda
    | ExportAgenda
    | EditMinutes
    | ReadMinutes
    | ShowDelivery
    | ShowNextStep
    | ShowResolutions
    | ShowTasks
    | OnResolution
    | StartVerification
    | ConfirmVerification
    | CancelVerification
    | Enrol
    | PresentCode
    | AdmitDeviceRequest
    | ListDevices
    | PlanRequest
    | Confirm
    | Cancel
    | SelectMeeting
    | ExportRequest
)
