# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Closing a ballot: first make sure that nothing was withheld, then count.

A server may show the bot less than it has (a gap in a sync, a partition, or on purpose). So before
the count the bot reads the room's history from the ballot's opening to the closing mark and takes
in what it has not seen. If the server cannot hand out the whole span, there is no result.

Whoever may have answered and could not be heard (unreadable, or in an order that proves nothing)
is waited for: the ballot stays open, everybody is told why, and the next order closes it.

A ballot that ends once everybody has answered needs no order: the message after which all answers
are there is its closing mark. Whatever stands in the way leaves it to the chair, who is told so.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager

from bot.desk import Desk
from bot.domain import commands as c
from bot.domain.ids import BallotId, MeetingId
from bot.domain.meeting import Ballot, Meeting
from bot.domain.refusals import Refused
from bot.domain.values import Undecided
from bot.domain.votes import all_in
from bot.effects import Line, Style
from bot.incidents import Incidents
from bot.matrix.events import Item, Proof
from bot.matrix.gateway import Gateway
from bot.matrix.history import HistoryIncomplete, SpanReversed
from bot.matrix.http import MatrixError, Unreachable
from bot.pacing import Pacing
from bot.partners import Partners
from bot.polling import Polling, names_of
from bot.replies import Heard, Replies
from bot.speech import speak
from bot.stage import txn_id
from bot.store import TIMER, Intake, Origin

log = logging.getLogger(__name__)

Take = Callable[[Item], Awaitable[None]]


class Counting:
    """Closes ballots of one body."""

    def __init__(
        self,
        *,
        desk: Desk,
        gateway: Gateway,
        replies: Replies,
        incidents: Incidents,
        polling: Polling,
        partners: Partners,
        pacing: Pacing,
    ) -> None:
        self.partners = partners
        self._pacing = pacing
        self._desk = desk
        self._gateway = gateway
        self._replies = replies
        self._incidents = incidents
        self._polling = polling
        self._closing = False
        """What the history brings may be the answer that was missing; one close at a time."""
        self._left_to_chair: tuple[MeetingId, BallotId] | None = None
        """The last ballot the office was told of that it does not end by itself."""

    async def close(
        self, command: c.CloseBallot, origin: Origin, intake: Intake, heard: Heard, take: Take
    ) -> None:
        """Reconcile, then close. Raises Refused, and what `Desk.submit` raises."""
        meeting = self._desk.current(command)
        ballot = meeting.open_ballot() if meeting else None
        if meeting is None or ballot is None:
            await self._desk.submit(command, origin, intake=intake)  # refused with its reason
            return
        with self._pacing.held(), self._busy():
            await self._close(meeting, ballot, command, origin, intake, heard, take)

    async def close_once_all_in(self, heard: Heard, take: Take) -> None:
        """Close the open ballot if it ends by itself, and what was just heard completes it.

        What stands in the way is left to the chair, and the office told that it is.
        """
        found = self._complete()
        if self._closing or found is None:
            return
        meeting, ballot = found
        with self._pacing.held(), self._busy():
            if self._polling.anybody_unheard():
                why = "unheard"
            else:
                why = await self._closed_by_itself(meeting, ballot, heard, take)
        if why and self._complete() and (meeting.id, ballot.id) != self._left_to_chair:
            log.warning("ballot does not close by itself: %s", why)
            self._left_to_chair = (meeting.id, ballot.id)
            line = Line("say.not_by_itself", {"ballot": ballot.id}, Style.WARNING)
            await self._replies.announce(self._polling.office, self._desk.body.language, line)

    async def _closed_by_itself(
        self, meeting: Meeting, ballot: Ballot, heard: Heard, take: Take
    ) -> str:
        """Return what kept it from closing, for the log; empty if nothing did."""
        try:
            await self._reconcile(meeting, ballot, heard, take)
            # Nothing comes of it if somebody turns out to have taken an answer back.
            close = c.CloseBallot(by=c.OPERATOR, at=self._desk.now(), ballot=ballot.id)
            await self._desk.submit(close, TIMER, meeting=meeting.id)
        except (HistoryIncomplete, Unreachable, MatrixError, Refused) as error:
            return type(error).__name__
        return ""

    def _complete(self) -> tuple[Meeting, Ballot] | None:
        """Return the open ballot, with its meeting, if it ends by itself now."""
        meeting = self._desk.current()
        ballot = meeting.open_ballot() if meeting else None
        if meeting is None or ballot is None or not all_in(meeting, ballot):
            return None
        return meeting, ballot

    @contextmanager
    def _busy(self) -> Iterator[None]:
        before, self._closing = self._closing, True
        try:
            yield
        finally:
            self._closing = before

    async def _close(  # the parts of one order
        self,
        meeting: Meeting,
        ballot: Ballot,
        command: c.CloseBallot,
        origin: Origin,
        intake: Intake,
        heard: Heard,
        take: Take,
    ) -> None:
        try:
            await self._reconcile(meeting, ballot, heard, take)
        except HistoryIncomplete:
            await self._incidents.report("history_gap", heard)
            broken = c.BreakOffBallot(by=c.OPERATOR, at=command.at, reason=Undecided.GAP)
            await self._desk.submit(broken, TIMER, intake=intake, meeting=meeting.id)
            return
        except (Unreachable, MatrixError) as error:
            log.warning("ballot not closed, history unreachable: %s", type(error).__name__)
            await self._replies.lines(heard, Line("reply.history_unreachable"))
            await self._desk.journal.append([], intake=intake)
            return
        if await self._waits(meeting, ballot, heard):
            await self._desk.journal.append([], intake=intake)
            return
        await self._desk.submit(command, origin, intake=intake, meeting=meeting.id)

    async def _waits(self, meeting: Meeting, ballot: Ballot, heard: Heard) -> bool:
        """Keep the ballot open, once, for those who may have answered without being heard."""
        known = self._desk.meetings[meeting.id]
        if not await self.partners.may_close(known, known.ballots[ballot.id]):
            await self._replies.lines(heard, Line("reply.close_again", style=Style.WARNING))
            return True
        seats = self._polling.to_hear()
        if not seats:
            return False
        facts = {"ballot": ballot.id, "names": names_of(meeting, seats)}
        line = Line("reply.not_heard", facts, Style.WARNING)
        await self._replies.lines(heard, line)
        room = self._polling.room(ballot)
        if heard.room != room:
            await self._replies.privately(room, heard, line)
        return True

    async def _reconcile(self, meeting: Meeting, ballot: Ballot, heard: Heard, take: Take) -> None:
        """Take in every event between the question and the closing mark."""
        room = self._polling.room(ballot)
        since = await self._opened_by(meeting, ballot.id)
        if since is None:
            return  # the question is not out yet, so nobody can have answered
        until = heard.event_id
        if heard.room != room:
            until = await self._closing_mark(room, ballot.id, heard)
        try:
            found = await self._gateway.reconcile(room, since, until)
        except SpanReversed:
            # The order was on its way while the homeserver still kept the question back; whoever
            # has answered since stands before a mark that is posted now.
            until = await self._closing_mark(room, ballot.id, heard)
            found = await self._gateway.reconcile(room, since, until)
        others = [item for item in found if getattr(item, "event_id", None) != heard.event_id]
        for item in await self._news(others):
            await take(item)

    async def _news(self, items: Sequence[Item]) -> list[Item]:
        """Leave out the words that were taken in as they are shown here.

        Known ids over other words stay in: somebody has used them a second time.
        """
        ids = {event for item in items if (event := getattr(item, "event_id", None))}
        places = await self._desk.journal.places(sorted(ids)) if ids else {}

        def is_known(item: Item) -> bool:
            proof: Proof | None = getattr(item, "proof", None)
            place = places.get(getattr(item, "event_id", None) or "")
            return proof is not None and place == (proof.session_id, proof.message_index)

        return [item for item in items if not is_known(item)]

    async def _opened_by(self, meeting: Meeting, ballot: BallotId) -> str | None:
        seq, _ = self._desk.ballot_keys[meeting.id, ballot]
        outcome = await self._desk.journal.outcome(txn_id(self._desk.stream_of(meeting.id), seq, 0))
        event = outcome.result.get("event") if outcome else None
        return event if isinstance(event, str) else None

    async def _closing_mark(self, room: str, ballot: BallotId, heard: Heard) -> str:
        """Post a mark into the room of the vote when the order to close came from elsewhere."""
        line = Line("say.closing", {"ballot": ballot})
        body = self._desk.body
        part = speak(self._replies.texts, body.language, (line,))[0]
        txn = txn_id(f"close/{heard.event_id}", 0, 0)
        return await self._gateway.send(room, "m.room.message", part.content(), txn)
