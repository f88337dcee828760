# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A member on mautrix-python and libolm: a second implementation that shares no code.

It cross-signs itself by its own code, and believes a device only if its owner's keys signed it.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from mautrix.api import HTTPAPI
from mautrix.client import Client
from mautrix.client.state_store import MemoryStateStore
from mautrix.client.syncer import InternalEventType
from mautrix.crypto import OlmMachine
from mautrix.crypto.store import MemoryCryptoStore
from mautrix.crypto.store.abstract import StateStore
from mautrix.types import (
    CrossSigningUsage,
    EventType,
    Membership,
    MemberStateEventContent,
    MessageEvent,
    RoomID,
    SigningKey,
    StateEvent,
    TOFUSigningKey,
    TrustState,
    UserID,
)

SEEN_SECONDS = 90.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A message that could be read, and how much libolm's client trusts its device."""

    room: str
    sender: str
    body: str
    event_id: str
    cross_signed: bool
    """The sending device is signed by its owner's identity, first seen or verified."""


class _Store(MemoryCryptoStore):
    async def put_cross_signing_key(
        self, user_id: UserID, usage: CrossSigningUsage, key: SigningKey
    ) -> None:
        # The original assigns to a frozen value when a user's keys come a second time
        keys = self._cross_signing_keys.setdefault(user_id, {})
        first = keys[usage].first if usage in keys else key
        keys[usage] = TOFUSigningKey(key=key, first=first)


class _State(MemoryStateStore, StateStore):  # type: ignore[misc]  # parameter names differ
    async def find_shared_rooms(self, user_id: UserID) -> list[RoomID]:
        return [room for room, members in self.members.items() if user_id in members]


class OlmPeer:
    """One device of one user. Use :func:`olm_peer`."""

    def __init__(self, client: Client, rooms: _State) -> None:
        self.client = client
        self._rooms = rooms
        self.user_id = str(client.mxid)
        self.device_id = str(client.device_id)
        self.read: list[Read] = []
        self._news = asyncio.Condition()
        self._invited: set[str] = set()
        client.add_event_handler(EventType.ROOM_MESSAGE, self._on_message)
        client.add_event_handler(EventType.ROOM_MEMBER, self._on_membership)

    async def start(self) -> str:
        """Publish keys, make an identity, begin to sync; returns the recovery key."""
        crypto = self.client.crypto
        await crypto.load()
        await crypto.share_keys()
        recovery_key: str = await crypto.generate_recovery_key()
        synced = asyncio.Event()

        async def first(_: Any) -> None:
            synced.set()

        self.client.add_event_handler(InternalEventType.SYNC_SUCCESSFUL, first)
        self.client.start(None)
        await asyncio.wait_for(synced.wait(), SEEN_SECONDS)
        return recovery_key

    async def join(self, room: str) -> None:
        """Accept an invitation once it is there, and wait until the room's encryption is known."""
        async with asyncio.timeout(SEEN_SECONDS), self._news:
            await self._news.wait_for(lambda: room in self._invited)
        await self.client.join_room_by_id(RoomID(room))
        async with asyncio.timeout(SEEN_SECONDS):
            while not await self._rooms.is_encrypted(RoomID(room)):  # noqa: ASYNC110 -- no hook
                await asyncio.sleep(0.05)

    async def send_text(self, room: str, body: str) -> str:
        """Send a message, encrypted; returns its event id."""
        return str(await self.client.send_text(RoomID(room), body))

    async def text(self, body: str) -> Read:
        """The message with this body, once it has been read."""
        async with asyncio.timeout(SEEN_SECONDS), self._news:
            while True:
                if found := next((read for read in self.read if read.body == body), None):
                    return found
                await self._news.wait()

    async def _on_membership(self, event: StateEvent) -> None:
        told = event.content
        invited = isinstance(told, MemberStateEventContent) and told.membership == Membership.INVITE
        if invited and event.state_key == self.user_id:
            async with self._news:
                self._invited.add(str(event.room_id))
                self._news.notify_all()

    async def _on_message(self, event: MessageEvent) -> None:
        mautrix = event.get("mautrix", {}) if hasattr(event, "get") else {}
        trust = mautrix.get("trust_state", TrustState.UNVERIFIED)
        read = Read(
            room=str(event.room_id),
            sender=str(event.sender),
            body=str(event.content.body),
            event_id=str(event.event_id),
            cross_signed=trust >= TrustState.CROSS_SIGNED_TOFU,
        )
        async with self._news:
            self.read.append(read)
            self._news.notify_all()


@contextlib.asynccontextmanager
async def olm_peer(homeserver: str, user: str, password: str) -> AsyncIterator[OlmPeer]:
    """A signed-in, cross-signed, syncing peer that ends with the block."""
    api = HTTPAPI(base_url=homeserver)
    store, rooms = _Store(account_id=user, pickle_key="test"), _State()
    client = Client(api=api, sync_store=store, state_store=rooms)
    try:
        await client.login(UserID(user), password=password, device_name="olm peer")
        await store.put_device_id(client.device_id)
        client.crypto = OlmMachine(client, store, rooms)
        client.crypto.send_keys_min_trust = TrustState.CROSS_SIGNED_TOFU
        peer = OlmPeer(client, rooms)
        await peer.start()
        yield peer
    finally:
        client.stop()
        await asyncio.sleep(0)
        await api.session.close()
