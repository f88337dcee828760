# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""How a vote by post is told to the bot, and who has counted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from talking import CHAIR, CLERK, MEETING, VOTING, context, reading

from bot.chat.context import Place
from bot.chat.reader import Act, NeedsConfirmation, Problem
from bot.domain import commands as c
from bot.domain.ids import BallotId, SeatId
from bot.domain.values import Phase, Postal, Sums, VoteMode

OFFICE = context(by=CLERK, place=Place.OFFICE)


def test_a_motion_is_sent_home_by_a_day() -> None:
    found = reading("!briefabstimmung bis 10.12.2026", context(by=CHAIR, meeting=MEETING))
    assert isinstance(found, NeedsConfirmation), found
    assert isinstance(found.command, c.OpenBallot)
    assert (found.command.postal, found.command.mode) == (date(2026, 12, 10), VoteMode.SECRET)


def test_the_count_names_vote_sums_and_tellers_in_any_order() -> None:
    for line in (
        "!briefabstimmung auszählen V3 ja 12 nein 5 ungültig 1 zähler 2,3",
        "!postal count v3 tellers 2,3 yes 12 no 5 invalid 1",
    ):
        found = reading(line, OFFICE)
        assert isinstance(found, NeedsConfirmation), found
        assert isinstance(found.command, c.CountPostal)
        assert found.command.ballot == BallotId("V3")
        assert found.command.sums == Sums(yes=12, no=5, abstain=0, invalid=1)
        assert found.command.tellers == (SeatId("2"), SeatId("3"))
    unnamed = reading("!briefabstimmung auszählen ja 12", OFFICE)
    assert isinstance(unnamed, NeedsConfirmation)
    assert isinstance(unnamed.command, c.CountPostal)
    assert unnamed.command.ballot is None
    assert isinstance(reading("!briefabstimmung auszählen", OFFICE), Problem)


def test_hands_and_rounds_name_who_counts() -> None:
    hands = reading("!auszählung ja 5 nein 3 zähler 2,3", context(by=CHAIR, meeting=VOTING))
    assert isinstance(hands, Act)
    assert isinstance(hands.command, c.EnterSums)
    assert hands.command.tellers == (SeatId("2"), SeatId("3"))
    out = reading("!wahlgang zähler 2 brief bis 10.12.2026", context(by=CHAIR, meeting=MEETING))
    assert isinstance(out, Act)
    assert isinstance(out.command, c.OpenRound)
    assert (out.command.tellers, out.command.postal) == ((SeatId("2"),), date(2026, 12, 10))


def test_several_items_are_asked_for_in_one_vote() -> None:
    found = reading("!briefabstimmung bis 10.12.2026 TOP 1, 2", context(by=CHAIR, meeting=MEETING))
    assert isinstance(found, NeedsConfirmation), found
    assert isinstance(found.command, c.OpenBlock)
    assert found.command.postal == date(2026, 12, 10)
    assert len(found.command.items) == 2


def test_between_meetings_it_is_read_against_the_one_that_waits_for_papers() -> None:
    over = replace(MEETING, phase=Phase.CLOSED, item=None)
    known = next(iter(over.motions.values()))
    ballot = replace(
        next(iter(VOTING.ballots.values())),
        postal=Postal(until=date(2026, 12, 4), issued=9, norm=""),
        result=None,
    )
    waiting = replace(over, ballots={ballot.id: ballot})
    here = replace(OFFICE, meeting=None, waiting=waiting)
    found = reading(f"!briefabstimmung bis 10.12.2026 {known.id}", here)
    assert isinstance(found, NeedsConfirmation), found
    assert isinstance(found.command, c.OpenBallot)
    assert found.command.subject.ref == known.id
    told = reading(f"!fassung {known.id} Neu.", here)
    assert isinstance(told, Act)
    assert isinstance(reading(f"!antrag zeigen {known.id}", here), Problem)


def test_the_vote_of_who_presides_may_rest_by_post_too() -> None:
    here = context(by=CHAIR, meeting=MEETING)
    for line in ("ohne vorsitz", "A1 ohne Vorsitz", "a1 without chair"):
        found = reading(f"!briefabstimmung bis 10.12.2026 {line}", here)
        assert isinstance(found, NeedsConfirmation), line
        assert isinstance(found.command, c.OpenBallot)
        assert found.command.without_chair
        assert found.command.postal == date(2026, 12, 10)
