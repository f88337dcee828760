# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The next sync is under way while the last one is worked on, and only the one that is wanted."""

from __future__ import annotations

import asyncio
import gc
from pathlib import Path
from typing import Any

import pytest
from fuzzing import matrix
from fuzzing.matrix import BOT

from bot.matrix.ahead import Ahead
from bot.matrix.gateway import Gateway
from bot.matrix.http import Unreachable
from bot.matrix.machine import Machine


class Home:
    """A homeserver that notes what it is asked, and answers when it is let."""

    def __init__(self, gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
        self.asked: list[str] = []
        self.full: list[bool] = []
        self.answer = asyncio.Event()
        self.answer.set()
        self.given_up = 0
        self.silent = False
        self._others = gateway.http.request
        monkeypatch.setattr(gateway.http, "request", self.request)

    async def request(self, method: str, where: str, **more: Any) -> Any:
        """Answer a sync with the next number."""
        if not where.endswith("/sync"):
            return await self._others(method, where, **more)
        since = more["params"]["since"]
        self.asked.append(since)
        self.full.append("full_state" in more["params"])
        try:
            await self.answer.wait()
        except asyncio.CancelledError:
            self.given_up += 1
            raise
        if self.silent:
            raise Unreachable("nobody there")
        return {"next_batch": f"s{int(since[1:]) + 1}"}


@pytest.fixture
def gateway(tmp_path: Path) -> Gateway:
    return matrix.answering({}, Machine(BOT, "BOT", tmp_path, "key"))


@pytest.fixture
def home(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> Home:
    return Home(gateway, monkeypatch)


async def started() -> None:
    """Let what was asked in the background get to the server."""
    for _ in range(5):
        await asyncio.sleep(0)


async def test_the_server_works_on_the_next_answer_while_the_last_is_worked_on(
    gateway: Gateway, home: Home
) -> None:
    # given a bot that listens again and again
    batch = await gateway.sync(1.0, ahead=True)
    await started()
    # then the server has the next question before the first answer is committed
    assert home.asked == ["s1", "s2"]
    # and it is asked no second time
    gateway.commit(batch)
    assert (await gateway.sync(1.0, ahead=True)).next_token == "s3"
    await started()
    assert home.asked == ["s1", "s2", "s3"]
    gateway.hang_up()


async def test_who_does_not_ask_ahead_asks_when_it_is_time(gateway: Gateway, home: Home) -> None:
    gateway.commit(await gateway.sync(1.0))
    await started()
    assert len(home.asked) == 1


async def test_an_uncommitted_batch_comes_again_with_the_whole_state_whatever_was_asked_ahead(
    gateway: Gateway, home: Home
) -> None:
    gateway.commit(await gateway.sync(1.0))
    # given a batch that the journal did not take, with the next one under way
    home.full.clear()
    await gateway.sync(1.0, ahead=True)
    home.answer.clear()
    await started()
    home.answer.set()
    again = await gateway.sync(1.0)
    # then the old position is asked for again, and all the state
    assert again.next_token == "s3"
    assert (home.asked[-3:], home.full) == (["s2", "s3", "s2"], [False, False, True])


async def test_what_goes_wrong_ahead_is_told_by_the_sync_that_wanted_it(
    gateway: Gateway, home: Home, caplog: pytest.LogCaptureFixture
) -> None:
    batch = await gateway.sync(1.0, ahead=True)
    home.silent = True
    await started()
    gateway.commit(batch)
    with pytest.raises(Unreachable):
        await gateway.sync(1.0, ahead=True)
    # then, as after any lost turn, the next asks for all the state
    home.silent = False
    assert (await gateway.sync(1.0)).next_token == "s3"
    assert home.full[-1]
    assert "never retrieved" not in caplog.text


async def test_a_bot_that_stops_listening_waits_for_no_answer(gateway: Gateway, home: Home) -> None:
    gateway.commit(await gateway.sync(1.0))
    gateway.commit(await gateway.sync(1.0, ahead=True))
    home.answer.clear()
    await started()
    gateway.hang_up()
    await started()
    assert home.given_up == 1
    # and may begin to listen again
    home.answer.set()
    assert (await gateway.sync(1.0)).next_token == "s4"


async def test_an_error_that_nobody_waits_for_is_not_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def fail(_since: str) -> Any:
        raise Unreachable("nobody there")

    ahead = Ahead()
    ahead.ask("s1", fail)
    await started()
    ahead.drop()
    gc.collect()
    await started()
    assert not caplog.records


async def test_only_the_question_that_is_wanted_is_answered() -> None:
    given_up: list[str] = []

    async def ask(since: str) -> Any:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            given_up.append(since)
            raise

    ahead = Ahead()
    assert await ahead.answer("s1") is None
    ahead.ask("s1", ask)
    await started()
    assert await ahead.answer("s2") is None
    await started()
    assert given_up == ["s1"]
    # a second question takes the place of the first
    ahead.ask("s2", ask)
    await started()
    ahead.ask("s3", ask)
    await started()
    assert given_up == ["s1", "s2"]
    ahead.drop()
