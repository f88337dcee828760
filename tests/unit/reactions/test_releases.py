# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Releases: the session room reads what was released, the office what is only prepared."""

from __future__ import annotations

from dataclasses import replace

from council import CLERK, MAYOR, NOW, VOTING
from sample_journal import EARLIER, FOR_THE_PUBLIC, released
from turns import Step, keys, steps

from bot.domain import events as e
from bot.domain.electing import PaperCount, Votes
from bot.domain.ids import ElectionId
from bot.domain.records import Recorded
from bot.domain.released import Elected
from bot.effects import Place, Say
from bot.reactions.releases import released_ground, released_lines

SECRETS = ("Sommer", "48.000", "Schwägerin")


def of(kind: type[e.MeetingEvent]) -> Step:
    return next(step for step in steps(released()) if isinstance(step.turn.event, kind))


def test_a_wording_for_the_public_is_shown_to_the_office_alone() -> None:
    (said,) = of(e.ReleaseWorded).effects
    assert isinstance(said, Say)
    assert (said.place, said.lines[-1].facts) == (Place.OFFICE, {"text": FOR_THE_PUBLIC})


def test_a_release_is_told_where_everybody_reads_with_no_more_than_was_released() -> None:
    session, office = of(e.ResolutionReleased).effects
    assert isinstance(session, Say)
    assert isinstance(office, Say)
    assert (session.place, session.view, office.place) == (Place.SESSION, None, Place.OFFICE)
    assert FOR_THE_PUBLIC in str(session)
    assert [secret for secret in SECRETS if secret in str(session)] == []
    assert keys([session])[2:] == ["say.released_adopted", "say.released_ground"]


def test_the_same_release_is_told_once() -> None:
    assert list(of(e.ReleaseAnnounced).effects) == []


def test_a_rejected_motion_says_so_and_whose_decision_the_release_was() -> None:
    assert EARLIER.result
    rejected = replace(EARLIER, result=replace(EARLIER.result, adopted=False), norm="")
    assert [line.key for line in released_lines(rejected)] == [
        "say.released",
        "say.quote",
        "say.released_rejected",
        "say.released_resolved",
    ]
    assert released_ground(rejected).facts["norm"] == "word.own_rule"


COUNTED = PaperCount(
    issued=9,
    votes=(Votes(candidate="Anna Alt", papers=6), Votes(candidate="Ben Bach", papers=1)),
    abstain=1,
    invalid=1,
)
OFFICE_FILLED = replace(
    EARLIER,
    text="",
    result=None,
    elected=Elected(office="Amtsleitung", elected="Anna Alt", count=COUNTED),
)


def test_an_election_is_told_with_what_the_tellers_found() -> None:
    lines = released_lines(OFFICE_FILLED)
    assert [line.key.removeprefix("say.released_") for line in lines[1:-1]] == [
        "elected",
        "papers",
        "papers",
        "other_papers",
    ]
    assert lines[-2].facts == {"no": 0, "blank": 1, "invalid": 1, "issued": 9}


def test_of_an_election_worded_for_the_public_nothing_else_is_told() -> None:
    """Nor of one no round was counted in, as when the lot alone has decided."""
    worded = replace(OFFICE_FILLED, text="Die Stelle wird besetzt.", elected=None)
    assert [line.key for line in released_lines(worded)][1:] == [
        "say.quote",
        "say.released_resolved",
    ]
    uncounted = replace(OFFICE_FILLED, elected=Elected(office="Amt", elected="Anna", count=None))
    assert "say.released_other_papers" not in [line.key for line in released_lines(uncounted)]


def test_an_election_made_known_is_told_where_a_resolution_is() -> None:
    office = ElectionId("W1")
    elected = e.ElectionReleased(election=office, released=OFFICE_FILLED, by=MAYOR)
    worded = e.ElectionReleaseWorded(election=office, title="Amt", text=FOR_THE_PUBLIC, by=CLERK)
    opened = e.ElectionOpened(election=office, item=None, office="Amtsleitung")
    records = [
        Recorded(seq=n, at=NOW, event=one)
        for n, one in enumerate((*VOTING, opened, worded, elected), 1)
    ]
    *_, prepared, told = steps(records)
    (said,) = prepared.effects
    assert isinstance(said, Say)
    assert (said.place, said.lines[-1].facts) == (Place.OFFICE, {"text": FOR_THE_PUBLIC})
    session, office_told = told.effects
    assert isinstance(session, Say)
    assert isinstance(office_told, Say)
    assert (session.place, office_told.place) == (Place.SESSION, Place.OFFICE)
