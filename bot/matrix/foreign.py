# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Questions that only other servers can answer: one server's silence must not hold up the rest.

Our own server passes such questions on and waits for all it asked together. So each foreign server
is asked on its own, for a moment only; an answer that comes later is still taken in.
"""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable
from math import inf
from time import monotonic

from bot.matrix.http import MatrixError, UnknownToken, Unreachable

logger = logging.getLogger(__name__)

GRACE = 1.5
"""Seconds a foreign server's answer is waited for."""
PAUSE = 30.0
"""Seconds for which a server that took longer is not waited for again."""

Ask = Callable[[list[str]], Awaitable[None]]


def server_of(user: str) -> str:
    """Return the server of a Matrix id, its port included."""
    return user.partition(":")[2]


class Foreign:
    """Asks about users, server by server."""

    def __init__(self, own_server: str, *, grace: float = GRACE, pause: float = PAUSE) -> None:
        self._own = own_server
        self._grace = grace
        self._pause = pause
        self._asked: dict[tuple[str, str], asyncio.Task[None]] = {}
        self._slow: defaultdict[str, float] = defaultdict(lambda: -inf)

    async def ask(self, kind: str, users: Iterable[str], ask: Ask) -> None:
        """Call `ask` with the users of each server apart.

        Errors of our own server are raised; what concerns a foreign one is logged. Returns when our
        own has answered, and each other one has, or has used up its moment.
        """
        parts: defaultdict[str, list[str]] = defaultdict(list)
        for user in users:
            parts[server_of(user)].append(user)
        own = parts.pop(self._own, [])
        waited = {self._start(kind, server, part, ask): server for server, part in parts.items()}
        awaited = {task for task, server in waited.items() if monotonic() >= self._slow[server]}
        deadline = monotonic() + self._grace
        if own:
            await ask(own)
        if not awaited:
            return
        _, late = await asyncio.wait(awaited, timeout=max(0.0, deadline - monotonic()))
        for task in late:
            self._slow[waited[task]] = monotonic() + self._pause
            logger.warning("a partner's server is slow; not waited for")

    def _start(self, kind: str, server: str, users: list[str], ask: Ask) -> asyncio.Task[None]:
        """Ask, unless the same server still owes an answer to the same question."""
        known = self._asked.get((kind, server))
        if known is not None and not known.done():
            return known
        task = asyncio.create_task(self._quietly(users, ask))
        self._asked[kind, server] = task
        return task

    async def _quietly(self, users: list[str], ask: Ask) -> None:
        try:
            await ask(users)
        except UnknownToken:
            logger.warning("logged out while asking a partner's server")
        except (MatrixError, Unreachable) as error:
            logger.warning("a partner's server gave no answer: %s", type(error).__name__)

    async def close(self) -> None:
        """Give up what is still asked."""
        for task in self._asked.values():
            task.cancel()
        await asyncio.gather(*self._asked.values(), return_exceptions=True)
