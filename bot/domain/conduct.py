# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The course of a meeting: opening, items, the public, interruption, closing, minutes."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain import commands as c
from bot.domain import disturbances, formats, procedural, quorum, shortened
from bot.domain import events as e
from bot.domain import refusals as r
from bot.domain.attendance import RUNNING, need_present, need_roll_call, need_unbiased_chair
from bot.domain.ids import ItemId, SeatId
from bot.domain.meeting import Meeting
from bot.domain.motions import next_motion
from bot.domain.papersout import waiting
from bot.domain.permissions import check_for
from bot.domain.preparation import (
    TITLE_LIMIT,
    need_item,
    need_no_vote,
    need_phase,
    need_reason,
    need_text,
)
from bot.domain.refusals import Refused
from bot.domain.revision import need_draft, need_settled, need_signed
from bot.domain.values import AgendaItem, Phase, Presence, Role

PAST_MIDNIGHT = timedelta(hours=6)
"""An evening that runs over midnight goes on until it would be morning."""


def open_meeting(meeting: Meeting, command: c.OpenMeeting) -> list[e.MeetingEvent]:
    need_phase(meeting, Phase.INVITED)
    formats.need_open(meeting)
    shortened.need_accepted(meeting)
    return [e.MeetingOpened(by=command.by, chair=_who_leads(meeting, command.by))]


def call_item(meeting: Meeting, command: c.CallItem) -> list[e.MeetingEvent]:
    need_phase(meeting, Phase.OPEN)
    item = need_item(meeting, command.item)
    if meeting.item == item.id:
        return []
    _need_free_floor(meeting)
    procedural.need_none_first(meeting)
    need_callable(meeting, item)
    return [e.ItemCalled(item=item.id), *draft_resolution(meeting, item)]


def need_callable(meeting: Meeting, item: AgendaItem) -> None:
    """Refuse to take up an item whose turn cannot come now, whatever else is going on."""
    need_roll_call(meeting)
    shortened.need_accepted(meeting)
    if urgency_open(meeting):
        raise Refused(r.UrgencyOpen(norm=meeting.law().norm("notice.urgent")))
    if item.id in meeting.done:
        raise Refused(r.ItemDone(item=item.id))
    if item.late and item.id not in meeting.admitted_late:
        raise Refused(r.LateItemNotAdmitted(item=item.id))
    if not item.public and not meeting.non_public:
        raise Refused(r.PublicPart(item=item.id))
    if item.public and meeting.non_public:
        raise Refused(r.NonPublicPart(item=item.id))
    need_unbiased_chair(meeting, item.id)


def urgency_open(meeting: Meeting) -> bool:
    """Tell whether the body has yet to find that the meeting was urgent (Dringlichkeit)."""
    short = meeting.notice is not None and meeting.notice.urgent
    return short and not shortened.to_object(meeting) and not meeting.urgency_established


def close_item(meeting: Meeting, command: c.CloseItem) -> list[e.MeetingEvent]:
    need_phase(meeting, Phase.OPEN)
    item = _item_under_debate(meeting)
    need_no_vote(meeting)
    note = command.note.strip()[:TITLE_LIMIT]
    closed = e.ItemClosed(item=item, note=note, postponed=command.postponed)
    check = meeting.quorum(item)
    stated = item in meeting.inquorate or quorum.may_decide(meeting, item)
    if command.postponed and not stated:
        return [e.QuorumStated(check=check), closed]  # a second call on it begins here
    return [closed]


def exclude_public(meeting: Meeting, command: c.ExcludePublic) -> list[e.MeetingEvent]:
    """Begin the non-public part, or debate without the public whether the open item needs that."""
    need_phase(meeting, Phase.OPEN)
    if meeting.non_public:
        raise Refused(r.PublicExcludedAlready())
    need_no_vote(meeting)
    need_roll_call(meeting)
    if meeting.residents.running:
        raise Refused(r.QuestionTimeOpen())
    return [e.PublicExcluded(by=command.by)]


def restore_public(meeting: Meeting, command: c.RestorePublic) -> list[e.MeetingEvent]:
    need_phase(meeting, Phase.OPEN)
    if not meeting.non_public:
        raise Refused(r.PublicAlready())
    need_no_vote(meeting)
    under_debate = meeting.item and meeting.item_named(meeting.item)
    if under_debate and not under_debate.public:
        raise Refused(r.ItemOpen(item=under_debate.id))
    return [e.PublicRestored(by=command.by)]


def confirm_alone(meeting: Meeting, command: c.ConfirmAlone) -> list[e.MeetingEvent]:
    """Keep that nobody listens in; it holds for this non-public part."""
    need_phase(meeting, *RUNNING)
    if not meeting.non_public:
        raise Refused(r.PublicAlready())
    check_for(command.seat, command.by, meeting.role_of(command.by))
    need_present(meeting, command.seat)
    if command.seat not in meeting.remote():
        raise Refused(r.InTheHall(seat=command.seat))
    if command.seat in meeting.alone:
        return []
    return [e.AloneConfirmed(seat=command.seat, by=command.by)]


def record_statement(meeting: Meeting, command: c.RecordStatement) -> list[e.MeetingEvent]:
    need_phase(meeting, *RUNNING)
    check_for(command.seat, command.by, meeting.role_of(command.by))
    if meeting.role_of(command.seat) is not Role.CLERK:
        need_present(meeting, command.seat)
    if meeting.item and meeting.is_recused(command.seat, meeting.item):
        raise Refused(r.Recused(seat=command.seat, item=meeting.item))
    return [e.StatementRecorded(seat=command.seat, text=need_text(command.text))]


def interrupt(meeting: Meeting, command: c.InterruptMeeting) -> list[e.MeetingEvent]:
    need_phase(meeting, Phase.OPEN)
    if meeting.ballot:
        raise Refused(r.BallotOpen(ballot=meeting.ballot))
    return interrupted(meeting, need_reason(command.reason), command.at, command.until)


def interrupted(
    meeting: Meeting, reason: str, at: datetime, until: datetime | None
) -> list[e.MeetingEvent]:
    """Begin a recess. Until another day everybody has left: who is there then, a roll call says."""
    if until and until <= at:
        raise Refused(r.ResumesInPast(until=until))
    other = breaks_off(meeting, at, until)
    recess = e.MeetingInterrupted(reason=reason, until=until, other_day=other)
    gone = [e.MemberLeft(seat=seat, reason=reason) for seat in meeting.present()] if other else []
    return [recess, *gone]


def breaks_off(meeting: Meeting, at: datetime, until: datetime | None) -> bool:
    """Tell whether a recess until then ends the evening: it goes on upon another one."""
    zone = ZoneInfo(meeting.time_zone)
    return until is not None and _evening_of(until, zone) != _evening_of(at, zone)


def _evening_of(at: datetime, zone: ZoneInfo) -> date:
    """Return on which evening a moment is: past midnight it is still the evening before."""
    return (at.astimezone(zone) - PAST_MIDNIGHT).date()


def note_recess_over(meeting: Meeting, command: c.NoteRecessOver) -> list[e.MeetingEvent]:
    if meeting.resumes is None or command.at < meeting.resumes:
        return []
    return [e.RecessOver()]


def resume(meeting: Meeting, command: c.ResumeMeeting) -> list[e.MeetingEvent]:
    need_phase(meeting, Phase.INTERRUPTED)
    disturbances.need_none(meeting)
    return [e.MeetingResumed(by=command.by)]


def close_meeting(meeting: Meeting, command: c.CloseMeeting) -> list[e.MeetingEvent]:
    need_phase(meeting, *RUNNING)
    _need_free_floor(meeting)
    if meeting.roll_call_open:
        raise Refused(r.RollCallOpen(unanswered=len(meeting.unanswered())))
    left = tuple(item.id for item in meeting.agenda if item.id not in meeting.done)
    return [e.MeetingClosed(by=command.by, open_items=left)]


def draft_minutes(meeting: Meeting, command: c.DraftMinutes) -> list[e.MeetingEvent]:
    need_phase(meeting, Phase.CLOSED, Phase.DRAFTED)
    return [e.MinutesDrafted(by=command.by, version=meeting.minutes.version + 1)]


def sign_minutes(meeting: Meeting, command: c.SignMinutes) -> list[e.MeetingEvent]:
    """§ 42 (2) ThürKO: signed by who led the meeting and by who kept the minutes."""
    need_draft(meeting)
    role = _signatory(meeting, command.by)
    if any(signed == role for signed, _ in meeting.minutes.signed):
        raise Refused(r.AlreadySigned(seat=command.by))
    unexplained = tuple(
        seat
        for seat, known in meeting.attendance.items()
        if known.presence is Presence.ABSENT and not known.reason
    )
    if unexplained:
        raise Refused(r.AbsenceUnexplained(seats=unexplained))
    if meeting.last_check is None:
        raise Refused(r.QuorumNeverStated())
    if wanting := waiting(meeting):
        raise Refused(r.PostalUncounted(waiting=wanting))
    silent = tuple(item for item in _treated(meeting) if not _has_outcome(meeting, item))
    if silent:
        raise Refused(r.OutcomeMissing(items=silent, first=silent[0]))
    return [e.MinutesSigned(seat=command.by, role=role, version=meeting.minutes.version)]


def _treated(meeting: Meeting) -> tuple[ItemId, ...]:
    """Return the items that were called, be it in a block that is void, as the agenda has them."""
    in_block = {known.item for known in meeting.ballots.values() if known.en_bloc}
    called = meeting.postponed.union(meeting.done, in_block)
    return tuple(item.id for item in meeting.agenda if item.id in called)


def _has_outcome(meeting: Meeting, item: ItemId) -> bool:
    """§ 42 (1) ThürKO: the minutes say what came of each item: a note, a text, a vote, a round."""
    voted = (b for b in meeting.ballots.values() if b.item == item and b.result and not b.voided)
    counted = (
        known.item == item and bool(known.broken_off or any(each.count for each in known.rounds))
        for known in meeting.elections.values()
    )
    return (
        item in meeting.noted
        or item in meeting.paperwork.texts
        or any(True for _ in voted)
        or any(counted)
    )


def approve_minutes(meeting: Meeting, command: c.ApproveMinutes) -> list[e.MeetingEvent]:
    need_draft(meeting)
    need_signed(meeting)
    need_settled(meeting)
    if command.in_meeting == meeting.id:
        raise Refused(r.OwnMinutes(meeting=meeting.id))
    return [
        e.MinutesApproved(
            meeting=command.in_meeting, ballot=command.ballot, version=meeting.minutes.version
        )
    ]


def _who_leads(meeting: Meeting, by: SeatId) -> SeatId:
    """Return who leads: the asker if chair or deputy; else the first of them not known absent."""
    if meeting.role_of(by) in (Role.CHAIR, Role.DEPUTY):
        return by
    for role in (Role.CHAIR, Role.DEPUTY):
        for seat in meeting.seats.values():
            if seat.role is role and seat.id not in meeting.attendance:
                return seat.id
    raise Refused(r.ChairAbsent())


def draft_resolution(meeting: Meeting, item: AgendaItem, after: int = 0) -> list[e.MotionMoved]:
    """The item's draft resolution stands as its first motion as soon as it is called.

    ``after`` counts the motions that are moved with it, before it.
    """
    if not item.text or meeting.motions_on(item.id) or meeting.chair is None:
        return []
    motion = next_motion(meeting, after)
    return [e.MotionMoved(motion=motion, item=item.id, by=meeting.chair, text=item.text)]


def _item_under_debate(meeting: Meeting) -> ItemId:
    if meeting.item is None:
        raise Refused(r.NoItemOpen())
    return meeting.item


def _need_free_floor(meeting: Meeting) -> None:
    """Refuse while a ballot, an item or the residents' question time is open."""
    need_no_vote(meeting)
    if meeting.residents.running:
        raise Refused(r.QuestionTimeOpen())
    if meeting.item:
        raise Refused(r.ItemOpen(item=meeting.item))


def _signatory(meeting: Meeting, seat: SeatId) -> str:
    if seat == meeting.chair:
        return "chair"
    if meeting.role_of(seat) is Role.CLERK:
        return "clerk"
    raise Refused(r.NotSignatory(seat=seat))
