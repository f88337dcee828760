# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The public version of the minutes holds nothing of what was said without the public."""

from __future__ import annotations

import re
from dataclasses import replace

from closed_part import ADVISER, SECRET, behind_closed_doors, came, ended
from papers import LETTERHEAD
from sample_journal import GUEST, MAYOR, ROTH, Journal, planned

from bot.domain import events as e
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
    assert "19.30–19.40 Uhr" not in public
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


def test_the_public_reads_the_times_of_the_public_part_alone() -> None:
    """Given a member who leaves at 19:45, in the non-public part, and is gone when it ends."""
    journal = ended(behind_closed_doors())
    public, whole = page(journal, Part.PUBLIC), page(journal, Part.NON_PUBLIC)
    assert "19.45" in whole
    assert "19.45" not in public
    assert "bis 19.20 Uhr" in public
    assert "Angegeben sind die Zeiten im öffentlichen Teil." in public
    assert "Angegeben sind die Zeiten" not in whole


def test_who_votes_and_came_for_the_non_public_part_alone_is_not_called_absent() -> None:
    journal = behind_closed_doors().at("19:50").add(came(ROTH, late=True))
    journal.add(e.MemberLeft(seat=ROTH, reason=""))
    public = page(ended(journal), Part.PUBLIC)
    row = public[public.index("Ines Roth") :]
    assert row.index("nicht im öffentlichen Teil") < row.index("</tr>")


def test_why_somebody_was_absent_is_public_only_where_the_law_wants_it() -> None:
    journal = ended(behind_closed_doors())
    assert "Urlaub" in page(journal, Part.PUBLIC)
    law = minutes(journal.records).rules
    assert law is not None
    journal.add(e.RulesTaken(rules=replace(law, values={})))
    public, whole = page(journal, Part.PUBLIC), page(journal, Part.NON_PUBLIC)
    assert "Urlaub" in whole
    assert "Urlaub" not in public
    assert "Uwe Stein" in public


def test_a_guest_who_only_listens_is_not_named_and_one_who_speaks_is() -> None:
    """Given a guest in the public part."""
    journal = planned().at("19:00").add(e.MeetingOpened(by=MAYOR, chair=MAYOR))
    journal.add(came(MAYOR, late=False), came(GUEST, late=False))
    assert ADVISER in page(journal, Part.NON_PUBLIC)
    assert ADVISER not in page(journal, Part.PUBLIC)
    journal.add(e.StatementRecorded(seat=GUEST, text="Der Boden trägt."))
    assert ADVISER in page(journal, Part.PUBLIC)
