# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Answers questions: what stands on the agenda, who is there, how the vote went, who may what."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from itertools import pairwise
from zoneinfo import ZoneInfo

from bot.archive import Archive
from bot.between import circulation_lines
from bot.books import Books, RulesFor
from bot.chat import requests as q
from bot.chat.context import Context
from bot.chat.context import Place as ChatPlace
from bot.chat.help import help_page
from bot.comparisons import Comparisons
from bot.desk import Desk
from bot.domain import commands as c
from bot.domain.apportionment import apportion
from bot.domain.circulating import Circulation
from bot.domain.debating import SpeechKind
from bot.domain.ids import ItemId, MeetingId, SeatId
from bot.domain.meeting import Ballot, Meeting, Motion
from bot.domain.procedural import in_order, wording
from bot.domain.refusals import NoMeeting, Refused, RuleNotOpen
from bot.domain.roster import Body
from bot.domain.rules import Effective, Layer, Rules, Verified, in_words
from bot.domain.speeches import speakers_list
from bot.domain.values import OUTSIDE, Majority, VoteMode
from bot.domain.wording import difference
from bot.effects import Line, Style
from bot.filework import FileWork
from bot.matrix.events import Act as MatrixAct
from bot.matrix.http import MatrixError
from bot.paper.calendar import MIME
from bot.registry import Registry
from bot.replies import Heard, Replies, by_message
from bot.resolutions import (
    delivery_lines,
    item_request_command,
    item_request_lines,
    notice_lines,
    resolution_command,
    resolution_lines,
    task_lines,
    text_command,
)
from bot.seals import Seals
from bot.signed import Content, carrying
from bot.texts import Key, say_reason
from bot.views import view

Sees = Callable[[Meeting, ItemId | None], bool]
NOBODY = "–"
CONCEALED = Key("word.non_public")
"""Stands for a title not to be read here."""


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
                await self._replies.text(heard, help_page(self._replies.texts, context, topic))
            case q.PresentCode():
                await self._registry.present_code(request, heard, item.proof)
            case q.Enrol() if by:
                await self._registry.enrol(request, heard, by)
            case q.AdmitDeviceRequest() if by:
                await self._registry.admit_device(request, heard, by)
            case q.ListDevices():
                await self._registry.devices(request, heard)
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
                await self._carry_over(heard, by)
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
                await self.files.answer(request, heard, by)
            case q.ShowCalendar():
                meeting = self._meeting()
                _, entry = await self._archive.invitation(meeting.id, public=True)
                await self._replies.file(heard, entry, mime=MIME, name=f"{meeting.id}.ics")
            case q.ShowNotice():
                meeting = self._meeting()
                sheet, _ = await self._archive.invitation(meeting.id, public=True)
                await self._replies.lines(heard, *notice_lines(meeting, heard.at))
                await self._replies.file(heard, sheet.data, mime=sheet.mime, name=sheet.name)
            case q.SetText() if by:
                about, text = text_command(self._desk, request, by, heard.at)
                await self._submit_to(about, text, heard)
            case q.OnResolution():
                about, act = resolution_command(self._desk, request)
                await self._submit_to(about, act, heard)
            case q.SelectMeeting(meeting=wanted):
                await self._select(MeetingId(wanted), heard)
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
            case q.ShowStatus():
                lines = shown(self._desk, self._rules_for, request, context)
                await self._replies.lines(heard, *lines, more=await self._view(context))
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

    async def _carry_over(self, heard: Heard, by: SeatId) -> None:
        command = carry_command(self._desk, by, heard.at)
        if not await self._desk.submit(command, by_message(heard), intake=heard.intake):
            await self._replies.lines(heard, Line("reply.nothing_left_over"))

    async def _submit_to(self, meeting: MeetingId, command: c.MeetingCommand, heard: Heard) -> None:
        """Submit what is about a meeting that need not be the current one."""
        entries = await self._desk.submit(
            command, by_message(heard), intake=heard.intake, meeting=meeting
        )
        if not entries:
            await self._replies.lines(heard, Line("reply.nothing_new"))

    async def _select(self, meeting: MeetingId, heard: Heard) -> None:
        if meeting in self._desk.meetings:
            self._desk.selected = meeting
            facts = {"title": self._desk.meetings[meeting].title}
            await self._replies.lines(heard, Line("reply.selected", facts))
            return
        lines = [
            Line("show.meeting", {"meeting": m.id, "title": m.title, "phase": m.phase}, Style.ITEM)
            for m in self._desk.meetings.values()
        ]
        await self._replies.lines(heard, *(lines or [Line("refusal.no_meeting")]))

    async def _minutes(self, heard: Heard) -> None:
        meeting = self._meeting(c.DraftMinutes(by=c.OPERATOR, at=heard.at))
        sheet = await self._archive.minutes_now(meeting.id)
        await self._replies.file(heard, sheet.data, mime=sheet.mime, name=sheet.name)

    def _meeting(self, command: c.Command | None = None) -> Meeting:
        return meant(self._desk, command)


def meant(books: Books, command: c.Command | None = None) -> Meeting:
    """Return the meeting a question is about. Raises Refused if there is none."""
    meeting = books.current(command)
    if meeting is None:
        raise Refused(NoMeeting())
    return meeting


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
            return rule_lines(rules, key)
        case q.ShowCirculations():
            return circulation_lines(books.body, partial(may_see_between, context))
        case q.ShowItemRequests():
            return item_request_lines(books.body, closed=sits_behind_closed_doors(context))
        case q.ShowStatus():
            return status_lines(meant(books), sees)
        case q.ShowAgenda():
            return agenda_lines(meant(books), sees)
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
            if ballot and _sees_ballot(meant(books), ballot, sees):
                return [ballot_line(ballot)]
            return results_lines(books, None, sees)
        case q.ShowResults(ballot=wanted_ballot):
            return results_lines(books, wanted_ballot, sees)
        case q.ShowNotice():
            return notice_lines(meant(books), context.at)
        case q.ShowDelivery():
            return delivery_lines(meant(books))
        case q.ShowResolutions():
            return resolution_lines(books, request, sees, partial(may_see_between, context))
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
        if wanted in (None, ballot.id) and _sees_ballot(meeting, ballot, sees)
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


def carry_command(books: Books, by: SeatId, at: datetime) -> c.TakeOverItems:
    """Return the command that takes over what earlier meetings left. Raises Refused."""
    return c.TakeOverItems(by=by, at=at, items=books.left_over(meant(books)))


def _rules(books: Books, rules_for: RulesFor, today: date) -> Rules:
    meeting = books.current()
    return meeting.law() if meeting else rules_for(books.body, today)


def may_see(context: Context, meeting: Meeting, item: ItemId | None) -> bool:
    """Tell whether the asker may read about ``item``, None for what was said without the public.

    Guests read the session room, so nothing non-public is shown there; elsewhere not to a guest,
    a stranger, or who is recused from the item.
    """
    known = meeting.item_named(item) if item else None
    if known is not None and known.public:
        return True
    if context.place is ChatPlace.SESSION or context.by is None:
        return False
    role = meeting.role_of(context.by) or context.role
    return role not in (None, *OUTSIDE) and not meeting.is_recused(context.by, item)


def may_see_between(context: Context, known: Circulation) -> bool:
    """Tell whether the asker may read about what is decided without a meeting."""
    if known.moved.public:
        return True
    return sits_behind_closed_doors(context) and context.by not in known.recused


def sits_behind_closed_doors(context: Context) -> bool:
    """Tell whether the asker, where they ask, may read what is not public and not of a meeting."""
    if context.place is ChatPlace.SESSION or context.by is None:
        return False
    return context.role not in (None, *OUTSIDE)


def _sees_ballot(meeting: Meeting, ballot: Ballot, sees: Sees) -> bool:
    if ballot.non_public and not sees(meeting, None):
        return False
    return ballot.item is None or sees(meeting, ballot.item)


def status_lines(meeting: Meeting, sees: Sees) -> list[Line]:
    """Say where the meeting stands."""
    facts = {
        "title": meeting.title,
        "phase": meeting.phase,
        "starts": meeting.starts,
        "place": meeting.place,
    }
    lines = [Line("show.status", facts, Style.TITLE)]
    if meeting.attendance:
        check = meeting.quorum(meeting.item)
        counted = {"present": check.present, "needed": check.needed}
        lines.append(Line("show.quorate" if check.quorate else "show.not_quorate", counted))
    if meeting.item:
        item = meeting.item_named(meeting.item)
        seen = item is not None and sees(meeting, item.id)
        title = item.title if item and seen else CONCEALED
        lines.append(Line("show.item", {"number": meeting.number_of(meeting.item), "title": title}))
    ballot = meeting.open_ballot()
    shown = ballot is not None and _sees_ballot(meeting, ballot, sees)
    return [*lines, ballot_line(ballot)] if ballot and shown else lines


def agenda_lines(meeting: Meeting, sees: Sees) -> list[Line]:
    """List the agenda with what is done."""
    if not meeting.agenda:
        return [Line("show.no_agenda")]
    return [
        Line(
            "show.agenda_done" if item.id in meeting.done else "show.agenda_open",
            {
                "number": meeting.number_of(item.id),
                "title": item.title if sees(meeting, item.id) else CONCEALED,
            },
            Style.ITEM,
        )
        for item in sorted(meeting.agenda, key=lambda item: not item.public)
    ]


def attendance_lines(meeting: Meeting) -> list[Line]:
    """Say who is there, who is not and why, and who has not answered."""
    present = tuple(meeting.seats[seat].name for seat in meeting.present())
    lines = [Line("show.present", {"n": len(present), "names": present or (NOBODY,)})]
    for seat, known in meeting.attendance.items():
        if seat in meeting.seats and not meeting.is_present(seat):
            facts = {
                "name": meeting.seats[seat].name,
                "presence": known.presence,
                "reason": known.reason or NOBODY,
            }
            lines.append(Line("show.not_present", facts, Style.ITEM))
    silent = tuple(meeting.seats[seat].name for seat in meeting.unanswered())
    return [*lines, Line("show.unanswered", {"names": silent})] if silent else lines


def roster_lines(body: Body) -> list[Line]:
    """List the seats."""
    return [
        Line(
            "show.seat",
            {
                "seat": seat.id,
                "name": seat.name,
                "group": seat.group or NOBODY,
                "role": seat.role,
                "mark": body.mark_of(seat.id),
            },
            Style.ITEM,
        )
        for seat in body.seats.values()
    ]


def motion_lines(meeting: Meeting, motions: list[Motion]) -> list[Line]:
    """Show motions with their wording."""
    lines: list[Line] = []
    for motion in motions:
        by = meeting.seats[motion.by].name if motion.by in meeting.seats else motion.by
        facts = {"motion": motion.id, "name": by, "status": motion.status}
        lines.append(Line("show.motion", facts, Style.TITLE))
        lines.append(Line("say.quote", {"text": motion.text}, Style.QUOTE))
    return lines


def ballot_line(ballot: Ballot) -> Line:
    """Say how one ballot stands or ended."""
    if ballot.result is not None:
        result = ballot.result
        facts = {"ballot": ballot.id, "yes": result.yes, "no": result.no}
        return Line(
            "show.adopted" if result.adopted else "show.rejected",
            facts,
            Style.ITEM,
            n=result.abstain,
        )
    if ballot.undecided is not None:
        facts = {"ballot": ballot.id, "reason": ballot.undecided}
        return Line("show.undecided", facts, Style.ITEM)
    mode = VoteMode(ballot.mode)
    return Line("show.ballot", {"ballot": ballot.id, "mode": mode, "received": len(ballot.votes)})


def election_lines(meeting: Meeting, sees: Sees) -> list[Line]:
    """Say how the elections stand."""
    lines = list[Line]()
    for election in meeting.elections.values():
        if election.non_public and not sees(meeting, None):
            continue
        facts = {
            "election": election.id,
            "office": election.office,
            "candidates": election.candidates or (NOBODY,),
            "elected": election.elected,
        }
        key = "show.election_over" if election.elected else "show.election"
        lines.append(Line(key, facts, Style.ITEM))
    return lines or [Line("show.no_elections")]


def difference_lines(meeting: Meeting, wanted: str | None, sees: Sees) -> list[Line]:
    """Show each version of a motion against the one before: [-struck-], {+put in+}."""
    lines = list[Line]()
    for motion in meeting.motions.values():
        if wanted not in (None, motion.id) or not sees(meeting, motion.item):
            continue
        for number, (old, new) in enumerate(pairwise(motion.wordings), 2):
            facts = {"motion": motion.id, "number": number}
            lines.append(Line("show.version", facts, Style.TITLE))
            lines.append(Line("say.quote", {"text": difference(old, new)}, Style.QUOTE))
    return lines or [Line("show.one_version")]


def speaker_lines(meeting: Meeting, sees: Sees, at: datetime) -> list[Line]:
    """Say who speaks for how much longer, and who waits."""
    if not sees(meeting, meeting.item):
        return [Line("say.speakers_none")]
    lines = []
    for speech in meeting.debate.speaking.values():
        left = round((speech.ends - at).total_seconds()) if speech.ends else None
        facts: dict[str, object] = {"name": _name(meeting, speech.seat)}
        if left is not None:
            facts |= {"minutes": max(left, 0) // 60, "seconds": f"{max(left, 0) % 60:02d}"}
        lines.append(Line("show.speaking" if left is None else "show.speaking_left", facts))
    waiting = [
        Line(
            "say.speaker_as" if one.kind is not SpeechKind.DEBATE else "say.speaker",
            {"name": _name(meeting, one.seat), "kind": one.kind},
            Style.ITEM,
        )
        for one in speakers_list(meeting)
    ]
    return [*lines, *(waiting or [Line("say.speakers_none")])]


def _name(meeting: Meeting, seat: SeatId) -> str:
    return meeting.seats[seat].name if seat in meeting.seats else seat


def procedural_lines(meeting: Meeting, sees: Sees) -> list[Line]:
    """List the procedural motions that wait, what goes furthest first."""
    lines = [
        Line(
            "show.procedural",
            {
                "motion": motion.id,
                "text": wording(meeting, motion),
                "name": _name(meeting, motion.by),
            },
            Style.ITEM,
        )
        for motion in in_order(meeting)
        if not (motion.non_public and not sees(meeting, None))
    ]
    return lines or [Line("show.no_procedural")]


def apportionment_lines(request: q.ShowApportionment) -> list[Line]:
    """Say how seats are shared out, and what the lot has to decide."""
    shared = apportion(
        request.method, request.seats, dict(request.strength), majority=request.majority
    )
    facts = {"method": Key(f"method.{request.method}"), "seats": request.seats}
    lines = [Line("show.apportionment", facts, Style.TITLE)]
    lines += [
        Line("show.group_seats", {"group": group, "seats": seats}, Style.ITEM)
        for group, seats in shared.seats.items()
    ]
    if shared.by_lot:
        groups = tuple(dict.fromkeys(shared.tied))
        left = {"groups": groups, "seats": shared.by_lot}
        lines.append(Line("show.seats_by_lot", left, Style.WARNING))
    return lines


def rule_lines(rules: Rules, key: str) -> list[Line]:
    """Show rules with the paragraph they rest on; one alone with its value and its days too."""
    exact = [key] if key in rules.sources else []
    wanted = exact or [name for name in rules.sources if not key or name.startswith(key)]
    found = [known for name in wanted if (known := rules.effective(name))]
    if not found:
        return [Line("show.rule_unknown", {"key": key, "known": tuple(sorted(rules.sources))})]
    lines = [_rule_line(known) for known in found]
    return [*lines, *_rule_details(found[0])] if len(found) == 1 else lines


def _rule_line(known: Effective) -> Line:
    source = known.source
    facts = {"key": known.key, "norm": source.norm, "source": source.source}
    facts["as_of"] = source.as_of or NOBODY
    unsure = source.verified in (Verified.RECALLED, Verified.SECONDARY)
    style = Style.WARNING if unsure else Style.ITEM
    return Line(f"show.rule_{source.verified}", facts, style)


def _rule_details(known: Effective) -> list[Line]:
    """Say what the value is, who has set it and for which days it holds."""
    lines: list[Line] = []
    match known.value:
        case Majority(share=share, base=base, or_equal=or_equal):
            word = "at_least" if or_equal else "more"
            lines.append(Line(f"show.rule_value_{word}", {"share": share, "base": base}))
        case bool(allowed):
            lines.append(Line("show.rule_value", {"value": allowed}))
        case int(number):
            lines.append(Line("show.rule_value", {"value": number}))
        case str(word):
            lines.append(Line("show.rule_value", {"value": Key(f"law.{word}")}))
        case _:
            pass
    source = known.source
    facts = {"since": source.valid_from or NOBODY, "until": source.valid_until or NOBODY}
    lines.append(Line(f"show.rule_by_{Layer(source.layer)}", facts, Style.SMALL))
    return lines
