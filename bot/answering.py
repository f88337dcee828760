# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Answers questions: what stands on the agenda, who is there, how the vote went, who may what."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial
from zoneinfo import ZoneInfo

from bot.archive import Archive
from bot.asked import question_lines
from bot.between import circulation_lines
from bot.books import Books, RulesFor
from bot.chat import requests as q
from bot.chat.command import BACK
from bot.chat.context import Context
from bot.chat.context import Place as ChatPlace
from bot.chat.help import help_page
from bot.comparisons import Comparisons
from bot.convocation import delivery_lines, notice_lines
from bot.desk import Desk
from bot.domain import commands as c
from bot.domain.ids import MeetingId, SeatId
from bot.domain.meeting import LIVE, TO_COME, Meeting
from bot.domain.refusals import NoMeeting, Refused, RuleNotOpen
from bot.domain.rules import Rules, Verified, in_words
from bot.effects import Line, Style
from bot.explained import rule_lines
from bot.filework import FileWork
from bot.guests import Guests
from bot.matrix.events import Act as MatrixAct
from bot.matrix.http import MatrixError
from bot.nextstep import next_lines
from bot.overview import (
    agenda_lines,
    apportionment_lines,
    attendance_lines,
    ballot_line,
    difference_lines,
    election_lines,
    motion_lines,
    procedural_lines,
    roster_lines,
    speaker_lines,
    status_lines,
)
from bot.paper.calendar import MIME
from bot.readers import (
    Sees,
    is_told,
    may_see,
    may_see_between,
    sees_ballot,
    sits_behind_closed_doors,
)
from bot.registry import Registry
from bot.replies import Heard, Replies, by_message
from bot.resolutions import (
    item_request_command,
    item_request_lines,
    resolution_command,
    resolution_lines,
    task_lines,
    text_command,
)
from bot.seals import Seals
from bot.signed import Content, carrying, carrying_circulations
from bot.signinlinks import SignInLinks
from bot.texts import say_reason
from bot.views import circulations, view


class Answering:
    """Performs the requests a chat command can be, other than acts."""

    def __init__(  # noqa: PLR0913 - one argument for each hand that answers
        self,
        *,
        desk: Desk,
        replies: Replies,
        registry: Registry,
        comparisons: Comparisons,
        archive: Archive,
        files: FileWork,
        seals: Seals,
        rules_for: RulesFor,
        links: SignInLinks,
        guests: Guests,
        page: str | None = None,
    ) -> None:
        """`page` is the address of the page in the browser, if there is one."""
        self._desk = desk
        self._replies = replies
        self._registry = registry
        self._comparisons = comparisons
        self._archive = archive
        self.files = files
        self._seals = seals
        self._rules_for = rules_for
        self._links = links
        self._guests = guests
        self._page = page

    async def answer(
        self, request: q.Request, heard: Heard, context: Context, item: MatrixAct
    ) -> None:
        """Answer ``request`` in the room it was asked in."""
        try:
            await self._answer(request, heard, context, item)
        except Refused as refused:
            sentence = say_reason(self._replies.texts, heard.language, refused.reason)
            await self._replies.text(heard, sentence)
        except MatrixError as error:
            await self._replies.lines(heard, Line("reply.server_refused", {"code": error.errcode}))

    async def _answer(  # noqa: C901, PLR0915 - a table of contents
        self, request: q.Request, heard: Heard, context: Context, item: MatrixAct
    ) -> None:
        by = heard.seat
        match request:
            case q.ShowHelp(topic=topic):
                await self._replies.page(heard, help_page(self._replies.texts, context, topic))
            case q.PresentCode():
                await self._registry.present_code(request, heard, item.proof)
            case q.Enrol() if by:
                await self._registry.enrol(request, heard, by)
            case q.AdmitDeviceRequest() if by:
                await self._registry.admit_device(request, heard, by)
            case q.ListDevices():
                await self._registry.devices(request, heard)
            case q.ShowGuests():
                await self._guests.show(heard)
            case q.AdmitGuest(request=label) if by:
                await self._guests.admit(label, heard, by)
            case q.RefuseGuest(request=label):
                await self._guests.refuse(label, heard)
            case q.StartVerification():
                await self._comparisons.verify(request, heard)
            case q.ConfirmVerification():
                await self._comparisons.confirm(request, heard)
            case q.CancelVerification():
                await self._comparisons.differs(request, heard)
            case q.PlanRequest() if by:
                await self._plan(request, heard)
            case q.ConfirmRuleRequest() if by:
                await self._confirm_rule(request, heard, by)
            case q.CarryOverRequest() if by:
                await self._carry_over(heard, by, context.named)
            case q.FileItemRequest() | q.TakeUpRequest() if by:
                command = item_request_command(self._desk, self._rules_for, request, by, heard.at)
                await self._desk.submit(command, by_message(heard), intake=heard.intake)
            case (
                q.AttachUpload()
                | q.ImportAgenda()
                | q.ExportAgenda()
                | q.EditMinutes()
                | q.ReadMinutes()
            ) if by:
                await self.files.answer(request, heard, by, context.named)
            case q.ShowCalendar():
                meeting = meant(self._desk, named=context.named)
                _, entry = await self._archive.invitation(meeting.id, public=True)
                await self._replies.file(heard, entry, mime=MIME, name=f"{meeting.id}.ics")
            case q.ShowNotice():
                meeting = meant(self._desk, named=context.named)
                sheet, _ = await self._archive.invitation(meeting.id, public=True)
                await self._replies.lines(heard, *notice_lines(meeting, heard.at))
                await self._replies.file(heard, sheet.data, mime=sheet.mime, name=sheet.name)
            case q.SetText() if by:
                about, text = text_command(self._desk, request, by, heard.at)
                await self._submit_to(about, text, heard)
            case q.OnResolution():
                named, act = resolution_command(self._desk, request)
                await self._submit_to(named, act, heard)
            case q.SelectMeeting(meeting=wanted):
                await self._replies.lines(heard, *selected(self._desk, MeetingId(wanted)))
            case q.ShowMinutes():
                await self._minutes(heard)
            case q.ExportRequest():
                where = await self._archive.export(self._meeting())
                await self._replies.lines(heard, Line("reply.exported", {"where": where}))
            case q.ShowHead():
                await self._seals.show(heard, public=context.place is ChatPlace.SESSION)
            case q.ShowPage():
                key = "reply.page" if self._page else "reply.no_page"
                facts = {"address": f"{self._page}&lang={heard.language}"}
                await self._replies.lines(heard, Line(key, facts))
            case q.AskForLink():
                await self._links.ask(heard)
            case q.ShowStatus():
                lines = shown(self._desk, self._rules_for, request, context)
                await self._replies.lines(heard, *lines, more=await self._view(context))
            case q.ShowCirculations():
                lines = shown(self._desk, self._rules_for, request, context)
                await self._replies.lines(heard, *lines, more=await self._between(context))
            case q.CompareHead():
                await self._seals.compare(request, heard)
            case _:
                await self._replies.lines(
                    heard, *shown(self._desk, self._rules_for, request, context)
                )

    async def _view(self, context: Context) -> Content:
        """Return the fields with the view that may be read where the question was asked."""
        meeting = self._meeting()
        head = await self._desk.journal.head(self._desk.stream_of(meeting.id))
        if head is None:
            return {}
        public = context.place is not ChatPlace.CLOSED
        state = view(meeting, seq=head.seq, head=head.hash, public=public)
        return carrying(state, self._desk.body, self._desk.receipts_of(meeting.id, state))

    async def _between(self, context: Context) -> Content:
        """Return the fields with the view of what is decided between meetings, as told here."""
        desk = self._desk
        head = await desk.journal.head(desk.id)
        if head is None:
            return {}
        sees = partial(is_told, context)
        state = circulations(desk.body, seq=head.seq, head=head.hash, shown=sees)
        return carrying_circulations(state, desk.body, desk.answers)

    async def _plan(self, request: q.PlanRequest, heard: Heard) -> None:
        command = plan_command(self._desk, self._rules_for, request, heard.seat, heard.at)
        await self._desk.submit(command, by_message(heard), intake=heard.intake)

    async def _confirm_rule(self, request: q.ConfirmRuleRequest, heard: Heard, by: SeatId) -> None:
        """Submit the confirmation of the value as it is in force for the body now."""
        command = confirm_command(self._desk, self._rules_for, request, by, heard.at)
        if isinstance(command, Line):
            await self._replies.lines(heard, command)
            return
        if not await self._desk.submit(command, by_message(heard), intake=heard.intake):
            await self._replies.lines(heard, Line("reply.rule_confirmed_already"))

    async def _carry_over(self, heard: Heard, by: SeatId, named: MeetingId | None) -> None:
        command = carry_command(self._desk, by, heard.at, named)
        if not await self._desk.submit(
            command, by_message(heard), intake=heard.intake, meeting=named
        ):
            await self._replies.lines(heard, Line("reply.nothing_left_over"))

    async def _submit_to(self, meeting: MeetingId | None, command: c.Command, heard: Heard) -> None:
        """Submit what is about a meeting that need not be the current one."""
        entries = await self._desk.submit(
            command, by_message(heard), intake=heard.intake, meeting=meeting
        )
        if not entries:
            await self._replies.lines(heard, Line("reply.nothing_new"))

    async def _minutes(self, heard: Heard) -> None:
        meeting = self._meeting(c.DraftMinutes(by=c.OPERATOR, at=heard.at))
        sheet = await self._archive.minutes_now(meeting.id)
        await self._replies.file(heard, sheet.data, mime=sheet.mime, name=sheet.name)

    def _meeting(self, command: c.Command | None = None) -> Meeting:
        return meant(self._desk, command)


def meant(
    books: Books, command: c.Command | None = None, *, named: MeetingId | None = None
) -> Meeting:
    """Return the meeting a question is about. Raises Refused if there is none."""
    meeting = books.meetings[named] if named else books.current(command)
    if meeting is None:
        raise Refused(NoMeeting())
    return meeting


def selected(books: Books, wanted: MeetingId) -> list[Line]:
    """Select a meeting and say which is meant from now on; list all if there is none so called."""
    chosen = books.meetings.get(wanted)
    if chosen is None:
        return [
            Line("show.meeting", {"meeting": m.id, "title": m.title, "phase": m.phase}, Style.ITEM)
            for m in books.meetings.values()
        ] or [Line("refusal.no_meeting")]
    books.selected = wanted
    meant_now = meant(books)
    if meant_now.id == wanted:
        return [Line("reply.selected", {"title": chosen.title})]
    facts = {"title": chosen.title, "running": meant_now.title}
    lines = [Line("reply.selected_later", facts, Style.WARNING)]
    if chosen.phase in TO_COME:
        lines.append(Line("reply.selected_ahead", {"meeting": wanted}))
    return lines


def ahead_line(meeting: Meeting) -> Line:
    """Say what a command is about that named a meeting to come."""
    facts = {"title": meeting.title, "starts": meeting.starts, "meeting": meeting.id}
    return Line("reply.ahead", facts, Style.SMALL)


def plan_command(
    books: Books, rules_for: RulesFor, request: q.PlanRequest, by: SeatId | None, at: datetime
) -> c.PlanMeeting:
    """Return the command that plans a meeting under the body's next number of that year."""
    body = books.body
    year = request.starts.astimezone(ZoneInfo(body.time_zone)).year
    taken = [m for m in books.meetings if m.startswith(f"{year}-")]
    return c.PlanMeeting(
        by=by or c.OPERATOR,
        at=at,
        meeting=MeetingId(f"{year}-{len(taken) + 1:02d}"),
        body=body.id,
        body_name=body.name,
        municipality=body.municipality,
        kind=body.kind,
        statutory_members=body.statutory_members,
        title=request.title,
        starts=request.starts,
        place=request.place,
        format=request.format,
        language=body.language,
        time_zone=body.time_zone,
        rules=rules_for(body, request.starts.astimezone(ZoneInfo(body.time_zone)).date()),
        seats=tuple(body.seats.values()),
        marks=body.marks(),
    )


def shown(  # noqa: C901 - a table of contents
    books: Books, rules_for: RulesFor, request: q.Request, context: Context
) -> list[Line]:
    """Return the lines for what is only looked at, as the asker may see it where they ask.

    Raises Refused if there is no meeting to look at.
    """
    sees = partial(may_see, context)
    match request:
        case q.ShowRoster():
            return roster_lines(books.body)
        case q.ShowRule(key=key):
            rules = _rules(books, rules_for, context.at.astimezone(context.zone).date())
            return rule_lines(rules, key, context.language)
        case q.ShowCirculations():
            return circulation_lines(books.body, partial(may_see_between, context))
        case q.ShowItemRequests():
            return item_request_lines(books.body, closed=sits_behind_closed_doors(context))
        case q.ShowStatus():
            return status_lines(meant(books), sees)
        case q.ShowAgenda():
            return agenda_lines(meant(books, named=context.named), sees)
        case q.ShowAttendance():
            return attendance_lines(meant(books))
        case q.ShowMotion(motion=motion):
            meeting = meant(books)
            wanted = [
                m
                for m in meeting.motions.values()
                if motion in (None, m.id) and sees(meeting, m.item)
            ]
            return motion_lines(meeting, wanted) or [Line("show.no_motions")]
        case q.ShowBallot():
            ballot = meant(books).open_ballot()
            if ballot and sees_ballot(meant(books), ballot, sees):
                return [ballot_line(ballot)]
            return results_lines(books, None, sees)
        case q.ShowResults(ballot=wanted_ballot):
            return results_lines(books, wanted_ballot, sees)
        case q.ShowNotice():
            return notice_lines(meant(books, named=context.named), context.at)
        case q.ShowDelivery():
            return delivery_lines(meant(books, named=context.named))
        case q.ShowNextStep():
            return next_lines(books, context)
        case q.ShowResolutions():
            return resolution_lines(
                books,
                request,
                sees,
                partial(may_see_between, context),
                closed=sits_behind_closed_doors(context),
            )
        case q.ShowTasks():
            return task_lines(books, sees)
        case q.ShowElections():
            return election_lines(meant(books), sees)
        case q.CompareMotion(motion=compared):
            return difference_lines(meant(books), compared, sees)
        case q.ShowSpeakers():
            return speaker_lines(meant(books), sees, context.at)
        case q.ShowProcedural():
            return procedural_lines(meant(books), sees)
        case q.ShowQuestions():
            return question_lines(
                meant(books), books.meetings.values(), names=context.place in BACK
            )
        case q.ShowApportionment():
            return apportionment_lines(request)
        case _:
            return [Line("reply.not_here")]


def results_lines(books: Books, wanted: str | None, sees: Sees) -> list[Line]:
    """List how the votes ended, or the one ``wanted``. Raises Refused."""
    meeting = meant(books)
    ballots = [
        ballot
        for ballot in meeting.ballots.values()
        if wanted in (None, ballot.id) and sees_ballot(meeting, ballot, sees)
    ]
    return [ballot_line(ballot) for ballot in ballots] or [Line("show.no_results")]


def confirm_command(
    books: Books,
    rules_for: RulesFor,
    request: q.ConfirmRuleRequest,
    by: SeatId,
    at: datetime,
) -> c.ConfirmRule | Line:
    """Return the command that confirms a rule as it is in force now, or why there is none."""
    rules = _rules(books, rules_for, at.astimezone(ZoneInfo(books.body.time_zone)).date())
    found = rules.effective(request.key)
    if found is None:
        return rule_lines(rules, request.key)[0]
    if found.source.verified is Verified.FOUND:
        raise Refused(RuleNotOpen(key=request.key))
    norm, value = found.source.norm, in_words(found.value)
    return c.ConfirmRule(by=by, at=at, key=request.key, value=value, norm=norm, text=request.text)


def carry_command(
    books: Books, by: SeatId, at: datetime, named: MeetingId | None = None
) -> c.TakeOverItems:
    """Return the command that takes over what earlier meetings left. Raises Refused."""
    return c.TakeOverItems(by=by, at=at, items=books.left_over(meant(books, named=named)))


def _rules(books: Books, rules_for: RulesFor, today: date) -> Rules:
    """Return the law of the meeting to come; of today where none is: one that is over keeps its."""
    meeting = books.current()
    live = meeting is not None and meeting.phase in LIVE
    return meeting.law() if meeting and live else rules_for(books.body, today)
