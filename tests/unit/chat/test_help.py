# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The help page and the reference page, read off the table."""

from __future__ import annotations

import runpy
import sys
from pathlib import Path

import pytest
from talking import AYSE, CHAIR, CLERK, context

from bot.chat import COMMANDS, reference
from bot.chat.context import Place
from bot.chat.help import help_page
from bot.domain.values import Language
from bot.texts import Texts

TEXTS = Texts.load()


def test_a_member_is_shown_what_a_member_may_do_here() -> None:
    page = help_page(TEXTS, context(by=AYSE))
    assert "`!antrag [für <Sitz oder Name>:] <Text>` – Stellt einen Antrag" in page
    assert "!sitzung eröffnen" not in page
    assert "!aufnehmen" not in page


def test_the_clerk_in_the_office_is_shown_enrolment() -> None:
    page = help_page(TEXTS, context(by=CLERK, place=Place.OFFICE))
    assert "!aufnehmen" in page
    assert "!antrag <" not in page


def test_a_stranger_is_shown_how_to_come_in() -> None:
    page = help_page(TEXTS, context(by=None, place=Place.DIRECT))
    assert "!code" in page
    assert "!prüfen" in page
    assert "!ergebnisse" not in page


def test_help_speaks_the_language_of_who_asks() -> None:
    page = help_page(TEXTS, context(language=Language.EN))
    assert "!vote open" in page
    assert "abstimmung" not in page


@pytest.mark.parametrize("topic", ["abstimmung öffnen", "!Abstimmung Oeffnen", "vote open"])
def test_one_command_is_explained_with_example_roles_and_rooms(topic: str) -> None:
    page = help_page(TEXTS, context(by=AYSE), topic)
    assert "`!abstimmung öffnen A1 namentlich`" in page
    assert "Vorsitz, stellvertretender Vorsitz, Schriftführung" in page
    assert "Sitzungsraum" in page


def test_an_irreversible_command_says_that_it_asks_back() -> None:
    asked = "frage ich noch einmal nach"
    assert asked in help_page(TEXTS, context(), "sitzung schließen")
    assert asked not in help_page(TEXTS, context(), "sitzung eröffnen")


def test_who_may_use_it_is_said_in_words() -> None:
    assert "alle auf der Liste" in help_page(TEXTS, context(), "status")
    assert "noch nicht aufgenommen" in help_page(TEXTS, context(), "code")


def test_a_topic_shows_its_commands_only() -> None:
    page = help_page(TEXTS, context(), "Abstimmungen")
    assert "!handzeichen" in page
    assert "!antrag" not in page


def test_help_on_nothing_known_says_so() -> None:
    assert "„xyz“" in help_page(TEXTS, context(), "xyz")


def test_the_reference_page_is_current() -> None:
    """Renew it with ``python -m bot.chat.reference``."""
    assert reference.PAGE.read_text(encoding="utf-8") == reference.page(TEXTS)


def test_the_reference_page_names_every_command() -> None:
    page = reference.page(TEXTS)
    for command in COMMANDS:
        for language in Language:
            assert f"`{command.pattern(language)}`" in page


def test_the_reference_page_writes_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[str] = []
    monkeypatch.setattr(Path, "write_text", lambda _self, text, **_: written.append(text))
    monkeypatch.delitem(sys.modules, "bot.chat.reference")
    runpy.run_module("bot.chat.reference", run_name="__main__")
    assert written == [reference.page(TEXTS)]


def test_the_chair_may_ask_for_help_on_everything() -> None:
    for command in COMMANDS:
        page = help_page(TEXTS, context(by=CHAIR), command.words["de"][0])
        assert command.pattern("de") in page
