# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""One whole evening clicked through by chair, clerk and five members.

Chair, clerk and Carl at the page of their own, Dora at the panel in a client, Gerd in Element Call,
Ayşe and Emil in a chat alone. Homeserver, bot, bridge and browser are real. Pictures of it are kept
in var/shots/evening.
"""

from __future__ import annotations

from pathlib import Path

import evening_steps as step
import pytest
from evening_at_pages import goes_through

pytestmark = [pytest.mark.timeout(900)]


async def test_a_whole_evening_is_clicked_through(tmp_path: Path) -> None:
    await goes_through(
        tmp_path,
        step.opening,
        step.roll_call,
        step.motion_and_amendment,
        step.debate,
        step.vote_on_the_amendment,
        step.leave_the_conference,
        step.vote_by_name,
        step.recusal,
        step.interruption,
        step.non_public_part,
        step.closed_conference,
        step.closed_vote,
        step.closing,
        step.minutes,
    )
