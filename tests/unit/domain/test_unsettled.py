# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What an item leaves behind if it is closed now."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from council import A1, A2, MAYOR, MOVED, ON_ITEM, T1, T2, UWE, check, opened_ballot
from scenario import Given

from bot.domain import events as e
from bot.domain.electing import Contest, Outcome, PaperCount, Votes
from bot.domain.ids import ElectionId
from bot.domain.meeting import MotionStatus
from bot.domain.unsettled import Unsettled, unsettled
from bot.domain.values import Postal, VoteMode

W1 = ElectionId("W1")
AMENDED = (
    *MOVED,
    e.AmendmentMoved(motion=A2, amends=A1, by=UWE, text="saniert", replaces="gebaut"),
)
OFFICE = e.ElectionOpened(election=W1, item=T1, office="Vorsitz")
NAMED = tuple(e.CandidateNominated(election=W1, candidate=name, by=UWE) for name in ("A", "B"))


def test_an_item_without_business_leaves_nothing() -> None:
    assert unsettled(Given(*ON_ITEM).meeting, T1) == Unsettled()


def test_motions_and_amendments_nobody_has_voted_on_are_left() -> None:
    meeting = Given(*AMENDED).meeting
    assert unsettled(meeting, T1) == Unsettled(undecided=(A1, A2))
    assert unsettled(meeting, T2) == Unsettled()


@pytest.mark.parametrize("over", [one for one in MotionStatus if one is not MotionStatus.PENDING])
def test_what_has_come_to_its_end_is_not_left(over: MotionStatus) -> None:
    meeting = Given(*MOVED).meeting
    decided = replace(meeting.motions[A1], status=over)
    assert unsettled(replace(meeting, motions={A1: decided}), T1) == Unsettled()


def test_an_adopted_amendment_that_is_not_worked_in_is_left() -> None:
    meeting = Given(*MOVED).meeting
    motion = replace(meeting.motions[A1], status=MotionStatus.ADOPTED, to_consolidate=(A2,))
    left = unsettled(replace(meeting, motions={A1: motion}), T1)
    assert left == Unsettled(to_consolidate=(A1,))


def test_an_election_is_left_until_somebody_is_elected() -> None:
    meeting = Given(*ON_ITEM, OFFICE, *NAMED).meeting
    assert unsettled(meeting, T1) == Unsettled(unelected=(W1,))
    known = replace(meeting.elections[W1], elected="A")
    assert unsettled(replace(meeting, elections={W1: known}), T1) == Unsettled()


def test_an_election_that_was_broken_off_is_not_left() -> None:
    ended = e.ElectionBrokenOff(election=W1, number=0, reason="Niemand tritt an.", by=MAYOR)
    assert unsettled(Given(*ON_ITEM, OFFICE, *NAMED, ended).meeting, T1) == Unsettled()


ROUND = e.RoundOpened(
    election=W1,
    number=1,
    candidates=("A", "B"),
    tellers=(),
    entitled=9,
    check=check(),
    contest=Contest.MOST_VOTES,
    step=0,
)
TIE = e.RoundCounted(
    election=W1,
    number=1,
    count=PaperCount(
        issued=9, votes=(Votes(candidate="A", papers=4), Votes(candidate="B", papers=4))
    ),
    outcome=Outcome.LOT_FOR_OFFICE,
    needed=4,
    elected="",
)


def test_a_lot_that_is_not_drawn_is_left_as_such() -> None:
    meeting = Given(*ON_ITEM, OFFICE, *NAMED, ROUND, TIE).meeting
    assert unsettled(meeting, T1) == Unsettled(to_draw=(W1,))


def test_what_goes_on_by_post_is_not_left() -> None:
    by_post = Postal(until=date(2026, 12, 10), issued=9, norm="")
    sent = replace(opened_ballot(), mode=VoteMode.SECRET, postal=by_post)
    assert unsettled(Given(*MOVED, sent).meeting, T1) == Unsettled()
    papers = replace(ROUND, postal=by_post)
    assert unsettled(Given(*ON_ITEM, OFFICE, *NAMED, papers).meeting, T1) == Unsettled()
