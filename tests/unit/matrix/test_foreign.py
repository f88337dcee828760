# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Other servers: asked apart, waited for a moment, believed by the graph; and whom a room bars."""

from __future__ import annotations

import asyncio
from time import monotonic

import pytest

from bot.matrix.events import ServersBarred
from bot.matrix.foreign import Foreign
from bot.matrix.history import _descends
from bot.matrix.http import MatrixError, Unreachable


async def test_each_server_is_asked_for_its_own_users() -> None:
    asked: list[list[str]] = []

    async def ask(users: list[str]) -> None:
        asked.append(users)

    await Foreign("a.example").ask("x", ["@1:a.example", "@2:b.example", "@3:a.example"], ask)

    assert sorted(asked) == [["@1:a.example", "@3:a.example"], ["@2:b.example"]]


async def test_a_silent_server_holds_up_the_others_for_a_moment_and_then_no_more() -> None:
    answered: list[str] = []
    release = asyncio.Event()

    async def ask(users: list[str]) -> None:
        if users[0].endswith("dead.example"):
            await release.wait()
        answered.extend(users)

    foreign = Foreign("a.example", grace=0.2, pause=60)
    users = ["@1:a.example", "@2:b.example", "@3:dead.example"]
    await foreign.ask("x", users, ask)
    assert sorted(answered) == ["@1:a.example", "@2:b.example"]

    start = monotonic()
    await foreign.ask("x", users, ask)
    assert monotonic() - start < 0.15

    release.set()  # the answer that comes late is taken in all the same
    await asyncio.sleep(0.05)
    assert answered.count("@3:dead.example") == 1
    await foreign.close()


async def test_only_trouble_with_our_own_server_is_raised() -> None:
    async def ask(users: list[str]) -> None:
        raise MatrixError(502, "M_UNKNOWN", "dead") if "b" in users[0] else Unreachable("gone")

    foreign = Foreign("a.example")
    await foreign.ask("x", ["@2:b.example"], ask)
    with pytest.raises(Unreachable):
        await foreign.ask("x", ["@1:a.example"], ask)


async def test_what_is_still_asked_ends_with_the_bot() -> None:
    async def ask(users: list[str]) -> None:
        await asyncio.sleep(3600)

    foreign = Foreign("a.example", grace=0.01)
    await foreign.ask("x", ["@2:b.example"], ask)
    async with asyncio.timeout(5):
        await foreign.close()


@pytest.mark.parametrize(
    ("acl", "server", "barred"),
    [
        ({"allow": ["*"]}, "dorf.example", False),
        ({"allow": ["*"], "deny": ["dorf.example"]}, "dorf.example:8448", True),
        ({"allow": ["*"], "deny": ["*.example"]}, "DORF.example", True),
        ({"allow": ["*"], "deny": ["d?rf.example"]}, "dorf.example", True),
        ({"allow": ["*"], "deny": ["dorf.example"]}, "xdorf.example", False),
        ({"allow": ["*"], "deny": ["dorf.example"]}, "dorfxexample", False),
        ({"allow": ["stadt.example"]}, "dorf.example", True),
        ({}, "dorf.example", True),
        ({"allow": ["*"], "literals": False}, "127.0.0.2:8448", True),
        ({"allow": ["*"], "literals": False}, "[2001:db8::1]:8448", True),
        ({"allow": ["*"], "deny": ["[2001:db8::1]"]}, "[2001:db8::1]:8448", True),
        ({"allow": ["*"], "literals": False}, "dorf.example", False),
    ],
)
def test_a_room_bars_servers_as_the_specification_says(
    acl: dict[str, object], server: str, barred: bool
) -> None:
    values = {k: tuple(v) if isinstance(v, list) else v for k, v in acl.items()}
    assert ServersBarred(room="!r", **values).bars(server) is barred  # type: ignore[arg-type]


GRAPH = {"late": ["before"], "merge": ["late", "question"], "vote": ["merge"], "early": ["before"]}


@pytest.mark.parametrize(
    ("event", "follows"),
    [("vote", True), ("merge", True), ("late", False), ("early", False), ("unknown", False)],
)
def test_an_answer_follows_its_question_by_the_graph_alone(event: str, follows: bool) -> None:
    assert _descends(event, "question", GRAPH) is follows


def test_a_graph_in_a_circle_ends() -> None:
    assert not _descends("a", "question", {"a": ["b"], "b": ["a"]})
