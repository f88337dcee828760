# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the bot owes is done in order; a count that a later message shows anyway costs nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial
from typing import Any, cast

import pytest

from bot.desk import Owed
from bot.effects import Effect, Place, Revise, Say
from bot.pacing import Pacing
from bot.stage import Stage

COUNT = Revise(place=Place.SESSION, slot="count", lines=())
RESULT = Say(place=Place.SESSION, lines=())
OTHER = Revise(place=Place.SESSION, slot="another", lines=())


class Journal:
    """Notes what was done."""

    def __init__(self) -> None:
        self.outcomes: list[tuple[int, int]] = []
        self.done: list[int] = []

    async def outcome(self, _txn: str) -> None:
        return None

    async def record_outcome(self, _txn: str, _result: Any, *, seq: int, n: int, **_: Any) -> None:
        self.outcomes.append((seq, n))

    async def advance(self, _stream: str, seq: int) -> None:
        self.done.append(seq)


class Desk:
    """Owes the effects of entries, which are numbered from one."""

    def __init__(self, *entries: tuple[str, Sequence[Effect]]) -> None:
        self.journal = Journal()
        self.owed: asyncio.Queue[Owed] = asyncio.Queue()
        for seq, (edits, effects) in enumerate(entries, 1):
            follows = partial(tuple, effects)
            one = Owed(stream="s", seq=seq, meeting=None, follows=follows, edits=edits)
            self.owed.put_nowait(one)


async def performed(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, Effect]]:
    """Do all that is owed; return the effects that reached the homeserver, with their entry."""
    reached: list[tuple[int, Effect]] = []

    async def perform(_: Stage, owed: Owed, effect: Effect, _txn: str) -> dict[str, str]:
        reached.append((owed.seq, effect))
        return {}

    monkeypatch.setattr(Stage, "_perform", perform)
    given = {"gateway": None, "chambers": None, "texts": None, "make_paper": None}
    stage = Stage(desk=cast(Any, desk), pacing=Pacing(), **cast(Any, given))
    running = asyncio.create_task(stage.run())
    await stage.drain()
    running.cancel()
    return reached


async def test_of_the_counts_that_wait_the_last_alone_is_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk = Desk(*[("count", [COUNT])] * 3)
    assert await performed(desk, monkeypatch) == [(3, COUNT)]
    assert desk.journal.done == [3]


async def test_a_hall_that_waits_for_a_result_waits_for_no_count_that_comes_with_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each entry that is done costs two writes to the disk, also where nothing is sent."""
    desk = Desk(("count", [COUNT]), ("", [RESULT, COUNT]))
    assert await performed(desk, monkeypatch) == [(2, RESULT), (2, COUNT)]
    assert desk.journal.outcomes == [(2, 0), (2, 1)]
    assert desk.journal.done == [2]


async def test_a_count_is_shown_if_what_waits_shows_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk = Desk(("count", [COUNT]), ("", [RESULT, OTHER]))
    assert await performed(desk, monkeypatch) == [(1, COUNT), (2, RESULT), (2, OTHER)]
    assert desk.journal.done == [1, 2]
