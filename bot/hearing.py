# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a message means, and what becomes of it: submitted, answered, asked back, or refused.

Everything here ends in `Desk.submit` or in a sentence to who wrote; only talk ends in silence.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from bot.answering import Answering, ahead_line
from bot.chat.answers import may_be_vote
from bot.chat.context import Context
from bot.chat.context import Place as ChatPlace
from bot.chat.faces import two_faced
from bot.chat.grammar import Addressee
from bot.chat.reader import Act, Ask, NeedsConfirmation, Problem, Reading, Talk, read
from bot.chat.requests import Cancel, Confirm
from bot.confirmations import Confirmations, asked_back
from bot.counting import Counting, Take
from bot.desk import Desk
from bot.domain import commands as c
from bot.domain.ids import ItemId, SeatId, UserId
from bot.domain.permissions import LEAD
from bot.domain.refusals import Reason, Refused
from bot.domain.values import Channel
from bot.effects import Line
from bot.entered import whose
from bot.incidents import Incidents
from bot.matrix.events import Act as MatrixAct
from bot.matrix.events import FileMessage, Kind, PollAnswer, TextMessage, WidgetAct
from bot.polling import Polling
from bot.replies import Heard, Replies
from bot.resolutions import for_good
from bot.store import AlreadyTaken, Intake, Origin, Replayed, Via
from bot.texts import Naming, say_reason

COMMAND = "org.gremium.command"
"""The one event of widgets that is an act; it holds the text of a command."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    """One message being heard."""

    item: MatrixAct
    context: Context
    heard: Heard
    intake: Intake
    take: Take


class Hearing:
    """Hears those who speak for a seat, in one body."""

    def __init__(
        self,
        *,
        desk: Desk,
        replies: Replies,
        incidents: Incidents,
        answering: Answering,
        counting: Counting,
        polling: Polling,
        addressee: Addressee,
    ) -> None:
        self._desk = desk
        self._replies = replies
        self._incidents = incidents
        self._answering = answering
        self._counting = counting
        self.partners = counting.partners
        self._polling = polling
        self._addressee = addressee
        self._confirmations = Confirmations()

    async def hear(  # noqa: C901 - one answer for each thing a message can be
        self, item: MatrixAct, place: ChatPlace, heard: Heard, intake: Intake, take: Take
    ) -> str | None:
        """Act on it. Returns the verdict to write down, None if it is written already.

        `take` takes in what is found when a ballot is closed.
        """
        if isinstance(item, TextMessage) and item.carries_view:
            await self._incidents.report("copied_view", heard)
            return "copied_view"
        context = self.context(heard, place)
        if isinstance(item, FileMessage):
            return await self._file(item, context, heard)
        reading = await self.reading(item, context)
        if isinstance(reading, Talk):
            return await self._talk(item, context, heard)
        if isinstance(reading, Act) and await self._polling.is_talk(reading.command, item, place):
            return "talk"
        if isinstance(item, TextMessage) and item.is_edit_of is not None:
            await self._incidents.report("edit", heard)
            return "edit"
        if _shows_another_vote(item, reading):
            await self._incidents.report(Kind.MALFORMED, heard)
            return "two_faced"
        if item.proof.late:
            self._polling.unheard(heard.seat, item.room, None)
            await self._incidents.report(Kind.UNDECRYPTABLE, heard)
            return "late"
        context = await self._about(reading, context, heard)
        case = _Case(item=item, context=context, heard=heard, intake=intake, take=take)
        match reading:
            case Act():
                return await self._submit(reading, case)
            case Problem(key=key, facts=facts):
                await self._replies.lines(heard, Line(key, facts))
                return "problem"
            case Ask(request=Confirm(token=token)):
                return await self._confirmed(token, case)
            case Ask(request=Cancel()):
                self._confirmations.drop(heard)
                await self._replies.lines(heard, Line("reply.cancelled"))
                return "cancelled"
            case Ask(request=request) if (asked := for_good(self._desk, request)) is not None:
                return await self._ask_back(asked, case)
            case Ask(request=request):
                await self._answering.answer(request, heard, context, item)
                return "asked"
            case NeedsConfirmation() as asked:
                return await self._ask_back(asked, case)

    async def _ask_back(self, asked: NeedsConfirmation, case: _Case) -> str:
        """Keep what cannot be taken back until it is confirmed, unless it is refused anyway."""
        command, named = asked.command, asked.meeting
        if reason := self._desk.refusal(command, named):
            await self._refused(reason, case)
            return type(reason).__name__
        heard = case.heard
        token = self._confirmations.ask(Act(command, named), heard)
        lines = asked_back(asked, token, self._replies.texts, heard.language)
        await self._replies.lines(heard, *lines)
        return "asked_back"

    async def _about(self, reading: Reading, context: Context, heard: Heard) -> Context:
        """Say which meeting is meant if one was named; return the context of what was said."""
        named = reading.meeting if isinstance(reading, Act | Ask | NeedsConfirmation) else None
        if named is None:
            return context
        meeting = self._desk.meetings[named]
        await self._replies.beside(heard, ahead_line(meeting), kind="about")
        return context.about(meeting)

    async def count_in_passing(
        self, item: MatrixAct, place: ChatPlace, heard: Heard, intake: Intake, take: Take
    ) -> bool:
        """Count a member's own answer in the midst of a flood of theirs; all else is left unread.

        Nothing is answered, so that a flood costs the others no time. Tells whether it is done.
        """
        if isinstance(item, TextMessage) and (item.is_edit_of or not may_be_vote(item.body)):
            return False
        context = self.context(heard, place)
        reading = await self.reading(item, context)
        command = reading.command if isinstance(reading, Act) else None
        if not isinstance(command, c.CastVote) or command.seat != command.by or item.proof.late:
            return False
        if _shows_another_vote(item, reading):
            return False
        if not await self._polling.in_order(command, item) or await self._belated(command, item):
            return False
        if await self._polling.objection(command, item, place) is not None:
            return False
        try:
            await self._desk.submit(command, origin_of(item), intake=intake)
        except (Refused, AlreadyTaken, Replayed):
            return False
        self._polling.counted(command, item)
        await self._counting.close_once_all_in(heard, take)
        return True

    async def _file(self, item: FileMessage, context: Context, heard: Heard) -> str:
        """Take a file from the office; elsewhere, and from others, it is talk."""
        leads = context.role in LEAD and context.place in (ChatPlace.OFFICE, ChatPlace.DIRECT)
        if not leads or heard.seat is None or item.proof.late:
            return "talk"
        await self._answering.files.handed_in(item, heard, heard.seat)
        return "file"

    async def _talk(self, item: MatrixAct, context: Context, heard: Heard) -> str:
        """Leave people to their talk, unless it looks like an answer and does not count as one."""
        if isinstance(item, TextMessage) and item.is_edit_of is not None:
            if self._polling.was_counted(item.is_edit_of):
                await self._incidents.report("edit", heard)
                return "edit"
            return "talk"
        if isinstance(item, WidgetAct):
            await self._replies.lines(heard, Line("problem.widget"))
            return "problem"
        stray = await self._polling.stray(item, context) if isinstance(item, TextMessage) else None
        if stray is None:
            return "talk"
        await self._replies.lines(heard, stray)
        return "stray"

    async def _confirmed(self, token: str, case: _Case) -> str | None:
        act = self._confirmations.take(token, case.heard)
        if act is None:
            await self._replies.lines(case.heard, Line("reply.nothing_to_confirm"))
            return "nothing_to_confirm"
        case = replace(case, context=await self._about(act, case.context, case.heard))
        return await self._submit(Act(replace(act.command, at=case.heard.at), act.meeting), case)

    async def _submit(self, act: Act, case: _Case) -> str | None:
        command = act.command
        if not await self._polling.in_order(command, case.item):
            if isinstance(command, c.CastVote):
                self._polling.unheard(command.seat, case.item.room, case.item.proof)
            await self._incidents.report("out_of_order", case.heard)
            return "out_of_order"
        if await self._belated(command, case.item):
            await self._incidents.report("late", case.heard)
            return "late"
        if isinstance(command, c.CastVote | c.EnterCount):
            line = await self._polling.objection(command, case.item, case.context.place)
            if line is not None:
                await self._replies.lines(case.heard, line)
                return "objection"
        try:
            entries = await self._carried_out(act, case)
        except Refused as refused:
            await self._refused(refused.reason, case)
            return type(refused.reason).__name__
        except (AlreadyTaken, Replayed):
            await self._incidents.report(Kind.REPLAYED, case.heard)
            return None
        if isinstance(command, c.CastVote | c.EnterCount):
            self._polling.counted(command, case.item)
            await self._entered(command, case)
        elif not entries:
            await self._replies.lines(case.heard, Line("reply.nothing_new"))
        await self._counting.close_once_all_in(case.heard, case.take)
        return None

    async def _entered(self, command: c.CastVote | c.EnterCount, case: _Case) -> None:
        """Say whose votes were entered: to the office, or behind the closed doors it was done at.

        Who pressed a button beside the name is shown it there.
        """
        lines = whose(command, self._desk.current(command))
        if not lines or isinstance(case.item, WidgetAct):
            return
        if case.context.place is ChatPlace.SESSION:
            await self._replies.privately(self._polling.office, case.heard, *lines, kind="entered")
        else:
            await self._replies.lines(case.heard, *lines)

    async def _refused(self, reason: Reason, case: _Case) -> None:
        heard, naming = case.heard, self._naming(case.context)
        await self._replies.text(
            heard, say_reason(self._replies.texts, heard.language, reason, naming)
        )

    async def _belated(self, command: c.Command, item: MatrixAct) -> bool:
        """Whether a vote that names no ballot was written before the open one's question."""
        if not isinstance(command, c.CastVote) or isinstance(item, PollAnswer):
            return False
        meeting = self._desk.current(command)
        ballot = meeting.open_ballot() if meeting else None
        if meeting is None or ballot is None:
            return False
        return not await self.partners.in_time(item.event_id, item.sender, meeting, ballot)

    async def _carried_out(self, act: Act, case: _Case) -> bool:
        """Tell whether anything came of it. Raises what `Desk.submit` raises."""
        command, origin = act.command, origin_of(case.item)
        if isinstance(command, c.CloseBallot):
            await self._counting.close(command, origin, case.intake, case.heard, case.take)
            return True
        submit = self._desk.submit
        return bool(await submit(command, origin, intake=case.intake, meeting=act.meeting))

    async def reading(self, item: MatrixAct, context: Context) -> Reading:
        """Return what an item means in its context."""
        match item:
            case TextMessage():
                return read(item.body, item.formatted_body, context)
            case PollAnswer():
                return await self._polling.poll_answer(item, context)
            case WidgetAct(type=kind, content={"text": str(text)}) if kind == COMMAND:
                reading = read(text, None, context)
                if isinstance(reading, Act) and isinstance(reading.command, c.CastVote):
                    return Act(replace(reading.command, channel=Channel.WIDGET))
                return reading
            case _:
                return Talk()

    def context(self, heard: Heard, place: ChatPlace) -> Context:
        """Return what a message is read against."""
        return Context(
            by=heard.seat,
            user=UserId(heard.user),
            place=place,
            at=heard.at,
            body=self._desk.body,
            meeting=self._desk.current(),
            waiting=self._desk.waiting(),
            language=heard.language,
            zone=ZoneInfo(self._desk.body.time_zone),
            addressee=self._addressee,
            meetings=self._desk.meetings,
        )

    def _naming(self, context: Context) -> Naming:
        named = self._desk.meetings.get(context.named) if context.named else None
        meeting = named or self._desk.current()
        seats = self._desk.body.seats
        return Naming(
            seat=lambda seat: seats[SeatId(seat)].name if SeatId(seat) in seats else seat,
            item=lambda item: (meeting.number_of(ItemId(item)) if meeting else "") or item,
        )


def _shows_another_vote(item: MatrixAct, reading: Reading) -> bool:
    """Tell whether a message that reads as a vote shows something else where it is read as HTML."""
    votes = isinstance(reading, Act) and isinstance(reading.command, c.CastVote)
    return votes and isinstance(item, TextMessage) and two_faced(item.body, item.formatted_body)


def origin_of(item: MatrixAct) -> Origin:
    """Return where an act came from, for the journal."""
    return Origin(
        via=Via.MATRIX,
        event=item.event_id,
        room=item.room,
        sender=item.sender,
        device=item.proof.device_id or None,
        session=item.proof.session_id,
        index=item.proof.message_index,
    )
