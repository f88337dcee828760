# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A script is read line by line, and every mistake is named with its line."""

from __future__ import annotations

from datetime import time
from pathlib import Path

import pytest

from bot.council import FileRefused, load_council
from bot.domain.ids import BallotId, SeatId
from bot.domain.values import How
from bot.play import SAMPLE_COUNCIL, SAMPLE_EVENING
from bot.play.parser import load_script, parse_script
from bot.play.script import (
    Act,
    Answer,
    Clock,
    Enrol,
    Expected,
    Heading,
    Remark,
    Room,
    Script,
    ShutOut,
    Way,
    Welcome,
)

SEATS = load_council(SAMPLE_COUNCIL).seats
HEAD = "Uhr: 10 Tage vorher 09:00\nCode vom Betrieb: s1\nAufnahme mit Code: 1-23\n"


def script(text: str, language: str = "de") -> Script:
    return parse_script(HEAD + text, "evening.txt", SEATS, language)


def refused(text: str) -> str:
    with pytest.raises(FileRefused) as caught:
        script(text)
    return str(caught.value)


def seats(*numbers: str) -> tuple[SeatId, ...]:
    return tuple(SeatId(number) for number in numbers)


def test_the_sample_evening_is_a_script_for_the_sample_council() -> None:
    """What `make run` plays can be read, in both languages, and expects seven results."""
    german = load_script(SAMPLE_EVENING, SEATS)
    english = load_script(SAMPLE_EVENING, SEATS, "en")
    assert [wanted.ballot for wanted in german.expected] == [f"V{n}" for n in range(1, 8)]
    assert len(german.taking_part()) == len(SEATS) - len(german.without_device)
    assert [type(step) for step in german.steps] == [type(step) for step in english.steps]
    spoken = {step.text for step in english.steps if isinstance(step, Heading | Remark)}
    assert "Opening and roll call" in spoken
    assert not any("|" in text for text in spoken)


def test_who_where_and_how_something_is_said() -> None:
    """A line is a person or several, a room and a way in parentheses, and what is typed."""
    steps = script(
        "Zweites Gerät: 12\n"
        "Schriftführerin (Büro): !einladen\n"
        "10-12 (Umfrage): Ja\n"
        "12 (zweites Gerät, geschlossen): nein\n"
        "Bot (Büro): hinausgegangen … nötig 4\n"
    ).steps[3:]
    assert steps == (
        Act(line=5, seats=seats("s1"), text="!einladen", room=Room.OFFICE),
        Act(line=6, seats=seats("10", "11", "12"), text="Ja", way=Way.POLL),
        Act(line=7, seats=seats("12"), text="nein", room=Room.CLOSED, second=True),
        Answer(line=8, pieces=("hinausgegangen", "nötig 4"), room=Room.OFFICE),
    )


def test_english_words_mean_the_same() -> None:
    """The same evening can be written in English."""
    text = (
        "Clock: 3 days before 09:00\nCode from the operator: s1\nEnrol by code: 1\n"
        "Enrol by comparison: 2\nEnrol unverified: 3\nWithout device: 24\nSecond device: 1\n"
        "Clock: on the day 19:00\n1 (office, reply): yes\n1 (second device): no\n"
        "Gremium (closed): adopted\nShut out: 2\nResult: V1 2 yes, 1 no, 0 abstentions, rejected\n"
    )
    steps = parse_script(text, "evening.txt", SEATS, "en").steps
    assert steps == (
        Clock(line=1, days=3, at=time(9)),
        Welcome(line=2, seat=SeatId("s1")),
        Enrol(line=3, by=SeatId("s1"), seats=seats("1"), how=How.CODE),
        Enrol(line=4, by=SeatId("s1"), seats=seats("2"), how=How.SAS),
        Enrol(line=5, by=SeatId("s1"), seats=seats("3"), how=How.FIRST_USE),
        Clock(line=8, days=0, at=time(19)),
        Act(line=9, seats=seats("1"), text="yes", room=Room.OFFICE, way=Way.REPLY),
        Act(line=10, seats=seats("1"), text="no", second=True),
        Answer(line=11, pieces=("adopted",), room=Room.CLOSED),
        ShutOut(line=12, seats=seats("2")),
        Expected(line=13, ballot=BallotId("V1"), yes=2, no=1, abstain=0, adopted=False),
    )


def test_indented_lines_belong_to_the_text_above() -> None:
    """Draft resolutions have several lines; notes and empty lines between are left out."""
    step = script("1: !antrag Erste Zeile.\n    # kein Text\n\n    Zweite: Zeile.\n").steps[-1]
    assert isinstance(step, Act)
    assert step.text == "!antrag Erste Zeile.\nZweite: Zeile."


def test_a_time_of_day_keeps_the_day() -> None:
    """Once the day is named, a bare time belongs to it."""
    steps = script("1: !status\nUhr: 8 Tage vorher 10:00\nUhr: 11:30\nUhr: Sitzungstag 19:00").steps
    clocks = [(step.days, step.at) for step in steps if isinstance(step, Clock)]
    assert clocks == [(10, time(9)), (8, time(10)), (8, time(11, 30)), (0, time(19))]


def test_several_people_can_be_given_a_name() -> None:
    """``Im Saal = …`` stands for them from there on."""
    step = script("Im Saal = 1-4 außer 2\nIm Saal: hier\n").steps[-1]
    assert isinstance(step, Act)
    assert step.seats == seats("1", "3", "4")


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("1 sagt ja\n", 4, "Who: what is said"),
        ("1:\n", 4, "says nothing"),
        ("Bot:\n", 4, "does not say what the bot answers"),
        ("Bot (Umfrage): ja\n", 4, "for the bot only a room"),
        ("1 (Bürro): ja\n", 4, "Did you mean (büro)?"),
        ("1 (am Kamin): ja\n", 4, "Known: "),
        ("99: ja\n", 4, "Nobody in the council file is called “99”"),
        ("1-99: ja\n", 4, "no seat 26"),
        ("an: ja\n", 4, "Write the seat number"),
        ("1, : ja\n", 4, "A name is missing"),
        ("1 außer 1: ja\n", 4, "leaves nobody"),
        ("Uhr: 25:00\n1: ja\n", 4, "is no time"),
        ("Uhr: morgen\n1: ja\n", 4, "is no time"),
        ("Uhr: Sitzungstag 19:00\nUhr: 18:59\n1: ja\n", 5, "set in line 4"),
        ("Uhr: 11 Tage vorher 09:00\n1: ja\n", 4, "goes back"),
        ("Ergebnis: V1 einstimmig\n", 4, "is no result"),
        ("Code vom Betrieb: 1, 2\n", 4, "means 2 people"),
        ("Ohne Gerät: 24\n24: ja\n", 5, "seat 24 has no device"),
        ("25: ja\n", 4, "seat 25 is not enrolled yet"),
        ("12 (zweites Gerät): ja\n", 4, "seat 12 has no second device"),
    ],
)
def test_a_mistake_is_named_with_its_line(text: str, line: int, words: str) -> None:
    """Whoever edits the evening is told where and what."""
    sentence = refused(text)
    assert sentence.startswith(f"evening.txt, line {line}: ")
    assert words in sentence


def test_an_indented_beginning_is_refused() -> None:
    """There is nothing it could belong to."""
    with pytest.raises(FileRefused, match="line 1: is indented"):
        parse_script("   ja\n", "evening.txt", SEATS)


def test_a_script_sets_the_clock_first() -> None:
    """Without a day nothing can be written down."""
    with pytest.raises(FileRefused, match="must set the clock"):
        parse_script("Code vom Betrieb: s1\ns1: !status\n", "evening.txt", SEATS)
    with pytest.raises(FileRefused, match="must say the day"):
        parse_script("Uhr: 19:00\n", "evening.txt", SEATS)


def test_a_script_in_which_nobody_speaks_is_refused() -> None:
    """An empty file is more likely the wrong one."""
    assert "nobody says anything" in refused("")


def test_a_script_in_another_encoding_is_refused(tmp_path: Path) -> None:
    """Umlauts must not become something else."""
    file = tmp_path / "evening.txt"
    file.write_bytes("Bürgermeisterin: ja".encode("cp1252"))
    with pytest.raises(FileRefused, match="UTF-8"):
        load_script(file, SEATS)
