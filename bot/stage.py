# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Performs effects: the only place where what was decided becomes visible.

Behind a cursor, in the journal's order, each under a transaction id that follows from its entry:
done twice it does nothing new. Of edits of one message that wait only the last is made, and of a
running count's edits only as many as `Pacing` says: sixty votes at once make one or two, not sixty.
What a server refuses for good is noted and told to the office; what it cannot do now is tried again
until it can.
"""

from __future__ import annotations

import asyncio
import hashlib
import itertools
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from bot.chambers import Chambers
from bot.desk import Desk, Owed
from bot.domain.ids import BallotId, MeetingId, SeatId, UserId
from bot.effects import (
    Admit,
    Effect,
    EndPoll,
    Exclude,
    HandOut,
    Line,
    Place,
    Publish,
    Revise,
    RotateKeys,
    Say,
    ShareKeys,
    StartPoll,
    Steer,
    Style,
    Tell,
)
from bot.faults import EFFECT_AFTER, EFFECT_BEFORE, hit
from bot.invitations import Invitations
from bot.matrix.gateway import Gateway
from bot.matrix.http import MatrixError, RateLimited, Unreachable
from bot.matrix.keystore import KeysUnwritable
from bot.matrix.media import TooLarge
from bot.pacing import Pacing
from bot.signed import Content, Sign, carrying, carrying_circulations, unsigned
from bot.speech import Spoken, brief, one, speak
from bot.store import Outcome, StoreError
from bot.texts import Key, Texts
from bot.texts.facts import snake
from bot.views import RELEASED

log = logging.getLogger(__name__)

RETRY_SECONDS = 5.0
REMOTE_TRIES = 4
"""So often a person's own, perhaps dead, homeserver may hold up everybody else's business."""
POLL = "org.matrix.msc3381.poll"
POLL_START = f"{POLL}.start"
POLL_END = f"{POLL}.end"
TEXT = "org.matrix.msc1767.text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A finished document."""

    name: str
    data: bytes
    mime: str = "application/pdf"


DoSteer = Callable[[MeetingId | None, Steer], Awaitable[None]]
FetchKept = Callable[[str], Awaitable[bytes]]
MakePaper = Callable[[MeetingId | None, Publish], Awaitable[Sheet]]


class Stage:
    """Performs what one desk owes."""

    def __init__(
        self,
        *,
        desk: Desk,
        gateway: Gateway,
        chambers: Chambers,
        texts: Texts,
        make_paper: MakePaper,
        pacing: Pacing,
        sign: Sign = unsigned,
    ) -> None:
        self._desk = desk
        self._pacing = pacing
        self._gateway = gateway
        self._chambers = chambers
        self._texts = texts
        self._make_paper = make_paper
        self._sign = sign
        self.steer: DoSteer | None = None
        """Does steps in the conference, where there is one."""
        self.attachment: FetchKept | None = None
        """Reads a kept file by its digest."""
        self._journal = desk.journal
        self.invitations = Invitations(desk=desk, gateway=gateway, chambers=chambers)
        self._waiting: deque[Owed] = deque()
        self._begun: Owed | None = None
        """The entry that was begun last: if the disk fails, some of it may be done."""

    async def run(self) -> None:
        """Perform effects until cancelled."""
        while True:
            await self._look()
            owed = self._waiting[0]
            if not await self._overtaken(owed):
                await self._perform_entry(owed)
            self._waiting.popleft()  # only now: whatever stops us, it is not forgotten
            self._desk.owed.task_done()

    async def drain(self) -> None:
        """Wait until everything owed is done, without pauses."""
        with self._pacing.hurried():
            await self._desk.owed.join()

    async def _look(self) -> None:
        """Take in what is owed; wait for something if nothing is."""
        if not self._waiting:
            self._waiting.append(await self._desk.owed.get())
        while not self._desk.owed.empty():
            self._waiting.append(self._desk.owed.get_nowait())

    async def _overtaken(self, owed: Owed) -> bool:
        """Tell whether a later edit makes all of this superfluous; wait for one while it is early.

        The later one moves the cursor past both, so that after a crash none is missing.
        """
        if not owed.edits:
            return False
        while len(self._waiting) == 1 and (left := self._pacing.left(owed.edits)) != 0.0:
            came = await self._news(left)
            await self._look()
            if not came:
                break
        overtaken = self._edited_later(owed.edits, owed)
        if overtaken:
            self._pacing.passed(owed.edits)
        return overtaken

    async def _news(self, seconds: float | None) -> bool:
        """Wait until something more is owed or the pace is another; False if the time is up."""
        more = asyncio.ensure_future(self._desk.owed.get())
        pace = asyncio.ensure_future(self._pacing.changed())
        try:
            wanted = asyncio.FIRST_COMPLETED
            came, _ = await asyncio.wait({more, pace}, timeout=seconds, return_when=wanted)
            return bool(came)
        finally:
            pace.cancel()
            if not more.cancel():
                self._waiting.append(more.result())

    async def _perform_entry(self, owed: Owed) -> None:
        fresh = owed.fresh and owed is not self._begun
        self._begun = owed
        if owed.edits:
            self._pacing.edited(owed.edits)
        for n, effect in enumerate(owed.effects):
            if fresh or await self._journal.outcome(txn_id(owed.stream, owed.seq, n)) is None:
                await self._perform_once(owed, n, effect)
        await self._journal.advance(owed.stream, owed.seq)

    async def _perform_once(self, owed: Owed, n: int, effect: Effect) -> None:
        txn = txn_id(owed.stream, owed.seq, n)
        if isinstance(effect, Revise) and self._superseded(owed, n, effect):
            result: Any = {"superseded": True}
        else:
            hit(EFFECT_BEFORE)
            result = await self._patiently(owed, effect, txn)
            hit(EFFECT_AFTER)
        await self._journal.record_outcome(
            txn,
            result,
            stream=owed.stream,
            seq=owed.seq,
            n=n,
            key=_key(owed, effect),
        )

    def _superseded(self, owed: Owed, n: int, effect: Revise) -> bool:
        """Tell whether a later edit of the same message is waiting already."""
        in_it = any(_edits(later, effect.slot) for later in owed.effects[n + 1 :])
        return in_it or self._edited_later(effect.slot, owed)

    def _edited_later(self, slot: str, owed: Owed) -> bool:
        """Tell whether anything that waits beside `owed` edits the message once more."""
        return any(
            other.edits == slot
            or (not other.edits and any(_edits(one, slot) for one in other.effects))
            for other in self._waiting
            if other is not owed
        )

    async def _patiently(self, owed: Owed, effect: Effect, txn: str) -> Any:
        """Try until our homeserver has done it; what needs another server, a few times only."""
        for attempt in itertools.count(1):
            try:
                return await self._perform(owed, effect, txn)
            except Unreachable:
                log.warning("homeserver unreachable, effect %s waits", txn)
                await asyncio.sleep(RETRY_SECONDS)
            except RateLimited:  # it has asked for patience, and refused nothing
                log.warning("homeserver wants us slower, effect %s waits", txn)
                await asyncio.sleep(RETRY_SECONDS)
            except MatrixError as error:
                remote = isinstance(effect, Admit | Exclude | Tell) and attempt >= REMOTE_TRIES
                if error.status >= HTTPStatus.INTERNAL_SERVER_ERROR and not remote:
                    await asyncio.sleep(RETRY_SECONDS)
                    continue
                log.warning("effect %s refused by the homeserver: %s", txn, error.errcode)
                await self._report(effect, txn)
                return {"refused": error.errcode}
            except TooLarge as error:
                log.error("effect %s does not fit into an event: %s", txn, error)
                await self._report(effect, txn)
                return {"refused": "too_large"}
            except (StoreError, KeysUnwritable):
                raise
            except Exception as error:  # one effect that cannot be done must not stop a meeting
                log.error("effect %s failed: %s", txn, type(error).__name__, exc_info=True)
                await self._report(effect, txn)
                return {"failed": type(error).__name__}
        raise AssertionError("counting never ends")

    async def _report(self, effect: Effect, txn: str) -> None:
        """Tell the office that something could not be done, unless that is what failed."""
        if isinstance(effect, Say) and effect.place is Place.OFFICE:
            return
        seat = getattr(effect, "seat", None)
        facts = {"what": Key(f"owed.{snake(type(effect).__name__)}"), "name": self._name(seat)}
        line = Line("say.effect_failed", facts, Style.WARNING)
        try:
            await self._post(Say(place=Place.OFFICE, lines=(line,)), f"{txn}-f")
        except (MatrixError, Unreachable):
            log.warning("the office could not be told about effect %s", txn)

    async def _perform(self, owed: Owed, effect: Effect, txn: str) -> Any:  # noqa: C901 - a table
        match effect:
            case Say():
                return await self._post(effect, txn, owed.meeting)
            case Revise():
                return await self._revise(owed, effect, txn)
            case Tell():
                return await self._tell(effect, txn)
            case StartPoll():
                return {"event": await self._start_poll(effect, txn)}
            case EndPoll():
                return await self._end_poll(owed, effect, txn)
            case Admit():
                return await self._admit(effect)
            case Exclude():
                return await self._exclude(effect)
            case ShareKeys():
                await self._gateway.share_session(self._chambers.room(effect.place))
                return {}
            case RotateKeys():
                await self._gateway.rotate(self._chambers.room(effect.place))
                return {}
            case Steer():
                if self.steer is not None:
                    await self.steer(owed.meeting, effect)
                return {}
            case Publish():
                return await self._publish(owed, effect, txn)
            case HandOut():
                return await self._hand_out(effect, txn)

    async def _post(self, effect: Say | Revise, txn: str, meeting: MeetingId | None = None) -> Any:
        """Say it; return the ids of the message, and of those it goes on in if it is long."""
        room = self._chambers.room(effect.place)
        parts = speak(self._texts, self._desk.body.language, effect.lines)
        first = self._content(room, parts[0], effect, meeting)
        event = await self._gateway.send(room, "m.room.message", first, txn)
        more = [
            await self._gateway.send(
                room, "m.room.message", self._sign(room, part.content()), f"{txn}-{n}"
            )
            for n, part in enumerate(parts[1:], start=1)
        ]
        return {"event": event, "more": more} if more else {"event": event}

    def _content(
        self, room: str, said: Spoken, effect: Say | Revise, meeting: MeetingId | None
    ) -> Content:
        """Return a signed content, with the view and whom it is for if it fits."""
        content, desk = said.content(), self._desk
        if effect.view is not None:
            receipts = desk.receipts_of(meeting, dict(effect.view))
            content |= carrying(dict(effect.view), desk.body, receipts)
        if effect.circulations is not None:
            content |= carrying_circulations(dict(effect.circulations), desk.body, desk.answers)
        if isinstance(effect, Say) and effect.released is not None:
            content[RELEASED] = dict(effect.released)
        return self._sign(room, content)

    async def _revise(self, owed: Owed, effect: Revise, txn: str) -> Any:
        event = _event_of(await self._journal.find_outcome(owed.stream, effect.slot))
        if event is None:
            return await self._post(effect, txn, owed.meeting)
        said = brief(self._texts, self._desk.body.language, effect.lines)
        room = self._chambers.room(effect.place)
        content = self._content(room, said, effect, owed.meeting)
        await self._gateway.edit(room, event, content, txn)
        return {}

    async def _tell(self, effect: Tell, txn: str) -> Any:
        language = self._desk.body.language_of(effect.seat)
        parts = speak(self._texts, language, effect.lines)
        for who, user in enumerate(self._users(effect.user, effect.seat)):
            room = await self._chambers.direct(user)
            for n, part in enumerate(parts):
                await self._gateway.send(room, "m.room.message", part.content(), f"{txn}-{who}-{n}")
        return {}

    async def _start_poll(self, effect: StartPoll, txn: str) -> str:
        language = self._desk.body.language
        question = one(self._texts, language, effect.question)
        words = [
            (answer, self._texts.say(language, f"choice.{choice}"))
            for answer, choice in effect.answers
        ]
        options = "\n".join(f"{n}. {word}" for n, (_, word) in enumerate(words, start=1))
        content = {
            TEXT: f"{question}\n{options}",
            POLL_START: {
                "kind": f"{POLL}.{'disclosed' if effect.disclosed else 'undisclosed'}",
                "max_selections": 1,
                "question": {TEXT: question, "body": question, "msgtype": "m.text"},
                "answers": [{"id": answer, TEXT: word} for answer, word in words],
            },
        }
        room = self._chambers.room(effect.place)
        return await self._gateway.send(room, POLL_START, content, txn)

    async def _end_poll(self, owed: Owed, effect: EndPoll, txn: str) -> Any:
        poll = _event_of(await self._journal.find_outcome(owed.stream, poll_key(owed, effect)))
        if poll is None:
            return {}
        text = one(self._texts, self._desk.body.language, effect.line)
        content = {
            "m.relates_to": {"rel_type": "m.reference", "event_id": poll},
            POLL_END: {},
            TEXT: text,
            "body": text,
        }
        room = self._chambers.room(effect.place)
        return {"event": await self._gateway.send(room, POLL_END, content, txn)}

    async def _admit(self, effect: Admit) -> Any:
        users = self._users(effect.user, effect.seat)
        done = [await self.invitations.invite(effect.place, user) for user in users]
        return {} if all(done) else {"waits": True}

    async def _exclude(self, effect: Exclude) -> Any:
        """Remove, and change the keys even if the server will not: it may lie about who is in."""
        room = self._chambers.room(effect.place)
        users = self._users(effect.user, effect.seat)
        for user in users:
            await self.invitations.withdraw(effect.place, user)
        try:
            members = await self._gateway.members(room) if users else {}
            for user in users:
                if members.get(user) in ("join", "invite"):
                    await self._gateway.kick(room, user)
        finally:
            if users:
                await self._gateway.rotate(room)
        return {}

    async def _publish(self, owed: Owed, effect: Publish, txn: str) -> Any:
        sheet = await self._make_paper(owed.meeting, effect)
        content = await self._gateway.upload_encrypted(sheet.data, mime=sheet.mime, name=sheet.name)
        room = self._chambers.room(effect.place)
        return {"event": await self._gateway.send(room, "m.room.message", content, txn)}

    async def _hand_out(self, effect: HandOut, txn: str) -> Any:
        if self.attachment is None:
            return {}
        data = await self.attachment(effect.digest)
        content = await self._gateway.upload_encrypted(data, mime=effect.mime, name=effect.name)
        room = self._chambers.room(effect.place)
        return {"event": await self._gateway.send(room, "m.room.message", content, txn)}

    def _users(self, user: UserId | None, seat: SeatId | None) -> list[UserId]:
        """Return the one named, else whoever speaks for the seat now."""
        if user is not None:
            return [user]
        return sorted(self._desk.body.users_of(seat)) if seat else []

    def _name(self, seat: SeatId | None) -> str:
        known = self._desk.body.seats.get(seat) if seat else None
        return known.name if known else "–"


def txn_id(stream: str, seq: int, n: int) -> str:
    """Return the transaction id of an effect: the same for ever, and telling nothing."""
    digest = hashlib.sha256(f"{stream}\0{seq}\0{n}".encode()).hexdigest()
    return f"g{digest[:32]}"


def poll_name(meeting: MeetingId | None, ballot: BallotId) -> str:
    """Return under which key the message of a ballot's poll is remembered."""
    return f"poll/{meeting}/{ballot}"


def poll_key(owed: Owed, effect: StartPoll | EndPoll) -> str:
    return poll_name(owed.meeting, effect.ballot)


def _key(owed: Owed, effect: Effect) -> str | None:
    if isinstance(effect, Say):
        return effect.slot or None
    if isinstance(effect, StartPoll):
        return poll_key(owed, effect)
    return None


def _edits(effect: Effect, slot: str) -> bool:
    return isinstance(effect, Revise) and effect.slot == slot


def _event_of(outcome: Outcome | None) -> str | None:
    if outcome is None or not isinstance(outcome.result, dict):
        return None
    event = outcome.result.get("event")
    return event if isinstance(event, str) else None
