# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Every reason for a no, as facts. The sentences stand in the catalogues, ``refusal.<name>``.

A reason's fields are the placeholders of its sentence. A test walks this file and fails on a
missing sentence, language or placeholder.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.ids import (
    BallotId,
    DeviceId,
    DisturbanceId,
    ElectionId,
    ItemId,
    MeetingId,
    MotionId,
    ProceduralId,
    SeatId,
    UserId,
)
from bot.domain.values import Format, Role, VoteMode


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why a command is refused."""


class Refused(Exception):
    """The rules say no. Raised by handlers, answered kindly by the reception."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(type(reason).__name__)
        self.reason = reason


@dataclass(frozen=True, slots=True, kw_only=True)
class NotAllowed(Reason):
    """The role may not do this."""

    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NotOnRoster(Reason):
    """The device speaks for nobody on the roster."""

    user: UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatUnknown(Reason):
    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatTaken(Reason):
    """The seat is enrolled to somebody else already."""

    seat: SeatId
    user: UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class UserTaken(Reason):
    """The Matrix user already speaks for another seat."""

    user: UserId
    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatTwice(Reason):
    """A roster names a seat twice."""

    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyExists(Reason):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class NoChair(Reason):
    """A roster without a chair."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatutoryTooSmall(Reason):
    """Fewer statutory members than seats with a vote."""

    statutory: int
    voting: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BadSeat(Reason):
    """Empty or unusable seat number or name."""

    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleWithoutVote(Reason):
    """An advisory member or guest cannot have a vote."""

    seat: SeatId
    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityPinned(Reason):
    """Another identity is pinned; a new one is never taken on first use."""

    seat: SeatId
    user: UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class NotEnrolled(Reason):
    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeWrong(Reason):
    """No open code fits, or it ran out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceAdmissionForbidden(Reason):
    """The body does not allow devices that cannot cross-sign."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceUnknown(Reason):
    device: DeviceId


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceOfStranger(Reason):
    """The device belongs to another user than the seat's."""

    device: DeviceId
    user: UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class NoMeeting(Reason):
    """No meeting is planned."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingExists(Reason):
    meeting: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongPhase(Reason):
    """The meeting is not in a phase for this."""

    phase: str
    needed: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FormatForbidden(Reason):
    """The law does not allow this format."""

    format: str
    land: str
    norm: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FormatBasisMissing(Reason):
    """The law allows the format only if the body's own statute provides it."""

    format: Format
    basis: str
    """Which one: ``statute`` (Hauptsatzung) or ``rules_of_procedure`` (Geschäftsordnung)."""
    norm: str
    key: str
    """Section of the council file that names it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EmergencyNotDeclared(Reason):
    """The format is lawful in a declared emergency only."""

    format: Format
    norm: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EmergencyNotNeeded(Reason):
    """The format is lawful without an emergency."""

    format: Format


@dataclass(frozen=True, slots=True, kw_only=True)
class ChairNotInHall(Reason):
    """The law wants the chair in the hall."""

    seat: SeatId
    norm: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemIsDuty(Reason):
    """The law puts the item on this agenda."""

    item: ItemId
    norm: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondCallUnknown(Reason):
    """The law on file knows no smaller quorum for a second call."""

    norm: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WasQuorate(Reason):
    """The meeting named was never found without a quorum."""

    meeting: MeetingId


@dataclass(frozen=True, slots=True, kw_only=True)
class LawUnknown(Reason):
    """The profile does not reach back to that day."""

    day: date
    since: date


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleNotOpen(Reason):
    """The rule was read in the official text, or is confirmed already."""

    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleNotOurs(Reason):
    """A resolution of the body for one meeting cannot set this rule."""

    key: str
    norm: str
    possible: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberOutOfRange(Reason):
    number: int
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaEmpty(Reason):
    """An invitation needs an agenda."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemUnknown(Reason):
    item: ItemId


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemDone(Reason):
    item: ItemId


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemOpen(Reason):
    """Another item is under debate."""

    item: ItemId


@dataclass(frozen=True, slots=True, kw_only=True)
class NoItemOpen(Reason):
    """No item is under debate."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionOutOfRange(Reason):
    position: int
    first: int
    """Items called already keep their places before this one."""
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeTooShort(Reason):
    """Received too late even for the urgent path."""

    latest: datetime
    norm: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UrgencyReasonMissing(Reason):
    """Shortened notice needs its reason."""

    days: int
    needed: int
    latest: datetime
    norm: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UrgencyNotNeeded(Reason):
    """Regular notice is kept; no urgency to state."""

    days: int
    needed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class UrgencyOpen(Reason):
    """The body must establish urgency first."""

    norm: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AlreadyInvited(Reason):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class StartPassed(Reason):
    """The meeting's start lies in the past."""

    starts: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RollCallOpen(Reason):
    """The roll call is not closed yet."""

    unanswered: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NoRollCall(Reason):
    """No roll call has been held."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonMissing(Reason):
    """A reason is mandatory here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextMissing(Reason):
    """A text is mandatory here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TooLong(Reason):
    length: int
    limit: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AlreadyPresent(Reason):
    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class NotPresent(Reason):
    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class ConferenceOver(Reason):
    """The chair has ended the conference of this meeting."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotInConference(Reason):
    """The conference's server does not know the member at this moment."""

    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class RemovedFromConference(Reason):
    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class NotVoting(Reason):
    """The seat has no vote."""

    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class Recused(Reason):
    """The member is recused on this item."""

    seat: SeatId
    item: ItemId


@dataclass(frozen=True, slots=True, kw_only=True)
class AlreadyRecused(Reason):
    seat: SeatId
    item: ItemId


@dataclass(frozen=True, slots=True, kw_only=True)
class NotRecused(Reason):
    seat: SeatId
    item: ItemId


@dataclass(frozen=True, slots=True, kw_only=True)
class NoQuorum(Reason):
    present: int
    needed: int
    statutory: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChairAbsent(Reason):
    """Nobody who may lead is present."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChairRecused(Reason):
    """The one in the chair is biased; another takes the chair first."""

    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class MotionUnknown(Reason):
    motion: MotionId


@dataclass(frozen=True, slots=True, kw_only=True)
class MotionDecided(Reason):
    motion: MotionId


@dataclass(frozen=True, slots=True, kw_only=True)
class NotAnAmendable(Reason):
    """An amendment amends a motion, not another amendment."""

    motion: MotionId


@dataclass(frozen=True, slots=True, kw_only=True)
class NotMover(Reason):
    """Only who moved it may withdraw it."""

    motion: MotionId | ProceduralId


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageNotFound(Reason):
    """The passage to replace stands in the text not exactly once."""

    found: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AmendmentsPending(Reason):
    """Amendments are voted on first."""

    motion: MotionId
    pending: tuple[MotionId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AmendmentOutOfTurn(Reason):
    """Another amendment comes first."""

    motion: MotionId
    first: MotionId


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderIncomplete(Reason):
    """The order must name every pending amendment once."""

    missing: tuple[MotionId, ...]
    unknown: tuple[MotionId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TextNotConsolidated(Reason):
    """An adopted amendment is not yet worked into the text."""

    motion: MotionId


@dataclass(frozen=True, slots=True, kw_only=True)
class BallotOpen(Reason):
    """A ballot is still open."""

    ballot: BallotId


@dataclass(frozen=True, slots=True, kw_only=True)
class NoBallotOpen(Reason):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class BallotOver(Reason):
    ballot: BallotId


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleUnknown(Reason):
    rule: str
    known: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AbstentionForbidden(Reason):
    """The law knows no abstention."""

    norm: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicPart(Reason):
    """This belongs to the non-public part."""

    item: ItemId


@dataclass(frozen=True, slots=True, kw_only=True)
class NonPublicPart(Reason):
    """This belongs to the public part."""

    item: ItemId


@dataclass(frozen=True, slots=True, kw_only=True)
class LateItemNotAdmitted(Reason):
    """An item added after the invitation needs a resolution first."""

    item: ItemId


@dataclass(frozen=True, slots=True, kw_only=True)
class NotLate(Reason):
    """The item needs no resolution to be taken up."""

    item: ItemId


@dataclass(frozen=True, slots=True, kw_only=True)
class AlreadySigned(Reason):
    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class NotSigned(Reason):
    """The minutes lack a signature."""

    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NotSignatory(Reason):
    """Only chair and clerk of the meeting sign."""

    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class ChairStays(Reason):
    """The chair hands over before leaving."""

    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class NothingToChange(Reason):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class VotedThemselves(Reason):
    """The member has voted with a device of their own; the clerk does not overrule that."""

    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class QuorumNeverStated(Reason):
    """The meeting was closed without a roll call; its minutes cannot say who was there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeMissing(Reason):
    """The minutes must say what came of each item, § 42 (1) ThürKO."""

    items: tuple[ItemId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsenceUnexplained(Reason):
    """The minutes must name the reason of each absence, § 42 (1) ThürKO."""

    seats: tuple[SeatId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoElection(Reason):
    """No election is under way on which this could be done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ElectionOver(Reason):
    election: ElectionId
    elected: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ElectionUnfinished(Reason):
    """Another election is under way."""

    election: ElectionId
    office: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateUnknown(Reason):
    candidate: str
    known: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateAmbiguous(Reason):
    candidate: str
    found: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NominatedAlready(Reason):
    candidate: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoCandidates(Reason):
    election: ElectionId


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundOpenNow(Reason):
    """The papers of a round are out; nothing else can be done before they are counted."""

    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NoRoundOpen(Reason):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class TellerUnfit(Reason):
    """Who stands in the election, or is not there, does not count its papers."""

    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class PapersDiffer(Reason):
    """More papers were found than handed out, or handed out than there are entitled."""

    found: int
    issued: int
    entitled: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CountIncomplete(Reason):
    """A candidate is missing from the count, or named twice; noes need a single candidate."""

    candidates: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LotNeeded(Reason):
    candidates: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LotUnderWay(Reason):
    """A lot by handed-in words is being drawn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoPublicLot(Reason):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class LotSealed(Reason):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class LotNotSealed(Reason):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class LotTooFew(Reason):
    """The chair and a member have to take part."""

    found: int
    least: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LotWordsWeak(Reason):
    least: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LotWordsDiffer(Reason):
    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class LotCopied(Reason):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class TieOpen(Reason):
    """More than two share the highest number of votes; who leads has to say what follows."""

    candidates: tuple[str, ...]
    norm: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoLotNeeded(Reason):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class NotElectedYet(Reason):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class RemotePresent(Reason):
    """Nobody is elected, or voted on in secret, while these take part from elsewhere."""

    seats: tuple[SeatId, ...]
    norm: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicExcludedAlready(Reason):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicAlready(Reason):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class NotEntered(Reason):
    """Only chair and clerk enter something for somebody else."""

    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectMissing(Reason):
    """The ballot does not name what it decides on."""

    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderReasonMissing(Reason):
    """Another order of votes than the most far-reaching first takes a reason."""

    usual: tuple[MotionId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoDisturbance(Reason):
    """No disturbance is reported that is not over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DisturbanceOpen(Reason):
    """A disturbance is undecided, or the municipality's is not mended."""

    disturbance: DisturbanceId
    seat: SeatId
    norm: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoProcedural(Reason):
    """No procedural motion is waiting."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProceduralFirst(Reason):
    """A procedural motion is dealt with before anything else, the one that goes furthest first."""

    motion: ProceduralId


@dataclass(frozen=True, slots=True, kw_only=True)
class ProceduralOver(Reason):
    """The procedural motion has ended."""

    motion: ProceduralId


@dataclass(frozen=True, slots=True, kw_only=True)
class ProceduralPending(Reason):
    """The same has been moved already."""

    motion: ProceduralId


@dataclass(frozen=True, slots=True, kw_only=True)
class ProceduralAgain(Reason):
    """What was rejected on an item is not moved again on it."""

    motion: ProceduralId


@dataclass(frozen=True, slots=True, kw_only=True)
class ProceduralPart(Reason):
    """The kind takes a number or a text that is not there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HasSpoken(Reason):
    """Only who has not spoken on the item may move to end the debate."""

    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupsUnheard(Reason):
    """Each group must have had a chance to speak before the debate is closed."""

    groups: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SideHeard(Reason):
    """So many have spoken for, or against, a procedural motion as may."""

    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Opposed(Reason):
    """Somebody has spoken against it, or the rules of procedure want a vote in any case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteModeForbidden(Reason):
    """The law does not know this way of voting."""

    mode: VoteMode
    norm: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteModeBound(Reason):
    """The body has resolved how it votes on this item."""

    mode: VoteMode


@dataclass(frozen=True, slots=True, kw_only=True)
class NotRepeatable(Reason):
    """The result cannot be taken back any more: it is not the last one, or has been carried out."""

    ballot: BallotId


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretOnPaper(Reason):
    """A secret vote is taken on paper; no device casts one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandsExceed(Reason):
    """More hands are entered than people in the hall who have not voted themselves."""

    found: int
    free: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedInHall(Reason):
    """The hands in the hall are counted, this one among them."""

    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedsNames(Reason):
    """A vote by name is not entered as sums."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PapersUncounted(Reason):
    """The papers of a secret vote are not counted yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteExcluded(Reason):
    """While members take part from elsewhere no secret vote is held."""

    seats: tuple[SeatId, ...]
    norm: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretUnresolved(Reason):
    """A secret vote is not the chair's to order: somebody has to move it."""

    norm: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NotInvited(Reason):
    """The invitation did not go to this seat."""

    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptInFuture(Reason):
    received: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptBeforeSending(Reason):
    """Nothing can be received before it was sent."""

    received: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TooFewItems(Reason):
    """A joint debate needs two items."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartsDiffer(Reason):
    """Public and non-public items are not debated together."""

    item: ItemId


@dataclass(frozen=True, slots=True, kw_only=True)
class ListClosed(Reason):
    """The speakers' list of the item is closed."""

    item: ItemId


@dataclass(frozen=True, slots=True, kw_only=True)
class NotCirculated(Reason):
    """This version of the minutes did not go out yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionsOver(Reason):
    """The time for objections to the minutes is over."""

    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionUnknown(Reason):
    number: int
    known: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionsOpen(Reason):
    """Objections to the minutes are settled first."""

    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoResolution(Reason):
    """No resolution on a matter came of this ballot."""

    ballot: BallotId


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolutionUnknown(Reason):
    """No resolution has this running number."""

    number: str
    last: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NotAdopted(Reason):
    """The resolution was rejected or repealed: there is nothing to carry out."""

    ballot: BallotId


@dataclass(frozen=True, slots=True, kw_only=True)
class Contested(Reason):
    """The resolution is contested; it is not carried out meanwhile."""

    ballot: BallotId


@dataclass(frozen=True, slots=True, kw_only=True)
class NotContested(Reason):
    ballot: BallotId


@dataclass(frozen=True, slots=True, kw_only=True)
class NoTask(Reason):
    """Nobody is to carry this resolution out, or it is done."""

    ballot: BallotId


@dataclass(frozen=True, slots=True, kw_only=True)
class DebateOver(Reason):
    """Nobody speaks on the matter of the item any more."""

    item: ItemId


@dataclass(frozen=True, slots=True, kw_only=True)
class NobodySpeaks(Reason):
    """A question is interposed only while somebody speaks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NobodyWaits(Reason):
    """The speakers' list is empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpokeTooOften(Reason):
    """The member has spoken on the item as often as the rules of procedure allow."""

    seat: SeatId
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupTimeUsed(Reason):
    """The group has used up its time on the item."""

    group: str
    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemTimeUsed(Reason):
    """The time for the debate on the item is used up."""

    item: ItemId
    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NoUpload(Reason):
    """Nobody has handed in a file here within the hour."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadUnreadable(Reason):
    """The file cannot be fetched, or is not what its sender sealed."""

    name: str
