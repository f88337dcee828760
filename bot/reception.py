# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Takes in what the gateway delivers: who speaks, what is meant, and what becomes of it.

Every act of a member, typed, chosen in a poll or pressed in a widget, comes through here and ends
in `Desk.submit`. What was taken in is written down with the act, or alone if it was refused, so
the same event never counts twice, in this run or the next.
"""

from __future__ import annotations

import logging
import traceback
from collections import deque
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.answering import Answering
from bot.chambers import Chambers
from bot.chat.context import Context
from bot.chat.context import Place as ChatPlace
from bot.chat.grammar import Addressee
from bot.chat.reader import Act, Ask, NeedsConfirmation, Problem, Reading, Talk, read
from bot.chat.requests import Cancel, Confirm, PresentCode
from bot.confirmations import Confirmations
from bot.counting import Counting
from bot.desk import Desk
from bot.domain import commands as c
from bot.domain.ids import DeviceId, ItemId, Key, SeatId, UserId
from bot.domain.refusals import Refused
from bot.domain.roster import Distrust
from bot.domain.values import Channel, Choice
from bot.effects import Line
from bot.incidents import Incidents
from bot.matrix.events import (
    Act as MatrixAct,
)
from bot.matrix.events import (
    IdentityChanged,
    Item,
    KeysLow,
    Kind,
    MembershipSeen,
    PollAnswer,
    Proof,
    Suspicious,
    TextMessage,
    WidgetAct,
)
from bot.matrix.http import MatrixError, Unreachable
from bot.reactions.voting import answer_id
from bot.registry import Registry
from bot.replies import Heard, Replies
from bot.store import (
    TIMER,
    AlreadyTaken,
    CodecError,
    Intake,
    Origin,
    Replayed,
    StoreError,
    Via,
    storable_id,
)
from bot.texts import Naming, say_reason

log = logging.getLogger(__name__)

BURST, WINDOW = 40, timedelta(seconds=20)
"""So many messages to the bot within so long are answered; more are taken in unanswered."""
RETOLD = (Kind.UNDECRYPTABLE, Kind.KEY_WITHHELD, Kind.PLAINTEXT)


class Reception:
    """The door of one body."""

    def __init__(
        self,
        *,
        desk: Desk,
        chambers: Chambers,
        replies: Replies,
        incidents: Incidents,
        registry: Registry,
        answering: Answering,
        counting: Counting,
        addressee: Addressee,
    ) -> None:
        self._desk = desk
        self._chambers = chambers
        self._replies = replies
        self._incidents = incidents
        self._registry = registry
        self._answering = answering
        self._counting = counting
        self._addressee = addressee
        self._now = desk.now
        self._confirmations = Confirmations()
        self._recent: dict[str, deque[datetime]] = {}

    def concerns(self, room: str | None) -> bool:
        """Tell whether ``room`` belongs to this body."""
        return room is not None and self._place(room) is not None

    async def take(self, item: Item) -> None:
        """Take in one item. Whatever it holds, nothing is raised but failures of the journal."""
        match item:
            case TextMessage() | PollAnswer() | WidgetAct():
                await self._act(item)
            case Suspicious():
                await self._suspicious(item)
            case MembershipSeen(room=room, user=user, membership="join"):
                await self._registry.joined(room, user)
            case IdentityChanged():
                await self._identity(item)
            case KeysLow(left=left):
                log.warning("only %d one-time keys left; new devices may not reach the bot", left)
            case _:
                return

    async def _identity(self, item: IdentityChanged) -> None:
        shown = Key(item.new_master or "")
        user = UserId(item.user)
        report = c.ReportIdentity(by=c.OPERATOR, at=self._now(), user=user, shown=shown)
        await self._desk.submit(report, TIMER)

    async def _suspicious(self, item: Suspicious) -> None:
        """Report what pretends to be an act; in a room of ours, from somebody we know or not."""
        if not self.concerns(item.room) or item.room is None:
            return
        if item.event_id and await self._desk.journal.taken(item.event_id):
            return
        seat = self._desk.body.seat_of(UserId(item.sender))
        if seat is None and item.kind not in RETOLD:
            return
        heard = self._heard(item.event_id or f"none-{item.room}", item.room, item.sender, seat)
        if item.kind is Kind.REACTION and not self._ballot_open():
            return  # people may clap, as long as nobody could take it for a vote
        await self._incidents.report(item.kind, heard)
        if item.event_id and storable_id(item.event_id):
            taken = Intake(
                event_id=item.event_id, room=item.room, at=heard.at, verdict=str(item.kind)
            )
            await self._journal_only(taken)

    async def _act(self, item: MatrixAct) -> None:
        place = self._place(item.room)
        if place is None or not storable_id(item.event_id):
            return
        if await self._desk.journal.taken(item.event_id):
            return
        at = self._now()
        intake = _intake(item, at)
        judged = self._judge(item.proof)
        seat = judged if not isinstance(judged, Distrust) else None
        heard = self._heard(item.event_id, item.room, item.sender, seat)
        if self._flooding(item.sender, at):
            await self._journal_only(replace(intake, verdict="flood"))
            return
        try:
            verdict = await self._judged(item, place, heard, judged, intake)
        except (CodecError, ValueError) as error:
            # Ids or texts no journal can hold; whoever sends them must not stop the others.
            log.warning("an act cannot be written down: %s", type(error).__name__)
            await self._incidents.report(Kind.MALFORMED, heard)
            verdict = str(Kind.MALFORMED)
        except (StoreError, MatrixError, Unreachable):
            raise
        except Exception as error:  # a defect of ours; it would come again with every sync
            log.error("an act could not be handled: %s", _place_of(error))
            await self._incidents.report(Kind.MALFORMED, heard)
            verdict = "failed"
        if verdict is not None:
            await self._journal_only(replace(intake, verdict=verdict))

    async def _judged(
        self,
        item: MatrixAct,
        place: ChatPlace,
        heard: Heard,
        judged: SeatId | Distrust,
        intake: Intake,
    ) -> str | None:
        """Act on it. Returns the verdict to write down, None if it is written already."""
        if isinstance(judged, Distrust):
            return await self._distrusted(item, place, heard, judged)
        context = self._context(heard, place)
        reading = self._read(item, context)
        if isinstance(reading, Talk):
            return "talk"
        if isinstance(item, TextMessage) and item.is_edit_of is not None:
            await self._incidents.report("edit", heard)
            return "edit"
        if item.proof.late:
            await self._incidents.report(Kind.UNDECRYPTABLE, heard)
            return "late"
        match reading:
            case Act(command=command):
                return await self._submit(command, item, heard, intake)
            case Problem(key=key, facts=facts):
                await self._replies.lines(heard, Line(key, facts))
                return "problem"
            case Ask(request=Confirm(token=token)):
                return await self._confirmed(token, item, heard, intake)
            case Ask(request=Cancel()):
                self._confirmations.drop(heard)
                await self._replies.lines(heard, Line("reply.cancelled"))
                return "cancelled"
            case Ask(request=request):
                await self._answering.answer(request, heard, context, item)
                return "asked"
            case NeedsConfirmation(command=command, summary=summary):
                token = self._confirmations.ask(command, heard)
                facts = {"what": self._replies.texts.say(heard.language, summary), "token": token}
                await self._replies.lines(heard, Line("reply.confirm", facts))
                return "asked_back"

    async def _distrusted(
        self, item: MatrixAct, place: ChatPlace, heard: Heard, distrust: Distrust
    ) -> str:
        """A device that speaks for nobody: it may present a code, and is told what to do.

        It is read as if it spoke for whom it claims to, to know an act from mere talk.
        """
        claimed = self._desk.body.seat_of(UserId(heard.user))
        reading = self._read(item, self._context(replace(heard, seat=claimed), place))
        if isinstance(reading, Ask) and isinstance(reading.request, PresentCode):
            await self._registry.present_code(reading.request, heard, item.proof)
            return "code"
        strange = distrust is Distrust.STRANGER
        if isinstance(reading, Talk) and not strange and place is not ChatPlace.DIRECT:
            return str(distrust)
        await self._incidents.report(distrust, heard)
        return str(distrust)

    async def _confirmed(
        self, token: str, item: MatrixAct, heard: Heard, intake: Intake
    ) -> str | None:
        command = self._confirmations.take(token, heard)
        if command is None:
            await self._replies.lines(heard, Line("reply.nothing_to_confirm"))
            return "nothing_to_confirm"
        return await self._submit(replace(command, at=heard.at), item, heard, intake)

    async def _submit(
        self, command: c.Command, item: MatrixAct, heard: Heard, intake: Intake
    ) -> str | None:
        if isinstance(command, c.CastVote) and item.proof.out_of_order:
            await self._incidents.report("out_of_order", heard)
            return "out_of_order"
        origin = _origin(item)
        try:
            if isinstance(command, c.CloseBallot):
                await self._counting.close(command, origin, intake, heard, self.take)
                return None
            entries = await self._desk.submit(command, origin, intake=intake)
        except Refused as refused:
            sentence = say_reason(
                self._replies.texts, heard.language, refused.reason, self._naming()
            )
            await self._replies.text(heard, sentence)
            return type(refused.reason).__name__
        except (AlreadyTaken, Replayed):
            await self._incidents.report(Kind.REPLAYED, heard)
            return None
        if not entries and not isinstance(command, c.CastVote):
            await self._replies.lines(heard, Line("reply.nothing_new"))
        return None

    def _read(self, item: MatrixAct, context: Context) -> Reading:
        match item:
            case TextMessage():
                return read(item.body, item.formatted_body, context)
            case PollAnswer():
                command = self._poll_vote(item, context)
                return Act(command) if command else Talk()
            case WidgetAct(type="org.gremium.command", content={"text": str(text)}):
                reading = read(text, None, context)
                if isinstance(reading, Act) and isinstance(reading.command, c.CastVote):
                    return Act(replace(reading.command, channel=Channel.WIDGET))
                return reading
            case _:
                return Talk()

    def _poll_vote(self, item: PollAnswer, context: Context) -> c.CastVote | None:
        """Find the ballot by the answer's id, which nobody could know before it was opened."""
        if context.by is None or len(item.answers) != 1:
            return None
        for (meeting, ballot), (_, hash_) in self._desk.ballot_keys.items():
            known = self._desk.meetings[meeting].ballots[ballot]
            for choice in Choice:
                if item.answers[0] == answer_id(choice, hash_):
                    return c.CastVote(
                        by=context.by,
                        at=context.at,
                        seat=context.by,
                        choice=choice,
                        channel=Channel.POLL,
                        ballot=known.id,
                    )
        return None

    def _judge(self, proof: Proof) -> SeatId | Distrust:
        return self._desk.body.judge(
            UserId(proof.user),
            DeviceId(proof.device_id),
            Key(proof.ed25519),
            Key(proof.master) if proof.master else None,
        )

    def _place(self, room: str) -> ChatPlace | None:
        place = self._chambers.place(room)
        if place is not None:
            return ChatPlace(str(place))
        return ChatPlace.DIRECT if self._chambers.direct_partner(room) else None

    def _heard(self, event_id: str, room: str, user: str, seat: SeatId | None) -> Heard:
        known = seat or self._desk.body.seat_of(UserId(user))
        return Heard(
            event_id=event_id,
            room=room,
            user=user,
            seat=seat,
            at=self._now(),
            language=self._desk.body.language_of(known),
        )

    def _context(self, heard: Heard, place: ChatPlace) -> Context:
        return Context(
            by=heard.seat,
            user=UserId(heard.user),
            place=place,
            at=heard.at,
            body=self._desk.body,
            meeting=self._desk.current(),
            language=heard.language,
            zone=ZoneInfo(self._desk.body.time_zone),
            addressee=self._addressee,
        )

    def _naming(self) -> Naming:
        meeting = self._desk.current()
        seats = self._desk.body.seats
        return Naming(
            seat=lambda seat: seats[SeatId(seat)].name if SeatId(seat) in seats else seat,
            item=lambda item: (meeting.number_of(ItemId(item)) if meeting else "") or item,
        )

    def _ballot_open(self) -> bool:
        meeting = self._desk.current()
        return meeting is not None and meeting.ballot is not None

    def _flooding(self, user: str, at: datetime) -> bool:
        recent = self._recent.setdefault(user, deque(maxlen=BURST))
        if len(recent) == BURST and at - recent[0] < WINDOW:
            return True
        recent.append(at)
        return False

    async def _journal_only(self, intake: Intake) -> None:
        try:
            await self._desk.journal.append([], intake=intake)
        except (AlreadyTaken, Replayed):
            log.warning("an event came again while it was taken in")


def _place_of(error: Exception) -> str:
    """Return what went wrong and where; the message could hold names or words of members."""
    frames = traceback.extract_tb(error.__traceback__)
    last = frames[-1] if frames else None
    where = f"{last.name}, line {last.lineno}" if last else "?"
    return f"{type(error).__name__} in {where}"


def _origin(item: MatrixAct) -> Origin:
    return Origin(
        via=Via.MATRIX,
        event=item.event_id,
        room=item.room,
        sender=item.sender,
        device=item.proof.device_id or None,
        session=item.proof.session_id,
        index=item.proof.message_index,
    )


def _intake(item: MatrixAct, at: datetime) -> Intake:
    return Intake(
        event_id=item.event_id,
        room=item.room,
        at=at,
        session_id=item.proof.session_id,
        message_index=item.proof.message_index,
    )
