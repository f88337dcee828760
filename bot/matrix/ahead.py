# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The next sync, asked for while the last answer is still being worked on.

Without it the server would rest while the bot works, and begin a long poll just when the bot wants
to answer. Measured with sixty votes at once: `docs/explanation/measured.md`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from time import monotonic

from bot.matrix.events import Json

Ask = Callable[[str], Awaitable[Json]]
"""Asks the server what came after a position."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Question:
    since: str
    asked: float
    answer: asyncio.Task[Json]


class Ahead:
    """At most one question that is under way."""

    def __init__(self) -> None:
        self._question: _Question | None = None

    def ask(self, since: str, ask: Ask) -> None:
        """Ask what comes after `since`, in the background."""
        self.drop()
        answer = asyncio.ensure_future(ask(since))
        answer.add_done_callback(_look)
        self._question = _Question(since=since, asked=monotonic(), answer=answer)

    async def answer(self, since: str) -> tuple[Json, float] | None:
        """Return what came after `since`, and when (`monotonic`) that was asked.

        None if another question was asked, or none. Raises what asking raised.
        """
        question, self._question = self._question, None
        if question is None:
            return None
        if question.since != since:
            question.answer.cancel()
            return None
        return await question.answer, question.asked

    def drop(self) -> None:
        """Want no answer any more."""
        if self._question is not None:
            self._question.answer.cancel()
            self._question = None


def _look(answer: asyncio.Task[Json]) -> None:
    """Take note of an error, lest asyncio log one that nobody waits for."""
    if not answer.cancelled():
        answer.exception()
