# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is known of a meeting, and the questions everybody asks of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.domain import quorum
from bot.domain.circulated import Outcome
from bot.domain.convoked import Opening, Publication
from bot.domain.debating import Debate, Procedural
from bot.domain.electing import Election, Round
from bot.domain.furthest import Change, Why, competing, proposed
from bot.domain.ids import (
    BallotId,
    BodyId,
    DisturbanceId,
    ElectionId,
    ItemId,
    MeasureId,
    MeetingId,
    MotionId,
    ProceduralId,
    SeatId,
)
from bot.domain.measures import Measure, OrderStep
from bot.domain.numbered import numbered
from bot.domain.paperwork import Paperwork
from bot.domain.questions import QuestionTime
from bot.domain.rules import Rules
from bot.domain.urgent import UrgentDecision
from bot.domain.values import (
    OUTSIDE,
    AgendaItem,
    BodyKind,
    Format,
    Language,
    Link,
    Mark,
    Mode,
    Notice,
    Phase,
    Postal,
    Presence,
    QuorumCheck,
    Result,
    Role,
    Seat,
    Sphere,
    Subject,
    SubjectKind,
    Sums,
    Undecided,
    Vote,
    VoteMode,
)

NON_PUBLIC = "N"
"""Stands before the numbers of the non-public part."""
LIVE = (Phase.PLANNED, Phase.INVITED, Phase.OPEN, Phase.INTERRUPTED)
"""Not over, and not cancelled."""
TO_COME = (Phase.PLANNED, Phase.INVITED)
DECIDING = (SubjectKind.MOTION, SubjectKind.AMENDMENT, SubjectKind.RECALL)
"""Votes that decide the motion they name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendance:
    presence: Presence
    mode: Mode = Mode.HALL
    reason: str = ""
    excused: bool = False


class MotionStatus(StrEnum):
    PENDING = "pending"
    ADOPTED = "adopted"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    SETTLED = "settled"
    """Needs no vote any more (erledigt): one that competes with it was adopted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """One version of a motion's text, and what it came through; None: the clerk's hand.

    It came through an amendment, or through the motion itself: the vote on its parts.
    """

    text: str
    through: MotionId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Motion:
    """A motion (Antrag) or, with ``amends``, an amendment (Änderungsantrag)."""

    id: MotionId
    item: ItemId
    by: SeatId
    text: str
    """The wording as it stands now, adopted amendments worked in."""
    original: str
    amends: MotionId | None = None
    against: MotionId | None = None
    """The motion a counter-motion (Gegenantrag) stands against."""
    replaces: str = ""
    status: MotionStatus = MotionStatus.PENDING
    settled_by: MotionId | None = None
    """The adopted amendment to the same passage that has settled this one."""
    to_consolidate: tuple[MotionId, ...] = ()
    """Adopted amendments that still have to be worked into the wording."""
    order: tuple[MotionId, ...] = ()
    """Order of votes on the amendments, as far as the chair has set one."""
    competing: tuple[MotionId, ...] = ()
    """Order of votes on this and its counter-motions, as far as the chair has set one."""
    joined: tuple[SeatId, ...] = ()
    """Who has moved it as well (Mitunterzeichner)."""
    later: tuple[Wording, ...] = ()
    """Its wordings after the original one."""
    divided: bool = False
    """Its numbered parts are voted on one by one before the whole."""
    parts_adopted: Mapping[int, bool] = field(default_factory=dict)
    """What became of its parts, by their number, as far as they were voted on."""

    @property
    def change(self) -> Change:
        """Return what an amendment changes, as far as its reach depends on it."""
        return Change(id=self.id, replaces=self.replaces, text=self.text)

    @property
    def wordings(self) -> tuple[str, ...]:
        """Return every version of the text, the original one first."""
        return (self.original, *(wording.text for wording in self.later))

    @property
    def parts(self) -> tuple[str, ...]:
        """Return what is voted on apart, as the wording stands; empty if it is not divided."""
        found = numbered(self.text) if self.divided else None
        return found.parts if found else ()

    @property
    def parts_left(self) -> tuple[int, ...]:
        """Return the numbers of the parts that still have to be voted on."""
        return tuple(n for n in range(1, len(self.parts) + 1) if n not in self.parts_adopted)

    @property
    def wording_left(self) -> str:
        """Return the wording the final vote is about: without the parts that were rejected."""
        found = numbered(self.text) if self.divided else None
        if found is None:
            return self.text
        return found.keeping({n for n, adopted in self.parts_adopted.items() if adopted})


@dataclass(frozen=True, slots=True, kw_only=True)
class Ballot:
    id: BallotId
    item: ItemId | None
    subject: Subject
    mode: VoteMode
    rule: str
    check: QuorumCheck
    votes: Mapping[SeatId, Vote] = field(default_factory=dict)
    result: Result | None = None
    undecided: Undecided | None = None
    sums: Sums | None = None
    """Counted without names: hands in the hall, or the papers of a secret vote."""
    tellers: tuple[SeatId, ...] = ()
    """Who has counted those (Stimmzähler)."""
    postal: Postal | None = None
    """The papers were sent home and are counted after the meeting; nobody waits for them in it."""
    voided: str = ""
    """Why its result is void; empty while it stands."""
    non_public: bool = False
    """Held in the non-public part; nothing of it is shown outside the closed room."""
    hidden: bool = False
    """Its running result is shown to nobody before the close (verdeckte Abstimmung)."""
    until_all: bool = False
    """It ends as soon as everybody who may vote has answered."""
    rests: SeatId | None = None
    """Whose vote rests in it, by the office they hold."""
    en_bloc: BallotId | None = None
    """The vote on several items this result comes from; None if it was voted on by itself."""

    @property
    def open(self) -> bool:
        return self.result is None and self.undecided is None

    @property
    def block(self) -> tuple[ItemId, ...]:
        """Return the items it decides in one vote (Blockabstimmung); of any other vote none."""
        return self.subject.items

    @property
    def names_shown(self) -> bool:
        """Tell whether everybody may see who has answered what, as the ballot stands."""
        return self.mode is VoteMode.RECORDED and not (self.hidden and self.result is None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """How a member is connected to the conference; says nothing about attendance."""

    link: Link
    microphone: bool = False
    camera: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Disturbance:
    """A disturbance (Störung) as far as it is known; ``sphere`` is None until it is decided."""

    id: DisturbanceId
    seat: SeatId
    what: str
    ballots_before: int
    """How many ballots there had been when it was reported."""
    sphere: Sphere | None = None
    over: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutesState:
    version: int = 0
    signed: tuple[tuple[str, SeatId], ...] = ()
    """Pairs of role (``chair``, ``clerk``) and seat."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """The fold of a meeting's stream. Without an id before `MeetingPlanned`."""

    id: MeetingId = MeetingId("")
    body: BodyId = BodyId("")
    body_name: str = ""
    municipality: str = ""
    kind: BodyKind = BodyKind.COUNCIL
    statutory_members: int = 0
    title: str = ""
    starts: datetime | None = None
    place: str = ""
    format: Format = Format.PRESENCE
    language: Language = Language.DE
    time_zone: str = "Europe/Berlin"
    rules: Rules | None = None
    phase: Phase = Phase.PLANNED
    seats: Mapping[SeatId, Seat] = field(default_factory=dict)
    marks: Mapping[SeatId, Mark] = field(default_factory=dict)
    agenda: tuple[AgendaItem, ...] = ()
    numbers: Mapping[ItemId, tuple[str, ...]] = field(default_factory=dict)
    """Every number an item has had, the present one last, where they stay whatever is taken off;
    those of items taken off among them. Empty where what follows moves up."""
    notice: Notice | None = None
    invited: tuple[SeatId, ...] = ()
    objections: tuple[SeatId, ...] = ()
    urgency_established: bool = False
    second_call: str = ""
    """The meeting on the same items that was not quorate; empty for a first call."""
    called_again: tuple[str, ...] | None = None
    """The items that call is about, where they came from; None: all left over from there."""
    inquorate: frozenset[ItemId] = frozenset()
    """Items for which it was stated that there is no quorum."""
    emergency: tuple[str, str] | None = None
    """Trigger and evidence of the declared emergency (Notlage)."""
    chair: SeatId | None = None
    roll_call_open: bool = False
    roll_call_held: bool = False
    roll_call_closed: datetime | None = None
    """When it was closed last, as far as the journal kept it."""
    attendance: Mapping[SeatId, Attendance] = field(default_factory=dict)
    item: ItemId | None = None
    """The item under debate."""
    done: tuple[ItemId, ...] = ()
    noted: frozenset[ItemId] = frozenset()
    """Items that were left with a note on what came of them."""
    postponed: frozenset[ItemId] = frozenset()
    """Begun and adjourned; may be called again."""
    admitted_late: frozenset[ItemId] = frozenset()
    non_public: bool = False
    non_public_held: bool = False
    """Whether there was a non-public part at all; it has minutes of its own."""
    alone: frozenset[SeatId] = frozenset()
    """Who has said that nobody listens in, in the non-public part that is held now."""
    substitutes: Mapping[SeatId, SeatId] = field(default_factory=dict)
    """Who stands in for whom; each substitute, and each member, but once."""
    recusals: frozenset[tuple[SeatId, ItemId]] = frozenset()
    motions: Mapping[MotionId, Motion] = field(default_factory=dict)
    ballots: Mapping[BallotId, Ballot] = field(default_factory=dict)
    ballot: BallotId | None = None
    """The open ballot."""
    procedural: Mapping[ProceduralId, Procedural] = field(default_factory=dict)
    """Motions on the course of business, also those that have ended."""
    vote_modes: Mapping[ItemId, VoteMode] = field(default_factory=dict)
    """How the body has resolved to vote on an item."""
    list_closed: bool = False
    """Nobody asks for the floor on this item any more."""
    debate_closed: bool = False
    """Nobody speaks on the matter of this item any more."""
    disturbances: Mapping[DisturbanceId, Disturbance] = field(default_factory=dict)
    debate: Debate = field(default_factory=Debate)
    elections: Mapping[ElectionId, Election] = field(default_factory=dict)
    items_numbered: int = 0
    motions_numbered: int = 0
    last_check: QuorumCheck | None = None
    minutes: MinutesState = MinutesState()
    paperwork: Paperwork = field(default_factory=Paperwork)
    measures: Mapping[MeasureId, Measure] = field(default_factory=dict)
    """Measures to keep order, also those that were lifted."""
    made_known: Mapping[ItemId, Outcome | UrgentDecision] = field(default_factory=dict)
    """What was decided without a meeting, or for the body, by the item it is made known under."""
    published: tuple[Publication, ...] = ()
    """Proof that the notice was published, by place."""
    opening: Opening = field(default_factory=Opening)
    residents: QuestionTime = field(default_factory=QuestionTime)
    resumes: datetime | None = None
    """When the recess is to end, until it does or everybody was told that it is over."""
    floor: tuple[SeatId, ...] = ()
    """Who may speak in the conference, in the order the floor was given."""
    barred: frozenset[SeatId] = frozenset()
    """Removed from the conference by the chair."""
    conference_ended: bool = False
    links: Mapping[SeatId, Linked] = field(default_factory=dict)
    """Everybody who was ever in the conference of this meeting."""

    # Who is there.

    @property
    def planned(self) -> bool:
        return bool(self.id)

    @property
    def running(self) -> bool:
        return self.phase in (Phase.OPEN, Phase.INTERRUPTED)

    def law(self) -> Rules:
        """Return the rules of this meeting. Only for a meeting that is planned."""
        if self.rules is None:
            raise LookupError("only a planned meeting has rules")
        return self.rules

    def is_present(self, seat: SeatId) -> bool:
        known = self.attendance.get(seat)
        return known is not None and known.presence is Presence.PRESENT

    def present(self) -> tuple[SeatId, ...]:
        """Return all who are there, with or without a vote, in the roster's order."""
        return tuple(seat for seat in self.seats if self.is_present(seat))

    def remote(self) -> tuple[SeatId, ...]:
        """Return all who are there and not in the hall, in the roster's order."""
        there = self.present()
        return tuple(seat for seat in there if self.attendance[seat].mode is not Mode.HALL)

    def remote_voting(self) -> tuple[SeatId, ...]:
        """Return the members with a vote who take part from elsewhere."""
        there = self.present_voting()
        return tuple(seat for seat in there if self.attendance[seat].mode is not Mode.HALL)

    def voting_members(self) -> tuple[SeatId, ...]:
        """Return the seats with a vote."""
        return tuple(seat for seat in self.seats if self.has_vote(seat))

    def has_vote(self, seat: SeatId) -> bool:
        """Tell whether ``seat`` has a vote now: as a member nobody stands in for, or standing in.

        While somebody stands in for a member, that member has none, even back in the room.
        """
        principal = self.substitutes.get(seat)
        if principal is not None:
            return principal in self.seats and self.seats[principal].votes
        known = self.seats.get(seat)
        return known is not None and known.votes and self.substitute_of(seat) is None

    def weight_of(self, seat: SeatId) -> int:
        """Return how many votes ``seat`` casts: its own, or those of whom it stands in for."""
        known = self.seats.get(self.substitutes.get(seat, seat))
        return known.weight if known else 1

    def vote_weight(self, ballot: Ballot, seat: SeatId) -> int:
        """Return how many votes ``seat`` has in a ballot: those it has cast, else as it is now."""
        cast = ballot.votes.get(seat)
        return cast.weight if cast else self.weight_of(seat)

    def group_of(self, seat: SeatId) -> str:
        """Return for whom ``seat`` sits there: its own group, or that of whom it stands in for."""
        known = self.seats.get(self.substitutes.get(seat, seat))
        return known.group if known else ""

    def weighed(self, seats: Iterable[SeatId]) -> int:
        """Return how many votes these cast together."""
        return sum(self.weight_of(seat) for seat in seats)

    @property
    def weighted(self) -> bool:
        """Tell whether a statute gives members of this body more votes than one."""
        return any(seat.weight != 1 for seat in self.seats.values())

    @property
    def statutory_votes(self) -> int:
        """Return the statutory number of votes: of members, unless they have several each."""
        total = self.law().number("vote.total") if self.weighted else None
        return total or self.statutory_members

    def substitute_of(self, principal: SeatId) -> SeatId | None:
        """Return who stands in for a member."""
        standing = (seat for seat, other in self.substitutes.items() if other == principal)
        return next(standing, None)

    def present_voting(self) -> tuple[SeatId, ...]:
        return tuple(seat for seat in self.voting_members() if self.is_present(seat))

    def is_recused(self, seat: SeatId, item: ItemId | None) -> bool:
        return item is not None and (seat, item) in self.recusals

    def entitled(self, item: ItemId | None, but: SeatId | None = None) -> tuple[SeatId, ...]:
        """Return who may vote on ``item`` now: present, with a vote, not recused, not ``but``."""
        return tuple(seat for seat in self.seats if self.is_entitled(seat, item, but))

    def is_entitled(self, seat: SeatId, item: ItemId | None, but: SeatId | None = None) -> bool:
        """Tell whether ``seat`` is one of those `entitled`."""
        there = seat != but and self.is_present(seat) and self.has_vote(seat)
        return there and not self.is_recused(seat, item)

    def is_silenced(self, seat: SeatId, item: ItemId | None) -> bool:
        """Tell whether the chair has withdrawn the floor from ``seat`` on ``item``."""
        return any(
            (known.step, known.seat, known.item) == (OrderStep.WITHDRAW_FLOOR, seat, item)
            for known in self.measures.values()
            if not known.lifted
        )

    def is_expelled(self, seat: SeatId) -> bool:
        """Tell whether ``seat`` is excluded from the rest of the meeting."""
        return any(
            (known.step, known.seat) == (OrderStep.EXPEL, seat)
            for known in self.measures.values()
            if not known.lifted
        )

    def unanswered(self) -> tuple[SeatId, ...]:
        """Return the members with a vote the roll call has no entry for."""
        return tuple(seat for seat in self.voting_members() if seat not in self.attendance)

    def role_of(self, seat: SeatId) -> Role | None:
        """Return the role on the roster; who leads the meeting has the chair's, whoever it is."""
        if seat == self.chair:
            return Role.CHAIR
        if seat in self.substitutes:
            return Role.MEMBER
        known = self.seats.get(seat)
        return known.role if known else None

    def may_follow(self, seat: SeatId) -> bool:
        """Tell whether ``seat`` may be in the closed room now (present, not recused, no guest)."""
        role = self.role_of(seat)
        if role is None or role in OUTSIDE or self.is_recused(seat, self.item):
            return False
        return self.is_present(seat) or role is Role.CLERK

    # Quorum (Beschlussfähigkeit).

    def quorum(self, item: ItemId | None = None, but: SeatId | None = None) -> QuorumCheck:
        """Return the quorum among those entitled to vote on ``item``.

        Where members have several votes each, it is one of votes (satzungsmäßige Stimmenzahl).
        """
        return quorum.check(self, item, but)

    def open_round(self) -> Round | None:
        """Return the round of an election whose papers are out in the hall."""
        rounds = (e.running for e in self.elections.values())
        return next((one for one in rounds if one and not one.postal), None)

    # The agenda (Tagesordnung).

    def item_named(self, item: ItemId) -> AgendaItem | None:
        return next((known for known in self.agenda if known.id == item), None)

    def number_of(self, item: ItemId) -> str:
        """Return the number people use: ``3`` in the public part, ``N2`` in the non-public one."""
        known = self.item_named(item)
        if known is None:
            return ""
        if kept := self.numbers.get(item):
            return kept[-1]
        part = [other.id for other in self.agenda if other.public == known.public]
        return f"{'' if known.public else NON_PUBLIC}{part.index(item) + 1}"

    def item_by_number(self, number: str) -> AgendaItem | None:
        wanted = number.strip().upper()
        return next((item for item in self.agenda if self.number_of(item.id) == wanted), None)

    def next_item(self) -> AgendaItem | None:
        """Return the first item not yet treated nor under debate, public ones first."""
        over = self.postponed.union(self.done)
        waiting = [item for item in self.agenda if item.id not in over and item.id != self.item]
        return next(iter(sorted(waiting, key=lambda item: not item.public)), None)

    # Motions and ballots.

    def motions_on(self, item: ItemId) -> tuple[Motion, ...]:
        return tuple(m for m in self.motions.values() if m.item == item and m.amends is None)

    def pending_amendments(self, motion: MotionId) -> tuple[MotionId, ...]:
        """Return the undecided amendments to ``motion``, in the order they are voted on."""
        order = self.motions[motion].order
        pending = [known for known, _ in self.proposed_order(motion)]
        return tuple(sorted(pending, key=lambda m: order.index(m) if m in order else len(order)))

    def proposed_order(self, motion: MotionId) -> tuple[tuple[MotionId, Why], ...]:
        """Return the undecided amendments, the most far-reaching first, each with the reason."""
        pending = [
            m.change
            for m in self.motions.values()
            if m.amends == motion and m.status is MotionStatus.PENDING
        ]
        return proposed(self.motions[motion].text, pending)

    def alternatives(self, motion: MotionId) -> tuple[Motion, ...]:
        """Return a motion and its counter-motions, decided or not, as they were moved."""
        root = self.motions[motion].against or motion
        return tuple(m for m in self.motions.values() if root in (m.id, m.against))

    def competing(self, motion: MotionId) -> tuple[MotionId, ...]:
        """Return the undecided ones of a motion and its counter-motions, in the order of votes."""
        order = self.motions[self.motions[motion].against or motion].competing
        pending = [known for known, _ in self.proposed_competing(motion)]
        return tuple(sorted(pending, key=lambda m: order.index(m) if m in order else len(order)))

    def proposed_competing(self, motion: MotionId) -> tuple[tuple[MotionId, Why], ...]:
        """Return the undecided ones of a motion and its counter-motions, furthest first."""
        known = [m for m in self.alternatives(motion) if m.status is MotionStatus.PENDING]
        main = next((m.id for m in known if m.against is None), None)
        return competing(main, [self.change_of(m) for m in known if m.against])

    def change_of(self, motion: Motion) -> Change:
        """Return what an amendment or a counter-motion would put in place of what."""
        if motion.against is None:
            return motion.change
        return Change(id=motion.id, replaces=self.motions[motion.against].text, text=motion.text)

    def open_ballot(self) -> Ballot | None:
        return self.ballots[self.ballot] if self.ballot else None

    def pending_procedural(self) -> tuple[Procedural, ...]:
        """Return the procedural motions nothing has been decided on, as they were raised."""
        return tuple(known for known in self.procedural.values() if known.end is None)

    def motion_decided_by(self, ballot: Ballot) -> Motion | None:
        """Return the motion a vote was on, or decided with a recall (Abwahl)."""
        if ballot.subject.kind not in DECIDING:
            return None
        return self.motions.get(MotionId(ballot.subject.ref))


def start_of(meeting: Meeting) -> tuple[float, str]:
    """Return what meetings are put in order by: when they begin, then their name."""
    return (meeting.starts.timestamp() if meeting.starts else 0.0, meeting.id)
