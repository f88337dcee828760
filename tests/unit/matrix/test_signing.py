# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Signed JSON against published vectors, and whatever servers may send instead."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.matrix.signing import (
    SigningKey,
    decode_base64,
    encode_base64,
    sign_json,
    verify,
    verify_json,
)

# RFC 8032, 7.1, TEST 2
SEED = bytes.fromhex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")
PUBLIC = bytes.fromhex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")
SIGNATURE = bytes.fromhex(
    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
    "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
)
# Matrix specification, appendices, "Signing JSON", "Test vectors"
SPEC_SEED = decode_base64("YJDBA9Xnr2sVqXD9Vj7XVUnmFZcZrlw8Md7kMW+3XA1")
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


def test_signatures_are_those_of_rfc_8032() -> None:
    key = SigningKey(SEED)
    assert decode_base64(key.public) == PUBLIC
    assert decode_base64(key.sign(b"\x72")) == SIGNATURE
    assert verify(b"\x72", key.public, key.sign(b"\x72"))
    assert not verify(b"\x73", key.public, key.sign(b"\x72"))


@pytest.mark.parametrize(
    ("value", "signature"),
    [
        (
            {},
            "K8280/U9SSy9IVtjBuVeLr+HpOB4BQFWbg+UZaADMtTdGYI7Geitb76LTrr5QV/7Xg4ahLwYGYZzuHGZKM5ZAQ",
        ),
        (
            {"one": 1, "two": "Two"},
            "KqmLSbO39/Bzb0QIYE82zqLwsA+PDzYIpIRA2sRQ4sL53+sN6/fpNSoqE7BP7vBZhG6kYdD13EIMJpvhJI+6Bw",
        ),
    ],
)
def test_signed_json_is_that_of_the_specification(value: dict[str, Any], signature: str) -> None:
    signed = sign_json(value, "domain", SigningKey(SPEC_SEED), "ed25519:1")
    assert signed == {**value, "signatures": {"domain": {"ed25519:1": signature}}}


def test_a_signature_covers_all_but_signatures_and_unsigned() -> None:
    key = SigningKey.generate()
    signed = sign_json({"a": 1}, "@a:x", key) | {"unsigned": {"age": 1}}
    name = f"ed25519:{key.public}"
    assert verify_json(signed, "@a:x", name, key.public)
    assert verify_json(sign_json(signed, "@b:x", SigningKey.generate()), "@a:x", name, key.public)
    assert not verify_json(signed | {"a": 2}, "@a:x", name, key.public)
    assert not verify_json(signed | {"b": 2}, "@a:x", name, key.public)
    assert not verify_json(signed, "@b:x", name, key.public)
    assert not verify_json(signed, "@a:x", name, SigningKey.generate().public)


@given(st.dictionaries(st.text(), ANYTHING), ANYTHING)
def test_whatever_a_server_sends_is_at_worst_unsigned(value: dict[str, Any], junk: Any) -> None:
    for signatures in (junk, {"@a:x": junk}, {"@a:x": {"ed25519:A": junk}}):
        assert not verify_json(value | {"signatures": signatures}, "@a:x", "ed25519:A", "AAAA")


@given(st.binary())
def test_base64_comes_back_with_and_without_padding(data: bytes) -> None:
    text = encode_base64(data)
    assert "=" not in text
    assert decode_base64(text) == data
    assert decode_base64(text + "=" * (-len(text) % 4)) == data


@pytest.mark.parametrize("text", ["ä", "A", "A*==", "AAA-"])
def test_other_text_is_no_base64(text: str) -> None:
    with pytest.raises(ValueError, match="base64"):
        decode_base64(text)


def test_a_key_does_not_show_its_secret() -> None:
    key = SigningKey(SEED)
    assert encode_base64(SEED)[:10] not in repr(key)
    assert key.seed == SEED
