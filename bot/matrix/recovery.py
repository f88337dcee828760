# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Recovery key and secret storage: how an operator gets at the bot's identity from any client.

The three cross-signing seeds are stored in the bot's account data, sealed with a key that exists
only on the operator's paper. Logging in as the bot with Element and entering that key restores the
identity. Matrix specification, "Secrets": `m.secret_storage.v1.aes-hmac-sha2` and
"Key representation".
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import reduce
from http import HTTPStatus
from operator import xor
from typing import Any, Final

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.ciphers.modes import CTR
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.matrix.http import Http, MatrixError, path
from bot.matrix.seeds import Seeds
from bot.matrix.signing import decode_base64, encode_base64

ALGORITHM: Final = "m.secret_storage.v1.aes-hmac-sha2"
DEFAULT_KEY: Final = "m.secret_storage.default_key"
KEY_PREFIX: Final = "m.secret_storage.key."
SECRETS: Final = {
    "m.cross_signing.master": "master",
    "m.cross_signing.self_signing": "self_signing",
    "m.cross_signing.user_signing": "user_signing",
}
_ALPHABET: Final = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_MARK: Final = bytes((0x8B, 0x01))
_KEY_BYTES: Final = 32
_IV_BYTES: Final = 16
_GROUP: Final = 4


class NotARecoveryKey(ValueError):
    """The text is no recovery key; the sentence says what is wrong with it."""


class WrongRecoveryKey(Exception):
    """It is a recovery key, but another one than the account's."""


class NoSecretStorage(Exception):
    """The account has no secret storage, or not with our keys in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryKey:
    """32 secret bytes that a person keeps on paper."""

    key: bytes = field(repr=False)

    @classmethod
    def generate(cls) -> RecoveryKey:
        """Draw a new one from the system's random source."""
        return cls(key=secrets.token_bytes(_KEY_BYTES))

    @classmethod
    def parse(cls, text: str) -> RecoveryKey:
        """Read what a person typed; spaces do not matter. Raises NotARecoveryKey."""
        data = _from_base58("".join(text.split()))
        if len(data) != len(_MARK) + _KEY_BYTES + 1 or data[: len(_MARK)] != _MARK:
            raise NotARecoveryKey("This is not a recovery key: length or beginning are wrong.")
        if reduce(xor, data) != 0:
            raise NotARecoveryKey("There is a typing error in the recovery key.")
        return cls(key=data[len(_MARK) : -1])

    def text(self) -> str:
        """Write it as a person sees it: base58 in groups of four, with a check byte."""
        body = _MARK + self.key
        encoded = _to_base58(body + bytes((reduce(xor, body),)))
        groups = (encoded[at : at + _GROUP] for at in range(0, len(encoded), _GROUP))
        return " ".join(groups)


def seal(key: bytes, name: str, plain: bytes, iv: bytes | None = None) -> dict[str, str]:
    """Encrypt a secret for account data under its name; the IV is random unless given."""
    # Bit 63 is cleared because some implementations count the counter in 63 bits.
    start = bytearray(iv if iv is not None else secrets.token_bytes(_IV_BYTES))
    start[8] &= 0x7F
    cipher_key, mac_key = _two_keys(key, name)
    encryptor = Cipher(AES256(cipher_key), CTR(bytes(start))).encryptor()
    hidden = encryptor.update(plain) + encryptor.finalize()
    mac = hmac.digest(mac_key, hidden, "sha256")
    return {
        "iv": encode_base64(bytes(start)),
        "ciphertext": encode_base64(hidden),
        "mac": encode_base64(mac),
    }


def unseal(key: bytes, name: str, sealed: Mapping[str, Any]) -> bytes:
    """Decrypt a secret from account data. Raises WrongRecoveryKey, or ValueError if malformed."""
    parts = [sealed.get(part) for part in ("iv", "ciphertext", "mac")]
    iv, hidden, mac = (decode_base64(part) if isinstance(part, str) else b"" for part in parts)
    cipher_key, mac_key = _two_keys(key, name)
    if not hmac.compare_digest(mac, hmac.digest(mac_key, hidden, "sha256")):
        raise WrongRecoveryKey("The recovery key does not fit the account's secret storage.")
    decryptor = Cipher(AES256(cipher_key), CTR(iv)).decryptor()
    return decryptor.update(hidden) + decryptor.finalize()


async def has_storage(http: Http, user: str) -> bool:
    """Tell whether the account has a secret storage with a cross-signing identity in it."""
    default = (await _account_data(http, user, DEFAULT_KEY)).get("key")
    stored = (await _account_data(http, user, "m.cross_signing.master")).get("encrypted")
    return isinstance(default, str) and isinstance(stored, dict) and default in stored


async def stored(http: Http, user: str) -> tuple[str, ...]:
    """Return the names of our secrets that lie in secret storage under its default key."""
    default = (await _account_data(http, user, DEFAULT_KEY)).get("key")
    found = []
    for name in SECRETS:
        sealed = (await _account_data(http, user, name)).get("encrypted")
        if isinstance(default, str) and isinstance(sealed, dict) and default in sealed:
            found.append(name)
    return tuple(found)


async def publish(http: Http, user: str, seeds: Seeds) -> RecoveryKey:
    """Store the seeds under a new recovery key and return it; an older recovery key ends.

    The caller shows the key to the operator once and forgets it.
    """
    recovery = RecoveryKey.generate()
    key_id = secrets.token_hex(16)
    check = seal(recovery.key, "", bytes(_KEY_BYTES))
    described = {"algorithm": ALGORITHM, "iv": check["iv"], "mac": check["mac"]}
    await http.put(_where(user, KEY_PREFIX + key_id), described)
    for name, part in SECRETS.items():
        plain = encode_base64(getattr(seeds, part)).encode()
        sealed = seal(recovery.key, name, plain)
        await http.put(_where(user, name), {"encrypted": {key_id: sealed}})
    await http.put(_where(user, DEFAULT_KEY), {"key": key_id})
    return recovery


async def fetch(http: Http, user: str, recovery: RecoveryKey) -> dict[str, bytes]:
    """Return the stored seeds by their names in `Seeds` (without the journal's).

    Raises NoSecretStorage or WrongRecoveryKey.
    """
    key_id = (await _account_data(http, user, DEFAULT_KEY)).get("key")
    found: dict[str, bytes] = {}
    for name, part in SECRETS.items():
        stored = (await _account_data(http, user, name)).get("encrypted")
        sealed = stored.get(key_id) if isinstance(stored, dict) else None
        if not isinstance(sealed, dict):
            raise NoSecretStorage(f"The account {user} has no {name} in its secret storage.")
        try:
            found[part] = decode_base64(unseal(recovery.key, name, sealed).decode("ascii"))
        except ValueError as error:
            raise NoSecretStorage(f"{name} of {user} in secret storage is damaged.") from error
    return found


async def _account_data(http: Http, user: str, kind: str) -> dict[str, Any]:
    try:
        return await http.get(_where(user, kind))
    except MatrixError as error:
        if error.status == HTTPStatus.NOT_FOUND:
            return {}
        raise


def _where(user: str, kind: str) -> str:
    return path("user", user, "account_data", kind)


def _two_keys(key: bytes, name: str) -> tuple[bytes, bytes]:
    both = HKDF(
        algorithm=hashes.SHA256(), length=64, salt=bytes(_KEY_BYTES), info=name.encode()
    ).derive(key)
    return both[:32], both[32:]


def _to_base58(data: bytes) -> str:
    number, digits = int.from_bytes(data, "big"), ""
    while number:
        number, rest = divmod(number, len(_ALPHABET))
        digits = _ALPHABET[rest] + digits
    zeros = len(data) - len(data.lstrip(b"\0"))
    return _ALPHABET[0] * zeros + digits


def _from_base58(text: str) -> bytes:
    number = 0
    for letter in text:
        if letter not in _ALPHABET:
            raise NotARecoveryKey(f"The character {letter!r} does not occur in recovery keys.")
        number = number * len(_ALPHABET) + _ALPHABET.index(letter)
    zeros = len(text) - len(text.lstrip(_ALPHABET[0]))
    return bytes(zeros) + number.to_bytes((number.bit_length() + 7) // 8, "big")
