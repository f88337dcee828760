# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A meeting that has adopted a motion without the public, as the release tests need it."""

from __future__ import annotations

from council import MAYOR, NOW, T1, VOTERS, VOTING, cast
from scenario import Given

from bot.domain import commands as c
from bot.domain import events as e

CLOSE = c.CloseBallot(by=MAYOR, at=NOW)


def adopted(*behind: e.MeetingEvent) -> tuple[e.Event, ...]:
    """Return the meeting up to the result; ``behind`` happens before the ballot is opened."""
    opened = next(n for n, one in enumerate(VOTING) if isinstance(one, e.BallotOpened))
    votes = (*VOTING[:opened], *behind, *VOTING[opened:], *(cast(seat) for seat in VOTERS))
    return tuple(Given(*votes).when(CLOSE).accepted().happened)


PUBLIC = adopted()
SECRET = adopted(e.PublicExcluded(by=MAYOR), e.ItemReclassified(item=T1, public=False))
