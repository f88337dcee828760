# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A council member's client for tests: a real encrypted device, cross-signed unless told otherwise.

    alice = await Member.join_server(synapse, "alice", tmp_path)
    await alice.accept(room)
    event_id = await alice.say(room, "ja")
    await alice.wait_for(lambda item: isinstance(item, TextMessage) and item.body == "danke")

Built on the gateway, with keys for every device; a member that must differ more is written in the
test itself, from `member.http` and `member.gateway`.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from real_synapse import Account, Homeserver

from bot.matrix.events import Batch, DeviceFacts, Item, TextMessage
from bot.matrix.gateway import Gateway, Settings
from bot.matrix.http import Http, MatrixError, path
from bot.matrix.login import Login
from bot.matrix.ports import MayReceive, MemoryLedger, MemoryTokens
from bot.matrix.signing import SigningKey, sign_json

T = TypeVar("T", bound=Item)
PATIENCE = 60.0
"""Seconds; longer than anything should take, as a loaded machine is no defect."""
POLL_START = "org.matrix.msc3381.poll.start"
POLL_RESPONSE = "org.matrix.msc3381.poll.response"


def everyone(room: str, user: str, device: DeviceFacts) -> bool:
    """Share keys with every device."""
    return True


def cross_signed_only(room: str, user: str, device: DeviceFacts) -> bool:
    """Share keys with devices their owner signed."""
    return device.master is not None


def login_of(account: Account, base_url: str) -> Login:
    """Return the login of a registered account."""
    return Login(
        homeserver=base_url,
        user_id=account.user_id,
        device_id=account.device_id,
        token=account.access_token,
    )


async def cross_sign(
    gateway: Gateway,
    password: str,
    master: SigningKey | None = None,
    self_signing: SigningKey | None = None,
) -> str:
    """Publish new cross-signing keys, sign the gateway's device, return the public master key.

    Give `self_signing` to sign further devices with it later (`sign_device`).
    """
    user = gateway.user_id
    master = master or SigningKey.generate()
    self_signing, user_signing = self_signing or SigningKey.generate(), SigningKey.generate()

    def key_object(usage: str, key: SigningKey) -> dict[str, Any]:
        return {"user_id": user, "usage": [usage], "keys": {f"ed25519:{key.public}": key.public}}

    await gateway.http.post(
        path("keys", "device_signing", "upload"),
        {
            "master_key": sign_json(key_object("master", master), user, master),
            "self_signing_key": sign_json(key_object("self_signing", self_signing), user, master),
            "user_signing_key": sign_json(key_object("user_signing", user_signing), user, master),
            "auth": {
                "type": "m.login.password",
                "identifier": {"type": "m.id.user", "user": user},
                "password": password,
            },
        },
    )
    await sign_device(gateway.http, user, gateway.device_object(), self_signing)
    return master.public


async def sign_device(
    http: Http, user: str, device: dict[str, Any], self_signing: SigningKey
) -> None:
    """Publish the self-signing key's signature of a device."""
    signed = sign_json(device, user, self_signing)
    answer = await http.post(
        path("keys", "signatures", "upload"), {user: {device["device_id"]: signed}}
    )
    assert answer.get("failures", {}) == {}, answer


class Member:
    """One member with one device."""

    def __init__(
        self,
        account: Account,
        base_url: str,
        folder: Path,
        *,
        may_receive: MayReceive = everyone,
        settings: Settings | None = None,
    ) -> None:
        """Take an account; keys lie in `folder`. Call `start` next."""
        self.account = account
        self.tokens = MemoryTokens()
        self.ledger = MemoryLedger()
        self.seen: list[Item] = []
        self.master: str | None = None
        self._folder = folder
        self._base_url = base_url
        self._may_receive = may_receive
        self._settings = settings
        self.gateway = self._open()

    def _open(self) -> Gateway:
        return Gateway(
            login_of(self.account, self._base_url),
            store_dir=self._folder,
            store_key="test",
            tokens=self.tokens,
            ledger=self.ledger,
            may_receive=self._may_receive,
            settings=self._settings,
        )

    @classmethod
    async def join_server(
        cls,
        synapse: Homeserver,
        name: str,
        folder: Path,
        *,
        signed: bool = True,
        base_url: str | None = None,
        may_receive: MayReceive = everyone,
        settings: Settings | None = None,
    ) -> Member:
        """Register `name` (made unique), log in, publish keys, cross-sign, sync once."""
        account = await synapse.register(f"{name}-{secrets.token_hex(3)}")
        member = cls(
            account,
            base_url or synapse.url,
            folder / account.user_id.replace(":", "_"),
            may_receive=may_receive,
            settings=settings,
        )
        await member.start(signed=signed)
        return member

    async def start(self, *, signed: bool) -> None:
        """Publish keys and sync once."""
        await self.gateway.start()
        if signed:
            self.master = await cross_sign(self.gateway, self.account.password)
        await self.sync(wait=0)

    async def restart(self) -> None:
        """End as if killed, and come up again on the same key store, position and ledger."""
        await self.close()
        self.gateway = self._open()
        await self.gateway.start()

    @property
    def user_id(self) -> str:
        """The member's Matrix id."""
        return self.account.user_id

    @property
    def http(self) -> Http:
        """Requests in the member's name."""
        return self.gateway.http

    def journal(self, batch: Batch) -> None:
        """Do what a bot does with a batch: write it down, then commit."""
        for item in batch.items:
            proof = getattr(item, "proof", None)
            event_id = getattr(item, "event_id", None)
            if proof is not None and event_id is not None and proof.chain != "unknown_device":
                self.ledger.record(proof.session_id, proof.message_index, event_id)
        self.seen += batch.items
        self.gateway.commit(batch)

    async def sync(self, wait: float = 1.0) -> list[Item]:
        """Sync once, journal, and return the items."""
        batch = await self.gateway.sync(wait)
        self.journal(batch)
        return list(batch.items)

    async def wait_for(self, wanted: Callable[[Item], bool], within: float = PATIENCE) -> Item:
        """Sync until an item seen since the start fulfils `wanted`; return the first such item."""
        checked = 0
        async with asyncio.timeout(within):
            while True:
                for item in self.seen[checked:]:
                    if wanted(item):
                        return item
                checked = len(self.seen)
                await self.sync()

    async def wait_for_event(self, kind: type[T], event_id: str) -> T:
        """Sync until the item of this kind about the event comes."""
        found = await self.wait_for(
            lambda item: isinstance(item, kind) and getattr(item, "event_id", None) == event_id
        )
        assert isinstance(found, kind)
        return found

    async def hear(self, event_id: str) -> TextMessage:
        """Sync until the text message comes."""
        return await self.wait_for_event(TextMessage, event_id)

    async def accept(self, room: str) -> None:
        """Join a room and take in its state.

        An invitation from another server comes by two ways; until it has come by both, our own
        server refuses.
        """
        async with asyncio.timeout(PATIENCE):
            while True:
                try:
                    await self.gateway.join(room)
                    break
                except MatrixError as error:
                    if error.errcode != "M_FORBIDDEN":
                        raise
                await asyncio.sleep(0.2)
        await self.sync(wait=0)

    async def put_out(self, room: str) -> None:
        """Wait until the member's own server knows that somebody removed the member.

        A partner's server hears of it later; until then `accept` would find the member inside.
        """
        async with asyncio.timeout(PATIENCE):
            while room in (await self.http.get(path("joined_rooms")))["joined_rooms"]:  # noqa: ASYNC110
                await asyncio.sleep(0.1)

    async def send(self, room: str, type: str, content: dict[str, Any]) -> str:
        """Send sealed; return the event id."""
        return await self.gateway.send(room, type, content, secrets.token_hex(8))

    async def say(self, room: str, text: str, **more: Any) -> str:
        """Say something; `more` goes into the content."""
        return await self.send(room, "m.room.message", {"msgtype": "m.text", "body": text, **more})

    async def reply(self, room: str, to: str, text: str) -> str:
        """Say something as reply."""
        return await self.say(room, text, **{"m.relates_to": {"m.in_reply_to": {"event_id": to}}})

    async def answer(self, room: str, poll: str, *answers: str) -> str:
        """Answer a poll."""
        relation = {"rel_type": "m.reference", "event_id": poll}
        content = {"m.relates_to": relation, POLL_RESPONSE: {"answers": list(answers)}}
        return await self.send(room, POLL_RESPONSE, content)

    async def send_plain(self, room: str, type: str, content: dict[str, Any]) -> str:
        """Send without encryption, past the gateway."""
        where = path("rooms", room, "send", type, secrets.token_hex(8))
        return str((await self.http.put(where, content))["event_id"])

    async def react(self, room: str, to: str, key: str) -> str:
        """React: plain text, as every client does."""
        relation = {"rel_type": "m.annotation", "event_id": to, "key": key}
        return await self.send_plain(room, "m.reaction", {"m.relates_to": relation})

    async def redact(self, room: str, event_id: str) -> None:
        """Redact an own event."""
        await self.http.put(path("rooms", room, "redact", event_id, secrets.token_hex(8)), {})

    async def leave(self, room: str) -> None:
        """Leave."""
        await self.gateway.leave(room)

    async def log_out(self) -> None:
        """Give the device up for good."""
        await self.http.post(path("logout"), {})
        await self.close()

    async def close(self) -> None:
        """End."""
        await self.gateway.close()
