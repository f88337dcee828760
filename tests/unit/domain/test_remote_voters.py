# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""C-08 and C-09: elections and secret votes, and what one remote member means for them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import get_type_hints

import pytest
from council import A1, AYSE, MAYOR, NOW, ON_ITEM, T1, UWE, left, planned
from scenario import Given

from bot import profiles
from bot.domain import commands as c
from bot.domain import events as e
from bot.domain import refusals as r
from bot.domain.electing import Contest
from bot.domain.ids import ElectionId, SeatId
from bot.domain.rulebook import Remote
from bot.domain.values import (
    BodyKind,
    Channel,
    Choice,
    Format,
    Mode,
    Subject,
    SubjectKind,
    Sums,
    VoteMode,
)

DAY = date(2026, 11, 26)
W1 = ElectionId("W1")
CONVENED = e.ConvocationStated(by=MAYOR, faults=(), note="", norm="")

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
        CONVENED,
        *((*left(UWE), away) if remote else ()),
        e.ElectionOpened(election=W1, item=T1, office="Vorsitz"),
        e.CandidateNominated(election=W1, candidate="Anna Alt", by=AYSE),
        e.CandidateNominated(election=W1, candidate="Ben Bach", by=AYSE),
    )


ROUND = c.OpenRound(by=MAYOR, at=NOW)


def test_every_land_is_in_the_matrix_once() -> None:
    named = (*WITHOUT_THEM, *NOT_AT_ALL, *BY_SYSTEM, *SILENT)
    assert sorted(named) == sorted(profiles.lands())


def resting(land: str) -> int:
    """How many there have no vote in an election by their office: in one Land the mayor."""
    rests = profiles.law_of(land, BodyKind.COUNCIL).on(DAY).word("election.chair") == "rests"
    assert rests is (land == "RP")
    return int(rests)


@pytest.mark.parametrize("land", profiles.lands())
def test_with_all_in_the_hall_everybody_elects(land: str) -> None:
    begun = electing(land, remote=False).when(ROUND).accepted().happened[-1]
    assert isinstance(begun, e.RoundOpened)
    assert begun.entitled == 9 - resting(land)
    first = profiles.law_of(land, BodyKind.COUNCIL).on(DAY).election.first
    assert begun.contest is (Contest.MAJORITY if first else Contest.MOST_VOTES)


@pytest.mark.parametrize("land", WITHOUT_THEM)
def test_where_remote_members_are_excluded_the_others_elect(land: str) -> None:
    begun = electing(land, remote=True).when(ROUND).accepted()
    opened = begun.happened[-1]
    assert isinstance(opened, e.RoundOpened)
    assert opened.entitled == 8 - resting(land)
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


# Secret votes on motions (C-08, C-09).

NEVER_SECRET = ("BB", "BY", "HE", "SH")
"""The law knows no secret vote on a motion."""
SECRET_WITHOUT_THEM = ("BW", "MV", "RP")
SECRET_NOT_AT_ALL = ("NI", "SL", "SN", "ST", "TH", "NW", "neutral")


def deciding(land: str, *, remote: bool) -> Given:
    law = profiles.law_of(land, BodyKind.COUNCIL).on(DAY)
    away = e.MemberArrived(seat=UWE, mode=Mode.REMOTE, channel=Channel.TEXT, late=False)
    return Given(
        *planned(law, format=Format.HYBRID),
        *ON_ITEM[2:],
        CONVENED,
        *((*left(UWE), away) if remote else ()),
        e.MotionMoved(motion=A1, item=T1, by=AYSE, text="Der Radweg wird gebaut."),
        e.VoteModeResolved(item=T1, mode=VoteMode.SECRET),
    )


SECRETLY = c.OpenBallot(
    by=MAYOR, at=NOW, subject=Subject(kind=SubjectKind.MOTION, ref=A1), mode=VoteMode.SECRET
)


def test_every_land_is_in_the_matrix_of_secret_votes_once() -> None:
    named = (*NEVER_SECRET, *SECRET_WITHOUT_THEM, *SECRET_NOT_AT_ALL)
    assert sorted(named) == sorted(profiles.lands())


@pytest.mark.parametrize("land", NEVER_SECRET)
def test_where_the_law_knows_no_secret_vote_none_is_held(land: str) -> None:
    norm = profiles.law_of(land, BodyKind.COUNCIL).on(DAY).norm("vote.secret")
    forbidden = r.VoteModeForbidden(mode=VoteMode.SECRET, norm=norm)
    deciding(land, remote=False).when(SECRETLY).refused(forbidden)


@pytest.mark.parametrize("land", SECRET_NOT_AT_ALL)
def test_one_remote_member_stops_a_secret_vote(land: str) -> None:
    norm = profiles.law_of(land, BodyKind.COUNCIL).on(DAY).norm("remote.secret")
    deciding(land, remote=True).when(SECRETLY).refused(r.RemoteExcluded(seats=(UWE,), norm=norm))
    deciding(land, remote=False).when(SECRETLY).accepted()


SUMS = Sums(yes=4, no=3, abstain=1)


@pytest.mark.parametrize("land", SECRET_WITHOUT_THEM)
def test_or_the_others_vote_without_them(land: str) -> None:
    opened = deciding(land, remote=True).when(SECRETLY).accepted()
    counted = opened.when(c.EnterSums(by=MAYOR, at=NOW, sums=SUMS)).accepted()
    closed = counted.when(c.CloseBallot(by=MAYOR, at=NOW)).accepted().happened[-1]
    assert isinstance(closed, e.BallotClosed)
    assert closed.result.entitled == 8


def test_nothing_that_is_written_down_links_a_member_to_a_secret_vote() -> None:
    """C-08: no event of it names a seat and a choice, and no device can cast one."""
    opened = deciding("TH", remote=False).when(SECRETLY).accepted()
    for seat in (AYSE, UWE, MAYOR):
        ballot = c.CastVote(by=seat, at=NOW, seat=seat, choice=Choice.YES, channel=Channel.TEXT)
        opened.when(ballot).refused(r.SecretOnPaper())
    hands = c.EnterCount(by=MAYOR, at=NOW, votes=((UWE, Choice.NO),))
    opened.when(hands).refused(r.SecretOnPaper())
    counted = opened.when(c.EnterSums(by=MAYOR, at=NOW, sums=SUMS)).accepted()
    written = counted.when(c.CloseBallot(by=MAYOR, at=NOW)).accepted()
    begun = next(n for n, one in enumerate(written.happened) if isinstance(one, e.BallotOpened))
    for event in written.happened[begun:]:
        kinds = set(get_type_hints(type(event)).values())
        assert not {SeatId, Choice} <= kinds, event
    assert all(not ballot.votes for ballot in written.meeting.ballots.values())
