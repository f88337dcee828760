# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The bot beside clients that share no code with it."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from js_peer import JsPeer, js_peer
from real_synapse import Homeserver
from verifiable_bot import VerifiableBot, verifiable_bot


@pytest.fixture
async def bot(synapse: Homeserver, tmp_path: Path) -> AsyncIterator[VerifiableBot]:
    """A running, cross-signed bot that hears and answers only cross-signed devices."""
    async with verifiable_bot(synapse, tmp_path) as running:
        yield running


@pytest.fixture
async def alice(synapse: Homeserver) -> AsyncIterator[JsPeer]:
    """A member on matrix-js-sdk, cross-signed, who trusts only cross-signed devices."""
    account = await synapse.register(f"alice-{secrets.token_hex(4)}")
    async with js_peer() as peer:
        await peer.enter(synapse.url, account.user_id, account.password)
        yield peer
