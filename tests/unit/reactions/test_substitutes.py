# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Substitutes in the rooms: everybody reads who votes for whom; the closed room follows."""

from __future__ import annotations

from dataclasses import replace

from sample_journal import CLERK, KAYA, LAND, MAYOR, Journal, opening, planned
from turns import Step, keys, last

from bot.domain import events as e
from bot.domain.ids import SeatId
from bot.domain.records import Recorded
from bot.domain.values import Channel, Mode, Role, Seat
from bot.effects import Admit, Exclude

TWELVE = SeatId("12")
SUBSTITUTE = Seat(id=TWELVE, name="Ersatz", role=Role.SUBSTITUTE, votes=False)
SEATED = e.SubstituteSeated(seat=TWELVE, principal=KAYA, by=CLERK, norm="§ 27")


def begun() -> Journal:
    journal = planned()
    opening(journal)
    roster = next(one.event for one in journal.records if isinstance(one.event, e.RosterTaken))
    journal.add(replace(roster, seats=(*roster.seats, SUBSTITUTE)))
    came = e.MemberArrived(
        seat=TWELVE, mode=Mode.HALL, channel=Channel.TEXT, late=True, identified=""
    )
    return journal.add(came, e.MemberLeft(seat=KAYA, reason=""))


def after(journal: Journal, *events: e.MeetingEvent) -> Step:
    records: list[Recorded] = journal.add(*events).records
    return last(records)


def test_it_is_told_who_votes_for_whom_and_when_that_is_over() -> None:
    assert keys(after(begun(), SEATED).effects)[0] == "say.substitute"
    down = e.SubstituteStoodDown(seat=TWELVE, by=MAYOR)
    assert keys(after(begun(), SEATED, down).effects)[0] == "say.substitute_over"
    back = e.MemberArrived(
        seat=KAYA, mode=Mode.HALL, channel=Channel.TEXT, late=True, identified=""
    )
    assert "say.substitute_over" in keys(after(begun(), SEATED, back).effects)


def test_only_who_stands_in_is_let_into_the_closed_room_and_only_as_long() -> None:
    closed = (e.PublicExcluded(by=MAYOR), e.ItemCalled(item=LAND))
    begins = after(begun(), closed[0]).effects
    assert TWELVE in [one.seat for one in begins if isinstance(one, Exclude)]
    stands = after(begun(), *closed, SEATED).effects
    assert TWELVE in [one.seat for one in stands if isinstance(one, Admit)]
    over = after(begun(), *closed, SEATED, e.SubstituteStoodDown(seat=TWELVE, by=MAYOR)).effects
    assert TWELVE in [one.seat for one in over if isinstance(one, Exclude)]
    ended = after(begun(), *closed, SEATED, e.MeetingClosed(by=MAYOR, open_items=())).effects
    assert TWELVE in [one.seat for one in ended if isinstance(one, Exclude)]
    assert TWELVE not in [one.seat for one in ended if isinstance(one, Admit)]
