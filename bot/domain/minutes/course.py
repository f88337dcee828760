# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Notes on the meeting as a whole: convocation, beginning and end, chair, quorum, signatures."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.domain import events as e
from bot.domain.convoked import OpeningStep
from bot.domain.ids import BallotId, DisturbanceId, ElectionId
from bot.domain.meeting import Meeting
from bot.domain.minutes.attendance import Roll
from bot.domain.minutes.persons import Part, Span
from bot.domain.minutes.values import (
    AgendaLine,
    AloneRecord,
    Approval,
    ChairSpan,
    Convocation,
    CorrectionRecord,
    DisturbanceRecord,
    Interruption,
    MinutesObjectionRecord,
    Objection,
    OpeningNote,
    QuorumRecord,
    ReleaseRecord,
    RemovedItem,
    Signature,
)
from bot.domain.records import Recorded
from bot.domain.released import Released
from bot.domain.shortened import to_object
from bot.domain.values import AgendaItem, Phase


class Course:
    """What has been noted so far."""

    def __init__(self, roll: Roll) -> None:
        self._roll = roll
        self.convocation: Convocation | None = None
        self.objections: list[Objection] = []
        self.emergency: e.EmergencyDeclared | None = None
        self.removed: list[RemovedItem] = []
        self.opened: datetime | None = None
        self.closed: datetime | None = None
        self.cancelled = ""
        self.chairs: list[ChairSpan] = []
        self.quorum: list[QuorumRecord] = []
        self.non_public: list[Span] = []
        self.alone: list[AloneRecord] = []
        self.disturbances: dict[DisturbanceId, DisturbanceRecord] = {}
        self.interruptions: list[Interruption] = []
        self.left_open: list[AgendaLine] = []
        self.version = 0
        self.drafted: datetime | None = None
        self.signatures: list[Signature] = []
        self.approval: Approval | None = None
        self.minutes_objections: list[MinutesObjectionRecord] = []
        self.corrections: list[CorrectionRecord] = []
        self.announced: list[Released] = []
        self.released: list[ReleaseRecord] = []
        self.opening: list[OpeningNote] = []

    def note(self, record: Recorded, before: Meeting, after: Meeting) -> None:
        """Take one entry down."""
        self._preparation(record, before, after)
        without = before.non_public or after.non_public
        part = Part.NON_PUBLIC if without else Part.PUBLIC
        self._course(record, part)
        self._disturbance(record, part)
        self._end(record, after)
        if before.phase is Phase.DRAFTED and after.phase is Phase.CLOSED:
            self.signatures = []  # the draft they stood under is void
        self._objected(record)
        self._released(record, after)
        self._opening(record)

    def _preparation(self, record: Recorded, before: Meeting, after: Meeting) -> None:
        match record.event:
            case e.MeetingCancelled(reason=reason):
                self.cancelled = reason
            case e.InvitationSent() as sent:
                self.convocation = Convocation(
                    sent=record.at,
                    notice=sent.notice,
                    urgency_reason=sent.urgency_reason,
                    summoned=len(sent.seats),
                    to_object=to_object(after),
                )
            case e.AgendaItemRemoved(item=item_id, reason=reason):
                item = before.item_named(item_id)
                # Until the invitation is out, the agenda is only being drawn up.
                if item and self.convocation:
                    number = before.number_of(item_id) if before.numbers else ""
                    self.removed.append(
                        RemovedItem(at=record.at, item=item, reason=reason, number=number)
                    )
            case e.EmergencyDeclared() as declared:
                self.emergency = declared
            case e.NoticeObjected(seat=seat, reason=reason):
                by = self._roll.person(seat)
                self.objections.append(Objection(at=record.at, by=by, reason=reason))
            case e.NoticeObjectionWithdrawn(seat=seat):
                self.objections = [one for one in self.objections if one.by.seat != seat]
            case e.UrgencyEstablished():
                if self.convocation:
                    self.convocation = replace(self.convocation, urgency_established=record.at)
            case _:
                pass

    def _course(self, record: Recorded, part: Part) -> None:
        at = record.at
        match record.event:
            case e.MeetingOpened(chair=chair):
                self.opened = at
                self.chairs.append(ChairSpan(chair=self._roll.person(chair), since=at))
            case e.ChairTaken(chair=chair):
                self.chairs.append(ChairSpan(chair=self._roll.person(chair), since=at, part=part))
            case e.RollCallClosed(check=check) | e.QuorumStated(check=check):
                self.quorum.append(QuorumRecord(at=at, check=check, part=part))
            case e.AloneConfirmed(seat=seat):
                said = AloneRecord(at=record.at, person=self._roll.person(seat))
                self.alone.append(said)
            case e.PublicExcluded():
                self.non_public.append(Span(since=at))
            case e.PublicRestored():
                self._public_again(at)
            case e.MeetingInterrupted(reason=reason, other_day=other):
                self.interruptions.append(
                    Interruption(span=Span(since=at), reason=reason, other_day=other, part=part)
                )
            case e.MeetingResumed():
                self._resumed(at)
            case _:
                pass

    def _disturbance(self, record: Recorded, part: Part) -> None:
        match record.event:
            case e.DisturbanceReported() as told:
                self.disturbances[told.disturbance] = DisturbanceRecord(
                    person=self._roll.person(told.seat),
                    span=Span(since=told.since or record.at),
                    what=told.what,
                    second_channel=told.second_channel,
                    part=part,
                )
            case e.DisturbanceJudged(disturbance=known, sphere=sphere, reason=reason):
                self.disturbances[known] = replace(
                    self.disturbances[known],
                    sphere=sphere,
                    decided=record.at,
                    reason=reason,
                    judged_in=part,
                )
            case e.DisturbanceEnded(disturbance=known, to_repeat=ballots):
                before = self.disturbances[known]
                span = replace(before.span, until=record.at)
                self.disturbances[known] = replace(before, span=span, to_repeat=ballots)
            case _:
                pass

    def _end(self, record: Recorded, after: Meeting) -> None:
        at = record.at
        match record.event:
            case e.MeetingClosed(open_items=open_items):
                self.closed = at
                self._public_again(at)
                self._resumed(at)
                left = (item for item in after.agenda if item.id in open_items)
                self.left_open = [agenda_line(after, item) for item in left]
            case e.MinutesDrafted(version=version):
                self.version, self.drafted, self.signatures = version, at, []
            case e.MinutesSigned(seat=seat, role=role, version=version):
                if version == self.version:
                    person = self._roll.person(seat)
                    self.signatures.append(Signature(at=at, person=person, role=role))
            case e.MinutesApproved() as it:
                self.approval = Approval(
                    at=at, meeting=it.meeting, ballot=it.ballot, version=it.version
                )
            case _:
                pass

    def _objected(self, record: Recorded) -> None:
        match record.event:
            case e.MinutesObjected(seat=seat, number=number, text=text):
                by = self._roll.person(seat)
                new = MinutesObjectionRecord(at=record.at, number=number, by=by, text=text)
                self.minutes_objections.append(new)
            case e.MinutesObjectionSettled(number=number, upheld=upheld, note=note):
                index = number - 1
                known = self.minutes_objections[index]
                self.minutes_objections[index] = replace(known, upheld=upheld, note=note)
            case e.MinutesReopened(reason=reason):
                self.approval = None
                self.corrections.append(CorrectionRecord(at=record.at, reason=reason))
            case _:
                pass

    def _released(self, record: Recorded, after: Meeting) -> None:
        match record.event:
            case e.ReleaseAnnounced(released=released):
                self.announced.append(released)
            case e.ResolutionReleased(ballot=ballot, released=released):
                self._made_known(record, ballot, released, after)
            case e.ElectionReleased(election=election, released=released):
                self._made_known(record, election, released, after)
            case _:
                pass

    def _opening(self, record: Recorded) -> None:
        at = record.at
        match record.event:
            case e.ConvocationStated(faults=faults, note=note, norm=norm):
                step = OpeningStep.CONVOCATION
                made = OpeningNote(at=at, step=step, faults=faults, note=note, norm=norm)
            case e.AgendaSettled():
                made = OpeningNote(at=at, step=OpeningStep.AGENDA)
            case e.OpeningStepSkipped(step=step, reason=reason):
                made = OpeningNote(at=at, step=step, note=reason, skipped=True)
            case _:
                return
        self.opening.append(made)

    def _made_known(
        self, record: Recorded, what: BallotId | ElectionId, released: Released, after: Meeting
    ) -> None:
        self.released.append(ReleaseRecord(at=record.at, what=what, released=released))
        if after.running:
            self.announced.append(released)

    def _public_again(self, at: datetime) -> None:
        if self.non_public and self.non_public[-1].until is None:
            self.non_public[-1] = replace(self.non_public[-1], until=at)

    def _resumed(self, at: datetime) -> None:
        if self.interruptions and self.interruptions[-1].span.until is None:
            last = self.interruptions[-1]
            self.interruptions[-1] = replace(last, span=replace(last.span, until=at))


def agenda_line(state: Meeting, item: AgendaItem) -> AgendaLine:
    """Return an item as the agenda in the minutes shows it."""
    admitted = not item.late or item.id in state.admitted_late
    return AgendaLine(number=state.number_of(item.id), item=item, admitted=admitted)
