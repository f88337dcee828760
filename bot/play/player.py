# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""One device of a played member: encrypted, cross-signed, and as deaf to the room as it can be.

A member's device asks the server for news only when it needs any; the homeserver is what bounds
an evening's pace. The clerk's device `listen`s all the time and is the ear of the play.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from bot.matrix import crosssigning, recovery
from bot.matrix.crosssigning import OwnDevice
from bot.matrix.events import (
    Batch,
    DeviceFacts,
    FileMessage,
    Invited,
    Item,
    MembershipSeen,
    PollQuestion,
    TextMessage,
)
from bot.matrix.gateway import Gateway
from bot.matrix.http import MatrixError, Unreachable, path
from bot.matrix.login import Login
from bot.matrix.ports import MemoryLedger, MemoryTokens
from bot.matrix.sas_table import Party
from bot.matrix.seeds import Seeds
from bot.matrix.verification import Verifications
from bot.matrix.verification_values import Comparison, Failed, GatewayWire, Verified
from bot.play.accounts import Person
from bot.play.script import holds

log = logging.getLogger(__name__)

T = TypeVar("T")
PATIENCE = 60.0
"""Seconds until something awaited counts as not coming."""
_POLL_SECONDS = 10.0
_LAST, _QUOTED = 3, 200
"""So many of the bot's last words, and so many letters of each, explain a failure."""
POLL_RESPONSE = "org.matrix.msc3381.poll.response"


class NotCome(Exception):
    """Something awaited did not happen in time; the sentence says what."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What the bot said or changed in a room, as this device read it."""

    room: str
    event_id: str
    text: str


def only_signed(_room: str, _user: str, device: DeviceFacts) -> bool:
    """Share keys with devices their owners signed, as clients do that follow MSC4153."""
    return device.master is not None


class Player:
    """A device and what it has read."""

    def __init__(
        self, person: Person, login: Login, folder: Path, seeds: Seeds, *, bot: str
    ) -> None:
        """Take a login; keys lie in `folder`, `bot` is whom to believe. Call `start` next."""
        self.person = person
        self.bot = bot
        self.said: list[Said] = []
        self.polls: list[PollQuestion] = []
        self.members: dict[tuple[str, str], str] = {}
        self.changes: Counter[str] = Counter()
        """Changes of membership seen, by room."""
        self.invitations: list[str] = []
        """Rooms the bot invited to, in the order it did."""
        self.inside: set[str] = set()
        """Rooms this device has joined."""
        self.shown: Comparison | None = None
        self.last_said: str | None = None
        self._known_changes: dict[str, int] = {}
        self._seeds = seeds
        self._ledger = MemoryLedger()
        self._news = asyncio.Condition()
        self._listening = False
        self._verifications: Verifications | None = None
        self.gateway = Gateway(
            login,
            store_dir=folder,
            store_key=secrets.token_urlsafe(16),
            tokens=MemoryTokens(),
            ledger=self._ledger,
            may_receive=only_signed,
        )

    @property
    def user(self) -> str:
        return self.person.user

    async def start(self, *, again: bool = False) -> None:
        """Publish keys, make the identity known and sign this device with it.

        ``again``: an evening was broken off before anybody was enrolled. The identity of then is
        lost, and its rooms are left, so that the invitations come anew.
        """
        await self.gateway.start()
        own = OwnDevice.of(self.gateway.own_device(), self.gateway.sign_with_device)
        publish = crosssigning.reset if again else crosssigning.ensure
        await publish(self.gateway.http, own, self._seeds, password=self.person.password)
        for room in await self.joined_rooms() if again else ():
            await self.gateway.leave(room)
        await self.gateway.identities([self.user], fresh=True)
        await self.sync()

    async def recovery_key(self) -> str:
        """Put the identity into secret storage; return the key another client opens it with."""
        return (await recovery.publish(self.gateway.http, self.user, self._seeds)).text()

    async def close(self) -> None:
        """Log this device out and end: a person's own client takes its place."""
        try:
            await self.gateway.http.post(path("logout"), {})
        except (MatrixError, Unreachable) as error:
            log.warning("a played device could not be logged out: %s", type(error).__name__)
        finally:
            await self.gateway.close()

    # ── reading ─────────────────────────────────────────────────────────────────────────
    async def listen(self) -> None:
        """Follow all rooms until cancelled; accept the bot's invitations at once."""
        self._listening = True
        while True:
            await self.sync(_POLL_SECONDS)

    async def sync(self, wait: float = 0.0) -> None:
        """Take in what is new."""
        batch = await self.gateway.sync(wait)
        self._commit(batch)
        for item in batch.items:
            await self._take(item)
        async with self._news:
            self._news.notify_all()

    async def until(self, found: Callable[[], T | None], what: str) -> T:
        """Return what `found` finds, as soon as it does. Raises NotCome, naming `what`."""
        try:
            async with asyncio.timeout(PATIENCE):
                while (value := found()) is None:
                    if not self._listening:
                        await self.sync(1.0)
                        continue
                    async with self._news:
                        if found() is None:
                            await self._news.wait()
                return value
        except TimeoutError:
            last = "; ".join(said.text[:_QUOTED] for said in self.said[-_LAST:])
            raise NotCome(
                f"{self.person.name} waited {PATIENCE:g} s in vain for {what}. "
                f"What the bot said last: {last or 'nothing'}"
            ) from None

    def heard(self, room: str, since: int, pieces: tuple[str, ...]) -> Said | None:
        """Return the first thing the bot said in `room` from `since` on with these pieces."""
        said = (s for s in self.said[since:] if s.room == room)
        return next((s for s in said if holds(s.text, pieces)), None)

    def _commit(self, batch: Batch) -> None:
        for item in batch.items:
            proof, event_id = getattr(item, "proof", None), getattr(item, "event_id", None)
            if proof is not None and event_id is not None:
                self._ledger.record(proof.session_id, proof.message_index, event_id)
        self.gateway.commit(batch)

    async def _take(self, item: Item) -> None:
        match item:
            case TextMessage(sender=self.bot):
                # A client answers the message as a whole, not the newest edit of it.
                shown = item.is_edit_of or item.event_id
                self.said.append(Said(room=item.room, event_id=shown, text=item.body))
            case FileMessage(sender=self.bot):
                self.said.append(Said(room=item.room, event_id=item.event_id, text=item.name))
            case PollQuestion(sender=self.bot):
                self.polls.append(item)
            case MembershipSeen(room=room, user=user, membership=membership):
                self.members[room, user] = membership
                self.changes[room] += 1
            case Invited(room=room, by=self.bot):
                self.invitations.append(room)
                if self._listening:
                    await self.enter(room)
                    await self._count(room)
            case _:
                return

    # ── speaking ────────────────────────────────────────────────────────────────────────
    async def enter(self, room: str) -> None:
        """Accept the invitation into `room`."""
        await self.gateway.join(room)
        self.inside.add(room)

    async def look_around(self, room: str, changes: int) -> None:
        """Ask who is in `room` if anything changed there since, so that keys go to them only."""
        if room in self._known_changes and self._known_changes[room] != changes:
            await self._count(room)
        self._known_changes[room] = changes

    async def _count(self, room: str) -> None:
        """Ask who is in `room`; what is known so, the next sync does not tell again."""
        known = await self.gateway.members(room)
        self.members |= {(room, user): membership for user, membership in known.items()}

    async def say(self, room: str, text: str, **more: Any) -> str:
        """Say something sealed; `more` goes into the content."""
        content = {"msgtype": "m.text", "body": text, **more}
        self.last_said = await self._send(room, "m.room.message", content)
        return self.last_said

    async def reply(self, room: str, to: str, text: str) -> None:
        await self.say(room, text, **{"m.relates_to": {"m.in_reply_to": {"event_id": to}}})

    async def edit(self, room: str, text: str) -> None:
        """Change one's own last message."""
        new = {"msgtype": "m.text", "body": text}
        relation = {"rel_type": "m.replace", "event_id": self.last_said or ""}
        content = {**new, "body": f"* {text}", "m.new_content": new, "m.relates_to": relation}
        await self._send(room, "m.room.message", content)

    async def answer_poll(self, room: str, words: str) -> None:
        """Choose the answer that reads `words` in the newest poll of `room`."""
        polls = [poll for poll in self.polls if poll.room == room]
        chosen = [
            answer
            for answer, text in (polls[-1].answers if polls else ())
            if text.casefold() == words.casefold()
        ]
        if not chosen:
            raise NotCome(f"{self.person.name} finds no answer “{words}” in the newest poll.")
        content = {
            "m.relates_to": {"rel_type": "m.reference", "event_id": polls[-1].event_id},
            POLL_RESPONSE: {"answers": chosen},
        }
        await self._send(room, POLL_RESPONSE, content)

    async def react(self, room: str, to: str, key: str) -> None:
        """React: in clear text, as every client does."""
        relation = {"rel_type": "m.annotation", "event_id": to, "key": key}
        await self._send_plain(room, "m.reaction", {"m.relates_to": relation})

    async def say_plain(self, room: str, text: str) -> None:
        """Say something past the encryption."""
        await self._send_plain(room, "m.room.message", {"msgtype": "m.text", "body": text})

    async def _send(self, room: str, kind: str, content: dict[str, Any]) -> str:
        return await self.gateway.send(room, kind, content, secrets.token_hex(8))

    async def _send_plain(self, room: str, kind: str, content: dict[str, Any]) -> None:
        where = path("rooms", room, "send", kind, secrets.token_hex(8))
        await self.gateway.http.put(where, content)

    async def joined_rooms(self) -> set[str]:
        """Return the rooms the server counts this account into."""
        answer = await self.gateway.http.get(path("joined_rooms"))
        return set(answer.get("joined_rooms", []))

    # ── comparing ───────────────────────────────────────────────────────────────────────
    async def compare(self) -> None:
        """Answer a verification when it comes, until cancelled; `confirm` when asked to."""
        device = self.gateway.own_device()
        us = Party(
            user=device.user,
            device_id=device.device_id,
            ed25519=device.ed25519,
            master=device.master,
        )
        self._verifications = Verifications(
            GatewayWire(self.gateway),
            us,
            on_comparison=self._show,
            on_result=_ignore,
            sign=self._sign,
            needs_person=lambda user: True,
        )
        self.gateway.on_verification = self._verifications.take
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._verifications.run())
                tasks.create_task(self.listen())
        finally:
            self._listening = False

    async def confirm(self) -> None:
        """The person says that both sides show the same."""
        if self._verifications is not None and self.shown is not None:
            await self._verifications.confirm(self.shown.transaction)

    async def _show(self, comparison: Comparison) -> None:
        self.shown = comparison
        async with self._news:
            self._news.notify_all()

    async def _sign(self, user: str, master: str) -> None:
        await crosssigning.sign_user(
            self.gateway.http, self.user, self._seeds, user=user, master=master
        )


async def _ignore(_result: Verified | Failed) -> None:
    """What became of it, the bot tells the office."""
