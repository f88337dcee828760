# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who owns which device: our own reading of /keys/query, every signature checked.

nio drops cross-signing keys, so the chain is walked here: master key -> self-signing key -> device.
What a homeserver adds without the user's keys therefore never carries a `master`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, TypeGuard

from bot.matrix.events import DeviceFacts, Identity, IdentityChanged, Json
from bot.matrix.foreign import Foreign, server_of
from bot.matrix.http import Http, path
from bot.matrix.signing import decode_base64, verify_json

logger = logging.getLogger(__name__)

_KEY_BYTES = 32
_OF_A_USER = ("device_keys", "master_keys", "self_signing_keys")
"""The parts of a /keys/query answer that `read_identity` reads."""


def read_identity(user: str, answer: Mapping[str, Any]) -> Identity:
    """Return what a /keys/query answer proves about `user`. Malformed parts count as absent."""
    master = _cross_signing_key(user, "master", answer.get("master_keys"))
    self_signing = None
    if master is not None:
        candidate = _cross_signing_key(user, "self_signing", answer.get("self_signing_keys"))
        signed = candidate is not None and verify_json(
            answer["self_signing_keys"][user], user, f"ed25519:{master}", master
        )
        self_signing = candidate if signed else None
    devices = _part(_part(answer, "device_keys"), user)
    facts = (
        _device(user, device_id, payload, master, self_signing)
        for device_id, payload in devices.items()
    )
    return Identity(
        user=user,
        master=master,
        self_signing=self_signing,
        devices=tuple(device for device in facts if device is not None),
    )


def _cross_signing_key(user: str, usage: str, keys: Any) -> str | None:
    """Return the one public key of a cross-signing key object, if it is one of this usage."""
    value = _part(keys, user)
    public_keys = _part(value, "keys")
    usages = value.get("usage")
    if value.get("user_id") != user or not isinstance(usages, list) or usage not in usages:
        return None
    if len(public_keys) != 1:
        return None
    [(name, public)] = public_keys.items()
    return public if name == f"ed25519:{public}" and _is_key(public) else None


def _device(
    user: str, device_id: str, payload: Any, master: str | None, self_signing: str | None
) -> DeviceFacts | None:
    keys = _part(payload, "keys")
    curve25519, ed25519 = keys.get(f"curve25519:{device_id}"), keys.get(f"ed25519:{device_id}")
    if not _is_key(curve25519) or not _is_key(ed25519):
        return None
    if payload.get("user_id") != user or payload.get("device_id") != device_id:
        return None
    if not verify_json(payload, user, f"ed25519:{device_id}", ed25519):
        return None
    signed = self_signing is not None and verify_json(
        payload, user, f"ed25519:{self_signing}", self_signing
    )
    return DeviceFacts(
        user=user,
        device_id=device_id,
        curve25519=curve25519,
        ed25519=ed25519,
        master=master if signed else None,
    )


def _part(value: Any, key: str) -> Mapping[str, Any]:
    part = value.get(key) if isinstance(value, Mapping) else None
    return part if isinstance(part, Mapping) else {}


def _is_key(value: Any) -> TypeGuard[str]:
    try:
        return isinstance(value, str) and len(decode_base64(value)) == _KEY_BYTES
    except ValueError:
        return False


class Signers:
    """The self-signing keys users ever had.

    Matrix cannot call one back: one that leaked stays signed by the master key for ever, and a
    server could show it again in place of its successor. So a key that was replaced vouches for
    nothing any more.
    """

    def __init__(
        self,
        known: Mapping[str, Iterable[str]] | None = None,
        remember: Callable[[str, str], None] = lambda _user, _signer: None,
    ) -> None:
        """`known` by user, the newest last; `remember` makes another one outlive us."""
        self._known = {user: list(signers) for user, signers in (known or {}).items()}
        self._remember = remember

    def judge(self, identity: Identity) -> Identity:
        """Return the identity; with a key that was replaced, no device is its owner's."""
        shown = identity.self_signing
        if shown is None:
            return identity
        known = self._known.setdefault(identity.user, [])
        if shown not in known:
            known.append(shown)
            self._remember(identity.user, shown)
        if shown == known[-1]:
            return identity
        logger.warning("a self-signing key was shown that its owner has replaced")
        unsigned = tuple(replace(device, master=None) for device in identity.devices)
        return replace(identity, self_signing=None, devices=unsigned)


class Identities:
    """What we know about users' keys, kept fresh by the device lists of each sync."""

    def __init__(
        self,
        http: Http,
        learn: Callable[[Iterable[Identity], Json], None],
        masters: Mapping[str, str],
        remember: Callable[[str, str], None],
        foreign: Foreign,
        signers: Signers,
    ) -> None:
        """`learn` passes checked devices on; `masters`, `remember`, `signers` outlive restarts."""
        self._foreign = foreign
        self._http = http
        self._learn = learn
        self._masters = dict(masters)
        self._remember = remember
        self._signers = signers
        self._known: dict[str, Identity] = {}
        self._answers: dict[str, tuple[Any, ...]] = {}
        """What the server said of a user last: the same words prove the same, and are not read
        again. Asking anew before each new key stays cheap by that."""
        self._stale: set[str] = set()
        self._changes: list[IdentityChanged] = []
        """Noticed and not on record yet, the oldest first."""
        self._handed = 0
        """How many of them the turn of the sync under way has told."""
        self._met: dict[str, str] = {}
        """Users seen for the first time, with their master keys."""

    def note_changed(self, users: Iterable[str]) -> None:
        """Take in that the devices or keys of these users changed."""
        self._stale.update(users)

    def known(self, user: str) -> Identity:
        """Return what is known without asking the server; an empty identity if nothing is."""
        return self._known.get(user, Identity(user=user))

    async def ensure(self, users: Iterable[str], *, fresh: bool = False) -> None:
        """Make sure all `users` are known and not stale, each server asked once; `fresh`: anyway.

        A user whose server cannot be reached, or is slow, keeps what was known and stays stale.
        """
        wanted = sorted(u for u in set(users) if fresh or u in self._stale or u not in self._known)
        if not wanted:
            return
        await self._foreign.ask("identities", wanted, self._query)

    async def _query(self, wanted: list[str]) -> None:
        answer = await self._http.post(
            path("keys", "query"),
            {"device_keys": {user: [] for user in wanted}, "timeout": 10_000},
            repeat=True,
        )
        failed = set(_part(answer, "failures"))
        answered = _part(answer, "device_keys")
        told = {
            user: tuple(_part(answer, part).get(user) for part in _OF_A_USER)
            for user in wanted
            if user in answered or server_of(user) not in failed
        }
        for user in [user for user, words in told.items() if self._answers.get(user) == words]:
            self._stale.discard(user)
            del told[user]
        found = [self._signers.judge(read_identity(user, answer)) for user in told]
        self._learn([identity for identity in found if identity.user in answered], answer)
        for identity in found:
            self._take(identity)
        self._answers.update(told)

    async def refresh_stale(self) -> None:
        """Ask for those known users whose devices changed; nobody else's matter yet."""
        await self.ensure(self._stale & (self._known.keys() | self._masters.keys()))

    def take_changes(self) -> list[IdentityChanged]:
        """Return the identity changes that are not on record yet (`confirm`)."""
        self._handed = len(self._changes)
        return [*self._changes]

    def _take(self, identity: Identity) -> None:
        self._known[identity.user] = identity
        self._stale.discard(identity.user)
        before = self._masters.get(identity.user)
        if before is not None and before != identity.master:
            self._changes.append(
                IdentityChanged(user=identity.user, old_master=before, new_master=identity.master)
            )
        if identity.master is not None and before != identity.master:
            self._masters[identity.user] = identity.master
            if before is None:
                self._met[identity.user] = identity.master

    def confirm(self) -> None:
        """Make new master keys outlive a restart; call when the changes taken are journalled."""
        for user, master in self._met.items():
            self._remember(user, master)
        self._met.clear()
        for change in self._changes[: self._handed]:
            if change.new_master is not None:
                self._remember(change.user, change.new_master)
        del self._changes[: self._handed]
        self._handed = 0
