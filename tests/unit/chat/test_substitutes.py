# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Commands on substitutes, and what somebody may do who stands in."""

from __future__ import annotations

from dataclasses import replace

from talking import AYSE, BODY, CHAIR, CLERK, HANS, MEETING, NOON, SEATS, act, context, reading

from bot.chat.reader import Problem
from bot.domain import commands as c
from bot.domain.ids import SeatId
from bot.domain.values import Role, Seat

TWELVE = SeatId("12")
SUBSTITUTE = Seat(id=TWELVE, name="Erna Ersatz", role=Role.SUBSTITUTE, votes=False)
SITTING = replace(MEETING, seats={**SEATS, TWELVE: SUBSTITUTE})


def test_chair_and_clerk_name_both_and_a_substitute_the_member_alone() -> None:
    both = c.SeatSubstitute(by=CLERK, at=NOON, seat=AYSE, principal=HANS)
    assert act("!vertretung 7 für 9", context(CLERK)) == both
    assert act("!substitute 7 for 9", context(CLERK)) == both
    own = c.SeatSubstitute(by=CHAIR, at=NOON, seat=CHAIR, principal=HANS)
    assert act("!vertretung für 9") == own
    assert act("!vertretung 9") == own
    missing = reading("!vertretung")
    assert isinstance(missing, Problem)
    assert missing.key == "problem.missing"
    ended = c.EndSubstitution(by=CHAIR, at=NOON, seat=AYSE)
    assert act("!vertretung beenden 7") == ended


def test_who_stands_in_is_a_member_as_long() -> None:
    body = replace(BODY, seats=SITTING.seats)
    waits = replace(context(TWELVE, meeting=SITTING), body=body)
    stands = replace(waits, meeting=replace(SITTING, substitutes={TWELVE: AYSE}))
    assert (waits.role, stands.role) == (Role.SUBSTITUTE, Role.MEMBER)
    assert replace(waits, meeting=None).role is Role.SUBSTITUTE
