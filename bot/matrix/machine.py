# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Olm and Megolm: nio's state machine without nio's client, nio's sync or nio's idea of trust.

Nothing here talks to a server; requests and answers are JSON that `gateway` carries. nio writes
user ids and keys into its log, so its loggers are silenced here.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path
from typing import Any

import peewee  # type: ignore[import-untyped]
from nio.crypto import InboundGroupSession, Olm, OlmDevice
from nio.events import OlmEvent
from nio.responses import (
    KeysClaimResponse,
    KeysQueryResponse,
    KeysUploadResponse,
    ToDeviceResponse,
)

from bot.matrix.events import Identity, Json
from bot.matrix.keystore import DeviceName, KeyStore
from bot.matrix.signing import with_signature
from bot.matrix.sound import sound_json

MEGOLM = "m.megolm.v1.aes-sha2"

logging.getLogger("nio").setLevel(logging.CRITICAL + 1)
logging.getLogger("peewee").setLevel(logging.WARNING)  # below, it logs each row of the key store
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A decrypted room event and the session that proves its origin."""

    payload: Json
    """The decrypted object: `type`, `content`, `room_id`."""
    session_id: str
    message_index: int
    curve25519: str
    """Identity key of the device that sent us the session."""
    ed25519: str
    """Fingerprint key which that device claimed along with the session."""


class CannotOpen(Exception):
    """An event cannot be decrypted; `no_session` if only the key is missing."""

    def __init__(self, reason: str, *, no_session: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.no_session = no_session


class Letter(Enum):
    """What became of an Olm-encrypted to-device event."""

    READ = auto()
    UNREADABLE = auto()
    """Played in again, changed on the way, or sealed in a conversation that broke."""
    ANOTHERS_KEY = auto()
    """Read, and in it a room key which another device had brought as its own."""


class _Machine(Olm):  # type: ignore[misc]  # nio is untyped
    """nio's machine, stricter about the room keys it takes in."""

    letter = Letter.UNREADABLE
    """What became of the last one."""

    def _handle_olm_event(self, sender: str, sender_key: str, payload: dict[str, Any]) -> Any:
        """Take in what was decrypted and is addressed by and to whom the envelope says."""
        self.letter = Letter.READ
        return super()._handle_olm_event(sender, sender_key, payload)

    def find_session(self, room: str, session_id: str) -> InboundGroupSession | None:
        """Find by (room, session id); `sender_key` in events is deprecated since Matrix 1.3."""
        for sessions in self.inbound_group_store[room].values():
            if session_id in sessions:
                return sessions[session_id]
        return None

    def create_group_session(
        self,
        sender_key: str,
        sender_fp_key: str,
        room_id: str,
        session_id: str,
        session_key: str,
    ) -> None:
        """Take in a room key unless it would replace a better one or change a session's owner.

        A member who received the session could send it on as if it were his own; then its real
        owner's messages would seem forged. The first bearer keeps it.
        """
        known = self.find_session(room_id, session_id)
        if known is None:
            super().create_group_session(
                sender_key, sender_fp_key, room_id, session_id, session_key
            )
        elif known.sender_key != sender_key or known.ed25519 != sender_fp_key:
            self.letter = Letter.ANOTHERS_KEY
            logger.warning("a room key came a second time from another device; ignored")


class Machine:
    """This device's cryptography. All methods are quick and do no network."""

    def __init__(
        self, user_id: str, device_id: str, folder: Path, key: str, *, former: str = ""
    ) -> None:
        """Open the key store in `folder`, encrypted with `key`.

        `former` names the device the account had before: what that one could read is taken over.
        """
        self.user_id = user_id
        self.device_id = device_id
        self.store = KeyStore(user_id, device_id, folder, key)
        self._olm = _Machine(user_id, device_id, self.store)
        if former and self.store.adopt(former):
            self._olm.inbound_group_store = self.store.load_inbound_group_sessions()

    def close(self) -> None:
        """Save and close the store."""
        self._olm.save_account()
        self.store.close()

    # ── our own keys ────────────────────────────────────────────────────────────────────
    @property
    def curve25519(self) -> str:
        """Our identity key."""
        return str(self._olm.account.identity_keys["curve25519"])

    @property
    def ed25519(self) -> str:
        """Our fingerprint key."""
        return str(self._olm.account.identity_keys["ed25519"])

    @property
    def published(self) -> bool:
        """Whether our device keys were accepted by the server."""
        return bool(self._olm.account.shared)

    def sign(self, value: Mapping[str, Any]) -> str:
        """Return our device's signature of `value` without `signatures` and `unsigned`."""
        return str(self._olm.sign_json(_bare(value, "signatures")))

    def device_object(self) -> Json:
        """Return our device keys as published, signed by the device itself."""
        bare: Json = {
            "algorithms": ["m.olm.v1.curve25519-aes-sha2", MEGOLM],
            "device_id": self.device_id,
            "user_id": self.user_id,
            "keys": {
                f"curve25519:{self.device_id}": self.curve25519,
                f"ed25519:{self.device_id}": self.ed25519,
            },
        }
        return with_signature(bare, self.user_id, f"ed25519:{self.device_id}", self.sign(bare))

    # ── one-time keys ───────────────────────────────────────────────────────────────────
    def note_key_count(self, count: int | None) -> None:
        """Take in how many one-time keys the server holds; not told means none (spec, /sync).

        nio itself treats 0 as unknown, never uploads again, and becomes unreachable.
        """
        self._olm.uploaded_key_count = count or 0

    def publish_anew(self) -> None:
        """Upload device and one-time keys next time as if never before: the server forgot them."""
        self._olm.account.shared = False

    def keys_to_upload(self) -> Json | None:
        """Return the body of a /keys/upload that is due, else None."""
        return self._olm.share_keys() if self._olm.should_upload_keys else None

    def keys_uploaded(self, answer: Mapping[str, Any]) -> None:
        """Take in the answer to that upload."""
        count = answer.get("one_time_key_counts", {}).get("signed_curve25519", 0)
        self._olm.handle_response(KeysUploadResponse(0, int(count)))

    def save(self) -> None:
        """Save the account: nio does so before a one-time key is consumed, not after."""
        self._olm.save_account()

    # ── others' devices ─────────────────────────────────────────────────────────────────
    def learn_devices(self, identities: Iterable[Identity], raw: Mapping[str, Any]) -> None:
        """Take in devices whose own signature was checked; `raw` is /keys/query's answer."""
        device_keys = {
            identity.user: {
                device.device_id: _bare(raw["device_keys"][identity.user][device.device_id])
                for device in identity.devices
            }
            for identity in identities
        }
        self._bring_back(device_keys)
        self._olm.handle_response(KeysQueryResponse(device_keys, {}))

    def _bring_back(self, device_keys: Mapping[str, Mapping[str, Json]]) -> None:
        """Take devices as present again that are listed again.

        nio marks a device that a server left out once as deleted for ever; whose device it is
        could never read us again.
        """
        back: dict[str, dict[str, OlmDevice]] = {}
        for user, devices in device_keys.items():
            for device_id in devices:
                known = self._olm.device_store[user].get(device_id)
                if known is not None and known.deleted:
                    known.deleted = False
                    back.setdefault(user, {})[device_id] = known
        if back:
            self.store.save_device_keys(back)

    def owner_of(self, curve25519: str) -> str | None:
        """Return the user that publishes a device with this identity key, if we know one."""
        if curve25519 == self.curve25519:
            return self.user_id
        owners = (d.user_id for d in self._olm.device_store if d.curve25519 == curve25519)
        return next(owners, None)

    def lacking_sessions(self, devices: Iterable[DeviceName]) -> Json:
        """Return the `one_time_keys` part of a /keys/claim for devices we cannot reach yet."""
        lacking: Json = {}
        for user, device_id in devices:
            device = self._device(user, device_id)
            if device is not None and not self._olm.session_store.get(device.curve25519):
                lacking.setdefault(user, {})[device_id] = "signed_curve25519"
        return lacking

    def wedged_devices(self) -> Json:
        """Return the same for devices whose Olm session broke."""
        wedged: Json = {}
        for device in self._olm.wedged_devices:
            wedged.setdefault(device.user_id, {})[device.device_id] = "signed_curve25519"
        return wedged

    def keys_claimed(self, answer: Mapping[str, Any]) -> None:
        """Open Olm sessions from a /keys/claim answer; a broken key spoils only its own device."""
        claimed = answer.get("one_time_keys", {})
        with self.store.transaction():
            for user, devices in claimed.items():
                for device_id, keys in devices.items():
                    one = {user: {device_id: keys}}
                    try:
                        self._olm.handle_response(KeysClaimResponse(one, {}))
                    except (ValueError, KeyError, TypeError, AttributeError, StopIteration):
                        logger.warning("a claimed one-time key is malformed; device left out")

    # ── to-device ───────────────────────────────────────────────────────────────────────
    def receive(self, event: Mapping[str, Any]) -> Letter:
        """Take in an Olm-encrypted to-device event; room keys in it are stored.

        Such events come from anyone. Whatever is wrong with one must not stop the others, so every
        error but those of our own database is logged by kind and left behind.
        """
        self._olm.letter = Letter.UNREADABLE
        try:
            olm_event = OlmEvent.from_dict(dict(event))
            if isinstance(olm_event, OlmEvent):
                self._olm.handle_to_device_event(olm_event)
        except peewee.PeeweeException:
            raise
        except Exception as error:
            logger.warning("a to-device event could not be read: %s", type(error).__name__)
        return self._olm.letter

    def outgoing(self) -> list[tuple[str, Json, Any]]:
        """Return to-device messages nio wants sent: (type, messages, handle for `sent`)."""
        return [
            (message.type, message.as_dict()["messages"], message)
            for message in self._olm.outgoing_to_device_messages
        ]

    def sent(self, handle: Any) -> None:
        """Take in that an outgoing to-device message was accepted."""
        self._olm.handle_response(ToDeviceResponse(handle))

    # ── room events ─────────────────────────────────────────────────────────────────────
    def open(self, room: str, content: Mapping[str, Any]) -> Opened:
        """Decrypt the content of an `m.room.encrypted` event. Raises CannotOpen."""
        session_id, ciphertext = content.get("session_id"), content.get("ciphertext")
        if content.get("algorithm") != MEGOLM:
            raise CannotOpen("unknown algorithm")
        if not isinstance(session_id, str) or not isinstance(ciphertext, str):
            raise CannotOpen("no ciphertext")
        session = self._olm.find_session(room, session_id)
        if session is None:
            raise CannotOpen("no key", no_session=True)
        try:
            text, index = session.decrypt(ciphertext)
            payload = sound_json(text, strict=True)
        except (ValueError, RecursionError) as error:  # vodozemac's, UTF-8's and JSON's errors
            raise CannotOpen("damaged, or older than the key we were given") from error
        return Opened(
            payload=_checked_payload(payload, room),
            session_id=session_id,
            message_index=index,
            curve25519=session.sender_key,
            # A forwarded key's origin is only claimed by the forwarder: it proves nobody.
            ed25519="" if session.forwarding_chain else session.ed25519,
        )

    def seal(self, room: str, type: str, content: Mapping[str, Any]) -> Json:
        """Encrypt an event with the room's key, which must have been shared.

        nio's own way writes non-ASCII letters as six bytes, so that a German text would fill an
        event with a third of what fits.
        """
        session = self._olm.outbound_group_sessions[room]
        payload = {"type": type, "content": dict(content), "room_id": room}
        text = json.dumps(payload, ensure_ascii=False, separators=(",", ":"))
        return {
            "algorithm": MEGOLM,
            "sender_key": self.curve25519,
            "ciphertext": session.encrypt(text),
            "session_id": session.id,
            "device_id": self.device_id,
        }

    # ── room keys ───────────────────────────────────────────────────────────────────────
    def must_share(self, room: str) -> bool:
        """Whether the room has no usable key that somebody received."""
        return bool(self._olm.should_share_group_session(room))

    def holders(self, room: str) -> frozenset[DeviceName]:
        """Return the devices that were sent the room's current key."""
        session = self._olm.outbound_group_sessions.get(room)
        return frozenset(session.users_shared_with) if session is not None else frozenset()

    def current_session(self, room: str) -> str:
        """Return the id of the room's current key, empty if there is none."""
        session = self._olm.outbound_group_sessions.get(room)
        return str(session.id) if session is not None else ""

    def rotate(self, room: str) -> None:
        """Forget the room's current key; the next message needs a new one."""
        self._olm.outbound_group_sessions.pop(room, None)

    def share(self, room: str, devices: Iterable[DeviceName]) -> list[tuple[Json, set[DeviceName]]]:
        """Return the to-device `messages` that give the room's key to `devices`, 20 in each.

        Devices without an Olm session are left out. A key that was shared before goes on from its
        present position: newcomers cannot read what was sent before.
        """
        permitted = frozenset(devices)
        if self.must_share(room):
            if (session := self._olm.outbound_group_sessions.get(room)) and session.expired:
                self.rotate(room)
            if room not in self._olm.outbound_group_sessions:
                self._olm.create_outbound_group_session(room)
        session = self._olm.outbound_group_sessions[room]
        session.shared = False  # else nio would start a new key instead of adding devices
        session.users_ignored.clear()  # a device may be permitted now that was not before
        self.store.permitted = permitted
        with self.store.postponed_sessions():
            users = sorted({user for user, _ in permitted})
            parts = list(self._olm.share_group_session_parallel(room, users))
        return [(content["messages"], set(names)) for names, content in parts]

    def shared(self, room: str, devices: Iterable[DeviceName]) -> None:
        """Take in that the server accepted the key messages for `devices`."""
        if (session := self._olm.outbound_group_sessions.get(room)) is not None:
            session.users_shared_with.update(devices)

    def share_complete(self, room: str) -> None:
        """Take in that everybody who could be reached was; the key may be used."""
        self._olm.outbound_group_sessions[room].mark_as_shared()

    def has_session(self, room: str, session_id: str) -> bool:
        """Whether the key of this session was received."""
        return self._olm.find_session(room, session_id) is not None

    def is_own_session(self, room: str, session_id: str) -> bool:
        """Whether an event was encrypted by this very device."""
        session = self._olm.find_session(room, session_id)
        return (
            session is not None
            and session.sender_key == self.curve25519
            and session.ed25519 == self.ed25519
        )

    # ── what may go ─────────────────────────────────────────────────────────────────────
    def sessions_since(self, now: str) -> dict[str, str]:
        """Return since when each room key lies here, as far as we noted; new ones since `now`.

        Without those in use for sending.
        """
        current = {str(session.id) for session in self._olm.outbound_group_sessions.values()}
        here = {str(session.id) for session in self._olm.inbound_group_store}
        return self.store.note_sessions(here - current, now)

    def forget_sessions(self, session_ids: Collection[str]) -> None:
        """Forget room keys we were given: what was sealed with them can never be read again."""
        gone = set(session_ids)
        self.store.forget_group_sessions(gone)
        for room in self._olm.inbound_group_store._entries.values():
            for sessions in room.values():
                for session_id in gone & sessions.keys():
                    del sessions[session_id]

    def forget_conversations(self, keep: int) -> int:
        """Keep of each device the `keep` Olm sessions used last; return how many were forgotten.

        A device whose client loses its keys again and again begins a new one each time.
        """
        gone: list[str] = []
        for sessions in self._olm.session_store.values():
            sessions.sort(key=lambda session: session.use_time, reverse=True)
            gone += [str(session.id) for session in sessions[keep:]]
            del sessions[keep:]
        self.store.forget_olm_sessions(gone)
        return len(gone)

    def _device(self, user: str, device_id: str) -> OlmDevice | None:
        device = self._olm.device_store[user].get(device_id)
        return None if device is None or device.deleted else device

    def keys_of(self, user: str, device_id: str) -> tuple[str, str] | None:
        """Return (curve25519, ed25519) nio would encrypt for, to compare with what we proved."""
        device = self._device(user, device_id)
        return None if device is None else (device.curve25519, device.ed25519)


def _bare(value: Mapping[str, Any], *also: str) -> Json:
    """Return `value` without what servers may add (`unsigned`), nor the parts named."""
    return {key: part for key, part in value.items() if key not in {"unsigned", *also}}


def _checked_payload(payload: Any, room: str) -> Json:
    """Return the payload if it is an event meant for this room. Raises CannotOpen."""
    if not isinstance(payload, dict) or payload.get("room_id") != room:
        raise CannotOpen("sealed for another room")
    if not isinstance(payload.get("type"), str) or not isinstance(payload.get("content"), dict):
        raise CannotOpen("not an event inside")
    return payload
