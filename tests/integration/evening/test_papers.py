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


def handed_out(hall: Hall, name: str) -> FileMessage | None:
    """Return the file as a member reads it in any room."""
    return next(
        (
            item
            for item in hall.members["3"].seen
            if isinstance(item, FileMessage) and item.name == name
        ),
        None,
    )


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


async def test_a_paper_on_a_non_public_item_stays_out_of_the_session_room(hall: Hall) -> None:
    clerk, office = hall.members["S"], hall.council.room(Place.OFFICE)
    await hand_in(clerk, office, b"secret", "vertrag.pdf")
    await hall.hears("S", "vertrag.pdf", "!unterlage")
    await hall.say("S", "!unterlage N1 Kaufvertrag", Place.OFFICE)
    found = await clerk.wait_for(
        lambda item: isinstance(item, FileMessage) and item.name == "Kaufvertrag"
    )
    assert isinstance(found, FileMessage)
    assert found.room == hall.council.room(Place.CLOSED)


async def test_files_of_members_and_of_devices_nobody_signed_are_not_taken(hall: Hall) -> None:
    """Given a file nobody of the office handed in, the office's command finds none to take."""
    forged = await hall.device("S", signed=False)
    office = hall.council.room(Place.OFFICE)
    await hall.handled(await hand_in(hall.members["3"], hall.session, b"x", "fremd.pdf"))
    await hall.handled(await hand_in(forged, office, b"x", "fremd.pdf"))
    before = hall.meeting.paperwork.attached
    direct = await hall.direct("S")
    await hall.members["S"].say(direct, "!unterlage 2")
    await hall.hears("S", "keine Datei")
    assert hall.meeting.paperwork.attached == before
    assert handed_out(hall, "fremd.pdf") is None
    await forged.close()
