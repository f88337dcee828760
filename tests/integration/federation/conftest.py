# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A joint committee in session on two servers; all tests of this folder share one evening.

Berta (chair), Ayşe and the clerk are at home on the bot's server, Carl and Dora on the partner's,
whose clock is ten minutes ahead and whose line a test can spoil:

    committee.partner.line.silence()
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
import pytest_asyncio
from hall import Hall, hall_in_session
from proxy import Proxy
from two_towns import Town, joint_committee


@dataclass
class Committee:
    """The meeting and its two towns."""

    hall: Hall
    home: Town
    partner: Town


@pytest_asyncio.fixture(scope="package", loop_scope="package")
async def session_committee(
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[Committee]:
    """One opened meeting with motion A1, for the whole folder."""
    folder = tmp_path_factory.mktemp("committee")
    with joint_committee(folder) as (home, partner):
        homes = {"3": partner.synapse, "4": partner.synapse}
        async with (
            Proxy.before(home.synapse.url) as proxy,
            hall_in_session(home.synapse, proxy, folder, homes) as hall,
        ):
            yield Committee(hall, home, partner)


@pytest_asyncio.fixture(loop_scope="package")
async def committee(session_committee: Committee) -> AsyncIterator[Committee]:
    """The evening with everybody up to date; afterwards the line is whole and no ballot open."""
    await session_committee.hall.fresh()
    yield session_committee
    session_committee.partner.line.heal()
    async with asyncio.timeout(60):
        await session_committee.hall.break_off()
