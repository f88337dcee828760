# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A homeserver under its supervisor, as `gremium up` runs it, to be killed.

async with supervised(tmp_path) as town:
    await town.killed()
"""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from real_synapse import Homeserver, rendered

from bot.homeserver.backoff import Policy
from bot.homeserver.supervisor import Notice, Stage, Supervisor, Timing

PATIENCE = 120.0


@dataclass
class Town:
    """The server, and what its supervisor told the operator."""

    supervisor: Supervisor
    homeserver: Homeserver
    told: list[Notice] = field(default_factory=list)

    def kill(self) -> int:
        """Let it die as by a power cut; return how often it will have come up when it is back."""
        assert self.supervisor.pid is not None
        os.kill(self.supervisor.pid, signal.SIGKILL)
        return self.count(Stage.HEALTHY) + 1

    async def back(self, times: int) -> None:
        """Wait until it has come up so often."""
        async with asyncio.timeout(PATIENCE):
            while self.count(Stage.HEALTHY) < times:  # noqa: ASYNC110 - it tells nobody else
                await asyncio.sleep(0.1)

    async def killed(self) -> None:
        """Let it die, and wait until it is back."""
        await self.back(self.kill())

    def count(self, stage: Stage) -> int:
        """How often the supervisor told of this."""
        return sum(notice.stage is stage for notice in self.told)


@asynccontextmanager
async def supervised(
    folder: Path, policy: Policy | None = None, kind: type[Supervisor] = Supervisor
) -> AsyncIterator[Town]:
    """Run a homeserver with its data in `folder` until the block ends."""
    layout = rendered(folder)
    told: list[Notice] = []
    timing = Timing(check_every=1.0)
    async with kind(layout.root, report=told.append, timing=timing, policy=policy) as supervisor:
        homeserver = Homeserver(
            url=supervisor.url,
            server_name=supervisor.settings.server_name,
            registration_secret=layout.registration_secret(),
            data_dir=layout.root,
            log_path=layout.log,
            pid=supervisor.pid or 0,
        )
        yield Town(supervisor, homeserver, told)
