# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Comparing emoji: a member with the office, to be enrolled, or with the bot, to trust it.

The protocol is `bot.matrix.verification`; here stands who is asked, who sees the bot's side, whose
word ends it, and what follows. A comparison pins a key only if the clerk asked for it and a person
of the office has seen that both sides show the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from bot.chambers import Chambers
from bot.chat.requests import CancelVerification, ConfirmVerification, Enrol, StartVerification
from bot.desk import Desk
from bot.domain import commands as c
from bot.domain.ids import Key, SeatId, UserId
from bot.domain.permissions import OFFICE
from bot.domain.refusals import Refused
from bot.domain.values import How, Role
from bot.effects import Line, Place
from bot.matrix.sas_table import Code, NotNow
from bot.matrix.verification_values import Comparison, Failed, UnknownVerification, Verified
from bot.replies import Heard, Replies, by_message
from bot.store import Origin
from bot.texts import say_reason


class Members(Protocol):
    """The part of the gateway that tells who is in a room."""

    async def members(self, room: str) -> dict[str, str]:
        """Return memberships by user."""


class Protocols(Protocol):
    """The part of `Verifications` that people steer."""

    async def ask_in_room(self, user: str, room: str, body: str) -> str:
        """Ask a member; return the transaction."""

    async def confirm(self, transaction: str) -> None:
        """Both sides show the same. Raises UnknownVerification or NotNow."""

    async def mismatch(self, transaction: str) -> None:
        """The sides differ. Raises UnknownVerification or NotNow."""


@dataclass(frozen=True, slots=True)
class _Awaited:
    """A member the clerk wants to enrol by comparison."""

    seat: SeatId
    by: SeatId
    origin: Origin


class Comparisons:
    """Comparisons for one body."""

    def __init__(
        self, *, desk: Desk, gateway: Members, chambers: Chambers, replies: Replies
    ) -> None:
        self._desk = desk
        self._gateway = gateway
        self._chambers = chambers
        self._replies = replies
        self._awaited: dict[str, _Awaited] = {}
        self._asked: set[str] = set()
        self._shown: dict[str, str] = {}
        """User to the transaction of the comparison a person has to confirm."""
        self.verifications: Protocols | None = None

    # ── asking ──────────────────────────────────────────────────────────────────────────
    async def enrol(self, request: Enrol, heard: Heard, by: SeatId) -> None:
        """Await a comparison with who is to be enrolled, and ask as soon as they are there."""
        self._awaited[request.user] = _Awaited(request.seat, by, by_message(heard))
        self._asked.discard(request.user)
        await self._replies.lines(heard, Line("reply.compare_asked", {"user": request.user}))
        room = await self._chambers.direct(request.user)
        if (await self._gateway.members(room)).get(request.user) == "join":
            await self._ask_once(request.user, room)

    async def joined(self, room: str, user: str) -> None:
        """Ask a member who has just come into the direct room to compare."""
        if user in self._awaited and self._chambers.direct_partner(room) == user:
            await self._ask_once(UserId(user), room)

    async def verify(self, request: StartVerification, heard: Heard) -> None:
        """Ask a member's client to compare, so that the member can trust the bot."""
        user = request.user or UserId(heard.user)
        if not self._may_speak_for(user, heard):
            await self._not_allowed(heard)
            return
        await self._ask(user, await self._chambers.direct(user))
        await self._replies.lines(heard, Line("reply.compare_asked", {"user": user}))

    def awaits(self, user: str) -> bool:
        """Tell whether a person at the office has to confirm a comparison with ``user``."""
        return user in self._awaited

    # ── a person's word ─────────────────────────────────────────────────────────────────
    async def confirm(self, request: ConfirmVerification, heard: Heard) -> None:
        """A person says that both sides show the same."""
        await self._decide(request.seat, heard, same=True)

    async def differs(self, request: CancelVerification, heard: Heard) -> None:
        """A person says that the sides differ: somebody sits between them."""
        await self._decide(request.seat, heard, same=False)

    async def _decide(self, seat: SeatId | None, heard: Heard, *, same: bool) -> None:
        """Carry on with the comparison meant.

        Who is to be enrolled cannot say it of themselves, nor another member for them: the clerk's
        office vouches that the person it spoke to read out the same.
        """
        user, transaction = self._meant(seat, heard)
        if transaction is None or self.verifications is None:
            await self._replies.lines(heard, Line("reply.nothing_to_compare"))
            return
        if not self._may_speak_for(user, heard):
            await self._not_allowed(heard)
            return
        step = self.verifications.confirm if same else self.verifications.mismatch
        try:
            await step(transaction)
        except (UnknownVerification, NotNow):
            await self._replies.lines(heard, Line("reply.nothing_to_compare"))
        return None

    def _may_speak_for(self, user: str, heard: Heard) -> bool:
        seat = self._desk.body.seats.get(heard.seat) if heard.seat else None
        if seat is not None and seat.role in OFFICE:
            return True
        return heard.user == user and user not in self._awaited

    async def _not_allowed(self, heard: Heard) -> None:
        roles = tuple(role for role in Role if role in OFFICE)
        await self._replies.lines(heard, Line("refusal.not_allowed", {"roles": roles}))

    def _meant(self, seat: SeatId | None, heard: Heard) -> tuple[str, str | None]:
        """Return with whom the comparison meant is, and its transaction if it is shown."""
        user = self._desk.body.user_of(seat) if seat else None
        if user is None and seat is not None:
            user = next((UserId(u) for u, a in self._awaited.items() if a.seat == seat), None)
        if user is not None:
            return user, self._shown.get(user)
        if heard.user in self._shown:
            return heard.user, self._shown[heard.user]
        return next(iter(self._shown.items())) if len(self._shown) == 1 else ("", None)

    # ── what the protocol reports ───────────────────────────────────────────────────────
    async def show(self, comparison: Comparison) -> None:
        """Show the bot's side: to the office if a person there compares, and to the member."""
        language = self._desk.body.language
        symbols = " ".join(f"{s.emoji} {s.name}" for s in comparison.symbols(language))
        numbers = " ".join(str(number) for number in comparison.decimals)
        facts = {"user": comparison.user, "symbols": symbols or numbers, "numbers": numbers}
        if comparison.attended:
            self._shown[comparison.user] = comparison.transaction
            await self._office(Line("verify.office", facts))
            return
        room = comparison.room or await self._chambers.direct(UserId(comparison.user))
        await self._replies.announce(room, language, Line("verify.member", facts))

    async def result(self, result: Verified | Failed) -> None:
        """Pin what was verified by a person; tell the office how it ended."""
        if self._shown.get(result.user) == result.transaction:
            del self._shown[result.user]
        if isinstance(result, Failed):
            await self._failed(result)
            return
        if not result.attended:
            return
        awaited = self._awaited.pop(result.user, None)
        if awaited is None:
            await self._office(Line("verify.done", {"user": result.user}))
            return
        if result.master is None:
            await self._office(Line("reply.no_identity", {"user": result.user}))
            return
        await self._pin(awaited, result, Key(result.master))

    async def _failed(self, result: Failed) -> None:
        """Tell the office. The member stays awaited, so that a second attempt can succeed.

        Only where somebody saw different symbols the clerk has to begin anew.
        """
        if not result.attended:
            return
        if result.code is Code.MISMATCHED_SAS:
            self._awaited.pop(result.user, None)
        if result.user not in self._shown:  # a newer comparison may have taken its place
            await self._office(Line("verify.failed", {"user": result.user}))

    async def _pin(self, awaited: _Awaited, result: Verified, master: Key) -> None:
        enrol = c.EnrolMember(
            by=awaited.by,
            at=self._desk.now(),
            seat=awaited.seat,
            user=UserId(result.user),
            master=master,
            how=How.SAS,
        )
        try:
            await self._desk.submit(enrol, awaited.origin)
        except Refused as refused:
            language = self._desk.body.language
            sentence = say_reason(self._replies.texts, language, refused.reason)
            await self._office(Line("say.quote", {"text": sentence}))

    # ── helpers ─────────────────────────────────────────────────────────────────────────
    async def _ask(self, user: UserId, room: str) -> None:
        if self.verifications is None:
            return
        body = self._replies.texts.say(self._desk.body.language, "verify.request")
        await self.verifications.ask_in_room(user, room, body)

    async def _ask_once(self, user: UserId, room: str) -> None:
        """Ask unless that was done: a second request would end the comparison under way."""
        if user in self._asked:
            return
        self._asked.add(user)
        try:
            await self._ask(user, room)
        except BaseException:
            self._asked.discard(user)
            raise

    async def _office(self, line: Line) -> None:
        room = self._chambers.room(Place.OFFICE)
        await self._replies.announce(room, self._desk.body.language, line)
