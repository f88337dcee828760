# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The small vocabulary of a meeting: roles, phases, choices, majorities, results."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction

from bot.domain.ids import BallotId, DeviceId, ItemId, Key, MotionId, SeatId, UserId


class Role(StrEnum):
    """What a person on the roster is for."""

    CHAIR = "chair"
    """Leads the meeting (Vorsitz)."""
    DEPUTY = "deputy"
    """Leads when the chair is absent (stellvertretender Vorsitz)."""
    CLERK = "clerk"
    """Keeps the minutes (Schriftführung)."""
    MEMBER = "member"
    ADVISORY = "advisory"
    """Speaks, does not vote (beratendes Mitglied)."""
    SUBSTITUTE = "substitute"
    """Votes for an absent member of a committee, and only then (stellvertretendes Mitglied)."""
    GUEST = "guest"


OUTSIDE = frozenset({Role.GUEST, Role.SUBSTITUTE})
"""Who sits in the body as little as the public; a substitute who stands in counts as member."""


class BodyKind(StrEnum):
    COUNCIL = "council"
    """Gemeinderat, Stadtrat."""
    DISTRICT_COUNCIL = "district_council"
    """Kreistag."""
    COMMITTEE = "committee"
    """Ausschuss."""
    JOINT_COMMITTEE = "joint_committee"
    """Zweckverband and the like."""
    ASSOCIATION = "association"
    """A body outside municipal law: Fraktion, working group, association."""


class Format(StrEnum):
    """How the body meets (Sitzungsformat)."""

    PRESENCE = "presence"
    HYBRID = "hybrid"
    DIGITAL = "digital"


class Phase(StrEnum):
    """The life of a meeting."""

    PLANNED = "planned"
    INVITED = "invited"
    OPEN = "open"
    INTERRUPTED = "interrupted"
    CLOSED = "closed"
    DRAFTED = "drafted"
    """The draft of the minutes is out."""
    APPROVED = "approved"
    """The minutes are approved."""
    CANCELLED = "cancelled"


class Presence(StrEnum):
    PRESENT = "present"
    ABSENT = "absent"
    LEFT = "left"


class Mode(StrEnum):
    """Where a member takes part from."""

    HALL = "hall"
    REMOTE = "remote"
    PHONE = "phone"
    """By telephone, without a device: the clerk identifies the member and enters the votes."""


class Link(StrEnum):
    """How a member is connected to the conference, as its server tells."""

    CONNECTED = "connected"
    LOST = "lost"
    """Gone without saying so: a disturbance (Störung)."""
    LEFT = "left"
    """Hung up."""


class Step(StrEnum):
    """What the chair may do in the conference besides giving the floor."""

    MUTE = "mute"
    MUTE_OTHERS = "mute_others"
    """All but who has the floor, or the one named."""
    REMOVE = "remove"
    ADMIT = "admit"
    """Let one who was removed in again."""
    END = "end"
    OPEN = "open"
    """Let everybody in again after it was ended."""


class Channel(StrEnum):
    """By which way an answer reached the bot; stored, shown in the minutes' appendix."""

    TEXT = "text"
    POLL = "poll"
    COMMAND = "command"
    WIDGET = "widget"
    CLERK = "clerk"
    """Entered by the clerk for a person in the hall without a device."""


class Choice(StrEnum):
    YES = "yes"
    NO = "no"
    ABSTAIN = "abstain"


class VoteMode(StrEnum):
    OPEN = "open"
    """By show of hands (offene Abstimmung): numbers in the minutes."""
    RECORDED = "recorded"
    """By name (namentliche Abstimmung): each vote in the minutes."""
    SECRET = "secret"  # noqa: S105 - a way of voting
    """On paper (geheime Abstimmung): sums are entered, nobody's vote is known to the machine."""
    UNOPPOSED = "unopposed"
    """Consent without objection (Zustimmung ohne Widerspruch): one who objects ends it."""


class SubjectKind(StrEnum):
    """What a ballot decides on."""

    MOTION = "motion"
    AMENDMENT = "amendment"
    PART = "part"
    """One numbered part of a motion, voted on apart (getrennte, ziffernweise Abstimmung)."""
    BLOCK = "block"
    """The motions on several items, decided in one vote (Blockabstimmung)."""
    URGENCY = "urgency"
    """Urgency of the meeting itself after a shortened notice, § 35 (2) ThürKO."""
    ADD_ITEM = "add_item"
    """Extension of the agenda by one item (Erweiterung der Tagesordnung)."""
    REMOVE_ITEM = "remove_item"
    EXCLUDE_PUBLIC = "exclude_public"
    RECUSAL = "recusal"
    """Whether a member is biased, decided without the member."""
    OPEN_ELECTION = "open_election"
    """Whether to elect openly, where the law asks for everybody's consent (offene Wahl)."""
    RECALL = "recall"
    """Recall of somebody from an office the body has filled (Abwahl, Abberufung)."""
    EXPULSION = "expulsion"
    """Exclusion of a member from the rest of the meeting (Ausschluss von der Sitzung)."""
    MEASURE = "measure"
    """Whether an objection to a measure of the chair is upheld (Einspruch)."""
    MINUTES = "minutes"
    """Approval of the minutes of an earlier meeting."""
    RELEASE = "release"
    """Whether a non-public resolution is made known (Bekanntgabe)."""
    CONTEST = "contest"
    """Whether the body keeps to a contested resolution (erneute Entscheidung, Beanstandung)."""
    PROCEDURE = "procedure"
    """Any other motion on the order of business (Geschäftsordnungsantrag)."""


class Base(StrEnum):
    """What a majority is measured against."""

    YES_VS_NO = "yes_vs_no"
    """Valid votes: abstentions do not count."""
    VOTES_CAST = "votes_cast"
    """Valid votes and abstentions."""
    PRESENT = "present"
    """Members present and entitled to vote."""
    MEMBERS = "members"
    """The statutory number of members (gesetzliche Mitgliederzahl)."""


class How(StrEnum):
    """How a person's identity was pinned at enrolment."""

    SAS = "sas"
    """Short authentication string compared with the bot, confirmed by the clerk."""
    CODE = "code"
    """A one-time code over a second channel."""
    FIRST_USE = "first_use"
    """Taken as seen; carries a visible mark."""


class Mark(StrEnum):
    """What chair and clerk see beside a name at roll call; nothing beside a verified one."""

    VERIFIED = "verified"
    FIRST_USE = "first_use"
    ADMITTED_DEVICE = "admitted_device"
    """A device whose client cannot cross-sign, admitted by the clerk."""
    NOT_ENROLLED = "not_enrolled"
    """No Matrix account: takes part in the hall, the clerk enters."""
    SUSPENDED = "suspended"
    """Identity changed: nothing counts until enrolled anew."""


class Language(StrEnum):
    DE = "de"
    EN = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """One line of the roster: who sits there, in which function, with a vote or without."""

    id: SeatId
    name: str
    role: Role
    group: str = ""
    """Fraktion; empty if none. In a joint body (Zweckverband): the member it represents."""
    votes: bool = True
    weight: int = 1
    """How many votes the statute gives whoever sits there; cast together and alike."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AdmittedDevice:
    user: UserId
    device: DeviceId
    ed25519: Key


@dataclass(frozen=True, slots=True, kw_only=True)
class Majority:
    """A share of a base. ``or_equal`` tells whether exactly the share suffices."""

    share: Fraction
    base: Base
    or_equal: bool = False


def at_least(bound: Fraction, *, or_equal: bool) -> int:
    """Return the smallest whole number above ``bound`` (or reaching it, with ``or_equal``).

    >>> from fractions import Fraction
    >>> at_least(Fraction(25, 2), or_equal=False), at_least(Fraction(12), or_equal=False)
    (13, 13)
    >>> at_least(Fraction(50, 3), or_equal=True), at_least(Fraction(12), or_equal=True)
    (17, 12)
    """
    whole = bound.numerator // bound.denominator
    if or_equal and bound == whole:
        return whole
    return whole + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """How an invitation stands against the period of notice (Ladungsfrist)."""

    received: datetime
    full_days: int
    """Full calendar days between the day of receipt and the day of the meeting."""
    needed: int
    urgent: bool
    """Shortened notice: the body must establish urgency before it enters the agenda."""
    latest: datetime
    """Last moment at which regular notice could have been received."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaItem:
    id: ItemId
    title: str
    public: bool = True
    text: str = ""
    """Draft resolution (Beschlussvorlage); empty if nothing is to be decided."""
    by: str = ""
    """Who brings it in: a name, a group, the administration."""
    late: bool = False
    """Added after the invitation; needs a resolution before it is taken up."""
    carried_from: str = ""
    """Meeting and item it was left over from: ``2026-03/T4``."""
    duty: str = ""
    """What the law puts on this agenda, so that it cannot be removed: the declared emergency of a
    meeting (its id), or a decision made without one (its id, such as ``U1``)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What a ballot is about. ``ref`` names the motion, item, seat or meeting.

    A part of a motion is named like ``A1.2``, the items of a vote en bloc like ``T4 T5 T6``.
    """

    kind: SubjectKind
    ref: str = ""
    text: str = ""

    @property
    def items(self) -> tuple[ItemId, ...]:
        """Return the items of a vote en bloc; none for anything else."""
        named = self.ref.split() if self.kind is SubjectKind.BLOCK else ()
        return tuple(ItemId(item) for item in named)

    @property
    def part(self) -> tuple[MotionId, int]:
        """Return the motion and the number of a part, 0 if it names none."""
        motion, _, number = self.ref.partition(".")
        return MotionId(motion), int(number) if number.isascii() and number.isdigit() else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote:
    seat: SeatId
    choice: Choice
    channel: Channel
    weight: int = 1
    """How many votes it was when it was cast."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Postal:
    """Papers sent home after a meeting (Briefabstimmung, Briefwahl)."""

    until: date
    """The last day on which they may come back."""
    issued: int
    """Papers sent."""
    norm: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """Votes counted without names: hands in the hall, or papers of a secret vote."""

    yes: int
    no: int
    abstain: int
    invalid: int = 0
    """Papers nobody can tell the meaning of."""
    issued: int = 0
    """Papers handed out in a secret vote; 0 for hands."""

    @property
    def found(self) -> int:
        return self.yes + self.no + self.abstain + self.invalid


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """A count with everything needed to check it by hand."""

    yes: int
    no: int
    abstain: int
    not_voted: int
    entitled: int
    """Present, entitled to vote and not recused when the ballot closed."""
    statutory: int
    base: int
    """The number the majority was measured against."""
    needed: int
    """Yes votes that were needed."""
    adopted: bool
    rule: str
    """Key of the majority rule, such as ``simple``."""
    norm: str
    """The paragraph the rule rests on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuorumCheck:
    """Quorum (Beschlussfähigkeit) at one moment."""

    present: int
    needed: int
    statutory: int
    quorate: bool
    norm: str


class Undecided(StrEnum):
    """Why a ballot was broken off without a result."""

    GAP = "gap"
    """The server did not hand out the whole span of the ballot."""
    TAMPERED = "tampered"
    CHAIR = "chair"
    """Broken off by the chair."""
    NO_QUORUM = "no_quorum"
    OBJECTION = "objection"
    """Somebody objected to taking consent for granted; it is voted on instead."""


class Sphere(StrEnum):
    """Who answers for a disturbance (Störung)."""

    MUNICIPAL = "municipal"
    """The municipality: the meeting does not go on before it is mended."""
    MEMBER = "member"
    """The member: the meeting goes on."""
    IRRELEVANT = "irrelevant"
    """It does not keep anybody from taking part."""


class Reach(StrEnum):
    """Whether what is said on a partner's server arrives at the bot."""

    BACK = "back"
    SILENT = "silent"
    """The server does not answer."""
    BARRED = "barred"
    """A room refuses the server's events (``m.room.server_acl``)."""


class ContestOutcome(StrEnum):
    """How a contested resolution (Beanstandung) ended."""

    STANDS = "stands"
    """Withdrawn, or the body insisted and was right."""
    REPEALED = "repealed"
    """The body or the supervisory authority repealed the resolution."""


class Delivery(StrEnum):
    """How the invitation stands towards one person."""

    RECEIVED = "received"
    LATE = "late"
    """Received, but the period of notice was not kept."""
    UNPROVEN = "unproven"
    """Sent; nobody has said that it was received."""
    CURED = "cured"
    """Late or unproven, and the person has appeared without objecting."""
    OBJECTED = "objected"


class ResolutionState(StrEnum):
    """What became of a resolution."""

    ADOPTED = "adopted"
    REJECTED = "rejected"
    CONTESTED = "contested"
    REPEALED = "repealed"
    AWAITING = "awaiting"
    """The supervisory authority has to approve it, and has not yet."""
    NOT_APPROVED = "not_approved"
    """The supervisory authority refused its approval."""


class Supervision(StrEnum):
    """Where the approval of the supervisory authority stands (Genehmigung der Kommunalaufsicht)."""

    NEEDED = "needed"
    GRANTED = "granted"
    REFUSED = "refused"


class Reminder(StrEnum):
    """What the office is reminded of, each once."""

    INVITE_SOON = "invite_soon"
    """Three days are left to send the invitation."""
    INVITE_NOW = "invite_now"
    """One day is left to send the invitation."""
    RECEIPTS = "receipts"
    """Two days before the meeting receipt of an invitation is still unproven."""
    TASK = "task"
    """What a resolution asks for is due."""
    QUESTION = "question"
    """The promised answer to a resident is due."""
    OBJECTIONS = "objections"
    """The time for objections to the minutes is over."""
    POSTAL = "postal"
    """Papers sent home are due; they are to be counted."""
    APPROVAL = "approval"
    """By its words a resolution needs the approval of the supervisory authority."""


Reference = ItemId | MotionId | BallotId


class RequestEnd(StrEnum):
    """How a request for an item on the agenda ended."""

    WITHDRAWN = "withdrawn"
    TAKEN_UP = "taken_up"
    REFUSED = "refused"


class RequestRefusal(StrEnum):
    """Why a request for an item on the agenda may be refused."""

    UNSUPPORTED = "unsupported"
    """Neither a group nor enough members ask for it."""
    NOT_COMPETENT = "not_competent"
    """The matter is not the body's (fehlende Organ- oder Verbandskompetenz)."""
    REPEATED = "repeated"
    """The body has treated the same matter a short while ago, and nothing has changed."""
    UNCLEAR = "unclear"
    """It does not say what is to be treated."""
