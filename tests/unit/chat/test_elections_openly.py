# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""How an open election is asked for, voted on and objected to."""

from __future__ import annotations

from talking import CHAIR, MEETING, context, reading

from bot.chat.reader import Act
from bot.domain import commands as c
from bot.domain.ids import SeatId
from bot.domain.values import SubjectKind

HERE = context(by=CHAIR, meeting=MEETING)


def test_a_round_is_opened_by_show_of_hands() -> None:
    for line in ("!wahlgang offen zähler 2,3", "!round openly tellers 2,3"):
        found = reading(line, HERE)
        assert isinstance(found, Act), found
        assert isinstance(found.command, c.OpenRound)
        assert found.command.openly
        assert found.command.tellers == (SeatId("2"), SeatId("3"))


def test_whether_to_elect_openly_is_voted_on() -> None:
    for line in ("!abstimmung öffnen wahl offen", "!vote open election"):
        found = reading(line, HERE)
        assert isinstance(found, Act), found
        assert isinstance(found.command, c.OpenBallot)
        assert found.command.subject.kind is SubjectKind.OPEN_ELECTION


def test_a_member_objects_or_the_chair_enters_it_for_them() -> None:
    own = reading("!wahl geheim", HERE)
    assert isinstance(own, Act), own
    assert own.command == c.DemandSecretElection(by=CHAIR, at=HERE.at, seat=CHAIR)
    other = reading("!secret election for 3", HERE)
    assert isinstance(other, Act), other
    assert isinstance(other.command, c.DemandSecretElection)
    assert other.command.seat == SeatId("3")
