# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""One running server for the tests of a module: the bridge, and LiveKit where it is wanted."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from bridge_process import Server, bridge, receiver
from livekit_process import livekit_wanted, real_livekit


@pytest_asyncio.fixture(
    params=["bridge", "livekit"] if livekit_wanted() else ["bridge"],
    scope="module",
    loop_scope="module",
)
async def server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Server]:
    async with receiver() as hooks:
        if request.param == "livekit":
            async with real_livekit(hooks.url) as (url, clients):
                yield Server("livekit", url, hooks, clients=clients)
            return
        folder: Path = tmp_path_factory.mktemp("bridge")
        async with bridge(folder, more=f'[webhooks]\nurls = ["{hooks.url}"]\n') as made:
            yield Server("bridge", made.url, hooks, made.metrics)
