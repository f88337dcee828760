# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Signed JSON as Matrix defines it: canonical form, Ed25519 (RFC 8032), unpadded base64.

Matrix specification, appendices "Canonical JSON", "Signing JSON" and "Unpadded Base64".
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

from canonicaljson import encode_canonical_json
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

Json = dict[str, Any]
_UNSIGNED_PARTS = frozenset({"signatures", "unsigned"})


def encode_base64(data: bytes) -> str:
    """Return standard base64 without padding."""
    return base64.b64encode(data).decode("ascii").rstrip("=")


def decode_base64(text: str) -> bytes:
    """Return the bytes of standard base64, padded or not.

    Raises ValueError when `text` holds anything else.
    """
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except ValueError as error:  # binascii.Error is one, too
        raise ValueError(f"not unpadded base64: {error}") from error


def canonical(value: Mapping[str, Any]) -> bytes:
    """Return the canonical JSON of all of `value` as UTF-8."""
    return encode_canonical_json(dict(value))


def signed_bytes(value: Mapping[str, Any]) -> bytes:
    """Return what a signature of `value` covers: everything but `signatures` and `unsigned`."""
    return canonical({key: part for key, part in value.items() if key not in _UNSIGNED_PARTS})


class SigningKey:
    """An Ed25519 secret key made from its 32-byte seed."""

    def __init__(self, seed: bytes) -> None:
        """Take the seed. Raises ValueError unless it is 32 bytes long."""
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self.public: str = encode_base64(self._key.public_key().public_bytes_raw())

    @classmethod
    def generate(cls) -> SigningKey:
        """Return a new key from the system's random source."""
        return cls(Ed25519PrivateKey.generate().private_bytes_raw())

    @property
    def seed(self) -> bytes:
        """The 32 secret bytes. Seal them before they touch a disk."""
        return self._key.private_bytes_raw()

    def sign(self, message: bytes) -> str:
        """Return the signature of `message` as unpadded base64."""
        return encode_base64(self._key.sign(message))

    def __repr__(self) -> str:
        return f"SigningKey(public={self.public!r})"


def with_signature(value: Mapping[str, Any], user: str, key_id: str, signature: str) -> Json:
    """Return a copy of `value` that carries one more signature, e.g. key_id `ed25519:ABC`."""
    signatures = {who: dict(keys) for who, keys in value.get("signatures", {}).items()}
    signatures.setdefault(user, {})[key_id] = signature
    return {**value, "signatures": signatures}


def sign_json(value: Mapping[str, Any], user: str, key: SigningKey, key_id: str = "") -> Json:
    """Return a copy of `value` signed by `key`; the key id defaults to its own public key."""
    name = key_id or f"ed25519:{key.public}"
    return with_signature(value, user, name, key.sign(signed_bytes(value)))


def verify(message: bytes, public: str, signature: str) -> bool:
    """Tell whether `signature` of `message` was made by the owner of `public`."""
    try:
        key = Ed25519PublicKey.from_public_bytes(decode_base64(public))
        key.verify(decode_base64(signature), message)
    except (InvalidSignature, ValueError):
        return False
    return True


def verify_json(value: Mapping[str, Any], user: str, key_id: str, public: str) -> bool:
    """Tell whether `value` carries `user`'s signature `key_id`, made with `public`.

    Malformed input of any kind is an invalid signature, never an exception: it comes from servers.
    """
    users = value.get("signatures")
    keys = users.get(user) if isinstance(users, dict) else None
    signature = keys.get(key_id) if isinstance(keys, dict) else None
    if not isinstance(signature, str):
        return False
    try:
        message = signed_bytes(value)
    except (ValueError, TypeError):  # not representable as canonical JSON
        return False
    return verify(message, public, signature)
