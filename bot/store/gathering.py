# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Group commit: what one task appends while it takes in a batch, until it is flushed as one.

Each act stays a whole: a flush takes all that wait or none, and one that fails takes back every
act since the last. Nobody may go on who stands on something that was taken back, so a failure
sticks to the gathering, whoever asked for the flush.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.store.entries import Entry, Head, Intake
from bot.store.ledger import Order


def nothing(*_: object) -> None:
    """Do nothing."""


@dataclass(slots=True, kw_only=True)
class Waiting:
    """One append: what is to be written, and what then follows."""

    order: Order
    then: Callable[[list[Entry]], None]
    undo: Callable[[], None]
    entries: list[Entry] = field(default_factory=list)


class Gathering:
    """What waits for its flush. Belongs to the task that began it."""

    def __init__(self, *, asked: frozenset[str], known: frozenset[str]) -> None:
        """Of the events `asked` for, `known` were taken in before."""
        self.heads: dict[str, Head | None] = {}
        """The ends of streams with what waits."""
        self._task = asyncio.current_task()
        self._asked = asked
        self._known = set(known)
        self._positions: set[tuple[str | None, int | None]] = set()
        self._waiting: list[Waiting] = []
        self._under_way = False
        self._failure: BaseException | None = None

    def is_mine(self) -> bool:
        """Whether the running task is the one that gathers."""
        return asyncio.current_task() is self._task

    @property
    def waits(self) -> bool:
        """Whether anything is not on the disk yet, or could not be written."""
        return bool(self._waiting) or self._under_way or self._failure is not None

    def knows(self, event_id: str) -> bool | None:
        """Whether an event was taken in; None if only the database can tell."""
        if event_id in self._known:
            return True
        return False if event_id in self._asked else None

    def uses(self, act: Intake) -> bool:
        """Whether something that waits has the act's place in its Megolm session."""
        return act.session_id is not None and (act.session_id, act.message_index) in self._positions

    def moved(self, entries: list[Entry]) -> None:
        """Forget the ends of streams that somebody else has written to."""
        for entry in entries:
            self.heads.pop(entry.stream, None)

    def add(self, one: Waiting) -> None:
        """Let an append wait."""
        self._waiting.append(one)
        for act in one.order.intake:
            self._known.add(act.event_id)
            self._positions.add((act.session_id, act.message_index))

    def take(self) -> list[Waiting]:
        """Hand out all that waits; until `settled` or `fail` it is under way."""
        taken, self._waiting = self._waiting, []
        self._under_way = bool(taken)
        return taken

    def settled(self) -> None:
        """Note that what was under way stands."""
        self._under_way = False

    def fail(self, taken: list[Waiting], error: BaseException) -> None:
        """Take everything back, the newest first; nothing more is gathered."""
        self._under_way = False
        self._failure = error
        for one in reversed([*taken, *self._waiting]):
            one.undo()
        self._waiting.clear()

    def check(self) -> None:
        """Raise what a flush failed of."""
        if self._failure is not None:
            raise self._failure
