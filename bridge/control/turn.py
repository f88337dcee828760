# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Credentials for coturn that end by themselves (``use-auth-secret``).

The user name is the end of validity and a hash of whom it was made for: the TURN server learns no
names. The password is its HMAC-SHA1, as coturn expects (draft-uberti-behave-turn-rest-00).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterable

from livekit.protocol import rtc

from bridge.settings import IceServer


def credentials(secret: str, identity: str, ends: int) -> tuple[str, str]:
    """Return user name and password that are good until ``ends`` (seconds since 1970)."""
    who = hmac.new(secret.encode(), identity.encode(), hashlib.sha256).hexdigest()[:16]
    user = f"{ends}:{who}"
    digest = hmac.new(secret.encode(), user.encode(), hashlib.sha1).digest()
    return user, base64.b64encode(digest).decode()


def ice_servers(servers: Iterable[IceServer], identity: str, now: float) -> list[rtc.ICEServer]:
    """Return what the join answer tells ``identity`` about STUN and TURN servers."""
    told = []
    for server in servers:
        user, password = "", ""
        if server.secret:
            user, password = credentials(server.secret, identity, int(now) + server.lifetime)
        told.append(rtc.ICEServer(urls=server.urls, username=user, credential=password))
    return told
