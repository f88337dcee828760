# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""How a meeting is begun (Eröffnung), in the order of the rules of procedure.

The order is the rule ``opening.sequence``; the chair may depart from it with a reason. Where a
body decides nothing unless properly convened (``opening.convocation``), that is stated before the
first decision: by the closing of the roll call if nothing is held against it, else by the chair
with a note. The quorum is stated whenever a roll call is closed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import assert_never

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain import publication
from bot.domain import refusals as r
from bot.domain.attendance import need_roll_call
from bot.domain.convoked import ConvocationFault, OpeningStep
from bot.domain.delivery import delivery_of
from bot.domain.meeting import Meeting
from bot.domain.preparation import TITLE_LIMIT, need_phase, need_reason
from bot.domain.refusals import Refused
from bot.domain.values import Delivery, Phase, SubjectKind


def decide_opening(meeting: Meeting, command: c.OpeningCommand) -> list[e.MeetingEvent]:
    """Return what follows from ``command``. Raises `Refused`."""
    match command:
        case c.ProvePublication():
            return publication.prove(meeting, command)
        case c.StateConvocation():
            return _state(meeting, command)
        case c.SettleAgenda():
            return _settle(meeting, command)
        case c.SkipOpeningStep():
            return _skip(meeting, command)
        case _:
            assert_never(command)


# ── the convocation ─────────────────────────────────────────────────────────────────────
def faults(meeting: Meeting) -> tuple[ConvocationFault, ...]:
    """Return what is held against the convocation, or would be if nobody cured it by coming."""
    return tuple(_faults(meeting))


def _faults(meeting: Meeting) -> Iterator[ConvocationFault]:
    if meeting.objections:
        yield ConvocationFault.OBJECTED
    if any(delivery_of(meeting, seat) is Delivery.LATE for seat in meeting.invited):
        yield ConvocationFault.LATE
    members = (seat for seat in meeting.voting_members() if seat not in meeting.substitutes)
    if any(seat not in meeting.invited and not meeting.is_present(seat) for seat in members):
        yield ConvocationFault.NOT_INVITED
    if meeting.published and not any(one.kept for one in meeting.published):
        yield ConvocationFault.PUBLICATION
    if not meeting.published and meeting.law().flag("public.notice.proof"):
        yield ConvocationFault.UNPUBLISHED


def _state(meeting: Meeting, command: c.StateConvocation) -> list[e.MeetingEvent]:
    need_phase(meeting, Phase.OPEN)
    if meeting.opening.convocation is not None:
        return []
    known, norm = faults(meeting), meeting.law().norm("opening.convocation")
    note = command.note.strip()[:TITLE_LIMIT]
    if known and not note:
        raise Refused(r.ConvocationFaulty(faults=known, norm=norm))
    return [e.ConvocationStated(by=command.by, faults=known, note=note, norm=norm)]


def stated_by_itself(meeting: Meeting, command: c.CloseRollCall) -> list[e.MeetingEvent]:
    """State the convocation with the roll call, where the law asks for it and nothing is wrong."""
    law = meeting.law()
    if not law.flag("opening.convocation") or meeting.opening.convocation is not None:
        return []
    if faults(meeting):
        return []
    norm = law.norm("opening.convocation")
    return [e.ConvocationStated(by=command.by, faults=(), note="", norm=norm)]


def need_convocation(meeting: Meeting) -> None:
    """Refuse to decide anything before the convocation is stated, where the law asks for that."""
    law = meeting.law()
    if law.flag("opening.convocation") and meeting.opening.convocation is None:
        raise Refused(r.ConvocationUnstated(norm=law.norm("opening.convocation")))


# ── the order ───────────────────────────────────────────────────────────────────────────
def sequence(meeting: Meeting) -> tuple[OpeningStep, ...]:
    """Return the steps the rules of procedure name, in their order."""
    return tuple(OpeningStep(word) for word in meeting.law().word("opening.sequence").split())


def is_done(meeting: Meeting, step: OpeningStep) -> bool:
    """Tell whether a step was made."""
    match step:
        case OpeningStep.CONVOCATION:
            return meeting.opening.convocation is not None
        case OpeningStep.ATTENDANCE:
            return meeting.roll_call_held
        case OpeningStep.QUORUM:
            return meeting.last_check is not None
        case OpeningStep.AGENDA:
            return meeting.opening.agenda
        case OpeningStep.MINUTES:
            voted = (b for b in meeting.ballots.values() if b.subject.kind is SubjectKind.MINUTES)
            return any(ballot.result for ballot in voted)
        case OpeningStep.RESIDENTS:
            return meeting.residents.held and not meeting.residents.running
        case _:
            assert_never(step)


def remaining(meeting: Meeting) -> tuple[OpeningStep, ...]:
    """Return the steps still to be made, in their order."""
    skipped = meeting.opening.skipped
    return tuple(
        step for step in sequence(meeting) if step not in skipped and not is_done(meeting, step)
    )


def _settle(meeting: Meeting, command: c.SettleAgenda) -> list[e.MeetingEvent]:
    need_phase(meeting, Phase.OPEN)
    need_roll_call(meeting)
    return [] if meeting.opening.agenda else [e.AgendaSettled(by=command.by)]


def _skip(meeting: Meeting, command: c.SkipOpeningStep) -> list[e.MeetingEvent]:
    need_phase(meeting, Phase.OPEN)
    step, needed = command.step, (OpeningStep.ATTENDANCE, OpeningStep.QUORUM)
    by_law = step is OpeningStep.CONVOCATION and meeting.law().flag("opening.convocation")
    if step in needed or by_law:
        raise Refused(r.OpeningStepNeeded(step=step))
    if is_done(meeting, step):
        raise Refused(r.OpeningStepDone(step=step))
    reason = need_reason(command.reason)
    if meeting.opening.skipped.get(step) == reason:
        return []
    return [e.OpeningStepSkipped(step=step, reason=reason, by=command.by)]


def opened(meeting: Meeting, event: e.OpeningEvent) -> Meeting:
    """Return the meeting after ``event``."""
    before = meeting.opening
    match event:
        case e.PublicationProven():
            known = publication.published(meeting.published, event.publication)
            return replace(meeting, published=known)
        case e.ConvocationStated(faults=known_faults):
            return replace(meeting, opening=replace(before, convocation=known_faults))
        case e.AgendaSettled():
            return replace(meeting, opening=replace(before, agenda=True))
        case e.OpeningStepSkipped(step=step, reason=reason):
            skipped = {**before.skipped, step: reason}
            return replace(meeting, opening=replace(before, skipped=skipped))
        case _:
            assert_never(event)
