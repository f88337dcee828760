# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the room hears of an election that is broken off."""

from __future__ import annotations

import pytest
from sample_journal import HORN, MAYOR, ROAD, planned
from turns import keys, last

from bot.domain import events as e
from bot.domain.electing import Contest
from bot.domain.ids import ElectionId
from bot.domain.values import QuorumCheck
from bot.overview import election_lines

W1 = ElectionId("W1")
PAPERS_OUT = e.RoundOpened(
    election=W1,
    number=1,
    candidates=("Uwe Stein",),
    tellers=(),
    entitled=7,
    check=QuorumCheck(present=7, needed=5, statutory=9, quorate=True, norm=""),
    contest=Contest.MAJORITY,
    step=0,
)


@pytest.mark.parametrize(
    ("happened", "number", "said"),
    [
        ((), 0, ["say.election_broken_off"]),
        ((PAPERS_OUT,), 1, ["say.election_broken_off", "say.papers_uncounted"]),
    ],
)
def test_papers_that_nobody_counts_are_named(
    happened: tuple[e.MeetingEvent, ...], number: int, said: list[str]
) -> None:
    journal = planned().at("19:00").add(e.MeetingOpened(by=MAYOR, chair=MAYOR))
    journal.add(
        e.ItemCalled(item=ROAD),
        e.ElectionOpened(election=W1, item=ROAD, office="Schriftführung"),
        e.CandidateNominated(election=W1, candidate="Uwe Stein", by=HORN),
        *happened,
        e.ElectionBrokenOff(election=W1, number=number, reason="Er tritt zurück.", by=MAYOR),
    )
    assert keys(last(journal.records).effects) == said
    (line,) = election_lines(last(journal.records).turn.after, lambda *_: True)
    assert (line.key, line.facts["reason"]) == ("show.election_broken_off", "Er tritt zurück.")
