# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""All that may have happened. These classes are the stored format of the journal.

Events come in two families, one per stream: `BodyEvent` in the stream of the body (its roster,
its trust), `MeetingEvent` in the stream of one meeting. Golden files under ``tests/golden/events``
hold every kind: a change here breaks a test and asks for an upcast in `bot.store`.
The journal adds to each entry when and from where; an event says only what.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.debating import ProceduralEnd, ProceduralKind, SpeechKind
from bot.domain.electing import Contest, Outcome, PaperCount
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
from bot.domain.rules import Confirmation, Rules
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
    Notice,
    QuorumCheck,
    Reach,
    Reminder,
    Result,
    Seat,
    Sphere,
    Step,
    Subject,
    Sums,
    Undecided,
    VoteMode,
)

# The body: who sits in it, and whose devices are believed.


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyEstablished:
    """The body's stream begins. Charter data as set up by the municipality."""

    body: BodyId
    name: str
    municipality: str
    kind: BodyKind
    land: str
    statutory_members: int
    """Members by law (gesetzliche Mitgliederzahl), mayor included where the law counts him."""
    language: Language
    time_zone: str
    journal_key: Key
    """Ed25519 key every entry of this journal is signed with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CharterChanged:
    """Name, number of members or language of the body changed."""

    name: str
    municipality: str
    statutory_members: int
    language: Language


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatFilled:
    """A seat is on the roster, new or with changed name, group, role or vote."""

    seat: Seat


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatVacated:
    """A seat fell vacant; its enrolment ends with it."""

    seat: SeatId
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeIssued:
    """A one-time enrolment code was handed out over a second channel. Only its digest is kept."""

    seat: SeatId
    user: UserId
    digest: str
    """Hex SHA-256 of the code."""
    expires: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberEnrolled:
    """A Matrix identity is pinned to a seat: from now on its signed devices speak for it."""

    seat: SeatId
    user: UserId
    master: Key
    """The user's cross-signing master key."""
    how: How


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrolmentSuspended:
    """The server showed another master key than the pinned one; nothing counts until enrolled."""

    seat: SeatId
    user: UserId
    shown: Key


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrolmentRevoked:
    seat: SeatId
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceAdmitted:
    """The clerk admitted one device that cannot cross-sign, by its own key, for one seat."""

    seat: SeatId
    device: AdmittedDevice


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceRevoked:
    seat: SeatId
    device: DeviceId


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceAdmissionSet:
    """The body allowed or forbade devices that cannot cross-sign."""

    allowed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BotIdentityChangeAnnounced:
    """The operator is about to replace the bot's own identity; the old one still says so."""

    old: Key
    """The bot's cross-signing master key until now."""
    new: Key


@dataclass(frozen=True, slots=True, kw_only=True)
class BotIdentityChanged:
    """The operator replaced the bot's own identity; every member must verify the bot anew."""

    old: Key
    new: Key


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageChosen:
    seat: SeatId
    language: Language


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentRecorded:
    """Something came in that does not count: forged, unsigned, in clear text … No content kept."""

    kind: str
    user: UserId
    seat: SeatId | None = None
    meeting: MeetingId | None = None
    detail: str = ""
    """What it was about: a type of room state, the number of a journal entry."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleConfirmed:
    """The office compared a rule value with the official text; who, when, on which text."""

    key: str
    confirmation: Confirmation
    by: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class ReachChanged:
    """A partner's server went silent, was barred, or came back; ``seats`` are at home there.

    With ``ballot``: it was to be closed while the votes of ``seats`` could not arrive.
    """

    server: str
    reach: Reach
    seats: tuple[SeatId, ...]
    meeting: MeetingId | None = None
    ballot: BallotId | None = None


# The meeting: from planning to approved minutes.


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingPlanned:
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


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingRescheduled:
    starts: datetime
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingCancelled:
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterTaken:
    """The roster as it stands for this meeting; taken anew whenever the body's changes."""

    seats: tuple[Seat, ...]
    marks: tuple[tuple[SeatId, Mark], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RulesTaken:
    """The law as it now stands for this meeting: another day, or a value was confirmed."""

    rules: Rules


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleResolved:
    """The body set a rule of its Geschäftsordnung for this meeting by resolution."""

    key: str
    value: int
    norm: str
    """The resolution, as the minutes quote it."""
    by: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class EmergencyDeclared:
    """The chair declared that members cannot meet in one place (Notlage), § 36a ThürKO."""

    by: SeatId
    trigger: str
    evidence: str
    """On what it rests: a decree, a warning, a date."""
    norm: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondCallStated:
    """The body is convened a second time on the same items; the invitation says what that means."""

    by: SeatId
    first: MeetingId
    """The meeting that was not quorate (beschlussunfähig)."""
    norm: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaItemAdded:
    item: AgendaItem
    position: int
    """Index in the agenda, from 0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaItemRemoved:
    item: ItemId
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaItemMoved:
    item: ItemId
    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemReclassified:
    """The body resolved to treat a public item without the public."""

    item: ItemId
    public: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LateItemTakenUp:
    """The body resolved to extend the agenda by an item added after the invitation."""

    item: ItemId


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationSent:
    """Convocation (Einberufung): the invitation with agenda went out to these seats."""

    notice: Notice
    seats: tuple[SeatId, ...]
    urgency_reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeObjected:
    """A member objects to the convocation (Ladungsrüge), § 35 (3) ThürKO."""

    seat: SeatId
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UrgencyEstablished:
    """The body resolved that the meeting is urgent (after shortened notice)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingOpened:
    by: SeatId
    chair: SeatId
    """Who leads: the chair, or a deputy while the chair is absent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChairTaken:
    """Another person takes the chair (Übernahme der Sitzungsleitung)."""

    chair: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class RollCallStarted:
    by: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberArrived:
    """Present from now on: at roll call, or later."""

    seat: SeatId
    mode: Mode
    channel: Channel
    late: bool
    """After the roll call was closed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberLeft:
    """Left before the end, or for a while."""

    seat: SeatId
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsenceRecorded:
    """Absent, with the reason the minutes must name, § 42 (1) ThürKO."""

    seat: SeatId
    reason: str
    excused: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RollCallClosed:
    check: QuorumCheck


@dataclass(frozen=True, slots=True, kw_only=True)
class QuorumStated:
    """The chair stated the quorum again, on doubt or before a vote."""

    check: QuorumCheck


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemCalled:
    item: ItemId


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemClosed:
    item: ItemId
    note: str
    """How it ended where nothing was voted on: taken note of, postponed, referred …"""
    postponed: bool = False
    """Not finished (vertagt): it can be called again, or carries over to the next meeting."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecusalDeclared:
    """The member is biased on this item (persönliche Beteiligung) and takes no part in it."""

    seat: SeatId
    item: ItemId
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecusalWithdrawn:
    """Entered in error, or the body decided that there is none."""

    seat: SeatId
    item: ItemId


@dataclass(frozen=True, slots=True, kw_only=True)
class MotionMoved:
    motion: MotionId
    item: ItemId
    by: SeatId
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AmendmentMoved:
    """An amendment (Änderungsantrag). With ``replaces`` its adoption changes the text by itself."""

    motion: MotionId
    amends: MotionId
    by: SeatId
    text: str
    replaces: str
    """The passage ``text`` takes the place of; empty if the amendment is only described."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AmendmentsOrdered:
    """The chair set the order of votes: the most far-reaching first."""

    motion: MotionId
    order: tuple[MotionId, ...]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MotionWithdrawn:
    motion: MotionId
    by: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class MotionJoined:
    """Another member moves it as well (Mitunterzeichnung)."""

    motion: MotionId
    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class MotionConsolidated:
    """The wording after adopted amendments (konsolidierte Fassung)."""

    motion: MotionId
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BallotOpened:
    ballot: BallotId
    item: ItemId | None
    subject: Subject
    mode: VoteMode
    rule: str
    """Key of the majority in the meeting's rules."""
    check: QuorumCheck


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteCast:
    """A vote in an open or recorded ballot; a later one of the same seat replaces it."""

    ballot: BallotId
    seat: SeatId
    choice: Choice
    channel: Channel
    entered_by: SeatId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SumsEntered:
    """Hands counted in the hall, or the papers of a secret vote; a later entry replaces it."""

    ballot: BallotId
    sums: Sums
    by: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteRetracted:
    """A member took the vote back while the ballot was open."""

    ballot: BallotId
    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class BallotClosed:
    ballot: BallotId
    result: Result


@dataclass(frozen=True, slots=True, kw_only=True)
class BallotBrokenOff:
    """The ballot ends without a result and has to be repeated."""

    ballot: BallotId
    reason: Undecided


@dataclass(frozen=True, slots=True, kw_only=True)
class BallotVoided:
    """The last result is void and the vote is taken again (Wiederholung der Abstimmung)."""

    ballot: BallotId
    reason: str
    by: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class ProceduralRaised:
    """A motion on the course of business (Antrag zur Geschäftsordnung)."""

    motion: ProceduralId
    kind: ProceduralKind
    by: SeatId
    item: ItemId | None
    """The item it is about; None if it is about none."""
    number: int
    """Minutes of a recess or a speech, or a place on the agenda; 0 if the kind takes none."""
    text: str
    """Where it refers to, or why the count is in doubt."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProceduralSpoken:
    """One for, one against (Rede und Gegenrede)."""

    motion: ProceduralId
    seat: SeatId
    against: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ProceduralSupported:
    """A member joins in, where a minority may demand it."""

    motion: ProceduralId
    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class ProceduralEnded:
    motion: ProceduralId
    end: ProceduralEnd
    reason: str
    """Why the chair ruled it out, or the rule by which enough have demanded it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakersListClosed:
    """Nobody asks for the floor any more; who has asked still speaks (Schluss der Rednerliste)."""

    item: ItemId


@dataclass(frozen=True, slots=True, kw_only=True)
class DebateClosed:
    """Nobody speaks on the matter any more (Schluss der Debatte)."""

    item: ItemId


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteModeResolved:
    """On this item the body votes by name, or secretly."""

    item: ItemId
    mode: VoteMode


@dataclass(frozen=True, slots=True, kw_only=True)
class ElectionOpened:
    """The body is to elect somebody to ``office`` (Wahl)."""

    election: ElectionId
    item: ItemId | None
    office: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateNominated:
    """Put forward (Wahlvorschlag)."""

    election: ElectionId
    candidate: str
    by: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateWithdrawn:
    """Taken back, or the candidate does not stand."""

    election: ElectionId
    candidate: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundOpened:
    """The papers are handed out (Wahlgang)."""

    election: ElectionId
    number: int
    candidates: tuple[str, ...]
    tellers: tuple[SeatId, ...]
    entitled: int
    check: QuorumCheck
    contest: Contest
    step: int
    """Its place among `bot.domain.electing.ElectionRule.contests`, from 0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundCounted:
    """What the tellers found, and what follows from it. ``elected`` is empty if nobody is."""

    election: ElectionId
    number: int
    count: PaperCount
    outcome: Outcome
    needed: int
    elected: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LotDrawn:
    """Whom the lot (Los) has fallen on, drawn in the hall or by words handed in.

    ``elected`` is empty if it was drawn for a place in the run-off.
    """

    election: ElectionId
    number: int
    drawn: str
    elected: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LotPrepared:
    """A lot everybody can check is to be drawn (`bot.domain.lots`)."""

    election: ElectionId
    number: int
    among: tuple[str, ...]
    places: int
    by: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class LotCommitted:
    """Somebody has handed in the SHA-256 digest of their words."""

    election: ElectionId
    seat: SeatId
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LotSealed:
    """From now on nobody can change what they have handed in."""

    election: ElectionId
    by: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class LotRevealed:
    """Somebody has said their words."""

    election: ElectionId
    seat: SeatId
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LotVoided:
    """The draw came to nothing."""

    election: ElectionId
    reason: str
    by: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class TieSettled:
    """More than two share the highest number of votes; who leads has decided what follows."""

    election: ElectionId
    number: int
    outcome: Outcome
    """`LOT_FOR_RUN_OFF`, `LOT_FOR_OFFICE` or `REPEAT`."""
    reason: str
    by: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class ElectionAnswered:
    """The elected takes the office on, or does not."""

    election: ElectionId
    elected: str
    accepted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicExcluded:
    """The non-public part begins (Ausschluss der Öffentlichkeit)."""

    by: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicRestored:
    by: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementRecorded:
    """Said for the minutes (Erklärung zu Protokoll)."""

    seat: SeatId
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FloorGiven:
    """The chair gives a member the floor (Worterteilung); in the conference it may speak."""

    seat: SeatId
    by: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class FloorTaken:
    """The chair takes the floor from a member, or the member has finished."""

    seat: SeatId
    by: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class FloorRequested:
    """A member asks for the floor (Wortmeldung)."""

    seat: SeatId
    kind: SpeechKind


@dataclass(frozen=True, slots=True, kw_only=True)
class FloorRequestDropped:
    """Taken back, or struck from the speakers' list."""

    seat: SeatId
    by: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechBegan:
    """A member with the floor speaks on an item; the clock runs."""

    seat: SeatId
    kind: SpeechKind
    item: ItemId
    begun: datetime
    seconds: int
    """The time allowed; 0 if there is no limit."""
    resumed: bool
    """Goes on after an interposed question."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechEnded:
    seat: SeatId
    item: ItemId
    kind: SpeechKind
    seconds: int
    """How long it was."""
    paused: bool
    """For an interposed question; the same member goes on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechTimeUp:
    """The time to speak was up, and everybody was told."""

    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class ConferenceLed:
    """The chair muted, removed or let in somebody in the conference, ended or opened it."""

    step: Step
    by: SeatId
    seat: SeatId | None = None
    """None: nobody in particular."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConferenceLinked:
    """What the conference's server tells of a member's connection. It is no attendance."""

    seat: SeatId
    link: Link
    microphone: bool
    """Whether a microphone is published, muted or not."""
    camera: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DisturbanceReported:
    """A member cannot follow, or so it is reported (Störung)."""

    disturbance: DisturbanceId
    seat: SeatId
    what: str
    second_channel: bool
    """Entered by somebody else, as reported by telephone or the like."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DisturbanceJudged:
    disturbance: DisturbanceId
    sphere: Sphere
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DisturbanceEnded:
    """It is mended, or the member goes on without complaint."""

    disturbance: DisturbanceId
    by: SeatId
    to_repeat: tuple[BallotId, ...]
    """Votes taken meanwhile that are to be repeated."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingInterrupted:
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingResumed:
    by: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingClosed:
    by: SeatId
    open_items: tuple[ItemId, ...]
    """Left untreated; they carry over to the next meeting."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutesDrafted:
    """The draft follows from this stream up to and including the entry before this one."""

    by: SeatId
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutesSigned:
    seat: SeatId
    role: str
    """``chair`` or ``clerk``, § 42 (2) ThürKO."""
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutesApproved:
    """Approved by resolution of a later meeting (or as entered by the clerk)."""

    meeting: MeetingId
    ballot: BallotId | None
    version: int


# The meeting: paperwork before and after it.


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
class Reminded:
    """The office was reminded; ``ref`` names the ballot or seat it is about, if any."""

    reminder: Reminder
    ref: str


BodyEvent = (
    BodyEstablished
    | CharterChanged
    | SeatFilled
    | SeatVacated
    | CodeIssued
    | MemberEnrolled
    | EnrolmentSuspended
    | EnrolmentRevoked
    | DeviceAdmitted
    | DeviceRevoked
    | DeviceAdmissionSet
    | BotIdentityChangeAnnounced
    | BotIdentityChanged
    | LanguageChosen
    | IncidentRecorded
    | RuleConfirmed
    | ReachChanged
)

ProceduralEvent = ProceduralRaised | ProceduralSpoken | ProceduralSupported | ProceduralEnded

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
    | TaskAssigned
    | TaskReported
    | Reminded
)
DisturbanceEvent = DisturbanceReported | DisturbanceJudged | DisturbanceEnded
SpeechEvent = FloorRequested | FloorRequestDropped | SpeechBegan | SpeechEnded | SpeechTimeUp

ElectionEvent = (
    ElectionOpened
    | CandidateNominated
    | CandidateWithdrawn
    | RoundOpened
    | RoundCounted
    | LotDrawn
    | LotPrepared
    | LotCommitted
    | LotSealed
    | LotRevealed
    | LotVoided
    | TieSettled
    | ElectionAnswered
)

MeetingEvent = (
    MeetingPlanned
    | MeetingRescheduled
    | MeetingCancelled
    | RosterTaken
    | RulesTaken
    | EmergencyDeclared
    | SecondCallStated
    | RuleResolved
    | AgendaItemAdded
    | AgendaItemRemoved
    | AgendaItemMoved
    | ItemReclassified
    | LateItemTakenUp
    | InvitationSent
    | NoticeObjected
    | UrgencyEstablished
    | MeetingOpened
    | ChairTaken
    | RollCallStarted
    | MemberArrived
    | MemberLeft
    | AbsenceRecorded
    | RollCallClosed
    | QuorumStated
    | ItemCalled
    | ItemClosed
    | RecusalDeclared
    | RecusalWithdrawn
    | MotionMoved
    | AmendmentMoved
    | AmendmentsOrdered
    | MotionWithdrawn
    | MotionJoined
    | MotionConsolidated
    | BallotOpened
    | VoteCast
    | SumsEntered
    | VoteRetracted
    | BallotClosed
    | BallotBrokenOff
    | BallotVoided
    | ProceduralRaised
    | ProceduralSpoken
    | ProceduralSupported
    | ProceduralEnded
    | SpeakersListClosed
    | DebateClosed
    | VoteModeResolved
    | ElectionOpened
    | CandidateNominated
    | CandidateWithdrawn
    | RoundOpened
    | RoundCounted
    | LotDrawn
    | LotPrepared
    | LotCommitted
    | LotSealed
    | LotRevealed
    | LotVoided
    | TieSettled
    | ElectionAnswered
    | PublicExcluded
    | PublicRestored
    | StatementRecorded
    | FloorGiven
    | FloorTaken
    | FloorRequested
    | FloorRequestDropped
    | SpeechBegan
    | SpeechEnded
    | SpeechTimeUp
    | ConferenceLed
    | ConferenceLinked
    | DisturbanceReported
    | DisturbanceJudged
    | DisturbanceEnded
    | MeetingInterrupted
    | MeetingResumed
    | MeetingClosed
    | MinutesDrafted
    | MinutesSigned
    | MinutesApproved
    | PaperEvent
)

Event = BodyEvent | MeetingEvent
