# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What signing in leaves behind: at the homeserver, and in the browser."""

from __future__ import annotations

from typing import Any

import aiohttp
from real_synapse import Account, Homeserver

KEPT = """
(async () => ({
  local: Object.keys(localStorage),
  session: Object.keys(sessionStorage),
  databases: (await indexedDB.databases()).map((one) => one.name),
  caches: await caches.keys(),
}))()
"""
"""What the browser keeps of a page between visits."""
SESSION = "JSON.parse(localStorage['gremium.session'])"
"""Who is signed in on a page."""


async def devices(synapse: Homeserver, account: Account) -> dict[str, bool]:
    """Return the account's devices, and whether the owner's identity vouches for each."""
    async with aiohttp.ClientSession(synapse.url, headers=account.headers) as http:
        asked: dict[str, Any] = {"device_keys": {account.user_id: []}}
        async with http.post("/_matrix/client/v3/keys/query", json=asked) as answer:
            told: dict[str, Any] = await answer.json()
        async with http.get("/_matrix/client/v3/devices") as answer:
            known = [one["device_id"] for one in (await answer.json())["devices"]]
    own = told.get("self_signing_keys", {}).get(account.user_id, {}).get("keys", {})
    keys = told["device_keys"].get(account.user_id, {})
    signed = {
        device: any(name in one.get("signatures", {}).get(account.user_id, {}) for name in own)
        for device, one in keys.items()
    }
    return {device: signed.get(device, False) for device in known}


async def end_session(synapse: Homeserver, token: str) -> None:
    """End the sign-in a token belongs to, as another session or an operator does."""
    headers = {"Authorization": f"Bearer {token}"}
    async with (
        aiohttp.ClientSession(synapse.url, headers=headers) as http,
        http.post("/_matrix/client/v3/logout", json={}) as answer,
    ):
        assert answer.status == 200, await answer.text()
