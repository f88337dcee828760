# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""People verify the bot, and the bot verifies people: the shell around `sas.py`.

Two directions, and they differ in who looks:

* A member verifies the bot from their own client. The bot has no eyes: it shows its side through
  `on_comparison` and confirms at once; the member compares and decides. That says nothing about
  the member, so the result has `attended=False` and must never pin a key.
* The office verifies a member. A person compares what `on_comparison` shows with what the member
  reads out over another channel, and calls `confirm` or `mismatch`. The result has `attended=True`;
  the bot signs the member's master key with its user-signing key.

A comparison shown through the very channel that is being verified proves nothing to the reader;
callers show the bot's side where its operator can vouch for it too: the office room, the screen in
the hall.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final

from vodozemac import Sas

from bot.matrix.events import DeviceFacts, Identity, VerificationMessage
from bot.matrix.http import MatrixError, Unreachable
from bot.matrix.sas import Exchange
from bot.matrix.sas_table import (
    LIFETIME,
    METHOD,
    PREFIX,
    Cancelled,
    Channel,
    Code,
    Party,
    Proven,
    Send,
    Show,
    State,
)
from bot.matrix.verification_values import (
    Comparison,
    Failed,
    NoSuchDevice,
    Notice,
    UnknownVerification,
    Verified,
    Wire,
)

logger = logging.getLogger(__name__)

MOST_AT_ONCE: Final = 64
"""Verifications under way; further requests are cancelled with `m.user`."""
_FUTURE: Final = 300.0  # specification: requests more than five minutes ahead are ignored
_REMEMBERED: Final = 1000  # ended transactions, so that a replayed request starts nothing
_TICK: Final = 5.0
_ID_LIMIT: Final = 255


@dataclass(slots=True, kw_only=True)
class _Talk:
    """A verification and who it is with."""

    exchange: Exchange
    user: str
    attended: bool

    @property
    def transaction(self) -> str:
        return self.exchange.channel.transaction


class Verifications:
    """All verifications of the bot's device. Give `take` to the gateway as `on_verification`."""

    def __init__(
        self,
        wire: Wire,
        us: Party,
        *,
        on_comparison: Callable[[Comparison], Awaitable[None]],
        on_result: Callable[[Verified | Failed], Awaitable[None]],
        sign: Callable[[str, str], Awaitable[None]],
        needs_person: Callable[[str], bool] = lambda user: False,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Take the bot's own keys and where to show, report and sign (user, master).

        `needs_person(user)` tells whether someone at the office must confirm a verification that
        `user` asked for, e.g. because the user is being enrolled.
        """
        self._wire = wire
        self._us = us
        self._on_comparison = on_comparison
        self._on_result = on_result
        self._sign = sign
        self._needs_person = needs_person
        self._clock = clock
        self._talks: dict[str, _Talk] = {}
        self._ended: OrderedDict[str, None] = OrderedDict()
        self._turn = asyncio.Lock()
        self._queue: asyncio.Queue[VerificationMessage] = asyncio.Queue()

    # ── driving ─────────────────────────────────────────────────────────────────────────
    async def take(self, message: VerificationMessage) -> None:
        """Accept a step for `run` to handle, so that the sync never waits for us."""
        self._queue.put_nowait(message)

    async def run(self) -> None:
        """Handle steps and time-outs until cancelled."""
        while True:
            try:
                async with asyncio.timeout(_TICK):
                    message = await self._queue.get()
            except TimeoutError:
                await self.tick()
            else:
                await self.handle(message)

    async def tick(self) -> None:
        """End what has lasted too long."""
        now = self._clock()
        async with self._turn:
            notices: list[Notice] = []
            for talk in list(self._talks.values()):
                talk.exchange.handle_timer(now)
                notices += await self._perform(talk)
        await self._tell(notices)

    async def handle(self, message: VerificationMessage) -> None:
        """Handle one step now. What is malformed or not meant for us is dropped."""
        if message.sender == self._us.user:
            return  # an echo, or another session of the bot's account: it restores by recovery key
        async with self._turn:
            try:
                notices = await self._step(message)
            except (MatrixError, Unreachable) as error:
                # The other side times out; nothing was decided
                logger.warning("a verification step failed: %s", type(error).__name__)
                notices = []
        await self._tell(notices)

    # ── our own steps ───────────────────────────────────────────────────────────────────
    async def ask_in_room(self, user: str, room: str, body: str) -> str:
        """Ask a member in an encrypted room; `body` is for clients that cannot verify.

        Returns the transaction. A person must then `confirm` what is shown.
        """
        async with self._turn:
            content = {
                "msgtype": PREFIX + "request",
                "body": body,
                "from_device": self._us.device_id,
                "methods": [METHOD],
                "to": user,
            }
            notices = await self._drop_others(user)
            event_id = await self._wire.to_room(room, "m.room.message", content)
            self._begin(Channel(transaction=event_id, room=room), user, them=None)
        await self._tell(notices)
        return event_id

    async def ask_device(self, user: str, device_id: str) -> str:
        """Ask one device of a member. Raises NoSuchDevice. Returns the transaction."""
        device, identity = await self._find_device(user, device_id)
        if device is None:
            raise NoSuchDevice(f"{user} has no device {device_id}.")
        async with self._turn:
            transaction = secrets.token_urlsafe(16)
            request = {
                "from_device": self._us.device_id,
                "methods": [METHOD],
                "timestamp": int(self._clock() * 1000),
                "transaction_id": transaction,
            }
            notices = await self._drop_others(user)
            them = _party(device, identity)
            await self._wire.to_device(user, device_id, PREFIX + "request", request)
            self._begin(Channel(transaction=transaction), user, them=them)
        await self._tell(notices)
        return transaction

    async def confirm(self, transaction: str) -> None:
        """A person says that both sides show the same.

        Raises UnknownVerification, or NotNow when there is nothing to confirm.
        """
        await self._own_step(transaction, Exchange.confirm)

    async def mismatch(self, transaction: str) -> None:
        """A person says that the sides differ. Raises UnknownVerification."""
        await self._own_step(transaction, Exchange.mismatch)

    async def cancel(self, transaction: str) -> None:
        """A person gives up. Raises UnknownVerification."""
        await self._own_step(transaction, Exchange.cancel)

    async def _own_step(self, transaction: str, step: Callable[[Exchange], None]) -> None:
        async with self._turn:
            talk = self._talks.get(transaction)
            if talk is None:
                raise UnknownVerification(
                    "There is no verification of this name under way; it may have timed out."
                )
            step(talk.exchange)
            notices = await self._perform(talk)
        await self._tell(notices)

    # ── their steps ─────────────────────────────────────────────────────────────────────
    async def _step(self, message: VerificationMessage) -> list[Notice]:
        step = message.type.removeprefix(PREFIX)
        if not _credible(message):
            return []
        if step == "request":
            return await self._on_request(message)
        channel = _channel(message)
        if channel is None:
            return []
        talk = self._talks.get(channel.transaction)
        if talk is None:
            await self._refuse_unknown(channel, step, message)
            return []
        if talk.exchange.channel != channel or talk.user != message.sender:
            return []  # somebody else's words about this verification
        if step == "ready" and not await self._meet(talk, message):
            return []
        if not _speaks_for(message, talk.exchange.them):
            return []  # another device of the same user
        talk.exchange.receive(step, message.content, self._clock())
        notices = await self._perform(talk)
        if step == "ready" and talk.exchange.state is State.READY:
            talk.exchange.begin()
            notices += await self._perform(talk)
        return notices

    async def _on_request(self, message: VerificationMessage) -> list[Notice]:
        channel = self._requested_channel(message)
        device_id = message.content.get("from_device")
        if channel is None or not isinstance(device_id, str):
            return []
        if message.proof is not None and message.proof.device_id != device_id:
            return []
        device, identity = await self._find_device(message.sender, device_id)
        if device is None or not _speaks_for(message, _party(device, identity)):
            await self._refuse(channel, message.sender, device_id, Code.KEY_MISMATCH)
            return []
        if self._yields_to_ours(message.sender):
            await self._refuse(channel, message.sender, device_id, Code.UNEXPECTED_MESSAGE)
            return []
        # What the office asked for, the office looks at, though the member's request came first
        attended = self._needs_person(message.sender) or self._attends(message.sender)
        notices = await self._drop_others(message.sender)
        if len(self._talks) >= MOST_AT_ONCE:
            await self._refuse(channel, message.sender, device_id, Code.USER)
            return notices
        exchange = Exchange(
            us=self._us,
            them=_party(device, identity),
            channel=channel,
            keys=Sas(),
            since=self._clock(),
        )
        talk = _Talk(exchange=exchange, user=message.sender, attended=attended)
        self._talks[channel.transaction] = talk
        exchange.answer(message.content.get("methods"))
        return notices + await self._perform(talk)

    def _requested_channel(self, message: VerificationMessage) -> Channel | None:
        """Return where the request wants to talk, None if it is stale, seen before or not ours."""
        content, now = message.content, self._clock()
        if message.room is None:
            transaction, sent = content.get("transaction_id"), content.get("timestamp")
            sent_at = sent / 1000 if isinstance(sent, int) else None
        else:
            transaction, sent_at = message.event_id, message.sent_at
            if content.get("to") != self._us.user:
                return None
        if not isinstance(transaction, str) or not 0 < len(transaction) <= _ID_LIMIT:
            return None
        if sent_at is None or not now - LIFETIME < sent_at < now + _FUTURE:
            return None
        if transaction in self._talks or transaction in self._ended:
            return None
        return Channel(transaction=transaction, room=message.room)

    def _yields_to_ours(self, user: str) -> bool:
        """Requests crossed: both sides keep the one of the smaller user id."""
        waiting = any(
            talk.user == user and talk.exchange.state is State.ASKED
            for talk in self._talks.values()
        )
        return waiting and self._us.user < user

    def _attends(self, user: str) -> bool:
        return any(talk.user == user and talk.attended for talk in self._talks.values())

    async def _meet(self, talk: _Talk, message: VerificationMessage) -> bool:
        """Learn which device answers our request; False if it is not one to talk to."""
        device_id = message.content.get("from_device")
        if message.proof is not None and message.proof.device_id != device_id:
            return False
        if talk.exchange.them is not None:
            return bool(talk.exchange.them.device_id == device_id)
        device, identity = await self._find_device(talk.user, str(device_id))
        if device is None:
            return False
        talk.exchange.meet(_party(device, identity))
        return True

    async def _refuse_unknown(
        self, channel: Channel, step: str, message: VerificationMessage
    ) -> None:
        """Tell a device that waits since before our restart; in rooms, others talk too."""
        device_id = message.content.get("from_device")
        waits = step in {"ready", "start"} and channel.transaction not in self._ended
        if channel.room is None and waits and isinstance(device_id, str):
            code = Code.UNKNOWN_TRANSACTION
            await self._refuse(channel, message.sender, device_id, code)

    # ── doing ───────────────────────────────────────────────────────────────────────────
    def _begin(self, channel: Channel, user: str, *, them: Party | None) -> None:
        exchange = Exchange(
            us=self._us, them=them, channel=channel, keys=Sas(), since=self._clock()
        )
        self._talks[channel.transaction] = _Talk(exchange=exchange, user=user, attended=True)

    async def _drop_others(self, user: str) -> list[Notice]:
        """One verification per user: whoever asks again has given up the one before."""
        notices: list[Notice] = []
        for talk in [talk for talk in self._talks.values() if talk.user == user]:
            talk.exchange.cancel(Code.UNEXPECTED_MESSAGE, "a newer verification replaces this one")
            notices += await self._perform(talk)
        return notices

    async def _perform(self, talk: _Talk) -> list[Notice]:
        """Carry out what the exchange asks for; return what to tell, once nobody waits for us."""
        notices: list[Notice] = []
        while outputs := talk.exchange.outputs():
            for output in outputs:
                match output:
                    case Send():
                        await self._send(talk.exchange, talk.user, output)
                    case Show():
                        notices.append(_comparison(talk, output))
                        if not talk.attended:
                            talk.exchange.confirm()
                    case Proven():
                        notices.append(await self._verified(talk, output))
                    case Cancelled():
                        notices.append(_failed(talk, output))
        if talk.exchange.over:
            self._forget(talk.transaction)
        return notices

    async def _send(self, exchange: Exchange, user: str, send: Send) -> None:
        if exchange.channel.room is not None:
            await self._wire.to_room(exchange.channel.room, send.type, send.content)
        elif exchange.them is not None:
            await self._wire.to_device(user, exchange.them.device_id, send.type, send.content)

    async def _refuse(self, channel: Channel, user: str, device_id: str, code: Code) -> None:
        content = channel.addressed({"code": code.value, "reason": "this cannot be verified now"})
        self._forget(channel.transaction)
        if channel.room is not None:
            await self._wire.to_room(channel.room, PREFIX + "cancel", content)
        else:
            await self._wire.to_device(user, device_id, PREFIX + "cancel", content)

    async def _verified(self, talk: _Talk, proven: Proven) -> Verified:
        signed = False
        if talk.attended and proven.master is not None:
            try:
                await self._sign(talk.user, proven.master)
                signed = True
            except Exception as error:
                # The comparison stands; only its public mark is missing
                logger.warning("a verified key was not signed: %s", type(error).__name__)
        return Verified(
            transaction=talk.transaction,
            user=talk.user,
            device_id=proven.device_id,
            ed25519=proven.ed25519,
            master=proven.master,
            attended=talk.attended,
            signed=signed,
        )

    def _forget(self, transaction: str) -> None:
        self._talks.pop(transaction, None)
        self._ended[transaction] = None
        while len(self._ended) > _REMEMBERED:
            self._ended.popitem(last=False)

    async def _find_device(self, user: str, device_id: str) -> tuple[DeviceFacts | None, Identity]:
        identity = await self._wire.identity(user)
        found = next((d for d in identity.devices if d.device_id == device_id), None)
        return found, identity

    async def _tell(self, notices: list[Notice]) -> None:
        for notice in notices:
            if isinstance(notice, Comparison):
                await self._on_comparison(notice)
            else:
                await self._on_result(notice)


def _credible(message: VerificationMessage) -> bool:
    """What came encrypted must come from a device that its sender publishes.

    Steps may also come in the clear, in rooms too (matrix-js-sdk sends them so): whoever forges
    them can begin or end a verification, but not make it succeed.
    """
    proof = message.proof
    if proof is None:
        return True
    return proof.user == message.sender and proof.chain != "unknown_device"


def _speaks_for(message: VerificationMessage, them: Party | None) -> bool:
    """In a room the encryption tells which device speaks; between devices only the MACs will."""
    proof = message.proof
    if proof is None or them is None:
        return True
    return (proof.device_id, proof.ed25519) == (them.device_id, them.ed25519)


def _channel(message: VerificationMessage) -> Channel | None:
    content: dict[str, Any] = message.content
    if message.room is None:
        transaction = content.get("transaction_id")
    else:
        relation = content.get("m.relates_to")
        transaction = relation.get("event_id") if isinstance(relation, dict) else None
    if not isinstance(transaction, str):
        return None
    return Channel(transaction=transaction, room=message.room)


def _party(device: DeviceFacts, identity: Identity) -> Party:
    return Party(
        user=device.user,
        device_id=device.device_id,
        ed25519=device.ed25519,
        master=identity.master,
    )


def _comparison(talk: _Talk, shown: Show) -> Comparison:
    them = talk.exchange.them
    return Comparison(
        transaction=talk.transaction,
        user=talk.user,
        device_id=them.device_id if them is not None else "",
        room=talk.exchange.channel.room,
        emoji=shown.emoji,
        decimals=shown.decimals,
        attended=talk.attended,
    )


def _failed(talk: _Talk, cancelled: Cancelled) -> Failed:
    return Failed(
        transaction=talk.transaction,
        user=talk.user,
        code=cancelled.code,
        by_us=cancelled.by_us,
        attended=talk.attended,
        reason=cancelled.reason,
    )
