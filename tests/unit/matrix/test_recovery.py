# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The recovery key as people type it, and sealed account data, checked against other code."""

from __future__ import annotations

import base58
import pytest
from hypothesis import given
from hypothesis import strategies as st
from mautrix.crypto.ssss.key import Key, KeyMetadata
from mautrix.crypto.ssss.types import Algorithm, EncryptedKeyData

from bot.matrix.recovery import NotARecoveryKey, RecoveryKey, WrongRecoveryKey, seal, unseal
from bot.matrix.signing import decode_base64, encode_base64

KEYS = st.binary(min_size=32, max_size=32)


@given(KEYS)
def test_a_recovery_key_survives_paper(key: bytes) -> None:
    written = RecoveryKey(key=key).text()
    assert RecoveryKey.parse(written).key == key
    assert RecoveryKey.parse(written.replace(" ", "")).key == key
    assert RecoveryKey.parse(f"\n  {written} \t").key == key


@given(KEYS)
def test_it_is_the_base58_every_client_reads(key: bytes) -> None:
    data = base58.b58decode(RecoveryKey(key=key).text().replace(" ", ""))
    assert data[:2] == b"\x8b\x01"
    assert data[2:-1] == key


def test_it_comes_in_groups_of_four() -> None:
    groups = RecoveryKey.generate().text().split(" ")
    assert {len(group) for group in groups} == {4}
    assert len(groups) == 12


def test_a_typing_error_is_noticed_but_for_the_limits_of_one_check_byte() -> None:
    written = RecoveryKey(key=bytes(range(32))).text().replace(" ", "")
    typed = [
        written[:at] + letter + written[at + 1 :]
        for at in range(len(written))
        for letter in "123ABCXYZabcxyz"
        if letter != written[at]
    ]
    unnoticed = sum(_is_recovery_key(text) for text in typed)
    assert unnoticed < len(typed) / 50


def _is_recovery_key(text: str) -> bool:
    try:
        RecoveryKey.parse(text)
    except NotARecoveryKey:
        return False
    return True


@pytest.mark.parametrize("text", ["", "EsT", "O0Il", "hunter2", "E" * 4000, "🔑"])
def test_anything_else_is_no_recovery_key(text: str) -> None:
    with pytest.raises(NotARecoveryKey):
        RecoveryKey.parse(text)


@given(KEYS, st.binary(max_size=200))
def test_a_sealed_secret_comes_back(key: bytes, plain: bytes) -> None:
    assert (
        unseal(key, "m.cross_signing.master", seal(key, "m.cross_signing.master", plain)) == plain
    )


def test_a_secret_is_bound_to_its_name_and_key() -> None:
    key, other = RecoveryKey.generate().key, RecoveryKey.generate().key
    sealed = seal(key, "m.cross_signing.master", b"secret")
    with pytest.raises(WrongRecoveryKey):
        unseal(key, "m.cross_signing.self_signing", sealed)
    with pytest.raises(WrongRecoveryKey):
        unseal(other, "m.cross_signing.master", sealed)


def test_bit_63_of_the_counter_is_clear() -> None:
    iv = decode_base64(seal(bytes(32), "x", b"", iv=b"\xff" * 16)["iv"])
    assert iv == b"\xff" * 8 + b"\x7f" + b"\xff" * 7


def test_mautrix_opens_what_we_seal() -> None:
    recovery = RecoveryKey.generate()
    check = seal(recovery.key, "", bytes(32))
    metadata = KeyMetadata(algorithm=Algorithm.AES_HMAC_SHA2, iv=check["iv"], mac=check["mac"])
    theirs = metadata.verify_recovery_key("our key", recovery.text())
    sealed = seal(recovery.key, "m.cross_signing.master", encode_base64(b"the seed").encode())
    assert theirs.decrypt("m.cross_signing.master", EncryptedKeyData(**sealed)) == b"the seed"


def test_we_open_what_mautrix_seals() -> None:
    theirs = Key.generate()
    sealed = theirs.encrypt("m.cross_signing.master", b"the seed").serialize()
    assert isinstance(sealed, dict)
    ours = RecoveryKey.parse(theirs.recovery_key)
    plain = unseal(ours.key, "m.cross_signing.master", sealed)
    assert decode_base64(plain.decode()) == b"the seed"
