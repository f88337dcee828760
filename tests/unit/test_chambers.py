# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Direct rooms: one body each, whoever belongs to several; and none that falls deaf."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import cast

from body_at_work import BodyAtWork, body_at_work

from bot.chambers import SPACE, Chambers, DirectRooms
from bot.domain.ids import BodyId, UserId
from bot.effects import Place
from bot.matrix.gateway import Gateway
from bot.texts import Texts

USER = UserId("@ayse:rat.example")


async def rooms_of(body: BodyAtWork, name: str, partners: DirectRooms) -> Chambers:
    """The rooms of another body of the same bot."""
    known = replace(body.desk.body, id=BodyId(name), name=name)
    journal = body.desk.journal
    await journal.set(f"rooms/{name}", {str(p): f"!{name}-{p}" for p in (SPACE, *Place)})
    rooms = Chambers(cast(Gateway, body.way), journal, lambda: known, partners)
    await rooms.open(Texts.load())
    return rooms


async def test_who_belongs_to_two_bodies_has_a_direct_room_with_each(tmp_path: Path) -> None:
    async with body_at_work(tmp_path) as body:
        partners = DirectRooms()
        council = await rooms_of(body, "council", partners)
        building = await rooms_of(body, "building", partners)
        first, second = await council.direct(USER), await building.direct(USER)
        assert first != second
        assert (council.direct_partner(first), building.direct_partner(first)) == (USER, None)
        assert (council.direct_partner(second), building.direct_partner(second)) == (None, USER)
        assert body.way.made == [second]
        assert second.endswith("building"), "the room is called after its body"
        assert await council.direct(USER) == first


async def test_a_room_two_bodies_shared_before_stays_with_the_first(tmp_path: Path) -> None:
    async with body_at_work(tmp_path) as body:
        for name in ("council", "building"):
            await body.desk.journal.set(f"direct/{name}", {USER: "!shared"})
        partners = DirectRooms()
        council = await rooms_of(body, "council", partners)
        building = await rooms_of(body, "building", partners)
        assert council.direct_partner("!shared") == USER
        assert building.direct_partner("!shared") is None
        await building.remember_direct(USER, "!shared")
        assert building.direct_partner("!shared") is None
        assert await building.direct(USER) != "!shared"


async def test_two_who_look_for_a_room_at_once_find_the_same(tmp_path: Path) -> None:
    async with body_at_work(tmp_path) as body:
        partners = DirectRooms()
        council = await rooms_of(body, "council", partners)
        await council.direct(USER)
        building = await rooms_of(body, "building", partners)
        both = await asyncio.gather(building.direct(USER), building.direct(USER))
        assert both[0] == both[1]


async def test_a_direct_room_that_was_replaced_is_still_heard_after_a_restart(
    tmp_path: Path,
) -> None:
    async with body_at_work(tmp_path) as body:
        council = await rooms_of(body, "council", DirectRooms())
        old = await council.direct(USER)
        await council.remember_direct(USER, "!newer")
        for rooms in (council, await rooms_of(body, "council", DirectRooms())):
            assert rooms.direct_partner(old) == rooms.direct_partner("!newer") == USER
            assert await rooms.direct(USER) == "!newer"
