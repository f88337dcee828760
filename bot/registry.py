# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who is who: enrolment by code, by comparison or on first use; single devices; verifications.

Pinning a master key is the clerk's decision. The server only ever supplies candidates.
"""

from __future__ import annotations

import hashlib
import logging
import secrets
from dataclasses import dataclass
from datetime import timedelta

from bot.chambers import Chambers
from bot.chat.requests import (
    AdmitDeviceRequest,
    CancelVerification,
    ConfirmVerification,
    Enrol,
    ListDevices,
    PresentCode,
    StartVerification,
)
from bot.desk import Desk
from bot.domain import commands as c
from bot.domain.ids import DeviceId, Key, SeatId, UserId
from bot.domain.refusals import Refused
from bot.domain.values import AdmittedDevice, How
from bot.effects import Line, Place, Style
from bot.matrix.events import Identity, Proof
from bot.matrix.gateway import Gateway
from bot.matrix.http import MatrixError, Unreachable
from bot.matrix.sas_table import Code, NotNow
from bot.matrix.verification import Verifications
from bot.matrix.verification_values import Comparison, Failed, UnknownVerification, Verified
from bot.replies import Heard, Replies
from bot.speech import speak
from bot.store import OPERATOR, Origin, Via
from bot.texts import say_reason

log = logging.getLogger(__name__)

CODE_LIFE = timedelta(days=14)
ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # without 0, 1, I and O: codes are read from paper
CODE_LENGTH = 12


@dataclass(frozen=True, slots=True)
class _Awaited:
    """A member the clerk wants to enrol by comparison."""

    seat: SeatId
    by: SeatId
    origin: Origin


class Registry:
    """Enrolment for one body."""

    def __init__(
        self, *, desk: Desk, gateway: Gateway, chambers: Chambers, replies: Replies
    ) -> None:
        self._desk = desk
        self._gateway = gateway
        self._chambers = chambers
        self._replies = replies
        self._awaited: dict[str, _Awaited] = {}
        self._asked: set[str] = set()
        self._shown: dict[str, str] = {}
        """User to the transaction of the comparison a person has to confirm."""
        self.verifications: Verifications | None = None

    # ── enrolment ───────────────────────────────────────────────────────────────────────
    async def enrol(self, request: Enrol, heard: Heard, by: SeatId) -> None:
        """Begin (code, comparison) or finish (first use) the enrolment the clerk asks for."""
        match request.how:
            case How.CODE:
                code = await self.issue_code(request.user, request.seat, heard, by)
                facts = {"code": code, "user": request.user, "until": heard.at + CODE_LIFE}
                await self._replies.lines(heard, Line("reply.code", facts))
                await self.invite_to_talk(request.user)
            case How.FIRST_USE:
                await self._first_use(request, heard, by)
            case How.SAS:
                await self._compare(request, heard, by)

    async def issue_code(self, user: UserId, seat: SeatId, heard: Heard, by: SeatId) -> str:
        """Draw a code for ``seat``; return it as it is to be written down. Raises Refused."""
        code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
        issue = c.IssueCode(
            by=by,
            at=heard.at,
            seat=seat,
            user=user,
            digest=digest_of(code),
            expires=heard.at + CODE_LIFE,
        )
        origin = _by_message(heard) if by != c.OPERATOR else OPERATOR
        await self._desk.submit(issue, origin, intake=heard.intake)
        return "-".join(code[i : i + 4] for i in range(0, CODE_LENGTH, 4))

    async def present_code(self, request: PresentCode, heard: Heard, proof: Proof) -> None:
        """Redeem a code; the identity that presents it is pinned."""
        if proof.master is None or proof.chain != "signed":
            await self._replies.lines(heard, Line("told.unsigned", style=Style.WARNING))
            return
        redeem = c.RedeemCode(
            by=c.OPERATOR,
            at=heard.at,
            user=UserId(heard.user),
            master=Key(proof.master),
            digest=digest_of(request.code),
        )
        try:
            await self._desk.submit(redeem, _by_message(heard), intake=heard.intake)
        except Refused as refused:
            sentence = say_reason(self._replies.texts, heard.language, refused.reason)
            await self._replies.text(heard, sentence)

    async def _first_use(self, request: Enrol, heard: Heard, by: SeatId) -> None:
        identity = await self._identity(request.user)
        if identity.master is None:
            await self._replies.lines(heard, Line("reply.no_identity", {"user": request.user}))
            return
        enrol = c.EnrolMember(
            by=by,
            at=heard.at,
            seat=request.seat,
            user=request.user,
            master=Key(identity.master),
            how=How.FIRST_USE,
        )
        await self._desk.submit(enrol, _by_message(heard), intake=heard.intake)

    async def _compare(self, request: Enrol, heard: Heard, by: SeatId) -> None:
        awaited = _Awaited(seat=request.seat, by=by, origin=_by_message(heard))
        self._awaited[request.user] = awaited
        self._asked.discard(request.user)
        await self._replies.lines(heard, Line("reply.compare_asked", {"user": request.user}))
        room = await self._chambers.direct(request.user)
        members = await self._gateway.members(room)
        if members.get(request.user) == "join":
            await self._ask_once(request.user, room)

    async def joined(self, room: str, user: str) -> None:
        """Ask a member who has just come into the direct room to compare."""
        if user in self._awaited and self._chambers.direct_partner(room) == user:
            await self._ask_once(UserId(user), room)

    def awaits(self, user: str) -> bool:
        """Tell whether a person at the office has to confirm a comparison with ``user``."""
        return user in self._awaited

    # ── devices ─────────────────────────────────────────────────────────────────────────
    async def admit_device(self, request: AdmitDeviceRequest, heard: Heard, by: SeatId) -> None:
        """Admit one device by its own key, as the server shows it; the clerk compares the key."""
        user = request.user or self._user_of(request.seat)
        if user is None:
            await self._replies.lines(heard, Line("reply.device_whose"))
            return
        identity = await self._identity(user)
        found = next((d for d in identity.devices if d.device_id == request.device), None)
        if found is None:
            facts = {"device": request.device, "user": user}
            await self._replies.lines(heard, Line("reply.device_not_found", facts))
            return
        admit = c.AdmitDevice(
            by=by,
            at=heard.at,
            seat=request.seat,
            device=AdmittedDevice(user=user, device=request.device, ed25519=Key(found.ed25519)),
        )
        await self._desk.submit(admit, _by_message(heard), intake=heard.intake)
        facts = {"device": request.device, "key": grouped(found.ed25519)}
        await self._replies.lines(heard, Line("reply.device_key", facts))

    async def devices(self, request: ListDevices, heard: Heard) -> None:
        """List a seat's devices and whether they count."""
        user = self._user_of(request.seat)
        if user is None:
            await self._replies.lines(heard, Line("refusal.not_enrolled", self._seat(request.seat)))
            return
        body = self._desk.body
        lines = []
        for device in (await self._identity(user)).devices:
            key, master = Key(device.ed25519), Key(device.master) if device.master else None
            counts = body.judge(user, DeviceId(device.device_id), key, master) == request.seat
            word = "reply.device_counts" if counts else "reply.device_does_not_count"
            lines.append(Line(word, {"device": device.device_id}, Style.ITEM))
        await self._replies.lines(heard, Line("reply.devices", {"user": user}), *lines)

    # ── verification ────────────────────────────────────────────────────────────────────
    async def verify(self, request: StartVerification, heard: Heard) -> None:
        """Ask a member's client to compare, so that the member can trust the bot."""
        user = request.user or UserId(heard.user)
        room = await self._chambers.direct(user)
        await self._ask(user, room)
        await self._replies.lines(heard, Line("reply.compare_asked", {"user": user}))

    async def confirm(self, request: ConfirmVerification, heard: Heard) -> None:
        """A person says that both sides show the same."""
        transaction = self._transaction(request.seat, heard)
        if transaction is None or self.verifications is None:
            await self._replies.lines(heard, Line("reply.nothing_to_compare"))
            return
        try:
            await self.verifications.confirm(transaction)
        except (UnknownVerification, NotNow):
            await self._replies.lines(heard, Line("reply.nothing_to_compare"))

    async def differs(self, request: CancelVerification, heard: Heard) -> None:
        """A person says that the sides differ: somebody sits between them."""
        transaction = self._transaction(request.seat, heard)
        if transaction is None or self.verifications is None:
            await self._replies.lines(heard, Line("reply.nothing_to_compare"))
            return
        try:
            await self.verifications.mismatch(transaction)
        except (UnknownVerification, NotNow):
            await self._replies.lines(heard, Line("reply.nothing_to_compare"))

    async def show(self, comparison: Comparison) -> None:
        """Show the bot's side: to the office if a person there compares, and to the member."""
        language = self._desk.body.language
        symbols = " ".join(f"{s.emoji} {s.name}" for s in comparison.symbols(language))
        numbers = " ".join(str(number) for number in comparison.decimals)
        facts = {"user": comparison.user, "symbols": symbols or numbers, "numbers": numbers}
        if comparison.attended:
            self._shown[comparison.user] = comparison.transaction
            await self._say(Place.OFFICE, Line("verify.office", facts))
            return
        room = comparison.room or await self._chambers.direct(UserId(comparison.user))
        await self._write(room, Line("verify.member", facts))

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
            await self._say(Place.OFFICE, Line("verify.done", {"user": result.user}))
            return
        if result.master is None:
            await self._say(Place.OFFICE, Line("reply.no_identity", {"user": result.user}))
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
            await self._say(Place.OFFICE, Line("verify.failed", {"user": result.user}))

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
            await self._say(Place.OFFICE, Line("say.quote", {"text": sentence}))

    # ── helpers ─────────────────────────────────────────────────────────────────────────
    async def _ask(self, user: UserId, room: str) -> None:
        if self.verifications is None:
            return
        body = self._replies.texts.say(self._desk.body.language, "verify.request")
        await self.verifications.ask_in_room(user, room, body)

    async def _ask_once(self, user: UserId, room: str) -> None:
        """Ask unless that was done: a second request would end the comparison under way."""
        if user not in self._asked:
            await self._ask(user, room)
            self._asked.add(user)

    async def invite_to_talk(self, user: UserId) -> None:
        room = await self._chambers.direct(user)
        await self._write(room, Line("verify.present_code", {"body": self._desk.body.name}))

    async def _identity(self, user: UserId) -> Identity:
        return (await self._gateway.identities([user], fresh=True))[user]

    async def _say(self, place: Place, line: Line) -> None:
        await self._write(self._chambers.room(place), line)

    async def _write(self, room: str, line: Line) -> None:
        part = speak(self._replies.texts, self._desk.body.language, (line,))[0]
        txn = f"v{secrets.token_hex(12)}"
        try:
            await self._gateway.send(room, "m.room.message", part.content(), txn)
        except (MatrixError, Unreachable) as error:
            log.warning("a word on a comparison was lost: %s", type(error).__name__)

    def _transaction(self, seat: SeatId | None, heard: Heard) -> str | None:
        user = self._user_of(seat) if seat else None
        if user is None and seat is not None:
            user = next((UserId(u) for u, a in self._awaited.items() if a.seat == seat), None)
        if user is not None:
            return self._shown.get(user)
        return next(iter(self._shown.values())) if len(self._shown) == 1 else None

    def _user_of(self, seat: SeatId) -> UserId | None:
        enrolled = self._desk.body.enrolments.get(seat)
        if enrolled:
            return enrolled.user
        devices = self._desk.body.devices.get(seat, ())
        return devices[0].user if devices else None

    def _seat(self, seat: SeatId) -> dict[str, object]:
        known = self._desk.body.seats.get(seat)
        return {"seat": known.name if known else seat}


def digest_of(code: str) -> str:
    """Return the hex SHA-256 of a code, whatever way it was typed."""
    plain = "".join(char for char in code.upper() if char.isalnum())
    return hashlib.sha256(plain.encode()).hexdigest()


def grouped(key: str) -> str:
    """Return a key in groups of four, as clients show it."""
    return " ".join(key[i : i + 4] for i in range(0, len(key), 4))


def _by_message(heard: Heard) -> Origin:
    return Origin(via=Via.MATRIX, event=heard.event_id, room=heard.room, sender=heard.user)
