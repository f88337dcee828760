# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The public version of the minutes holds nothing of what was said without the public."""

from __future__ import annotations

import re

from closed_part import ADVISER, SECRET, behind_closed_doors, ended
from papers import LETTERHEAD
from sample_journal import Journal

from bot.domain.minutes import Part, minutes
from bot.paper.render import minutes_html

PLAIN = str.maketrans({"\u00a0": " ", "\u2060": None})


def page(journal: Journal, part: Part) -> str:
    whole = minutes_html(minutes(journal.records), part, LETTERHEAD)
    return re.sub(r"<style>.*?</style>", "", whole, flags=re.DOTALL).translate(PLAIN)


def test_no_word_said_behind_closed_doors_stands_in_it() -> None:
    """Given reasons, disturbances, objections and corrections that all name somebody."""
    public = page(ended(behind_closed_doors()), Part.PUBLIC)
    assert SECRET not in public
    assert "Ton weg" in public
    assert "WLAN zu Hause" in public
    assert "Bild weg" in public
    assert "19.30–19.40 Uhr" in public
    assert "Berechtigt." in public
    assert "zur Berichtigung wieder aufgenommen." in public


def test_the_non_public_version_holds_all_of_it() -> None:
    told = page(ended(behind_closed_doors()), Part.NON_PUBLIC)
    for words in (
        f"Anruf bei {SECRET}",
        f"{SECRET} sprach",
        f"{SECRET} war nicht zu hören",
        f"Berechtigt: Nun {SECRET}.",
        f"{SECRET} mit d.",
        "19.25 Uhr: 6 von 9",
    ):
        assert words in told, words


def test_who_came_for_the_non_public_part_alone_is_not_named_to_the_public() -> None:
    journal = ended(behind_closed_doors())
    assert ADVISER not in page(journal, Part.PUBLIC)
    assert ADVISER in page(journal, Part.NON_PUBLIC)


def test_that_the_chair_was_handed_over_for_an_item_is_not_told_to_the_public() -> None:
    """Given the mayor hands over in the open at 19:15, and for the non-public item at 19:25."""
    public = page(ended(behind_closed_doors()), Part.PUBLIC)
    assert "Jörg Weber (ab 19.15 Uhr); Dr. Martina Albrecht (ab 19.20 Uhr)" in public
    assert "19.25" not in public
    assert "19.50" not in public


def test_who_still_leads_when_the_public_is_back_is_named_from_then_on() -> None:
    public = page(ended(behind_closed_doors(), led_by_deputy=True), Part.PUBLIC)
    assert "Jörg Weber (ab 20.00 Uhr)" in public
    assert "19.25" not in public
