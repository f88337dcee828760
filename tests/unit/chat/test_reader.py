# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The one entry: talk, acts, questions, kind answers, and never an exception."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from talking import (
    AMENDED,
    AYSE,
    CHAIR,
    CLERK,
    GUEST,
    MEETING,
    NOON,
    V1,
    VOTING,
    act,
    context,
    problem,
    reading,
)

from bot.chat import COMMANDS
from bot.chat.context import Place
from bot.chat.grammar import LIMIT
from bot.chat.reader import Act, Problem, Talk, read
from bot.domain import commands as c
from bot.domain.ids import SeatId
from bot.domain.meeting import Meeting
from bot.domain.values import Channel, Choice, Language, Mode, Role, Vote
from bot.texts import Texts

TEXTS = Texts.load()
ROLL_CALL = replace(MEETING, roll_call_open=True)


def test_a_bare_word_is_a_vote_while_a_ballot_is_open() -> None:
    assert act("Ja.", context(by=AYSE, meeting=VOTING)) == c.CastVote(
        by=AYSE, at=NOON, seat=AYSE, choice=Choice.YES, channel=Channel.TEXT, ballot=V1
    )


@pytest.mark.parametrize("text", ["ja, aber", "Hallo", "hier"])
def test_other_words_stay_talk_while_a_ballot_is_open(text: str) -> None:
    assert reading(text, context(by=AYSE, meeting=VOTING)) == Talk()


def test_who_mistypes_a_vote_is_told_that_it_does_not_count() -> None:
    """Silence read like a vote that counts."""
    found = problem("nien", context(by=AYSE, meeting=VOTING))
    assert found.key == "problem.vote_slip"
    said = TEXTS.say("de", found.key, **found.facts)
    assert said.startswith("„nien“ ist nicht als Stimme gezählt. Meinten Sie „Nein“?")


def test_nobody_is_told_so_who_has_voted_or_may_not() -> None:
    ballot = VOTING.ballots[V1]
    vote = Vote(seat=AYSE, choice=Choice.YES, channel=Channel.TEXT)
    voted = replace(VOTING, ballots={V1: replace(ballot, votes={AYSE: vote})})
    assert reading("nien", context(by=AYSE, meeting=voted)) == Talk()
    assert reading("nien", context(by=GUEST, meeting=VOTING)) == Talk()
    assert reading("nien", context(by=AYSE)) == Talk()


@pytest.mark.parametrize(
    "where",
    [
        context(by=AYSE),
        context(by=AYSE, meeting=None),
        context(by=None, meeting=VOTING),
        context(by=AYSE, meeting=VOTING, place=Place.OFFICE),
        context(by=AYSE, meeting=VOTING, place=Place.DIRECT),
    ],
)
def test_a_bare_word_is_talk_when_nothing_is_asked(where: object) -> None:
    assert read("ja", None, where) == Talk()  # type: ignore[arg-type]  # all are contexts


def test_here_answers_the_roll_call() -> None:
    assert act("Hier!", context(by=AYSE, meeting=ROLL_CALL)) == c.ReportPresent(
        by=AYSE, at=NOON, seat=AYSE, mode=Mode.HALL, channel=Channel.TEXT
    )
    assert reading("wer fehlt?", context(by=AYSE, meeting=ROLL_CALL)) == Talk()


@pytest.mark.parametrize(
    ("typed", "guess"),
    [
        ("!sitzung eröfnen", "!sitzung eröffnen"),
        ("!abstimung ja", "!abstimmung"),
        ("!tagesordnug", "!tagesordnung"),
        ("!vote opn A1", "!vote open"),
        ("!abstimmung öfnen A1", "!abstimmung öffnen"),
        ("!antrag zurückzihen A1", "!antrag zurückziehen"),
        ("!sitzung", "!sitzung eröffnen"),
    ],
)
def test_a_slip_gets_a_suggestion(typed: str, guess: str) -> None:
    found = problem(typed)
    assert found.key == "problem.unknown_command_guess"
    guesses = found.facts["guesses"]
    assert isinstance(guesses, tuple)
    assert guess in guesses


@pytest.mark.parametrize("typed", ["!rückgängig", "!zurücknehmen A1", "!undo", "!undo last"])
def test_who_wants_something_undone_hears_what_puts_it_right(typed: str) -> None:
    assert problem(typed).key == "problem.no_undo"


def test_a_slip_in_a_longer_line_is_found_when_the_line_makes_no_sense() -> None:
    assert problem("!top verschiben 3 nach 1 bitte sofort").key == "problem.unknown_command_guess"


def test_a_text_that_begins_like_a_command_is_still_a_text() -> None:
    command = act("!antrag zurückziehend betrachten wir die Dinge")
    assert isinstance(command, c.MoveMotion)
    quoted = act('!antrag "Zurückziehung"')
    assert isinstance(quoted, c.MoveMotion)


def test_only_what_a_person_may_use_is_suggested() -> None:
    found = problem("!sitzung schliesen", context(by=AYSE))
    assert "!sitzung schließen" not in str(found.facts)


def test_an_unknown_word_is_said_so_and_cut_short() -> None:
    assert problem("!xyzzy").facts == {"typed": "xyzzy"}
    long = problem("!" + "x" * 5000)
    assert len(str(long.facts["typed"])) < 200
    assert len(str(problem("!top " + "x" * 5000).facts["typed"])) < 200


def test_after_a_blank_an_unknown_word_is_talk() -> None:
    assert reading("! na so was") == Talk()
    assert isinstance(reading("! anwesend"), Act)


def test_the_wrong_room_is_told_with_the_right_ones() -> None:
    found = problem("!aufnehmen @anna:rat.example sitz 5", context(by=CLERK))
    assert found.key == "problem.wrong_place"
    assert found.facts["places"] == ("place.office", "place.direct")


def test_requests_and_irreversible_acts_are_kept_to_their_roles() -> None:
    found = problem("!export", context(by=AYSE))
    assert found == Problem("refusal.not_allowed", {"roles": (Role.CHAIR, Role.DEPUTY, Role.CLERK)})
    assert problem("!sitzung schließen", context(by=AYSE)).key == "refusal.not_allowed"


def test_other_acts_are_left_to_the_domain_to_judge() -> None:
    assert isinstance(reading("!namensaufruf", context(by=AYSE)), Act)


@pytest.mark.parametrize("text", ["!namensaufruf", "!status", "!sitzung schließen", "!ja"])
def test_a_stranger_is_told_how_to_come_in(text: str) -> None:
    assert problem(text, context(by=None)).key == "refusal.not_on_roster"


def test_a_seat_that_fell_vacant_counts_as_a_stranger() -> None:
    assert context(by=SeatId("99")).role is None


def test_a_message_over_the_limit_gets_its_figures() -> None:
    found = problem("!antrag " + "x" * 70_000)
    assert found == Problem("problem.too_long", {"length": 70_008, "limit": LIMIT})


def _fragments() -> st.SearchStrategy[str]:
    words = [form for command in COMMANDS for forms in command.words.values() for form in forms]
    parts = ["für", "7", "9,3", "A1", "A2", "TOP", "3", "N1", '"', "„x“", "=>", "ja", "übrige",
             "26.11.", "19:30", "\u202e", "\n", "@a:b.c", "Müller", "gruppe", "ohne"]  # fmt: skip
    lines = st.lists(st.sampled_from(words + parts) | st.text(max_size=8), max_size=8)
    return lines.map(lambda line: "!" + " ".join(line))


@given(
    text=st.text() | _fragments(),
    formatted=st.none() | st.text(),
    by=st.sampled_from([None, CHAIR, CLERK, AYSE, GUEST, SeatId("99")]),
    place=st.sampled_from(list(Place)),
    meeting=st.sampled_from([None, Meeting(), MEETING, AMENDED, VOTING, ROLL_CALL]),
    language=st.sampled_from(list(Language)),
)
def test_nothing_makes_it_raise_and_every_problem_has_a_sentence(
    text: str,
    formatted: str | None,
    by: SeatId | None,
    place: Place,
    meeting: Meeting | None,
    language: Language,
) -> None:
    found = read(text, formatted, context(by, place, meeting, language))
    match found:
        case Problem(key=key, facts=facts):
            for spoken in Language:
                assert TEXTS.say(spoken, key, **facts)
        case Act(command=command):
            assert command.by == by
