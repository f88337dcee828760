# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""ICE-lite (RFC 8445 2.5): answer connectivity checks, ask nothing. The only home of aioice.

An unauthenticated or unknown message draws no answer at all, and an answer is never longer than
its question, so nobody can be flooded with our help.
"""

from __future__ import annotations

import ipaddress
import secrets
import struct
from dataclasses import dataclass
from typing import Any

from aioice import stun

Address = tuple[Any, ...]
MIN_SIZE, MAX_SIZE = 20, 600
"""Bytes of a binding request of any client."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """Our half of the short-term credential."""

    ufrag: str
    pwd: str


@dataclass(frozen=True, slots=True)
class Check:
    """An authenticated binding request and the answer it gets."""

    nominates: bool
    answer: bytes


def new_credentials() -> Credentials:
    """Random ones: 8 characters that find the peer, 24 that authenticate it."""
    return Credentials(secrets.token_hex(4), secrets.token_urlsafe(18))


def peek_ufrag(data: bytes) -> str | None:
    """Whom a binding request is for, from the USERNAME `ours:theirs`; None for anything else."""
    if not MIN_SIZE <= len(data) <= MAX_SIZE or data[:2] != b"\x00\x01":
        return None
    if data[4:8] != b"\x21\x12\xa4\x42" or len(data) != 20 + int.from_bytes(data[2:4], "big"):
        return None
    at = 20
    while at + 4 <= len(data):
        kind, size = struct.unpack_from("!HH", data, at)
        if at + 4 + size > len(data):
            return None
        if kind == 6:  # noqa: PLR2004  # RFC 8489 18.3: USERNAME
            name = data[at + 4 : at + 4 + size]
            return name.partition(b":")[0].decode("ascii", "replace")
        at += 4 + size + (-size % 4)
    return None


def check(data: bytes, source: Address, credentials: Credentials) -> Check | None:
    """Judge a binding request from `source`; None if it is not authentic or not a request."""
    try:
        request = stun.parse_message(data)
        if not request.check_message_integrity(credentials.pwd.encode()):
            return None
    except (ValueError, struct.error, KeyError, IndexError):
        return None
    answer = stun.Message(
        message_method=stun.Method.BINDING,
        message_class=stun.Class.RESPONSE,
        transaction_id=request.transaction_id,
    )
    answer.attributes["XOR-MAPPED-ADDRESS"] = (plain_host(source[0]), source[1])
    answer.add_message_integrity(credentials.pwd.encode())
    body = bytes(answer)
    if len(body) > len(data):
        return None
    return Check("USE-CANDIDATE" in request.attributes, body)


def plain_host(host: str) -> str:
    """An address without scope, an IPv4 one without its IPv6 coat."""
    address = ipaddress.ip_address(host.partition("%")[0])
    mapped = getattr(address, "ipv4_mapped", None)
    return str(mapped or address)
