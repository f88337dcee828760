# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The one door to Matrix: sync, prove, send, share keys (first version: the signatures)."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.matrix.events import Batch, DeviceFacts, Identity, Item, Json
from bot.matrix.http import Http, Patience
from bot.matrix.ports import IndexLedger, MayReceive, OnVerification, TokenStore


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """One device of one account on its homeserver."""

    homeserver: str
    """Base URL of the client-server API."""
    user_id: str
    device_id: str
    token: str = field(repr=False)
    tls: ssl.SSLContext | None = field(default=None, repr=False)


async def login_password(
    homeserver: str,
    user: str,
    password: str,
    *,
    device_name: str,
    device_id: str | None = None,
    tls: ssl.SSLContext | None = None,
) -> Login:
    """Log in by password (user id or localpart); `device_id` continues a device known before."""
    raise NotImplementedError


async def with_token(
    homeserver: str,
    token: str,
    *,
    device_name: str | None = None,
    tls: ssl.SSLContext | None = None,
) -> Login:
    """Use an access token, e.g. a compatibility token of an authentication service.

    Asks the server whose it is. Raises LoginImpossible if the token belongs to no device.
    """
    raise NotImplementedError


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How the gateway behaves; the defaults suit a council."""

    timeline_limit: int = 100
    """Events per room and sync asked for; servers cap it (`filter_timeline_limit`)."""
    backfill_pages: int = 200
    """At most so many pages of `timeline_limit` events are fetched to close one gap."""
    patience: Patience = field(default_factory=Patience)
    parallel_sends: int = 8
    media_limit: int = 50 * 1024 * 1024
    """Bytes of the largest attachment that is sent or fetched."""
    keys_alarm: int = 20
    """One-time keys left on the server below which `KeysLow` is reported."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """One event for `Gateway.send_batch`."""

    room: str
    type: str
    content: Json = field(repr=False)
    txn_id: str


class Gateway:
    """One bot device: receives proven acts, sends sealed events."""

    def __init__(
        self,
        login: Login,
        *,
        store_dir: Path,
        store_key: str,
        tokens: TokenStore,
        ledger: IndexLedger,
        may_receive: MayReceive,
        on_verification: OnVerification | None = None,
        settings: Settings | None = None,
    ) -> None:
        """Take the login and where keys live; `store_key` encrypts the key store. No I/O yet."""
        self.login = login
        self.http = Http(base_url=login.homeserver, token=login.token, tls=login.tls)
        self.on_verification = on_verification

    user_id: str
    device_id: str

    # ── life ────────────────────────────────────────────────────────────────────────────
    async def start(self) -> None:
        """Open the key store and publish this device's keys. Call before anything else.

        Raises DeviceLost if the server knows this device with other keys (the store is not its).
        """
        raise NotImplementedError

    async def close(self) -> None:
        """Close the connections and the store."""
        raise NotImplementedError

    # ── in ──────────────────────────────────────────────────────────────────────────────
    async def sync(self, wait: float = 30.0) -> Batch:
        """Return what came since the last batch; waits up to `wait` seconds for something.

        Raises UnknownToken when logged out, Unreachable when the server stays away.
        """
        raise NotImplementedError

    def commit(self, batch: Batch) -> None:
        """Remember that `batch` is journalled. Not before: an uncommitted batch comes again."""
        raise NotImplementedError

    def batches(self, wait: float = 30.0) -> AsyncIterator[Batch]:
        """Yield batch after batch; commit each before asking for the next."""
        raise NotImplementedError

    async def reconcile(self, room: str, since: str, until: str) -> list[Item]:
        """Return every event after event `since` up to and with event `until`, in room order.

        Read from the server's history, so it also finds what a sync never showed.
        """
        raise NotImplementedError

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

        Encrypted always, unless `plaintext=True` *and* the room was never seen encrypted.
        """
        raise NotImplementedError

    async def send_batch(self, events: Sequence[Outgoing]) -> list[str]:
        """Send events: several rooms at a time, in order within each. Ids as in `events`."""
        raise NotImplementedError

    async def edit(self, room: str, event_id: str, content: Mapping[str, Any], txn_id: str) -> str:
        """Replace the content of an own message and return the edit's event id."""
        raise NotImplementedError

    async def send_to_device(
        self, type: str, messages: Mapping[str, Mapping[str, Json]], txn_id: str
    ) -> None:
        """Send unencrypted to-device messages: user -> device -> content."""
        raise NotImplementedError

    async def upload_encrypted(self, data: bytes, *, mime: str, name: str) -> Json:
        """Upload sealed; return the content of an `m.room.message` (m.file, m.image) for `send`."""
        raise NotImplementedError

    async def download_encrypted(self, file: Mapping[str, Any]) -> bytes:
        """Fetch and open an attachment; raises BadAttachment if it was tampered with."""
        raise NotImplementedError

    # ── rooms ───────────────────────────────────────────────────────────────────────────
    async def create_room(
        self,
        *,
        name: str,
        version: str | None = None,
        encrypted: bool = True,
        invite: Iterable[str] = (),
        power_levels: Mapping[str, Any] | None = None,
        space: str | None = None,
        is_space: bool = False,
        federate: bool = True,
        history_visibility: str = "joined",
        join_rule: str = "invite",
        topic: str | None = None,
        direct: bool = False,
    ) -> str:
        """Create a room without alias and return its id."""
        raise NotImplementedError

    async def invite(self, room: str, user: str) -> None:
        """Invite; inviting a member again does nothing."""
        raise NotImplementedError

    async def kick(self, room: str, user: str, reason: str = "") -> None:
        """Remove a member; the next message in the room uses a new key."""
        raise NotImplementedError

    async def join(self, room: str) -> None:
        """Accept an invitation."""
        raise NotImplementedError

    async def leave(self, room: str) -> None:
        """Leave."""
        raise NotImplementedError

    async def direct_room(self, user: str, known: str | None = None) -> str:
        """Return an encrypted room with `user` alone; `known` is tried first, else created."""
        raise NotImplementedError

    async def put_state(
        self, room: str, type: str, content: Mapping[str, Any], state_key: str = ""
    ) -> str:
        """Set room state (plain text for every server!) and return the event id."""
        raise NotImplementedError

    async def get_state(self, room: str, type: str, state_key: str = "") -> Json | None:
        """Return room state as the server tells it, None if there is none."""
        raise NotImplementedError

    async def members(self, room: str) -> dict[str, str]:
        """Return user -> membership (join, invite, …) as the server tells it."""
        raise NotImplementedError

    # ── keys ────────────────────────────────────────────────────────────────────────────
    async def share_session(self, room: str) -> None:
        """Give the room's key to all permitted devices now, e.g. after roll call."""
        raise NotImplementedError

    async def rotate(self, room: str) -> None:
        """Use a new key from the next message on."""
        raise NotImplementedError

    async def identities(self, users: Iterable[str], *, fresh: bool = False) -> dict[str, Identity]:
        """Return verified identities; `fresh` asks the server even if we know an answer."""
        raise NotImplementedError

    def device_object(self) -> Json:
        """Return this device's keys exactly as published, with the device's own signature."""
        raise NotImplementedError

    def sign_with_device(self, value: Mapping[str, Any]) -> str:
        """Return this device's Ed25519 signature over the canonical JSON of `value`."""
        raise NotImplementedError

    def own_device(self) -> DeviceFacts:
        """Return this device's public keys (`master` as last published)."""
        raise NotImplementedError
