# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The one door of a body: takes in what the gateway delivers, and judges who speaks.

Every act of a member, typed, chosen in a poll or pressed in a widget, comes through here; what it
means, `bot.hearing` finds out. What was taken in is written down with the act, or alone if it was
refused, so the same event never counts twice, in this run or the next.
"""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections import OrderedDict
from dataclasses import replace

from bot.chambers import Chambers
from bot.chat.context import Place as ChatPlace
from bot.chat.reader import Ask, Talk
from bot.chat.requests import PresentCode
from bot.comparisons import Comparisons
from bot.desk import Desk
from bot.domain import commands as c
from bot.domain.ids import DeviceId, Key, SeatId, UserId
from bot.domain.roster import Distrust
from bot.effects import Line, Style
from bot.flood import Flood
from bot.hearing import Hearing
from bot.incidents import Incidents
from bot.matrix.events import (
    Act as MatrixAct,
)
from bot.matrix.events import (
    FileMessage,
    IdentityChanged,
    Item,
    KeysLow,
    KeyUndelivered,
    Kind,
    MembershipSeen,
    PollAnswer,
    Proof,
    ServersBarred,
    Suspicious,
    TextMessage,
    WidgetAct,
)
from bot.matrix.http import MatrixError, Unreachable
from bot.polling import Polling
from bot.registry import Registry
from bot.replies import Heard, Replies
from bot.rumours import Rumours
from bot.signinlinks import SignInLinks
from bot.store import (
    TIMER,
    AlreadyTaken,
    CodecError,
    Intake,
    Replayed,
    StoreError,
    storable_id,
)

log = logging.getLogger(__name__)

TICK_SECONDS = 1.0
REMEMBERED = 1_000
STATE_KINDS = (
    Kind.ENCRYPTION_CHANGED,
    Kind.POWER_CHANGED,
    Kind.ACCESS_CHANGED,
    Kind.ROOM_UPGRADED,
    Kind.ROOM_CHANGED,
)
"""Rumours about the body's rooms; a direct room its other side may arrange as it likes."""
LETTERS = (Kind.LETTER_UNREADABLE, Kind.KEY_CLAIMED)
"""They come to the bot's device and belong to no room."""
RETOLD = (Kind.UNDECRYPTABLE, Kind.KEY_WITHHELD, Kind.PLAINTEXT)
WORDS_MISSING = "words_missing"
"""Kind of the incident that a message never came, perhaps a vote, as the next one's number shows.
Told only while a vote of its author is awaited: programs that send anew leave such gaps, too."""
UNREAD = (Kind.UNDECRYPTABLE, Kind.KEY_WITHHELD, Kind.UNKNOWN_DEVICE)
"""What nobody could read may have been an answer to the ballot that is open."""


class Reception:
    """The door of one body."""

    def __init__(  # noqa: PLR0913 - one argument for each hand it passes things on to
        self,
        *,
        desk: Desk,
        chambers: Chambers,
        replies: Replies,
        incidents: Incidents,
        registry: Registry,
        rumours: Rumours,
        comparisons: Comparisons,
        hearing: Hearing,
        polling: Polling,
        links: SignInLinks,
    ) -> None:
        self._desk = desk
        self._chambers = chambers
        self._replies = replies
        self._incidents = incidents
        self._registry = registry
        self._rumours = rumours
        self._comparisons = comparisons
        self._hearing = hearing
        self._polling = polling
        self._links = links
        self._now = desk.now
        self._flood = Flood()
        self._reused: OrderedDict[tuple[str, str, int], None] = OrderedDict()
        """Words under a known id that were told already: a history shown again is no news."""

    async def run(self) -> None:
        """Tell those whose flood is over what was left unread, until cancelled."""
        while True:
            await asyncio.sleep(TICK_SECONDS)
            for unread in self._flood.over(self._now()):
                line = Line("reply.unread", n=unread.count, style=Style.WARNING)
                await self._warn(unread.first, line, "unread")

    def concerns(self, room: str | None) -> bool:
        """Tell whether ``room`` belongs to this body."""
        return room is not None and self._place(room) is not None

    async def take(self, item: Item) -> None:
        """Take in one item. Whatever it holds, nothing is raised but failures of the journal."""
        match item:
            case TextMessage() | PollAnswer() | WidgetAct() | FileMessage():
                await self._act(item)
            case Suspicious():
                await self._suspicious(item)
            case MembershipSeen():
                await self._rumours.membership(item)
                self._desk.changed()
                if item.membership == "join":
                    await self._comparisons.joined(item.room, item.user)
            case KeyUndelivered():
                await self._rumours.undelivered(item)
            case IdentityChanged():
                await self._identity(item)
            case ServersBarred():
                await self._hearing.partners.barred(item)
            case KeysLow(left=left):
                log.warning("only %d one-time keys left; new devices may not reach the bot", left)
            case _:
                return

    async def _identity(self, item: IdentityChanged) -> None:
        await self._rumours.identity(item)
        shown = Key(item.new_master or "")
        user = UserId(item.user)
        report = c.ReportIdentity(by=c.OPERATOR, at=self._now(), user=user, shown=shown)
        await self._desk.submit(report, TIMER)

    async def _suspicious(self, item: Suspicious) -> None:
        """Report what pretends to be an act; in a room of ours, from somebody we know or not."""
        if item.kind in LETTERS:
            await self._rumours.letter(item)
            return
        if not self.concerns(item.room) or item.room is None:
            return
        if item.event_id and await self._desk.journal.taken(item.event_id):
            return
        seat = self._desk.body.seat_for(UserId(item.sender))
        direct = self._chambers.place(item.room) is None
        if direct and (item.kind in STATE_KINDS or (seat is None and item.kind not in RETOLD)):
            return
        heard = self._heard(item.event_id or f"none-{item.room}", item.room, item.sender, seat)
        if item.kind is Kind.REACTION and await self._links.consented(item, heard):
            return
        if item.kind is Kind.REACTION and not self._ballot_open():
            return  # people may clap, as long as nobody could take it for a vote
        if item.kind in UNREAD:
            self._polling.unheard(seat, item.room, item.proof)
        detail = item.detail if item.kind in STATE_KINDS else ""
        await self._incidents.report(item.kind, heard, detail)
        if item.event_id and storable_id(item.event_id):
            taken = Intake(
                event_id=item.event_id, room=item.room, at=heard.at, verdict=str(item.kind)
            )
            if item.proof and item.kind is Kind.UNKNOWN_DEVICE:  # readable, so it has a position
                taken = replace(
                    taken,
                    session_id=item.proof.session_id,
                    message_index=item.proof.message_index,
                )
            await self._journal_only(taken)

    async def _act(self, item: MatrixAct) -> None:
        place = self._place(item.room)
        if place is None or not storable_id(item.event_id):
            return
        if await self._desk.journal.taken(item.event_id):
            await self._under_known_id(item)
            return
        intake = Intake(
            event_id=item.event_id,
            room=item.room,
            at=self._now(),
            session_id=item.proof.session_id,
            message_index=item.proof.message_index,
        )
        judged = self._judge(item.proof)
        seat = judged if not isinstance(judged, Distrust) else None
        heard = self._heard(item.event_id, item.room, item.sender, seat)
        heard = replace(heard, intake=intake)
        if item.proof.skipped:
            self._polling.unheard(seat, item.room, item.proof)
        try:
            if self._flood.admits(item.sender, heard.at):
                verdict = await self._judged(item, place, heard, judged, intake)
            else:
                verdict = await self._flooded(item, place, heard, intake)
        except (CodecError, ValueError) as error:
            # Ids or texts no journal can hold; whoever sends them must not stop the others.
            log.warning("an act cannot be written down: %s", type(error).__name__)
            await self._incidents.report(Kind.MALFORMED, heard)
            verdict = str(Kind.MALFORMED)
        except (AlreadyTaken, Replayed):
            await self._incidents.report(Kind.REPLAYED, heard)
            return
        except (StoreError, MatrixError, Unreachable):
            raise
        except Exception as error:  # a defect of ours; it would come again with every sync
            log.error("an act could not be handled: %s", _place_of(error))
            await self._incidents.report(Kind.MALFORMED, heard)
            verdict = "failed"
        if verdict is not None:
            await self._journal_only(replace(intake, verdict=verdict))
        if item.proof.skipped and self._polling.is_unheard(seat):
            await self._incidents.report(WORDS_MISSING, heard, beside="missing")

    async def _under_known_id(self, item: MatrixAct) -> None:
        """Report words never taken in that come under the id of an event that was."""
        proof = item.proof
        if proof.late or await self._desk.journal.seen(proof.session_id, proof.message_index):
            return
        words = (item.event_id, proof.session_id, proof.message_index)
        if words in self._reused:
            return
        self._reused[words] = None
        if len(self._reused) > REMEMBERED:
            self._reused.popitem(last=False)
        seat = self._desk.body.seat_for(UserId(item.sender))
        self._polling.unheard(seat, item.room, proof)
        heard = self._heard(item.event_id, item.room, item.sender, seat)
        await self._incidents.report(Kind.ID_REUSED, heard)

    async def _judged(
        self,
        item: MatrixAct,
        place: ChatPlace,
        heard: Heard,
        judged: SeatId | Distrust,
        intake: Intake,
    ) -> str | None:
        """Return the verdict to write down, None if it is written already."""
        if isinstance(judged, Distrust):
            return await self._distrusted(item, place, heard, judged)
        return await self._hearing.hear(item, place, heard, intake, self.take)

    async def _flooded(
        self, item: MatrixAct, place: ChatPlace, heard: Heard, intake: Intake
    ) -> str | None:
        """Count a vote all the same; leave the rest unread, and say so when it begins."""
        passing = self._hearing.count_in_passing
        if heard.seat and await passing(item, place, heard, intake, self.take):
            return None
        if self._flood.leave_unread(heard):
            await self._warn(heard, Line("reply.flood", style=Style.WARNING), "flood")
        return "flood"

    async def _warn(self, heard: Heard, line: Line, kind: str) -> None:
        try:
            await self._replies.beside(heard, line, kind=kind)
        except (MatrixError, Unreachable) as error:
            log.warning("could not tell who floods: %s", type(error).__name__)

    async def _distrusted(
        self, item: MatrixAct, place: ChatPlace, heard: Heard, distrust: Distrust
    ) -> str:
        """A device that speaks for nobody: it may present a code, and is told what to do.

        It is read as if it spoke for whom it claims to, to know an act from mere talk.
        """
        claimed = self._desk.body.seat_for(UserId(heard.user))
        context = self._hearing.context(replace(heard, seat=claimed), place)
        reading = await self._hearing.reading(item, context)
        if isinstance(reading, Ask) and isinstance(reading.request, PresentCode):
            await self._registry.present_code(reading.request, heard, item.proof)
            return "code"
        strange = distrust is Distrust.STRANGER
        if isinstance(reading, Talk) and not strange and place is not ChatPlace.DIRECT:
            return str(distrust)
        await self._incidents.report(distrust, heard)
        return str(distrust)

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
        known = seat or self._desk.body.seat_for(UserId(user))
        return Heard(
            event_id=event_id,
            room=room,
            user=user,
            seat=seat,
            at=self._now(),
            language=self._desk.body.language_of(known),
        )

    def _ballot_open(self) -> bool:
        meeting = self._desk.current()
        return meeting is not None and meeting.ballot is not None

    async def _journal_only(self, intake: Intake) -> None:
        if await self._desk.journal.taken(intake.event_id):
            return  # written down together with what followed from it
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
