# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Members on a real Synapse; all are closed at the end."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from member import Member
from real_synapse import Homeserver

Join = Callable[..., Awaitable[Member]]


@pytest.fixture
async def join(synapse: Homeserver, tmp_path: Path) -> AsyncIterator[Join]:
    """`await join("alice")`: a started, cross-signed member; options as in `Member.join_server`."""
    members: list[Member] = []

    async def join_server(name: str, **options: Any) -> Member:
        member = await Member.join_server(synapse, name, tmp_path, **options)
        members.append(member)
        return member

    yield join_server
    for member in members:
        await member.close()
