# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Invitations to people of other homeservers: none is lost for being early."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from bot.domain.ids import UserId
from bot.effects import Place
from bot.invitations import Invitations
from bot.matrix.http import MatrixError, RateLimited, Unreachable

BERTA = UserId("@berta:nachbar.example")


class Gateway:
    """Invites, unless it is to fail."""

    user_id = "@gremium:rat.example"

    def __init__(self, fails: Exception | None) -> None:
        self.fails = fails
        self.invited: list[tuple[str, str]] = []

    async def invite(self, room: str, user: str, *, within: float | None) -> None:
        if self.fails is not None:
            raise self.fails
        self.invited.append((room, user))


class Settings:
    """The journal's settings."""

    def __init__(self) -> None:
        self.kept: dict[str, Any] = {}

    async def set(self, key: str, value: Any) -> None:
        self.kept[key] = value


def invitations(gateway: Gateway) -> Invitations:
    rooms = SimpleNamespace(room=str, space="space")
    desk = SimpleNamespace(journal=Settings(), id="rat")
    return Invitations(desk=cast(Any, desk), gateway=cast(Any, gateway), chambers=cast(Any, rooms))


@pytest.mark.parametrize(
    "trouble",
    [
        Unreachable("away"),
        MatrixError(502, "M_UNKNOWN", "no answer"),
        RateLimited(429, "M_LIMIT_EXCEEDED", "slower"),
    ],
    ids=["away", "stumbling", "busy"],
)
async def test_what_cannot_be_done_now_waits_and_is_done_later(trouble: Exception) -> None:
    gateway = Gateway(trouble)
    known = invitations(gateway)
    assert not await known.invite(Place.OFFICE, BERTA)
    await known._again(Place.OFFICE, BERTA)
    assert known._waiting == [(Place.OFFICE, BERTA)]
    gateway.fails = None
    await known._again(Place.OFFICE, BERTA)
    assert gateway.invited == [("office", BERTA)]
    assert known._waiting == []


async def test_what_is_refused_for_good_waits_no_longer() -> None:
    gateway = Gateway(Unreachable("away"))
    known = invitations(gateway)
    await known.invite(Place.SESSION, BERTA)
    gateway.fails = MatrixError(403, "M_FORBIDDEN", "no")
    await known._again(Place.SESSION, BERTA)
    assert known._waiting == []
