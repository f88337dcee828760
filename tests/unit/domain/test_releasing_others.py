# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Release of what is no resolution of a meeting: elections, and decisions between meetings."""

from __future__ import annotations

from dataclasses import replace

import pytest
from circulation_samples import MOVED, OPENED, SIGNED, U1
from council import AYSE, BEFORE, BODY, CLERK, MAYOR, NOW, ON_ITEM, RULES, T1, VOTERS, check
from scenario import Given

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain import refusals as r
from bot.domain.circulated import Reply
from bot.domain.circulation import decided_between, due, released_between
from bot.domain.electing import Contest, Outcome, PaperCount, Votes
from bot.domain.ids import CirculationId, ElectionId, MeetingId
from bot.domain.register import resolutions
from bot.domain.released import Elected
from bot.domain.releasing import Matter, released_by, subject_of
from bot.domain.rulebook import Release
from bot.domain.values import Choice

W1 = ElectionId("W1")
BY_CHAIR = replace(RULES, values={**RULES.values, "public.release": str(Release.CHAIR)})
HERE = MeetingId("2026-04")
COUNT = PaperCount(issued=9, votes=(Votes(candidate="Anna Alt", papers=7),), against=2)
OPEN = e.ElectionOpened(election=W1, item=T1, office="Amtsleitung")
ELECTED = (
    e.CandidateNominated(election=W1, candidate="Anna Alt", by=AYSE),
    e.RoundOpened(
        election=W1,
        number=1,
        candidates=("Anna Alt",),
        tellers=(),
        entitled=9,
        check=check(),
        contest=Contest.MAJORITY,
        step=0,
    ),
    e.RoundCounted(
        election=W1,
        number=1,
        count=COUNT,
        outcome=Outcome.ELECTED,
        needed=5,
        elected="Anna Alt",
    ),
)
ACCEPTED = e.ElectionAnswered(election=W1, elected="Anna Alt", accepted=True)
HIDDEN = (*ON_ITEM, e.PublicExcluded(by=MAYOR), OPEN, *ELECTED)
SECRET = (*HIDDEN, ACCEPTED)
RELEASE = c.ReleaseElection(
    by=MAYOR,
    at=NOW,
    election=W1,
    number="2026-03/W1",
    reason="Ernannt.",
    decided=BEFORE,
    rules=BY_CHAIR,
)
WORD = c.WordElectionRelease(by=CLERK, at=NOW, election=W1, title="Amt", text="Es ist besetzt.")


def released(*before: e.Event) -> e.ElectionReleased:
    *_, event = Given(*SECRET, *before).when(RELEASE).accepted().happened
    assert isinstance(event, e.ElectionReleased)
    return event


def test_an_election_is_released_with_office_name_and_count() -> None:
    known = released().released
    assert known.elected == Elected(office="Amtsleitung", elected="Anna Alt", count=COUNT)
    assert (known.title, known.text, known.result) == ("Amtsleitung", "", None)
    assert (known.number, known.decided, known.reason) == ("2026-03/W1", BEFORE, "Ernannt.")
    undated = replace(RELEASE, decided=None, rules=None, resolved_in=HERE, by=c.OPERATOR)
    *_, event = Given(*SECRET).when(undated).accepted().happened
    assert isinstance(event, e.ElectionReleased)
    assert (event.released.decided, event.released.resolved_in) == (NOW, HERE)


def test_or_in_the_words_for_the_public_and_without_any_name() -> None:
    *_, worded = Given(*SECRET).when(WORD).accepted().happened
    event = released(worded)
    assert (event.released.title, event.released.text) == ("Amt", "Es ist besetzt.")
    assert "Anna" not in str(event)
    assert "Amtsleitung" not in str(event)


@pytest.mark.parametrize("command", [RELEASE, WORD])
def test_an_election_before_the_public_or_undecided_or_released_is_not_released(
    command: c.ReleaseElection | c.WordElectionRelease,
) -> None:
    Given(*ON_ITEM, OPEN, *ELECTED, ACCEPTED).when(command).refused(r.NothingToRelease())
    Given(*SECRET, released()).when(command).refused(r.NothingToRelease())
    undecided = r.ElectionUndecided(election=W1)
    Given(*HIDDEN).when(command).refused(undecided)
    Given(*HIDDEN, replace(ACCEPTED, accepted=False)).when(command).refused(undecided)
    Given(*ON_ITEM).when(command).refused(undecided)


def test_an_election_is_secret_on_no_item_or_on_one_that_became_non_public() -> None:
    on_none = (*ON_ITEM, e.PublicExcluded(by=MAYOR), replace(OPEN, item=None), *ELECTED, ACCEPTED)
    Given(*on_none).when(RELEASE).accepted()
    moved = e.ItemReclassified(item=T1, public=False)
    Given(*ON_ITEM, moved, OPEN, *ELECTED, ACCEPTED).when(RELEASE).accepted()


def test_where_the_body_decides_no_one_else_releases_an_election() -> None:
    refused = r.ReleaseUnresolved(number="2026-03/W1", norm="")
    Given(*SECRET).when(replace(RELEASE, rules=RULES)).refused(refused)
    Given(*SECRET).when(replace(RELEASE, by=AYSE)).refused(
        r.NotAllowed(roles=("chair", "clerk", "deputy"))
    )


# ── between meetings ────────────────────────────────────────────────────────────────────
KEPT = replace(MOVED, public=False)
VOTES = tuple(
    e.CirculationAnswered(circulation=U1, reply=Reply(seat=seat, agrees=True, choice=Choice.YES))
    for seat in VOTERS
)
RUNNING = (*BODY, KEPT, SIGNED, OPENED, *VOTES)
LET_KNOW = c.ReleaseCirculation(
    by=MAYOR, at=NOW, circulation=U1, number="1/2026", reason="Gekauft.", rules=BY_CHAIR
)
PUT = c.WordCirculationRelease(by=CLERK, at=NOW, circulation=U1, title="Gerät", text="Ja.")


def ended(*happened: e.Event) -> Given:
    known = Given(*happened)
    (command,) = due(known.body, OPENED.until)
    return known.when(command).accepted()


def test_a_decision_between_meetings_is_released_with_its_count_and_no_name() -> None:
    given = ended(*RUNNING).when(LET_KNOW).accepted()
    *_, event = given.happened
    assert isinstance(event, e.CirculationReleased)
    known = event.released
    assert (known.title, known.text, known.circulation) == (MOVED.title, MOVED.text, U1)
    assert known.result
    assert known.result.yes == len(VOTERS)
    assert not [
        seat.name for seat in given.body.seats.values() if seat.name and seat.name in str(event)
    ]
    assert released_between(given.body) == {U1: known}
    (line,) = resolutions(
        (), {}, decided_between(given.body), "Europe/Berlin", released_between(given.body)
    )
    assert line.as_released
    assert line.as_released.title == MOVED.title


def test_or_in_the_words_kept_for_the_public() -> None:
    given = ended(*RUNNING).when(PUT).accepted().when(LET_KNOW).accepted()
    *_, event = given.happened
    assert isinstance(event, e.CirculationReleased)
    assert (event.released.title, event.released.text) == ("Gerät", "Ja.")
    assert MOVED.text not in str(event)


@pytest.mark.parametrize("command", [LET_KNOW, PUT])
def test_what_is_public_or_undecided_or_released_is_not_released_again(
    command: c.ReleaseCirculation | c.WordCirculationRelease,
) -> None:
    undecided = r.CirculationUndecided(circulation=U1)
    Given(*RUNNING).when(command).refused(undecided)
    alone = e.CirculationAnswered(
        circulation=U1, reply=Reply(seat=AYSE, agrees=False, reason="Nein!")
    )
    ended(*BODY, KEPT, SIGNED, OPENED, alone).when(command).refused(undecided)
    ended(*BODY, MOVED, SIGNED, OPENED, *VOTES).when(command).refused(r.NothingToRelease())
    ended(*RUNNING).when(LET_KNOW).accepted().when(command).refused(r.NothingToRelease())


def test_without_law_nobody_releases_what_was_decided_between_meetings() -> None:
    given = ended(*RUNNING)
    given.when(replace(LET_KNOW, rules=None)).refused(r.ReleaseUnresolved(number="1/2026", norm=""))
    given.when(replace(LET_KNOW, rules=RULES)).refused(
        r.ReleaseUnresolved(number="1/2026", norm="")
    )
    resolved = replace(LET_KNOW, rules=RULES, resolved_in=HERE, by=c.OPERATOR)
    given.when(resolved).accepted()


def test_a_vote_on_its_release_names_no_meeting() -> None:
    about = subject_of(Matter(meeting=None, what=CirculationId("U1"), number="1/2026"))
    assert (about.ref, about.text) == ("U1", "1/2026")
    assert released_by(about) == (None, "U1")
