# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""How counts and strengths are typed: names, then figures, each once."""

from __future__ import annotations

from dataclasses import replace

import pytest
from council import CALLED, MAYOR, T1
from scenario import Given
from talking import context

from bot.chat.context import Place
from bot.chat.reader import Act, Ask, NeedsConfirmation, Problem, read
from bot.chat.requests import ShowApportionment
from bot.domain import commands as c
from bot.domain import events as e
from bot.domain.apportionment import Method
from bot.domain.electing import Seats, Votes
from bot.domain.ids import ElectionId, SeatId
from bot.domain.values import Role, Seat

HERE = context(MAYOR, Place.SESSION, Given(*CALLED).meeting)


def test_a_count_names_each_candidate_and_figure() -> None:
    found = read(
        '!wahlgang ergebnis Anna Alt 5 "Ben Bach" 3 leer 1 ungültig 0 ausgegeben 9', None, HERE
    )

    assert isinstance(found, Act)
    assert isinstance(found.command, c.CountRound)
    assert found.command.votes == (
        Votes(candidate="Anna Alt", papers=5),
        Votes(candidate="Ben Bach", papers=3),
    )
    assert (found.command.abstain, found.command.invalid, found.command.issued) == (1, 0, 9)


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("!wahlgang ergebnis Alt 5 nein 1 nein 2", "problem.figure_twice"),
        ("!wahlgang ergebnis nein 1", "problem.missing"),
        ("!wahlgang ergebnis Alt", "problem.missing"),
        ("!wahlgang ergebnis Alt viele", "problem.missing"),
        ("!sitzverteilung 5 hare Dorf 3 Dorf 4", "problem.figure_twice"),
        ("!sitzverteilung 5 hare Dorf 0", "problem.missing"),
        ("!sitzverteilung 5 würfeln Dorf 4", "problem.not_understood"),
        ("!sitzverteilung 201 dhondt Dorf 4 Zukunft 3", "problem.too_many_seats"),
        ("!listenwahl 999999 dhondt Magistrat", "problem.too_many_seats"),
        ("!listenwahl 5 hare", "problem.missing"),
    ],
)
def test_what_cannot_be_counted_is_said(typed: str, key: str) -> None:
    found = read(typed, None, HERE)

    assert isinstance(found, Problem)
    assert found.key == key


def test_seats_are_shared_by_the_named_method() -> None:
    found = read("!sitzverteilung 5 d'hondt Dorf 4 Zukunft 3", None, HERE)

    strength = (("Dorf", 4), ("Zukunft", 3))
    assert found == Ask(ShowApportionment(seats=5, method=Method.DHONDT, strength=strength))


def test_the_majority_clause_goes_with_largest_remainders() -> None:
    found = read("!sitzverteilung 10 hare mehrheit Union 16 Sozis 6", None, HERE)
    assert isinstance(found, Ask)
    assert isinstance(found.request, ShowApportionment)
    assert found.request.majority
    plain = read("!sitzverteilung 10 dhondt Mehrheit 16 Sozis 6", None, HERE)
    assert isinstance(plain, Ask)
    assert isinstance(plain.request, ShowApportionment)
    assert dict(plain.request.strength)["Mehrheit"] == 16


def test_words_for_a_lot_are_told_to_the_bot_alone() -> None:
    alone = context(MAYOR, Place.DIRECT, Given(*CALLED).meeting)
    said = read("!los einsatz der Igel frisst Melonen", None, alone)
    assert isinstance(said, Act)
    assert isinstance(said.command, c.CommitLot)
    assert (said.command.words, said.command.digest) == ("der Igel frisst Melonen", "")
    hashed = read("!los einsatz sha256:" + "0a" * 32, None, alone)
    assert isinstance(hashed, Act)
    assert isinstance(hashed.command, c.CommitLot)
    assert (hashed.command.words, hashed.command.digest) == ("", "0a" * 32)
    assert isinstance(read("!los einsatz der Igel frisst Melonen", None, HERE), Problem)


@pytest.mark.parametrize(
    ("typed", "candidate"),
    [
        ("Drei", "Dora Drei"),
        ("ayse", "Ayşe Yılmaz"),
        ("3", "Dora Drei"),
        ("Dora Ferne", "Dora Ferne"),
        ("Dre", "Dre"),
    ],
)
def test_a_member_is_nominated_by_seat_or_part_of_the_name(typed: str, candidate: str) -> None:
    found = read(f"!wahlvorschlag {typed}", None, HERE)
    assert isinstance(found, Act)
    assert isinstance(found.command, c.Nominate)
    assert found.command.candidate == candidate


def test_who_shares_a_name_is_nominated_in_full() -> None:
    namesake = Seat(id=SeatId("20"), name="Heike Drei", role=Role.MEMBER)
    body = replace(HERE.body, seats={**HERE.body.seats, namesake.id: namesake})
    found = read("!wahlvorschlag Drei", None, replace(HERE, body=body))
    assert isinstance(found, Problem)
    assert found.key == "problem.person_ambiguous"


def test_tellers_are_named_with_an_and() -> None:
    found = read("!wahlgang zähler 3 und 5", None, HERE)
    assert isinstance(found, Act)
    assert isinstance(found.command, c.OpenRound)
    assert found.command.tellers == ("3", "5")


def test_an_election_by_lists_names_its_seats_and_how_they_are_shared() -> None:
    for typed in (
        "!listenwahl 10 hare mehrheit Magistrat",
        "!list election 10 hare majority Magistrat",
    ):
        found = read(typed, None, HERE)
        assert isinstance(found, Act)
        seats = Seats(number=10, method=Method.HARE, majority=True)
        assert isinstance(found.command, c.OpenElection)
        assert (found.command.office, found.command.seats) == ("Magistrat", seats)


def test_a_list_is_put_forward_with_those_who_are_on_it() -> None:
    seats = Seats(number=2, method=Method.DHONDT)
    opened = e.ElectionOpened(
        election=ElectionId("W1"), item=T1, office="Bauausschuss", seats=seats
    )
    here = context(MAYOR, Place.SESSION, Given(*CALLED, opened).meeting)
    for typed, name, people in (
        ("!wahlvorschlag Linde: Drei, Ida Jasmin,", "Linde", ("Dora Drei", "Ida Jasmin")),
        ("!wahlvorschlag W1 für 3: Für das Dorf: Ida", "Für das Dorf", ("Ida",)),
        ("!wahlvorschlag Linde", "Linde", ()),
    ):
        found = read(typed, None, here)
        assert isinstance(found, Act)
        assert isinstance(found.command, c.Nominate)
        assert (found.command.candidate, found.command.people) == (name, people)


def test_how_a_round_is_held_is_said_in_any_order() -> None:
    for typed in (
        "!wahlgang zähler 3 mehrheit zwei Drittel der Anwesenden",
        "!round majority two thirds of those present tellers 3",
        "!wahlgang mehrheit 2/3 der Anwesenden zähler 3",
    ):
        found = read(typed, None, HERE)
        assert isinstance(found, Act), typed
        assert isinstance(found.command, c.OpenRound)
        assert (found.command.rule, found.command.tellers) == ("two_thirds_present", ("3",))
    for typed in ("!wahlgang zähler 3 zähler 5", "!wahlgang geheim"):
        assert isinstance(read(typed, None, HERE), Problem)


def test_an_election_may_be_named_where_there_are_several() -> None:
    opened = e.ElectionOpened(election=ElectionId("W1"), item=T1, office="Schiedsperson")
    here = context(MAYOR, Place.SESSION, Given(*CALLED, opened).meeting)
    for line in (
        "!wahlgang W1 zähler 3",
        "!wahlgang ergebnis w1 Alt 5",
        "!wahl annehmen W1",
        "!wahl ablehnen W1",
    ):
        found = read(line, None, here)
        assert isinstance(found, Act), line
        assert getattr(found.command, "election", None) == "W1", line
    void = read("!wahlgang wiederholen W1 Falsch gezählt.", None, here)
    assert isinstance(void, NeedsConfirmation)
    assert isinstance(void.command, c.VoidRound)
    assert (void.command.election, void.command.reason) == ("W1", "Falsch gezählt.")
    assert isinstance(read("!wahlgang wiederholen W1", None, here), Problem)
    ended = read("!wahl abbrechen W1 Niemand tritt an.", None, here)
    assert isinstance(ended, NeedsConfirmation)
    assert ended.command == c.BreakOffElection(
        by=MAYOR, at=here.at, reason="Niemand tritt an.", election=ElectionId("W1")
    )
    assert isinstance(read("!wahl abbrechen", None, here), Problem)


@pytest.mark.parametrize(
    "typed",
    [
        "!wahlvorschlag W1 Anna Alt",
        "!nominate W1 Anna Alt",
        "!wahlvorschlag zurückziehen W1 Anna Alt",
        "!los W1 Anna Alt",
        "!los öffentlich W1",
        "!gleichstand W1 los So will es § 39.",
        "!wahl annehmen W1",
    ],
)
def test_what_belongs_to_an_election_may_name_it(typed: str) -> None:
    known = Given(
        *CALLED,
        e.ElectionOpened(election=ElectionId("W1"), item=T1, office="Schiedsperson"),
        e.ElectionOpened(election=ElectionId("W2"), item=T1, office="Ortsvorsteherin"),
    ).meeting
    for named in (ElectionId("W1"), None):
        said = typed if named else typed.replace(" W1", "")
        found = read(said, None, context(MAYOR, Place.SESSION, known))
        assert isinstance(found, Act | NeedsConfirmation)
        assert found.command.election == named  # type: ignore[union-attr]  # each of them has it
        assert getattr(found.command, "candidate", "Anna Alt") == "Anna Alt"


def test_who_nominates_for_somebody_names_the_election_before_or_after() -> None:
    known = Given(
        *CALLED, e.ElectionOpened(election=ElectionId("W1"), item=T1, office="Schiedsperson")
    ).meeting
    for typed in ("!wahlvorschlag W1 für 3: Anna Alt", "!wahlvorschlag für 3: W1 Anna Alt"):
        found = read(typed, None, context(MAYOR, Place.SESSION, known))
        assert isinstance(found, Act)
        assert isinstance(found.command, c.Nominate)
        assert (found.command.election, found.command.seat) == (ElectionId("W1"), SeatId("3"))
        assert found.command.candidate == "Anna Alt"
