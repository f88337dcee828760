# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a meeting remembers of each event of its paperwork; the fold beside `bot.domain.evolve`."""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from bot.domain import events as e
from bot.domain.ids import BallotId
from bot.domain.meeting import Meeting, MinutesState
from bot.domain.paperwork import (
    Attached,
    Circulation,
    Contest,
    Mailed,
    MinutesObjection,
    Paperwork,
    Receipt,
    SecondDecision,
    SupervisedBy,
    Task,
)
from bot.domain.released import Wording
from bot.domain.values import ContestOutcome, Phase


def file(meeting: Meeting, event: e.PaperEvent) -> Meeting:
    """Return the meeting after ``event``."""
    after = replace(meeting, paperwork=_filed(meeting.paperwork, event))
    match event:
        case e.ItemsJoined():
            return _side_by_side(after, event)
        case e.MinutesTextSet():
            return redrafted(after)
        case e.MinutesReopened():
            return _unsigned(after)
        case _:
            return after


def redrafted(meeting: Meeting) -> Meeting:
    """Return the meeting without its draft: one that does not know what came since is void."""
    return _unsigned(meeting) if meeting.phase is Phase.DRAFTED else meeting


def _unsigned(meeting: Meeting) -> Meeting:
    minutes = MinutesState(version=meeting.minutes.version)
    return replace(meeting, phase=Phase.CLOSED, minutes=minutes)


def _side_by_side(meeting: Meeting, event: e.ItemsJoined) -> Meeting:
    """Put items debated together one after the other, where the first of them stands."""
    first, *_ = (item for item in meeting.agenda if item.id in event.items)
    together = [item for item in meeting.agenda if item.id in event.items]
    agenda = [
        one
        for item in meeting.agenda
        if item.id == first.id or item.id not in event.items
        for one in (together if item.id == first.id else [item])
    ]
    return replace(meeting, agenda=tuple(agenda))


def _filed(paperwork: Paperwork, event: e.PaperEvent) -> Paperwork:  # noqa: C901 - a table
    match event:
        case e.InvitationReceived():
            receipt = Receipt(received=event.received, by=event.by, kept=event.kept)
            return replace(paperwork, receipts={**paperwork.receipts, event.seat: receipt})
        case e.InvitationMailed():
            mailed = Mailed(sent=event.sent, detail=event.detail, final=event.final)
            return replace(paperwork, mailed={**paperwork.mailed, event.seat: mailed})
        case e.PaperAttached():
            new = Attached(
                item=event.item,
                name=event.name,
                digest=event.digest,
                size=event.size,
                mime=event.mime,
            )
            return replace(paperwork, attached=(*paperwork.attached, new))
        case e.ItemsJoined(items=items):
            others = tuple(known for known in paperwork.joined if not set(known) & set(items))
            return replace(paperwork, joined=(*others, items))
        case e.MinutesTextSet():
            texts = {**paperwork.texts, event.item: event.text}
            kept = {item: text for item, text in texts.items() if text}
            return replace(paperwork, texts=kept)
        case e.MinutesCirculated():
            sent = Circulation(version=event.version, until=event.until)
            return replace(paperwork, circulated=sent)
        case e.MinutesObjected():
            objection = MinutesObjection(number=event.number, seat=event.seat, text=event.text)
            return replace(paperwork, objections=(*paperwork.objections, objection))
        case e.MinutesObjectionSettled():
            return replace(paperwork, objections=_settled(paperwork, event))
        case e.MinutesReopened():
            return replace(paperwork, circulated=None)
        case e.ExtractIssued():
            return replace(paperwork, extracts={**paperwork.extracts, event.ballot: event.number})
        case e.ResolutionContested():
            return _contest(paperwork, event.ballot, Contest(reason=event.reason))
        case e.ContestSettled():
            known = paperwork.contests[event.ballot]
            ended = replace(known, outcome=event.outcome, note=event.note)
            return _contest(paperwork, event.ballot, ended)
        case e.ContestDecided():
            return _contest(paperwork, event.ballot, _decided(paperwork, event))
        case e.ContestDecisionVoided():
            open_again = replace(paperwork.contests[event.ballot], second=None, outcome=None)
            return _contest(paperwork, event.ballot, open_again)
        case e.SupervisionNoted():
            noted = SupervisedBy(state=event.state, note=event.note)
            return replace(paperwork, supervision={**paperwork.supervision, event.ballot: noted})
        case e.TaskAssigned():
            return _task(paperwork, event.ballot, Task(office=event.office, due=event.due))
        case e.TaskReported():
            before = paperwork.tasks[event.ballot]
            reports = (*before.reports, event.text)
            return _task(paperwork, event.ballot, replace(before, reports=reports, done=event.done))
        case e.ReleaseWorded():
            wording = Wording(title=event.title, text=event.text)
            return replace(paperwork, worded={**paperwork.worded, event.ballot: wording})
        case e.ResolutionReleased():
            known_now = {**paperwork.released, event.ballot: event.released}
            return replace(paperwork, released=known_now)
        case e.ElectionReleaseWorded():
            wording = Wording(title=event.title, text=event.text)
            said = {**paperwork.worded_elections, event.election: wording}
            return replace(paperwork, worded_elections=said)
        case e.ElectionReleased():
            elections = {**paperwork.released_elections, event.election: event.released}
            return replace(paperwork, released_elections=elections)
        case e.ReleaseAnnounced():
            return paperwork  # it stands in the minutes; the resolution is another meeting's
        case e.Reminded():
            about = (event.reminder, event.ref)
            return replace(paperwork, reminded=paperwork.reminded | {about})
        case _:
            assert_never(event)


def _settled(
    paperwork: Paperwork, event: e.MinutesObjectionSettled
) -> tuple[MinutesObjection, ...]:
    return tuple(
        replace(known, upheld=event.upheld, note=event.note)
        if known.number == event.number
        else known
        for known in paperwork.objections
    )


def _contest(paperwork: Paperwork, ballot: BallotId, contest: Contest) -> Paperwork:
    return replace(paperwork, contests={**paperwork.contests, ballot: contest})


def _decided(paperwork: Paperwork, event: e.ContestDecided) -> Contest:
    second = SecondDecision(
        meeting=event.meeting, vote=event.vote, decided=event.decided, result=event.result
    )
    outcome = None if second.kept else ContestOutcome.REPEALED
    return replace(paperwork.contests[event.ballot], second=second, outcome=outcome)


def _task(paperwork: Paperwork, ballot: BallotId, task: Task) -> Paperwork:
    return replace(paperwork, tasks={**paperwork.tasks, ballot: task})
