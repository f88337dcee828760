# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A meeting room for tests: the first member creates it, the others are in."""

from __future__ import annotations

from member import Member

from bot.matrix.housekeeping import RoomPlan


async def meeting(bot: Member, *members: Member, version: str | None = None) -> str:
    """Create an encrypted room of `bot`, let `members` join, and let `bot` see them."""
    room = await bot.gateway.create_room(
        RoomPlan(name="Rat", invite=tuple(m.user_id for m in members), version=version)
    )
    for member in members:
        await member.accept(room)
    await bot.sync()
    return room
