# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The smallest encrypted device: an Olm account whose keys are published, nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from real_synapse import Account
from vodozemac import Account as OlmAccount

from bot.matrix.crosssigning import OwnDevice
from bot.matrix.http import Http, path
from bot.matrix.signing import signed_bytes, with_signature


async def publish_device(http: Http, account: Account) -> OwnDevice:
    """Upload fresh device keys for the account's device and return it."""
    olm = OlmAccount()

    def sign(value: Mapping[str, Any]) -> str:
        return olm.sign(signed_bytes(value)).to_base64()

    device = OwnDevice(
        user=account.user_id,
        device_id=account.device_id,
        ed25519=olm.ed25519_key.to_base64(),
        curve25519=olm.curve25519_key.to_base64(),
        sign=sign,
    )
    keys = {
        "algorithms": ["m.olm.v1.curve25519-aes-sha2", "m.megolm.v1.aes-sha2"],
        "device_id": device.device_id,
        "user_id": device.user,
        "keys": {
            device.key_id: device.ed25519,
            f"curve25519:{device.device_id}": device.curve25519,
        },
    }
    signed = with_signature(keys, device.user, device.key_id, sign(keys))
    await http.post(path("keys", "upload"), {"device_keys": signed})
    return device
