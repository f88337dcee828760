# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Plain words that count, and the many that do not."""

from __future__ import annotations

import pytest

from bot.chat.answers import CHOICES, may_be_vote, presence_word, vote_slip, vote_word
from bot.domain.values import Choice


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        ("ja", Choice.YES),
        ("Ja!", Choice.YES),
        (" „JA.“ ", Choice.YES),
        ("**ja**", Choice.YES),
        ("dafür", Choice.YES),
        ("yes", Choice.YES),
        ("nein", Choice.NO),
        ("No.", Choice.NO),
        ("Dagegen", Choice.NO),
        ("Enthaltung", Choice.ABSTAIN),
        ("Ich  enthalte mich.", Choice.ABSTAIN),
        ("abstain", Choice.ABSTAIN),
        ("> <@bot:x> Wer ist dafür?\n\nja", Choice.YES),
        ("j\u200ba", Choice.YES),
    ],
)
def test_a_message_that_is_only_the_word_is_a_vote(text: str, choice: Choice) -> None:
    assert vote_word(text) is choice


@pytest.mark.parametrize(
    "text",
    ["ja?", "ja, aber", "ja nein", "naja", "jа", "👍", "ja 👎", "", "j", "ja" * 300, "1"],
)
def test_anything_else_is_talk(text: str) -> None:
    assert vote_word(text) is None  # the fourth from the left ends in a Cyrillic letter


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("nien", Choice.NO),
        ("Neim.", Choice.NO),
        ("ja?", Choice.YES),
        ("jaa", Choice.YES),
        ("Entahltung", Choice.ABSTAIN),
        ("abstian", Choice.ABSTAIN),
        ("> <@bot:x> Wer ist dafür?\n\nnien", Choice.NO),
        ("Ja, bitte!", Choice.YES),
        ("nein danke", Choice.NO),
        ("Ich stimme mit Nein.", Choice.NO),
        ("ich bin dafür", Choice.YES),
        ("I vote yes", Choice.YES),
    ],
)
def test_a_vote_with_a_slip_is_none_but_known_for_one(text: str, meant: Choice) -> None:
    assert vote_word(text) is None
    assert vote_slip(text) is meant


@pytest.mark.parametrize(
    "text",
    [
        "ja",
        "Enthaltung",
        "ja, aber",
        "ja oder nein",
        "ich stimme mit Ihnen",
        "bitte",
        "nien danke",
        "naja",
        "jа",
        "👍",
        "",
        "Hallo",
        "hier",
        "n" * 500,
    ],
)
def test_other_words_are_no_vote_with_a_slip(text: str) -> None:
    assert vote_slip(text) is None


@pytest.mark.parametrize("text", ["hier", "Hier!", "anwesend", "Ich bin da.", "here", "PRESENT"])
def test_answers_to_the_roll_call(text: str) -> None:
    assert presence_word(text)


@pytest.mark.parametrize("text", ["hier?", "hier und da", "ja", "wer ist da", "nicht anwesend"])
def test_talk_during_the_roll_call(text: str) -> None:
    assert not presence_word(text)


@pytest.mark.parametrize(
    "around", ["{}", "!{}", "!abstimmung {}", "**{}**", "„{}.“", "> <@a:b> x\n\n{}"]
)
@pytest.mark.parametrize("word", sorted(CHOICES))
def test_whatever_is_a_vote_may_be_one_in_a_flood(word: str, around: str) -> None:
    assert may_be_vote(around.format(word.upper()))


@pytest.mark.parametrize("text", ["", "!status", "Bla", "jaja", "ja " * 200])
def test_what_is_no_vote_is_not_looked_at_in_a_flood(text: str) -> None:
    assert not may_be_vote(text)
