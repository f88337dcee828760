# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""All that may be asked. A command names who asks and when; the domain decides.

``by`` is the seat the asking device speaks for. `OPERATOR` stands for the person at the machine
(council file, command line), who may set up the roster but never lead a meeting.
``at`` is the bot's own clock, always with a time zone: no server's time stamp ever decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.debating import ProceduralKind, SpeechKind
from bot.domain.electing import Outcome, Votes
from bot.domain.ids import (
    BallotId,
    BodyId,
    DeviceId,
    DisturbanceId,
    ElectionId,
    ItemId,
    Key,
    MeetingId,
    MotionId,
    ProceduralId,
    SeatId,
    UserId,
)
from bot.domain.rules import Rules
from bot.domain.values import (
    AdmittedDevice,
    AgendaItem,
    BodyKind,
    Channel,
    Choice,
    ContestOutcome,
    Format,
    How,
    Language,
    Link,
    Mark,
    Mode,
    Reach,
    Reminder,
    Seat,
    Sphere,
    Step,
    Subject,
    Sums,
    Undecided,
    VoteMode,
)

OPERATOR = SeatId("operator")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Command:
    by: SeatId
    at: datetime


# The body.


@dataclass(frozen=True, slots=True, kw_only=True)
class EstablishBody(_Command):
    body: BodyId
    name: str
    municipality: str
    kind: BodyKind
    land: str
    statutory_members: int
    language: Language
    time_zone: str
    journal_key: Key
    seats: tuple[Seat, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeCharter(_Command):
    """Bring name, statutory members or language in line with the council file."""

    name: str
    municipality: str
    statutory_members: int
    language: Language


@dataclass(frozen=True, slots=True, kw_only=True)
class FillSeat(_Command):
    seat: Seat


@dataclass(frozen=True, slots=True, kw_only=True)
class VacateSeat(_Command):
    seat: SeatId
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueCode(_Command):
    """Hand out an enrolment code. The shell draws it and gives its digest only."""

    seat: SeatId
    user: UserId
    digest: str
    expires: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RedeemCode(_Command):
    """A user not yet enrolled (``by`` is OPERATOR) presents a code from a device of ``master``."""

    user: UserId
    master: Key
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrolMember(_Command):
    """Pin ``master`` to a seat: after SAS (confirmed by the clerk), or on first use."""

    seat: SeatId
    user: UserId
    master: Key
    how: How


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportIdentity(_Command):
    """The server shows ``shown`` as master key of an enrolled user; ``by`` is OPERATOR."""

    user: UserId
    shown: Key


@dataclass(frozen=True, slots=True, kw_only=True)
class RevokeEnrolment(_Command):
    seat: SeatId
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AdmitDevice(_Command):
    seat: SeatId
    device: AdmittedDevice


@dataclass(frozen=True, slots=True, kw_only=True)
class RevokeDevice(_Command):
    seat: SeatId
    device: DeviceId


@dataclass(frozen=True, slots=True, kw_only=True)
class SetDeviceAdmission(_Command):
    allowed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnounceBotIdentity(_Command):
    """Put on record, before it is done, that the operator replaces the bot's own identity."""

    old: Key
    """The bot's cross-signing master key until now."""
    new: Key


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeBotIdentity(_Command):
    """Put on record that the homeserver shows the bot's new identity."""

    old: Key
    new: Key


@dataclass(frozen=True, slots=True, kw_only=True)
class ChooseLanguage(_Command):
    language: Language


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordIncident(_Command):
    """Put on record that something came in that does not count; ``by`` is OPERATOR."""

    kind: str
    user: UserId
    meeting: MeetingId | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmRule(_Command):
    """Say that ``value`` and ``norm`` were compared with the official text ``text``."""

    key: str
    value: str
    norm: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordReach(_Command):
    """Put on record whether a partner's server is heard; ``by`` is OPERATOR.

    With ``ballot``: that the votes of ``seats`` are missing from it when it is closed.
    """

    server: str
    reach: Reach
    meeting: MeetingId | None = None
    ballot: BallotId | None = None
    seats: tuple[SeatId, ...] = ()


# The meeting: preparation.


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanMeeting(_Command):
    meeting: MeetingId
    body: BodyId
    body_name: str
    municipality: str
    kind: BodyKind
    statutory_members: int
    title: str
    starts: datetime
    place: str
    format: Format
    language: Language
    time_zone: str
    rules: Rules
    seats: tuple[Seat, ...]
    marks: tuple[tuple[SeatId, Mark], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RescheduleMeeting(_Command):
    starts: datetime
    place: str
    rules: Rules | None = None
    """The law of the new day; the shell looks it up. None leaves the law as it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelMeeting(_Command):
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeRoster(_Command):
    """Follow a change of the body's roster; asked by the bot itself (``by`` is OPERATOR)."""

    seats: tuple[Seat, ...]
    marks: tuple[tuple[SeatId, Mark], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeRules(_Command):
    """Follow what is known of the law; asked by the bot itself (``by`` is OPERATOR)."""

    rules: Rules


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolveRule(_Command):
    """Set a rule of the Geschäftsordnung for this meeting; ``basis`` names the resolution."""

    key: str
    value: int
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclareEmergency(_Command):
    """Declare why members cannot meet in one place, and on what evidence."""

    trigger: str
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StateSecondCall(_Command):
    """Convene a second time on the items ``first`` could not decide for want of a quorum."""

    first: MeetingId


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeOverItems(_Command):
    """Put items of other meetings on the agenda: left over, or a duty; ids are given anew."""

    items: tuple[AgendaItem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AddAgendaItem(_Command):
    title: str
    public: bool = True
    text: str = ""
    brought_by: str = ""
    position: int | None = None
    """1-based among the items of its part (public, non-public); None puts it last there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveAgendaItem(_Command):
    item: ItemId
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveAgendaItem(_Command):
    item: ItemId
    position: int
    """1-based among the items of its part."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SendInvitation(_Command):
    urgency_reason: str = ""
    """Why the notice is shortened; must be given exactly when it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectToNotice(_Command):
    reason: str


# The meeting: conduct.


@dataclass(frozen=True, slots=True, kw_only=True)
class StartRollCall(_Command):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportPresent(_Command):
    """A member answers the roll call or arrives; ``seat`` differs from ``by`` when entered."""

    seat: SeatId
    mode: Mode
    channel: Channel


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordAbsence(_Command):
    seat: SeatId
    reason: str
    excused: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportLeft(_Command):
    seat: SeatId
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseRollCall(_Command):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenMeeting(_Command):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeChair(_Command):
    """A deputy (or the chair coming back) takes the chair; the chair may also name ``seat``."""

    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class StateQuorum(_Command):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class CallItem(_Command):
    item: ItemId


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseItem(_Command):
    note: str = ""
    postponed: bool = False
    """Adjourn the item (Vertagung) instead of finishing it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclareRecusal(_Command):
    seat: SeatId
    item: ItemId | None = None
    """None means the item under debate."""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawRecusal(_Command):
    seat: SeatId
    item: ItemId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveMotion(_Command):
    seat: SeatId
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveAmendment(_Command):
    seat: SeatId
    amends: MotionId
    text: str
    replaces: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderAmendments(_Command):
    motion: MotionId
    order: tuple[MotionId, ...]
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawMotion(_Command):
    motion: MotionId


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinMotion(_Command):
    """Move a motion or an amendment as well (Mitunterzeichnung)."""

    motion: MotionId
    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsolidateMotion(_Command):
    motion: MotionId
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenBallot(_Command):
    """``rule`` None takes the majority the profile names for the kind of subject."""

    subject: Subject
    mode: VoteMode = VoteMode.OPEN
    rule: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CastVote(_Command):
    """``seat`` differs from ``by`` when the clerk enters it for a person in the hall."""

    seat: SeatId
    choice: Choice
    channel: Channel
    ballot: BallotId | None = None
    """None means the open ballot."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EnterCount(_Command):
    """A show of hands counted in the hall, for those who have not voted themselves."""

    votes: tuple[tuple[SeatId, Choice], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EnterSums(_Command):
    """Enter hands counted in the hall, or the papers of a secret vote; a later entry replaces it.

    ``issued`` 0 means one paper for each entitled.
    """

    sums: Sums


@dataclass(frozen=True, slots=True, kw_only=True)
class RetractVote(_Command):
    """Take one's vote back while the ballot is open."""

    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseBallot(_Command):
    ballot: BallotId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakOffBallot(_Command):
    reason: Undecided


@dataclass(frozen=True, slots=True, kw_only=True)
class ExcludePublic(_Command):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class RestorePublic(_Command):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordStatement(_Command):
    seat: SeatId
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveFloor(_Command):
    """Give a member the floor (Worterteilung); ``kind`` None: as what they have asked for it."""

    seat: SeatId
    kind: SpeechKind | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestFloor(_Command):
    """Ask for the floor (Wortmeldung)."""

    seat: SeatId
    kind: SpeechKind = SpeechKind.DEBATE


@dataclass(frozen=True, slots=True, kw_only=True)
class DropFloorRequest(_Command):
    """Leave the speakers' list, or strike somebody from it."""

    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class CallSpeaker(_Command):
    """Give the floor to whose turn it is on the speakers' list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteTimeUp(_Command):
    """The time to speak is up; ``by`` is OPERATOR."""

    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeFloor(_Command):
    """Take the floor from a member; without ``seat`` from everybody who has it."""

    seat: SeatId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadConference(_Command):
    step: Step
    seat: SeatId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportLink(_Command):
    """The conference's server tells how a member is connected; ``by`` is OPERATOR."""

    seat: SeatId
    link: Link
    microphone: bool = False
    camera: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportDisturbance(_Command):
    """Report that a member cannot follow; ``seat`` differs from ``by`` on the second channel."""

    seat: SeatId
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgeDisturbance(_Command):
    """Decide whose sphere it is in; ``disturbance`` None means the first that is not over."""

    sphere: Sphere
    reason: str
    disturbance: DisturbanceId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EndDisturbance(_Command):
    disturbance: DisturbanceId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InterruptMeeting(_Command):
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumeMeeting(_Command):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class RaiseProcedural(_Command):
    """Move on the course of business (Antrag zur Geschäftsordnung), outside the speakers' list.

    ``item`` None means the one under debate; ``number`` and ``text`` are what the kind takes.
    """

    seat: SeatId
    kind: ProceduralKind
    item: ItemId | None = None
    number: int = 0
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakToProcedural(_Command):
    """One for, one against; ``motion`` None means the one that is due."""

    seat: SeatId
    against: bool
    motion: ProceduralId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportProcedural(_Command):
    """Join in, where a minority may demand it."""

    seat: SeatId
    motion: ProceduralId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawProcedural(_Command):
    motion: ProceduralId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleOutProcedural(_Command):
    reason: str
    motion: ProceduralId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CarryProcedural(_Command):
    """State that nobody has spoken against it, so that it is carried without a vote."""

    motion: ProceduralId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RepeatBallot(_Command):
    """Declare the last result void, so that the vote is taken again; never without a reason."""

    ballot: BallotId
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenElection(_Command):
    """Elect somebody to ``office``, on the item under debate."""

    office: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Nominate(_Command):
    """``election`` None means the one under way."""

    candidate: str
    seat: SeatId
    election: ElectionId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawCandidate(_Command):
    candidate: str
    seat: SeatId
    election: ElectionId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenRound(_Command):
    """Hand the papers out; ``tellers`` count them."""

    tellers: tuple[SeatId, ...] = ()
    election: ElectionId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CountRound(_Command):
    """Enter what the tellers found; ``issued`` None means one paper for each entitled."""

    votes: tuple[Votes, ...]
    against: int = 0
    abstain: int = 0
    invalid: int = 0
    issued: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawLot(_Command):
    """Enter whom the lot has fallen on."""

    candidate: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PrepareLot(_Command):
    """Begin a lot everybody can check."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitLot(_Command):
    """Hand in words for the lot, or (for who does not trust the bot with them) their digest."""

    words: str = ""
    digest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SealLot(_Command):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class RevealLot(_Command):
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VoidLot(_Command):
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SettleTie(_Command):
    """Decide what follows when more than two share the highest number of votes."""

    outcome: Outcome
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerElection(_Command):
    accepted: bool
    election: ElectionId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseMeeting(_Command):
    pass


# The meeting: minutes.


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftMinutes(_Command):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class SignMinutes(_Command):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class ApproveMinutes(_Command):
    """``in_meeting`` is the meeting that approved; ``ballot`` its vote, None if entered by hand."""

    in_meeting: MeetingId
    ballot: BallotId | None = None


# The meeting: paperwork before and after it.


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportReceipt(_Command):
    """Say that the invitation has reached ``seat``; ``received`` None means now."""

    seat: SeatId
    received: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordMail(_Command):
    """Put on record that a letter went out, or why not; asked by the bot (``by`` is OPERATOR)."""

    seat: SeatId
    sent: bool
    detail: str = ""
    """Why it did not go out, without any address."""
    final: bool = True
    """Whether nothing more is tried."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachPaper(_Command):
    """Put a paper (Vorlage, Anlage) to an item; the shell keeps the file under its digest."""

    item: ItemId
    name: str
    digest: str
    size: int
    mime: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportItems(_Command):
    """Put the items of a file on the agenda, in their order; ids are given anew."""

    items: tuple[AgendaItem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinItems(_Command):
    """Debate items together (gemeinsame Beratung)."""

    items: tuple[ItemId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SetMinutesText(_Command):
    """Write free text of the minutes on an item, None: on the meeting; empty takes it out."""

    item: ItemId | None
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CirculateMinutes(_Command):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectToMinutes(_Command):
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SettleMinutesObjection(_Command):
    number: int
    upheld: bool
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReopenMinutes(_Command):
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueExtract(_Command):
    """``number`` is the resolution's running number; the books know it."""

    ballot: BallotId
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ContestResolution(_Command):
    ballot: BallotId
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SettleContest(_Command):
    ballot: BallotId
    outcome: ContestOutcome
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignTask(_Command):
    ballot: BallotId
    office: str
    due: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportTask(_Command):
    ballot: BallotId
    text: str
    done: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Remind(_Command):
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
    | CirculateMinutes
    | ObjectToMinutes
    | SettleMinutesObjection
    | ReopenMinutes
    | IssueExtract
    | ContestResolution
    | SettleContest
    | AssignTask
    | ReportTask
    | Remind
)

BodyCommand = (
    EstablishBody
    | ChangeCharter
    | FillSeat
    | VacateSeat
    | IssueCode
    | RedeemCode
    | EnrolMember
    | ReportIdentity
    | RevokeEnrolment
    | AdmitDevice
    | RevokeDevice
    | SetDeviceAdmission
    | AnnounceBotIdentity
    | ChangeBotIdentity
    | ChooseLanguage
    | RecordIncident
    | ConfirmRule
    | RecordReach
)

MeetingCommand = (
    PlanMeeting
    | RescheduleMeeting
    | CancelMeeting
    | TakeRoster
    | TakeRules
    | DeclareEmergency
    | StateSecondCall
    | TakeOverItems
    | ResolveRule
    | AddAgendaItem
    | RemoveAgendaItem
    | MoveAgendaItem
    | SendInvitation
    | ObjectToNotice
    | StartRollCall
    | ReportPresent
    | RecordAbsence
    | ReportLeft
    | CloseRollCall
    | OpenMeeting
    | TakeChair
    | StateQuorum
    | CallItem
    | CloseItem
    | DeclareRecusal
    | WithdrawRecusal
    | MoveMotion
    | MoveAmendment
    | OrderAmendments
    | WithdrawMotion
    | JoinMotion
    | ConsolidateMotion
    | OpenBallot
    | CastVote
    | EnterCount
    | EnterSums
    | RetractVote
    | CloseBallot
    | BreakOffBallot
    | RaiseProcedural
    | SpeakToProcedural
    | SupportProcedural
    | WithdrawProcedural
    | RuleOutProcedural
    | CarryProcedural
    | RepeatBallot
    | OpenElection
    | Nominate
    | WithdrawCandidate
    | OpenRound
    | CountRound
    | DrawLot
    | PrepareLot
    | CommitLot
    | SealLot
    | RevealLot
    | VoidLot
    | SettleTie
    | AnswerElection
    | ExcludePublic
    | RestorePublic
    | RecordStatement
    | GiveFloor
    | RequestFloor
    | DropFloorRequest
    | CallSpeaker
    | NoteTimeUp
    | TakeFloor
    | LeadConference
    | ReportLink
    | ReportDisturbance
    | JudgeDisturbance
    | EndDisturbance
    | InterruptMeeting
    | ResumeMeeting
    | CloseMeeting
    | DraftMinutes
    | SignMinutes
    | ApproveMinutes
    | PaperCommand
)

Command = BodyCommand | MeetingCommand
