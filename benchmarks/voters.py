# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Members for load: as little client as can vote. Raw requests, and vodozemac for the keys.

A voter has two cross-signed devices. One gives the bot its room key and seals words in advance;
the other can only be given keys. Nothing of the bot's own Matrix code is in them, so that what is
measured in one process is the bot's.
"""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import dataclass, field
from typing import Any

import vodozemac
from plain_server import PlainHome
from real_synapse import Account, Homeserver

from bot.matrix.http import Http, path
from bot.matrix.machine import MEGOLM
from bot.matrix.signing import (
    SigningKey,
    encode_base64,
    sign_json,
    signed_bytes,
    with_signature,
)

Json = dict[str, Any]
PICKLE_KEY = b"benchmark" * 3 + b"-----"


@dataclass(slots=True)
class Voter:
    """One member of a body, with a room key of their own."""

    account: Account
    master: str
    identity_key: str
    fingerprint: str
    room: str = ""
    session: vodozemac.GroupSession = field(default_factory=vodozemac.GroupSession)
    _olm: vodozemac.Account = field(default_factory=vodozemac.Account)
    _talk: vodozemac.Session | None = None
    """The conversation with the bot's device."""
    _to: tuple[str, str, str] = ("", "", "")
    """The bot's device, its identity key and its fingerprint."""

    @classmethod
    async def register(cls, synapse: Homeserver | PlainHome, name: str) -> Voter:
        """Register, publish two devices and the identity that signs them."""
        account = await synapse.register(name)
        master, signer = SigningKey.generate(), SigningKey.generate()
        olm = vodozemac.Account()
        async with Http(base_url=synapse.url, token=account.access_token) as http:
            await _publish_device(http, account, olm, signer)
            await _publish_identity(http, account, master, signer)
        second = await synapse.login(account.user_id, account.password)
        async with Http(base_url=synapse.url, token=second.access_token) as http:
            await _publish_device(http, second, vodozemac.Account(), signer)
        return cls(
            account=account,
            master=master.public,
            identity_key=olm.curve25519_key.to_base64(),
            fingerprint=olm.ed25519_key.to_base64(),
            _olm=olm,
        )

    async def enter(self, url: str, room: str) -> None:
        """Accept the invitation to a room."""
        self.room = room
        async with Http(base_url=url, token=self.account.access_token) as http:
            await http.post(path("rooms", room, "join"), {})

    async def give_key(self, url: str, bot: str) -> None:
        """Give the room's key to the bot's device, and to nobody else."""
        async with Http(base_url=url, token=self.account.access_token) as http:
            if self._talk is None:
                await self._meet(http, bot)
            if self._talk is None:
                raise SystemExit("the bot has no one-time keys")
            name, theirs, fingerprint = self._to
            kind, body = self._talk.encrypt(self._room_key(bot, fingerprint)).to_parts()
            content = {
                "algorithm": "m.olm.v1.curve25519-aes-sha2",
                "sender_key": self.identity_key,
                "ciphertext": {theirs: {"type": kind, "body": encode_base64(body)}},
            }
            where = path("sendToDevice", "m.room.encrypted", secrets.token_urlsafe(8))
            await http.put(where, {"messages": {bot: {name: content}}})

    async def change_key(self, url: str, bot: str) -> None:
        """Begin a new room key, as clients do after some days, and give it to the bot."""
        self.session = vodozemac.GroupSession()
        await self.give_key(url, bot)

    async def _meet(self, http: Http, bot: str) -> None:
        asked = await http.post(path("keys", "query"), {"device_keys": {bot: []}})
        [(name, device)] = asked["device_keys"][bot].items()
        wanted = {"one_time_keys": {bot: {name: "signed_curve25519"}}}
        for _ in range(100):
            claimed = await http.post(path("keys", "claim"), wanted)
            if found := claimed["one_time_keys"].get(bot, {}).get(name):
                break
            await asyncio.sleep(0.1)  # the bot makes new ones as soon as it learns
        [one_time] = found.values()
        theirs = device["keys"][f"curve25519:{name}"]
        self._to = (name, theirs, device["keys"][f"ed25519:{name}"])
        self._talk = self._olm.create_outbound_session(
            vodozemac.Curve25519PublicKey.from_base64(theirs),
            vodozemac.Curve25519PublicKey.from_base64(one_time["key"]),
        )

    def _room_key(self, bot: str, fingerprint: str) -> bytes:
        payload = {
            "type": "m.room_key",
            "sender": self.account.user_id,
            "recipient": bot,
            "keys": {"ed25519": self.fingerprint},
            "recipient_keys": {"ed25519": fingerprint},
            "content": {
                "algorithm": MEGOLM,
                "room_id": self.room,
                "session_id": self.session.session_id,
                "session_key": self.session.session_key.to_base64(),
            },
        }
        return signed_bytes(payload)

    def seal(self, words: str) -> Json:
        """Return a message ready to be sent."""
        content = {"msgtype": "m.text", "body": words}
        payload = {"type": "m.room.message", "content": content, "room_id": self.room}
        sealed = self.session.encrypt(signed_bytes(payload)).to_base64()
        return {
            "algorithm": MEGOLM,
            "sender_key": self.identity_key,
            "ciphertext": sealed,
            "session_id": self.session.session_id,
            "device_id": self.account.device_id,
        }

    def kept(self) -> Json:
        """Return the voter as JSON."""
        account = self.account
        return {
            "user_id": account.user_id,
            "password": account.password,
            "access_token": account.access_token,
            "device_id": account.device_id,
            "master": self.master,
            "identity_key": self.identity_key,
            "fingerprint": self.fingerprint,
            "room": self.room,
            "session": self.session.pickle(PICKLE_KEY),
            "olm": self._olm.pickle(PICKLE_KEY),
            "talk": self._talk.pickle(PICKLE_KEY) if self._talk else None,
            "to": self._to,
        }

    @classmethod
    def again(cls, kept: Json) -> Voter:
        """Take up a voter again."""
        names = ("user_id", "password", "access_token", "device_id")
        return cls(
            account=Account(**{name: kept[name] for name in names}),
            master=kept["master"],
            identity_key=kept["identity_key"],
            fingerprint=kept["fingerprint"],
            room=kept["room"],
            session=vodozemac.GroupSession.from_pickle(kept["session"], PICKLE_KEY),
            _olm=vodozemac.Account.from_pickle(kept["olm"], PICKLE_KEY),
            _talk=vodozemac.Session.from_pickle(talk, PICKLE_KEY)
            if (talk := kept["talk"])
            else None,
            _to=(kept["to"][0], kept["to"][1], kept["to"][2]),
        )


async def _publish_device(
    http: Http, account: Account, olm: vodozemac.Account, signer: SigningKey
) -> None:
    olm.generate_one_time_keys(2)
    user, key_id = account.user_id, f"ed25519:{account.device_id}"

    def signed(value: Json) -> Json:
        return with_signature(value, user, key_id, olm.sign(signed_bytes(value)).to_base64())

    facts = signed(
        {
            "user_id": user,
            "device_id": account.device_id,
            "algorithms": ["m.olm.v1.curve25519-aes-sha2", MEGOLM],
            "keys": {
                f"curve25519:{account.device_id}": olm.curve25519_key.to_base64(),
                key_id: olm.ed25519_key.to_base64(),
            },
        }
    )
    once = {
        f"signed_curve25519:{name}": signed({"key": key.to_base64()})
        for name, key in olm.one_time_keys.items()
    }
    body = {"device_keys": sign_json(facts, user, signer), "one_time_keys": once}
    await http.post(path("keys", "upload"), body)


async def _publish_identity(
    http: Http, account: Account, master: SigningKey, signer: SigningKey
) -> None:
    user = account.user_id

    def key(usage: str, one: SigningKey) -> Json:
        bare = {"user_id": user, "usage": [usage], "keys": {f"ed25519:{one.public}": one.public}}
        return sign_json(bare, user, master)

    who = {"type": "m.id.user", "user": user}
    await http.post(
        path("keys", "device_signing", "upload"),
        {
            "master_key": key("master", master),
            "self_signing_key": key("self_signing", signer),
            "user_signing_key": key("user_signing", SigningKey.generate()),
            "auth": {"type": "m.login.password", "identifier": who, "password": account.password},
        },
    )
