# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is usually done next, read off the meeting: help for who has never led one."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from bot.chat.context import Context
from bot.chat.grammar import fold
from bot.domain.conduct import urgency_open
from bot.domain.convoked import OpeningStep
from bot.domain.disturbances import hindering
from bot.domain.ids import ItemId, MeetingId
from bot.domain.meeting import Meeting, MotionStatus
from bot.domain.opening import remaining
from bot.domain.values import Language, Phase, Presence, VoteMode


class Situation(Enum):
    """Where the meeting stands, with the names of the commands that usually follow."""

    NO_MEETING = ("meeting.plan",)
    PLANNED = ("agenda.add", "agenda.carry", "agenda.requests", "agenda.show", "meeting.invite")
    INVITED = ("meeting.delivery", "attendance.excused", "meeting.open")
    OPENED = ("attendance.roll_call", "meeting.chair")
    ROLL_CALL = ("attendance.present", "attendance.excused", "attendance.close")
    BETWEEN = ("agenda.call",)
    SHUT_FIRST = ("meeting.exclude", "meeting.close")
    PUBLIC_AGAIN = ("meeting.restore", "meeting.close")
    ALL_TREATED = ("meeting.close",)
    DEBATE = ("motions.move", "elections.open", "agenda.close")
    MOTION = ("motions.amend", "votes.open")
    DECIDED = ("agenda.close", "motions.move")
    URGENT = ("votes.open",)
    """The notice was shortened: whether the meeting is urgent is decided before any item."""
    PROCEDURAL = ("procedural.pro", "procedural.contra", "votes.open", "procedural.show")
    NOMINATION = ("elections.nominate", "elections.round", "agenda.close")
    ACCEPTANCE = ("elections.accept", "elections.decline")
    QUESTIONS = ("residents.call", "residents.answer", "residents.show", "residents.close")
    DISTURBED = ("disturbances.judge", "disturbances.end")
    PAPER_VOTE = ("votes.sums", "votes.close")
    VOTE = ("votes.yes", "votes.no", "votes.abstain", "votes.hands", "votes.close")
    LOT = ("elections.lot", "elections.lot_prepare", "elections.tie")
    PAPERS = ("elections.count",)
    INTERRUPTED = ("meeting.resume",)
    UNEXPLAINED = ("attendance.excused", "attendance.unexcused", "minutes.text", "minutes.draft")
    CLOSED = ("minutes.text", "minutes.draft")
    DRAFTED = ("minutes.show", "minutes.sign")
    SIGNED = ("minutes.circulate", "minutes.approve")
    OVER = ("meeting.plan", "resolutions.show", "resolutions.tasks")


_BY_PHASE: Mapping[Phase, Situation] = {
    Phase.PLANNED: Situation.PLANNED,
    Phase.INVITED: Situation.INVITED,
    Phase.INTERRUPTED: Situation.INTERRUPTED,
}
_SIGNATURES = 2
_MINUTES = ("niederschrift", "protokoll", "minutes")
"""What the title of an item has in it at which earlier minutes are approved."""


STEPS: Mapping[OpeningStep, str] = {
    OpeningStep.CONVOCATION: "opening.convocation",
    OpeningStep.ATTENDANCE: "attendance.roll_call",
    OpeningStep.QUORUM: "attendance.quorum",
    OpeningStep.AGENDA: "opening.agenda",
    OpeningStep.MINUTES: "votes.open",
    OpeningStep.RESIDENTS: "residents.open",
}
"""By which command each step of the opening is made."""


def opening_step(meeting: Meeting, *, minutes_wait: bool = True) -> OpeningStep | None:
    """Return the next step of the opening in the order of the rules; None once it is over.

    It is over when the first item is called. ``minutes_wait``: earlier minutes are to be approved.
    """
    busy = meeting.roll_call_open or meeting.ballot or meeting.item or meeting.residents.running
    if meeting.phase is not Phase.OPEN or busy or meeting.done or meeting.postponed:
        return None
    for step in remaining(meeting):
        if step is not OpeningStep.MINUTES or minutes_wait:
            return step
    return None


def minutes_to_approve(
    meetings: Mapping[MeetingId, Meeting], meeting: Meeting | None
) -> tuple[MeetingId, ...]:
    """Return the earlier meetings whose minutes wait to be approved in this one."""
    return tuple(
        known.id
        for known in meetings.values()
        if known.phase is Phase.DRAFTED and meeting is not None and known.id != meeting.id
    )


def minutes_vote(context: Context) -> str:
    """Return the command that puts earlier minutes to the vote, at the item that is about them.

    Such an item is known by its title alone; empty at any other, and where no minutes wait.
    """
    meeting = context.meeting
    if situation(meeting) not in (Situation.DEBATE, Situation.DECIDED):
        return ""
    item = meeting.item_named(meeting.item) if meeting and meeting.item else None
    waiting = minutes_to_approve(context.meetings, meeting)
    titled = item is not None and any(word in fold(item.title) for word in _MINUTES)
    return approving(waiting[0], context.language) if titled and waiting else ""


def approving(meeting: MeetingId, language: Language) -> str:
    """Return how the vote on the minutes of ``meeting`` is opened."""
    return {
        Language.DE: f"!abstimmung öffnen niederschrift {meeting}",
        Language.EN: f"!vote open minutes {meeting}",
    }[language]


def usual(meeting: Meeting | None) -> tuple[str, ...]:
    """Return the names of the commands that usually follow, the most likely first."""
    step = opening_step(meeting, minutes_wait=False) if meeting else None
    first = (STEPS[step],) if step else ()
    return tuple(dict.fromkeys((*first, *situation(meeting).value)))


def situation(meeting: Meeting | None) -> Situation:
    """Tell where the meeting stands."""
    if meeting is None:
        return Situation.NO_MEETING
    if meeting.phase in (Phase.CLOSED, Phase.DRAFTED):
        return _for_minutes(meeting)
    if meeting.running and hindering(meeting):
        return Situation.DISTURBED
    if meeting.phase is not Phase.OPEN:
        return _BY_PHASE.get(meeting.phase, Situation.OVER)
    if meeting.roll_call_open:
        return Situation.ROLL_CALL
    if not meeting.roll_call_held:
        return Situation.OPENED
    return _voting(meeting) or _before_business(meeting) or _business(meeting)


def _voting(meeting: Meeting) -> Situation | None:
    """What a vote or an election waits for, if one is under way."""
    if ballot := meeting.open_ballot():
        return Situation.PAPER_VOTE if ballot.mode is VoteMode.SECRET else Situation.VOTE
    if meeting.open_round():
        return Situation.PAPERS
    if any(known.tied for known in meeting.elections.values()):
        return Situation.LOT
    return None


def _before_business(meeting: Meeting) -> Situation | None:
    """What goes before any item, or before going on with one."""
    if meeting.residents.running:
        return Situation.QUESTIONS
    if meeting.pending_procedural():
        return Situation.PROCEDURAL
    if urgency_open(meeting):
        return Situation.URGENT
    return None


def _business(meeting: Meeting) -> Situation:
    return _on_item(meeting, meeting.item) if meeting.item else _between(meeting)


def _on_item(meeting: Meeting, item: ItemId) -> Situation:
    held = [known for known in meeting.elections.values() if known.item == item]
    for election in held:
        if not (election.filled or election.broken_off):
            return Situation.ACCEPTANCE if election.unanswered else Situation.NOMINATION
    moved = meeting.motions_on(item)
    if any(motion.status is MotionStatus.PENDING for motion in moved):
        return Situation.MOTION
    voted = any(known.item == item and known.result for known in meeting.ballots.values())
    return Situation.DECIDED if voted or held else Situation.DEBATE


def _between(meeting: Meeting) -> Situation:
    """What is left, of the part of the agenda the meeting is in."""
    left = [item for item in meeting.agenda if item.id not in meeting.done]
    if any(item.public is not meeting.non_public for item in left):
        return Situation.BETWEEN
    if meeting.non_public:
        return Situation.PUBLIC_AGAIN
    return Situation.SHUT_FIRST if left else Situation.ALL_TREATED


def _for_minutes(meeting: Meeting) -> Situation:
    """§ 42 (1) ThürKO: absences have a reason before anybody signs."""
    known = meeting.attendance.values()
    if any(one.presence is Presence.ABSENT and not one.reason for one in known):
        return Situation.UNEXPLAINED
    if meeting.phase is Phase.CLOSED:
        return Situation.CLOSED
    signed = len(meeting.minutes.signed) >= _SIGNATURES
    return Situation.SIGNED if signed else Situation.DRAFTED
