# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who is out of an item cannot read it: not only out of the room, but without the key."""

from __future__ import annotations

import pytest
from hall import Hall

from bot.domain import commands as c
from bot.domain.ids import SeatId
from bot.effects import Place
from bot.matrix.events import Suspicious, TextMessage
from bot.matrix.http import path

pytestmark = pytest.mark.asyncio(loop_scope="package")


async def test_a_recused_member_cannot_decrypt_the_closed_room_and_comes_back(hall: Hall) -> None:
    """Carl is recused for the item; the server even hands him the sealed event. He has no key."""
    carl, closed = hall.members["3"], hall.council.room(Place.CLOSED)
    bot = hall.council.app.gateway
    await hall.act(c.CloseItem(by=SeatId("1"), at=hall.now()))
    await hall.act(c.ExcludePublic(by=SeatId("1"), at=hall.now()))
    try:
        for seat in ("1", "2", "3", "4"):
            await hall.members[seat].accept(closed)
        secret = hall.next_item(public=False)
        recuse = c.DeclareRecusal(by=SeatId("3"), at=hall.now(), seat=SeatId("3"), item=secret)
        await hall.act(recuse)
        await hall.act(c.CallItem(by=SeatId("1"), at=hall.now(), item=secret))
        assert (await bot.members(closed)).get(carl.user_id) == "leave"

        spoken = c.RecordStatement(by=SeatId("2"), at=hall.now(), seat=SeatId("2"), text="Geheim.")
        await hall.act(spoken)
        heard = await hall.hears("4", "Geheim.")
        sealed = await bot.http.get(path("rooms", closed, "event", heard.event_id))
        [judged] = await carl.gateway._inbox.intake.judge([(closed, sealed)])
        assert isinstance(judged, Suspicious)
        assert not any(isinstance(i, TextMessage) and "Geheim." in i.body for i in carl.seen)

        await hall.act(c.CloseItem(by=SeatId("1"), at=hall.now()))
        await carl.accept(closed)
        await hall.act(
            c.RecordStatement(by=SeatId("2"), at=hall.now(), seat=SeatId("2"), text="Danach.")
        )
        await hall.hears("3", "Danach.")
    finally:
        await hall.act(c.RestorePublic(by=SeatId("1"), at=hall.now()))
        await hall.act(c.CallItem(by=SeatId("1"), at=hall.now(), item=hall.next_item(public=True)))
