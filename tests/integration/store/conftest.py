# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""An address of a fresh journal, on SQLite and on PostgreSQL, and journals opened there."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from postgres import Postgres
from sample_events import CODEC, SIGNER, SampleEvent

from bot.store import Journal, Signer

Open = Callable[..., Awaitable[Journal[SampleEvent]]]


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return str(tmp_path / "journal.db")
    server: Postgres = request.getfixturevalue("postgres")
    return server.url(server.create_database(prefix="journal"))


@pytest.fixture
async def opened() -> AsyncIterator[Open]:
    """`await opened(address)`: a journal that is closed at the end."""
    async with AsyncExitStack() as stack:

        async def open_at(address: str, signer: Signer | None = SIGNER) -> Journal[SampleEvent]:
            journal = await Journal.open(address, codec=CODEC, signer=signer)
            return await stack.enter_async_context(journal)

        yield open_at


@pytest.fixture
async def journal(address: str, opened: Open) -> Journal[SampleEvent]:
    return await opened(address)
