# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What minutes are made of. Frozen values; every moment is the bot's time, aware.

Whatever was treated without the public stands in records of `Part.NON_PUBLIC` and nowhere else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import zip_longest

from bot.domain.circulated import Outcome
from bot.domain.convoked import ConvocationFault, OpeningStep, Publication
from bot.domain.debating import SpeechKind
from bot.domain.events import EmergencyDeclared
from bot.domain.ids import BallotId, ElectionId, MeetingId, SeatId
from bot.domain.measures import OrderStep
from bot.domain.minutes.decisions import (
    BallotRecord,
    ElectionRecord,
    MotionRecord,
    ProceduralRecord,
)
from bot.domain.minutes.persons import Attendance, Part, Person, Span, Stay
from bot.domain.minutes.publicly import spans_seen, stays_seen
from bot.domain.paperwork import Attached, Contest, SupervisedBy
from bot.domain.questions import Question
from bot.domain.released import Released
from bot.domain.rules import Rules
from bot.domain.urgent import UrgentDecision
from bot.domain.values import (
    AgendaItem,
    BodyKind,
    Format,
    Language,
    Mode,
    Notice,
    QuorumCheck,
    Role,
    Sphere,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Interruption:
    """An interruption (Unterbrechung) of the whole meeting."""

    span: Span
    reason: str
    other_day: bool = False
    """It was broken off and went on on another day."""
    part: Part = Part.PUBLIC


@dataclass(frozen=True, slots=True, kw_only=True)
class Convocation:
    """How the body was convened (Einberufung)."""

    sent: datetime
    notice: Notice
    urgency_reason: str
    urgency_established: datetime | None = None
    """When the body resolved that the meeting is urgent."""
    to_object: int = 0
    """How many could have it fail by objecting to the shortened notice; 0: the law has no such."""
    summoned: int = 0
    """To how many persons the invitation went out."""
    proven: int = 0
    """From how many of them it is known that they have it (`bot.domain.delivery`)."""
    appeared: int = 0
    """How many of the others were there without objecting, which cures the want of proof."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningNote:
    """One step of the opening as it was made, or left out; of the convocation with its faults."""

    at: datetime
    step: OpeningStep
    faults: tuple[ConvocationFault, ...] = ()
    note: str = ""
    """Why the convocation was proper all the same, or why the step was left out."""
    skipped: bool = False
    norm: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Objection:
    """An objection to the convocation (Ladungsrüge)."""

    at: datetime
    by: Person
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DisturbanceRecord:
    """A disturbance (Störung) with its times, as § 10 DigiSiVO NRW and its kin want it recorded."""

    person: Person
    span: Span
    what: str
    second_channel: bool
    sphere: Sphere | None = None
    decided: datetime | None = None
    reason: str = ""
    to_repeat: tuple[BallotId, ...] = ()
    part: Part = Part.PUBLIC
    judged_in: Part = Part.PUBLIC


@dataclass(frozen=True, slots=True, kw_only=True)
class ChairSpan:
    """Who led the meeting, from when on."""

    chair: Person
    since: datetime
    part: Part = Part.PUBLIC


@dataclass(frozen=True, slots=True, kw_only=True)
class QuorumRecord:
    """A statement of the quorum (Feststellung der Beschlussfähigkeit)."""

    at: datetime
    check: QuorumCheck
    part: Part = Part.PUBLIC


@dataclass(frozen=True, slots=True, kw_only=True)
class RecusalRecord:
    """A recusal (persönliche Beteiligung, Befangenheit) with the times it lasted."""

    person: Person
    declared: datetime
    reason: str
    spans: tuple[Span, ...]
    withdrawn: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """An arrival or departure after the roll call."""

    at: datetime
    person: Person
    arrived: bool
    mode: Mode | None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementRecord:
    """Said for the minutes (Erklärung zu Protokoll)."""

    at: datetime
    by: Person
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureRecord:
    """A measure to keep order (Ordnungsmaßnahme), and whether the body has lifted it."""

    at: datetime
    person: Person
    step: OrderStep
    reason: str
    lifted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechRecord:
    """One speech (Wortmeldung); interrupted by a question it is several."""

    person: Person
    kind: SpeechKind
    begun: datetime
    seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemRecord:
    """What happened on one item in one part; with ``item`` None: outside any item."""

    part: Part
    item: AgendaItem | None
    number: str
    """As people use it, ``3`` or ``N2``; empty outside any item or if it left the agenda."""
    calls: tuple[Span, ...]
    late: bool
    """Taken up although it was not on the invitation (Erweiterung der Tagesordnung)."""
    notes: tuple[str, ...]
    motions: tuple[MotionRecord, ...]
    ballots: tuple[BallotRecord, ...]
    elections: tuple[ElectionRecord, ...]
    procedural: tuple[ProceduralRecord, ...]
    speeches: tuple[SpeechRecord, ...]
    recusals: tuple[RecusalRecord, ...]
    statements: tuple[StatementRecord, ...]
    movements: tuple[Movement, ...]
    text: str = ""
    """What the clerk has written on it (Verlauf)."""
    together: tuple[str, ...] = ()
    """Numbers of the items it was debated together with."""
    measures: tuple[MeasureRecord, ...] = ()
    questions: tuple[Question, ...] = ()
    """What residents asked, in the order in which it was called, answered or put off."""
    made_known: Outcome | UrgentDecision | None = None
    """What was decided between the meetings, and the body was told of under this item."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MaskedItem:
    """A non-public item as the public may know of it: its number, and when it was treated."""

    number: str
    calls: tuple[Span, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RemovedItem:
    """An item taken off the agenda (Absetzung)."""

    at: datetime
    item: AgendaItem
    reason: str
    number: str = ""
    """The number it had, where the others keep theirs: it stays empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaLine:
    number: str
    item: AgendaItem
    admitted: bool = True
    """False: asked for after the invitation, and the body has not taken it up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    at: datetime
    person: Person
    role: str
    """``chair`` or ``clerk``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """The minutes were approved (Genehmigung) by resolution of ``meeting``."""

    at: datetime
    meeting: MeetingId
    ballot: BallotId | None
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutesObjectionRecord:
    """An objection to the minutes (Einwendung); ``upheld`` is None until it is settled."""

    at: datetime
    number: int
    by: Person
    text: str
    upheld: bool | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionRecord:
    """Approved minutes were taken up again (Berichtigung)."""

    at: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SubstitutionRecord:
    """Who voted for an absent member (Stellvertretung), and from when until when."""

    substitute: Person
    principal: Person
    span: Span
    norm: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AloneRecord:
    """Somebody said that nobody listens in where they take part from."""

    at: datetime
    person: Person


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseRecord:
    """What this meeting decided without the public and was made known, then or later."""

    at: datetime
    what: BallotId | ElectionId
    released: Released


@dataclass(frozen=True, slots=True, kw_only=True)
class Minutes:
    """The minutes of one meeting, both parts. An empty journal gives empty minutes."""

    meeting: MeetingId
    body_name: str
    municipality: str
    kind: BodyKind
    statutory_members: int
    title: str
    place: str
    starts: datetime | None
    """When the meeting was called for."""
    format: Format
    language: Language
    time_zone: str
    rules: Rules | None
    agenda: tuple[AgendaLine, ...]
    """As it stood last, in its order."""
    convocation: Convocation | None
    published: tuple[Publication, ...]
    """Where the notice was published, as it is proven."""
    objections: tuple[Objection, ...]
    opening: tuple[OpeningNote, ...]
    """What was stated, settled or left out at the beginning, beside roll call and quorum."""
    emergency: EmergencyDeclared | None
    """Why the body did not meet in the hall, as the chair declared it."""
    opened: datetime | None
    closed: datetime | None
    cancelled: str
    """Reason of the cancellation, empty if it was held."""
    interruptions: tuple[Interruption, ...]
    non_public_spans: tuple[Span, ...]
    alone: tuple[AloneRecord, ...]
    """Who took part in them from elsewhere and said that nobody listens in."""
    disturbances: tuple[DisturbanceRecord, ...]
    chairs: tuple[ChairSpan, ...]
    clerks: tuple[Person, ...]
    """Those who kept the minutes: clerks present, or all clerks if none is marked present."""
    quorum: tuple[QuorumRecord, ...]
    roll: tuple[Attendance, ...]
    """In the order of the roster."""
    substitutions: tuple[SubstitutionRecord, ...]
    records: tuple[ItemRecord, ...]
    """In the order in which they were begun, both parts."""
    removed: tuple[RemovedItem, ...]
    left_open: tuple[AgendaLine, ...]
    """Left untreated; they carry over to the next meeting."""
    version: int
    """0 until the first draft."""
    drafted: datetime | None
    signatures: tuple[Signature, ...]
    """Of this version."""
    approval: Approval | None
    text: str
    """What the clerk has written on the meeting as a whole."""
    minutes_objections: tuple[MinutesObjectionRecord, ...]
    corrections: tuple[CorrectionRecord, ...]
    extracts: Mapping[BallotId, str]
    """Running numbers of the resolutions of which an extract was issued."""
    contests: Mapping[BallotId, Contest]
    supervision: Mapping[BallotId, SupervisedBy]
    """Resolutions the supervisory authority has to approve."""
    attached: tuple[Attached, ...]
    """Papers on items."""
    announced: tuple[Released, ...]
    """Non-public resolutions, of this meeting or another, that were made known in this one."""
    released: tuple[ReleaseRecord, ...]
    """Non-public resolutions of this meeting that were made known in it or since."""
    last_seq: int
    """The entry these minutes reach up to; 0 for an empty journal."""
    last_at: datetime | None

    def of(self, part: Part) -> tuple[ItemRecord, ...]:
        """Return the records of one part."""
        return tuple(record for record in self.records if record.part is part)

    @property
    def masked(self) -> tuple[MaskedItem, ...]:
        """Return the non-public items as the public may know of them."""
        calls = {record.item.id: record.calls for record in self.of(Part.NON_PUBLIC) if record.item}
        return tuple(
            MaskedItem(number=line.number, calls=calls.get(line.item.id, ()))
            for line in self.agenda
            if not line.item.public
        )

    def led(self, *, public: bool) -> tuple[ChairSpan, ...]:
        """Return who led from when on; for the public as far as it was there to see it.

        Who took the chair without it and kept it is named from its return on.
        """
        if not public:
            return self.chairs
        seen = list[ChairSpan]()
        for one, after in zip_longest(self.chairs, self.chairs[1:]):
            since = one.since if one.part is Part.PUBLIC else self._seen_from(one, after)
            if since and not (seen and seen[-1].chair == one.chair):
                seen.append(replace(one, since=since))
        return tuple(seen)

    def _seen_from(self, one: ChairSpan, after: ChairSpan | None) -> datetime | None:
        """Return when the public came back while ``one`` led; None if it did not."""
        ends = (span.until for span in self.non_public_spans if span.since <= one.since)
        back = max((end for end in ends if end), default=None)
        gone = after.since if after else self.closed
        return back if back and back >= one.since and (gone is None or back < gone) else None

    def pauses(self, *, public: bool) -> tuple[Interruption, ...]:
        """Return the interruptions; for the public those it was there to notice.

        It is not there for one within the non-public part; that the meeting went on on another day
        it sees all the same.
        """
        if not public:
            return self.interruptions
        return tuple(one for one in self.interruptions if one.part is Part.PUBLIC or one.other_day)

    def stays(self, line: Attendance, *, public: bool) -> tuple[Stay, ...]:
        """Return when somebody was there; for the public as far as it was there to see it."""
        if not public:
            return line.stays
        return stays_seen(line.stays, self.non_public_spans, self.closed)

    def stood_in(self, *, public: bool) -> tuple[SubstitutionRecord, ...]:
        """Return who voted for whom; for the public with the times it was there to see."""
        if not public:
            return self.substitutions
        return tuple(
            replace(known, span=span)
            for known in self.substitutions
            for span in spans_seen((known.span,), self.non_public_spans, self.closed)
        )

    def named(self, line: Attendance, *, public: bool) -> bool:
        """Tell whether the roll names somebody who has come.

        The public version leaves out who has no vote and was there without the public alone, and
        guests who did nothing but listen: whoever follows a public meeting does so unnamed.
        """
        if not public or line.votes:
            return True
        heard = line.role is not Role.GUEST or line.person.seat in self._heard()
        return heard and bool(self.stays(line, public=True))

    def _heard(self) -> frozenset[SeatId]:
        """Return who spoke or had something taken down in the public part."""
        records = self.of(Part.PUBLIC)
        spoke = (speech.person.seat for record in records for speech in record.speeches)
        said = (one.by.seat for record in records for one in record.statements)
        return frozenset((*spoke, *said))

    @property
    def reasons_public(self) -> bool:
        """Whether the public version says why somebody was absent or left (``minutes.reasons``)."""
        return self.rules is not None and self.rules.flag("minutes.reasons")

    @property
    def groups(self) -> tuple[tuple[str, tuple[Attendance, ...]], ...]:
        """Return voting members by group (Fraktion), in the order of the roster."""
        voting = [line for line in self.roll if line.votes]
        names = dict.fromkeys(line.person.group for line in voting)
        return tuple(
            (name, tuple(line for line in voting if line.person.group == name)) for name in names
        )
