# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who gets a room's key: exactly the devices the caller's policy permits, checked at each share.

A device that a homeserver slips into a member's list is not signed by the member's keys, so its
`master` is None; the policy refuses it and no key ever reaches it (MSC4153, in our direction too).
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Iterable
from math import inf
from time import monotonic

from bot.matrix.events import Json, KeyUndelivered
from bot.matrix.foreign import Foreign
from bot.matrix.http import Http, path
from bot.matrix.identities import Identities
from bot.matrix.keystore import DeviceName
from bot.matrix.machine import MEGOLM, Machine
from bot.matrix.ports import Belongs, MayReceive
from bot.matrix.rooms import Rooms

logger = logging.getLogger(__name__)

_CLAIM_AGAIN_AFTER = 60.0
"""Seconds until a device that had no one-time key is asked again."""
_PARALLEL_REQUESTS = 3


class KeyRing:
    """Hands out this device's room keys."""

    def __init__(
        self,
        http: Http,
        machine: Machine,
        identities: Identities,
        rooms: Rooms,
        may_receive: MayReceive,
        foreign: Foreign,
        belongs: Belongs = lambda _room: (),
    ) -> None:
        """Share keys of `rooms` with those devices of `identities` that `may_receive`.

        Asked are the users a server shows in a room, and those who `belongs` says are.
        """
        self._foreign = foreign
        self._http = http
        self._machine = machine
        self._identities = identities
        self._rooms = rooms
        self._may_receive = may_receive
        self._belongs = belongs
        self._unreached: dict[DeviceName, float] = {}
        self._refused: dict[str, tuple[str, frozenset[DeviceName]]] = {}
        self._mended_at = -inf
        self._undelivered: list[KeyUndelivered] = []
        self._lamented: set[tuple[str, str, str]] = set()

    async def prepare(self, room: str) -> None:
        """Make sure that the room's key is with all permitted devices and with no other one.

        A holder that is no longer permitted (removed, logged out, identity changed) means a new
        key. Callers hold the room's lock.
        """
        users = sorted({*self._rooms.addressed(room), *self._belongs(room)})
        await self._identities.ensure(users)
        permitted = self._permitted(room, users)
        if self._machine.holders(room) - permitted:
            self._machine.rotate(room)
        if self._machine.must_share(room):
            await self._identities.ensure(users, fresh=True)
            permitted = self._permitted(room, users)
            await self._share(room, permitted)
        elif newcomers := self._newcomers(room, permitted):
            await self._identities.ensure({user for user, _ in newcomers}, fresh=True)
            permitted = self._permitted(room, users)
            await self._share(room, permitted & newcomers)
        await self._refuse(room, users, permitted)

    def _permitted(self, room: str, users: Iterable[str]) -> frozenset[DeviceName]:
        return frozenset(
            (user, device.device_id)
            for user in users
            for device in self._identities.known(user).devices
            if self._may_receive(room, user, device)
            and self._machine.keys_of(user, device.device_id) == (device.curve25519, device.ed25519)
        )

    def _newcomers(self, room: str, permitted: frozenset[DeviceName]) -> frozenset[DeviceName]:
        patience_until = monotonic() - _CLAIM_AGAIN_AFTER
        missing = permitted - self._machine.holders(room)
        return frozenset(d for d in missing if self._unreached.get(d, -inf) <= patience_until)

    async def _share(self, room: str, devices: frozenset[DeviceName]) -> None:
        await self.claim(self._machine.lacking_sessions(devices))
        parts = self._machine.share(room, devices)
        gate = asyncio.Semaphore(_PARALLEL_REQUESTS)

        async def give(messages: Json, names: set[DeviceName]) -> None:
            async with gate:
                await self.send_to_device("m.room.encrypted", messages)
            self._machine.shared(room, names)

        try:
            async with asyncio.TaskGroup() as group:
                for messages, names in parts:
                    group.create_task(give(messages, names))
        except ExceptionGroup as failed:
            # Whoever sends waits for a server that is away, and must see that it is that.
            raise failed.exceptions[0] from failed
        self._machine.share_complete(room)
        self._note_unreached(devices - self._machine.holders(room), devices)
        self._lament(room, devices)

    def _note_unreached(
        self, unreached: frozenset[DeviceName], tried: frozenset[DeviceName]
    ) -> None:
        for device in tried:
            self._unreached.pop(device, None)
        self._unreached.update(dict.fromkeys(unreached, monotonic()))
        if unreached:
            logger.warning("%d permitted devices had no one-time key left", len(unreached))

    def _lament(self, room: str, devices: frozenset[DeviceName]) -> None:
        """Note, once per key, the users none of whose devices could be given it."""
        users = {user for user, _ in self._machine.holders(room)}
        session_id = self._machine.current_session(room)
        lost = {(room, session_id, user) for user, _ in devices if user not in users}
        self._undelivered += [
            KeyUndelivered(room=room, user=user) for _, _, user in sorted(lost - self._lamented)
        ]
        self._lamented = {one for one in self._lamented if one[:2] == (room, session_id)} | lost

    def take_undelivered(self) -> list[KeyUndelivered]:
        """Return whom no key could be given since the last call."""
        undelivered, self._undelivered = self._undelivered, []
        return undelivered

    async def _refuse(
        self, room: str, users: Iterable[str], permitted: frozenset[DeviceName]
    ) -> None:
        """Tell devices, once per key, that they do not get it, so that they can say why."""
        session_id = self._machine.current_session(room)
        known = {(u, d.device_id) for u in users for d in self._identities.known(u).devices}
        told = self._refused.get(room, ("", frozenset()))
        before = told[1] if told[0] == session_id else frozenset()
        refused = known - permitted - before
        self._refused[room] = (session_id, before | refused)
        content = {
            "algorithm": MEGOLM,
            "room_id": room,
            "session_id": session_id,
            "sender_key": self._machine.curve25519,
            "code": "m.unverified",
            "reason": "This device is not verified by its owner, or not admitted to the room.",
        }
        messages: Json = {}
        for user, device_id in sorted(refused):
            messages.setdefault(user, {})[device_id] = content
        if messages:
            await self.send_to_device("m.room_key.withheld", messages)

    async def claim(self, wanted: Json) -> None:
        """Open Olm sessions with devices: user -> device -> algorithm."""

        async def ask(users: list[str]) -> None:
            keys = {user: wanted[user] for user in users}
            answer = await self._http.post(
                path("keys", "claim"), {"one_time_keys": keys, "timeout": 10_000}
            )
            self._machine.keys_claimed(answer)
            for user, devices in keys.items():
                for device_id in devices:  # an answer that came late: the next message reaches them
                    self._unreached.pop((user, device_id), None)

        await self._foreign.ask("claim", wanted, ask)

    async def mend(self) -> None:
        """Replace broken Olm sessions and send what nio wants sent because of them."""
        wedged = self._machine.wedged_devices()
        if wedged and monotonic() - self._mended_at > _CLAIM_AGAIN_AFTER:
            self._mended_at = monotonic()
            await self.claim(wedged)
        for kind, messages, handle in self._machine.outgoing():
            await self.send_to_device(kind, messages)
            self._machine.sent(handle)

    async def send_to_device(self, kind: str, messages: Json, txn_id: str | None = None) -> None:
        """Send user -> device -> content."""
        txn_id = txn_id or secrets.token_urlsafe(12)
        await self._http.put(path("sendToDevice", kind, txn_id), {"messages": messages})
