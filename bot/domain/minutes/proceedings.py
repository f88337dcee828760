# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Notes on what was treated: by item, and for each item apart what the public may not read.

Something belongs to the non-public part if the public is excluded at that moment, or if the item
it concerns is a non-public one. A motion shows in each part it was moved or voted on in, with the
outcome known there.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.domain import events as e
from bot.domain.ids import BallotId, ElectionId, ItemId, MeasureId, ProceduralId, QuestionId, SeatId
from bot.domain.measures import Measure
from bot.domain.meeting import Meeting
from bot.domain.minutes.attendance import Roll
from bot.domain.minutes.ballots import Ballots
from bot.domain.minutes.elections import Elections
from bot.domain.minutes.motions import Motions
from bot.domain.minutes.parts import Key, part_of
from bot.domain.minutes.persons import Part, Span
from bot.domain.minutes.procedural import ProceduralMotions
from bot.domain.minutes.values import (
    ItemRecord,
    MeasureRecord,
    Movement,
    RecusalRecord,
    SpeechRecord,
    StatementRecord,
)
from bot.domain.records import Recorded
from bot.domain.values import AgendaItem


@dataclass(slots=True)
class _Notes:
    """Notes on one item in one part."""

    calls: list[Span] = field(default_factory=list)
    endings: list[str] = field(default_factory=list)
    ballots: list[BallotId] = field(default_factory=list)
    elections: list[ElectionId] = field(default_factory=list)
    procedural: list[ProceduralId] = field(default_factory=list)
    speeches: list[SpeechRecord] = field(default_factory=list)
    statements: list[StatementRecord] = field(default_factory=list)
    movements: list[Movement] = field(default_factory=list)
    measures: list[tuple[datetime, MeasureId]] = field(default_factory=list)
    questions: list[QuestionId] = field(default_factory=list)


@dataclass(slots=True)
class _Recusal:
    part: Part
    item: ItemId
    record: RecusalRecord


class Proceedings:
    """What has been noted so far."""

    def __init__(self, roll: Roll) -> None:
        self._roll = roll
        self._notes: dict[Key, _Notes] = {}
        self._items: dict[ItemId, AgendaItem] = {}
        self._open: Key | None = None
        self._recusals: list[_Recusal] = []
        self._ballots = Ballots(roll)
        self._motions = Motions(roll)
        self._elections = Elections(roll)
        self._procedural = ProceduralMotions(roll)
        self._spoke_in: dict[SeatId, Part] = {}

    def note(self, record: Recorded, before: Meeting, after: Meeting) -> None:
        """Take one entry down."""
        if isinstance(record.event, e.AgendaItemAdded):
            self._items[record.event.item.id] = record.event.item
        self._turn(record.at, before, after)
        self._recusal(record, after)
        self._ended(record.event, before)
        self._said(record, before, after)
        if isinstance(record.event, e.MinutesTextSet) and record.event.item:
            self._at(_own_part(after, record.event.item), record.event.item)
        self._voted(record, before, after)

    def finish(self, state: Meeting) -> tuple[ItemRecord, ...]:
        """Close the notes into records, in the order in which they were begun."""
        self._items |= {item.id: item for item in state.agenda}
        for key in self._motions.places():
            self._notes.setdefault(key, _Notes())
        return tuple(self._record(key, notes, state) for key, notes in self._notes.items())

    def _at(self, part: Part, item: ItemId | None) -> _Notes:
        return self._notes.setdefault((part, item), _Notes())

    def _here(self, state: Meeting) -> _Notes:
        return self._at(part_of(state, state.item), state.item)

    def _turn(self, at: datetime, before: Meeting, after: Meeting) -> None:
        """End and begin spans when another item, or the same in the other part, is on."""
        now = (part_of(after, after.item), after.item) if after.item else None
        if now != self._open:
            if self._open:
                calls = self._at(*self._open).calls
                calls[-1] = replace(calls[-1], until=at)
            if now:
                self._at(*now).calls.append(Span(since=at))
            self._open = now
        if before.item != after.item:
            self._recusals_turn(at, before.item, after.item)

    def _recusals_turn(self, at: datetime, old: ItemId | None, new: ItemId | None) -> None:
        for recusal in self._recusals:
            if recusal.item == old:
                _end_recusal(recusal, at)
            if recusal.item == new and not recusal.record.withdrawn:
                spans = (*recusal.record.spans, Span(since=at))
                recusal.record = replace(recusal.record, spans=spans)

    def _recusal(self, record: Recorded, after: Meeting) -> None:
        match record.event:
            case e.RecusalDeclared(seat=seat, item=item, reason=reason):
                spans = (Span(since=record.at),) if after.item == item else ()
                made = RecusalRecord(
                    person=self._roll.person(seat),
                    declared=record.at,
                    reason=reason,
                    spans=spans,
                    withdrawn=False,
                )
                part = part_of(after, item)
                self._at(part, item)
                self._recusals.append(_Recusal(part=part, item=item, record=made))
            case e.RecusalWithdrawn(seat=seat, item=item):
                for recusal in self._recusals:
                    if (recusal.record.person.seat, recusal.item) == (seat, item):
                        _end_recusal(recusal, record.at)
                        recusal.record = replace(recusal.record, withdrawn=True)
            case _:
                pass

    def _ended(self, event: e.MeetingEvent, before: Meeting) -> None:
        match event:
            case e.ItemClosed(item=item, note=note) if note:
                self._at(part_of(before, item), item).endings.append(note)
            case e.ItemsPostponed(items=items, note=note):
                for item in items:
                    self._at(_own_part(before, item), item).endings.append(note)
            case _:
                pass

    def _said(self, record: Recorded, before: Meeting, after: Meeting) -> None:
        match record.event:
            case e.SpeechEnded(seat=seat, item=item, kind=kind, seconds=seconds):
                # It belongs where it was held, also if what ended it was a move to another part.
                begun = record.at - timedelta(seconds=seconds)
                speech = SpeechRecord(
                    person=self._roll.person(seat), kind=kind, begun=begun, seconds=seconds
                )
                part = self._spoke_in.pop(seat, part_of(before, item))
                self._at(part, item).speeches.append(speech)
            case e.SpeechBegan(seat=seat, item=item):
                self._spoke_in[seat] = part_of(after, item)
            case e.StatementRecorded(seat=seat, text=text):
                by = self._roll.person(seat)
                said = StatementRecord(at=record.at, by=by, text=text)
                self._here(after).statements.append(said)
            case e.QuestionCalled(question=asked) | e.QuestionDeferred(question=asked):
                self._asked(asked, after)
            case e.QuestionAnswered(question=asked, in_writing=False):
                self._asked(asked, after)
            case e.OrderMeasureTaken(measure=measure):
                self._here(after).measures.append((record.at, measure))
            case e.MemberArrived(seat=seat, mode=mode, late=True):
                person = self._roll.person(seat)
                came = Movement(at=record.at, person=person, arrived=True, mode=mode)
                self._here(after).movements.append(came)
            case e.MemberLeft(seat=seat, reason=reason):
                person = self._roll.person(seat)
                left = Movement(
                    at=record.at, person=person, arrived=False, mode=None, reason=reason
                )
                self._here(after).movements.append(left)
            case _:
                pass

    def _voted(self, record: Recorded, before: Meeting, after: Meeting) -> None:
        if isinstance(record.event, e.BallotOpened):
            item = record.event.item
            self._at(part_of(after, item), item).ballots.append(record.event.ballot)
        if isinstance(record.event, e.BlockResolved):
            opened = self._ballots.opened(record.event.block)
            for part in record.event.parts:
                notes = self._at(part_of(after, part.item), part.item)
                notes.ballots.append(part.ballot)
                if part.item != after.item:
                    notes.calls.append(Span(since=opened, until=record.at))
        if isinstance(record.event, e.ElectionOpened):
            item = record.event.item
            self._at(part_of(after, item), item).elections.append(record.event.election)
        if isinstance(record.event, e.ProceduralRaised):
            self._here(after).procedural.append(record.event.motion)
        self._procedural.note(record, after)
        self._ballots.note(record, before, after)
        self._elections.note(record)
        self._motions.note(record, before, after)

    def _asked(self, question: QuestionId, state: Meeting) -> None:
        known = self._at(Part.PUBLIC, None).questions
        if question not in known and state.running:
            known.append(question)

    def _measure(self, at: datetime, measure: Measure) -> MeasureRecord:
        return MeasureRecord(
            at=at,
            person=self._roll.person(measure.seat),
            step=measure.step,
            reason=measure.reason,
            lifted=measure.lifted,
        )

    def _record(self, key: Key, notes: _Notes, state: Meeting) -> ItemRecord:
        part, item_id = key
        item = self._items.get(item_id) if item_id else None
        own = _own_part(state, item_id) if item_id else None
        return ItemRecord(
            part=part,
            item=item,
            number=state.number_of(item.id) if item else "",
            calls=tuple(notes.calls),
            late=bool(item and item.id in state.admitted_late),
            notes=tuple(notes.endings),
            motions=self._motions.of(key, state),
            ballots=tuple(self._ballots.of(ballot, part) for ballot in notes.ballots),
            elections=tuple(self._elections.of(known, state) for known in notes.elections),
            procedural=tuple(self._procedural.of(known, state) for known in notes.procedural),
            speeches=tuple(notes.speeches),
            recusals=tuple(
                recusal.record
                for recusal in self._recusals
                # What the public was told, the non-public document may repeat, never vice versa.
                if recusal.item == item_id and recusal.part in (Part.PUBLIC, part)
            ),
            statements=tuple(notes.statements),
            movements=tuple(notes.movements),
            questions=tuple(state.residents.questions[known] for known in notes.questions),
            measures=tuple(self._measure(at, state.measures[m]) for at, m in notes.measures),
            made_known=state.made_known.get(item_id) if item_id else None,
            text=state.paperwork.texts.get(item_id, "") if part is own else "",
            together=tuple(map(state.number_of, state.paperwork.debated_with(item_id)))
            if item_id
            else (),
        )


def _own_part(state: Meeting, item: ItemId) -> Part:
    """Return in which document the clerk's text on an item stands: where the item stands."""
    known = state.item_named(item)
    return Part.NON_PUBLIC if known and not known.public else Part.PUBLIC


def _end_recusal(recusal: _Recusal, at: datetime) -> None:
    spans = recusal.record.spans
    if spans and spans[-1].until is None:
        ended = (*spans[:-1], replace(spans[-1], until=at))
        recusal.record = replace(recusal.record, spans=ended)
