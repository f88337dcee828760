# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""C-09: what one remote member means for elections, Land by Land (design/law.md part 4)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from council import AYSE, MAYOR, NOW, ON_ITEM, T1, UWE, left, planned
from scenario import Given

from bot import profiles
from bot.domain import commands as c
from bot.domain import events as e
from bot.domain import refusals as r
from bot.domain.electing import Contest
from bot.domain.ids import ElectionId
from bot.domain.rulebook import Remote
from bot.domain.values import BodyKind, Channel, Format, Mode

DAY = date(2026, 11, 26)
W1 = ElectionId("W1")

WITHOUT_THEM = ("BB", "BW", "BY", "HE", "MV", "RP")
"""The others elect, who is elsewhere has no vote in it."""
NOT_AT_ALL = ("NI", "SL", "SN", "ST", "TH")
"""Nobody is elected in the whole meeting while somebody is elsewhere."""
BY_SYSTEM = ("NW", "SH")
"""With an approved voting system only, which paper is not: the same for us."""
SILENT = ("neutral",)
"""No rule; nobody is left out without one."""


def electing(land: str, *, remote: bool) -> Given:
    law = profiles.law_of(land, BodyKind.COUNCIL).on(DAY)
    away = e.MemberArrived(seat=UWE, mode=Mode.REMOTE, channel=Channel.TEXT, late=False)
    return Given(
        *planned(law, format=Format.HYBRID),
        *ON_ITEM[2:],
        *((*left(UWE), away) if remote else ()),
        e.ElectionOpened(election=W1, item=T1, office="Vorsitz"),
        e.CandidateNominated(election=W1, candidate="Anna Alt", by=AYSE),
        e.CandidateNominated(election=W1, candidate="Ben Bach", by=AYSE),
    )


ROUND = c.OpenRound(by=MAYOR, at=NOW)


def test_every_land_is_in_the_matrix_once() -> None:
    named = (*WITHOUT_THEM, *NOT_AT_ALL, *BY_SYSTEM, *SILENT)
    assert sorted(named) == sorted(profiles.lands())


@pytest.mark.parametrize("land", profiles.lands())
def test_with_all_in_the_hall_everybody_elects(land: str) -> None:
    begun = electing(land, remote=False).when(ROUND).accepted().happened[-1]
    assert isinstance(begun, e.RoundOpened)
    assert begun.entitled == 9
    first = profiles.law_of(land, BodyKind.COUNCIL).on(DAY).election.first
    assert begun.contest is (Contest.MAJORITY if first else Contest.MOST_VOTES)


@pytest.mark.parametrize("land", WITHOUT_THEM)
def test_where_remote_members_are_excluded_the_others_elect(land: str) -> None:
    begun = electing(land, remote=True).when(ROUND).accepted()
    opened = begun.happened[-1]
    assert isinstance(opened, e.RoundOpened)
    assert opened.entitled == 8
    nine = c.CountRound(by=MAYOR, at=NOW, votes=(), issued=9)
    papers = replace(nine, votes=())
    begun.when(papers).refused(r.CountIncomplete(candidates=("Anna Alt", "Ben Bach")))


@pytest.mark.parametrize("land", [*NOT_AT_ALL, *BY_SYSTEM, *SILENT])
def test_where_remote_members_block_it_nobody_is_elected(land: str) -> None:
    law = profiles.law_of(land, BodyKind.COUNCIL).on(DAY)
    norm = law.norm("remote.elections")
    assert norm
    electing(land, remote=True).when(ROUND).refused(r.RemotePresent(seats=(UWE,), norm=norm))


@pytest.mark.parametrize("land", profiles.lands())
def test_the_profiles_say_what_the_matrix_says(land: str) -> None:
    word = profiles.law_of(land, BodyKind.COUNCIL).on(DAY).word("remote.elections")
    wanted = {
        **dict.fromkeys(WITHOUT_THEM, Remote.EXCLUDED),
        **dict.fromkeys(NOT_AT_ALL, Remote.BLOCKED),
        **dict.fromkeys(BY_SYSTEM, Remote.SYSTEM),
        **dict.fromkeys(SILENT, Remote.UNREGULATED),
    }
    assert word == wanted[land]
