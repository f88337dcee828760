# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Where rule values were read: whoever asks in German is told in German."""

from __future__ import annotations

import re

import pytest

from bot.domain.values import BodyKind, Language
from bot.profiles import NEUTRAL, lands, law_of
from bot.texts.sources import german_sources, source_in

ENGLISH = re.compile(
    r"\b(and|as|by|force|from|in full|law|memory|minutes|no|not|of|on|own|project|quoted|read"
    r"|retold|rules|since|text|the|to|until|was|which|with|without)\b|\d [A-Z][a-z]+ \d{4}"
)


def known() -> set[str]:
    """Return every source a shipped profile names, whatever the day."""
    found = set[str]()
    for land in (*lands(), NEUTRAL):
        for entries in law_of(land, BodyKind.COUNCIL).profile.entries.values():
            found |= {entry.source for entry in entries}
    return found


SOURCES = sorted(known())


@pytest.mark.parametrize("source", [one for one in SOURCES if ENGLISH.search(one)])
def test_an_english_source_has_a_german_name(source: str) -> None:
    german = source_in(Language.DE, source)
    assert german != source
    assert not ENGLISH.search(german)
    assert source_in(Language.EN, source) == source


def test_no_german_name_is_left_of_a_source_that_is_gone() -> None:
    assert set(german_sources()) <= set(SOURCES)


def test_what_has_no_other_name_is_said_as_it_stands() -> None:
    assert source_in(Language.DE, "Geschäftsordnung § 3") == "Geschäftsordnung § 3"
