# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A short evening clicked through, with the same people as the whole one beside it.

An amendment and a vote, a recusal, and a non-public part whose conference one joins by Element
Call: what CI has the time for. `make conference` has the whole.
"""

from __future__ import annotations

from pathlib import Path

import evening_steps as step
import pytest
from evening_at_pages import goes_through

pytestmark = [pytest.mark.timeout(400)]


async def test_a_short_evening_is_clicked_through(tmp_path: Path) -> None:
    await goes_through(
        tmp_path,
        step.opening,
        step.roll_call,
        step.motion_and_amendment,
        step.vote_on_the_amendment,
        step.close_the_item_undecided,
        step.recusal,
        step.non_public_part,
        step.closed_conference,
        step.closed_debate,
        step.closed_vote,
        step.closing,
        step.minutes,
    )
