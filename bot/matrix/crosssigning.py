# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The bot's cross-signing identity: publish it, sign the bot's device, sign verified members.

Clients that follow MSC4153 neither read nor answer a device its owner has not signed, so without
this the bot is mute. An identity is never replaced silently: members have verified it.
Matrix specification, "Cross-signing".

    IdentityError
      +-- IdentityMismatch   the server shows another identity than our seeds
      +-- SeedsLost          the server shows an identity and there are no seeds
      +-- PasswordNeeded     the server wants the account's password
      +-- ApprovalNeeded     the authentication service wants a person's consent
      +-- NotAccepted        the server took a key or signature, but does not show it
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from bot.matrix import recovery
from bot.matrix.events import DeviceFacts
from bot.matrix.http import AuthenticationNeeded, Http, path
from bot.matrix.seeds import Lock, Seeds, load, save
from bot.matrix.signing import (
    SigningKey,
    sign_json,
    verify_json,
    with_signature,
)

Json = dict[str, Any]
KINDS: Final = ("master", "self_signing", "user_signing")
_RESET_STAGES: Final = ("m.oauth", "org.matrix.cross_signing_reset")


class IdentityError(Exception):
    """The bot's identity is not in order; the sentence says what to do."""


class IdentityMismatch(IdentityError):
    """The server shows another identity for the bot than the seeds make."""


class SeedsLost(IdentityError):
    """The server shows an identity for the bot, but its seeds are not here."""


class PasswordNeeded(IdentityError):
    """The server wants the account's password (user-interactive authentication)."""


class ApprovalNeeded(IdentityError):
    """A person must consent in the authentication service; `url` says where."""

    def __init__(self, url: str) -> None:
        super().__init__(
            "The authentication service wants a person's consent to replace the bot's identity. "
            f"Log in as the bot at {url or 'the account page'}, allow it, and repeat the command."
        )
        self.url = url


class NotAccepted(IdentityError):
    """The server does not show what was uploaded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnDevice:
    """The bot's own device as the local crypto store knows it. Keys: unpadded base64."""

    user: str
    device_id: str
    ed25519: str
    curve25519: str
    sign: Callable[[Mapping[str, Any]], str] = field(repr=False)
    """Sign canonical JSON with the device's Ed25519 key; returns unpadded base64."""

    @classmethod
    def of(cls, facts: DeviceFacts, sign: Callable[[Mapping[str, Any]], str]) -> OwnDevice:
        """Take `Gateway.own_device()` and `Gateway.sign_with_device`."""
        return cls(
            user=facts.user,
            device_id=facts.device_id,
            ed25519=facts.ed25519,
            curve25519=facts.curve25519,
            sign=sign,
        )

    @property
    def key_id(self) -> str:
        """The name of the device's signing key in signed JSON."""
        return f"ed25519:{self.device_id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Published:
    """What the server shows of the bot: key objects and the device, None where there is none."""

    master: Json | None
    self_signing: Json | None
    user_signing: Json | None
    device: Json | None

    def key(self, kind: str) -> Json | None:
        shown: Json | None = getattr(self, kind)
        return shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What members see of an identity: public keys in base64, None where there is none."""

    master: str | None
    self_signing: str | None
    user_signing: str | None
    signed: bool
    """Whether the device asked about carries the signature of this identity."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnIdentity:
    """The bot's identity as the server shows it, every signature checked. Public keys, base64."""

    user: str
    device_id: str
    master: str
    self_signing: str
    user_signing: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Established:
    """An identity in order, and what happened on the way."""

    identity: OwnIdentity
    seeds: Seeds = field(repr=False)
    created: bool
    """The seeds were made now."""
    recovery_key: str | None = field(repr=False)
    """Print it once for the operator; None if secret storage was in order already."""


async def establish(
    http: Http, own: OwnDevice, *, seeds_path: Path, lock: Lock, password: str | None = None
) -> Established:
    """Bring the bot's identity in order; safe to run at every start and after a crash in between.

    The device must have uploaded its keys. New seeds are on disk before the server hears of them.
    Raises an IdentityError or a SeedsError.
    """
    found = await asyncio.to_thread(_load_if_there, seeds_path, lock)
    created = found is None
    if found is None:
        await _refuse_foreign_identity(http, own, seeds_path)
        found = Seeds.generate()
        await asyncio.to_thread(save, found, seeds_path, lock)
    seeds = found
    identity = await ensure(http, own, seeds, password=password)
    paper = None
    if created or not await recovery.has_storage(http, own.user):
        paper = (await recovery.publish(http, own.user, seeds)).text()
    return Established(identity=identity, seeds=seeds, created=created, recovery_key=paper)


async def ensure(
    http: Http, own: OwnDevice, seeds: Seeds | None, *, password: str | None = None
) -> OwnIdentity:
    """Publish the identity if there is none, sign the device if it is not signed; check both.

    Raises IdentityMismatch when the server shows another identity: nothing is changed then.
    """
    published = await _query(http, own)
    if seeds is None:
        raise SeedsLost(_lost_sentence(own.user, published.master))
    keys = _keys(seeds)
    for kind in KINDS:
        _refuse_other_key(own.user, kind, published.key(kind), keys[kind].public)
    if any(published.key(kind) is None for kind in KINDS):
        await _upload_identity(http, own, keys, password)
        published = await _query(http, own)
    await _upload_missing_signatures(http, own, keys["self_signing"], published)
    return _checked(own, keys, await _query(http, own))


async def reset(
    http: Http, own: OwnDevice, seeds: Seeds, *, password: str | None = None
) -> OwnIdentity:
    """Replace the identity the server shows by the one of `seeds`, whatever it was.

    Only on an operator's explicit order: every member sees a changed identity and must verify the
    bot again. Raises PasswordNeeded or ApprovalNeeded.
    """
    keys = _keys(seeds)
    await _upload_identity(http, own, keys, password)
    published = await _query(http, own)
    await _upload_missing_signatures(http, own, keys["self_signing"], published)
    return _checked(own, keys, await _query(http, own))


async def shown(http: Http, user: str, device_id: str) -> Shown:
    """Return what the server shows of `user` and one of their devices; signatures are checked."""
    answer = await _raw_query(http, user)
    device = _object(_object(_object(answer.get("device_keys")).get(user)).get(device_id))
    keys: dict[str, str | None] = {}
    for kind in KINDS:
        key = _object(_object(answer.get(f"{kind}_keys")).get(user))
        keys[kind] = _public(key) or None
        master = keys["master"]
        if kind != "master" and not (master and _signed_by(key, user, master)):
            keys[kind] = None
    signer = keys["self_signing"]
    return Shown(**keys, signed=bool(signer and _signed_by(device, user, signer)))


def refuse_other_keys(user: str, found: Shown, seeds: Seeds) -> None:
    """Raise IdentityMismatch unless the server shows exactly the identity of `seeds`."""
    for kind, key in _keys(seeds).items():
        public: str | None = getattr(found, kind)
        if public != key.public:
            raise IdentityMismatch(
                f"The server shows {public or 'no'} {kind} key for {user}, the seeds make "
                f"{key.public}. Nothing was changed. If somebody replaced the identity, find out "
                "who; `gremium identity replace` makes a new one."
            )


async def sign_user(http: Http, own_user: str, seeds: Seeds, *, user: str, master: str) -> None:
    """Publish that the bot verified `user`'s master key, and only exactly this key.

    Raises IdentityMismatch when the server shows another key by now, NotAccepted when the server
    refuses the signature.
    """
    shown = _object(_object((await _raw_query(http, user)).get("master_keys")).get(user))
    if _public(shown) != master:
        raise IdentityMismatch(
            f"{user} was verified with another master key than the server shows now. "
            "Verify again; if it happens twice, someone is replacing keys on the way."
        )
    key = SigningKey(seeds.user_signing)
    await _upload_signatures(http, {user: {master: sign_json(_bare(shown), own_user, key)}})


def _load_if_there(seeds_path: Path, lock: Lock) -> Seeds | None:
    return load(seeds_path, lock) if seeds_path.exists() else None


async def _refuse_foreign_identity(http: Http, own: OwnDevice, seeds_path: Path) -> None:
    shown = (await _query(http, own)).master
    if shown is not None:
        raise SeedsLost(f"{_lost_sentence(own.user, shown)} They were expected at {seeds_path}.")


def _lost_sentence(user: str, shown: Json | None) -> str:
    if shown is None:
        return f"{user} has no identity yet and no seeds were given: create seeds first."
    return (
        f"The server shows an identity for {user} (master key {_public(shown)}), but its seeds "
        "are not here. Restore them from the backup, or with the recovery key: `gremium identity "
        "restore`. Replacing the identity is the last resort, since every member must verify the "
        "bot again."
    )


def _refuse_other_key(user: str, kind: str, shown: Json | None, ours: str) -> None:
    if shown is None or _public(shown) == ours:
        return
    raise IdentityMismatch(
        f"The server shows another {kind} key for {user} ({_public(shown)}) than the seeds "
        f"make ({ours}). Either these are the seeds of another bot, or someone with the account's "
        "password replaced its identity. Nothing was changed. Find out which before anything else."
    )


def _keys(seeds: Seeds) -> dict[str, SigningKey]:
    return {kind: SigningKey(getattr(seeds, kind)) for kind in KINDS}


def _key_object(user: str, kind: str, key: SigningKey) -> Json:
    return {"user_id": user, "usage": [kind], "keys": {f"ed25519:{key.public}": key.public}}


async def _upload_identity(
    http: Http, own: OwnDevice, keys: Mapping[str, SigningKey], password: str | None
) -> None:
    objects = {kind: _key_object(own.user, kind, key) for kind, key in keys.items()}
    master = objects.pop("master")
    body = {f"{kind}_key": sign_json(o, own.user, keys["master"]) for kind, o in objects.items()}
    signature = own.sign(_bare(master))
    body["master_key"] = with_signature(master, own.user, own.key_id, signature)
    where = path("keys", "device_signing", "upload")
    try:
        await http.post(where, body, repeat=True)
    except AuthenticationNeeded as needed:
        auth = _password_auth(own.user, password, needed)
        await http.post(where, {**body, "auth": auth}, repeat=True)


def _password_auth(user: str, password: str | None, needed: AuthenticationNeeded) -> Json:
    flows = [flow.get("stages", []) for flow in needed.body.get("flows", [])]
    for stage in _RESET_STAGES:
        if [stage] in flows:
            raise ApprovalNeeded(str(needed.body.get("params", {}).get(stage, {}).get("url", "")))
    if ["m.login.password"] not in flows:
        raise PasswordNeeded(f"The server offers no log-in by password for this, only {flows}.")
    if password is None:
        raise PasswordNeeded(f"The server wants the password of {user} to change its identity.")
    return {
        "type": "m.login.password",
        "identifier": {"type": "m.id.user", "user": user},
        "password": password,
        "session": needed.session,
    }


async def _upload_missing_signatures(
    http: Http, own: OwnDevice, self_signing: SigningKey, published: _Published
) -> None:
    device, master = _own_device(own, published), published.master
    uploads: Json = {}
    if not _signed_by(device, own.user, self_signing.public):
        uploads[own.device_id] = sign_json(_bare(device), own.user, self_signing)
    if master is not None and not verify_json(master, own.user, own.key_id, own.ed25519):
        signature = own.sign(_bare(master))
        signed = with_signature(_bare(master), own.user, own.key_id, signature)
        uploads[_public(master)] = signed
    if uploads:
        await _upload_signatures(http, {own.user: uploads})


def _own_device(own: OwnDevice, published: _Published) -> Json:
    """The device as the server shows it: signed only if it carries the keys of our own store."""
    device = published.device
    if device is None:
        raise NotAccepted(f"The server shows no device {own.device_id}: upload its keys first.")
    keys = device.get("keys", {})
    ours = {own.key_id: own.ed25519, f"curve25519:{own.device_id}": own.curve25519}
    if keys != ours or not verify_json(device, own.user, own.key_id, own.ed25519):
        raise NotAccepted(
            f"The server shows other keys for the device {own.device_id} than its key store holds. "
            "If the key store was lost or copied, log this device out and log in anew."
        )
    return device


async def _upload_signatures(http: Http, signatures: Json) -> None:
    answer = await http.post(path("keys", "signatures", "upload"), signatures, repeat=True)
    if failures := {k: v for k, v in answer.get("failures", {}).items() if v}:
        reasons = {
            str(reason.get("errcode", "unknown"))
            for user in failures.values()
            for reason in user.values()
        }
        raise NotAccepted(f"The server refused signatures: {', '.join(sorted(reasons))}.")


def _checked(own: OwnDevice, keys: Mapping[str, SigningKey], published: _Published) -> OwnIdentity:
    """Return the identity if the server shows all of it, correctly signed."""
    for kind in KINDS:
        shown = published.key(kind)
        if shown is None or _public(shown) != keys[kind].public:
            raise NotAccepted(f"The server does not show the {kind} key that was uploaded.")
        if kind != "master" and not _signed_by(shown, own.user, keys["master"].public):
            raise NotAccepted(f"The server shows the {kind} key without the master's signature.")
    if not _signed_by(_own_device(own, published), own.user, keys["self_signing"].public):
        raise NotAccepted(f"The server does not show the signature of device {own.device_id}.")
    publics = {kind: keys[kind].public for kind in KINDS}
    return OwnIdentity(user=own.user, device_id=own.device_id, **publics)


async def _raw_query(http: Http, user: str) -> Json:
    # POST, but it changes nothing, so it may be repeated
    return await http.post(path("keys", "query"), {"device_keys": {user: []}}, repeat=True)


async def _query(http: Http, own: OwnDevice) -> _Published:
    answer = await _raw_query(http, own.user)
    devices = _object(_object(answer.get("device_keys")).get(own.user))
    return _Published(
        device=_object(devices.get(own.device_id)) or None,
        **{
            kind: _object(_object(answer.get(f"{kind}_keys")).get(own.user)) or None
            for kind in KINDS
        },
    )


def _object(value: object) -> Json:
    """A JSON object as it is; anything else a server may show there as an empty one."""
    return value if isinstance(value, dict) else {}


def _signed_by(value: Mapping[str, Any], user: str, public: str) -> bool:
    return verify_json(value, user, f"ed25519:{public}", public)


def _bare(value: Json) -> Json:
    return {name: part for name, part in value.items() if name not in {"signatures", "unsigned"}}


def _public(key_object: Mapping[str, Any]) -> str:
    """The one public key of a cross-signing key object; empty if the server shows nonsense."""
    keys = key_object.get("keys")
    values = list(keys.values()) if isinstance(keys, dict) else []
    return values[0] if len(values) == 1 and isinstance(values[0], str) else ""
