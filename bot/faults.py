# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Named points at which a test may stop the program; without a test they do nothing.

``GREMIUM_FAULT=name:count`` makes the process kill itself (SIGKILL, no clean-up) the count-th time
it comes by the point `name`. Inside a test process `installed` puts a function in its place, which
may raise to play a failing disk. Only shells have such points, never the core.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager

VARIABLE = "GREMIUM_FAULT"

EFFECT_BEFORE = "effect.before"
EFFECT_AFTER = "effect.after"
TOKEN_BEFORE = "token.before"  # noqa: S105  the sync token, not a secret
TOKEN_AFTER = "token.after"  # noqa: S105  the same
# Every write of the store has two points: "<write>.before_commit" and "<write>.after_commit".
APPEND = "journal.append"
OUTCOME = "journal.outcome"
CURSOR = "journal.cursor"
KV = "journal.kv"
PRUNE = "journal.prune"
COPY = "journal.copy"
ERASE = "journal.erase"
WRITES = (APPEND, OUTCOME, CURSOR, KV, PRUNE, COPY, ERASE)
POINTS = (
    *(f"{write}.{when}" for write in WRITES for when in ("before_commit", "after_commit")),
    EFFECT_BEFORE,
    EFFECT_AFTER,
    TOKEN_BEFORE,
    TOKEN_AFTER,
)

Hook = Callable[[str], None]


def _nothing(_point: str) -> None:
    return


class _KillAt:
    """Counts how often one point was passed and ends the process at the wanted one."""

    def __init__(self, point: str, count: int) -> None:
        self._point = point
        self._left = count

    def __call__(self, point: str) -> None:
        if point != self._point:
            return
        self._left -= 1
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


def parse(setting: str) -> Hook:
    """Turn ``name:count`` into a hook; raises ValueError for unknown names and bad counts."""
    name, _, count = setting.rpartition(":")
    if name not in POINTS:
        raise ValueError(f"{VARIABLE}={setting}: no such point. Known: {', '.join(POINTS)}.")
    if not count.isdecimal() or int(count) < 1:
        raise ValueError(f"{VARIABLE}={setting}: the count must be a number from 1 on.")
    return _KillAt(name, int(count))


_hook: Hook = parse(os.environ[VARIABLE]) if os.environ.get(VARIABLE) else _nothing


def hit(point: str) -> None:
    """Come by the named point. Does nothing unless a test asked for a fault."""
    _hook(point)


@contextmanager
def installed(hook: Hook) -> Iterator[None]:
    """Put `hook` at all points for the length of the block."""
    global _hook  # noqa: PLW0603  one process, one fault at a time
    before, _hook = _hook, hook
    try:
        yield
    finally:
        _hook = before
