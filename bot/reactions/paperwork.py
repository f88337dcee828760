# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Receipt, minutes on their way to approval, resolutions after the meeting: who is told what.

What the public must not know of goes to the office alone, as does what concerns one person.
"""

from __future__ import annotations

from datetime import datetime
from typing import assert_never
from zoneinfo import ZoneInfo

from bot.domain import events as e
from bot.domain.approvals import reasons
from bot.domain.ids import BallotId, ItemId, QuestionId, SeatId
from bot.domain.notice import latest_receipt
from bot.domain.paperwork import Attached
from bot.domain.values import Reminder
from bot.effects import Effect, HandOut, Line, Paper, Place, Publish, Say, Style, Tell
from bot.reactions.releases import releases
from bot.reactions.turn import Turn
from bot.views import ballot_concealed, concealed

Minuted = (
    e.MinutesTextSet
    | e.MinutesCirculated
    | e.MinutesObjected
    | e.MinutesObjectionSettled
    | e.MinutesReopened
)
Resolved = (
    e.ExtractIssued
    | e.ResolutionContested
    | e.ContestSettled
    | e.ContestDecided
    | e.ContestDecisionVoided
    | e.SupervisionNoted
    | e.TaskAssigned
    | e.TaskReported
)


def paperwork(turn: Turn, event: e.PaperEvent) -> list[Effect]:
    """Return what follows from an event of the paperwork."""
    match event:
        case e.InvitationReceived():
            return _received(turn, event)
        case e.InvitationMailed():
            return _mailed(turn, event)
        case e.PaperAttached():
            return _attached(turn, event)
        case e.ItemsJoined():
            return _joined(turn, event)
        case (
            e.MinutesTextSet()
            | e.MinutesCirculated()
            | e.MinutesObjected()
            | e.MinutesObjectionSettled()
            | e.MinutesReopened()
        ):
            return _minutes(turn, event)
        case (
            e.ExtractIssued()
            | e.ResolutionContested()
            | e.ContestSettled()
            | e.ContestDecided()
            | e.ContestDecisionVoided()
            | e.SupervisionNoted()
            | e.TaskAssigned()
            | e.TaskReported()
        ):
            return _resolution(turn, event)
        case (
            e.ReleaseWorded()
            | e.ResolutionReleased()
            | e.ElectionReleaseWorded()
            | e.ElectionReleased()
            | e.ReleaseAnnounced()
        ):
            return releases(turn, event)
        case e.Reminded():
            return [turn.office(_reminder(turn, event))]
        case _:
            assert_never(event)


def together(turn: Turn, item: ItemId) -> list[Line]:
    """Say which items are debated together with the one called."""
    others = turn.after.paperwork.debated_with(item)
    if not others:
        return []
    return [Line("say.debated_with", {"numbers": tuple(turn.number(other) for other in others)})]


def _received(turn: Turn, event: e.InvitationReceived) -> list[Effect]:
    facts = {"name": turn.name(event.seat), "received": event.received, "days": event.full_days}
    told: list[Effect] = []
    if event.by == event.seat:
        told.append(_tell(event.seat, Line("say.receipt_noted", facts)))
    if not event.kept:
        told.append(turn.office(Line("say.receipt_late", facts, Style.WARNING)))
    elif event.by != event.seat:
        told.append(turn.office(Line("say.receipt_entered", facts)))
    return told


def _mailed(turn: Turn, event: e.InvitationMailed) -> list[Effect]:
    """A letter that went out is no news; one that did not is handed over some other way."""
    if event.sent:
        return []
    facts = {"name": turn.name(event.seat), "detail": event.detail}
    key = "say.mail_refused" if event.final else "say.mail_waits"
    return [turn.office(Line(key, facts, Style.WARNING))]


def _attached(turn: Turn, event: e.PaperAttached) -> list[Effect]:
    """Hand it out where the item may be read: at once after the invitation, else with it."""
    facts = {"number": turn.number(event.item), "name": event.name, "size": event.size}
    told: list[Effect] = [turn.office(Line("say.paper_attached", facts))]
    if not turn.after.invited:
        return told
    place = Place.CLOSED if concealed(turn.after, event.item) else Place.SESSION
    later = Say(place=place, lines=(Line("say.paper_later", facts),))
    return [*told, later, _file(place, event)]


def handed_out(turn: Turn) -> list[Effect]:
    """Hand out the papers on all items, with the invitation."""
    return [
        _file(Place.CLOSED if concealed(turn.after, one.item) else Place.SESSION, one)
        for one in turn.after.paperwork.attached
    ]


def _file(place: Place, paper: Attached | e.PaperAttached) -> HandOut:
    return HandOut(place=place, name=paper.name, digest=paper.digest, mime=paper.mime)


def _joined(turn: Turn, event: e.ItemsJoined) -> list[Effect]:
    line = Line("say.items_joined", {"numbers": tuple(map(turn.number, event.items))})
    hidden = any(concealed(turn.after, item) for item in event.items)
    told: list[Effect] = [turn.office(line)]
    return [*told, turn.say(line)] if turn.before.invited and not hidden else told


def _minutes(turn: Turn, event: Minuted) -> list[Effect]:
    title = {"title": turn.after.title}
    match event:
        case e.MinutesTextSet(item=item):
            number = turn.number(item) if item else ""
            key = "say.minutes_text" if item else "say.minutes_text_general"
            return [turn.office(Line(key, {**title, "number": number}))]
        case e.MinutesCirculated(until=until):
            facts = {**title, "version": event.version, "until": until}
            key = "say.minutes_circulated_until" if until else "say.minutes_circulated"
            # No view: it would show the earlier meeting to widgets that show the present one.
            told: list[Effect] = [Say(place=Place.SESSION, lines=(Line(key, facts),))]
            paper = Publish(place=Place.SESSION, paper=Paper.DRAFT, through=turn.seq)
            return [*told, paper]
        case e.MinutesObjected(seat=seat, number=number):
            facts = {**title, "name": turn.name(seat), "number": number, "text": event.text}
            noted = Line("say.minutes_objection_noted", {**title, "number": number})
            line = Line("say.minutes_objected", facts, Style.WARNING)
            return [turn.office(line), _tell(seat, noted)]
        case e.MinutesObjectionSettled(number=number, note=note):
            known = turn.after.paperwork.objection(number)
            upheld = "say.minutes_objection_upheld"
            key = upheld if event.upheld else "say.minutes_objection_dismissed"
            line = Line(key, {**title, "number": number, "note": note})
            mover = [_tell(known.seat, line)] if known else []
            return [turn.office(line), *mover]
        case e.MinutesReopened(reason=reason):
            line = Line("say.minutes_reopened", {**title, "reason": reason}, Style.WARNING)
            return [turn.office(line)]
        case _:
            assert_never(event)


def _resolution(turn: Turn, event: Resolved) -> list[Effect]:
    facts: dict[str, object] = {"ballot": event.ballot, "title": turn.after.title}
    facts["number"] = turn.registered(event.ballot)
    match event:
        case e.ExtractIssued(number=number):
            line = Line("say.extract_issued", {**facts, "number": number})
            paper = Publish(
                place=Place.OFFICE,
                paper=Paper.EXTRACT,
                through=turn.seq,
                public=not _hidden(turn, event.ballot),
                ballot=event.ballot,
            )
            return [turn.office(line), paper]
        case e.ResolutionContested(reason=reason):
            facts |= {"reason": reason, "norm": turn.norm(event.norm)}
            return _told(turn, event.ballot, Line("say.contested", facts, Style.WARNING))
        case e.ContestSettled(note=note, outcome=outcome):
            line = Line(f"say.contest_{outcome}", {**facts, "note": note})
            return _told(turn, event.ballot, line)
        case e.ContestDecided():
            return _decided_again(turn, event)
        case e.ContestDecisionVoided(number=number, vote=vote):
            line = Line("say.contest_undecided", {"number": number, "vote": vote}, Style.WARNING)
            return _told(turn, event.ballot, line)
        case e.SupervisionNoted(state=state, note=note):
            line = Line(f"say.supervision_{state}", {**facts, "note": note})
            return _told(turn, event.ballot, line)
        case e.TaskAssigned(office=office, due=due):
            return [turn.office(Line("say.task", {**facts, "office": office, "due": due}))]
        case e.TaskReported(text=text, done=done):
            task = turn.after.paperwork.tasks[event.ballot]
            key = "say.task_done" if done else "say.task_reported"
            line = Line(key, {**facts, "office": task.office, "text": text})
            return _told(turn, event.ballot, line)
        case _:
            assert_never(event)


def _decided_again(turn: Turn, event: e.ContestDecided) -> list[Effect]:
    """Say how the body has decided again; the office is told what is left to do then."""
    result = event.result
    counts = {"yes": result.yes, "no": result.no, "abstain": result.abstain}
    facts: dict[str, object] = {"number": event.number, "vote": event.vote, **counts}
    key = "say.contest_kept" if result.adopted else "say.contest_given_up"
    told = _told(turn, event.ballot, Line(key, {**facts, "meeting": event.meeting}))
    if not result.adopted:
        return told
    return [*told, turn.office(Line("say.contest_kept_then", {"number": event.number}))]


def _told(turn: Turn, ballot: BallotId, line: Line) -> list[Effect]:
    """Tell the office, and the body unless the matter was not public."""
    told: list[Effect] = [turn.office(line)]
    if _hidden(turn, ballot):
        return told
    return [*told, Say(place=Place.SESSION, lines=(line,))]


def _hidden(turn: Turn, ballot: BallotId) -> bool:
    return ballot_concealed(turn.after, turn.after.ballots[ballot])


def _reminder(turn: Turn, event: e.Reminded) -> Line:
    meeting = turn.after
    facts: dict[str, object] = {"title": meeting.title}
    if event.reminder is Reminder.RECEIPTS:
        silent = tuple(s for s in meeting.invited if s not in meeting.paperwork.receipts)
        facts |= {"names": turn.names(silent)}
    if event.reminder is Reminder.TASK:
        ballot = BallotId(event.ref.partition("/")[0])
        task = meeting.paperwork.tasks[ballot]
        facts |= {"ballot": ballot, "office": task.office, "due": task.due}
        facts["number"] = turn.registered(ballot)
    if event.reminder is Reminder.APPROVAL:
        decided = meeting.ballots[BallotId(event.ref)]
        law, found = meeting.law(), reasons(meeting, decided)
        norms = dict.fromkeys(law.norm(key) for key in found)
        facts |= {"ballot": decided.id, "norms": tuple(map(turn.norm, norms))}
        facts["number"] = turn.registered(decided.id)
    if event.reminder is Reminder.QUESTION:
        owed = meeting.residents.questions[QuestionId(event.ref.partition("/")[0])]
        facts |= {"meeting": meeting.id, "question": owed.id, "office": owed.office}
        facts |= {"due": owed.due}
    if event.reminder is Reminder.POSTAL:
        facts["paper"] = event.ref.partition("/")[0]
    if event.reminder in (Reminder.INVITE_SOON, Reminder.INVITE_NOW):
        starts = datetime.fromisoformat(event.ref)
        days, zone = meeting.law().notice.full_days, ZoneInfo(meeting.time_zone)
        facts |= {"latest": latest_receipt(starts, days, zone)}
    return Line(f"reminder.{event.reminder}", facts, Style.WARNING)


def _tell(seat: SeatId, line: Line) -> Tell:
    return Tell(user=None, seat=seat, lines=(line,))
