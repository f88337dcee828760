# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Whether an answer is meant for the ballot that is open: its room, its question, its time.

Who may vote, the domain decides. Here stands what only Matrix shows: that a "ja" was said in
another room than the question, as a reply to something else, too late, or that a client chose two
answers in a poll. None of it counts, and who said it is told. The rules are explained in
`docs/explanation/way-of-a-vote.md`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from bot.chambers import Chambers
from bot.chat.answers import vote_word
from bot.chat.context import Context
from bot.chat.context import Place as ChatPlace
from bot.chat.reader import Act, Problem, Talk
from bot.desk import Desk
from bot.domain import commands as c
from bot.domain.ids import BallotId, MeetingId, SeatId
from bot.domain.meeting import Ballot, Meeting
from bot.domain.values import Channel, Choice
from bot.domain.votes import in_electorate
from bot.effects import Line, Place
from bot.matrix.events import Act as MatrixAct
from bot.matrix.events import PollAnswer, Proof, TextMessage
from bot.reactions.voting import answer_id, answer_mark
from bot.stage import poll_name, txn_id
from bot.texts import Key

LATE = timedelta(minutes=2)
"""So long after a ballot a plain answer is still taken for one to it, unless another has opened."""
QUESTION, POLL, TALLY = range(3)
"""The effects of a ballot's opening that can be answered (`bot.reactions.voting.opened`)."""

Votes = c.CastVote | c.EnterCount


@dataclass(slots=True)
class _Watch:
    """What is known of an open ballot beside the journal. A restart forgets it."""

    spoken: dict[SeatId, tuple[str, int]] = field(default_factory=dict)
    """Megolm session and position of the answer counted for a seat."""
    events: set[str] = field(default_factory=set)
    """Messages that were counted."""
    unheard: dict[SeatId, None] = field(default_factory=dict)
    """Who may have answered without being heard, and has not answered since."""
    waited_for: set[SeatId] = field(default_factory=set)


class Polling:
    """The polling station of one body."""

    def __init__(self, desk: Desk, chambers: Chambers) -> None:
        self._desk = desk
        self._chambers = chambers
        self._watched: tuple[MeetingId, BallotId] | None = None
        self._watch = _Watch()

    # ── where and about what ────────────────────────────────────────────────────────────
    def room(self, ballot: Ballot) -> str:
        """Return the only room in which members answer the ballot."""
        return self._chambers.room(_place(ballot))

    @property
    def office(self) -> str:
        """The room of those who lead the meeting."""
        return self._chambers.room(Place.OFFICE)

    async def objection(self, command: Votes, item: MatrixAct, place: ChatPlace) -> Line | None:
        """Say why an answer is none to the open ballot; None if it is, or if the domain refuses."""
        meeting = self._desk.current(command)
        ballot = meeting.open_ballot() if meeting else None
        if meeting is None or ballot is None:
            return None
        if isinstance(command, c.CastVote) and command.ballot not in (None, ballot.id):
            return None
        own = isinstance(command, c.CastVote) and command.seat == command.by
        if own and not in_electorate(meeting, ballot, command.by):
            return None
        there = {_place(ballot)} if own else {_place(ballot), Place.OFFICE}
        if str(place) not in there:
            return _elsewhere(ballot)
        if own and isinstance(item, TextMessage) and not await self._about(meeting, ballot, item):
            return Line("polling.other_message", {"ballot": ballot.id})
        return None

    async def is_talk(self, command: c.Command, item: MatrixAct, place: ChatPlace) -> bool:
        """Tell whether a bare word of who has no vote was clearly no answer to the ballot."""
        if not isinstance(command, c.CastVote) or command.channel is not Channel.TEXT:
            return False
        meeting = self._desk.current(command)
        ballot = meeting.open_ballot() if meeting else None
        if meeting is None or ballot is None or in_electorate(meeting, ballot, command.by):
            return False
        if str(place) != _place(ballot):
            return True
        return isinstance(item, TextMessage) and not await self._about(meeting, ballot, item)

    async def _about(self, meeting: Meeting, ballot: Ballot, item: TextMessage) -> bool:
        """Tell whether the message relates to nothing, or to what the bot said of the ballot."""
        targets = {item.reply_to, item.thread} - {None}
        return not targets or bool(targets & await self._messages(meeting.id, ballot.id))

    async def _messages(self, meeting: MeetingId, ballot: BallotId) -> set[str | None]:
        """Return the ids of question, poll and tally, with what a long question goes on in."""
        seq, _ = self._desk.ballot_keys[meeting, ballot]
        stream = self._desk.stream_of(meeting)
        found: set[str | None] = set()
        for n in (QUESTION, POLL, TALLY):
            outcome = await self._desk.journal.outcome(txn_id(stream, seq, n))
            result = outcome.result if outcome and isinstance(outcome.result, dict) else {}
            found |= {result.get("event"), *result.get("more", ())}
        return found - {None}

    # ── answers that are none ───────────────────────────────────────────────────────────
    async def stray(self, item: TextMessage, context: Context) -> Line | None:
        """Say why an exact answer counts for nothing; None if it is ordinary talk.

        Only to those who could have voted: in another room while a ballot is open, shortly after
        one ended in this room, or as a reply to one that ended.
        """
        meeting, by = context.meeting, context.by
        if meeting is None or by is None or vote_word(item.body) is None:
            return None
        ballot = meeting.open_ballot()
        if ballot is not None:
            return _elsewhere(ballot) if in_electorate(meeting, ballot, by) else None
        over = await self._ended(meeting, item, context)
        if over is None or not in_electorate(meeting, over, by):
            return None
        word = "polling.too_late_kept" if by in over.votes else "polling.too_late"
        return Line(word, {"ballot": over.id})

    async def _ended(self, meeting: Meeting, item: TextMessage, context: Context) -> Ballot | None:
        """Return the ballot a plain answer came too late for."""
        ended = [b for b in meeting.ballots.values() if (meeting.id, b.id) in self._desk.ended]
        if item.reply_to or item.thread:
            for ballot in ended:
                if await self._about(meeting, ballot, item):
                    return ballot
            return None
        if not ended or str(_place(ended[-1])) != str(context.place):
            return None
        since = context.at - self._desk.ended[meeting.id, ended[-1].id]
        return ended[-1] if since <= LATE else None

    # ── polls ───────────────────────────────────────────────────────────────────────────
    async def poll_answer(self, item: PollAnswer, context: Context) -> Act | Problem | Talk:
        """Find the ballot by the answer's id, which nobody could know before it was opened."""
        meeting, by = context.meeting, context.by
        if meeting is None or by is None:
            return Talk()
        known = [found for answer in item.answers if (found := self._known(answer))]
        if len(item.answers) == 1 and known:
            (where, ballot), choice = known[0]
            if where != meeting.id:  # ballots are numbered anew in every meeting
                return Problem("refusal.ballot_over", {"ballot": ballot})
            return Act(
                c.CastVote(
                    by=by, at=context.at, seat=by, choice=choice, channel=Channel.POLL,
                    ballot=ballot,
                )
            )  # fmt: skip
        if not known and not await self._ours(item.poll, meeting):
            return Talk()  # a poll of the members' own
        word = "several" if len(item.answers) > 1 else "unknown" if item.answers else "empty"
        return Problem(f"polling.poll_{word}")

    def _known(self, answer: str) -> tuple[tuple[MeetingId, BallotId], Choice] | None:
        for where, (_, hash_) in reversed(self._desk.ballot_keys.items()):
            if answer.endswith(answer_mark(hash_)):
                return next(
                    ((where, one) for one in Choice if answer == answer_id(one, hash_)), None
                )
        return None

    async def _ours(self, poll: str, meeting: Meeting) -> bool:
        stream = self._desk.stream_of(meeting.id)
        for ballot in meeting.ballots:
            outcome = await self._desk.journal.find_outcome(stream, poll_name(meeting.id, ballot))
            if outcome is not None and outcome.result == {"event": poll}:
                return True
        return False

    # ── order, and who was not heard ────────────────────────────────────────────────────
    async def in_order(self, command: c.Command, item: MatrixAct) -> bool:
        """Tell whether an act is certainly its author's latest word.

        One that came after a later message of its session could be an old one a server held back.
        An answer that names the open ballot in ciphertext (by a poll answer's id, or as a sealed
        reply) cannot be older than the question; it counts if none counted was spoken after it.
        """
        if not item.proof.out_of_order:
            return True
        meeting = self._desk.current(command)
        ballot = meeting.open_ballot() if meeting else None
        if meeting is None or ballot is None or not isinstance(command, c.CastVote):
            return False
        if not self._newest(command.seat, ballot, item.proof):
            return False
        if isinstance(item, PollAnswer):
            return command.ballot == ballot.id
        sealed = isinstance(item, TextMessage) and item.proof.relation == "sealed"
        return sealed and bool(
            {getattr(item, "reply_to", None)} & await self._messages(meeting.id, ballot.id)
        )

    def _newest(self, seat: SeatId, ballot: Ballot, proof: Proof) -> bool:
        """Tell whether no answer counted for the seat can have been spoken after this one."""
        if seat not in ballot.votes:
            return True
        session, index = self._current().spoken.get(seat, ("", 0))
        return session == proof.session_id and index < proof.message_index

    def counted(self, command: Votes, item: MatrixAct) -> None:
        """Note that answers were counted, or said again what was counted before."""
        watch = self._current()
        watch.events.add(item.event_id)
        seats = [command.seat] if isinstance(command, c.CastVote) else [s for s, _ in command.votes]
        for seat in seats:
            watch.spoken[seat] = (item.proof.session_id, item.proof.message_index)
            watch.unheard.pop(seat, None)

    def was_counted(self, event_id: str | None) -> bool:
        """Tell whether a message was counted in the ballot that is open."""
        return event_id in self._current().events

    def unheard(self, seat: SeatId | None, room: str, proof: Proof | None) -> None:
        """Note that a message of a seat, perhaps its answer, could not be taken."""
        meeting = self._desk.current()
        ballot = meeting.open_ballot() if meeting else None
        if meeting is None or ballot is None or seat is None or room != self.room(ballot):
            return
        watch = self._current()
        session, index = watch.spoken.get(seat, ("", 0))
        older = proof is not None and session == proof.session_id and index > proof.message_index
        if not older and in_electorate(meeting, ballot, seat):
            watch.unheard[seat] = None

    def is_unheard(self, seat: SeatId | None) -> bool:
        """Tell whether a seat may have answered the open ballot without being heard."""
        return seat in self._current().unheard

    def anybody_unheard(self) -> bool:
        """Tell whether somebody may have answered the open ballot without being heard."""
        return bool(self._current().unheard)

    def to_hear(self) -> tuple[SeatId, ...]:
        """Return whose answer is to be waited for before the open ballot may close; once each."""
        watch = self._current()
        waiting = tuple(seat for seat in watch.unheard if seat not in watch.waited_for)
        watch.waited_for.update(waiting)
        return waiting

    def _current(self) -> _Watch:
        meeting = self._desk.current()
        open_now = (meeting.id, meeting.ballot) if meeting and meeting.ballot else None
        if open_now != self._watched:
            self._watched, self._watch = open_now, _Watch()
        return self._watch


def _place(ballot: Ballot) -> Place:
    return Place.CLOSED if ballot.non_public else Place.SESSION


def _elsewhere(ballot: Ballot) -> Line:
    return Line("polling.elsewhere", {"place": Key(f"place.{_place(ballot)}")})


def names_of(meeting: Meeting, seats: Iterable[SeatId]) -> tuple[str, ...]:
    """Return the names of seats."""
    return tuple(meeting.seats[seat].name for seat in seats)
