# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who is who: enrolment by code or on first use, and single devices.

Pinning a master key is the clerk's decision. The server only ever supplies candidates. Enrolment by
comparison begins here and goes on in `bot.comparisons`.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from bot.chambers import Chambers
from bot.chat.requests import (
    AdmitDeviceRequest,
    Enrol,
    ListDevices,
    PresentCode,
)
from bot.comparisons import Comparisons
from bot.desk import Desk
from bot.domain import commands as c
from bot.domain.ids import DeviceId, Key, SeatId, UserId
from bot.domain.refusals import Refused
from bot.domain.values import AdmittedDevice, How
from bot.effects import Line, Style
from bot.matrix.events import Identity, Proof
from bot.matrix.gateway import Gateway
from bot.replies import Heard, Replies, by_message
from bot.store import OPERATOR
from bot.texts import say_reason

CODE_LIFE = timedelta(days=14)
ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # without 0, 1, I and O: codes are read from paper
CODE_LENGTH = 12


class Registry:
    """Enrolment for one body."""

    def __init__(
        self,
        *,
        desk: Desk,
        gateway: Gateway,
        chambers: Chambers,
        replies: Replies,
        comparisons: Comparisons,
    ) -> None:
        self._desk = desk
        self._gateway = gateway
        self._chambers = chambers
        self._replies = replies
        self._comparisons = comparisons

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
                await self._comparisons.enrol(request, heard, by)

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
        origin = by_message(heard) if by != c.OPERATOR else OPERATOR
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
            await self._desk.submit(redeem, by_message(heard), intake=heard.intake)
        except Refused as refused:
            sentence = say_reason(self._replies.texts, heard.language, refused.reason)
            await self._replies.text(heard, sentence)

    async def _first_use(self, request: Enrol, heard: Heard, by: SeatId) -> None:
        identity = await self.identity(request.user)
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
        await self._desk.submit(enrol, by_message(heard), intake=heard.intake)

    # ── devices ─────────────────────────────────────────────────────────────────────────
    async def admit_device(self, request: AdmitDeviceRequest, heard: Heard, by: SeatId) -> None:
        """Admit one device by its own key, as the server shows it; the clerk compares the key."""
        user = request.user or self._desk.body.user_of(request.seat)
        if user is None:
            await self._replies.lines(heard, Line("reply.device_whose"))
            return
        identity = await self.identity(user)
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
        await self._desk.submit(admit, by_message(heard), intake=heard.intake)
        facts = {"device": request.device, "key": grouped(found.ed25519)}
        await self._replies.lines(heard, Line("reply.device_key", facts))

    async def devices(self, request: ListDevices, heard: Heard) -> None:
        """List a seat's devices and whether they count."""
        user = self._desk.body.user_of(request.seat)
        if user is None:
            await self._replies.lines(heard, Line("refusal.not_enrolled", self._seat(request.seat)))
            return
        body = self._desk.body
        lines = []
        for device in (await self.identity(user)).devices:
            key, master = Key(device.ed25519), Key(device.master) if device.master else None
            counts = body.judge(user, DeviceId(device.device_id), key, master) == request.seat
            word = "reply.device_counts" if counts else "reply.device_does_not_count"
            lines.append(Line(word, {"device": device.device_id}, Style.ITEM))
        await self._replies.lines(heard, Line("reply.devices", {"user": user}), *lines)

    # ── helpers ─────────────────────────────────────────────────────────────────────────
    async def invite_to_talk(self, user: UserId) -> None:
        room = await self._chambers.direct(user)
        await self._replies.announce(
            room,
            self._desk.body.language,
            Line("verify.present_code", {"body": self._desk.body.name}),
        )

    async def identity(self, user: UserId) -> Identity:
        """Return what a homeserver says now of an account's identity and devices."""
        return (await self._gateway.identities([user], fresh=True))[user]

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
