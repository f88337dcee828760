# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Every evening of the collection goes as its script says; and a rehearsal can fail."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.council import load_council
from bot.domain.values import Phase
from bot.play import SAMPLE_COUNCIL, SAMPLE_EVENING
from bot.play.conductor import Failed
from bot.play.outcome import NotAsWritten
from bot.play.parser import load_evening, load_script, parse_script
from bot.play.rehearsal import Rehearsed, rehearse_script
from bot.texts import Texts
from bot.tomlfile import FileRefused

EVENINGS = Path(__file__).parents[2] / "evenings"
COLLECTION = sorted(EVENINGS.rglob("*.txt"))
TEXTS = Texts.load("Europe/Berlin")
TIE = EVENINGS / "th-tie-is-rejected.txt"


def rehearse(path: Path) -> Rehearsed:
    council, script = load_evening(path)
    return rehearse_script(script, council, TEXTS)


def changed(old: str, new: str) -> Rehearsed:
    """Rehearse the evening of the tie with other words in it."""
    council, _ = load_evening(TIE)
    text = TIE.read_text(encoding="utf-8")
    assert old in text
    return rehearse_script(
        parse_script(text.replace(old, new), "evening.txt", council.seats), council, TEXTS
    )


@pytest.mark.parametrize("evening", COLLECTION, ids=lambda path: str(path.stem))
def test_an_evening_goes_as_its_script_says(evening: Path) -> None:
    assert rehearse(evening).meetings


def test_the_sample_evening_is_rehearsed_to_the_signed_minutes() -> None:
    council = load_council(SAMPLE_COUNCIL)
    done = rehearse_script(load_script(SAMPLE_EVENING, council.seats), council, TEXTS)
    assert [meeting.phase for meeting in done.meetings] == [Phase.DRAFTED]
    assert len(done.meetings[0].minutes.signed) == 2


def test_the_same_script_always_comes_out_the_same() -> None:
    assert rehearse(TIE).said == rehearse(TIE).said


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("V1 4 ja, 4 nein", "V1 5 ja, 4 nein", "V1 should end 5 yes"),
        ("0 enthaltungen, abgelehnt", "0 enthaltungen, angenommen", "adopted, the journal says"),
        ("Anwesend: 8", "Anwesend: 7", "7 should be present, the books say 8"),
        ("Beschlussfähig: ja", "Beschlussfähig: nein", "the body is quorate: 8"),
        ("abgelehnt … 4 Ja, 4 Nein", "abgelehnt … 9 Ja", "the bot should say"),
        ("ab 19.12 Uhr", "ab 19.13 Uhr", "the minutes should hold"),
        ("1-4: ja\n", "1-4: !abstimung ja\n", "the bot should say"),
    ],
)
def test_what_goes_otherwise_is_named(old: str, new: str, told: str) -> None:
    with pytest.raises((Failed, NotAsWritten)) as caught:
        changed(old, new)
    assert told in str(caught.value)
    assert "evening.txt, line" in str(caught.value)


def test_a_restart_in_the_middle_of_a_vote_changes_nothing() -> None:
    assert changed("5, 6, 8, 9: nein", "Neustart: Bot\n5, 6, 8, 9: nein").meetings


def test_what_is_expected_before_a_meeting_is_planned_is_named() -> None:
    with pytest.raises(NotAsWritten, match="no meeting was planned"):
        changed("== Vorbereitung", "Ergebnis: V1 1 ja, 0 nein, 0 enthaltungen, angenommen\n== V")


def test_a_refusal_is_an_answer_the_script_can_expect() -> None:
    refused = "1-4: ja\nPetra Ahorn: !abstimmung öffnen\nBot: läuft noch"
    assert changed("1-4: ja", refused).meetings


def test_a_script_must_name_its_council(tmp_path: Path) -> None:
    lonely = tmp_path / "evening.txt"
    lonely.write_text("Uhr: 1 Tag vorher 09:00\n", encoding="utf-8")
    with pytest.raises(FileRefused, match="does not name its council"):
        load_evening(lonely)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("Tag: 31.02.2026", "is no day"),
        ("Anwesend: viele", "is no number of people"),
        ("Beschlussfähig: vielleicht", "neither ja nor nein"),
        ("Niederschrift (geheim): x", "nichtöffentlich"),
        ("Niederschrift: …", "does not say"),
        ("Eingetragen: alles", "can only be nichts"),
    ],
)
def test_a_broken_expectation_is_refused_with_its_line(line: str, told: str) -> None:
    with pytest.raises(FileRefused, match=told):
        changed("Anwesend: 9", line)
