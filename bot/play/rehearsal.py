# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Rehearses a script (Probe): the rules, the commands and the sentences, but no server, no keys.

The same file `conductor` plays with real devices is gone through in memory in some milliseconds:
what is typed is read as in the rooms, judged by the domain, kept in `bot.books`, and what the bot
would say is put into words. What needs devices (clear text, reactions, edits, who is inside a
room) is passed over here; the played evening shows it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

from bot.answering import ahead_line, carry_command, confirm_command, plan_command, selected, shown
from bot.archive import paper_name
from bot.body import rules_of
from bot.books import Books
from bot.chat import requests as q
from bot.chat.answers import vote_word
from bot.chat.context import Context
from bot.chat.context import Place as ChatPlace
from bot.chat.help import help_page
from bot.chat.reader import Act as Acted
from bot.chat.reader import Ask, NeedsConfirmation, Problem, Talk, read
from bot.confirmations import Confirmations, asked_back
from bot.council import Council
from bot.domain import circulation
from bot.domain import commands as c
from bot.domain.due import due
from bot.domain.events import MeetingEvent
from bot.domain.ids import ItemId, Key, MeetingId, SeatId, UserId
from bot.domain.meeting import Meeting
from bot.domain.records import Recorded
from bot.domain.refusals import Refused
from bot.domain.roster import Body
from bot.domain.rules import Rules
from bot.domain.values import Channel, How
from bot.domain.votes import all_in
from bot.effects import Effect, Line, Place, Publish, Revise, Say, Tell
from bot.entered import whose
from bot.entries import Kept
from bot.play.clock import PlayedClock
from bot.play.conductor import Failed
from bot.play.outcome import NotAsWritten, compare, differs
from bot.play.script import (
    DATE,
    Act,
    Answer,
    Attendance,
    Clock,
    Enrol,
    Expected,
    Heading,
    Minuted,
    NothingNew,
    Remark,
    Restart,
    Room,
    Script,
    ShutOut,
    Step,
    Way,
    Welcome,
    holds,
)
from bot.replies import Heard
from bot.resolutions import (
    for_good,
    item_request_command,
    reminders,
    resolution_command,
    text_command,
)
from bot.speech import brief, page, speak
from bot.texts import Naming, Texts, say_reason

TODAY = datetime(2026, 11, 20, 12, tzinfo=UTC)
"""When a script without a day is rehearsed: always the same, so it always comes out the same."""
_PLACES = {
    Room.SESSION: ChatPlace.SESSION,
    Room.CLOSED: ChatPlace.CLOSED,
    Room.OFFICE: ChatPlace.OFFICE,
    Room.ALONE: ChatPlace.DIRECT,
}
_ROOMS = {Place.SESSION: Room.SESSION, Place.CLOSED: Room.CLOSED, Place.OFFICE: Room.OFFICE}
_BY_DEVICES = (Way.REACTION, Way.EDIT, Way.PLAIN)
"""Ways to say something that a rehearsal passes over, with the answers to it."""
_SHOWN = 400


@dataclass(frozen=True, slots=True)
class Spoke:
    """What the bot said; ``to`` is the person it was said to alone."""

    room: Room
    to: SeatId | None
    text: str


@dataclass(slots=True)
class Rehearsed:
    """What an evening came to."""

    books: Books
    said: list[Spoke]
    records: Mapping[MeetingId, Sequence[Recorded]]
    kept: Sequence[Kept]
    """Everything written down, of the body and of its meetings, in order."""

    @property
    def meetings(self) -> tuple[Meeting, ...]:
        return tuple(self.books.meetings.values())


def rehearse_script(script: Script, council: Council, texts: Texts) -> Rehearsed:
    """Go through ``script``. Raises Failed or NotAsWritten, naming the line and what differs."""
    return Rehearsal(script, council, texts.in_zone(council.time_zone)).run()


class Rehearsal:
    """One evening in memory, gone through step by step; or, with `say`, as somebody leads it."""

    def __init__(self, script: Script, council: Council, texts: Texts) -> None:
        self._script = script
        self._council = council
        self._texts = texts
        self._passed = timedelta()
        self._clock = PlayedClock(council.time_zone, self._ticking, script.day)
        self._books = Books(council.body)
        self._books.rules_for = self._rules
        self._confirmations = Confirmations()
        self._said: list[Spoke] = []
        self._records: dict[MeetingId, list[Recorded]] = {}
        self._mark = 0
        self._speaker: SeatId | None = None
        self._passing = False
        """Whether the act before was passed over, and the answers to it are, too."""
        self._heard = 0
        self._kept: list[Kept] = []
        self._before = 0
        """How many entries there were before the act under way."""

    def run(self) -> Rehearsed:
        self._clock.put(self._script.begin)
        self._establish()
        for step in self._script.steps:
            try:
                self._step(step)
            except Refused as refused:
                reason = self._reason(refused, str(self._books.body.language))
                raise self._failed(step, f"refused: {reason}") from None
        return Rehearsed(self._books, self._said, self._records, self._kept)

    def begin(self, *enrolled: SeatId) -> None:
        """Set up the body, everybody named enrolled, for who leads the evening with `say`."""
        self._clock.put(self._script.begin)
        self._establish()
        self._enrol(enrolled, How.CODE, None)

    def say(self, seat: SeatId, room: Room, text: str, at: Clock | None = None) -> list[str]:
        """Let somebody type ``text``; return what the bot says in that room, and to them alone."""
        if at is not None:
            self._step(at)
        self._act(Act(line=0, seats=(seat,), room=room, text=text))
        heard = [one for one in self._said[self._mark :] if one.room is room or one.to == seat]
        return [one.text for one in heard]

    @property
    def books(self) -> Books:
        """What has come of it so far."""
        return self._books

    def _step(self, step: Step) -> None:
        match step:
            case Clock():
                self._mark = len(self._said)
                self._clock.put(step)
                for meeting, reminder in reminders(self._books, self._clock()):
                    self._decide(reminder, meeting)
                self._remind()
            case Welcome(seat=seat):
                self._enrol((seat,), How.CODE, None)
            case Enrol(seats=seats, how=how, by=by):
                self._mark = len(self._said)
                self._enrol(seats, how, by)
            case Act():
                self._act(step)
            case Answer():
                self._answer(step)
            case Restart():
                self._restart(step)
            case Attendance() | NothingNew() | Expected() | Minuted():
                self._compare(step)
            case Heading() | Remark() | ShutOut():
                pass

    def _compare(self, step: Attendance | NothingNew | Expected | Minuted) -> None:
        meeting = self._books.current()
        match step:
            case Attendance():
                wrong = differs(step, meeting)
                if wrong:
                    raise self._failed(step, wrong)
            case NothingNew():
                more = len(self._kept) - self._before
                if more:
                    raise self._failed(step, f"nothing should be recorded, {more} entries were")
            case Expected() | Minuted():
                wanted = meeting.id if meeting and meeting.running else self._written_last()
                if wanted is None:
                    raise NotAsWritten(f"{self._script.source}: no meeting was planned.")
                recorded, town = self._records[wanted], self._council.municipality
                compare(self._script.source, (step,), recorded, town)

    def _written_last(self) -> MeetingId | None:
        return next((kept.meeting for kept in reversed(self._kept) if kept.meeting), None)

    def _restart(self, step: Step) -> None:
        """Begin again with new books, filled from what was kept; they must say the same."""
        fresh = Books(self._council.body)
        fresh.rules_for = self._rules
        for kept in self._kept:
            fresh.keep(kept)
        if (fresh.body, fresh.meetings) != (self._books.body, self._books.meetings):
            raise self._failed(step, "the journal tells another story than the bot remembered")
        fresh.selected = self._books.selected
        self._books = fresh
        self._confirmations = Confirmations()

    def _remind(self) -> None:
        """Let the bot do what falls due by the clock alone."""
        now = self._clock()
        for ended in circulation.due(self._books.body, now):
            self._decide(ended)
        for meeting in [known for known in self._books.meetings.values() if known.running]:
            for command in due(meeting, now):
                self._decide(command)

    # ── what people do ──────────────────────────────────────────────────────────────────
    def _act(self, act: Act) -> None:
        self._passing = act.way in _BY_DEVICES
        self._before = len(self._kept)
        self._mark = len(self._said)
        text = DATE.sub(f"{self._clock.day:%d.%m.%Y}", act.text)
        for seat in () if self._passing else act.seats:
            self._speaker = seat
            self._passed += timedelta(seconds=1)
            self._speak(seat, act, text)

    def _speak(self, seat: SeatId, act: Act, text: str) -> None:
        heard = self._hear(seat, act.room)
        context = self._context(heard, _PLACES[act.room])
        meeting = context.meeting
        reading = read(text, None, context)
        if act.way is Way.POLL and meeting and meeting.ballot:
            choice = vote_word(text)
            if choice is None:
                raise self._failed(act, f"“{text}” is no answer of a poll")
            vote = c.CastVote(
                by=seat,
                at=heard.at,
                seat=seat,
                choice=choice,
                channel=Channel.POLL,
                ballot=meeting.ballot,
            )
            reading = Acted(vote)
        if isinstance(reading, Acted | Ask | NeedsConfirmation):
            context = self._about(reading.meeting, context, heard, act.room)
        if isinstance(reading, Ask):
            reading = for_good(self._books, reading.request) or reading
        match reading:
            case Talk():
                pass
            case Acted(command=command, meeting=named):
                self._submit(command, heard, act.room, named)
            case Problem(key=key, facts=facts):
                self._reply(heard, act.room, Line(key, facts))
            case NeedsConfirmation(command=command, meeting=named) if reason := self._books.refusal(
                command, named
            ):
                said = self._reason(Refused(reason), str(heard.language), named)
                self._reply(heard, act.room, Line("say.quote", {"text": said}))
            case NeedsConfirmation(command=command, meeting=named) as asked:
                token = self._confirmations.ask(Acted(command, named), heard)
                lines = asked_back(asked, token, self._texts, heard.language)
                self._reply(heard, act.room, *lines)
            case Ask(request=request):
                self._ask(request, heard, context, act.room)

    def _about(
        self, named: MeetingId | None, context: Context, heard: Heard, room: Room
    ) -> Context:
        """Say which meeting is meant if one was named; return the context of what was said."""
        if named is None:
            return context
        meeting = self._books.meetings[named]
        self._reply(heard, room, ahead_line(meeting))
        return context.about(meeting)

    def _ask(self, request: q.Request, heard: Heard, context: Context, room: Room) -> None:
        match request:
            case q.Confirm(token=token):
                act = self._confirmations.take(token, heard)
                if act is None:
                    self._reply(heard, room, Line("reply.nothing_to_confirm"))
                else:
                    self._about(act.meeting, context, heard, room)
                    self._submit(replace(act.command, at=heard.at), heard, room, act.meeting)
            case q.Cancel():
                self._confirmations.drop(heard)
                self._reply(heard, room, Line("reply.cancelled"))
            case q.ShowHelp(topic=topic):
                self._reply(heard, room, *page(help_page(self._texts, context, topic)))
            case q.PlanRequest():
                self._try(heard, room, lambda: self._plan(request, heard, room))
            case q.ConfirmRuleRequest() if heard.seat:
                self._try(heard, room, lambda: self._confirm_rule(request, heard, room))
            case q.CarryOverRequest() if heard.seat:
                self._try(heard, room, lambda: self._carry_over(heard, room, context.named))
            case q.FileItemRequest() | q.TakeUpRequest() if heard.seat:
                seat = heard.seat
                self._try(
                    heard,
                    room,
                    lambda: self._submit(
                        item_request_command(self._books, self._rules, request, seat, heard.at),
                        heard,
                        room,
                    ),
                )
            case q.SetText() if heard.seat:
                by = heard.seat
                self._try(
                    heard,
                    room,
                    lambda: self._submit_to(*text_command(self._books, request, by, heard.at)),
                )
            case q.OnResolution():
                self._try(
                    heard,
                    room,
                    lambda: self._submit_to(*resolution_command(self._books, request)),
                )
            case q.SelectMeeting(meeting=wanted):
                self._reply(heard, room, *selected(self._books, MeetingId(wanted)))
            case _:
                self._try(
                    heard,
                    room,
                    lambda: self._reply(
                        heard, room, *shown(self._books, self._rules, request, context)
                    ),
                )

    def _plan(self, request: q.PlanRequest, heard: Heard, room: Room) -> None:
        plan = plan_command(self._books, self._rules, request, heard.seat, heard.at)
        self._submit(plan, heard, room)

    def _carry_over(self, heard: Heard, room: Room, named: MeetingId | None) -> None:
        carry = carry_command(self._books, heard.seat or c.OPERATOR, heard.at, named)
        self._submit(carry, heard, room, named)

    def _confirm_rule(self, request: q.ConfirmRuleRequest, heard: Heard, room: Room) -> None:
        by = heard.seat or c.OPERATOR
        command = confirm_command(self._books, self._rules, request, by, heard.at)
        if isinstance(command, Line):
            self._reply(heard, room, command)
        else:
            self._submit(command, heard, room)

    def _submit_to(self, meeting: MeetingId | None, command: c.Command) -> None:
        self._decide(command, meeting)

    def _submit(
        self, command: c.Command, heard: Heard, room: Room, named: MeetingId | None = None
    ) -> None:
        def submit() -> None:
            if not self._decide(command, named) and not isinstance(command, c.CastVote):
                self._reply(heard, room, Line("reply.nothing_new"))
            if lines := whose(command, self._books.current()):
                self._reply(heard, Room.OFFICE if room is Room.SESSION else room, *lines)

        self._try(heard, room, submit, named)
        self._close_if_all_in()

    def _close_if_all_in(self) -> None:
        """Let a ballot end that ends by itself."""
        meeting = self._books.current()
        ballot = meeting.open_ballot() if meeting else None
        if meeting and ballot and all_in(meeting, ballot):
            close = c.CloseBallot(by=c.OPERATOR, at=self._clock(), ballot=ballot.id)
            with suppress(Refused):  # who closes it by hand hears why
                self._decide(close, meeting.id)

    def _try(
        self,
        heard: Heard,
        room: Room,
        do: Callable[[], None],
        named: MeetingId | None = None,
    ) -> None:
        """Do it; a refusal is an answer like any other."""
        try:
            do()
        except Refused as refused:
            reason = self._reason(refused, str(heard.language), named)
            self._reply(heard, room, Line("say.quote", {"text": reason}))

    # ── what the books say ──────────────────────────────────────────────────────────────
    def _establish(self) -> None:
        council, at = self._council, self._clock()
        self._decide(
            c.EstablishBody(
                by=c.OPERATOR,
                at=at,
                body=council.body,
                name=council.name,
                municipality=council.municipality,
                kind=council.kind,
                land=council.land,
                statutory_members=council.statutory_members,
                language=council.language,
                time_zone=council.time_zone,
                journal_key=Key("rehearsal"),
                seats=council.seats,
            )
        )
        self._decide(c.SetDeviceAdmission(by=c.OPERATOR, at=at, allowed=council.device_admission))

    def _enrol(self, seats: tuple[SeatId, ...], how: How, by: SeatId | None) -> None:
        for seat in seats:
            self._decide(
                c.EnrolMember(
                    by=by or c.OPERATOR,
                    at=self._clock(),
                    seat=seat,
                    user=_user(seat),
                    master=Key(f"master-{seat}"),
                    how=how,
                )
            )

    def _decide(self, command: c.Command, meeting: MeetingId | None = None) -> bool:
        """Judge, keep, and say what follows. Raises Refused. False if nothing was new."""
        decided = self._books.judge(command, meeting)
        for one in decided:
            seq = self._books.head(one.meeting) + 1
            digest = sha256(f"{self._books.stream_of(one.meeting)}/{seq}".encode()).hexdigest()
            if one.meeting is not None and isinstance(one.event, MeetingEvent):
                record = Recorded(seq=seq, at=command.at, event=one.event)
                self._records.setdefault(one.meeting, []).append(record)
            kept = Kept(meeting=one.meeting, event=one.event, seq=seq, hash=digest, at=command.at)
            self._kept.append(kept)
            for effect in self._books.keep(kept).effects():
                self._perform(effect, one.meeting)
        return bool(decided)

    def _perform(self, effect: Effect, meeting: MeetingId | None) -> None:
        language = self._books.body.language
        match effect:
            case Say(place=place, lines=lines):
                for part in speak(self._texts, language, lines):
                    self._said.append(Spoke(_ROOMS[place], None, part.body))
            case Revise(place=place, lines=lines):
                body = brief(self._texts, language, lines).body
                self._said.append(Spoke(_ROOMS[place], None, body))
            case Tell(seat=seat, lines=lines):
                for part in speak(self._texts, self._books.body.language_of(seat), lines):
                    self._said.append(Spoke(Room.ALONE, seat, part.body))
            case Publish(place=place):
                self._said.append(Spoke(_ROOMS[place], None, paper_name(meeting, effect)))
            case _:
                pass  # keys, polls and doors of rooms: the played evening

    # ── what is heard ───────────────────────────────────────────────────────────────────
    def _answer(self, answer: Answer) -> None:
        if self._passing:
            return
        alone = answer.room is Room.ALONE
        since = [
            spoke.text
            for spoke in self._said[self._mark :]
            if spoke.room is answer.room and (not alone or spoke.to == self._speaker)
        ]
        if not any(holds(text, answer.pieces) for text in since):
            wanted = " … ".join(answer.pieces)
            elsewhere = [f"({s.room}) {s.text}" for s in self._said[self._mark :]]
            found = " | ".join(" ".join(text.split()) for text in elsewhere)[:_SHOWN]
            raise self._failed(
                answer, f"the bot should say “{wanted}” ({answer.room}), it said: {found or '–'}"
            )

    def _reply(self, heard: Heard, room: Room, *lines: Line) -> None:
        to = heard.seat if room is Room.ALONE else None
        for part in speak(self._texts, heard.language, lines):
            self._said.append(Spoke(room, to, part.body))

    def _hear(self, seat: SeatId, room: Room) -> Heard:
        self._heard += 1
        return Heard(
            event_id=f"$rehearsed-{self._heard:04d}",
            room=f"!{room}:rehearsal",
            user=_user(seat),
            seat=seat,
            at=self._clock(),
            language=self._books.body.language_of(seat),
        )

    def _context(self, heard: Heard, place: ChatPlace) -> Context:
        return Context(
            by=heard.seat,
            user=UserId(heard.user),
            place=place,
            at=heard.at,
            body=self._books.body,
            meeting=self._books.current(),
            waiting=self._books.waiting(),
            language=heard.language,
            zone=ZoneInfo(self._council.time_zone),
            meetings=self._books.meetings,
        )

    def _reason(self, refused: Refused, language: str, named: MeetingId | None = None) -> str:
        meeting = self._books.meetings[named] if named else self._books.current()
        seats = self._books.body.seats
        naming = Naming(
            seat=lambda seat: seats[SeatId(seat)].name if SeatId(seat) in seats else seat,
            item=lambda item: (meeting.number_of(ItemId(item)) if meeting else "") or item,
        )
        return say_reason(self._texts, language, refused.reason, naming)

    def _rules(self, body: Body, day: date) -> Rules:
        return rules_of(self._council, body, day)

    def _ticking(self) -> datetime:
        return TODAY + self._passed

    def _failed(self, step: Step, what: str) -> Failed:
        return Failed(f"{self._script.source}, line {step.line}: {what}")


def _user(seat: SeatId) -> UserId:
    return UserId(f"@seat{seat}:rehearsal")
