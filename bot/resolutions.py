# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is asked about resolutions and papers: commands and answers from a body's books. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.books import OVER, Books, RulesFor
from bot.chat import requests as q
from bot.chat.reader import NeedsConfirmation
from bot.domain import commands as c
from bot.domain.circulating import Circulation
from bot.domain.ids import CirculationId, ItemId, MeetingId, SeatId
from bot.domain.itemrequests import brought_by, waiting
from bot.domain.meeting import Meeting
from bot.domain.paperwork import Contest
from bot.domain.refusals import ItemUnknown, NoMeeting, Refused, UrgentDecisionNoActs
from bot.domain.register import Resolution
from bot.domain.reminders import due
from bot.domain.roster import Body
from bot.domain.urgent import UrgentDecision
from bot.domain.values import ContestOutcome, ResolutionState
from bot.effects import Line, Style
from bot.reactions.releases import released_ground
from bot.readers import Sees
from bot.releases import matter_named, wording_command

SeesBetween = Callable[[Circulation], bool]
"""Whether the asker may read about a decision made between meetings."""
ResolutionCommand = (
    c.MeetingCommand | c.WordCirculationRelease | c.IssueUrgentExtract | c.IssueCirculationExtract
)
SHOWN = 20
"""Resolutions a message lists; more words narrow the search."""


def for_good(books: Books, request: q.Request) -> NeedsConfirmation | None:
    """Return what is asked back before an act on a resolution that cannot be taken back.

    What is refused anyway is not asked about; None of everything else.
    """
    if not isinstance(request, q.OnResolution):
        return None
    act = request.act
    if not isinstance(act, c.SettleContest) or act.outcome is not ContestOutcome.REPEALED:
        return None
    try:
        named, command = resolution_command(books, request)
    except Refused:
        return None
    return NeedsConfirmation(command, "command.resolutions.settle", meeting=named)


def resolution_command(
    books: Books, request: q.OnResolution
) -> tuple[MeetingId | None, ResolutionCommand]:
    """Return the act on a resolution and the meeting it belongs to. Raises Refused."""
    decision = _urgent_named(books.body, request.number)
    if decision:
        if not isinstance(request.act, c.IssueExtract):
            raise Refused(UrgentDecisionNoActs(number=decision.number(books.body.time_zone)))
        by, at = request.act.by, request.act.at
        return None, c.IssueUrgentExtract(by=by, at=at, decision=decision.id)
    if isinstance(request.act, c.WordRelease):
        matter = matter_named(books, request.number)
        return matter.meeting, wording_command(books, matter, request.act)
    circulation = _between_named(books, request.number)
    if circulation and isinstance(request.act, c.IssueExtract):
        return None, c.IssueCirculationExtract(
            by=request.act.by,
            at=request.act.at,
            circulation=circulation,
            number=request.number,
        )
    found = books.resolution(request.number)
    act = replace(request.act, ballot=found.ballot)
    if isinstance(act, c.IssueExtract):
        act = replace(act, number=found.number)
    return found.meeting, act


def _between_named(books: Books, number: str) -> CirculationId | None:
    """Return what was decided between meetings under a running number."""
    return next((one.circulation for one in books.register() if one.number == number), None)


def _urgent_named(body: Body, number: str) -> UrgentDecision | None:
    known = body.urgent.values()
    return next((one for one in known if one.goes_by(number, body.time_zone)), None)


def text_command(
    books: Books, request: q.SetText, by: SeatId, at: datetime
) -> tuple[MeetingId, c.SetMinutesText]:
    """Return the command that writes on an item of the meeting whose minutes are open.

    That is the one running, else the last that is over. Raises Refused.
    """
    meeting = writing(books)
    item = meeting.item_by_number(request.number) if request.number else None
    if request.number and item is None:
        raise Refused(ItemUnknown(item=ItemId(request.number)))
    command = c.SetMinutesText(by=by, at=at, item=item.id if item else None, text=request.text)
    return meeting.id, command


def writing(books: Books) -> Meeting:
    """Return the meeting whose minutes are being written. Raises Refused."""
    running = next((one for one in books.meetings.values() if one.running), None)
    meeting = running or books.for_minutes()
    if meeting is None or not (meeting.running or meeting.phase in OVER):
        raise Refused(NoMeeting())
    return meeting


def reminders(books: Books, at: datetime) -> list[tuple[MeetingId, c.Remind]]:
    """Return what the office is to be reminded of now."""
    return [
        (meeting.id, c.Remind(by=c.OPERATOR, at=at, reminder=reminder, ref=ref))
        for meeting in books.meetings.values()
        for reminder, ref in due(meeting, at)
    ]


def item_request_command(
    books: Books,
    rules_for: RulesFor,
    request: q.FileItemRequest | q.TakeUpRequest,
    by: SeatId,
    at: datetime,
) -> c.RequestItem | c.TakeUpItemRequest:
    """Return the act with the law in force, or the agenda it is about. Raises Refused."""
    if isinstance(request, q.TakeUpRequest):
        meeting = books.next_agenda()
        return c.TakeUpItemRequest(by=by, at=at, request=request.request, meeting=meeting)
    return c.RequestItem(
        by=by,
        at=at,
        title=request.title,
        text=request.text,
        public=request.public,
        for_group=request.for_group,
        rules=rules_for(books.body, at.astimezone(ZoneInfo(books.body.time_zone)).date()),
    )


def item_request_lines(body: Body, *, closed: bool) -> list[Line]:
    """List the requests for an item that wait; those without the public only where it is shut."""
    lines = [
        Line(
            "show.item_request_right" if known.entitled else "show.item_request",
            {
                "request": known.id,
                "title": known.title,
                "by": brought_by(body, known),
                "signed": len(known.signed),
                "needed": known.needed,
            },
            Style.ITEM,
        )
        for known in waiting(body)
        if known.public or closed
    ]
    return lines or [Line("show.no_item_requests")]


def resolution_lines(
    books: Books,
    request: q.ShowResolutions,
    sees: Sees,
    between: SeesBetween,
    *,
    closed: bool = False,
) -> list[Line]:
    """List the resolutions that are asked for, newest first; a single one with its wording."""
    shown = (_seen(books, one, sees, between) for one in reversed(books.register()))
    # What is looked for is looked for in what the asker may read, and in nothing else.
    found = [one for one in shown if one and one.matches(request.words, request.standings)]
    urgent = _urgent(books, request, closed=closed)
    if exact := [one for one in found if request.words == (one.number,)]:
        found, urgent = exact, []  # others name it in their wording
    if not found and not urgent:
        return [Line("show.no_resolutions")]
    zone = books.body.time_zone
    dated = [(one.decided, _resolution_line(one)) for one in found]
    dated += [(one.decided, _urgent_line(one, zone)) for one in urgent]
    dated.sort(key=lambda known: known[0], reverse=True)
    lines = [line for _, line in dated[:SHOWN]]
    if len(dated) > SHOWN:
        lines.append(Line("show.resolutions_more", {"n": len(dated) - SHOWN}, Style.SMALL))
    if len(dated) == 1:
        lines += _details(books, found[0]) if found else _urgent_details(urgent[0])
    return lines


def _urgent(books: Books, request: q.ShowResolutions, *, closed: bool) -> list[UrgentDecision]:
    """Return the urgent decisions that are asked for, of those the asker may read."""
    zone = books.body.time_zone
    known = (one for one in books.body.urgent.values() if one.public or closed)
    return [one for one in known if one.matches(request.words, zone)]


def _urgent_line(one: UrgentDecision, zone: str) -> Line:
    facts = {"number": one.number(zone), "day": one.decided, "title": one.title, "name": one.by}
    return Line("show.urgent_decision", facts, Style.ITEM)


def _urgent_details(one: UrgentDecision) -> list[Line]:
    return [
        Line("say.quote", {"text": one.text}, Style.QUOTE),
        Line("say.urgent_reason", {"reason": one.reason}, Style.SMALL),
    ]


def _seen(books: Books, one: Resolution, sees: Sees, between: SeesBetween) -> Resolution | None:
    """Return the line as the asker may read it; None if they may not read of it at all."""
    if one.circulation and between(books.body.circulations[one.circulation]):
        return one
    if one.circulation:
        return one.as_released if one.released else None
    whole = one.public or sees(books.meetings[one.meeting], one.item)
    return one if whole else one.as_released


def _resolution_line(one: Resolution) -> Line:
    facts = {
        "number": one.number,
        "day": one.decided,
        "title": one.title,
        "state": one.state,
        "yes": one.result.yes,
        "no": one.result.no,
        "abstain": one.result.abstain,
    }
    return Line("show.resolution", facts, Style.ITEM)


def _details(books: Books, one: Resolution) -> list[Line]:
    lines = [Line("say.quote", {"text": one.text}, Style.QUOTE)]
    if one.released and not one.public:
        lines.append(replace(released_ground(one.released), style=Style.SMALL))
    if one.circulation:
        return [*lines, Line("show.by_circulation", {"circulation": one.circulation})]
    if one.item is None and not one.public:
        return lines  # as the public reads it: what became of it afterwards is not made known
    paperwork = books.meetings[one.meeting].paperwork
    worded = paperwork.worded.get(one.ballot)
    if worded and not one.released:
        lines.append(Line("show.release_worded", {"title": worded.title}, Style.SMALL))
        lines.append(Line("say.quote", {"text": worded.text}, Style.QUOTE))
    contest, task = paperwork.contests.get(one.ballot), paperwork.tasks.get(one.ballot)
    if supervised := paperwork.supervision.get(one.ballot):
        key = f"show.supervision_{supervised.state}"
        lines.append(Line(key, {"note": supervised.note}, Style.SMALL))
    if contest:
        lines.append(Line("show.contest", {"reason": contest.reason}))
        lines += _settled(contest)
    if task:
        lines.append(_task_line(one, task.office, task.due, done=task.done))
        lines += [Line("say.quote", {"text": report}, Style.QUOTE) for report in task.reports]
    return lines


def _settled(contest: Contest) -> list[Line]:
    """Say how the body has voted on it again, and how the office says it ended."""
    lines = []
    if second := contest.second:
        key = "show.contest_kept" if second.kept else "show.contest_given_up"
        result, day = second.result, second.decided
        facts = {"meeting": second.meeting, "vote": second.vote, "day": day}
        counts = {"yes": result.yes, "no": result.no, "abstain": result.abstain}
        lines.append(Line(key, {**facts, **counts}))
    if contest.note:
        lines.append(Line("show.contest_settled", {"note": contest.note}))
    return lines


def task_lines(books: Books, sees: Sees) -> list[Line]:
    """List what is still to be carried out, the most urgent first."""
    open_tasks = [
        (task.due, one, task)
        for one in books.register()
        if not one.circulation
        if (task := books.meetings[one.meeting].paperwork.owed(one.ballot))
        if one.public or sees(books.meetings[one.meeting], one.item)
    ]
    ordered = sorted(open_tasks, key=lambda known: known[0])
    lines = [_task_line(one, task.office, day, done=False) for day, one, task in ordered]
    return lines or [Line("show.no_tasks")]


def _task_line(one: Resolution, office: str, day: object, *, done: bool) -> Line:
    facts = {"number": one.number, "title": one.title, "office": office, "due": day}
    open_key = "show.task_rests" if one.state is ResolutionState.CONTESTED else "show.task"
    return Line("show.task_done" if done else open_key, facts, Style.ITEM)
