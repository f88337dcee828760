# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who is addressed, and which words were said."""

from __future__ import annotations

import time

import pytest

from bot.chat.grammar import LIMIT, Addressee, Call, TooLong, fold, parse, split, without_reply

BOT = Addressee(user="@gremium:rat.example", names=("Gremium",))
PILL = '<a href="https://matrix.to/#/@gremium:rat.example">Ratsbot</a>'


def said(text: str, formatted: str | None = None) -> list[str]:
    call = parse(text, formatted, BOT)
    assert isinstance(call, Call), call
    return [word.text for word in call.words]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("!hilfe", ["hilfe"]),
        ("！hilfe", ["hilfe"]),
        ("\u200b  !hilfe", ["hilfe"]),
        ("Gremium: sitzung eröffnen", ["sitzung", "eröffnen"]),
        ("gremium:hilfe", ["hilfe"]),
        ("@gremium:rat.example: hilfe", ["hilfe"]),
        ("Gremium:", []),
        ("> <@ayse:rat.example> Wer ist da?\n> noch was\n\n!anwesend", ["anwesend"]),
    ],
)
def test_a_prefix_or_the_name_of_the_bot_addresses_it(text: str, words: list[str]) -> None:
    assert said(text) == words


@pytest.mark.parametrize(
    "text", ["hallo", "!!!", "", "!", "! ", "Gremium ist toll", "> <@a:b.c> !hilfe", "ja!"]
)
def test_talk_among_people_is_left_alone(text: str) -> None:
    assert parse(text, None, BOT) is None


def test_a_mention_addresses_the_bot_under_any_display_name() -> None:
    assert said("Ratsbot hilfe", f"{PILL} hilfe") == ["hilfe"]
    assert said("Ratsbot, hilfe", f"{PILL}, hilfe") == ["hilfe"]


def test_a_mention_in_the_middle_or_of_somebody_else_does_not() -> None:
    assert parse("Frag Ratsbot", f"Frag {PILL}", BOT) is None
    other = '<a href="https://matrix.to/#/@anna:rat.example">Ratsbot</a> hilfe'
    assert parse("Ratsbot hilfe", other, BOT) is None


@pytest.mark.parametrize(
    "link",
    [
        "https://matrix.to/#/@anna:rat.example",
        "https://matrix.to/#/%40anna%3Arat.example?via=x",
        "matrix:u/anna:rat.example",
    ],
)
def test_a_mentioned_person_is_read_as_their_matrix_id(link: str) -> None:
    formatted = f'!aufnehmen <a class="x" href="{link}">Anna &amp; Co</a> sitz 5'
    words = said("!aufnehmen Anna & Co sitz 5", formatted)
    assert words == ["aufnehmen", "@anna:rat.example", "sitz", "5"]


def test_a_link_to_a_room_is_no_person() -> None:
    formatted = '!top <a href="https://matrix.to/#/!room">Raum</a>'
    assert said("!top Raum", formatted) == ["top", "Raum"]


@pytest.mark.parametrize(
    "quoted",
    ["„a b“", "„a b”", '"a b"', "“a b”", "«a b»", "»a b«", "'a b'", "‚a b‘", "‘a b’"],
)
def test_all_usual_quotation_marks_hold_a_passage_together(quoted: str) -> None:
    assert [(w.text, w.quoted) for w in split(f"neu {quoted} ende")] == [
        ("neu", False),
        ("a b", True),
        ("ende", False),
    ]


def test_apostrophes_arrows_and_stray_punctuation() -> None:
    assert [w.text for w in split('d\'Estaing geht\'s "a"=>"b" . "c" ?')] == [
        "d'Estaing",
        "geht's",
        "a",
        "=>",
        "b",
        "c",
    ]


def test_a_word_and_its_value_may_be_joined_by_an_equals_sign() -> None:
    for typed in ("mehrheit=2/3 ja", "mehrheit = 2/3 ja"):
        assert [w.text for w in split(typed)] == ["mehrheit", "2/3", "ja"]
    assert [w.text for w in split("a==b x= =y https://x.de/?q=1 alt=>neu")] == [
        *("a==b", "x=", "=y", "https://x.de/?q=1", "alt=>neu")
    ]


def test_an_open_quotation_mark_does_not_swallow_the_line() -> None:
    assert [w.text for w in split('"a b')] == ['"a', "b"]


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("Öffnen", "oeffnen"),
        ("O\u0308FFNEN", "oeffnen"),
        ("schließen", "schliessen"),
        ("ja\u200b\u202e", "ja"),
        ("TOP", "top"),
    ],
)
def test_words_are_compared_folded(typed: str, folded: str) -> None:
    assert fold(typed) == folded


def test_punctuation_at_the_end_of_a_word_is_not_part_of_it() -> None:
    words = split('Ja! "Ja!" ...x')
    assert [word.plain for word in words] == ["ja", "Ja!", "...x"]
    assert [word.bare for word in words] == ["Ja", "Ja!", "...x"]


def test_further_lines_are_kept_as_written() -> None:
    call = parse("!antrag Die Halle\n  wird  saniert.\n", None, BOT)
    assert isinstance(call, Call)
    assert call.rest == "  wird  saniert.\n"


def test_a_space_after_the_prefix_makes_it_doubtful() -> None:
    call = parse("! hilfe", None, BOT)
    assert isinstance(call, Call)
    assert not call.firm


def test_a_reply_without_an_answer_is_empty() -> None:
    assert without_reply("> <@a:b.c> hallo") == ""
    assert without_reply("> * <@a:b.c> winkt\n\nja") == "ja"


def test_a_message_over_the_limit_is_told_with_its_figures() -> None:
    assert parse("!antrag " + "x" * LIMIT, None, BOT) == TooLong(length=LIMIT + 8)
    umlauts = parse("!antrag " + "ü" * LIMIT, None, BOT)
    assert umlauts == TooLong(length=2 * LIMIT + 8)
    assert parse("x" * 2 * LIMIT, None, BOT) is None


def test_a_long_message_under_the_limit_is_read() -> None:
    assert isinstance(parse("!antrag " + "x" * (LIMIT // 2), None, BOT), Call)


def test_half_a_surrogate_does_no_harm() -> None:
    assert isinstance(parse("!antrag \ud83d" + "x" * LIMIT, None, BOT), TooLong)
    assert said("!antrag \ud83d")[0] == "antrag"


@pytest.mark.parametrize(
    "nasty", ["„ " * 15000, '" ' * 15000, "<a " * 20000, "» " * 9000, "‚ " * 9000, "\n> " * 9000]
)
def test_no_input_makes_reading_slow(nasty: str) -> None:
    started = time.process_time()
    parse("!" + nasty, nasty, BOT)
    parse("> <@" + nasty, nasty, BOT)
    assert time.process_time() - started < 2
