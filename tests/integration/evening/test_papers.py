# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Papers on items through a real homeserver: sealed in, kept, sealed out to who may read them."""

from __future__ import annotations

import pytest
from hall import Hall
from member import Member

from bot.effects import Place
from bot.matrix.events import FileMessage

pytestmark = pytest.mark.asyncio(loop_scope="package")

PLAN = b"%PDF-1.7 what the new playground costs"


async def hand_in(member: Member, room: str, data: bytes, name: str) -> str:
    content = await member.gateway.upload_encrypted(data, mime="application/pdf", name=name)
    return await member.send(room, "m.room.message", content)


async def test_the_clerks_paper_reaches_every_member_as_it_was_handed_in(hall: Hall) -> None:
    clerk, office = hall.members["S"], hall.council.room(Place.OFFICE)
    await hand_in(clerk, office, PLAN, "kosten.pdf")
    await hall.hears("S", "kosten.pdf", "!unterlage")
    await hall.say("S", "!unterlage 2 Kostenschätzung", Place.OFFICE)
    await hall.hears("3", "Nachgereicht", "Kostenschätzung")
    found = await hall.members["3"].wait_for(
        lambda item: isinstance(item, FileMessage) and item.name == "Kostenschätzung"
    )
    assert isinstance(found, FileMessage)
    assert found.room == hall.session
    assert await hall.members["3"].gateway.download_encrypted(found.file) == PLAN
