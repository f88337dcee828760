# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The one door to Matrix: receive proven acts, send sealed events, lead rooms.

    gateway = Gateway(login, store_dir=…, store_key=…, tokens=…, ledger=…, may_receive=…)
    await gateway.start()
    async for batch in gateway.batches():
        journal(batch.items)      # and their Megolm positions, in one transaction
        gateway.commit(batch)     # only now is the position of the sync remembered

Receiving is in `inbox.py`, sending in `outbox.py`, rooms in `housekeeping.py`.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.matrix import media
from bot.matrix.events import Batch, DeviceFacts, Identity, Item, Json
from bot.matrix.foreign import Foreign, server_of
from bot.matrix.history import History
from bot.matrix.housekeeping import Housekeeping, RoomPlan
from bot.matrix.http import Http, MatrixError, Patience, path
from bot.matrix.identities import Identities, Signers
from bot.matrix.inbox import Inbox
from bot.matrix.intake import Intake
from bot.matrix.keyring import KeyRing
from bot.matrix.keystore import told
from bot.matrix.login import Login
from bot.matrix.machine import Machine
from bot.matrix.outbox import Outbox, Outgoing
from bot.matrix.ports import Belongs, IndexLedger, MayReceive, OnVerification, TokenStore
from bot.matrix.rooms import Rooms
from bot.matrix.roomstate import StateWatch

logger = logging.getLogger(__name__)


class DeviceLost(Exception):
    """The server knows this device with other keys than the key store holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How the gateway behaves; the defaults suit a council."""

    timeline_limit: int = 100
    """Events per room and sync asked for; servers cap it (`filter_timeline_limit`)."""
    backfill_pages: int = 200
    """At most so many pages of 100 events are fetched to close one gap."""
    key_grace: float = 1.0
    """Seconds to wait for a key that is slower than its message (federation)."""
    patience: Patience = field(default_factory=Patience)
    parallel_sends: int = 8
    media_limit: int = 50_000_000
    """Bytes of the largest attachment that is sent or fetched."""
    keys_alarm: int = 20
    """One-time keys left on the server below which `KeysLow` is reported."""


class Gateway:
    """One device of the bot. Errors of all methods: MatrixError and Unreachable of `http`."""

    def __init__(  # noqa: PLR0913 - what one device stands on, each named
        self,
        login: Login,
        *,
        store_dir: Path,
        store_key: str,
        tokens: TokenStore,
        ledger: IndexLedger,
        may_receive: MayReceive,
        belongs: Belongs = lambda _room: (),
        on_verification: OnVerification | None = None,
        settings: Settings | None = None,
    ) -> None:
        """Open the key store in `store_dir`, encrypted with `store_key`. No network yet.

        `on_verification` may also be set later, before the first sync.
        """
        self.login = login
        self.user_id = login.user_id
        self.device_id = login.device_id
        self.settings = settings = settings or Settings()
        self.http = Http(
            base_url=login.homeserver, token=login.token, tls=login.tls, patience=settings.patience
        )
        with told(store_dir):
            self._machine = Machine(
                login.user_id, login.device_id, store_dir, store_key, former=login.former
            )
        store = self._machine.store
        self._foreign = Foreign(server_of(login.user_id))
        self._identities = Identities(
            self.http,
            self._machine.learn_devices,
            store.masters(),
            store.remember_master,
            self._foreign,
            Signers(store.signers(), store.remember_signer),
        )
        self._rooms = Rooms(
            login.user_id,
            store.load_encrypted_rooms(),
            lambda room: store.save_encrypted_rooms([room]),
            StateWatch(store.room_state(), store.remember_state),
        )
        keyring = KeyRing(
            self.http,
            self._machine,
            self._identities,
            self._rooms,
            may_receive,
            self._foreign,
            belongs,
        )
        history = History(self.http, settings.backfill_pages)
        self._history = history
        intake = Intake(self._machine, self._identities, self._rooms, ledger)
        self._keyring = keyring
        self._inbox = Inbox(
            http=self.http,
            machine=self._machine,
            identities=self._identities,
            rooms=self._rooms,
            intake=intake,
            history=history,
            mend=keyring.mend,
            undelivered=keyring.take_undelivered,
            tokens=tokens,
            timeline_limit=settings.timeline_limit,
            key_grace=settings.key_grace,
            keys_alarm=settings.keys_alarm,
        )
        self._inbox.on_verification = on_verification
        self._outbox = Outbox(
            self.http, self._machine, self._rooms, keyring, settings.parallel_sends
        )
        self._housekeeping = Housekeeping(self.http, login.user_id, self._rooms)

    def _kept(self) -> AbstractContextManager[None]:
        return told(self._machine.store.file)

    @property
    def on_verification(self) -> OnVerification | None:
        """Who is told of verification steps, awaited before their batch is returned."""
        return self._inbox.on_verification

    @on_verification.setter
    def on_verification(self, hook: OnVerification | None) -> None:
        self._inbox.on_verification = hook

    # ── life ────────────────────────────────────────────────────────────────────────────
    async def start(self) -> None:
        """Publish this device's keys if need be. Call before anything else.

        Raises DeviceLost if the server knows this device with other keys: the key store was lost
        or belongs to another device. UnknownToken if we are logged out.
        """
        own = (await self.identities([self.user_id], fresh=True))[self.user_id]
        known = next((d for d in own.devices if d.device_id == self.device_id), None)
        if known is not None and known.ed25519 != self._machine.ed25519:
            raise DeviceLost(
                f"The homeserver knows device {self.device_id} with other keys than ours. Its "
                "key store was lost, or is that of another device. Start once with --new-device: "
                "the bot becomes another device, its identity stays."
            )
        if known is None:
            # Also if they were uploaded once: with a session an authentication service deletes the
            # device, and a new token for the same device brings it back without its keys.
            self._machine.publish_anew()
        await self._inbox.upload_keys()

    async def silence(self) -> None:
        """Want no notifications: the server need not note each message as unread for us."""
        try:
            where = path("pushrules", "global", "override", ".m.rule.master", "enabled")
            await self.http.put(where, {"enabled": True})
        except MatrixError as error:
            logger.warning("notifications could not be turned off: %s", error.errcode)

    async def close(self) -> None:
        """Close the connections and the store."""
        self.hang_up()
        await self._foreign.close()
        await self.http.close()
        self._machine.close()

    # ── in ──────────────────────────────────────────────────────────────────────────────
    async def sync(self, wait: float = 30.0, *, ahead: bool = False) -> Batch:
        """Return what came since the last committed batch; wait up to `wait` seconds for it.

        Who means to call it again and again asks `ahead`: the server works on the next answer, for
        `wait` seconds too, while the caller works on this one.
        Raises UnknownToken when logged out, Unreachable when the server stays away for longer than
        the patience; calling again is safe in both cases.
        """
        with self._kept():
            return await self._inbox.sync(wait, ahead=ahead)

    def hang_up(self) -> None:
        """Wait no longer for what was asked ahead; the next sync asks again."""
        self._inbox.hang_up()

    def commit(self, batch: Batch) -> None:
        """Remember that `batch` is journalled. Not before: an uncommitted batch comes again."""
        self._inbox.commit(batch)

    async def batches(self, wait: float = 30.0) -> AsyncIterator[Batch]:
        """Yield batch after batch; commit each before asking for the next."""
        while True:
            yield await self.sync(wait)

    async def reconcile(self, room: str, since: str, until: str) -> list[Item]:
        """Return every event after event `since` up to and with event `until`, in room order.

        Read from the server's history, so it also finds what a sync never showed; what a sync has
        shown just so, and was committed, is left out. Raises HistoryIncomplete if the history
        ends, or more than `backfill_pages` pages pass, before `since` is found.
        """
        return await self._inbox.reconcile(room, since, until)

    async def follows(self, room: str, earlier: str, later: str) -> bool:
        """Whether the server that sent event `later` had seen event `earlier` by then.

        No clock is asked: the room's own graph tells what each event came after. A server that
        lies about it can make an event look newer than it is.
        """
        return await self._history.follows(room, earlier, later)

    # ── out ─────────────────────────────────────────────────────────────────────────────
    async def send(
        self,
        room: str,
        type: str,
        content: Mapping[str, Any],
        txn_id: str,
        *,
        plaintext: bool = False,
    ) -> str:
        """Send an event and return its id; the same `txn_id` again sends nothing new.

        Encrypted always, unless `plaintext=True` *and* the room was never seen encrypted. Raises
        NotEncrypted if it should be encrypted and is not, TooLarge above 64 KiB.
        """
        with self._kept():
            return await self._outbox.send(
                Outgoing(room=room, type=type, content=dict(content), txn_id=txn_id),
                plaintext=plaintext,
            )

    async def send_batch(self, events: Sequence[Outgoing]) -> list[str]:
        """Send events: several rooms at a time, in order within each. Ids as in `events`."""
        with self._kept():
            return await self._outbox.send_batch(events)

    async def edit(self, room: str, event_id: str, content: Mapping[str, Any], txn_id: str) -> str:
        """Replace the content of an own message and return the edit's event id."""
        with self._kept():
            return await self._outbox.edit(room, event_id, dict(content), txn_id)

    async def send_to_device(
        self, type: str, messages: Mapping[str, Mapping[str, Json]], txn_id: str
    ) -> None:
        """Send unencrypted to-device messages: user -> device -> content."""
        wanted = {user: dict(devices) for user, devices in messages.items()}
        await self._keyring.send_to_device(type, wanted, txn_id)

    async def upload_encrypted(self, data: bytes, *, mime: str, name: str) -> Json:
        """Upload sealed; return the content of an `m.room.message` (m.file, m.image) for `send`."""
        return await media.upload_encrypted(
            self.http, data, mime=mime, name=name, limit=self.settings.media_limit
        )

    async def download_encrypted(self, file: Mapping[str, Any]) -> bytes:
        """Fetch and open `FileMessage.file`; raises BadAttachment if it was tampered with."""
        return await media.download_encrypted(self.http, file, limit=self.settings.media_limit)

    # ── rooms ───────────────────────────────────────────────────────────────────────────
    async def create_room(self, plan: RoomPlan) -> str:
        """Create a room without alias and return its id."""
        return await self._housekeeping.create(plan)

    async def invite(self, room: str, user: str, *, within: float | None = None) -> None:
        """Invite; inviting a member or an invited user does nothing.

        Somebody else's server has to agree. `within` so many seconds, else Unreachable or
        MatrixError, although the invitation may still arrive; None waits as for anything.
        """
        await self._housekeeping.invite(room, user, within)

    async def reaches(self, user: str, within: float) -> bool:
        """Whether the server of `user` answers a harmless question in `within` seconds."""
        return await self._housekeeping.reaches(user, within)

    async def kick(self, room: str, user: str, reason: str = "") -> None:
        """Remove a member; the next message in the room uses a new key."""
        await self._housekeeping.kick(room, user, reason)

    async def join(self, room: str) -> None:
        """Accept an invitation."""
        await self._housekeeping.join(room)

    async def leave(self, room: str) -> None:
        """Leave, or decline an invitation."""
        await self._housekeeping.leave(room)

    async def direct_room(
        self,
        user: str,
        known: str | None = None,
        *,
        but: Collection[str] = (),
        name: str | None = None,
    ) -> str:
        """Return an encrypted room with `user` alone: `known`, else one noted before, else new.

        Rooms in `but` serve another purpose; a new room is called `name`.
        """
        return await self._housekeeping.direct_room(user, known, but=but, name=name)

    async def put_state(
        self, room: str, type: str, content: Mapping[str, Any], state_key: str = ""
    ) -> str:
        """Set room state (plain text for every server!) and return the event id."""
        return await self._housekeeping.put_state(room, type, content, state_key)

    async def get_state(self, room: str, type: str, state_key: str = "") -> Json | None:
        """Return a state event's content as the server tells it, None if there is none."""
        return await self._housekeeping.get_state(room, type, state_key)

    async def members(self, room: str) -> dict[str, str]:
        """Return user -> membership (join, invite, …) as the server tells it now."""
        return await self._housekeeping.members(room)

    def membership(self, room: str, user: str) -> str | None:
        """Return the server's last word on somebody in a room; None if there was none."""
        return self._rooms.members(room).get(user)

    async def power(self, room: str, user: str) -> int:
        """Return a user's power; creators of rooms from version 12 on have infinite power."""
        return await self._housekeeping.power(room, user)

    # ── keys ────────────────────────────────────────────────────────────────────────────
    async def share_session(self, room: str) -> None:
        """Give the room's key to all permitted devices now, e.g. after roll call."""
        with self._kept():
            await self._outbox.share(room)

    async def rotate(self, room: str) -> None:
        """Use a new key from the next message on."""
        await self._outbox.rotate(room)

    def sessions_since(self, now: str) -> dict[str, str]:
        """Return since when each room key others gave us lies here; those not noted yet, `now`."""
        with self._kept():
            return self._machine.sessions_since(now)

    def forget_sessions(self, session_ids: Collection[str]) -> None:
        """Forget room keys for good. Not before the ledger knows their positions as taken."""
        with self._kept():
            self._machine.forget_sessions(session_ids)

    def forget_conversations(self, keep: int) -> int:
        """Keep of each device the `keep` Olm sessions used last; return how many were forgotten."""
        with self._kept():
            return self._machine.forget_conversations(keep)

    async def identities(self, users: Iterable[str], *, fresh: bool = False) -> dict[str, Identity]:
        """Return verified identities; `fresh` asks the server even if we know an answer."""
        wanted = list(users)
        await self._identities.ensure(wanted, fresh=fresh)
        return {user: self._identities.known(user) for user in wanted}

    def device_object(self) -> Json:
        """Return this device's keys exactly as published, with the device's own signature."""
        return self._machine.device_object()

    def sign_with_device(self, value: Mapping[str, Any]) -> str:
        """Return this device's Ed25519 signature over the canonical JSON of `value`."""
        return self._machine.sign(value)

    def own_device(self) -> DeviceFacts:
        """Return this device's public keys; `master` as last seen on the server."""
        known = self._identities.known(self.user_id).devices
        own = next((d for d in known if d.device_id == self.device_id), None)
        return DeviceFacts(
            user=self.user_id,
            device_id=self.device_id,
            curve25519=self._machine.curve25519,
            ed25519=self._machine.ed25519,
            master=own.master if own is not None else None,
        )
