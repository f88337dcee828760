# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A council in session behind a hostile homeserver; all tests of this folder share one evening.

The bot reaches Synapse through `hall.proxy`, so a test can forge, hide and delay what it is told.
Members talk to Synapse directly. Each test opens and closes its own ballots:

    async with hall.ballot() as vote:
        said = await hall.say("3", "ja")
        assert await vote.has("3") is Choice.YES
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from hall import Hall, hall_in_session
from proxy import Proxy
from real_synapse import Homeserver


@pytest_asyncio.fixture(scope="package", loop_scope="package")
async def session_hall(
    synapse: Homeserver, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Hall]:
    """One opened meeting with motion A1, for the whole folder."""
    async with (
        Proxy.before(synapse.url) as proxy,
        hall_in_session(synapse, proxy, tmp_path_factory.mktemp("hall")) as hall,
    ):
        yield hall


@pytest_asyncio.fixture(loop_scope="package")
async def hall(session_hall: Hall) -> AsyncIterator[Hall]:
    """The evening, everybody up to date, the server honest; afterwards no ballot is left open."""
    await session_hall.fresh()
    yield session_hall
    session_hall.relent()
    async with asyncio.timeout(60):
        await session_hall.break_off()
