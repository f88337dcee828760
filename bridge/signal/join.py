# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a client says when it knocks: the v1 `join_request` or the v0 query, as one message."""

from __future__ import annotations

import base64
import binascii
import zlib
from collections.abc import Mapping

from google.protobuf.message import DecodeError
from livekit.protocol import models, rtc

from bridge.errors import PeerBroke

SDKS = {name.lower(): name for name in models.ClientInfo.SDK.keys()}  # noqa: SIM118


def from_v1(encoded: str, *, limit: int) -> rtc.JoinRequest:
    """Unpack `join_request`: base64url of a `WrappedJoinRequest`, plain or gzipped.

    Raises `PeerBroke` for anything else, and for more than `limit` bytes unpacked.
    """
    if len(encoded) > 2 * limit:
        raise PeerBroke("join request too long")
    try:
        raw = base64.urlsafe_b64decode(encoded.rstrip("=") + "=" * (-len(encoded.rstrip("=")) % 4))
        wrapped = rtc.WrappedJoinRequest.FromString(raw)
        body = wrapped.join_request
        if wrapped.compression == rtc.WrappedJoinRequest.GZIP:
            unpacker = zlib.decompressobj(wbits=31)
            body = unpacker.decompress(body, limit)
            if unpacker.unconsumed_tail:
                raise PeerBroke("join request too long")
        return rtc.JoinRequest.FromString(body)
    except (binascii.Error, ValueError, DecodeError, zlib.error) as error:
        raise PeerBroke("broken join request") from error


def from_v0(query: Mapping[str, str]) -> rtc.JoinRequest:
    """The same from the query of `/rtc`."""

    def flag(name: str, default: bool) -> bool:
        return query.get(name, "1" if default else "0").lower() in ("1", "true")

    request = rtc.JoinRequest()
    settings = request.connection_settings
    settings.auto_subscribe = flag("auto_subscribe", True)
    settings.adaptive_stream = flag("adaptive_stream", False)
    request.reconnect = flag("reconnect", False)
    request.participant_sid = query.get("sid", "")
    client = request.client_info
    name = SDKS.get(query.get("sdk", "").lower(), "UNKNOWN")
    client.MergeFrom(models.ClientInfo(sdk=name))
    client.version = query.get("version", "")[:64]
    client.protocol = _number(query.get("protocol", "0"))
    client.client_protocol = _number(query.get("client_protocol", "0"))
    client.os = query.get("os", "")[:64]
    client.browser = query.get("browser", "")[:64]
    return request


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0  # noqa: PLR2004
