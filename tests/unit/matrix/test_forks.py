# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Listed state that contradicts what is known is asked for; all other is taken as it is."""

from __future__ import annotations

from typing import Any, cast

import pytest

from bot.matrix.forks import as_it_is_now
from bot.matrix.http import Http, MatrixError, Unreachable

ROOM = "!rat:x"


class Home:
    """A homeserver that notes what it is asked."""

    def __init__(self, error: Exception | None = None, **members: str) -> None:
        self.asked: list[str] = []
        self.error = error
        self.members = members

    async def get(self, where: str, params: Any = None) -> Any:
        """Answer with the members, or with the barred servers."""
        del params
        self.asked.append(where.rpartition("/rooms/")[2].partition("/")[2])
        if self.error is not None:
            raise self.error
        if "server_acl" in where:
            return {"deny": []}
        return {"chunk": [member(user, now) for user, now in self.members.items()]}


def member(user: str, membership: Any) -> dict[str, Any]:
    return {"type": "m.room.member", "state_key": user, "content": {"membership": membership}}


ACL = {"type": "m.room.server_acl", "state_key": "", "content": {"deny": ["kommune.example"]}}


async def now(home: Home, *state: Any, **known: str) -> list[Any]:
    return await as_it_is_now(cast(Http, home), ROOM, state, known)


async def test_who_was_removed_and_is_listed_as_before_stays_out() -> None:
    home = Home(anna="leave", bert="join")
    found = await now(home, member("anna", "join"), member("bert", "join"), anna="leave")
    assert found == [member("anna", "leave"), member("bert", "join")]
    assert home.asked == ["members"]


async def test_who_did_come_back_while_nothing_was_heard_is_in() -> None:
    assert await now(Home(anna="join"), member("anna", "join"), anna="leave") == [
        member("anna", "join")
    ]


async def test_what_contradicts_nothing_costs_no_question() -> None:
    home = Home()
    listed = [
        member("anna", "join"),
        member("bert", "join"),
        {"type": "m.room.member", "state_key": 7, "content": None},
        {"type": "m.room.name", "state_key": "", "content": {"name": "Rat"}},
    ]
    assert await now(home, *listed, anna="join") == listed
    assert not home.asked


async def test_barred_servers_are_asked_for_unless_the_room_is_new() -> None:
    assert await now(Home(), ACL, anna="join") == [{**ACL, "content": {"deny": []}}]
    assert await now(Home(), ACL) == [ACL]


async def test_whom_the_server_does_not_name_is_as_listed() -> None:
    broken = {**member("anna", "join"), "content": "?"}
    assert await now(Home(bert="join"), broken, anna="leave") == [broken]


@pytest.mark.parametrize("error", [Unreachable("gone"), MatrixError(403, "M_FORBIDDEN", "no")])
async def test_a_server_that_does_not_answer_is_believed_what_it_listed(error: Exception) -> None:
    listed = member("anna", "join")
    assert await now(Home(error), listed, anna="leave") == [listed]
